"""Places that the report counts by come from the centre's own list: `settle_places(readings, places)`.

What is another way of writing an entry becomes it. What is none stays what it is, is asked about, and is neither printed
nor exported. Without a list nothing is asked.
"""

from collections.abc import Iterable
from functools import partial

from config.codes import CodeList, fold
from schemas.check.level0 import make_finding
from schemas.check.nearest import say_nearest
from schemas.check.rule import Rule
from schemas.files.reading import Reading, TableReading
from schemas.files.workbook import CellPlace
from schemas.finding import Severity
from schemas.form.forms import TABLES, Column

PLACE_UNKNOWN = Rule(
    "PLACE_UNKNOWN",
    1,
    Severity.WARNING,
    "„{value}“ steht nicht in der Liste „{column}“ Ihres Integrationszentrums; die Zahlen der Zeile zählen, aber ohne "
    "diese Zuordnung.",
    "{nearest} Fehlt er in der Liste, sagen Sie das bitte im Prüfprotokoll; das Integrationszentrum ergänzt sie dann.",
)


def settle_places(readings: Iterable[Reading], places: CodeList | None) -> None:
    """Enter the list's own names in the readings, and a finding for what it does not know."""
    if places is None:
        return
    for reading in readings:
        for part in reading.tables.values():
            for column in TABLES[part.name].columns:
                if column.meaning.is_place:
                    _settle(reading, part, column, places)


def _settle(reading: Reading, part: TableReading, column: Column, places: CodeList) -> None:
    values, most = part.values[column.name], column.meaning.max_length
    for position, written in enumerate(values):
        if written is None:
            continue
        at = CellPlace(part.sheet, part.rows[position], part.columns[column.name])
        known = places.find(str(written))
        make = partial(make_finding, place=at, table=part.name, column=column, value=written)
        is_too_long = most is not None and len(str(written)) > most  # has a rule of its own
        if known is None and not is_too_long:
            reading.findings.append(make(PLACE_UNKNOWN, nearest=say_nearest(places, str(written), places.titles)))
        elif known and fold(known) != fold(str(written)):
            reading.findings.append(make("CODE_NORMALISED", repaired=known))
        values[position] = known or written
