"""Make the workbooks that respondents fill in. Ways in: `write_form` (bytes of one), `write_forms` (one file each).

A form opens on the sheet "Meldung" (who, which month, how to fill it in) and has one sheet a table. Labels are
protected without a password, so that nobody is locked out. Same values, same bytes.

XlsxWriter draws one empty template a form and choice of rows (25 ms); the values of a respondent are then put into
its blank cells (3.5 ms), since a city needs 250 a month and the demo 3,250.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter

from config.codes import CodeList, invalid_codes
from config.policy import Thresholds, load_policy
from schemas.check.live.before import fill_live, show_empty
from schemas.check.live.plan import plan_live
from schemas.finding import cell_address
from schemas.form import layout
from schemas.form.filling import Cells, FormRows, FormValues, Keys, Shape, place_values
from schemas.form.forms import Column, Form, form_in
from schemas.form.layout import TablePlan, offer_places, plan_table
from schemas.form.submission import HEAD
from tasks.atomic_files import write_file
from tasks.letters.draw_live import add_hidden, draw_live, put_formulas

_BLANK = re.compile(r'<c r="([A-Z]+\d+)" s="(\d+)"(?: t="str")?(?:/>|>(<f>[^<]*</f>)<v></v></c>)')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True)
class FormTarget:
    """One respondent's workbook for one month; the parts are those of `write_form`."""

    form: Form
    head: Mapping[str, str]
    rows: Mapping[str, FormRows] = field(default_factory=dict)
    key_rows: Mapping[str, Keys] = field(default_factory=dict)
    hints: Mapping[str, FormRows] = field(default_factory=dict)
    places: CodeList | None = None
    thresholds: Thresholds | None = None

    @property
    def file_name(self) -> str:
        """For example Meldebogen-Schule_169468_2026-10.xlsx."""
        return f"{self.form.title.replace(' ', '-')}_{self.head['respondent']}_{self.head['month']}.xlsx"


def write_forms(targets: Iterable[FormTarget], folder: Path) -> list[Path]:
    """Write one workbook a target into `folder`, each complete or not at all; returns their paths in order."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write_changed(folder / target.file_name, _write_target(target)) for target in targets]


def write_form(  # noqa: PLR0913 - all that a form may show
    form: Form,
    head: Mapping[str, str],
    *,
    rows: Mapping[str, FormRows] | None = None,
    key_rows: Mapping[str, Keys] | None = None,
    hints: Mapping[str, FormRows] | None = None,
    places: CodeList | None = None,
    thresholds: Thresholds | None = None,
) -> bytes:
    """One respondent's workbook, empty or filled in.

    Args:
        form: which form; what it asks in the month is laid out.
        head: values of `schemas.form.submission.HEAD` by name (month as YYYY-MM, reference_date as ISO), and
            `respondent_name`, and `deadline` (ISO) where there is one.
        rows: values by table; codes as codes. A text in a number column is written as it is.
        key_rows: for prefilled tables the keys to show; without them every code (`school_key_rows` says a school's).
        hints: last month's rows by table: stocks in grey until overwritten, and the rows again where none is prefilled.
        places: what the drop-downs of places offer and the sheet "Prüfung" knows, where the centre keeps a list.
        thresholds: by which the form checks itself; None: those that come with the program.

    Raises:
        ValueError: `rows` holds a row of a prefilled table whose key the form does not show.
    """
    form = form_in(form.name, head["month"])
    values = place_values(form, head, rows or {}, key_rows or {}, hints or {})
    limits = (thresholds or load_policy().thresholds).known_in(head["month"])
    plan = plan_live(form, values.shape, limits)
    hidden = fill_live(plan, values.shape, hints or {}, head["month"], places)
    shown = {} if rows else show_empty(plan, head, hints or {})
    *sheets, lists, meta = values.sheets
    offered = tuple(places.titles) if places else ()
    template = _draw_template(form, values.shape, invalid_codes(head["month"]), offered, limits)
    return _fill_template(template, replace(values, sheets=(*sheets, shown, lists, meta, hidden)))


def _write_target(target: FormTarget) -> bytes:
    return write_form(
        target.form, target.head, rows=target.rows, key_rows=target.key_rows, hints=target.hints, places=target.places,
        thresholds=target.thresholds,
    )  # fmt: skip


def _write_changed(path: Path, content: bytes) -> Path:
    if path.exists() and path.read_bytes() == content:
        return path
    return write_file(path, content, is_forced=False)  # what a power cut takes is made again


def _fill_template(template: dict[str, str], values: FormValues) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as book:
        for name, xml in template.items():
            at = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            marked = _replace_marks(xml, values.texts, in_header=at is not None)
            cells = values.sheets[int(at[1]) - 1] if at else {}
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            filled = _BLANK.sub(partial(_fill_cell, cells), marked) if at else marked
            book.writestr(entry, filled, ZIP_DEFLATED, compresslevel=9)
    return stream.getvalue()


def _replace_marks(xml: str, texts: dict[str, str], *, in_header: bool) -> str:
    """A page header takes 255 characters in all, and in it & starts a command."""
    for mark, text in texts.items():
        xml = xml.replace(mark, _xml(text[:90].replace("&", "&&") if in_header else text))
    return xml


def _fill_cell(cells: Cells, blank: re.Match[str]) -> str:
    """One blank cell of the template with its value, one total with its sum."""
    value = cells.get(blank[1])
    if value is None or value == "":
        return blank[0]
    if isinstance(value, date):
        value = (value - date(1899, 12, 30)).days
    start = f'<c r="{blank[1]}" s="{blank[2]}"'
    if blank[3] and isinstance(value, str):
        return f'{start} t="str">{blank[3]}<v>{_xml(value)}</v></c>'
    if isinstance(value, int | float):
        return f"{start}>{blank[3] or ''}<v>{value!r}</v></c>"
    text = str(value)
    kept = "" if text == text.strip() else ' xml:space="preserve"'
    return f'{start} t="inlineStr"><is><t{kept}>{_xml(text)}</t></is></c>'


def _xml(text: str) -> str:
    return _CONTROL.sub(lambda character: f"_x{ord(character[0]):04X}_", escape(text, quote=False))


@cache  # drawn once for each form, what it asks in a month, and choice of rows
def _draw_template(
    form: Form, shape: Shape, hidden: frozenset[tuple[str, str]], places: tuple[str, ...], thresholds: Thresholds
) -> dict[str, str]:
    """The parts of the empty workbook by name: without the codes `hidden`, with drop-downs of `places`."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    formats = {name: book.add_format(options) for name, options in layout.FORMATS.items()}
    book.set_properties({"title": layout.TITLE, "author": "monatsbericht", "created": datetime(2026, 1, 1)})
    _draw_head(book, formats, form)
    for table, (_, rows) in zip(form.tables, shape, strict=True):
        _draw_table(book, formats, offer_places(plan_table(table, rows), places))
    plan = plan_live(form, shape, thresholds)
    shown = book.add_worksheet(layout.LIVE_SHEET)
    _set_up_page(shown, layout.LIVE_TITLE, is_wide=True, pages=1)
    draw_live(shown, formats, plan)
    _draw_lists(book, layout.offered_titles(form, hidden, places))
    _draw_meta(book, formats)
    add_hidden(book, plan)
    book.close()
    with ZipFile(stream) as parts:
        written = {name: parts.read(name).decode() for name in parts.namelist()}
    return put_formulas(written, plan)


def _draw_head(book: Any, formats: dict[str, Any], form: Form) -> None:
    sheet = book.add_worksheet(layout.HEAD_SHEET)
    _set_up_page(sheet, form.title, is_wide=False, pages=1)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 66)
    sheet.set_row(0, 30)
    for row, (text, kind) in enumerate([(form.title, "title"), (layout.WHO, "who"), (layout.DATES, "plain")]):
        sheet.merge_range(row, 0, row, 1, text, formats[kind])
    _draw_section(sheet, formats, layout.FIRST_FIELD - 1, "Angaben zur Meldung")
    for row, column in enumerate(HEAD, start=layout.FIRST_FIELD):
        _draw_field(sheet, formats, row, column)
    row = layout.FIRST_FIELD + len(HEAD) + 1
    _draw_section(sheet, formats, row, "So füllen Sie den Bogen aus")
    for number, sentence in enumerate(layout.INSTRUCTIONS, start=1):
        sheet.set_row(row + number, 30 if len(sentence) > 120 else 17)
        sheet.merge_range(row + number, 0, row + number, 1, f"{number}. {sentence}", formats["plain"])
    _draw_contents(sheet, formats, form, row + len(layout.INSTRUCTIONS) + 2)
    first_own = layout.FIRST_FIELD + [column.name for column in HEAD].index(layout.OWN_FIELDS[0])
    sheet.set_selection(first_own, 1, first_own, 1)


def _draw_field(sheet: Any, formats: dict[str, Any], row: int, column: Column) -> None:
    sheet.write_string(row, 0, column.title, formats["label"])
    sheet.set_row(row, 64 if column.name == "remarks" else 19)
    kinds = {"remarks": "input_tall", "reference_date": "label_date"}
    is_own = column.name in layout.OWN_FIELDS
    sheet.write_blank(row, 1, None, formats[kinds.get(column.name, "input" if is_own else "label")])
    if is_own:
        sheet.data_validation(row, 1, row, 1, layout.limit_cells(column))


def _draw_section(sheet: Any, formats: dict[str, Any], row: int, title: str) -> None:
    sheet.write_string(row, 0, title, formats["section"])
    sheet.write_blank(row, 1, None, formats["section"])


def _draw_contents(sheet: Any, formats: dict[str, Any], form: Form, row: int) -> None:
    _draw_section(sheet, formats, row, "Die Blätter dieses Bogens")
    named = [(layout.SHEETS[table.name], table.title) for table in form.tables]
    for at, (name, title) in enumerate([*named, (layout.LIVE_SHEET, layout.LIVE_TITLE)], start=row + 1):
        sheet.write_url(at, 0, f"internal:'{name}'!A1", formats["link"], name)
        sheet.write_string(at, 1, title, formats["plain"])


def _draw_table(book: Any, formats: dict[str, Any], plan: TablePlan) -> None:
    table = plan.table
    sheet = book.add_worksheet(layout.SHEETS[table.name])
    _set_up_page(sheet, table.title, is_wide=True, pages=1 if plan.rows <= 30 else 0)
    sheet.set_default_row(17)
    heights = (
        (0, table.title, "title", 26),
        (1, layout.WHO, "who", 18),
        (2, layout.describe_table(table), "plain", plan.description_height),
    )
    for row, text, kind, height in heights:
        sheet.set_row(row, height)
        sheet.merge_range(row, 0, row, plan.last_column, text, formats[kind])
    sheet.set_row(layout.HEADER_ROW, plan.header_height)
    for at, column in enumerate(table.columns):
        _draw_column(sheet, formats, plan, at, column)
    for at, options in plan.conditions:
        sheet.conditional_format(layout.FIRST_ROW, at, plan.last_row, at, options | {"format": formats["wrong"]})
    if plan.hint:
        area = (layout.FIRST_ROW, len(table.keys), plan.last_row, len(table.columns) - 1)
        sheet.conditional_format(*area, {"type": "formula", "criteria": plan.hint, "format": formats["hint"]})
    sheet.freeze_panes(layout.FIRST_ROW, len(table.keys))
    sheet.repeat_rows(layout.HEADER_ROW)
    sheet.print_area(0, 0, plan.last_row + 1, plan.last_column)


def _draw_column(sheet: Any, formats: dict[str, Any], plan: TablePlan, at: int, column: Column) -> None:
    """One column from its heading to its total."""
    sheet.set_column(at, at, plan.widths[at])
    sheet.write_string(layout.MARK_ROW, at, plan.marks[at], formats["mark"])
    sheet.write_string(
        layout.HEADER_ROW, at, layout.heading(column), formats["header_key" if column.is_key else "header"]
    )
    sheet.write_comment(layout.HEADER_ROW, at, plan.notes[at], {"width": 230, "height": 96})
    is_label = column.is_key and plan.table.is_prefilled
    decimals = column.meaning.decimals
    kind = formats["label" if is_label else f"input_{decimals}" if column.is_number else "input_line"]
    for row in range(layout.FIRST_ROW, plan.last_row + 1):
        sheet.write_blank(row, at, None, kind)
    if not is_label:
        sheet.data_validation(layout.FIRST_ROW, at, plan.last_row, at, dict(plan.validations[at]))
    if plan.totals[at]:
        sheet.write_formula(plan.last_row + 1, at, plan.totals[at], formats[f"total_{decimals}"], "")
    else:
        sheet.write_string(plan.last_row + 1, at, "" if at else layout.TOTAL_LABEL, formats["total"])


def _draw_lists(book: Any, offered: Mapping[str, list[str]]) -> None:
    """What the drop-downs offer, by list, on a hidden sheet: those longer than 255 characters need one."""
    sheet = book.add_worksheet(layout.LISTS_SHEET)
    for at, (name, titles) in enumerate(offered.items()):
        sheet.write_column(0, at, [name, *titles])
        letter = cell_address(1, at + 1)[:-1]
        book.define_name(layout.list_name(name), f"={layout.LISTS_SHEET}!${letter}$2:${letter}${len(titles) + 1}")
    sheet.protect()
    sheet.hide()


def _draw_meta(book: Any, formats: dict[str, Any]) -> None:
    """What the reader trusts first: it stays when labels are overwritten."""
    sheet = book.add_worksheet(layout.META_SHEET)
    for row, name in enumerate(layout.META_FIELDS):
        sheet.write_string(row, 0, name)
        sheet.write_blank(row, 1, None, formats["label"])
    sheet.protect()
    sheet.hide()


def _set_up_page(sheet: Any, title: str, *, is_wide: bool, pages: int) -> None:
    sheet.set_landscape() if is_wide else sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, pages)  # 0: as many below each other as needed
    sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
    sheet.set_header(f"&L&9{title}&R&9{layout.WHO}")
    sheet.set_footer("&L&9&A&R&9Seite &P von &N")
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
