"""Where returns come from: folders, everything fsspec reaches, and mailboxes. Way in: `open.open_source`.

A source gives items and is told when one is safe; nothing is ever deleted there. What lies inside an archive or a mail
is found by `tasks.intake.sources.unpack`. Every failure is an `UnreachableError` with its reason in German.
"""
