"""Which cell of a report somebody means by the words it is printed with. One way in: `find_printed(report, words)`. Pure.

The words are the table's number or title, those at the head of the row and of the column, in any order and with any
signs between them. A row that is not named is the total, a column the only one. Nothing is guessed.
"""

import re
from collections.abc import Iterator

from config.codes import fold
from config.errors import UsageError
from schemas.report.model import CellRef, Report, ReportRow, ReportTable
from schemas.report.view import column_names, row_names, say_cell
from schemas.report.words import number_blocks

MOST = 6  # possibilities that an answer names
_HELP = (
    "Gefragt wird mit den Worten des Berichts: Tabelle, Zeile und Spalte, zum Beispiel „Tabelle 4.2, Grundschule, "
    "in Erstförderung Deutsch“. Unter jeder Tabelle von bericht.html steht ein Beispiel."
)


def find_printed(report: Report, words: str) -> CellRef:
    """The cell that is meant.

    Raises:
        UsageError: the words fit no cell, or several; the sentence says which.
    """
    numbers, asked = number_blocks(report), fold(words)
    tables = list(report.tables())
    named = [(table, rest) for table in tables for rest in _after_name(table, numbers[table.id], asked)]
    found = [one for table, rest in named or [(table, asked) for table in tables] for one in _fitting(table, rest)]
    if not found:
        raise UsageError(
            f"„{words}“ steht so nicht im Bericht. {_help(report, [table for table, _ in named], numbers)}"
        )
    least = min(unsaid for unsaid, _ in found)
    meant = list(dict.fromkeys(ref for unsaid, ref in found if unsaid == least))
    if len(meant) > 1:
        said = "; ".join(_say(report.table(ref.table), numbers[ref.table], ref) for ref in meant[:MOST])
        more = f" und {len(meant) - MOST} weitere" if len(meant) > MOST else ""
        raise UsageError(f"„{words}“ kann mehreres heißen: {said}{more}. Bitte genauer fragen.")
    return meant[0]


def take_month(words: str) -> tuple[str, str | None]:
    """The question without the month (YYYY-MM) that stands in it, and that month."""
    found = re.search(r"(?<!\d)20\d\d-(0[1-9]|1[0-2])(?!\d)", words)
    if found is None:
        return words, None
    return f"{words[: found.start()]} {words[found.end() :]}".strip(), found[0]


def _after_name(table: ReportTable, number: str, asked: str) -> Iterator[str]:
    """What is asked after each of the table's names with which the question begins."""
    short = number.removeprefix("Tabelle ")
    names = {fold(name) for name in (number, short, table.title, f"{number} {table.title}", f"{short} {table.title}")}
    for name in {*names, fold(table.id)}:
        if asked.startswith(name):
            yield asked.removeprefix(name)


def _fitting(table: ReportTable, asked: str) -> Iterator[tuple[int, CellRef]]:
    """The cells whose row and column are called so, with how much of it was left unsaid."""
    figures = [column for column in table.columns if column.kind != "text"]
    for line in table.rows:
        rows = [(0, fold(name)) for name in row_names(table, line)] + [(1, "")] * _may_be_unsaid(table, line)
        for column in figures:
            columns = [(0, fold(name)) for name in column_names(table, column)] + [(1, "")] * (len(figures) == 1)
            for first, row_name in rows:
                for second, name in columns:
                    if asked in {row_name + name, name + row_name}:
                        yield first + second, CellRef(table.id, line.key, column.id)


def _may_be_unsaid(table: ReportTable, line: ReportRow) -> bool:
    return line.role == "total" or len(table.rows) == 1


def _say(table: ReportTable, number: str, ref: CellRef) -> str:
    return say_cell(table, number, table.row_by_key(ref.row), table.columns[table.column_index(ref.column)])


def _help(report: Report, named: list[ReportTable], numbers: dict[str, str]) -> str:
    if not named:
        return f"{_HELP} Es gibt: {', '.join(f'{numbers[table.id]} ({table.title})' for table in report.tables())}."
    table = named[0]
    rows = ", ".join(f"„{row_names(table, line)[0]}“" for line in table.rows)
    columns = ", ".join(f"„{column_names(table, one)[0]}“" for one in table.columns if one.kind != "text")
    return f"{numbers[table.id]} ({table.title}) hat die Zeilen {rows} und die Spalten {columns}."
