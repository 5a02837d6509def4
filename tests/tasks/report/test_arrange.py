"""Rows are listed and ordered by what is printed."""

import pytest

from config.policy import Disclosure
from schemas.report.cell import ReportCell, Sign
from schemas.report.model import ReportColumn, row
from tasks.report.protect import protect_table
from tests.factories_report import make_table

ROUNDING = Disclosure(profile="rounding", rounding_base=5, suppression_threshold=3)
COLUMNS = (
    ReportColumn("code", "Land"),
    ReportColumn("persons", "Personen", "persons"),
    ReportColumn("groups", "Gruppen", "count"),
    ReportColumn("share", "Anteil", "share", "%", share_of=("persons", "persons")),
)


def shown(*lines, **more):
    """What is printed of (code, persons, groups), as (key, persons, groups)."""
    rows = [row(code, persons, groups, None, key=code, role="total" if code == "total" else "body")
            for code, persons, groups in lines]  # fmt: skip
    table = make_table(columns=COLUMNS, rows=tuple(rows), **({"is_by_code": True} | more))
    return [(line.key, *(cell.value for cell in line.cells[1:3])) for line in protect_table(table, ROUNDING).rows]


def test_codes_that_would_print_only_nothing_stand_in_one_row_before_the_total():
    lines = (("a", 20, 1), ("b", 2, 0), ("c", 2, None), ("d", 0, 0), ("total", 24, 1))

    assert shown(*lines) == [("a", 20, 1), ("other", 5, 0), ("total", 25, 1)]


@pytest.mark.parametrize("line", [("b", 3, 0), ("b", 1, 1), ("b", None, None), ("<NA>", 1, 0)])
def test_what_prints_a_figure_or_names_no_code_stays(line):
    assert [key for key, *_ in shown(("a", 20, 1), line)] == ["a", line[0]]


def test_a_list_with_a_code_for_others_keeps_it():
    assert [key for key, *_ in shown(("other", 20, 1), ("b", 1, 0))] == ["other", "remaining"]


def test_a_table_that_is_not_by_code_keeps_its_rows():
    assert [key for key, *_ in shown(("a", 1, 0), ("b", 2, 0), is_by_code=False)] == ["a", "b"]


def test_rows_that_print_the_same_stand_in_the_order_of_their_codes():
    """8 to 12 all print 10: their order must not tell which is more."""
    lines = (("z", 40, 0), ("c", 12, 0), ("a", 8, 0), ("b", 11, 0), ("<NA>", 90, 0), ("total", 161, 0))

    assert [key for key, *_ in shown(*lines, ranked_by="persons")] == ["z", "a", "b", "c", "<NA>", "total"]


def test_the_others_stand_last_in_a_ranking():
    lines = (("a", 6, 0), ("b", 2, 0), ("c", 2, 0), ("d", 2, 0), ("e", 2, 0), ("total", 14, 0))

    assert shown(*lines, ranked_by="persons") == [("a", 5, 0), ("other", 10, 0), ("total", 15, 0)]


@pytest.mark.parametrize(("waiting", "median"), [(7, None), (8, 12.0), (None, None), (0, None)])
def test_a_median_of_a_handful_is_kept_back(waiting, median):
    columns = (*COLUMNS[:2], ReportColumn("median", "Median", "days", median_of="persons"))
    table = make_table(columns=columns, rows=(row("a", waiting, 12.0, key="a"), row("b", 99, 1.0, key="b")))
    cell = protect_table(table, ROUNDING).cell("a", "median")

    assert cell == (ReportCell(median) if median else ReportCell(None, Sign.UNKNOWN))


def test_a_share_of_the_others_is_of_their_parts():
    share = ReportCell(0.5, parts=(1, 2))
    rows = tuple(row(key, 2, 0, share, key=key) for key in "abcdef")
    table = protect_table(make_table(columns=COLUMNS, rows=rows, is_by_code=True), ROUNDING)

    assert table.rows[0].cells[3] == ReportCell(0.5)
