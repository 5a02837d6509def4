"""What changed between two vintages, and the revision triangle, with numbers worked out by hand."""

from datetime import date, datetime

import pytest
from sqlalchemy import insert

from config.errors import UsageError
from schemas.check.settle import Waiver
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from tasks.analysis.revise import find_changed_values, triangle
from tasks.store.decisions import accept_submission, grant_waiver
from tasks.store.store import store_batch
from tests.factories import (
    CENTRE,
    DAYCARE,
    OTHER_SCHOOL,
    SCHOOL,
    keep,
    make_finding,
    make_nil,
    make_reading,
    make_verdict,
    rows_of,
)
from tests.factories_history import check_again, enter_register

EARLY = datetime(2026, 10, 5, 9)
SEPTEMBER, OCTOBER, CUTOFF = (datetime(2026, month, day, 6) for month, day in ((10, 12), (11, 12), (11, 26)))
LATER = datetime(2026, 11, 20, 9)
RULE = "SCHOOL_PUPILS_S05_WITHIN_S01"


@pytest.fixture
def city(engine):
    enter_register(engine, EARLY)
    return engine


def pupils(number, respondent=SCHOOL, month="2026-09", **more):
    rows = [{"grade": "01", "pupils": number, **more}]
    return make_reading("school", {"school_pupils": rows}, respondent=respondent, month=month)


def publish(engine, month, version, vintage):
    row = {"centre_id": CENTRE, "month": month, "version": version, "vintage": vintage, "content": "c" * 64,
           "manifest": "m" * 64}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(w.publication), row)


def changes(engine, since=SEPTEMBER, until=CUTOFF, months=("2026-09", "2026-10")):
    return [
        (one.revised_month, one.respondent_id, one.indicator, one.code_1, one.value_before, one.value_after, one.cause)
        for one in find_changed_values(engine, CENTRE, since, until, months)
    ]


def error(rule):
    return make_finding(rule=rule, severity=Severity.ERROR, table="school_pupils")


def test_a_late_return_and_a_new_version(city):
    keep(city, pupils(100, first_support=7), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)
    keep(city, pupils(110, first_support=7), at=LATER)
    keep(city, pupils(20, OTHER_SCHOOL), at=LATER)

    assert changes(city) == [
        ("2026-09", SCHOOL, "S01", "01", 100, 110, "resubmitted"),
        ("2026-09", OTHER_SCHOOL, "S01", "01", None, 20, "late"),
    ]
    assert changes(city, until=datetime(2026, 11, 20, 8)) == []
    assert changes(city, since=LATER) == []


def test_what_came_late_and_was_mended_at_once_is_late(city):
    publish(city, "2026-09", "1.0", SEPTEMBER)
    keep(city, pupils(100), at=OCTOBER)
    keep(city, pupils(120), at=LATER)

    assert changes(city) == [("2026-09", SCHOOL, "S01", "01", None, 120, "late")]


def test_columns_that_are_no_indicators_change_too(city):
    offer = {"title": "Café", "participants": 24, "participants_female": 10, "field_of_action": "encounter"}
    said = {"participants_female": 12, "field_of_action": "health"}
    keep(city, make_reading("association", {"offers": [offer]}, month="2026-09"), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)
    keep(city, make_reading("association", {"offers": [offer | said]}, month="2026-09"), at=LATER)

    found = find_changed_values(city, CENTRE, SEPTEMBER, CUTOFF, ["2026-09"])
    assert [(one.indicator, one.code_1, one.value_before, one.value_after, one.note) for one in found] == [
        ("field_of_action", "Café", None, None, "encounter → health"), ("participants_female", "Café", 10, 12, None),
    ]  # fmt: skip


def test_a_nil_return_takes_the_values_away(city):
    keep(city, pupils(100), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)
    keep(city, make_nil(respondent=SCHOOL, month="2026-09"), at=LATER)

    assert changes(city) == [("2026-09", SCHOOL, "S01", "01", 100, None, "resubmitted")]


def test_months_without_a_report_are_not_revised(city):
    publish(city, "2026-09", "1.0", SEPTEMBER)
    keep(city, pupils(100, month="2026-10"), at=LATER)

    assert changes(city) == []
    assert changes(city, months=()) == []


def test_a_waiver_is_the_cause_of_what_it_lets_in(city):
    wrong = keep(city, pupils(100), make_verdict(State.RETURNED, error(RULE)), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)
    allowed = Waiver(0, RULE, SCHOOL, "2026-09", "2026-09", "Umzug", date(2026, 12, 31))
    grant_waiver(city, allowed, "A. Beispiel", LATER)
    check_again(city, wrong, pupils(100), make_verdict(State.ACCEPTED, waived()), at=LATER)

    (one,) = find_changed_values(city, CENTRE, SEPTEMBER, CUTOFF, ["2026-09"])
    assert (one.respondent_id, one.value_after, one.cause, one.note) == (SCHOOL, 100, "waiver", "Ausnahme 1")


def waived():
    return make_finding(rule=RULE, severity=Severity.ERROR, table="school_pupils", answer="Umzug", waiver_id=1)


def test_what_somebody_let_in_by_name(city):
    aside = keep(city, pupils(100), make_verdict(State.SET_ASIDE, error("SUBMISSION_KEY")), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)
    accept_submission(city, aside, "A. Beispiel", "Anruf", LATER)
    store_batch(city, [aside + 1], [pupils(100)], [make_verdict()], LATER)

    (one,) = find_changed_values(city, CENTRE, SEPTEMBER, CUTOFF, ["2026-09"])
    assert (one.value_before, one.value_after, one.cause, one.note) == (None, 100, "waiver", "namentlich zugelassen")


@pytest.mark.parametrize(("rule", "cause"), [("RESPONDENT_UNKNOWN", "register"), (RULE, "rule")])
def test_a_file_checked_again_for_another_reason(city, rule, cause):
    wrong = keep(city, pupils(100), make_verdict(State.RETURNED, error(rule)), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)
    check_again(city, wrong, pupils(100), at=LATER)

    assert changes(city) == [("2026-09", SCHOOL, "S01", "01", None, 100, cause)]


def test_another_district_moves_the_values_of_its_school(city):
    keep(city, pupils(100, first_support=7), at=EARLY)
    keep(city, pupils(50, OTHER_SCHOOL), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)
    enter_register(city, LATER, **{SCHOOL: {"district": "Eilpe"}, OTHER_SCHOOL: {"name": "Umbenannt"}})

    found = find_changed_values(city, CENTRE, SEPTEMBER, CUTOFF, ["2026-09"])
    assert [(one.indicator, one.value_before, one.value_after) for one in found] == [("S01", 100, 100), ("S05", 7, 7)]
    assert {(one.cause, one.note) for one in found} == {("register", "Stadtteil: Haspe → Eilpe")}


def test_another_centres_values_are_none_of_ours(city):
    keep(city, pupils(100), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)
    (row,) = rows_of(city, w.respondent_history, respondent_id=SCHOOL)
    with city.begin() as connection:
        gone = row | {"number": 2, "recorded_at": LATER, "centre_id": "05913000"}
        connection.execute(insert(w.respondent_history), gone)

    assert changes(city) == [("2026-09", SCHOOL, "S01", "01", 100, None, "register")]
    assert find_changed_values(city, "05913000", SEPTEMBER, CUTOFF, ["2026-09"]) == ()


def test_the_triangle(city):
    """September: 100, then 110 (+20 late) in October's report; October: 40, then 45 after the cut-off."""
    keep(city, pupils(100), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)
    keep(city, pupils(110), at=datetime(2026, 10, 20))
    keep(city, pupils(20, OTHER_SCHOOL), at=datetime(2026, 10, 21))
    keep(city, pupils(40, month="2026-10"), at=datetime(2026, 11, 5))
    publish(city, "2026-10", "1.0", OCTOBER)
    keep(city, pupils(45, month="2026-10"), at=LATER)
    publish(city, "2026-10", "1.1", CUTOFF)
    found = triangle(city, CENTRE, "s01")

    assert found.unit == "Schülerinnen und Schüler"
    assert [(month, version) for month, version, _ in found.publications] == [
        ("2026-09", "1.0"), ("2026-10", "1.0"), ("2026-10", "1.1"),
    ]  # fmt: skip
    assert dict(zip(found.months, found.cells, strict=True)) == {"2026-09": (100, 130, 130), "2026-10": (None, 40, 45)}


def test_what_stands_in_two_tables_is_counted_once(city):
    arrivals = {
        "school_pupils": [{"grade": "01", "arrivals": 3}],
        "school_arrivals": [{"country": "166", "arrivals": 3}],
    }
    keep(city, make_reading("school", arrivals, month="2026-09"), at=EARLY)
    publish(city, "2026-09", "1.0", SEPTEMBER)

    assert triangle(city, CENTRE, "S10").cells == ((3,),)


def test_a_triangle_needs_an_indicator_that_adds_up(city):
    with pytest.raises(UsageError, match="Zur Kennzahl „S99“ gibt es keine Werte"):
        triangle(city, CENTRE, "S99")
    places = [{"place": "a", "open_hours": 40.0, "target_group_hours": 10.0}]
    keep(city, make_reading("association", {"meeting_places": places}), at=EARLY)
    with pytest.raises(UsageError, match="V03 ist eine Quote"):
        triangle(city, CENTRE, "V03")


def test_other_kinds_of_returns_too(city):
    publish(city, "2026-10", "1.0", OCTOBER)
    keep(city, make_reading("daycare"), at=LATER)

    found = find_changed_values(city, CENTRE, OCTOBER, CUTOFF, ["2026-10"])
    assert {(one.respondent_id, one.fact_table) for one in found} == {
        (DAYCARE, "daycare_children"), (DAYCARE, "daycare_languages"), (DAYCARE, "daycare_places"),
    }  # fmt: skip
