"""Chapter 9: what earlier reports said otherwise, and why."""

from datetime import datetime

import pytest

from schemas.report.model import Section
from schemas.report.revisions import about_revisions, release_note, revisions_table
from schemas.report.summary import Revision
from tasks.report.protect import protect_report
from tests.factories import POLICY
from tests.factories_report import make_report
from tests.factories_summary import cells_of, make_answers, make_summary, make_totals

PREVIOUS = datetime(2026, 11, 12, 6, 30)


def revised(*revisions):
    return make_summary(revisions=revisions, previous_vintage=PREVIOUS, versions={"2026-09": "1.0 vom 12.10.2026"})


def test_a_changed_key_figure_is_shown_before_and_now():
    table = revisions_table(revised(Revision("2026-09", "school_pupils.first_support", 120.0, 131.0, 2, 1)))

    assert cells_of(table, "2026-09_S05") == {
        "month": "Sep. 2026", "figure": "Schülerinnen und Schüler in Erstförderung", "before": 120, "now": 131,
        "change": 11, "version": "1.0 vom 12.10.2026", "cause": "2 Nachmeldungen und 1 Ersatzmeldung",
    }  # fmt: skip
    assert table.rows[0].kind == "persons"


@pytest.mark.parametrize(
    ("late", "resubmitted", "cause"),
    [
        (1, 0, "1 Nachmeldung"),
        (3, 0, "3 Nachmeldungen"),
        (0, 1, "1 Ersatzmeldung"),
        (0, 2, "2 Ersatzmeldungen"),
        (1, 1, "1 Nachmeldung und 1 Ersatzmeldung"),
        (0, 0, "Register"),
    ],
)
def test_the_cause_is_said_in_words(late, resubmitted, cause):
    table = revisions_table(revised(Revision("2026-10", "school_pupils.first_support", 1.0, 2.0, late, resubmitted)))

    assert cells_of(table, "2026-10_S05")["cause"] == cause


def test_a_figure_that_was_missing_has_no_change():
    line = cells_of(revisions_table(revised(Revision("2026-10", "offers.volunteers", None, 5.0, 1, 0))), "2026-10_V04")

    assert (line["before"], line["now"], line["change"]) == (".", 5, ".")


def test_other_totals_that_are_printed_stand_behind_the_key_figures():
    staff, people = (
        Revision("2026-10", "offers.paid_staff", 1.0, 5.0, 1, 0),
        Revision("2026-10", "offers.volunteers", 1.0, 5.0, 1, 0),
    )
    table = revisions_table(revised(staff, people))

    assert [line.key for line in table.rows] == ["2026-10_V04", "2026-10_offers_paid_staff"]
    assert cells_of(table, "2026-10_offers_paid_staff")["figure"] == "Angebote: Hauptamtliche"


@pytest.mark.parametrize("total", ["counselling.median_waiting_days", "school_pupils.rows", "posts.grant_eur"])
def test_what_is_no_sum_or_nowhere_printed_is_not_listed(total):
    assert revisions_table(revised(Revision("2026-10", total, 1.0, 5.0, 1, 0))).rows == ()


def test_a_share_is_worked_out_again_from_what_was_known_then():
    def known(support, **more):
        said = {"school_pupils__pupils": {"a": 200}, "school_pupils__first_support": {"a": support}}
        answers = make_answers(**{name: {"2026-09": one} for name, one in said.items()})
        return make_summary(answers=answers, totals=make_totals(school_pupils__pupils={"2026-09": 200}), **more)

    one = Revision("2026-09", "S05_share", None, None, 0, 1)
    table = revisions_table(known(50, earlier=known(40), revisions=(one,), previous_vintage=PREVIOUS))

    assert [table.cell("2026-09_S05_share", name).parts for name in ("before", "now")] == [(40, 200), (50, 200)]
    assert cells_of(table, "2026-09_S05_share")["change"] == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("before", "now", "is_listed"),
    [(120.0, 121.0, False), (120.0, 123.0, True), (None, 1.0, True), (1.0, 2.0, False), (124.9, 124.9004, False)],
    ids=["rounds to the same", "rounds to another", "was missing", "both print 0", "less than a person"],
)
def test_what_prints_the_same_is_no_revision(before, now, is_listed):
    """After rounding nothing may be listed that reads as before: it would tell that something moved."""
    table = revisions_table(revised(Revision("2026-09", "school_pupils.first_support", before, now, 0, 1)))
    section = Section("9", "revisions_section", "Änderungen", (table,))

    protected = protect_report(make_report(sections=(section,)), POLICY.disclosure)

    assert bool(protected.table("revisions").rows) is is_listed


def test_the_chapter_says_what_it_compares_with():
    assert about_revisions(make_summary()) == "Dies ist der erste Bericht: es gibt keine früheren Zahlen."
    assert (
        about_revisions(revised())
        == "Verglichen wird mit dem, was bis zum letzten Bericht vom 12.11.2026 berichtet war."
    )


def test_only_a_later_version_has_a_release_note_which_names_the_one_before():
    assert release_note(make_summary(), "1.0") == ""
    assert release_note(make_summary(), "1.1").startswith("Diese Fassung ersetzt alle früheren Fassungen")
    summary = make_summary(versions={"2026-10": "1.0 vom 12.11.2026"})
    assert "Was sich gegenüber 1.0 vom 12.11.2026 geändert hat" in release_note(summary, "1.1")
