"""The typed reader of policy.toml. One way in: `load_policy(home)`."""

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.errors import SettingsError

DEFAULT = Path(__file__).parent / "policy.toml"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Calendar(_Part):
    """Days of the month after the reporting month, and how long corrections are taken."""

    reminder_days: tuple[int, ...]
    deadline_day: int = Field(ge=1, le=28)
    report_day: int = Field(ge=1, le=28)
    cutoff_day: int = Field(ge=1, le=28)
    correction_months: int = Field(ge=0)


class Thresholds(_Part):
    """Where a warning begins; shares in percent."""

    first_support_pct: float
    hsu_group_primary: float
    hsu_group_secondary: float
    meeting_place_pct: float
    jump_count: int
    jump_pct: float
    jump_exempt_months: tuple[int, ...]


class Disclosure(_Part):
    """How confidential counts are protected in what leaves the centre."""

    profile: Literal["rounding", "suppression", "none"]
    rounding_base: int = Field(ge=2)
    suppression_threshold: int = Field(ge=2)


class ReportWords(_Part):
    """Titles of the report."""

    title: str
    subtitle: str
    imprint: str
    trend_months: int = Field(ge=2, le=36)


class Policy(_Part):
    """Everything that is decided and not programmed."""

    calendar: Calendar
    thresholds: Thresholds
    disclosure: Disclosure
    report: ReportWords


def load_policy(home: Path | None = None) -> Policy:
    """The policy in force: ours, with what the home's policy.toml changes.

    Raises:
        SettingsError: the home's policy.toml is not TOML, or holds an unknown name or an impossible value.
    """
    chosen = _read(DEFAULT)
    own = home / "policy.toml" if home else None
    if own and own.exists():
        chosen = {name: {**part, **_read(own).get(name, {})} for name, part in chosen.items()}
        _refuse_unknown(own, chosen)
    try:
        return Policy.model_validate(chosen)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"policy.toml: „{name}“ hat den Wert „{first['input']}“, der nicht geht.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path.name} ist keine gültige TOML-Datei: {error}.") from error


def _refuse_unknown(own: Path, known: dict[str, Any]) -> None:
    unknown = sorted(set(_read(own)) - set(known))
    if unknown:
        raise SettingsError(f"policy.toml: den Abschnitt „{unknown[0]}“ gibt es nicht. Möglich: {', '.join(known)}.")
