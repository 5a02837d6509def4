"""A data folder as such, whatever its settings say. Ways in: `bare_settings`, `is_home`, `refuse_no_home`."""

from pathlib import Path

from config.errors import LostError
from config.settings import Settings, chosen_home


def bare_settings(given: Path | str | None) -> Settings:
    """The folders of a home and the defaults of all else, for who has to tell that its settings cannot be read."""
    return Settings.model_construct(home=chosen_home(given).absolute())


def is_home(settings: Settings) -> bool:
    """Whether anything is there that makes a folder a home.

    Not log/ nor prefect/: who is at work while the home goes away may still write there, into what lies in its place.
    """
    begun = (settings.settings_file, settings.inbox, settings.register)
    used = (settings.home / "warehouse.db", settings.archive, settings.reports, settings.key_file)
    return any(path.exists() for path in (*begun, *used))


def refuse_no_home(settings: Settings) -> None:
    """Refuse a folder in which nothing is: a network drive that is away leaves it so, and all would begin anew.

    Raises LostError with the way back.
    """
    if not is_home(settings):
        raise LostError(
            f"Der Datenordner {settings.home} ist nicht da, oder er ist leer. Es wurde nichts neu angelegt und an "
            "niemanden etwas gesendet. Liegt er auf einem Netzlaufwerk, bitte das wieder verbinden; ist er umgezogen, "
            "bitte --home oder MONATSBERICHT_HOME prüfen."
        )
