"""Find form, head and tables in an opened file by their labels, wherever they stand. Way in: `extract(workbook)`.

Nothing is typed here: cells stay as written. What is neither head nor table nor heading becomes a finding, so that no
figure is lost without a word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from schemas.check.level0 import PERSON_RULES, make_finding, name_cells
from schemas.files import headings
from schemas.files.areas import Area, Texts, find_areas, find_concealed
from schemas.files.head_cells import find_head
from schemas.files.headings import Match
from schemas.files.identity import form_of, parse_respondent
from schemas.files.own_sheets import is_own_sheet
from schemas.files.protocol import MOST_EXPLANATIONS, is_protocol, read_protocol
from schemas.files.values import is_blank, tidy, write_cell
from schemas.files.workbook import MAX_DATA_ROWS, Cell, CellPlace, Extract, Fault, FoundTable, Sheet, Workbook
from schemas.finding import Finding
from schemas.form import layout
from schemas.form.forms import FORMS, TABLES, Table
from schemas.german import format_number
from tasks.intake.judge_columns import judge_columns


@dataclass
class _Look:
    """One sheet with its cells as tidied text, and the tables seen in it."""

    sheet: Sheet
    texts: Texts
    areas: list[Area] = field(default_factory=list)
    head: dict[str, list[tuple[CellPlace, Cell]]] = field(default_factory=dict)


def extract(book: Workbook) -> Extract:
    """Find what a file holds; a file that is not readable stays as it is."""
    found_all = Extract(
        book.file, book.sha256, is_1904=book.is_1904, is_text=book.is_text, is_readable=book.is_readable
    )
    found_all.findings += book.findings
    if not book.is_readable:
        return found_all
    for sheet in book.sheets:
        if sheet.name == layout.META_SHEET:
            found_all.hidden = dict(_read_meta(sheet))
    protocols = [sheet for sheet in book.sheets if is_protocol(sheet)]
    found_all.is_answer = bool(protocols)
    found_all.explanations = tuple(islice(chain.from_iterable(map(read_protocol, protocols)), MOST_EXPLANATIONS))
    looks = [_look(sheet) for sheet in book.sheets if not is_own_sheet(sheet)]
    found_all.form = _recognise_form(found_all, looks)
    for look in sorted(looks, key=lambda look: look.sheet.is_hidden):
        (_set_aside if look.sheet.is_hidden else _take_sheet)(found_all, look)
    _check_form(found_all)
    _limit_rows(found_all)
    return found_all


def _limit_rows(found_all: Extract) -> None:
    """A file of thousands of rows is nobody's return, and to check it would hold up all others."""
    rows = sum(len(table.rows) + len(table.totals) for table in found_all.tables.values())
    if rows > MAX_DATA_ROWS:
        finding = make_finding("FILE_TOO_MANY_ROWS", rows=format_number(rows), most=format_number(MAX_DATA_ROWS))
        told = [one for one in found_all.findings if one.rule in PERSON_RULES]
        found_all.is_readable, found_all.findings = False, [finding, *told]


def _read_meta(sheet: Sheet) -> Iterator[tuple[str, tuple[CellPlace, Cell]]]:
    for number, row in enumerate(sheet.rows, start=1):
        if len(row) > 1 and row[0] in layout.META_FIELDS and row[1] != "":
            yield str(row[0]), (CellPlace(sheet.name, number, 2), row[1])


def _look(sheet: Sheet) -> _Look:
    """See the tables of a sheet, then the head in what is left."""
    texts = [tuple(tidy(cell) if isinstance(cell, str) else "" for cell in row) for row in sheet.rows]
    look = _Look(sheet, texts)
    look.areas = find_areas(texts, [len(row) - row.count("") for row in sheet.rows])
    look.head = find_head(sheet, texts, _free_rows(look))
    return look


def _free_rows(look: _Look) -> list[int]:
    """The rows that belong to no table, from 0."""
    taken = {number for area in look.areas for number in range(area.top, area.end)}
    return [number for number in range(len(look.texts)) if number not in taken]


# The form


def _recognise_form(found_all: Extract, looks: list[_Look]) -> str | None:
    """By the hidden sheet, else by a title, by the tables that only one form has, by the kind of identifier."""
    hidden = found_all.hidden.get("form")
    if hidden and str(hidden[1]) in FORMS:
        return str(hidden[1])
    for look in looks:
        for number in _free_rows(look):
            for text in look.texts[number]:
                for title, form in headings.form_titles().items():
                    if text and headings.fold_label(text).startswith(title):
                        return form
    seen = {area.match.table for look in looks for area in look.areas}
    fitting = [
        name for name, form in FORMS.items() if seen & _own_tables(name) and seen <= {t.name for t in form.tables}
    ]
    return fitting[0] if len(fitting) == 1 else _form_of_identifier(looks)


def _form_of_identifier(looks: list[_Look]) -> str | None:
    """What a respondent's identifier says: each kind of respondent has its own form."""
    cells = [cell for look in looks for _, cell in look.head.get("respondent", [])]
    forms = {form_of(str(parsed.value)) for cell in cells if (parsed := parse_respondent(cell)).value}
    return forms.pop() if len(forms) == 1 else None


def _own_tables(form: str) -> set[str]:
    """The tables that no other form has."""
    others = {table.name for name, other in FORMS.items() if name != form for table in other.tables}
    return {table.name for table in FORMS[form].tables} - others


def _check_form(found_all: Extract) -> None:
    if found_all.form is None:
        found_all.findings.append(make_finding("FORM_UNKNOWN"))
        return
    version = found_all.hidden.get("form_version")
    expected = str(FORMS[found_all.form].version)
    if version is None:
        return
    found_all.form_version = write_cell(version[1])
    if found_all.form_version != expected:
        found_all.findings.append(make_finding("FORM_VERSION", version[0], value=version[1], expected=expected))


# Taking what was seen


def _take_sheet(found_all: Extract, look: _Look) -> None:
    for name, values in look.head.items():
        found_all.head.setdefault(name, []).extend(values)
    for area in look.areas:
        _take_table(found_all, look, area)
    if look.sheet.far:
        found_all.findings.append(
            make_finding("STRAY_CELLS", CellPlace(look.sheet.name, 0, 0), cells=name_cells(look.sheet.far))
        )
    if not look.areas and not look.head:
        found_all.findings += _check_foreign_sheet(look)


def _set_aside(found_all: Extract, look: _Look) -> None:
    """A hidden sheet: perhaps last year's, so nothing of it counts before somebody has shown it."""
    for area in look.areas:
        table, beside = TABLES[area.match.table], Extract(found_all.file, found_all.sha256)
        rows = _read_rows(beside, look, area, table).rows
        visible = found_all.tables.get(table.name)
        place = CellPlace(look.sheet.name, area.header + 1, 0)
        found_all.seen.add(table.name)
        if not any(_has_figures(table, cells) for _, cells in rows):
            continue
        is_only = visible is None or not any(_has_figures(table, cells) for _, cells in visible.rows)
        rule = "TABLE_HIDDEN" if is_only else "SHEET_HIDDEN"
        found_all.findings.append(make_finding(rule, place, table=table.name, title=table.title))


def _check_foreign_sheet(look: _Look) -> Iterator[Finding]:
    """A sheet without a table: what it holds is not read."""
    if any(cell != "" for row in look.sheet.rows for cell in row):
        yield make_finding("SHEET_UNKNOWN", CellPlace(look.sheet.name, 0, 0))


def _take_table(found_all: Extract, look: _Look, area: Area) -> None:
    """One table with its columns and rows into the extract, or the reason why not."""
    table = TABLES[area.match.table]
    place = CellPlace(look.sheet.name, area.header + 1, 0)
    if found_all.form and table not in FORMS[found_all.form].tables:
        title = FORMS[found_all.form].title
        found_all.findings.append(make_finding("TABLE_FOREIGN", place, table=table.name, title=table.title, form=title))
        return
    found_all.seen.add(table.name)
    found_all.findings += judge_columns(look.sheet.name, look.texts, area, table)
    if any(key.name not in area.match.columns for key in table.keys):
        return
    taken = _read_rows(found_all, look, area, table)
    if concealed := find_concealed(look.sheet, taken, table):
        place, cells = CellPlace(look.sheet.name, 0, 0), name_cells(concealed)
        found_all.findings.append(make_finding("CELLS_HIDDEN", place, table=table.name, cells=cells))
    if commented := _find_commented(look, taken, is_ours=found_all.is_answer):
        cells = name_cells(commented)
        finding = make_finding("CELLS_COMMENTED", place, table=table.name, cells=cells, title=table.title)
        found_all.findings.append(finding)
    other = found_all.tables.get(table.name)
    if other is None:
        found_all.tables[table.name] = taken
    else:
        _settle_twice(found_all, table, other, taken)


def _find_commented(look: _Look, taken: FoundTable, *, is_ours: bool) -> list[str]:
    """Cells of the table's rows with a comment; in a workbook that we sent back they are our own notes."""
    if is_ours or not look.sheet.commented:
        return []
    lines = {int("".join(filter(str.isdecimal, address))) for address in look.sheet.commented}
    rows = (row for row, _ in taken.rows if row in lines)  # the form's own comments stand at its headings
    places = (CellPlace("", row, column).address for row in rows for column in taken.columns.values())
    return [address for address in places if address in look.sheet.commented]


def _settle_twice(found_all: Extract, table: Table, first: FoundTable, second: FoundTable) -> None:
    """The same table twice: harmless if the second says the same or nothing, else nobody knows which one counts."""
    filled = [one for one in (first, second) if any(_has_figures(table, cells) for _, cells in one.rows)]
    is_same = [cells for _, cells in first.rows] == [cells for _, cells in second.rows]
    rule = "TABLE_TWICE_SAME" if is_same or len(filled) < 2 else "TABLE_TWICE"
    other = f"Blatt „{first.sheet}“, Zeile {first.header_row}" if first.sheet else f"Zeile {first.header_row}"
    place = CellPlace(second.sheet, second.header_row, 0)
    found_all.findings.append(make_finding(rule, place, table=table.name, title=table.title, other=other))
    if rule == "TABLE_TWICE":
        first.rows, first.totals = [], []
    elif filled and filled[0] is second:
        found_all.tables[table.name] = second


def _read_rows(found_all: Extract, look: _Look, area: Area, table: Table) -> FoundTable:
    """The rows below a header: data, sums, and what stands beside or far below."""
    columns = {name: at + 1 for name, at in area.match.columns.items()}
    taken = FoundTable(table.name, look.sheet.name, area.header + 1, columns, area.match.factors)
    strays: list[str] = []
    headed = area.match.headed
    blank, is_closed = 0, False
    for number in range(area.header + 1, area.end):
        row = look.sheet.rows[number]
        if row.count("") == len(row):  # most of a form
            blank += 1
            continue
        cells = _cells_of(row, area.match)
        strays += [
            CellPlace("", number + 1, at + 1).address for at, cell in enumerate(row) if cell != "" and at not in headed
        ]
        if all(cell == "" for cell in cells.values()):
            blank += 1
            continue
        kind = _kind_of(table, cells, is_apart=is_closed or blank >= headings.FAR_BELOW)
        blank = 0
        if kind == "stray":
            strays += [CellPlace("", number + 1, columns[name]).address for name, cell in cells.items() if cell != ""]
        elif kind == "row":
            taken.rows.append((number + 1, cells))
        else:
            is_closed = True
            taken.totals += [(number + 1, cells)] if kind == "total" else []
    if strays:
        found_all.findings.append(
            make_finding("STRAY_CELLS", CellPlace(look.sheet.name, 0, 0), table=table.name, cells=name_cells(strays))
        )
    return taken


def _cells_of(row: Sequence[Cell], match: Match) -> dict[str, Cell]:
    """The cells of the table's columns; blanks of any kind are empty."""
    cells: dict[str, Cell] = {}
    for name, at in match.columns.items():
        cell = row[at] if at < len(row) else ""
        cells[name] = "" if isinstance(cell, str) and not tidy(cell) else cell
    return cells


def _kind_of(table: Table, cells: dict[str, Cell], *, is_apart: bool) -> str:
    """What a row is: "row", "total", "own" (the form's own sums) or "stray"."""
    label = next((write_cell(cells[key.name]) for key in table.keys if cells[key.name] != ""), "")
    codes = table.keys[0].code_list
    if label and not (codes and codes.find(label)) and headings.is_like_total(label, is_free=codes is None):
        return "own" if headings.is_own_total(label) else "total"
    if not label and not any(map(_may_hold_figure, cells.values())):
        return "stray"  # a second heading: Anzahl, in EUR
    if _has_figures(table, cells):
        return "row"
    known = codes is None or any(
        key.code_list and key.code_list.find(write_cell(cells[key.name])) for key in table.keys
    )
    lone = sum(cell != "" for cell in cells.values()) == 1
    is_stray = not known or (is_apart and lone) or all(isinstance(cell, Fault) for cell in cells.values() if cell != "")
    return "stray" if is_stray else "row"


def _may_hold_figure(cell: Cell) -> bool:
    return any(character.isdigit() for character in cell) if isinstance(cell, str) else cell is not None


def _has_figures(table: Table, cells: dict[str, Cell]) -> bool:
    """Whether something stands where figures belong; an error far below with no key is none."""
    if all(isinstance(cell, Fault) for cell in cells.values() if cell != ""):
        return False
    return not all(is_blank(cells.get(column.name, "")) for column in table.figures)
