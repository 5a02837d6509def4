"""Render the report's tables as a workbook: one sheet a table, real numbers in German formats, ready to print.

One way in: `render_xlsx(report)`. Text is never read as a formula, a number or a link. The same report gives the
same bytes: the only date in the file is the vintage.
"""

import re
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from textwrap import wrap
from typing import Any

from schemas.german import format_month
from schemas.report.cell import ReportCell, Sign
from schemas.report.model import Definitions, Report, ReportColumn, ReportRow, ReportTable, cell_kind
from schemas.report.view import say_how_to_ask
from schemas.report.words import SIGNS, column_unit, cover_facts, format_cell, number_blocks, table_facts, table_notes

ACCENT, SOFT, TINT, HAIR = "#12436d", "#4a5560", "#f2f5f8", "#b4bbc2"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
NUMBER_FORMATS = {
    "share": '0.0" "%', "ratio": "#,##0.0", "hours": "#,##0.0", "fte": "#,##0.00", "eur": '#,##0.00" €"',
}  # fmt: skip
HEAD_ROW = 8
"""Title, facts and the way back stand above; all sheets have their heads in the same row."""


def render_xlsx(report: Report) -> bytes:
    """The workbook as bytes: contents, a sheet a table, explanations."""
    import xlsxwriter

    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    created = datetime.fromisoformat(report.vintage).astimezone(UTC).replace(tzinfo=None)
    title = f"{report.title} {format_month(report.month)}, {report.centre_name}"
    book.set_properties({"title": title, "author": report.centre_name, "created": created, "comments": report.subtitle})
    styles = _Styles(book)
    numbers = number_blocks(report)
    _write_contents(book.add_worksheet("Inhalt"), report, title, numbers, styles)
    for table in report.tables():
        _write_table(book.add_worksheet(numbers[table.id]), table, numbers[table.id], report, styles)
    _write_definitions(book.add_worksheet("Erläuterungen"), report, styles)
    book.close()
    return buffer.getvalue()


class _Styles:
    """Cell formats by their properties, each made once: a workbook repeats few."""

    def __init__(self, book: Any) -> None:
        self.book, self.made = book, {}  # type: ignore[var-annotated]

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format({"font_name": "Arial", "font_size": 10, "valign": "top"} | properties)
        return self.made[key]


def _write_contents(sheet: Any, report: Report, title: str, numbers: dict[str, str], styles: _Styles) -> None:
    sheet.write_string(0, 0, title, styles(bold=True, font_size=16, font_color=ACCENT))
    row = 2
    for name, text in cover_facts(report):
        sheet.write_string(row, 0, name, styles(font_color=SOFT))
        sheet.write_string(row, 1, text, styles(bold=True))
        row += 1
    if report.release_note:
        sheet.write_string(row, 0, "Anmerkung zur Version", styles(font_color=SOFT))
        sheet.write_string(row, 1, report.release_note, styles(text_wrap=True))
        row += 1
    row += 1
    for section in report.all_sections():
        sheet.write_string(row, 0, f"{section.number} {section.title}", styles(bold=True, font_color=ACCENT, top=1))
        sheet.write_blank(row, 1, None, styles(top=1))
        row += 1
        for table in (block for block in section.blocks if isinstance(block, ReportTable)):
            target = f"internal:'{numbers[table.id]}'!A1"
            sheet.write_url(row, 0, target, styles(font_color=ACCENT, underline=1), string=numbers[table.id])
            sheet.write_string(row, 1, table.title, styles(text_wrap=True))
            row += 1
    sheet.write_url(
        row, 0, "internal:'Erläuterungen'!A1", styles(font_color=ACCENT, underline=1), string="Erläuterungen"
    )
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 95)
    _set_page(sheet, report, landscape=True)


def _write_table(sheet: Any, table: ReportTable, number: str, report: Report, styles: _Styles) -> None:
    sheet.write_string(0, 0, f"{number}: {table.title}", styles(bold=True, font_size=12, font_color=ACCENT))
    for row, (name, text) in enumerate(table_facts(table), 1):
        sheet.write_string(row, 0, f"{name}: {text}", styles(font_color=SOFT))
    back = styles(font_color=ACCENT, underline=1)
    sheet.write_url(HEAD_ROW - 2, 0, "internal:'Inhalt'!A1", back, string="Zurück zum Inhalt")
    first = HEAD_ROW + (2 if any(column.group for column in table.columns) else 1)
    widths = [_width(table, index) for index in range(len(table.columns))]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    _write_heads(sheet, table, styles)
    _set_height(sheet, first - 1, [_head(table, column) for column in table.columns], widths)
    for row, line in enumerate(table.rows, first):
        _write_row(sheet, row, table, line, styles)
        _set_height(sheet, row, [str(cell.value) if isinstance(cell.value, str) else "" for cell in line.cells], widths)
    notes = filter(None, (*table_notes(table), say_how_to_ask(table, report)))
    for row, note in enumerate(notes, first + len(table.rows) + 1):
        sheet.write_string(row, 0, note, styles(font_color=SOFT, italic=True))
    sheet.freeze_panes(first, 1)
    sheet.repeat_rows(HEAD_ROW, first - 1)
    _set_page(sheet, report, landscape=sum(widths) > 95)


def _write_heads(sheet: Any, table: ReportTable, styles: _Styles) -> None:
    """Titles with their units; one row above, where neighbours share a heading."""
    base = {"bold": True, "text_wrap": True, "bg_color": TINT, "border": 1, "border_color": HAIR, "valign": "bottom"}
    grouped = any(column.group for column in table.columns)
    for index, column in enumerate(table.columns):
        style = styles(**base, align="left" if column.kind == "text" else "right")
        if grouped and not column.group:
            sheet.merge_range(HEAD_ROW, index, HEAD_ROW + 1, index, "", style)
            sheet.write_string(HEAD_ROW, index, _head(table, column), style)
        else:
            sheet.write_string(HEAD_ROW + grouped, index, _head(table, column), style)
    for group, run in groupby(range(len(table.columns)), key=lambda i: table.columns[i].group):
        places = list(run)
        if group and len(places) > 1:
            sheet.merge_range(HEAD_ROW, places[0], HEAD_ROW, places[-1], "", styles(**base, align="center"))
        if group:
            sheet.write_string(HEAD_ROW, places[0], group, styles(**base, align="center"))


def _head(table: ReportTable, column: ReportColumn) -> str:
    unit = column_unit(table, column)
    return f"{column.title}\n{unit}" if unit else column.title


def _write_row(sheet: Any, row: int, table: ReportTable, line: ReportRow, styles: _Styles) -> None:
    base: dict[str, Any] = {"bottom": 4, "bottom_color": HAIR}
    if line.role == "total":
        base |= {"bold": True, "top": 1, "bg_color": TINT}
    for index, (column, cell) in enumerate(zip(table.columns, line.cells, strict=True)):
        kind, is_change = cell_kind(table, line, index), column.kind == "change"
        indent = {"indent": 1} if line.role == "part" and index == 0 else {}
        look = base | indent | {"align": "left" if column.kind == "text" else "right"}
        if isinstance(cell.value, int | float):
            form = number_format(cell, kind, is_change=is_change)
            sheet.write_number(row, index, cell.value, styles(**look, num_format=form))
        else:
            text = format_cell(cell, kind, is_change=is_change)
            sheet.write_string(row, index, text, styles(**look, text_wrap=column.kind == "text"))


def _set_height(sheet: Any, row: int, texts: list[str], widths: list[float]) -> None:
    """Room for the tallest text of a row: programs differ in whether they find out by themselves."""
    lines = [
        sum(max(1, len(wrap(part, max(4, int(width) - 1)))) for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    ]
    if max(lines, default=1) > 1:
        sheet.set_row(row, 13.5 * max(lines) + 3)


def number_format(cell: ReportCell, kind: str, *, is_change: bool) -> str:
    """The Excel format that shows a number as the other renderers write it: sign, brackets, mark, `–` for nil."""
    base = NUMBER_FORMATS.get(kind, "#,##0")
    mark = f'" {cell.mark}"' if cell.mark else ""
    if is_change:
        base = '0.0%"-Punkte"' if kind == "share" else base
        return f'"+"{base}{mark};"−"{base}{mark};"±0"{mark}'
    if cell.sign == Sign.LESS:
        return f'"0"{mark};"0"{mark};"0"{mark}'
    if cell.sign == Sign.LIMITED:
        return f'"("{base}")"{mark};"(−"{base}")"{mark};"(–)"{mark}'
    return f'{base}{mark};"−"{base}{mark};"–"{mark}'


def _width(table: ReportTable, index: int) -> float:
    column = table.columns[index]
    texts = [format_cell(line.cells[index], cell_kind(table, line, index)) for line in table.rows]
    longest = max((len(text) for text in texts), default=0)
    words = max((len(word) for word in re.split(r"[\s-]+", f"{column.title} {column.unit}")), default=0)
    if column.kind == "text":
        return float(min(max(longest, words, 14), 60)) + 2
    return float(max(longest, words, 9)) + 3


def _write_definitions(sheet: Any, report: Report, styles: _Styles) -> None:
    blocks = [b for s in report.all_sections() for b in s.blocks if isinstance(b, Definitions)]
    top = 0
    for title, items in [(b.title, b.items) for b in blocks] + [("Zeichenerklärung (nach DIN 55301)", SIGNS)]:
        sheet.write_string(top, 0, title, styles(bold=True, font_size=12, font_color=ACCENT))
        for row, (term, text) in enumerate(items, top + 1):
            sheet.write_string(row, 0, term, styles(bold=True, text_wrap=True))
            sheet.write_string(row, 1, text, styles(text_wrap=True))
            _set_height(sheet, row, [term, text], [34, 95])
        top += len(items) + 2
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 95)
    _set_page(sheet, report, landscape=True)


def _set_page(sheet: Any, report: Report, *, landscape: bool) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    name = f"{report.centre_name}, {report.title} {format_month(report.month)}, Version {report.version}"
    sheet.set_footer(f"&L&8{name.replace('&', '&&')[:200]}&R&8Seite &P von &N")
