"""What the arguments of a command mean: which home, which month, which moment, which file.

Every function raises UsageError for what cannot mean anything.
"""

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from config.errors import UsageError
from config.settings import TIMEZONE, Settings, load_settings


def moment_of(arguments: Namespace) -> datetime:
    """When the command counts as given: --at, else now in Germany."""
    from tasks.run import parse_moment

    now = datetime.now(TIMEZONE).replace(tzinfo=None, microsecond=0)
    return parse_moment(arguments.at) if getattr(arguments, "at", None) else now


def asked_month(arguments: Namespace) -> str | None:
    """The reporting month asked for; without one each flow knows its own."""
    from tasks.run import check_month

    return check_month(arguments.month) if arguments.month else None


def month_of(arguments: Namespace) -> str:
    """The reporting month asked for, else the one due on the day."""
    from schemas.time.deadlines import due_month

    return asked_month(arguments) or due_month(moment_of(arguments).date())


def existing_home(arguments: Namespace) -> Settings:
    """The settings of a home that is there: a mistyped one must not become a second, empty installation."""
    settings = load_settings(arguments.home)
    if not any(path.exists() for path in (settings.settings_file, settings.inbox, settings.register)):
        raise UsageError(
            f"„{settings.home}“ ist kein Datenordner. Bitte --home prüfen (oder MONATSBERICHT_HOME); "
            f"einen neuen legt dieser Befehl an: monatsbericht init --home {settings.home}"
        )
    return settings


def existing_file(path: Path) -> Path:
    """A file that is there."""
    if not path.is_file():
        raise UsageError(f"Die Datei „{path}“ gibt es nicht.")
    return path
