"""The command `disseminate`: bring reports to the targets now, and say what has arrived and what has not."""

from argparse import ArgumentParser, Namespace

from flows.command.arguments import existing_warehouse
from flows.command.show import say, warn, working

HELP = "Berichte jetzt an die Ziele aus settings.toml zustellen, auch was noch warten sollte"
EXAMPLE = "monatsbericht disseminate"


def add_arguments(parser: ArgumentParser) -> None:
    """Whether only the key is wanted."""
    parser.add_argument(
        "--key", action="store_true", help="nur den Schlüssel zeigen, mit dem Empfänger die Unterschrift prüfen"
    )


def perform(arguments: Namespace) -> bool:
    """Try what has not arrived; 1 where something still has not."""
    from config import clock
    from config.errors import UsageError
    from tasks.disseminate.disseminate import disseminate_due
    from tasks.disseminate.package import signing_secret
    from tasks.disseminate.signature import public_key

    settings, engine = existing_warehouse(arguments)
    if arguments.key:
        say(public_key(signing_secret(engine, settings)))
        return False
    if not settings.targets:
        raise UsageError("In settings.toml steht kein Ziel: je Empfänger ein Block [[targets]] mit name und url.")
    with working("Zustellen"):
        done = disseminate_due(engine, settings, clock.now(), is_asked=True)
    for sentence in done.arrived:
        say(sentence)
    for sentence in done.waiting:
        warn(sentence)
    if not (done.arrived or done.waiting):
        say("Alle Berichte sind zugestellt.")
    return bool(done.waiting)
