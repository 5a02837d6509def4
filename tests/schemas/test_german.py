from datetime import date

import pytest

from schemas.german import (
    format_change,
    format_count,
    format_date,
    format_eur,
    format_month,
    format_number,
    format_share,
    format_vintage,
)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234, 0, "1.234"),
        (1234.5, 1, "1.234,5"),
        (1234567.891, 2, "1.234.567,89"),
        (-12, 0, "−12"),
        (-0.2, 0, "0"),
        (0.5, 0, "1"),
        (2.675, 2, "2,68"),
        (1e21, 0, "1.000.000.000.000.000.000.000"),
    ],
)
def test_a_number_is_written_the_german_way(value, decimals, text):
    assert format_number(value, decimals) == text


@pytest.mark.parametrize(
    ("count", "word", "text"),
    [
        (1, "Gruppen", "1 Gruppe"),
        (0, "Gruppen", "0 Gruppen"),
        (1200, "Angebote", "1.200 Angebote"),
        (1, "Treffen", "1 Treffen"),
    ],
)
def test_one_of_something_is_no_plural(count, word, text):
    assert format_count(count, word) == text


def test_a_share_is_a_fraction_shown_in_percent():
    assert format_share(0.584) == "58,4\u00a0%"
    assert format_share(1, 0) == "100\u00a0%"


def test_euros_have_two_decimals():
    assert format_eur(1234.5) == "1.234,50\u00a0€"


@pytest.mark.parametrize(("value", "text"), [(12, "+12"), (-1234, "−1.234"), (0, "±0"), (0.4, "±0"), (-0.4, "±0")])
def test_a_change_carries_its_sign(value, text):
    assert format_change(value) == text


def test_months_and_days_are_written_out():
    assert format_month("2026-10") == "Oktober 2026"
    assert format_month("2026-03", short=True) == "März 2026"
    assert format_date(date(2026, 3, 1)) == "01.03.2026"


def test_the_vintage_is_told_in_berlin_time_summer_and_winter():
    assert format_vintage("2026-07-12T04:00:00+00:00") == "12.07.2026, 06:00\u00a0Uhr"
    assert format_vintage("2026-11-12T06:00:00+01:00") == "12.11.2026, 06:00\u00a0Uhr"
