"""Arguments that several commands share: how they are written (`add_...`), and what they mean.

Every function that says what one means raises UsageError for what cannot mean anything.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.settings import Settings
    from schemas.check.rule import Rule


def add_none(_: ArgumentParser) -> None:
    """What most commands take: nothing but --home."""


def add_home(parser: ArgumentParser, default: str | None) -> None:
    """Every command has --home."""
    parser.add_argument(
        "--home",
        metavar="ORDNER",
        type=Path,
        default=default,
        help="Datenordner (Vorgabe: MONATSBERICHT_HOME oder ./monatsbericht-data)",
    )


def add_month(parser: ArgumentParser) -> None:
    """--month, the reporting month."""
    parser.add_argument("--month", metavar="JJJJ-MM", help="Berichtsmonat (Vorgabe: der jetzt fällige)")


def add_json(parser: ArgumentParser) -> None:
    """--json, for machines."""
    parser.add_argument("--json", action="store_true", help="maschinenlesbar ausgeben")


def add_decision(parser: ArgumentParser) -> None:
    """--by and --reason: whoever decides has a name and says why."""
    parser.add_argument("--by", metavar="NAME", help="wer das entscheidet")
    parser.add_argument("--reason", metavar="GRUND", help="warum; steht bei einer Ausnahme als Fußnote im Bericht")


def whole_number(written: str) -> int:
    """A whole number, as argparse wants it."""
    try:
        return int(written)
    except ValueError:
        raise ArgumentTypeError(f"„{written}“ ist keine ganze Zahl") from None


def known_rule(name: str) -> "Rule":
    """The rule of that name."""
    from schemas.check.catalogue import CATALOGUE

    if name not in CATALOGUE:
        raise UsageError(f"Eine Regel „{name}“ gibt es nicht. Alle zeigt: monatsbericht rules --json")
    return CATALOGUE[name]


def moment_of(arguments: Namespace) -> datetime:
    """When the command counts as given: --at, else now in Germany."""
    from config import clock
    from tasks.run import parse_moment

    return parse_moment(arguments.at) if getattr(arguments, "at", None) else clock.now()


def asked_month(arguments: Namespace) -> str | None:
    """The reporting month asked for; without one each flow knows its own."""
    from tasks.run import check_month

    return check_month(arguments.month) if arguments.month else None


def asked_or_due_month(arguments: Namespace) -> str:
    """The reporting month asked for, else the one due on the day."""
    from schemas.time.deadlines import due_month

    return asked_month(arguments) or due_month(moment_of(arguments).date())


def existing_home(arguments: Namespace) -> "Settings":
    """The settings of a home that is there: a mistyped one must not become a second, empty installation."""
    from config.settings import load_settings
    from tasks.watch.home import is_home

    settings = load_settings(arguments.home)
    if not is_home(settings):
        raise UsageError(
            f"„{settings.home}“ ist kein Datenordner. Bitte --home prüfen (oder MONATSBERICHT_HOME); "
            f"einen neuen legt dieser Befehl an: monatsbericht init --home {settings.home}"
        )
    return settings


def existing_warehouse(arguments: Namespace, *, only_reads: bool = False, **limits: float) -> "tuple[Settings, Engine]":
    """The settings of a home that is there, and its warehouse; refused as by a run, unless the command `only_reads`."""
    from tasks.existing_warehouse import open_home_warehouse

    settings = existing_home(arguments)
    if not only_reads:
        check_before_change(arguments, settings, **limits)
    return settings, open_home_warehouse(settings)


def check_before_change(arguments: Namespace, settings: "Settings", **limits: float) -> None:
    """What every run asks first (`limits`: of check_home), for a command that changes, erases or sends by itself.

    Raises:
        ClockError: it is said to be now, and the clock is wrong.
        LostError: a part of the home is gone.
        SettingsError: the home belongs to another centre.
    """
    from tasks.existing_warehouse import check_home
    from tasks.run_record import check_clock

    if not getattr(arguments, "at", None):
        check_clock(settings.log)
    check_home(settings, **limits)


def existing_file(path: Path) -> Path:
    """A file that is there."""
    if not path.is_file():
        raise UsageError(f"Die Datei „{path}“ gibt es nicht.")
    return path
