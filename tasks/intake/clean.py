"""Turn what was found in a file into typed values, every repair a finding. Way in: `clean(extract)`.

A value is used, set aside with a logged reason, or reported: a cell that cannot be read is missing (None) and an error.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from schemas.check.level0 import fold_findings, make_finding
from schemas.check.nearest import entry_words
from schemas.files import identity
from schemas.files.headings import is_partial, is_total
from schemas.files.incoming import kept_name, was_renamed
from schemas.files.reading import CellValue, Reading, TableReading
from schemas.files.values import (
    MISSING,
    Parsed,
    describe_expected,
    is_blank,
    is_withheld,
    parse_code,
    parse_number,
    parse_text,
    write_cell,
)
from schemas.files.workbook import Cell, CellPlace, Extract, FoundTable
from schemas.finding import Finding, Severity
from schemas.form.forms import TABLES, Column, Table, form_in, table_in
from schemas.german import format_month, format_number
from tasks.intake.clean_head import clean_head
from tasks.intake.judge_columns import judge_asked

_LONGEST_VERSION = 4  # digits: what the warehouse holds
_ALMOST = 0.005  # sums of amounts in EUR


def clean(extracted: Extract) -> Reading:
    """Type the values of one file."""
    reading = Reading(extracted.file, extracted.sha256, form=extracted.form, is_readable=extracted.is_readable)
    findings = list(extracted.findings)
    if was_renamed(kept_name(extracted.file)):
        findings.insert(0, make_finding("FILE_NAME_PERSON", value=kept_name(extracted.file).rpartition("/")[2]))
    if extracted.is_readable:
        version = extracted.form_version or ""
        reading.form_version = int(version) if version.isdecimal() and len(version) <= _LONGEST_VERSION else None
        reading.is_answer, reading.explanations = extracted.is_answer, extracted.explanations
        findings += clean_head(reading, extracted)
        _clean_tables(reading, extracted, findings)
        findings += _missing_tables(reading, extracted)
    else:
        _take_name(reading)
    whose: dict[str, Any] = {
        "file": reading.file,
        "form": reading.form,
        "respondent": reading.respondent,
        "month": reading.month,
    }
    reading.findings = [replace(one, **whose) for one in fold_findings(findings)]
    return reading


def _clean_tables(reading: Reading, extracted: Extract, findings: list[Finding]) -> None:
    """The tables as far as they are asked in the month."""
    for taken in extracted.tables.values():
        table = table_in(taken.name, reading.month)
        if reading.month:
            findings += judge_asked(taken, reading.month)
        if table.figures:
            work = _Work(table, taken, extracted.is_text, reading.month, findings)
            reading.tables[table.name] = _clean_table(work)


def _take_name(reading: Reading) -> None:
    """Of a file that cannot be opened its name is all there is: enough to say whose return it was to be."""
    reading.respondent, reading.month = identity.respondent_in_name(reading.file), identity.month_in_name(reading.file)
    reading.form = identity.form_of(reading.respondent) if reading.respondent else None


def _missing_tables(reading: Reading, extracted: Extract) -> list[Finding]:
    """Tables of the form that the file does not have; a nil return needs none."""
    if reading.is_nil or reading.form is None:
        return []
    if not extracted.seen:
        return [make_finding("TABLE_NONE")]
    missing = [table for table in form_in(reading.form, reading.month).tables if table.name not in extracted.seen]
    return [make_finding("TABLE_MISSING", table=table.name, title=table.title) for table in missing]


@dataclass(frozen=True)
class _Work:
    """One table in work as it is asked in the month, with the findings it leads to."""

    table: Table
    taken: FoundTable
    is_text: bool
    month: str | None  # the return's
    findings: list[Finding]

    def place(self, row: int, column: Column | None = None) -> CellPlace:
        return CellPlace(self.taken.sheet, row, self.taken.columns[column.name] if column else 0)

    def report(self, rule: str, row: int, column: Column | None = None, **words: Any) -> None:
        self.findings.append(make_finding(rule, self.place(row, column), table=self.table.name, column=column, **words))

    def parse(self, column: Column, cell: Cell) -> Parsed:
        if column.is_number:
            factor = self.taken.factors.get(column.name, 1)
            return parse_number(cell, column, is_text=self.is_text, factor=factor)
        if column.meaning.codes:
            return parse_code(cell, column.meaning.codes)
        return MISSING if is_withheld(cell) and not column.is_key else parse_text(cell)

    def is_unread(self, column: Column, last: int) -> bool:
        """Whether a figure of a column, or a whole row, was refused down to that row: what stands there is no sum."""
        names = {column.name, *(key.name for key in self.table.keys)}
        return any(
            one.severity == Severity.ERROR and one.table == self.table.name
            and one.column in names and (one.row or 0) <= last
            for one in self.findings
        )  # fmt: skip

    def report_ended(self, row: int, cells: dict[str, Cell], values: dict[str, CellValue]) -> None:
        """Entries of a row that are none in the return's month."""
        for column in self.table.columns if self.month else ():
            known, code = column.code_list, values.get(column.name)
            if known and code is not None and not known.is_valid(str(code), str(self.month)):
                words = {"month": format_month(str(self.month)), **entry_words(column, str(code), self.month)}
                self.report("CODE_ENDED", row, column, value=_show_cell(cells[column.name]), **words)


def _clean_table(work: _Work) -> TableReading:
    """The rows of one table; prefilled rows without a figure are simply not filled in."""
    taken, columns = work.taken, TABLES[work.table.name].columns
    empty: dict[str, list[CellValue]] = {column.name: [] for column in columns}
    typed = TableReading(taken.name, taken.sheet, taken.header_row, taken.columns, [], empty)
    for row, cells in taken.rows:
        values = _clean_row(work, row, cells)
        if _keeps(work, row, cells, values):
            work.report_ended(row, cells, values)
            typed.rows.append(row)
            for column in columns:
                typed.values[column.name].append(values.get(column.name))
        elif work.table.is_prefilled:
            typed.left_empty[tuple(str(values.get(key.name)) for key in work.table.keys)] = row
    _set_sums_aside(work, typed)
    _compare_totals(work, typed)
    return typed


def _clean_row(work: _Work, row: int, cells: dict[str, Cell]) -> dict[str, CellValue]:
    values: dict[str, CellValue] = {}
    for name, cell in cells.items():
        if cell == "":
            continue
        column = work.table.column(name)
        parsed = work.parse(column, cell)
        values[name] = parsed.value
        if parsed.rule and not (column.is_key and parsed.rule == "NON_ANSWER"):
            words = {"repaired": parsed.repaired, "expected": describe_expected(column)}
            words |= entry_words(column, write_cell(cell), work.month) if parsed.value is None else {}
            work.report(parsed.rule, row, column, value=_show_cell(cell), **words)
    return values


def _show_cell(cell: Cell) -> str:
    """A number as Germans write it, anything else as it stands there."""
    if isinstance(cell, float) and isfinite(cell) and not cell.is_integer():
        return format_number(cell, 6).rstrip("0")
    return cell if isinstance(cell, str) else write_cell(cell)


def _keeps(work: _Work, row: int, cells: dict[str, Cell], values: dict[str, CellValue]) -> bool:
    """Whether a row becomes a row of the table; if not, a finding says why, except for a row left empty."""
    figures = [cells.get(column.name, "") for column in work.table.figures]
    has_figures = not all(map(is_blank, figures))
    missing = [key for key in work.table.keys if values.get(key.name) is None]
    for key in missing:
        is_refused = cells[key.name] != "" and work.parse(key, cells[key.name]).rule != "NON_ANSWER"
        if has_figures and not is_refused:
            work.report("ROW_WITHOUT_KEY", row, key)
    if missing or has_figures:
        return not missing
    if work.table.is_prefilled:
        return False
    is_suggested = any(cell != "" for cell in figures)  # nothing but hints
    rule = "ROW_SUGGESTED" if is_suggested else "ROW_WITHOUT_FIGURES"
    work.report(rule, row, value=write_cell(cells[work.table.keys[0].name]))
    return not is_suggested


# Rows that sum up others are no data. What says so of itself was set aside by its label (schemas.files.headings).


def _set_sums_aside(work: _Work, typed: TableReading) -> None:
    """In a table of free texts a sum may bear any title: take out what equals all above and says nothing else."""
    if work.table.keys[0].code_list is not None:
        return
    for row in list(typed.rows):
        at = typed.rows.index(row)
        if _sums_up(work.table, typed, at):
            work.report("ROW_EQUALS_SUM", row, value=str(typed.values[work.table.keys[0].name][at]))
            del typed.rows[at]
            for values in typed.values.values():
                del values[at]


def _sums_up(table: Table, typed: TableReading, at: int) -> bool:
    figures = [column for column in table.figures if column.meaning.kind != "ratio"]
    own = (*table.figures, table.keys[0])
    if any(typed.values[column.name][at] is not None for column in table.columns if column not in own):
        return False  # where it takes place, for whom: that is an entry of its own
    pairs = [(typed.values[column.name][at], _total(typed.values[column.name][:at])) for column in figures]
    filled = [(stated, above) for stated, above in pairs if stated is not None]
    fewest = 3 if len(filled) == 1 else 2  # a single figure is more easily a sum by chance
    return at >= fewest and any(above for _, above in filled) and all(_is_equal(*pair) for pair in filled)


def _total(values: Sequence[CellValue]) -> float:
    return sum(value for value in values if isinstance(value, int | float))


def _is_equal(stated: CellValue, expected: float) -> bool:
    return isinstance(stated, int | float) and abs(stated - expected) < _ALMOST


def _compare_totals(work: _Work, typed: TableReading) -> None:
    """Say which rows are sums; where one differs from its rows, and all of these were read, somebody should look."""
    for row, cells in work.taken.totals:
        label = next(write_cell(cells[key.name]) for key in work.table.keys if cells[key.name] != "")
        is_doubtful = not is_total(label, is_free=work.table.keys[0].code_list is None)
        work.report("ROW_LIKE_SUM" if is_doubtful else "ROW_TOTAL", row, value=label)
        for column in () if is_doubtful or is_partial(label) else work.table.figures:
            cell = cells.get(column.name, "")
            if column.meaning.kind != "ratio" and cell != "" and not work.is_unread(column, row):
                _compare_total(work, typed, row, column, work.parse(column, cell).value)


def _compare_total(work: _Work, typed: TableReading, row: int, column: Column, stated: CellValue) -> None:
    pairs = zip(typed.rows, typed.values[column.name], strict=True)
    expected = _total([value for at, value in pairs if at < row])
    if isinstance(stated, int | float) and not _is_equal(stated, expected):
        decimals = column.meaning.decimals
        shown = format_number(stated, decimals)
        work.report("ROW_TOTAL_DIFFERS", row, column, value=shown, expected=format_number(expected, decimals))
