"""What an answer is, and what it needs."""

import pytest

from schemas.answer.case import weight
from schemas.finding import Severity
from schemas.form.submission import State
from tests.factories import make_finding
from tests.factories_answer import make_case

ERROR, QUERY, NOTE = (make_finding(severity=severity) for severity in Severity)
SETTLED = make_finding(severity=Severity.WARNING, answer="Erläutert: Umzug")


@pytest.mark.parametrize(
    ("state", "kind"),
    [(State.ACCEPTED, "receipt"), (State.NIL, "receipt"), (State.RETURNED, "report"), (State.UNREADABLE, "report"),
     (State.SET_ASIDE, "set_aside")],
)  # fmt: skip
def test_the_state_says_what_kind_of_answer_it_is(state, kind):
    assert make_case(state=state).kind == kind


@pytest.mark.parametrize(
    ("findings", "state", "needed"),
    [([ERROR], State.RETURNED, True), ([QUERY], State.ACCEPTED_WITH_QUERIES, True), ([NOTE], State.ACCEPTED, False),
     ([SETTLED], State.ACCEPTED, False), ([SETTLED, QUERY], State.ACCEPTED_WITH_QUERIES, True),
     ([], State.ACCEPTED, False), ([ERROR], State.UNREADABLE, False), ([ERROR], State.SET_ASIDE, False)],
)  # fmt: skip
def test_a_workbook_is_made_where_something_is_to_be_mended_or_explained(findings, state, needed):
    assert make_case(findings, state).needs_workbook is needed


def test_what_is_settled_weighs_less_and_is_not_counted():
    assert weight(SETTLED) == "settled"
    assert make_case([SETTLED, QUERY]).count(Severity.WARNING) == 1
    assert [weight(one) for one in make_case([NOTE, SETTLED, QUERY, ERROR]).sorted_findings()] == [
        "error", "warning", "settled", "information",
    ]  # fmt: skip


@pytest.mark.parametrize("file", ["2026-10/Bogen.xlsx", "C:\\Users\\Bogen.xlsx", "Bogen.xlsx"])
def test_a_file_is_named_without_its_folders(file):
    assert make_case(file=file).file_name == "Bogen.xlsx"
