"""Draw the sheet "Prüfung" into a form: `draw_live` what is seen, `add_hidden` the sheet that works it out.

The formulas of the latter are not XlsxWriter's: it does not know that one formula can serve many cells, which is what
keeps a form small. `put_formulas` writes them into the workbook's parts.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from schemas.check.live.board import (
    COUNT_CELL,
    FIRST_SHOWN,
    GREEN,
    LIGHT_CELL,
    MOST_SHOWN,
    RED,
    YELLOW,
    count_formula,
    light_formula,
    shown_line,
)
from schemas.check.live.draft import Draft, Formula
from schemas.check.live.plan import LivePlan
from schemas.finding import Severity, cell_address
from schemas.form import layout

_INTRODUCTION = (
    "Diese Seite prüft beim Ausfüllen, wie wir nach dem Eingang prüfen. Die blauen Stellen führen zur Zelle. Ein "
    "„Fehler“ schickt den Bogen zurück; eine „Rückfrage“ erläutern Sie im Prüfprotokoll."
)
_WIDTHS = (12, 21, 60, 72)
_HEIGHT = 36  # the longest remedies take two lines and, in wide letters, three


def draw_live(sheet: Any, formats: dict[str, Any], plan: LivePlan) -> None:
    """The sheet "Prüfung": the light, how many, and the list; everything is a formula without a value yet."""
    last = len(_WIDTHS) - 1
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    heights = ((0, layout.LIVE_TITLE, "title", 26), (1, layout.WHO, "who", 18), (2, _INTRODUCTION, "plain", 34))
    for row, text, kind, height in heights:
        sheet.set_row(row, height)
        sheet.merge_range(row, 0, row, last, text, formats[kind])
    for cell, formula, kind, height in (
        (LIGHT_CELL, light_formula(), "light", 40),
        (COUNT_CELL, count_formula(), "who", 22),
    ):
        row = int(cell[1:]) - 1
        sheet.set_row(row, height)
        sheet.merge_range(row, 0, row, last, "", formats[kind])
        sheet.write_formula(cell, f"={formula}", formats[kind], "")
    for at, text in enumerate(layout.LIVE_HEADINGS):
        sheet.write_string(FIRST_SHOWN - 2, at, text, formats["header_key"])
    for number in range(MOST_SHOWN):
        row = FIRST_SHOWN - 1 + number
        sheet.set_row(row, _HEIGHT)
        for at, formula in enumerate(shown_line(number, plan.first_shown)):
            sheet.write_formula(row, at, f"={formula}", formats["said_link" if at == 1 else "said"], "")
    _colour(sheet, formats)
    sheet.freeze_panes(FIRST_SHOWN - 1, 0)
    sheet.repeat_rows(FIRST_SHOWN - 2)


def _colour(sheet: Any, formats: dict[str, Any]) -> None:
    """Colours only repeat what the words say."""
    for word, colour in ((RED, "red"), (YELLOW, "yellow"), (GREEN, "green")):
        rule = f'=LEFT(${LIGHT_CELL[0]}${LIGHT_CELL[1:]},{len(word)})="{word}"'
        sheet.conditional_format(LIGHT_CELL, {"type": "formula", "criteria": rule, "format": formats[colour]})
    first, last = FIRST_SHOWN - 1, FIRST_SHOWN + MOST_SHOWN - 2
    for severity, colour in ((Severity.ERROR, "red"), (Severity.WARNING, "yellow")):
        rule = f'=$A{FIRST_SHOWN}="{severity.german}"'
        sheet.conditional_format(first, 0, last, 0, {"type": "formula", "criteria": rule, "format": formats[colour]})
    said = {"type": "formula", "criteria": f'=$A{FIRST_SHOWN}<>""', "format": formats["line"]}
    sheet.conditional_format(first, 0, last, len(_WIDTHS) - 1, said)


def add_hidden(book: Any, plan: LivePlan) -> None:
    """The hidden sheet, still empty, and the names of the areas that its formulas read."""
    sheet = book.add_worksheet(layout.LIVE_CELLS_SHEET)
    sheet.protect()
    sheet.hide()
    for name, area in plan.draft.names.items():
        book.define_name(name, area)


def put_formulas(parts: dict[str, str], plan: LivePlan) -> dict[str, str]:
    """The workbook's parts with the formulas of both sheets; those of the hidden one have no value yet."""
    order = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"])
    shown, hidden = (
        f"xl/worksheets/sheet{order.index(name) + 1}.xml" for name in (layout.LIVE_SHEET, layout.LIVE_CELLS_SHEET)
    )
    texts = parts[shown].replace('"><f>', '" t="str"><f>')
    return parts | {shown: texts, hidden: _write_cells(parts[hidden], plan.draft)}


def _write_cells(xml: str, draft: Draft) -> str:
    rows = groupby(sorted(draft.cells.items()), key=lambda item: item[0][0])
    written = "".join(f'<row r="{row}">{"".join(_write_row(items))}</row>' for row, items in rows)
    return xml.replace("<sheetData/>", f"<sheetData>{written}</sheetData>")


def _write_row(items: Any) -> Iterator[str]:
    for place, content in items:
        address = cell_address(*place)
        if content is None:
            yield f'<c r="{address}" s="0"/>'
        elif isinstance(content, Formula):
            yield f'<c r="{address}">{_write_formula(content)}</c>'
        elif isinstance(content, int):
            yield f'<c r="{address}"><v>{content}</v></c>'
        else:
            text = escape(content)
            yield f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _write_formula(formula: Formula) -> str:
    if formula.shared is None:
        return f"<f>{escape(formula.text)}</f>"
    if not formula.text:
        return f'<f t="shared" si="{formula.shared}"/>'
    return f'<f t="shared" ref="{formula.area}" si="{formula.shared}">{escape(formula.text)}</f>'
