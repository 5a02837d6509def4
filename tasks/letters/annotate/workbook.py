"""Build the annotated workbook from the cells that were read. One way in: `annotate(book, reading, case)`.

It is never their file that goes back but one of ours with the same values at the same addresses: no macro, link,
formula or markup of theirs can be in it. Same input, same bytes.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from config.codes import invalid_codes
from schemas.answer.case import Case
from schemas.answer.placing import CellPosition, Note, name_sheets, place_findings, write_cell_note
from schemas.answer.sheet_style import FREE, SheetStyle, cell_at, style_sheet
from schemas.files.own_sheets import is_live
from schemas.files.protocol import SHEET, is_protocol
from schemas.files.reading import Reading
from schemas.files.workbook import Fault, Sheet, Workbook
from schemas.finding import Finding, cell_address
from schemas.form import layout
from schemas.form.forms import form_in
from tasks.letters.annotate.cells import Palette, write_exact_cell
from tasks.letters.annotate.protocol import STYLES, draw_protocol

_PREPARED: dict[tuple[str, bool], str] = {}
MOST_CELLS = 300_000  # a larger workbook does not go back: it would take minutes, and is no form
# Widths are told in digits of the first font: one that every office program has, or one as wide.
_FONT = {"font_name": "Arial", "font_size": 10}
TABS = {"error": "#C00000", "warning": "#FFC000", "settled": "#6AA84F", "information": "#9DC3E6"}


class _Worksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter tells no types
    """XlsxWriter looks for 160 new functions in every formula; ours are the same few in each workbook."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        key = formula, expand_future_functions
        if key not in _PREPARED:
            _PREPARED[key] = super()._prepare_formula(*key)
        return _PREPARED[key]


@dataclass
class _Work:
    """One workbook in work."""

    book: Any
    palette: Palette
    source: Workbook
    reading: Reading
    names: dict[str, str]
    placed: dict[str, dict[CellPosition, list[Finding]]]
    places: tuple[str, ...]


def annotate(source: Workbook, reading: Reading, case: Case) -> bytes | None:
    """The annotated workbook as xlsx; None where there is nothing to mark, or far too much to send back.

    Args:
        source: the file as `tasks.intake.read` opened it.
        reading: the same as `tasks.intake.clean` understood it.
        case: who and when, and all findings.
    """
    sheets = [sheet for sheet in source.sheets if not is_protocol(sheet) and not is_live(sheet)]
    if not sheets or sum(len(row) for sheet in sheets for row in sheet.rows) > MOST_CELLS:
        return None
    stream = BytesIO()
    options = {"in_memory": True, "date_1904": source.is_1904, "default_format_properties": dict(_FONT)}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": SHEET, "author": case.office or "monatsbericht", "created": case.checked_at})
    findings = case.sorted_findings()
    work = _Work(
        book,
        Palette(book, STYLES),
        source,
        reading,
        name_sheets(sheets),
        place_findings(findings, reading),
        case.places,
    )
    hidden = {sheet.name for sheet in sheets if sheet.is_hidden or sheet.name == layout.LISTS_SHEET}
    draw_protocol(
        book, work.palette, case, reading, {name: to for name, to in work.names.items() if name not in hidden}
    )
    for sheet in sheets:
        _draw_sheet(work, sheet)
    if reading.form and layout.LISTS_SHEET.casefold() not in {name.casefold() for name in work.names.values()}:
        _draw_lists(work, book.add_worksheet(layout.LISTS_SHEET), reading.form)
    book.close()
    return stream.getvalue()


def _draw_sheet(work: _Work, sheet: Sheet) -> None:
    target = work.book.add_worksheet(work.names[sheet.name], _Worksheet)
    if sheet.name == layout.LISTS_SHEET and work.reading.form:
        _draw_lists(work, target, work.reading.form)
        return
    marked = work.placed.get(sheet.name, {})
    looks = SheetStyle() if sheet.name == layout.META_SHEET else style_sheet(sheet, work.reading, work.places)
    notes = {spot: write_cell_note(found, looks.notes.get(spot, "")) for spot, found in marked.items()}
    _size(target, looks)
    _write_cells(work, target, sheet, looks, notes)
    _write_notes(target, looks, notes)
    _write_limits(work, target, looks)
    _finish(target, looks, is_text=work.source.is_text)
    if marked:
        target.set_tab_color(TABS[min((note.weight for note in notes.values()), key=list(TABS).index)])
    if sheet.is_hidden:
        target.hide()


def _size(target: Any, looks: SheetStyle) -> None:
    if looks.default_height:
        target.set_default_row(looks.default_height)
    for column, width in looks.widths.items():
        target.set_column(column, column, width)
    for row, height in looks.heights.items():
        target.set_row(row, height)


def _write_cells(work: _Work, target: Any, sheet: Sheet, looks: SheetStyle, notes: dict[CellPosition, Note]) -> None:
    """Every value at its address, and the empty cells that have a style or a mark."""
    filled = {(row, column) for row, line in enumerate(sheet.rows) for column, cell in enumerate(line) if cell != ""}
    for row, last in looks.merges.items():
        target.merge_range(row, 0, row, last, "", work.palette.pick(looks.styles[row, 0]))
    for spot in sorted(filled | looks.styles.keys() | notes.keys()):
        cell = cell_at(sheet, *spot)
        note = notes.get(spot)
        style = looks.styles.get(spot, FREE)
        shape = work.palette.pick(style, note.weight if note else None, cell)
        if spot in looks.totals and _is_sum(sheet, spot, cell):
            target.write_formula(*spot, looks.totals[spot], shape, "" if isinstance(cell, Fault) else cell)
        elif cell == "":
            target.write_blank(*spot, None, shape)
        elif spot in looks.links and looks.links[spot] in work.names:
            target.write_url(*spot, f"internal:'{work.names[looks.links[spot]]}'!A1", shape, str(cell))
        else:
            write_exact_cell(target, spot, cell, shape, is_1904=work.source.is_1904)


def _is_sum(sheet: Sheet, spot: CellPosition, stated: object) -> bool:
    """Whether our own formula would show what stands there; else the value itself goes back."""
    row, column = spot
    above = [cell_at(sheet, number, column) for number in range(layout.FIRST_ROW, row)]
    figures = [cell for cell in above if isinstance(cell, int | float) and not isinstance(cell, bool)]
    if any(isinstance(cell, Fault) for cell in above):
        return False
    if isinstance(stated, Fault):
        return stated.kind == "formula"
    return stated == sum(figures) if figures else stated == ""


def _write_notes(target: Any, looks: SheetStyle, notes: dict[CellPosition, Note]) -> None:
    for spot, text in looks.notes.items():
        if spot not in notes:
            target.write_comment(*spot, text, {"width": 230, "height": 96})
    for spot, note in notes.items():
        target.write_comment(*spot, note.text, {"width": note.width, "height": note.height, "color": TABS[note.weight]})


def _write_limits(work: _Work, target: Any, looks: SheetStyle) -> None:
    for *area, options in looks.limits:
        target.data_validation(*area, options)
    for *area, style, options in looks.conditions:
        target.conditional_format(*area, options | {"format": work.palette.pick(style)})


def _finish(target: Any, looks: SheetStyle, *, is_text: bool) -> None:
    """How it is printed, and that labels of the form cannot be overwritten by mistake."""
    if looks.frozen:
        target.freeze_panes(*looks.frozen)
        target.repeat_rows(looks.frozen[0] - 1)
    target.set_landscape() if looks.is_wide else target.set_portrait()
    target.set_paper(9)
    target.fit_to_pages(1, 0)
    target.set_footer("&L&9&A&R&9Seite &P von &N")
    if is_text:
        target.ignore_errors({"number_stored_as_text": "A1:IV5000"})
    if looks.is_form:
        target.hide_gridlines(2)
        target.protect("", {"format_columns": True, "format_rows": True})


def _draw_lists(work: _Work, target: Any, form: str) -> None:
    """The titles of the code lists, hidden, as our form has them: what the drop-downs offer."""
    hidden = invalid_codes(work.reading.month) if work.reading.month else ()
    offered = layout.offered_titles(form_in(form, work.reading.month), hidden, work.places)
    for at, (name, titles) in enumerate(offered.items()):
        target.write_column(0, at, [name, *titles])
        letter = cell_address(1, at + 1)[:-1]
        work.book.define_name(layout.list_name(name), f"={target.get_name()}!${letter}$2:${letter}${len(titles) + 1}")
    target.protect()
    target.hide()
