"""What differs between two reports: cells, by what they are about."""

from dataclasses import replace

from schemas.report.cell import ReportCell
from tasks.report.seen.what_if import list_cells
from tests.factories_report import make_report, with_table

REPORT = make_report()
TABLE = next(one for one in REPORT.tables() if len(one.rows) > 2 and all(line.key for line in one.rows))


def with_rows(rows):
    """The report with other rows in that table."""
    return with_table(REPORT, replace(TABLE, rows=tuple(rows)))


def test_a_row_that_only_moves_is_the_same():
    assert list_cells(with_rows(reversed(TABLE.rows))) == list_cells(REPORT)


def test_a_figure_that_changes_is_one_cell_and_a_row_that_comes_has_all_of_its_own():
    before = list_cells(REPORT)
    first, *others = TABLE.rows
    changed = list_cells(with_rows([replace(first, cells=(*first.cells[:-1], ReportCell(987_654))), *others]))
    fewer = list_cells(with_rows(others))

    assert [place for place in before if before[place] != changed[place]] == [
        (TABLE.id, first.key, TABLE.columns[-1].id)
    ]
    assert {place[:2] for place in before.keys() - fewer.keys()} == {(TABLE.id, first.key)}
    assert len(before) - len(fewer) == len(TABLE.columns)
