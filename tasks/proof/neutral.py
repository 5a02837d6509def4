"""Our own form as a workbook: every cell of a figure is named like the figure. Ways in: `make_form_book`, `map_alike`.

A centre may take it as it is, or as the beginning of its own: the names stay, the rest may look as it likes.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from schemas.proof.figure import ProofFigure
from schemas.proof.layout import FormBlock
from schemas.proof.proof import LISTS, Proof
from tasks.report.render_xlsx import ACCENT, HAIR, OPTIONS, SOFT, TINT

_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True}
_FORMATS = {"EUR": '#,##0.00" €";-#,##0.00" €"', "VZÄ": "#,##0.00", "Monate": "0"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": ACCENT, "text_wrap": False},
    "fact": {"font_color": SOFT},
    "block": {"bold": True, "font_size": 12, "font_color": ACCENT, "text_wrap": False},
    "head": {"bold": True, "bg_color": TINT, "border": 1, "border_color": HAIR, "valign": "bottom"},
    "cell": {"bottom": 4, "bottom_color": HAIR},
    "total": {"bold": True, "top": 1, "bottom": 1, "bg_color": TINT},
}
EMPTY_CELLS = "Leere Zellen sind nicht bekannt, nicht 0: warum, steht im Kontrollblatt."
TEXTS = {"zentrum": "Integrationszentrum", "ags": "AGS", "jahr": "Haushaltsjahr"}
LIST_UNITS = {"anteil": "VZÄ", "monate": "Monate", "nummer": "", "inhabernummer": "", "modul": "", "name": ""}


class _Pen:
    """A workbook in work, with its formats, each made once."""

    def __init__(self, book: Any) -> None:
        self.book, self._made = book, {}  # type: ignore[var-annotated]

    def __call__(self, look: str, **more: Any) -> Any:
        key = (look, *sorted(more.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(_FONT | _LOOKS[look] | more)
        return self._made[key]

    def name(self, name: str, sheet: Any, area: tuple[int, int, int, int]) -> None:
        """Call cells (first row, first column, last row, last column) by a name."""
        first, last = (xlsxwriter.utility.xl_rowcol_to_cell(*spot, True, True) for spot in (area[:2], area[2:]))
        quoted = sheet.get_name().replace("'", "''")
        self.book.define_name(name, f"='{quoted}'!{first}" + (f":{last}" if first != last else ""))


def make_form_book(title: str, blocks: Sequence[FormBlock], proof: Proof, *, spare: int = 0) -> bytes:
    """The empty form.

    Args:
        title: what stands above it.
        blocks: its tables.
        proof: of which year, how its figures are written, and how long its lists are.
        spare: so many rows more in each list, for a form that is used for other years, too.
    """
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, OPTIONS)
    book.set_properties({"title": f"{title} {proof.facts.year}", "created": datetime(proof.facts.year, 1, 1)})
    pen = _Pen(book)
    sheets: dict[str, tuple[Any, int]] = {}
    for block in blocks:
        if block.sheet not in sheets:
            sheets[block.sheet] = _begin_sheet(pen, block, title, is_first=not sheets)
        sheet, row = sheets[block.sheet]
        sheets[block.sheet] = sheet, _draw_block(pen, sheet, row, block, proof, spare)
    for sheet, row in sheets.values():
        sheet.write_string(row, 0, EMPTY_CELLS, pen("fact", text_wrap=False))
    book.close()
    return stream.getvalue()


def map_alike(blocks: Sequence[FormBlock]) -> str:
    """The TOML that belongs to the form: each name stands for the figure or list of that name."""
    names = {name: None for block in blocks for line in block.lines for name in line.names if name}
    cells = [f'"{name}" = "{name}"' for name in (*TEXTS, *names)]
    lists = []
    for listed in filter(None, (block.listed for block in blocks)):
        columns = ", ".join(f'"{one}"' for one in LISTS[listed])
        lists.append(f'\n[listen."{listed}"]\nliste = "{listed}"\nspalten = [{columns}]')
    head = "# Name der Zelle in der Vorlage = Zahl. Die Namen der Zahlen stehen im Kontrollblatt.\n[zellen]"
    return "\n".join([head, *cells, *lists]) + "\n"


def _begin_sheet(pen: _Pen, block: FormBlock, title: str, *, is_first: bool) -> tuple[Any, int]:
    sheet = pen.book.add_worksheet(block.sheet)
    sheet.set_column(0, 0, 22 if block.listed else 62)
    sheet.set_column(1, len(block.heads), 17)
    if block.listed:
        sheet.set_column(1, 1, 44)  # names of associations
    sheet.set_row(0, 24)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0 if block.listed else 1)
    sheet.hide_gridlines(2)
    sheet.set_footer("&L&8&A&R&8Seite &P von &N")
    sheet.write_string(0, 0, title, pen("title"))
    if not is_first:
        return sheet, 2
    for row, (label, name) in enumerate(
        (("Integrationszentrum", "zentrum"), ("AGS", "ags"), ("Haushaltsjahr", "jahr")), 1
    ):
        sheet.write_string(row, 0, label, pen("fact"))
        sheet.write_blank(row, 1, None, pen("fact", bold=True))
        pen.name(name, sheet, (row, 1, row, 1))
    return sheet, 5


def _draw_block(  # noqa: PLR0913, PLR0917 - what a table is drawn with
    pen: _Pen, sheet: Any, row: int, block: FormBlock, proof: Proof, spare: int
) -> int:
    """A table with its title; returns the row after the gap below it."""
    sheet.write_string(row, 0, block.title, pen("block"))
    sides = ["left", *["right"] * (len(block.heads) - 1)]
    if block.listed:
        sides = ["right" if LIST_UNITS.get(column, "EUR") else "left" for column in LISTS[block.listed]]
    for at, (head, side) in enumerate(zip(block.heads, sides, strict=True)):
        sheet.write_string(row + 1, at, head, pen("head", align=side))
    sheet.set_row(row + 1, 30)
    row += 2
    if block.listed:
        return _draw_list(pen, sheet, row, block, max(len(proof.lists[block.listed]), 1) + spare)
    for line in block.lines:
        look = "total" if line.is_total else "cell"
        sheet.write_string(row, 0, line.label, pen(look))
        for at, name in enumerate(line.names, 1):
            figure = proof.figures.get(name)
            sheet.write_blank(row, at, None, pen(look, align="right", num_format=_format(figure)))
            if name:
                pen.name(name, sheet, (row, at, row, at))
        row += 1
    return row + 1


def _draw_list(pen: _Pen, sheet: Any, row: int, block: FormBlock, count: int) -> int:
    columns = LISTS[block.listed]
    for number in range(row, row + count):
        for at, column in enumerate(columns):
            unit = LIST_UNITS.get(column, "EUR")
            shape = {"align": "right", "num_format": _FORMATS[unit]} if unit else {"align": "left"}
            sheet.write_blank(number, at, None, pen("cell", **shape))
    sheet.repeat_rows(row - 1)
    pen.name(block.listed, sheet, (row, 0, row + count - 1, len(columns) - 1))
    return row + count + 1


def _format(figure: ProofFigure | None) -> str:
    return _FORMATS[figure.unit] if figure else "General"
