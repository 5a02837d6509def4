"""What respondents reported before: only what is in force, only of the right month."""

from datetime import datetime

import pytest

from config.policy import load_policy
from schemas.form.submission import State
from tasks.letters.last_month import read_last_rows, read_last_values
from tasks.store.ledger import enter_month
from tests.factories import CENTRE, DAYCARE, OTHER_SCHOOL, SCHOOL, enter_respondents, keep, make_reading, make_verdict

AT = datetime(2026, 10, 5, 9)


def pupils(number, month="2026-09", **more):
    rows = [{"grade": grade, "pupils": number} for grade in ("06", "05")]
    return make_reading("school", {"school_pupils": rows}, month=month, **more)


@pytest.fixture
def city(engine):
    enter_respondents(engine)
    for month in ("2026-05", "2026-08", "2026-09"):
        enter_month(engine, month, load_policy().calendar, AT)
    return engine


def test_rows_come_as_they_stood_in_the_file_and_without_tables_that_show_no_hints(city):
    keep(city, pupils(40), at=AT)
    keep(city, make_reading("daycare", month="2026-09"), at=AT)

    rows = read_last_rows(city, "2026-10")

    assert [(row["grade"], row["pupils"]) for row in rows[SCHOOL]["school_pupils"]] == [("06", 40), ("05", 40)]
    assert rows[DAYCARE]["daycare_languages"] == [{"language": "tr", "children": 7}]
    assert OTHER_SCHOOL not in rows
    assert read_last_rows(city, "2026-11") == {}


def test_what_was_superseded_or_sent_back_is_no_hint(city):
    keep(city, pupils(40), at=AT)
    keep(city, pupils(41), at=AT)
    keep(city, pupils(9), make_verdict(State.RETURNED), at=AT)

    assert [row["pupils"] for row in read_last_rows(city, "2026-10")[SCHOOL]["school_pupils"]] == [41, 41]


def test_values_are_the_newest_of_the_months_asked_for(city):
    keep(city, pupils(10, "2026-05", respondent=OTHER_SCHOOL), at=AT)
    keep(city, pupils(20, "2026-08"), at=AT)
    keep(city, pupils(30), at=AT)

    assert read_last_values(city, CENTRE, "2026-10", ["S01", "K01"], 3) == {SCHOOL: {"S01": 60.0}}
    assert read_last_values(city, CENTRE, "2026-09", ["S01"], 3) == {SCHOOL: {"S01": 40.0}}
    assert read_last_values(city, "05911000", "2026-10", ["S01"], 3) == {}
