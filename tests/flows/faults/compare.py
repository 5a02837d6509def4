"""What came of a month, and in what two months differ. Ways in: `outcome_of(settings, mails)`, `differences(a, b)`.

All moments that count are pinned by the moved clock, so everything is compared as it is: every row of every table, the
bytes of every report, answer, form and archived file, every mail. Left out is only what says *when and how often* the
machine tried, which is what the faults change: the attempts of a mail, when a source was looked at, the number on the
disk of a file that a full disk of its own made necessary to copy, and that of an item, which is given in the order in
which sources could be reached. A mail that the power cut in half is handed over
twice under the same Message-ID, the second one marked as such: it counts as one, and how many did is told.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from schemas.mail.message import AGAIN
from schemas.store.correspondence import incoming, outbox
from schemas.store.metadata import METADATA
from tasks.warehouse import connect

TRIES = {
    "outbox": {"attempts", "attempted_at", "may_be_sent", "next_attempt_at", "last_reply", "sent_at"},
    "source": {"reached_at", "failed_at", "reason"},
    "incoming": {"mark"},
}
_ITEM = incoming.c["incoming_id", "source", "path"]
FOLDERS = ("reports", "archive", "replies", "meldeboegen")


@dataclass(frozen=True)
class Outcome:
    """Rows by table, digests by file, contents by Message-ID; `repeated` counts mails that were handed over twice."""

    rows: dict
    files: dict
    mails: dict
    unmarked: tuple
    repeated: int


def outcome_of(settings, mails):
    """Warehouse, files and mails to respondents and staff, notices about faults apart (see `notices`)."""
    contents, unmarked = {}, []
    letters = [one for one in mails if not is_notice(one)]
    for one in letters:
        name = one.mail["Message-ID"]
        if name in contents and one.mail[AGAIN] is None:
            unmarked.append(name)
        contents.setdefault(name, _plain(one))
    return Outcome(_rows(settings.url), _files(settings.home), contents, tuple(unmarked), len(letters) - len(contents))


def differences(expected, found, mails_before=()):
    """What is not the same, in words: nothing where all is well."""
    said = []
    for table in expected.rows:
        lost, more = (
            Counter(a.rows[table]) - Counter(b.rows[table]) for a, b in ((expected, found), (found, expected))
        )
        if lost or more:
            said.append(f"table {table}: {len(lost)} rows lost, {len(more)} others: {[*lost][:1]} {[*more][:1]}")
    for what in ("files", "mails"):
        a, b = getattr(expected, what), getattr(found, what)
        lost, more = sorted(set(a) - set(b) - set(mails_before)), sorted(set(b) - set(a))
        changed = [name for name in sorted(set(a) & set(b)) if a[name] != b[name]]
        if lost or more or changed:
            said.append(f"{what}: lost {lost[:3]}, more {more[:3]}, changed {changed[:3]}")
    if found.unmarked:
        said.append(f"mails handed over twice without saying so: {found.unmarked[:3]}")
    return said


def notices(mails):
    """What staff were told, in order: the Message-ID and the subject of each."""
    return [(one.mail["Message-ID"], str(one.mail["Subject"])) for one in mails if is_notice(one)]


def twice_told(mails):
    """Notices that differ in their number and say the same, and those handed over twice."""
    told = notices(mails)
    by_subject = Counter(subject for _, subject in dict(told).items())
    return [subject for subject, count in by_subject.items() if count > 1], len(told) - len(dict(told))


def is_notice(one):
    return one.mail["Message-ID"].startswith("<notice.")


def _plain(one):
    """A mail's bytes without the mark of a repetition."""
    lines = one.content.split(b"\r\n")
    kept = [line for line in lines if not line.startswith(AGAIN.encode())]
    return one.recipients, hashlib.sha256(b"\r\n".join(kept)).hexdigest()


def _rows(url):
    engine = connect(url)
    with engine.connect() as database:
        return {table.name: sorted(_rows_of(database, table)) for table in METADATA.sorted_tables}


def _rows_of(database, table):
    columns = [column for column in table.columns if column.name not in TRIES.get(table.name, ())]
    items = {number: f"{source}: {path}" for number, source, path in database.execute(select(*_ITEM))}
    rows = [
        repr(tuple(items[value] if name == "incoming_id" else value for name, value in row._mapping.items()))
        for row in database.execute(select(*columns))
    ]
    if table.name == outbox.name:
        rows += [repr(tuple(row)) for row in database.execute(select(outbox.c.message_id, outbox.c.sent_at.is_(None)))]
    return rows


def _files(home):
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in FOLDERS
        for path in (home / folder).rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(home).parts)
    }
