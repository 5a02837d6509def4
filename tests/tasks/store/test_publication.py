"""Versions: planned before they are written, taken up where a run was killed, never used twice."""

from datetime import datetime, timedelta

from schemas.report.protection.audit import Audit
from schemas.report.summary import Counts
from schemas.store import warehouse as w
from tasks.store.publication import (
    find_plan,
    latest_version,
    list_versions,
    next_plan,
    read_audits,
    read_frozen_inputs,
    read_inputs,
    read_rates,
    record_plan,
    record_published,
)
from tests.factories import AT, CENTRE, DAYCARE, SCHOOL, enter_respondents, keep, make_reading, rows_of
from tests.factories_summary import make_pins

DORTMUND = "05913000"
FIGURES = "f" * 64  # their digest
FIRST, SECOND = datetime(2026, 11, 12, 6, 30), datetime(2026, 11, 26, 6, 30)


def plan(engine, at=FIRST, month="2026-10", centre=CENTRE):
    return next_plan(engine, centre, month, at)


def publish(engine, at=FIRST, month="2026-10", content=FIGURES, centre=CENTRE, rates=None):
    made = plan(engine, at, month, centre)
    record_plan(engine, centre, month, made, content, make_pins(month, **(rates or {})))
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
    record_plan(engine, CENTRE, "2026-10", plan(engine), FIGURES, make_pins())

    assert latest_version(engine, CENTRE, "2026-10") is None
    assert rows_of(engine, w.publication, "version", "content", "manifest") == [("1.0", FIGURES, None)]


def test_a_version_that_a_killed_run_left_is_taken_up_as_it_was(engine):
    first = plan(engine)
    record_plan(engine, CENTRE, "2026-10", first, FIGURES, make_pins())
    again = plan(engine, SECOND)

    assert again.is_taken_up
    assert (again.version, again.vintage, again.previous_vintage) == (first.version, first.vintage, None)


def test_taking_it_up_writes_no_second_row(engine):
    record_plan(engine, CENTRE, "2026-10", plan(engine), FIGURES, make_pins())
    record_plan(engine, CENTRE, "2026-10", plan(engine, SECOND), FIGURES, make_pins())

    assert len(rows_of(engine, w.publication)) == 1


def test_a_later_version_knows_the_one_before(engine):
    publish(engine)
    made = plan(engine, SECOND)

    assert (made.version, made.vintage, made.previous_vintage, made.content) == ("1.1", SECOND, FIRST, FIGURES)
    assert latest_version(engine, CENTRE, "2026-10") == "1.0"


def test_publishing_is_kept_with_its_manifest(engine):
    publish(engine)

    (row,) = rows_of(engine, w.publication)
    assert {name: row[name] for name in ("version", "vintage", "previous_vintage", "content", "manifest")} == {
        "version": "1.0", "vintage": FIRST, "previous_vintage": None, "content": FIGURES, "manifest": "m" * 64,
    }  # fmt: skip
    plan_of, manifest = find_plan(engine, CENTRE, "2026-10", "1.0")
    assert (plan_of.vintage, manifest) == (FIRST, "m" * 64)
    assert find_plan(engine, CENTRE, "2026-10", "1.1") is None
    assert list_versions(engine, CENTRE, "2026-10") == ["1.0"]


def test_what_a_version_is_made_of_is_fixed_with_it(engine):
    counts = (
        Counts("2026-09", "school", 9, 8, nil=1, late=2, returned=1, exempt=3),
        Counts("2026-10", "school", 10, 8, nil=0, late=0, returned=0),
        Counts("2026-10", "daycare", 7, 7, nil=0, late=1, returned=0),
    )
    pins = make_pins(policy='{"a": 1}', codes='{"kind": {}}', counts=counts)
    record_plan(engine, CENTRE, "2026-10", plan(engine), FIGURES, pins)

    assert read_frozen_inputs(engine, CENTRE, "2026-10", "1.0") == pins
    assert [row["kind"] for row in read_rates(engine, CENTRE, "2026-10")] == ["daycare", "school"]


def test_the_same_policy_is_kept_once(engine):
    publish(engine)
    publish(engine, SECOND)

    assert sorted(rows_of(engine, w.pinned, "kind")) == [("policy",)]
    assert read_frozen_inputs(engine, CENTRE, "2026-10", "1.1") == make_pins()


def test_a_version_older_than_the_bookkeeping_has_no_pins(engine):
    publish(engine)
    with engine.begin() as connection:
        connection.execute(w.publication.update().values(policy=None))

    assert read_frozen_inputs(engine, CENTRE, "2026-10", "1.0") is None


def test_a_corrected_register_is_in_the_next_report_whatever_day_a_run_says(engine):
    enter_respondents(engine, SCHOOL)
    row = {"respondent_id": SCHOOL, "centre_id": CENTRE, "kind": "school", "name": "A", "number": 2}
    with engine.begin() as connection:
        connection.execute(w.respondent_history.insert(), row | {"recorded_at": SECOND})

    assert plan(engine, FIRST).vintage == SECOND


def test_the_tenth_revision_comes_after_the_ninth(engine):
    for day in range(12):
        publish(engine, FIRST + timedelta(days=day), content=f"{day:064d}")

    assert latest_version(engine, CENTRE, "2026-10") == "1.11"
    assert (plan(engine, SECOND).version, plan(engine, SECOND).content) == ("1.12", f"{11:064d}")


def test_versions_of_the_same_moment_follow_their_numbers(engine):
    for content in "abc":
        publish(engine, content=content * 64)

    assert latest_version(engine, CENTRE, "2026-10") == "1.2"
    assert plan(engine).content == "c" * 64


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
    publish(engine, rates={"school": (10, 8), "daycare": (20, 20)})
    publish(engine, SECOND, content="o" * 64, rates={"school": (10, 9), "daycare": (20, 20)})

    assert read_rates(engine, CENTRE, "2026-10") == [
        {"version": "1.0", "kind": "daycare", "expected": 20, "accepted": 20},
        {"version": "1.0", "kind": "school", "expected": 10, "accepted": 8},
        {"version": "1.1", "kind": "daycare", "expected": 20, "accepted": 20},
        {"version": "1.1", "kind": "school", "expected": 10, "accepted": 9},
    ]
    assert read_rates(engine, CENTRE, "2026-11") == []


def test_a_version_taken_up_again_keeps_the_rate_of_its_plan(engine):
    first = plan(engine)
    record_plan(engine, CENTRE, "2026-10", first, FIGURES, make_pins(school=(10, 8)))
    again = plan(engine, SECOND)
    record_plan(engine, CENTRE, "2026-10", again, FIGURES, make_pins(school=(10, 9)))

    assert again.is_taken_up
    assert [row["accepted"] for row in read_rates(engine, CENTRE, "2026-10")] == [8]


def test_what_published_versions_keep_back_is_known_and_part_of_what_they_are_made_of(engine):
    found = {"1.0": Audit(90, 0, 0, 0, 0, ("2026-10/a", "2026-10/b")), "1.1": Audit(95, 0, 0, 0, 2, ("2026-10/c",))}
    for version, audit in found.items():
        made = plan(engine)
        record_plan(engine, CENTRE, "2026-10", made, FIGURES, make_pins(audit=audit))
        assert read_frozen_inputs(engine, CENTRE, "2026-10", version).audit == audit
        if version == "1.0":
            record_published(engine, CENTRE, "2026-10", version, "m" * 64)

    kept_back = {key: audit.withheld for key, audit in read_audits(engine, CENTRE).items()}
    assert kept_back == {("2026-10", "1.0"): ("2026-10/a", "2026-10/b")}, "1.1 is planned and not out"
    assert read_audits(engine, DORTMUND) == {}
    assert read_frozen_inputs(engine, CENTRE, "2026-10", "1.0").withheld == ("2026-10/a", "2026-10/b")
