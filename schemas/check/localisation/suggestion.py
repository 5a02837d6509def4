"""What to look at first where linked rules are broken: the found cells in German. One way in: `suggest(reading, ...)`."""

from collections.abc import Collection, Iterator, Sequence

import pandas as pd

from schemas.check.batch import place_of
from schemas.check.localisation.localise import Correction, Last, Spot, localise
from schemas.files.reading import Reading
from schemas.finding import Finding, Severity
from schemas.form.forms import TABLES
from schemas.german import format_number

SUGGESTION = "SUGGESTION"  # no rule that can be broken, hence an information


def suggest(
    reading: Reading, refused: Collection[tuple[str, str]], last: dict[str, pd.DataFrame], spoiled: Collection[str] = ()
) -> Iterator[Finding]:
    """An information for each group of broken rules: which cells are probably wrong, and what would fit.

    Args:
        reading: what the file says.
        refused: table and column of cells that could not be read.
        last: last month's facts in force by table, as schemas.check.known has them.
        spoiled: rules about sums that lack a refused row.
    """
    for sets in localise(reading, refused, _last_values(reading, last), spoiled):
        if sets:
            yield _finding(reading, sets)


def _last_values(reading: Reading, last: dict[str, pd.DataFrame]) -> Last:
    """What stood last month in the cells of this reading, by the rows' keys."""
    found: dict[Spot, float] = {}
    for name, part in reading.tables.items():
        facts = last.get(name)
        if facts is None or facts.empty:
            continue
        ours = facts[(facts["respondent"] == reading.respondent) & (facts["month"] == reading.month)]
        keys = [key.name for key in TABLES[name].keys]
        rows = {tuple(row[key] for key in keys): row for row in ours.to_dict("records")}
        for position in range(len(part.rows)):
            row = rows.get(tuple(part.values[key][position] for key in keys), {})
            for column in TABLES[name].figures:
                if pd.notna(row.get(column.name, pd.NA)):
                    found[Spot(name, position, column.name)] = float(row[column.name])
    return found


def _finding(reading: Reading, sets: Sequence[Sequence[Correction]]) -> Finding:
    first = sets[0][0]
    sheet, cell, row = place_of(reading, first.spot.table, first.spot.column, first.spot.position)
    return Finding(
        table=first.spot.table,
        sheet=sheet,
        cell=cell,
        row=row,
        column=first.spot.column,
        rule=SUGGESTION,
        severity=Severity.INFORMATION,
        value=_number(first, first.value),
        message=_sentence(reading, sets),
        hint="Bitte prüfen Sie diese Angaben zuerst. Geändert haben wir nichts.",
    )


def _sentence(reading: Reading, sets: Sequence[Sequence[Correction]]) -> str:
    said = [" und ".join(_describe(reading, change) for change in one) for one in sets]
    if len(said) > 1:
        either = "; oder ".join(said)
        return f"Mehrere Befunde hängen zusammen. Wahrscheinlich ist nur eines davon falsch: {either}."
    what = "diese Angabe" if len(sets[0]) == 1 else "diese Angaben"
    verb = "stimmt" if len(sets[0]) == 1 else "stimmen"
    return f"Mehrere Befunde hängen zusammen. Wahrscheinlich {verb} nur {what} nicht: {said[0]}."


def _describe(reading: Reading, change: Correction) -> str:
    sheet, cell, _ = place_of(reading, change.spot.table, change.spot.column, change.spot.position)
    title = TABLES[change.spot.table].column(change.spot.column).title
    where = ", ".join(part for part in (f"Blatt „{sheet}“" if sheet else "", f"Zelle {cell}" if cell else "") if part)
    now, then = _number(change, change.value), _number(change, change.suggested)
    return f"„{title}“ ({where}): mit {then} statt {now} passt alles zusammen"


def _number(change: Correction, value: float) -> str:
    decimals = TABLES[change.spot.table].column(change.spot.column).meaning.decimals
    return format_number(value, decimals)
