"""What was known at a vintage: later corrections do not change an earlier sum, other centres are not in it."""

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import insert

from config.policy import Closure
from schemas.check.settle import Waiver
from schemas.finding import Severity
from schemas.form.forms import TABLES
from schemas.form.submission import State
from schemas.report.summary import Counts, Intake, Revision, Waived
from schemas.store import warehouse as w
from schemas.store.recheck import enter_rechecks
from tasks.report.summarise import summarise
from tasks.store.decisions import grant_waiver
from tasks.store.ledger import enter_month
from tasks.store.store import store_batch
from tests.factories import (
    AT,
    CENTRE,
    DAYCARE,
    OTHER_SCHOOL,
    POLICY,
    SCHOOL,
    enter_respondents,
    keep,
    make_finding,
    make_nil,
    make_reading,
    make_verdict,
)
from tests.factories_history import OTHERS, SCHOOLS, enter_register

DORTMUND = "05913000"
REPORT = datetime(2026, 11, 12, 6, 30)  # the first report
CUTOFF = datetime(2026, 11, 26, 6, 30)  # the revised one
EARLY, LATE = datetime(2026, 11, 5, 9, 0), datetime(2026, 11, 20, 9, 0)


@pytest.fixture
def city(engine):
    """Two schools and a daycare that owe a return for October."""
    enter_respondents(engine, SCHOOL, OTHER_SCHOOL, DAYCARE)
    enter_month(engine, "2026-10", POLICY.calendar, EARLY)
    return engine


def pupils(number, respondent=SCHOOL, month="2026-10", **row):
    rows = [{"grade": "05", "pupils": number, **row}]
    return make_reading("school", {"school_pupils": rows}, respondent=respondent, month=month)


def sum_up(engine, vintage=REPORT, *, months=2, month="2026-10", **more):
    return summarise(engine, CENTRE, month, vintage, months=months, **more)


def total(summary, name="school_pupils.pupils", month="2026-10"):
    value = summary.totals.loc[month, name]
    return None if pd.isna(value) else value


def publish(engine, month="2026-10", vintage=REPORT, version="1.0", centre=CENTRE):
    row = {"centre_id": centre, "month": month, "version": version, "vintage": vintage, "content": "c", "manifest": "m"}
    with engine.begin() as connection:
        connection.execute(insert(w.publication), row)


def test_totals_are_sums_over_respondents(city):
    keep(city, pupils(100), at=EARLY)
    keep(city, pupils(23, OTHER_SCHOOL), at=EARLY)

    assert total(sum_up(city)) == 123
    assert total(sum_up(city), "school_pupils.rows") == 2


def test_facts_say_whose_they_are(city):
    keep(city, pupils(100), at=EARLY)
    facts = sum_up(city).facts["school_pupils"]

    assert facts[["respondent_id", "kind", "grade", "pupils"]].to_dict("records") == [
        {"respondent_id": SCHOOL, "kind": "school", "grade": "05", "pupils": 100}
    ]
    assert {"school_type", "district"} <= set(facts)
    assert {name: str(facts[name].dtype) for name in ("grade", "pupils")} == {"grade": "string", "pupils": "Int64"}


def test_an_empty_month_has_no_figures_rather_than_zeros(city):
    summary = sum_up(city)

    assert summary.totals.isna().all(axis=None)
    assert list(summary.totals.index) == ["2026-09", "2026-10"]
    assert all(facts.empty for facts in summary.facts.values())
    assert set(summary.facts) == set(TABLES)


@pytest.mark.slow
def test_a_correction_does_not_change_what_was_known_before(city):
    keep(city, pupils(100), at=EARLY)
    before = sum_up(city)
    keep(city, pupils(140), at=LATE)
    after = sum_up(city)

    assert (total(before), total(after), total(sum_up(city, CUTOFF))) == (100, 100, 140)
    pd.testing.assert_frame_equal(before.totals, after.totals)
    pd.testing.assert_frame_equal(before.facts["school_pupils"], after.facts["school_pupils"])
    assert before.counts == after.counts


def test_a_late_return_is_not_known_before_it_came(city):
    keep(city, pupils(100), at=EARLY)
    keep(city, pupils(23, OTHER_SCHOOL), at=LATE)

    assert (total(sum_up(city)), total(sum_up(city, CUTOFF))) == (100, 123)
    assert [sum_up(city, vintage).counts_of("2026-10") for vintage in (REPORT, CUTOFF)] == [(1, 3), (2, 3)]


def test_what_was_sent_back_does_not_count(city):
    keep(city, pupils(100), at=EARLY)
    keep(city, pupils(999), make_verdict(State.RETURNED), at=LATE)

    assert total(sum_up(city, CUTOFF)) == 100


def test_figures_that_a_nil_return_replaced_do_not_count(city):
    keep(city, pupils(100), at=EARLY)
    keep(city, make_nil(), at=LATE)

    assert total(sum_up(city, CUTOFF)) is None


def test_missing_is_not_zero(city):
    keep(city, pupils(100, first_support=None, transitions=0), at=EARLY)
    summary = sum_up(city)

    assert total(summary, "school_pupils.first_support") is None
    assert total(summary, "school_pupils.transitions") == 0


def test_a_sum_over_returns_of_which_one_says_nothing_is_that_of_the_others(city):
    keep(city, pupils(100, first_support=7), at=EARLY)
    keep(city, pupils(50, OTHER_SCHOOL), at=EARLY)

    assert total(sum_up(city), "school_pupils.first_support") == 7


def test_months_are_kept_apart(city):
    keep(city, pupils(90, month="2026-09"), at=EARLY)
    keep(city, pupils(100), at=EARLY)
    summary = sum_up(city)

    assert (total(summary, month="2026-09"), total(summary)) == (90, 100)
    assert summary.facts["school_pupils"]["pupils"].tolist() == [100]


@pytest.mark.slow
def test_another_centres_respondents_are_not_counted(city):
    enter_respondents(city, "169482", centre=DORTMUND)
    enter_month(city, "2026-10", POLICY.calendar, EARLY)
    keep(city, pupils(100), at=EARLY)
    before = sum_up(city)
    keep(city, pupils(5000, "169482"), make_verdict(State.ACCEPTED, make_finding()), at=EARLY)
    after = sum_up(city)

    assert (total(after), after.counts, after.intake) == (total(before), before.counts, before.intake)
    assert len(after.facts["school_pupils"]) == 1
    assert total(summarise(city, DORTMUND, "2026-10", REPORT, months=1)) == 5000


def test_the_centre_has_its_name(city):
    assert (sum_up(city).centre_id, sum_up(city).centre_name) == (CENTRE, "Hagen")


def test_returns_are_counted_by_kind(city):
    keep(city, make_nil(), at=EARLY)
    keep(city, pupils(1, OTHER_SCHOOL), make_verdict(State.RETURNED), at=EARLY)

    assert [one for one in sum_up(city).counts if one.month == "2026-10"] == [
        Counts("2026-10", "school", expected=2, accepted=1, nil=1, late=0, returned=1),
        Counts("2026-10", "daycare", expected=1, accepted=0, nil=0, late=0, returned=0),
    ]


def test_what_came_after_the_deadline_is_late(city):
    keep(city, pupils(1), at=LATE)
    keep(city, pupils(2, OTHER_SCHOOL), at=EARLY)
    keep(city, pupils(3, OTHER_SCHOOL), at=LATE)
    school = next(one for one in sum_up(city, CUTOFF).counts if one.kind == "school")

    assert (school.accepted, school.late) == (2, 1)


@pytest.mark.slow
def test_who_entered_the_ledger_later_was_not_owing_then(city):
    enter_respondents(city, "169482")
    enter_month(city, "2026-10", POLICY.calendar, LATE)

    assert [sum_up(city, vintage).counts_of("2026-10", ("school",)) for vintage in (REPORT, CUTOFF)] == [(0, 2), (0, 3)]


def test_submissions_and_findings_are_counted_by_kind(city):
    warning, error = (make_finding(severity=severity) for severity in (Severity.WARNING, Severity.ERROR))
    keep(city, pupils(1), make_verdict(State.RETURNED, error, warning), at=EARLY)
    keep(city, pupils(2), make_verdict(State.ACCEPTED, make_finding()), at=EARLY)
    keep(city, pupils(3), at=LATE)
    keep(city, make_reading("daycare"), at=EARLY)

    assert sum_up(city).intake == (
        Intake("school", 2, returned=1, superseded=0, errors=1, warnings=1, informations=1),
        Intake("daycare", 1, returned=0, superseded=0, errors=0, warnings=0, informations=0),
    )
    assert (sum_up(city, CUTOFF).intake[0].submissions, sum_up(city, CUTOFF).intake[0].superseded) == (3, 1)


def test_a_file_that_was_checked_twice_came_once(city):
    error = make_finding(severity=Severity.ERROR)
    number = keep(city, pupils(1), make_verdict(State.RETURNED, error), at=EARLY)
    with city.begin() as connection:
        connection.execute(enter_rechecks([number]))
    store_batch(city, [number + 1], [pupils(1)], [make_verdict()], LATE)

    assert [sum_up(city, vintage).intake for vintage in (REPORT, CUTOFF)] == [
        (Intake("school", 1, returned=1, superseded=0, errors=1, warnings=0, informations=0),),
        (Intake("school", 1, returned=0, superseded=0, errors=0, warnings=0, informations=0),),
    ]


@pytest.mark.slow
def test_a_school_that_moved_is_where_it_was_then(engine):
    enter_register(engine, EARLY)
    keep(engine, pupils(100), at=EARLY)
    enter_register(engine, LATE, **{SCHOOL: {"district": "Eilpe", "school_type": "GE"}})

    def told(vintage):
        facts = sum_up(engine, vintage).facts["school_pupils"]
        return facts[["district", "school_type"]].to_dict("records")

    assert told(REPORT) == [{"district": "Haspe", "school_type": "G"}]
    assert told(CUTOFF) == [{"district": "Eilpe", "school_type": "GE"}]


def test_spending_is_summed_from_january(city):
    enter_respondents(city, "V-05914000-0001")
    for month, spent in (("2025-12", 500.0), ("2026-01", 10.0), ("2026-10", 20.0)):
        row = {"component": "A", "budget_line": "rent", "granted_eur": 900.0, "spent_eur": spent}
        keep(city, make_reading("association", {"offer_funds": [row]}, month=month), at=EARLY)
    year = sum_up(city).year_to_date

    assert set(year) == {"offer_funds", "posts"}
    assert sorted(year["offer_funds"]["spent_eur"]) == [10.0, 20.0]


def test_what_is_told_month_by_month_is_there_for_all_months_of_the_trend(city):
    enter_respondents(city, CENTRE)
    for month, meetings in (("2026-08", 7), ("2026-09", 3), ("2026-10", 5)):
        row = {"partner": "school", "meetings": meetings}
        keep(city, make_reading("centre", {"network": [row]}, month=month), at=EARLY)
    courses = sum_up(city).courses

    assert set(courses) == {"counselling", "network"}
    assert dict(zip(courses["network"]["month"], courses["network"]["meetings"], strict=True)) == {
        "2026-09": 3, "2026-10": 5,
    }  # fmt: skip


def revisions(engine, name="school_pupils.pupils"):
    found = sum_up(engine, CUTOFF, previous=REPORT).revisions
    return [one for one in found if one.total == name]


def test_a_first_report_revises_nothing(city):
    keep(city, pupils(100), at=EARLY)

    assert sum_up(city).revisions == ()


def test_a_correction_and_a_late_return_are_told_apart(city):
    keep(city, pupils(100), at=EARLY)
    publish(city)
    keep(city, pupils(110), at=LATE)
    keep(city, pupils(20, OTHER_SCHOOL), at=LATE)

    assert revisions(city) == [Revision("2026-10", "school_pupils.pupils", 100.0, 130.0, late=1, resubmitted=1)]


@pytest.mark.slow
def test_only_the_forms_that_hold_a_total_are_its_causes(city):
    keep(city, pupils(100), at=EARLY)
    publish(city)
    keep(city, pupils(110), at=LATE)
    keep(city, make_reading("daycare"), at=LATE)

    assert [(one.late, one.resubmitted) for one in revisions(city)] == [(0, 1)]
    assert [(one.late, one.resubmitted) for one in revisions(city, "daycare_children.children")] == [(1, 0)]


def test_another_centres_corrections_are_no_cause(city):
    enter_respondents(city, "169482", centre=DORTMUND)
    keep(city, pupils(100), at=EARLY)
    publish(city)
    keep(city, pupils(110), at=LATE)
    keep(city, pupils(7, "169482"), at=LATE)

    assert [(one.late, one.resubmitted) for one in revisions(city)] == [(0, 1)]


def test_a_figure_that_was_missing_and_is_there_now_is_a_revision(city):
    keep(city, pupils(100), at=EARLY)
    publish(city)
    keep(city, pupils(100, first_support=3), at=LATE)

    (one,) = revisions(city, "school_pupils.first_support")
    assert (one.before, one.now) == (None, 3.0)
    assert revisions(city) == []


@pytest.mark.slow
def test_months_that_no_report_was_about_are_not_revised(city):
    publish(city, month="2026-09")
    keep(city, pupils(100), at=LATE)

    assert revisions(city) == []


def test_earlier_months_are_revised_too(city):
    keep(city, pupils(80, month="2026-09"), at=EARLY)
    publish(city, month="2026-09", vintage=datetime(2026, 10, 12, 6, 30))
    publish(city)
    keep(city, pupils(90, month="2026-09"), at=LATE)

    assert revisions(city) == [Revision("2026-09", "school_pupils.pupils", 80.0, 90.0, late=0, resubmitted=1)]


def test_a_share_that_is_another_now_is_a_revision(city):
    keep(city, pupils(100, first_support=10), at=EARLY)
    publish(city)
    keep(city, pupils(100, first_support=20), at=LATE)
    summary = sum_up(city, CUTOFF, previous=REPORT)

    assert revisions(city, "S05_share") == [Revision("2026-10", "S05_share", None, None, late=0, resubmitted=1)]
    assert revisions(city, "S02_share") == []
    said = [one.answers["2026-10", "school_pupils.first_support"] for one in (summary.earlier, summary)]
    assert [[answer.value for answer in each.values()] for each in said] == [[10.0], [20.0]]


def test_the_rate_is_compared_with_the_one_that_its_version_fixed(city):
    keep(city, pupils(100), at=EARLY)
    publish(city)
    key = {"centre_id": CENTRE, "month": "2026-10", "version": "1.0", "counted_month": "2026-10"}
    counted = {"expected": 2, "accepted": 1, "nil": 0, "late": 0, "returned": 0, "exempt": 0}
    with city.begin() as connection:
        connection.execute(insert(w.reporting_rate), key | counted | {"kind": "school"})
        connection.execute(insert(w.reporting_rate), key | counted | {"kind": "daycare", "expected": 1, "accepted": 0})

    assert revisions(city, "I09") == []
    keep(city, pupils(5, OTHER_SCHOOL), at=LATE)
    assert revisions(city, "I09") == [Revision("2026-10", "I09", None, None, late=1, resubmitted=0)]


def test_the_version_that_was_out_is_named(city):
    publish(city)
    publish(city, version="1.1", vintage=CUTOFF)

    assert sum_up(city, CUTOFF, previous=REPORT).versions == {"2026-10": "1.0 vom 12.11.2026"}
    assert sum_up(city, CUTOFF, previous=CUTOFF).versions == {"2026-10": "1.1 vom 26.11.2026"}


def test_the_same_twice_is_the_same(city):
    keep(city, pupils(100), at=AT)
    one, two = sum_up(city), sum_up(city)

    pd.testing.assert_frame_equal(one.totals, two.totals)
    assert (one.counts, one.intake, one.revisions) == (two.counts, two.intake, two.revisions)


def test_a_waiver_is_told_while_its_return_is_in_force(city):
    waiver = Waiver(0, "SCHOOL_PUPILS_S05_WITHIN_S01", SCHOOL, "2026-10", "2026-10", "Umzug", date(2026, 12, 31))
    grant_waiver(city, waiver, "A. Beispiel", AT)
    finding = make_finding(
        rule=waiver.rule, severity=Severity.ERROR, table="school_pupils", answer="Umzug", waiver_id=1
    )
    keep(city, make_reading(), make_verdict(State.ACCEPTED, finding))

    assert sum_up(city).waived == (Waived(waiver.rule, "school_pupils", 1, date(2026, 12, 31), "Umzug"),)
    keep(city, make_reading(), at=CUTOFF)
    assert sum_up(city, CUTOFF).waived == ()


def test_who_owes_is_only_asked_for_estimates_and_told_as_the_register_knew_it_then(engine):
    enter_register(engine, EARLY)
    enter_register(engine, LATE, **{SCHOOL: {"valid_to": "2026-09-30"}})
    everybody = {*SCHOOLS, *OTHERS}
    closed = Closure(reason="Umbau", first=date(2026, 10, 1), last=date(2026, 10, 31), respondent=OTHER_SCHOOL)
    closing = POLICY.calendar.model_copy(update={"closures": (closed,)})

    assert sum_up(engine).owing is None
    assert sum_up(engine, owing_by=POLICY.calendar).owing == everybody
    assert sum_up(engine, owing_by=closing).owing == everybody - {OTHER_SCHOOL}
    assert sum_up(engine, CUTOFF, owing_by=POLICY.calendar).owing == everybody - {SCHOOL}
