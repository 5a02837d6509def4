"""The command `init`: make a home; what is there already stays as it is."""

from argparse import Namespace
from typing import TYPE_CHECKING

from flows.command.arguments import add_none
from flows.command.show import say, working

if TYPE_CHECKING:
    from config.settings import Settings

HELP = "einen Datenordner anlegen"
EXAMPLE = "monatsbericht init --home hagen"

add_arguments = add_none


def perform(arguments: Namespace) -> None:
    """Create the home; what is there already stays as it is."""
    from config.settings import load_settings
    from flows.server.server import prepare_database
    from tasks.existing_warehouse import open_home_warehouse

    settings = load_settings(arguments.home)
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    _write_settings_file(settings)
    open_home_warehouse(settings).dispose()
    with working("Datenbank der Ablaufsteuerung anlegen (einmalig, etwa 15 Sekunden)"):
        prepare_database(settings)
    say(f"Datenordner: {settings.home}")
    say(f"Als Nächstes: monatsbericht register LISTE --home {settings.home}")


def _write_settings_file(settings: "Settings") -> None:
    """Put a settings.toml into the home that names every setting, all of them still at their defaults.

    The sources come last: in TOML all that follows `[[sources]]` belongs to that source.
    """
    from config.sources import SAMPLE

    if settings.settings_file.exists():
        return
    lines = ["# Was diese Installation anders macht. Zum Ändern das # am Zeilenanfang entfernen."]
    for name, field in type(settings).model_fields.items():
        if name not in {"home", "sources"}:
            value = f'"{field.default}"' if isinstance(field.default, str) else str(field.default)
            lines += ["", f"# {field.description}", f"# {name} = {value}"]
    lines += ["", *SAMPLE]
    settings.settings_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
