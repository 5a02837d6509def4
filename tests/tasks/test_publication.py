"""Versions: planned before they are written, taken up where a run was killed, never used twice."""

from datetime import datetime, timedelta

from schemas import warehouse as w
from tasks.publication import latest_version, next_plan, read_inputs, read_rates, record_plan, record_published
from tests.factories import AT, CENTRE, DAYCARE, SCHOOL, enter_respondents, keep, make_reading, rows_of

DORTMUND = "05913000"
FIRST, SECOND = datetime(2026, 11, 12, 6, 30), datetime(2026, 11, 26, 6, 30)


def plan(engine, at=FIRST, month="2026-10", centre=CENTRE):
    return next_plan(engine, centre, month, at)


def publish(engine, at=FIRST, month="2026-10", content="figures", centre=CENTRE, rates=()):
    made = plan(engine, at, month, centre)
    record_plan(engine, centre, month, made, content, rates)
    record_published(engine, centre, month, made.version, "m" * 64)
    return made


def test_the_first_version_has_nothing_before_it(engine):
    made = plan(engine)

    assert (made.version, made.vintage, made.previous_vintage, made.content) == ("1.0", FIRST, None, None)
    assert not made.is_taken_up


def test_planning_alone_writes_nothing(engine):
    plan(engine)

    assert rows_of(engine, w.publication) == []
    assert latest_version(engine, CENTRE, "2026-10") is None


def test_a_planned_version_is_not_published_yet(engine):
    record_plan(engine, CENTRE, "2026-10", plan(engine), "figures", ())

    assert latest_version(engine, CENTRE, "2026-10") is None
    assert rows_of(engine, w.publication, "version", "content", "manifest") == [("1.0", "figures", None)]


def test_a_version_that_a_killed_run_left_is_taken_up_as_it_was(engine):
    first = plan(engine)
    record_plan(engine, CENTRE, "2026-10", first, "figures", ())
    again = plan(engine, SECOND)

    assert again.is_taken_up
    assert (again.version, again.vintage, again.previous_vintage) == (first.version, first.vintage, None)


def test_taking_it_up_writes_no_second_row(engine):
    record_plan(engine, CENTRE, "2026-10", plan(engine), "figures", ())
    record_plan(engine, CENTRE, "2026-10", plan(engine, SECOND), "figures", ())

    assert len(rows_of(engine, w.publication)) == 1


def test_a_later_version_knows_the_one_before(engine):
    publish(engine)
    made = plan(engine, SECOND)

    assert (made.version, made.vintage, made.previous_vintage, made.content) == ("1.1", SECOND, FIRST, "figures")
    assert latest_version(engine, CENTRE, "2026-10") == "1.0"


def test_publishing_is_kept_with_its_manifest(engine):
    publish(engine)

    assert rows_of(engine, w.publication) == [{
        "centre_id": CENTRE, "month": "2026-10", "version": "1.0", "vintage": FIRST, "content": "figures",
        "previous_vintage": None, "manifest": "m" * 64,
    }]  # fmt: skip


def test_the_tenth_revision_comes_after_the_ninth(engine):
    for day in range(12):
        publish(engine, FIRST + timedelta(days=day), content=str(day))

    assert latest_version(engine, CENTRE, "2026-10") == "1.11"
    assert (plan(engine, SECOND).version, plan(engine, SECOND).content) == ("1.12", "11")


def test_versions_of_the_same_moment_follow_their_numbers(engine):
    for content in "abc":
        publish(engine, content=content)

    assert latest_version(engine, CENTRE, "2026-10") == "1.2"
    assert plan(engine).content == "c"


def test_each_month_and_each_centre_has_versions_of_its_own(engine):
    publish(engine)
    publish(engine, centre=DORTMUND)

    assert plan(engine, SECOND, "2026-11").version == "1.0"
    assert plan(engine, SECOND, "2026-11").previous_vintage == FIRST
    assert latest_version(engine, DORTMUND, "2026-10") == "1.0"
    assert latest_version(engine, CENTRE, "2026-11") is None


def test_another_centres_report_is_not_the_one_before(engine):
    publish(engine, centre=DORTMUND)

    assert plan(engine, SECOND).previous_vintage is None


def test_a_run_that_catches_up_knows_what_was_accepted_already(engine):
    enter_respondents(engine, SCHOOL)
    keep(engine, make_reading(), at=SECOND)

    assert plan(engine, FIRST).vintage == SECOND


def test_a_vintage_never_goes_back_behind_the_last_report(engine):
    publish(engine, SECOND)

    assert plan(engine, FIRST).vintage == SECOND


def test_what_is_accepted_after_a_report_is_never_in_it(engine):
    """However early the day that a run which catches up says."""
    enter_respondents(engine, SCHOOL, DAYCARE)
    keep(engine, make_reading())
    publish(engine)
    keep(engine, make_reading("daycare"), at=AT)

    assert list(read_inputs(engine, CENTRE, "2026-10", FIRST)) == ["1"]
    assert list(read_inputs(engine, CENTRE, "2026-10", plan(engine).vintage)) == ["1", "2"]


def test_the_inputs_are_what_counts_at_the_vintage(engine):
    enter_respondents(engine, SCHOOL)
    enter_respondents(engine, DAYCARE, centre=DORTMUND)
    keep(engine, make_reading())
    keep(engine, make_reading("daycare"))
    keep(engine, make_reading(), at=SECOND)

    assert read_inputs(engine, CENTRE, "2026-10", FIRST) == {"1": f"{1:064d}"}
    assert read_inputs(engine, CENTRE, "2026-10", SECOND) == {"3": f"{3:064d}"}
    assert read_inputs(engine, CENTRE, "2026-09", SECOND) == {}


def test_the_reporting_rate_is_frozen_with_the_version(engine):
    publish(engine, rates=[("school", 10, 8), ("daycare", 20, 20)])
    publish(engine, SECOND, content="others", rates=[("school", 10, 9), ("daycare", 20, 20)])

    assert read_rates(engine, CENTRE, "2026-10") == [
        {"version": "1.0", "kind": "daycare", "expected": 20, "accepted": 20},
        {"version": "1.0", "kind": "school", "expected": 10, "accepted": 8},
        {"version": "1.1", "kind": "daycare", "expected": 20, "accepted": 20},
        {"version": "1.1", "kind": "school", "expected": 10, "accepted": 9},
    ]
    assert read_rates(engine, CENTRE, "2026-11") == []


def test_a_version_taken_up_again_keeps_the_rate_of_its_plan(engine):
    first = plan(engine)
    record_plan(engine, CENTRE, "2026-10", first, "figures", [("school", 10, 8)])
    again = plan(engine, SECOND)
    record_plan(engine, CENTRE, "2026-10", again, "figures", [("school", 10, 9)])

    assert again.is_taken_up
    assert [row["accepted"] for row in read_rates(engine, CENTRE, "2026-10")] == [8]
