"""p before the cut-off, r where the last report printed another figure or compared fewer, nothing else."""

from datetime import datetime

import pytest

from config.policy import load_policy
from schemas.report.cell import Mark
from schemas.report.summary import Revision
from schemas.report.text.marks import without_marks
from schemas.report.text.tell import tell_report
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tests.factories_summary import make_answers, make_summary, make_totals

POLICY = load_policy()
NAMES = [str(number) for number in range(60)]


def answered(now):
    """Sixty schools with pupils in September, so many of them in October."""
    return make_answers(
        school_pupils__pupils={"2026-09": dict.fromkeys(NAMES, 10), "2026-10": dict.fromkeys(NAMES[:now], 11)}
    )


def told(version="1.0", **more):
    totals = make_totals(school_pupils__pupils={"2026-09": 600, "2026-10": 660}, offers__volunteers={"2026-10": 50})
    facts = {"offers": [{"title": "a", "field_of_action": "youth", "volunteers": 50, "participants": 4}]}
    summary = make_summary(facts, totals=totals, answers=answered(60), **more)
    return tell_report(protect_report(compose_report(summary, POLICY, version), POLICY.disclosure), POLICY)


@pytest.mark.parametrize(
    ("version", "at", "mark"),
    [
        ("1.0", datetime(2026, 11, 25, 6, 30), Mark.PROVISIONAL),
        ("1.0", datetime(2026, 11, 26, 6, 30), Mark.NONE),
        ("1.1", datetime(2026, 11, 26, 6, 30), Mark.NONE),
    ],
    ids=["before the cut-off", "after it", "revised"],
)
def test_totals_are_provisional_until_the_cut_off(version, at, mark):
    report = told(version, vintage=at)

    assert report.table("key_figures").cell("S01", "now").mark == mark
    assert report.table("offers_by_field").cell("total", "volunteers").mark == mark
    assert report.table("offers_by_field").cell("youth", "volunteers").mark == Mark.NONE
    assert report.table("language_chain").cell("S03", "whole").mark == Mark.NONE
    assert report.table("trend").cell("2026-10", "participants").value is None
    assert report.table("returns_by_kind").cell("total", "accepted").mark == Mark.NONE


def test_what_section_9_lists_is_revised_wherever_it_stands():
    changed = (
        Revision("2026-10", "offers.volunteers", 10.0, 50.0, 1, 0),
        Revision("2026-09", "school_pupils.pupils", 500.0, 600.0, 1, 0),
    )
    report = told(
        "1.1", vintage=datetime(2026, 11, 26, 6, 30), revisions=changed, previous_vintage=datetime(2026, 11, 12)
    )

    assert report.table("key_figures").cell("V04", "now").mark == Mark.REVISED
    assert report.table("offers_by_field").cell("total", "volunteers").mark == Mark.REVISED
    assert report.table("change_month").cell("S01", "before").mark == Mark.REVISED
    assert report.table("change_month").cell("S01", "now").mark == Mark.NONE


def test_a_step_of_the_chain_and_a_month_of_the_ages_carry_the_marks_of_their_figures():
    totals = make_totals(
        school_pupils__first_support={"2026-10": 90},
        offers__participants_under_27={"2026-10": 40}, offers__participants={"2026-10": 50},
    )  # fmt: skip
    changed = (Revision("2026-10", "school_pupils.first_support", 50.0, 90.0, 1, 0),)
    summary = make_summary(totals=totals, revisions=changed, previous_vintage=datetime(2026, 11, 1))
    report = tell_report(protect_report(compose_report(summary, POLICY, "1.0"), POLICY.disclosure), POLICY)

    assert report.table("language_chain").cell("S05", "now").mark == Mark.REVISED
    assert report.table("ages_trend").cell("2026-10", "young").mark == Mark.PROVISIONAL


def test_a_revision_that_rounding_hides_leaves_no_mark():
    hidden = Revision("2026-10", "offers.volunteers", 49.0, 50.0, 1, 0)
    report = told(
        "1.1", vintage=datetime(2026, 11, 26, 6, 30), revisions=(hidden,), previous_vintage=datetime(2026, 11, 12)
    )

    assert report.table("key_figures").cell("V04", "now").mark == Mark.NONE


@pytest.mark.parametrize(("before", "mark"), [(59, Mark.REVISED), (60, Mark.NONE)], ids=["grown", "as it was"])
def test_a_change_whose_panel_grew_since_the_version_before_is_marked(before, mark):
    earlier = make_summary(answers=answered(before))
    since = {"previous_vintage": datetime(2026, 11, 12), "versions": {"2026-10": "1.0 vom 12.11.2026"}}
    report = told("1.1", vintage=datetime(2026, 11, 26, 6, 30), earlier=earlier, **since)
    table = report.table("change_month")

    assert (table.cell("S01", "change").mark, table.cell("S01", "n").mark) == (mark, mark)
    assert report.table("key_figures").cell("S01", "change").mark == mark
    assert any("als in Fassung 1.0 vom 12.11.2026" in note for note in table.notes) == (mark == Mark.REVISED)


def test_marks_alone_make_no_other_figures():
    """Whether a new version is due is asked of the figures."""
    early, late = told("1.0", vintage=datetime(2026, 11, 12, 6, 30)), told("1.0", vintage=datetime(2026, 11, 26, 6, 30))

    assert early.sections[4] != late.sections[4]
    assert without_marks(early.sections[4]) == without_marks(late.sections[4])
