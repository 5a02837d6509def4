"""How numbers, dates and months are written for German readers.

One way in: `format_number`, `format_share`, `format_eur`, `format_change`, `format_month`,
`format_date` and `format_vintage`. Pure text in and out; every renderer and every message uses these,
so that 1.234,5 never appears as 1,234.5 in one place and 1234.5 in another.
"""

import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
MINUS = "\u2212"
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
SINGULAR = {
    "Angaben": "Angabe", "Angebote": "Angebot", "Beobachtungen": "Beobachtung", "Beratungen": "Beratung",
    "Berichte": "Bericht", "Berichtsstellen": "Berichtsstelle", "Dateien": "Datei", "Einsätze": "Einsatz",
    "Einträge": "Eintrag", "Elternbegleitungen": "Elternbegleitung", "Familien": "Familie", "Fälle": "Fall",
    "Gültigkeitszeiträume": "Gültigkeitszeitraum",
    "Gespräche": "Gespräch", "Gruppen": "Gruppe", "Kinder": "Kind", "Lehrkräfte": "Lehrkraft", "Lieferungen": "Lieferung",
    "Mails": "Mail", "Meldebögen": "Meldebogen", "Plätze": "Platz", "Stunden": "Stunde", "Tage": "Tag",
    "Termine": "Termin", "Veränderungen": "Veränderung", "Vereinbarungen": "Vereinbarung", "Zeilen": "Zeile",
    "Ziele": "Ziel", "Änderungen": "Änderung",
}  # fmt: skip
MONTHS_SHORT = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez.")


def format_number(value: float, decimals: int = 0) -> str:
    """A number with German separators, rounded half up: 1234.5 with one decimal -> `1.234,5`."""
    rounded = round_half_up(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    return MINUS + text if rounded < 0 else text


def format_plain(value: float) -> str:
    """A number as it is: 33 -> `33`, 15.5 -> `15,50`."""
    return format_number(value, 0 if math.isclose(value, round(value)) else 2)


def format_count(value: float, many: str) -> str:
    """How many of what: `1 Gruppe`, `1.200 Gruppen`; a word whose singular is not known stays."""
    return f"{format_number(value)} {SINGULAR.get(many, many) if value == 1 else many}"


def join_words(words: Sequence[str], last: str = "und") -> str:
    """A list as it is spoken: `a, b und c`."""
    return f" {last} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def format_share(fraction: float, decimals: int = 1) -> str:
    """A fraction of one as a percentage: 0.584 -> `58,4 %` (with a no-break space)."""
    return f"{format_number(fraction * 100, decimals)}{NBSP}%"


def format_eur(value: float) -> str:
    """Euros with two decimals: 1234.5 -> `1.234,50 €` (with a no-break space)."""
    return f"{format_number(value, 2)}{NBSP}€"


def format_change(value: float, decimals: int = 0) -> str:
    """A signed difference: `+12`, `−12`; what rounds to nothing is `±0`."""
    rounded = round_half_up(value, decimals)
    if rounded == 0:
        return "±0"
    return ("+" if rounded > 0 else "") + format_number(value, decimals)


def format_month(month: str, *, short: bool = False) -> str:
    """A month `2026-10` as `Oktober 2026`, or short as `Okt. 2026`."""
    year, number = month.split("-")
    names = MONTHS_SHORT if short else MONTHS
    return f"{names[int(number) - 1]} {year}"


def format_date(day: date) -> str:
    """A day as `31.10.2026`."""
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"


def format_moment(moment: datetime) -> str:
    """`12.11.2026, 06:30 Uhr`, for people."""
    return f"{format_date(moment.date())}, {moment:%H:%M} Uhr"


def format_vintage(vintage: str) -> str:
    """An ISO moment with offset, in Berlin time: `12.11.2026, 06:00 Uhr`."""
    moment = datetime.fromisoformat(vintage).astimezone(ZoneInfo("Europe/Berlin"))
    return f"{format_date(moment.date())}, {moment:%H:%M}{NBSP}Uhr"


def round_half_up(value: float, decimals: int = 0) -> Decimal:
    """Commercial rounding, as readers expect it (0.5 -> 1), free of binary surprises (2.675 -> 2.68)."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
