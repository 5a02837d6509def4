"""Unusual counts of returns: the finding names cell and expectation, begins in the shadow, and costs no return."""

from datetime import date

import pytest

import tasks.check.check
from schemas.check.batch import table_frames
from schemas.check.unusual.rules import UNUSUAL
from schemas.finding import Severity
from schemas.form.forms import TABLES
from schemas.form.submission import State
from schemas.store import warehouse as w
from tasks.analysis.rule_record import read_hits
from tasks.check.backtest import Conditions, backtest
from tasks.check.check import check_readings
from tasks.check.find_unusual import count_judged, find_unusual_counts
from tasks.check.read_known import read_known
from tests.factories import (
    DAY,
    DAYCARE,
    POLICY,
    SCHOOL,
    enter_respondents,
    keep,
    make_known,
    make_reading,
    rows_of,
    staged,
)
from tests.factories_unusual import MONTH, MONTHS, past_of, rows_in


def school(month=MONTH, **changes):
    return make_reading("school", {"school_pupils": list(rows_in(24, **changes))}, month=month)


def found_in(*readings, past=None):
    return find_unusual_counts(readings, table_frames(readings), {("school", MONTH): past or past_of(SCHOOL)})


def test_a_return_as_always_has_nothing_unusual():
    assert found_in(school()) == {}


def test_a_digit_too_many_is_named_with_its_cell_and_what_was_expected():
    (finding,) = found_in(school(g02={"pupils": 600}))[0]

    assert (finding.rule, finding.severity, finding.value) == ("UNUSUAL_COUNT", Severity.WARNING, "600")
    assert finding.message.startswith(f"Blatt „{finding.sheet}“, Zelle {finding.cell}: ")
    assert finding.subject == "school_pupils.pupils[02]"
    assert "ist 600; nach den bisherigen Meldungen wären etwa 59 zu erwarten" in finding.message


def test_swapped_columns_and_rows_are_told_by_their_titles():
    swapped = {
        f"g{row['grade']}": {"pupils": row["first_support"], "first_support": row["pupils"]} for row in rows_in(24)
    }
    (columns,) = found_in(school(**swapped))[0]
    one, two = (dict(row) for row in list(rows_in(24))[:2])
    (rows,) = found_in(school(g01=two | {"grade": "01"}, g02=one | {"grade": "02"}))[0]
    (twice,) = found_in(school(g03=one | {"grade": "03"}))[0]

    assert [found.rule for found in (columns, rows, twice)] == ["COLUMNS_SWAPPED", "ROWS_SHIFTED", "ROW_REPEATED"]
    for name in ("pupils", "first_support"):
        assert f"„{TABLES['school_pupils'].column(name).title}“" in columns.message
    assert "{" not in rows.message + twice.message


def test_two_files_of_one_school_are_each_compared_with_its_past():
    found = found_in(school(), school(g02={"pupils": 600}), school(g02={"pupils": 700}))

    assert {place: [one.value for one in findings] for place, findings in found.items()} == {1: ["600"], 2: ["700"]}


@pytest.mark.parametrize(
    ("reading", "past"),
    [
        (school(month="2026-09", g02={"pupils": 600}), None),
        (make_reading("school", {"school_pupils": list(rows_in(24, g02={"pupils": 600}))}, respondent=None), None),
        (school(g02={"pupils": 600}), past_of("169470")),
        (school(g02={"pupils": 600}), past_of(SCHOOL, months=MONTHS[-5:])),
    ],
    ids=["of a month without a past", "of nobody knows whom", "of a new school", "after five months"],
)
def test_where_the_past_is_short_nothing_is_said(reading, past):
    assert found_in(reading, past=past) == {}


# --- in the shadow ----------


@pytest.mark.parametrize(
    ("months", "asked"),
    [(MONTHS, set(UNUSUAL)), (MONTHS[-8:], set(UNUSUAL) - {"SLOW_DRIFT"}), (MONTHS[-5:], set()), (MONTHS[-1:], set())],
    ids=["two years", "eight months", "five months", "one month"],
)
def test_a_back_test_counts_only_returns_whose_past_is_long_enough_for_the_rule(months, asked):
    readings = [school(), make_reading(is_nil=True, month=MONTH)]
    pasts = {("school", MONTH): past_of(SCHOOL, months=months)}
    counted = {rule: count_judged(rule, readings, table_frames(readings), pasts) for rule in UNUSUAL}

    assert counted == {rule: int(rule in asked) for rule in UNUSUAL}


def judge(policy, *readings):
    return check_readings(readings, make_known(past={("school", MONTH): past_of(SCHOOL)}), policy, DAY)


def test_it_begins_in_the_shadow_and_changes_nothing():
    (usual,), (unusual,) = judge(POLICY, school()), judge(POLICY, school(g02={"pupils": 600}))

    assert usual.shadows == ()
    assert [one.rule for one in unusual.shadows] == ["UNUSUAL_COUNT"]
    assert (unusual.state, unusual.findings) == (usual.state, usual.findings)


def test_a_policy_makes_a_question_of_it():
    (verdict,) = judge(staged(("UNUSUAL_COUNT", "warning", MONTH)), school(g02={"pupils": 600}))

    assert "UNUSUAL_COUNT" in {one.rule for one in verdict.findings}
    assert (verdict.state, verdict.shadows) == (State.ACCEPTED_WITH_QUERIES, ())


def fail(*_):
    raise ZeroDivisionError("so many")


def test_that_it_fails_costs_no_return_in_the_shadow(monkeypatch):
    monkeypatch.setattr(tasks.check.check, "find_unusual_counts", fail)
    (verdict,) = judge(POLICY, school(g02={"pupils": 600}))

    assert (verdict.state, verdict.shadows) == (State.ACCEPTED_WITH_QUERIES, ())
    assert verdict.failed == dict.fromkeys(UNUSUAL, "ZeroDivisionError: so many")
    with pytest.raises(ZeroDivisionError):
        judge(staged(("SLOW_DRIFT", "warning", MONTH)), school())


# --- with a warehouse ----------


@pytest.fixture
def history(engine):
    """A school with nine months of returns, and a daycare that answered once."""
    enter_respondents(engine)
    for number, month in enumerate(MONTHS[-9:]):
        keep(engine, make_reading("school", {"school_pupils": list(rows_in(number))}, month=month))
    keep(engine, make_reading("daycare", month=MONTHS[-1]))
    return engine


def test_the_past_is_that_of_those_who_sent_and_of_their_peers(history):
    past = read_known(history, [MONTH], [school(), make_reading("daycare")]).past

    assert list(past) == [("school", MONTH)]  # one month of daycares says nothing
    own = past["school", MONTH].own["school_pupils"]
    assert sorted(own["month"].unique()) == MONTHS[-9:]
    assert own["pupils"].tolist() == past["school", MONTH].peers["school_pupils"]["pupils"].tolist()
    assert past["school", MONTH].own["school_arrivals"].empty
    assert read_known(history, [MONTH]).past == {}


def test_what_was_found_is_in_the_record_and_is_found_again_by_a_back_test(history):
    reading = school(g02={"pupils": 600})
    (verdict,) = check_readings([reading], read_known(history, [MONTH], [reading]), POLICY, DAY)
    assert verdict.failed == {}
    keep(history, reading, verdict)
    trial = backtest(history, UNUSUAL["UNUSUAL_COUNT"], [reading], Conditions(POLICY, date(2026, 11, 5)))
    hits, _ = read_hits(history, MONTH)

    assert [row["rule"] for row in rows_of(history, w.shadow_finding)] == ["UNUSUAL_COUNT"]
    assert [(hit.rule, hit.outcome) for hit in hits if hit.rule in UNUSUAL] == [("UNUSUAL_COUNT", "counted")]
    assert (trial.asked, trial.failed) == (1, "")
    assert {place for _, place in trial.now} == {"school_pupils.pupils[02]"}


def test_a_daycare_without_a_past_is_checked_as_before(history):
    reading = make_reading("daycare")
    (verdict,) = check_readings([reading], read_known(history, [MONTH], [reading]), POLICY, DAY)

    assert (verdict.shadows, verdict.failed, reading.respondent) == ((), {}, DAYCARE)
