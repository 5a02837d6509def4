"""Render the report's tables as a workbook: one sheet a table, real numbers in German formats, ready to print.

One way in: `render_xlsx(report)`. Text is never read as a formula, a number or a link. The same report gives the
same bytes: the only date in the file is the vintage. It follows the usual rules for published spreadsheets (Government
Analysis Function, "Releasing statistics in spreadsheets"): a title in A1 and no empty row above the table, each table
marked as one with a single row of heads, nothing merged, contents first, explanations last, its language named.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from textwrap import wrap
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from schemas.german import format_month
from schemas.report.cell import ReportCell, Sign
from schemas.report.model import Definitions, ProtectedReport, Report, ReportRow, ReportTable, cell_kind
from schemas.report.view import column_names, say_how_to_ask
from schemas.report.words import SIGNS, column_unit, cover_facts, format_cell, number_blocks, table_facts, table_notes
from tasks.timing import timed

ACCENT, SOFT, TINT, HAIR = "#12436d", "#4a5560", "#f2f5f8", "#b4bbc2"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
NUMBER_FORMATS = {
    "share": '0.0" "%', "ratio": "#,##0.0", "hours": "#,##0.0", "fte": "#,##0.00", "eur": '#,##0.00" €"',
}  # fmt: skip


@timed("xlsx")
def render_xlsx(report: ProtectedReport) -> bytes:
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
    return _name_language(buffer.getvalue())


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
    about = [*cover_facts(report), *([("Anmerkung zur Version", report.release_note)] if report.release_note else [])]
    for row, (name, text) in enumerate(about, 1):
        sheet.write_string(row, 0, name, styles(font_color=SOFT))
        sheet.write_string(row, 1, text, styles(bold=True))
    listed = [
        (numbers[block.id], block.title, f"{section.number} {section.title}")
        for section in report.all_sections()
        for block in section.blocks
        if isinstance(block, ReportTable)
    ]
    listed.append(("Erläuterungen", "Begriffe, Kennzahlen und Zeichen", ""))
    _write_list(sheet, len(about) + 1, "inhalt", ("Blatt", "Titel", "Abschnitt"), listed, styles)
    for row, (name, *_) in enumerate(listed, len(about) + 2):
        link = styles(font_color=ACCENT, underline=1)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", link, string=name)
    _set_page(sheet, report, landscape=True)


def _write_list(  # noqa: PLR0913, PLR0917 - what a table of texts needs
    sheet: Any, top: int, name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], styles: _Styles
) -> None:
    """A table of texts; the second column is the widest."""
    widths = (34, 95, 60)
    for number, row in enumerate(rows, top + 1):
        for index, text in enumerate(row):
            sheet.write_string(number, index, text, styles(text_wrap=True))
        set_height(sheet, number, list(row), list(widths[: len(heads)]))
    for index in range(len(heads)):
        sheet.set_column(index, index, widths[index])
    _mark_table(sheet, (top, len(rows)), name, list(zip(heads, ["left"] * len(heads), strict=True)), styles)


def _mark_table(
    sheet: Any, place: tuple[int, int], name: str, heads: Sequence[tuple[str, str]], styles: _Styles
) -> None:
    """What was written as an Excel table with its heads; `place`: the row of the heads, and how many rows follow."""
    top, count = place
    base = {"bold": True, "text_wrap": True, "bg_color": TINT, "border": 1, "border_color": HAIR, "valign": "bottom"}
    columns = [{"header": head, "header_format": styles(**base, align=align)} for head, align in heads]
    options = {"name": f"tabelle_{name}", "columns": columns, "autofilter": False, "style": None}
    sheet.add_table(top, 0, top + max(count, 1), len(heads) - 1, options)  # a table has a row, be it empty


def _write_table(sheet: Any, table: ReportTable, number: str, report: Report, styles: _Styles) -> None:
    sheet.write_string(0, 0, f"{number}: {table.title}", styles(bold=True, font_size=12, font_color=ACCENT))
    for row, (name, text) in enumerate(table_facts(table), 1):
        sheet.write_string(row, 0, f"{name}: {text}", styles(font_color=SOFT))
    top = head_row(table)
    back = styles(font_color=ACCENT, underline=1)
    sheet.write_url(top - 1, 0, "internal:'Inhalt'!A1", back, string="Zurück zum Inhalt")
    heads = name_heads(table)
    widths = [_width(table, index) for index in range(len(table.columns))]
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    set_height(sheet, top, heads, widths)
    for row, line in enumerate(table.rows, top + 1):
        _write_row(sheet, row, table, line, styles)
        set_height(sheet, row, [str(cell.value) if isinstance(cell.value, str) else "" for cell in line.cells], widths)
    sides = ["left" if column.kind == "text" else "right" for column in table.columns]
    _mark_table(sheet, (top, len(table.rows)), table.id, list(zip(heads, sides, strict=True)), styles)
    notes = filter(None, (*table_notes(table), say_how_to_ask(table, report)))
    for row, note in enumerate(notes, top + max(len(table.rows), 1) + 2):
        sheet.write_string(row, 0, note, styles(font_color=SOFT, italic=True))
    sheet.freeze_panes(top + 1, 1)
    sheet.repeat_rows(top)
    _set_page(sheet, report, landscape=sum(widths) > 95)


def head_row(table: ReportTable) -> int:
    """Where the heads of a table stand: below its title, its facts and the way back."""
    return len(table_facts(table)) + 2


def name_heads(table: ReportTable) -> list[str]:
    """The heads in one row: what neighbours share stands in each, the unit in brackets; no two are the same."""
    heads: list[str] = []
    for column in table.columns:
        unit = column_unit(table, column)
        name = f"{column.group}: {column.title}" if column.group else column_names(table, column)[0]
        head = f"{name} ({unit})" if unit and unit not in name else name
        heads.append(head if head.casefold() not in map(str.casefold, heads) else f"{head} {len(heads) + 1}")
    return heads


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


def set_height(sheet: Any, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
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
    words = max((len(word) for word in re.split(r"[\s-]+", name_heads(table)[index])), default=0)
    if column.kind == "text":
        return float(min(max(longest, words, 14), 60)) + 2
    return float(max(longest, words, 9)) + 3


def _write_definitions(sheet: Any, report: Report, styles: _Styles) -> None:
    blocks = [b for s in report.all_sections() for b in s.blocks if isinstance(b, Definitions)]
    listed = [(b.title, b.items) for b in blocks] + [("Zeichenerklärung (nach DIN 55301)", SIGNS)]
    rows = [(term, text, title) for title, items in listed for term, text in items]
    sheet.write_string(0, 0, "Erläuterungen", styles(bold=True, font_size=12, font_color=ACCENT))
    _write_list(sheet, 1, "erlaeuterungen", ("Begriff", "Bedeutung", "Thema"), rows, styles)
    _set_page(sheet, report, landscape=True)


def _name_language(book: bytes) -> bytes:
    """The workbook with its language among its properties, which XlsxWriter has no word for."""
    made = BytesIO()
    with ZipFile(BytesIO(book)) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            content = before.read(entry)
            if entry.filename == "docProps/core.xml":
                content = content.replace(
                    b"</cp:coreProperties>", b"<dc:language>de-DE</dc:language></cp:coreProperties>"
                )
            after.writestr(entry, content, ZIP_DEFLATED)
    return made.getvalue()


def _set_page(sheet: Any, report: Report, *, landscape: bool) -> None:
    if landscape:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    name = f"{report.centre_name}, {report.title} {format_month(report.month)}, Version {report.version}"
    sheet.set_footer(f"&L&8{name.replace('&', '&&')[:200]}&R&8Seite &P von &N")
