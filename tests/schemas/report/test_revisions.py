"""Chapter 9: what earlier reports said otherwise, and why."""

from datetime import datetime

import pytest

from schemas.report.revisions import about_revisions, release_note, revisions_table
from schemas.report.summary import Revision
from tests.factories_summary import cells_of, make_summary

PREVIOUS = datetime(2026, 11, 12, 6, 30)


def revised(*revisions):
    return make_summary(revisions=revisions, previous_vintage=PREVIOUS)


def test_a_changed_key_figure_is_shown_before_and_now():
    table = revisions_table(revised(Revision("2026-09", "school_pupils.first_support", 120.0, 131.0, 2, 1)))

    assert cells_of(table, "2026-09_S05") == {
        "month": "Sep. 2026", "figure": "Schülerinnen und Schüler in Erstförderung", "before": 120, "now": 131,
        "change": 11, "cause": "2 Nachmeldungen und 1 Ersatzmeldung",
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


def test_what_is_no_key_figure_is_not_listed():
    assert revisions_table(revised(Revision("2026-10", "offers.paid_staff", 1.0, 5.0, 1, 0))).rows == ()


def test_the_chapter_opens_with_what_happened():
    one = Revision("2026-10", "offers.volunteers", 1.0, 5.0, 1, 0)

    assert about_revisions(make_summary()) == "Dies ist der erste Bericht: es gibt keine früheren Zahlen."
    assert about_revisions(revised()) == "Seit dem letzten Bericht vom 12.11.2026 hat sich keine frühere Zahl geändert."
    assert "frühere Zahlen geändert" in about_revisions(revised(one))


def test_only_a_later_version_has_a_release_note():
    assert release_note(make_summary(), "1.0") == ""
    assert release_note(make_summary(), "1.1").startswith("Diese Fassung ersetzt alle früheren Fassungen")
