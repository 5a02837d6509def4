"""A reporting month as text."""

from datetime import date

import pytest

from schemas.time.month import first_day, last_day, last_working_day, month_of, parse_month, school_year, shift_month


@pytest.mark.parametrize("written", ["2026-10", "2026-01", "2026-12", "2000-02", "2099-12"])
def test_a_month_is_a_year_and_two_digits(written):
    assert parse_month(written) == written


@pytest.mark.parametrize(
    "written", ["", "2026-13", "2026-00", "2026-1", "26-10", "10.2026", "2026-10-01", "1999-12", "2026-10\n"]
)
def test_anything_else_is_none(written):
    with pytest.raises(ValueError, match="ist kein Monat"):
        parse_month(written)


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_first_and_last_day(month, first, last):
    assert (first_day(month), last_day(month)) == (first, last)
    assert month_of(first) == month_of(last) == month


@pytest.mark.parametrize(
    ("month", "by", "expected"),
    [
        ("2026-12", 1, "2027-01"),
        ("2027-01", -1, "2026-12"),
        ("2026-10", 0, "2026-10"),
        ("2026-10", 15, "2028-01"),
        ("2026-10", -22, "2024-12"),
    ],
)
def test_months_are_counted_over_the_year(month, by, expected):
    assert shift_month(month, by) == expected


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2026-09", date(2026, 9, 30)),  # a Wednesday
        ("2026-10", date(2026, 10, 30)),  # ends on a Saturday
        ("2026-05", date(2026, 5, 29)),  # ends on a Sunday
        ("2026-02", date(2026, 2, 27)),  # February ends on a Saturday
        ("2027-02", date(2027, 2, 26)),  # and on a Sunday
        ("2026-07", date(2026, 7, 31)),  # a Friday
        ("2024-03", date(2024, 3, 28)),  # Good Friday, Saturday, Easter Sunday
        ("2029-05", date(2029, 5, 30)),  # Corpus Christi
    ],
)
def test_the_last_working_day_is_no_weekend_and_no_holiday(month, expected):
    assert last_working_day(month) == expected


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        ("2026-07", "2025/26"),
        ("2026-08", "2026/27"),
        ("2026-12", "2026/27"),
        ("2027-01", "2026/27"),
        ("2099-08", "2099/00"),
    ],
)
def test_the_school_year_begins_in_august(month, expected):
    assert school_year(month) == expected


def test_months_sort_as_text():
    months = ["2027-01", "2026-02", "2026-10", "2026-12"]

    assert sorted(months) == ["2026-02", "2026-10", "2026-12", "2027-01"]
