"""settings.toml: what stands in it, and in German what is wrong with it; what it means is said in config.settings.

Ways in: `read_settings_file` and `explain_setting`.
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from config.address import Address
from config.errors import SettingsError
from config.sources import Source
from config.targets import Target

_ENTRIES: dict[str, type[Address]] = {"sources": Source, "targets": Target}
TOML_HELP = 'Ein Text steht in Anführungszeichen, eine Zahl ohne: centre = "05914000", server_port = 4200.'
_SECRET = re.compile(r"://[^/]*@|[?&]\w*(password|secret|token|key)=", re.IGNORECASE)
_PASSWORD = re.compile(r"://[^/@]*:[^/@]+@|[?&]password=")


def read_settings_file(path: Path) -> dict[str, Any]:
    """What stands in settings.toml, as people save it: the editor of Windows begins a file with a mark."""
    found = tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.exists() else {}
    if "home" in found:
        raise SettingsError("settings.toml kann nicht sagen, wo der Datenordner liegt, in dem sie selbst steht.")
    if _PASSWORD.search(str(found.get("warehouse_url", ""))):
        raise SettingsError(
            "In settings.toml steht ein Kennwort (warehouse_url); dort lesen es zu viele. Bitte aus der Adresse nehmen "
            "und in der Umgebung angeben: PGPASSWORD, eine Datei .pgpass oder MONATSBERICHT_WAREHOUSE_URL."
        )
    return found


def explain_setting(error: ValidationError, settings: Mapping[str, FieldInfo], prefix: str) -> str:
    """One German sentence for the first thing that pydantic does not accept.

    Args:
        error: what it said.
        settings: those that there are.
        prefix: how their environment variables begin.
    """
    first = error.errors()[0]
    name, given = _name_place(first["loc"]), first["input"]
    entry = _ENTRIES.get(str(first["loc"][0]), Source).model_fields if first["loc"] else {}
    if first["type"] == "extra_forbidden":
        fields = entry if len(first["loc"]) > 1 else settings
        known = ", ".join(field for field in fields if field != "home")
        return f"Die Einstellung „{name}“ in settings.toml gibt es nicht. Möglich sind: {known}."
    field = (entry if len(first["loc"]) > 2 else settings).get(str(first["loc"][-1]))
    if first["type"] == "missing":
        return f"Die Einstellung „{name}“ ({field.description if field else name}) fehlt in settings.toml."
    meaning = f" ({field.description})" if field else ""
    # what is refused may hold a password
    is_hidden = len(first["loc"]) > 1 or isinstance(given, dict | list) or _SECRET.search(str(given))
    shown = "" if is_hidden else f" hat den Wert „{given}“, der"
    variable = str(first["loc"][0]).upper() if first["loc"] else ""
    return (
        f"Die Einstellung „{name}“{meaning}{shown or ' hat einen Wert, der'} nicht geht{_describe_limits(first)}. "
        f"Bitte in settings.toml oder in der Umgebungsvariablen {prefix}{variable} ändern."
    )


def _name_place(place: tuple[int | str, ...]) -> str:
    """`sources, 2. Eintrag, url` for ("sources", 1, "url")."""
    return ", ".join(f"{part + 1}. Eintrag" if isinstance(part, int) else part for part in place) or "?"


def _describe_limits(detail: Any) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "string_type":
        return "; ein Text steht in Anführungszeichen"
    if detail["type"] in {"tuple_type", "model_type", "dict_type"}:
        return "; ein Eintrag beginnt mit der Zeile [[sources]] oder [[targets]], darunter stehen name und url"
    if detail["type"] == "value_error":
        return f"; {context['error']}"
    for key, words in (("ge", "mindestens"), ("le", "höchstens"), ("pattern", "erwartet wird das Muster")):
        if key in context:
            return f"; {words} {context[key]}"
    return ""
