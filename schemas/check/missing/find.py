"""What must be there, or was there last time or in the year, and is not. Way in: `find_missing`. Pure.

One cause is one finding, at its place: an empty table, else an empty column, else a row that is gone, else a cell. What
could not be read is said already and asks for nothing here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from config.policy import Thresholds
from schemas.check.batch import count_figures, place_of, tables_lacking_rows
from schemas.check.missing.before import (
    Previous,
    YearRows,
    lost_by_nil,
    say_key,
    starts_anew,
    stocks_before,
    stocks_of,
    sum_stock,
)
from schemas.check.missing.rules import MISSING
from schemas.check.rule import Rule, weigh_hint
from schemas.files.reading import Reading, TableReading
from schemas.finding import Finding, Severity
from schemas.form.forms import KINDS, Column, Form, Table, form_in
from schemas.german import format_month, format_plain

_OF_TABLES = frozenset(("MAIN_TABLE_EMPTY", "YEAR_ROW_MISSING"))
_OF_CELLS = frozenset(("HINT_LEFT", "NON_ANSWER"))


def find_missing(
    reading: Reading, previous: Previous | None, thresholds: Thresholds, year: YearRows | None = None
) -> list[Finding]:
    """What somebody should be asked about, in the order of the form.

    Args:
        reading: a return whose form is known.
        previous: the last accepted return of the respondent; None where there is none, or nobody knows.
        thresholds: how much the missing of a form's main figure weighs, and of others.
        year: what was reported in the year's earlier months, where the month's form asks for the year.
    """
    if reading.form is None or not reading.is_readable or "TABLE_NONE" in {one.rule for one in reading.findings}:
        return []
    search = _Search(reading, previous, thresholds, year or {})
    if reading.is_nil:
        return [] if count_figures(reading) else list(search.after_nil())
    found = [finding for table in search.form.tables for finding in search.in_table(table)]
    return found if count_figures(reading) else found[:1]  # nothing at all is one cause


def is_covered(finding: Finding, missing: Sequence[Finding]) -> bool:
    """Whether another finding only repeats what is missing: that a hint was left standing, or that all is empty."""
    if finding.rule == "EMPTY_RETURN":
        return bool(missing)
    if finding.rule == "TABLE_MISSING":
        return finding.table in {one.table for one in missing if one.rule in _OF_TABLES}
    cells = {(one.sheet, one.cell) for one in missing}
    return finding.rule in _OF_CELLS and finding.cell is not None and (finding.sheet, finding.cell) in cells


@dataclass(frozen=True)
class _Search:
    reading: Reading
    previous: Previous | None
    thresholds: Thresholds
    year: YearRows

    @cached_property
    def form(self) -> Form:
        """What is asked in the month."""
        return form_in(str(self.reading.form), self.reading.month)

    @cached_property
    def main(self) -> tuple[Table, Column] | None:
        return main_figure(self.form)

    @cached_property
    def refused(self) -> frozenset[tuple[str | None, str | None, int | None]]:
        """Table, column and row of what could not be read."""
        return frozenset((one.table, one.column, one.row) for one in self.reading.findings if _is_error(one))

    def after_nil(self) -> Iterator[Finding]:
        if lost := lost_by_nil(self.form, self.previous, self.reading.month):
            table, column, total = lost
            yield self._say("NIL_AFTER_STOCK", table, column, None, value=format_plain(total))

    def in_table(self, table: Table) -> Iterator[Finding]:
        part = self.reading.tables.get(table.name)
        if self.main and table is self.main[0] and not self._is_asked(table, part):
            yield self._say("MAIN_TABLE_EMPTY", table, self.main[1], None)
        elif part is None:
            yield from self._of_year(table, part)  # of a table of which nothing else is known TABLE_MISSING asks
        elif not _has_figures(table, part):
            yield from list(self._of_year(table, part)) or self._table_gone(table)
        else:
            gone = list(self._gone(table, part))
            yield from gone
            yield from self._wholes(table, part, {(one.column, _row_of(one)) for one in gone})
            yield from self._of_year(table, part)

    def _is_asked(self, table: Table, part: TableReading | None) -> bool:
        """Whether the main figure stands somewhere, or could not be read."""
        column = self.main[1].name if self.main else ""
        figures = part.values[column] if part else []
        return any(value is not None for value in figures) or any(name == table.name for name, _, _ in self.refused)

    def _table_gone(self, table: Table) -> Iterator[Finding]:
        if any(name == table.name for name, _, _ in self.refused):
            return
        for column in stocks_of(table):
            if total := self._total_before(table, column):
                yield self._say("TABLE_GONE", table, column, None, value=format_plain(total))
                return

    def _gone(self, table: Table, part: TableReading) -> Iterator[Finding]:
        """Columns, rows and cells that had a stock."""
        before = self._rows_before(table)
        places = _places(table, part)
        empty = {
            column.name
            for column in stocks_of(table)
            if column.name in part.columns and all(value is None for value in part.values[column.name])
            and sum(column.name in row for row in before.values()) > 1
            and not any((table.name, column.name, row) in self.refused for row in part.rows)
        }  # fmt: skip
        for name in (column.name for column in table.figures if column.name in empty):
            total = sum(row.get(name, 0) for row in before.values())
            yield self._say("COLUMN_GONE", table, table.column(name), None, value=format_plain(total))
        for key, stocks in before.items():
            left = {name: value for name, value in stocks.items() if name not in empty}
            yield from self._row_gone(table, part, places.get(key), key, left)

    def _row_gone(
        self, table: Table, part: TableReading, at: int | None, key: tuple[str, ...], stocks: Mapping[str, float]
    ) -> Iterator[Finding]:
        if not stocks or self._starts_anew:
            return
        missing = [name for name in stocks if at is None or self._is_left_empty(table, part, at, name)]
        if at is None and (self._refuses_rows(table) or any(key in rows for _, _, rows in self._years(table))):
            return  # it may be the one that nobody could read; one of the year is asked for as such
        row = say_key(table, key)
        if missing and len(missing) == len(stocks) and (at is None or len(missing) > 1):
            name = missing[0]
            words = {"value": format_plain(stocks[name]), "row": row}
            yield self._say("ROW_GONE", table, table.column(name), at, key=key, **words)
            return
        for name in missing:
            yield self._say("STOCK_GONE", table, table.column(name), at, key=key, value=format_plain(stocks[name]))

    def _wholes(self, table: Table, part: TableReading, gone: set[tuple[str | None, int | None]]) -> Iterator[Finding]:
        """Wholes that are empty where a part of them is given, and counts of the year where the month's is."""
        for at, row in enumerate(part.rows):
            for name, parts in parts_by_whole(table).items():
                given = [one.title for one in parts if part.values[one.name][at] is not None]
                if given and self._is_left_empty(table, part, at, name) and not {(name, row), (name, None)} & gone:
                    key = tuple(str(part.values[one.name][at]) for one in table.keys)
                    rule, words = rule_of_whole(table.column(name)), ", ".join(given)
                    yield self._say(rule, table, table.column(name), at, key=key, parts=words)

    def _of_year(self, table: Table, part: TableReading | None) -> Iterator[Finding]:
        """Counts of the year that are not there for a row of an earlier month, where YEAR_MISSING has not asked."""
        places = _places(table, part)
        for column, given, rows in self._years(table) if not self._refuses_rows(table) else ():
            for key, (value, month) in rows.items():
                at = places.get(key)
                if at is None or (
                    part and part.values[given.name][at] is None and self._is_left_empty(table, part, at, column.name)
                ):
                    words = {"row": say_key(table, key), "then": format_month(month), "part": given.title}
                    yield self._say("YEAR_ROW_MISSING", table, column, at, key=key, value=format_plain(value), **words)

    def _years(self, table: Table) -> Iterator[tuple[Column, Column, Mapping[tuple[str, ...], tuple[int, str]]]]:
        """Each count of the year, what it counts in a month, and the rows in which that was above 0."""
        for column in table.figures:
            for name in column.meaning.year_of:
                yield column, table.column(name), self.year.get(f"{table.name}__{name}", {})

    def _is_left_empty(self, table: Table, part: TableReading, at: int, name: str) -> bool:
        """Whether a cell that the file has is empty, and not only unreadable."""
        is_there = name in part.columns and part.values[name][at] is None
        return is_there and (table.name, name, part.rows[at]) not in self.refused

    def _refuses_rows(self, table: Table) -> bool:
        """Whether a row could not be placed: perhaps it is the one that is missed."""
        return table.name in tables_lacking_rows(self.reading)

    @cached_property
    def _starts_anew(self) -> bool:
        return starts_anew(self.previous, self.reading.month, self.thresholds)

    def _rows_before(self, table: Table) -> dict[tuple[str, ...], dict[str, float]]:
        return stocks_before(table, self.previous, self.reading.month)

    def _total_before(self, table: Table, column: Column) -> float:
        return sum_stock(column, self._rows_before(table))

    def _say(
        self, rule_id: str, table: Table, column: Column, at: int | None, key: tuple[str, ...] = (), **words: str
    ) -> Finding:
        rule = weigh(MISSING[rule_id], table, column, self.main, self.thresholds)
        place = ("head", "nil_return", None) if self.reading.is_nil else (table.name, column.name, at)
        sheet, cell, row = place_of(self.reading, *place, key)
        month = format_month(self.previous.month) if self.previous else ""
        where = ", ".join([*([f"Blatt „{sheet}“"] if sheet else []), *([f"Zelle {cell}"] if cell else [])])
        sentence = rule.sentence.format(table=table.title, column=column.title, month=month, **words)
        return Finding(
            table=table.name, sheet=sheet, cell=cell, row=row, column=column.name, rule=rule_id,
            severity=rule.severity, message=f"{where}: {sentence}" if where else sentence,
            hint=rule.hint, subject=f"{table.name}.{column.name}[{'|'.join(key)}]",
        )  # fmt: skip


def main_figure(form: Form) -> tuple[Table, Column] | None:
    """A form's main figure, where it is a stock: that is there in every month."""
    found = form.figure(KINDS[form.name].main[0])
    return found if found and found[1].meaning.kind == "stock" else None


def weigh(rule: Rule, table: Table, column: Column, main: tuple[Table, Column] | None, thresholds: Thresholds) -> Rule:
    """The rule by policy: the form's main figure weighs more than others, after a nil return all is a question."""
    is_main = main is not None and (table, column) == main and rule.id != "NIL_AFTER_STOCK"
    severity = Severity(thresholds.missing_main if is_main else thresholds.missing_other)
    return replace(rule, severity=severity, hint=weigh_hint(rule.hint, severity))


def _row_of(finding: Finding) -> int | None:
    """The row that is asked about; None for a whole column."""
    return None if finding.rule == "COLUMN_GONE" else finding.row


@cache
def parts_by_whole(table: Table) -> dict[str, list[Column]]:
    """The columns that are parts of a whole or of a year's count, by its name."""
    names = dict.fromkeys(name for column in table.figures for name in column.meaning.part_of)
    parts = {name: [one for one in table.figures if name in one.meaning.part_of] for name in names}
    return parts | {one.name: [*map(table.column, one.meaning.year_of)] for one in table.figures if one.meaning.year_of}


def rule_of_whole(column: Column) -> str:
    """Which rule asks about a whole or a year's count that is empty."""
    return "YEAR_MISSING" if column.meaning.year_of else "WHOLE_MISSING"


def _places(table: Table, part: TableReading | None) -> dict[tuple[str, ...], int]:
    """At which position a row stands, by its key."""
    count = len(part.rows) if part else 0
    return {tuple(str(part.values[key.name][at]) for key in table.keys): at for at in range(count) if part}


def _has_figures(table: Table, part: TableReading) -> bool:
    return any(value is not None for column in table.figures for value in part.values[column.name])


def _is_error(finding: Finding) -> bool:
    return finding.severity == Severity.ERROR
