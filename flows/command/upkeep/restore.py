"""The command `restore`: a new home out of a backup."""

from argparse import ArgumentParser, Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import UsageError
from flows.command.arguments import existing_file
from flows.command.show import say, working
from schemas.german import format_moment, format_number

if TYPE_CHECKING:
    from config.sources import Source

HELP = "aus einer Sicherung einen neuen Datenordner machen"
EXAMPLE = "monatsbericht restore /sicherung/hagen-2026-11-12.tar --home hagen-neu"


def add_arguments(parser: ArgumentParser) -> None:
    """The file, and whether what waited then is sent."""
    parser.add_argument("file", metavar="DATEI", type=Path, help="was monatsbericht backup geschrieben hat")
    parser.add_argument("--send", action="store_true", help="auch senden, was damals wartete (sonst nie zweimal)")


def perform(arguments: Namespace) -> None:
    """Make a new home of such a file."""
    from config.settings import load_settings
    from schemas.store import warehouse as w
    from tasks.upkeep.backup.restore import hold_back, restore
    from tasks.warehouse import connect

    path = existing_file(arguments.file)
    if arguments.home is None:
        raise UsageError("Bitte sagen, wohin: monatsbericht restore SICHERUNG --home NEUER_ORDNER")
    home = Path(arguments.home).expanduser().absolute()
    with working("Zurückholen"):
        done = restore(path, home, lambda folder: load_settings(folder).url)
    settings = load_settings(home)
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    say(f"{format_number(done.files)} Dateien vom {done.written_at:%d.%m.%Y %H:%M} liegen in {settings.home}.")
    held = 0 if arguments.send else hold_back(connect(settings.url), done.written_at)
    if held:
        say(f"{held} Mails, die damals noch warteten, werden nicht gesendet (monatsbericht status zeigt sie).")
    for source in settings.sources:
        if source.kind == "mailbox":
            say(_tell_mails(source, done.written_at))
    next_step = "init" if done.version == w.WAREHOUSE_VERSION else "migrate"
    say(f"Als Nächstes: monatsbericht {next_step} --home {settings.home}")


def _tell_mails(source: "Source", written_at: datetime) -> str:
    """What came since the backup was moved aside by the home that is gone, where no run looks again."""
    return (
        f"Was seit dem {format_moment(written_at)} im Postfach „{source.name}“ ankam, kennt dieser Datenordner nicht: "
        f"bitte diese Mails aus den Ordnern „{source.done_folder}“ und „{source.attention_folder}“ nach "
        f"„{source.mailbox_folder}“ zurücklegen, sonst fehlen die Meldungen darin; im Zweifel einige mehr, was schon "
        "bekannt ist, zählt nicht doppelt."
    )
