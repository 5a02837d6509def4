"""What never goes back: cells that look like data on single persons. One way in: `without_persons`. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from schemas.answer.placing import spot_of
from schemas.files.reading import Reading
from schemas.files.workbook import Cell, Sheet
from schemas.finding import Finding

_RULE = "COLUMN_PERSON"


def without_persons(sheets: Iterable[Sheet], findings: Iterable[Finding], reading: Reading) -> list[Sheet]:
    """The sheets without what stands below a heading of personal data; the heading stays, so that it can be mended.

    In a sheet without a table of the form nobody knows which columns belong to the person: all below is left out.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for finding in findings:
        if finding.rule == _RULE and finding.sheet is not None:
            found.setdefault(finding.sheet, []).append(spot_of(finding, reading))
    with_tables = {part.sheet for part in reading.tables.values()}
    return [
        replace(sheet, rows=_blank(sheet.rows, found[sheet.name], is_whole=sheet.name not in with_tables))
        if sheet.name in found
        else sheet
        for sheet in sheets
    ]


def _blank(rows: list[list[Cell]], spots: list[tuple[int, int]], *, is_whole: bool) -> list[list[Cell]]:
    return [
        ["" if any(number > row and (is_whole or at == column) for row, column in spots) else cell for at, cell in enumerate(line)]
        for number, line in enumerate(rows)
    ]  # fmt: skip
