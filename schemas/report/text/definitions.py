"""What each indicator is, as a definition. One way in: `define_indicators(month)` gives (term, definition), by indicator.

Said are: what is counted, who says it in which form, of which moment, the unit, and the version of the definition.
"""

from schemas.form.forms import FORMS, TABLES, Column, Table
from schemas.german import join_words
from schemas.report.plan import COUNTED_AGAIN

MOMENTS = {
    "stock": "Bestand am letzten Tag des Berichtsmonats, nie über Monate addiert",
    "flow": "Zugang im Berichtsmonat",
    "ratio": "Verhältniszahl des Berichtsmonats, nie addiert",
}
YEAR = "Kalenderjahr, einmal im Dezember gefragt"
AGAIN = "Über Angebote, Treffen und Monate addiert sind es Teilnahmen, keine Personen."


def define_indicators(month: str) -> tuple[tuple[str, str], ...]:
    """Every indicator that is asked in a month, in the order of their ids; the first column that carries one defines it."""
    found: dict[str, tuple[str, str]] = {}
    for table in TABLES.values():
        for column in table.columns:
            if (name := column.meaning.indicator) and column.is_asked(month):
                found.setdefault(name, (f"{name} {column.title}", _define(table, column, month)))
    return tuple(found[name] for name in sorted(found))


def _define(table: Table, column: Column, month: str) -> str:
    meaning, forms = column.meaning, [form.title for form in FORMS.values() if table in form.tables]
    said = [
        column.define_in(month),
        f"Quelle: {join_words(forms)}, Tabelle „{table.title}“.",
        *([f"Zeitbezug: {YEAR if meaning.year_of else MOMENTS[meaning.kind]}."] if meaning.kind in MOMENTS else []),
        *([f"Einheit: {meaning.unit}."] if meaning.unit else []),
        *([AGAIN] if f"{table.name}.{column.name}" in COUNTED_AGAIN else []),
        f"Fassung {meaning.version} der Definition" + ("." if meaning.version == 1 else ": Bruch zur Fassung davor."),
    ]
    return " ".join(said)
