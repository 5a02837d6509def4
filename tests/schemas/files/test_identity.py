"""Who and when, as people write it: any cell is answered, nothing is completed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.check.catalogue import CATALOGUE
from schemas.files.identity import (
    form_of,
    month_in_name,
    parse_day,
    parse_month_cell,
    parse_respondent,
    respondent_in_name,
)
from schemas.german import format_month
from schemas.time.month import parse_month as check_month
from tests.schemas.files.test_values import cells


@given(cells)
@pytest.mark.slow
def test_any_cell_is_an_identifier_a_month_a_day_or_a_rule(cell):
    respondent, month = parse_respondent(cell), parse_month_cell(cell)
    day, rule = parse_day(cell)

    assert respondent.value is None or form_of(str(respondent.value)) in {"school", "daycare", "association", "centre"}
    assert month.value is None or check_month(str(month.value))
    assert day is None or rule in {None, "HEAD_DATE_REPAIRED"}
    assert all(one is None or one in CATALOGUE for one in (respondent.rule, month.rule, rule))


@given(st.integers(2020, 2099), st.integers(1, 12))
def test_every_way_to_write_a_month_gives_the_same(year, number):
    month = f"{year}-{number:02d}"
    written = [month, format_month(month), f"{number}/{year}", f"{number:02d}.{year}", f"{number:02d}/{year % 100:02d}"]

    assert {parse_month_cell(text).value for text in written} == {check_month(month)}


@given(st.text(max_size=40))
def test_any_file_name_is_answered(name):
    month = month_in_name(name)

    assert month is None or check_month(month)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("Meldebogen-Schule_169468_2026-10.xlsx", "2026-10"),
        ("Meldung 10.2026 (2).xlsx", "2026-10"),
        ("Meldung_Okt_2026.ods", "2026-10"),
        ("März2026.csv", "2026-03"),
        ("Meldebogen_201012.xlsx", None),
        ("K-05914000-0001.xlsx", None),
        ("gesendet 05.11.2026.xlsx", None),
        ("2026-11-05 Meldung.xlsx", None),
    ],
)
def test_a_file_name_says_a_month_only_where_it_is_one(name, month):
    assert month_in_name(name) == month


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("Meldebogen-Schule_169468_2026-10.xlsx", "169468"),
        ("Meldebogen-Kita_K-05914000-0046_2026-10.pdf", "K-05914000-0046"),
        ("verein v-5914000-12 oktober.xlsx", "V-05914000-0012"),
        ("Meldebogen-Integrationszentrum_05914000_2026-10.xlsx", "05914000"),
        ("scan_202610_169468.pdf", "169468"),
        ("scan_202610.pdf", None),
        ("169468 und 169470.pdf", None),
        ("IMG_20261012_101500.jpg", "101500"),
        ("Foto.jpg", None),
    ],
)
def test_a_name_says_one_respondent_or_none(file, expected):
    assert respondent_in_name(file) == expected


def test_figures_of_other_scripts_are_the_same_month():
    assert parse_month_cell("10/20\u0662\u0666").value == "2026-10"
    assert month_in_name("Meldung 20\u0662\u0666-10.xlsx") == "2026-10"
