"""The sheets that a form brings along and of which no cell is data: `is_own_sheet`. Pure.

Nobody has to leave them as they are: whether they were changed, deleted or copied, nothing of them is read.
"""

from schemas.files.protocol import is_protocol
from schemas.files.values import tidy
from schemas.files.workbook import Sheet
from schemas.form import layout

_ALWAYS = (layout.META_SHEET, layout.LISTS_SHEET)
_MOST_ROWS = 9  # below them begins what a form says of itself


def is_own_sheet(sheet: Sheet) -> bool:
    """Whether a sheet is one of ours beside the head and the tables, by its name and by what it is for."""
    return sheet.name in _ALWAYS or is_protocol(sheet) or is_live(sheet)


def is_live(sheet: Sheet) -> bool:
    """Whether a sheet belongs to the form's "Prüfung", by its name (also that of a copy) and its title or headings.

    What it once said is true no longer when values have changed without it.
    """
    if sheet.name.startswith(layout.LIVE_CELLS_SHEET):
        return True
    if not sheet.name.startswith(layout.LIVE_SHEET):
        return False
    texts = {tidy(cell) for row in sheet.rows[:_MOST_ROWS] for cell in row if isinstance(cell, str)}
    return layout.LIVE_TITLE in texts or texts >= set(layout.LIVE_HEADINGS)
