"""Every rule of the catalogue is broken, its hint followed to the letter, and the return checked again: it is taken.

What a hint says to do is read from the hint itself (tests.factories_ways); what breaks each rule stands in
tests.factories_broken.
"""

import re
from functools import cache

import pytest

from schemas.check.catalogue import CATALOGUE
from schemas.check.column_rules import derive_checks
from schemas.finding import Severity
from schemas.form.forms import FORMS, TABLES
from schemas.form.layout import META_SHEET
from schemas.form.submission import State
from tests.factories import is_asked
from tests.factories_broken import CASES
from tests.factories_mending import check_all, check_sent, good
from tests.factories_ways import ASKS, call, explain, ways_of

pytestmark = pytest.mark.slow

TAKEN = {State.ACCEPTED, State.ACCEPTED_WITH_QUERIES, State.NIL}
# Who must act where the respondent is right, and for which rules; their hints say so.
MUST_ACT_INSTEAD = {
    "das Integrationszentrum": {
        "RESPONDENT_UNKNOWN", "RESPONDENT_CLOSED", "MONTH_NOT_OPEN", "SUBMISSION_KEY", "ABOVE_LIMIT", "STOCK_GONE",
        "ROW_GONE", "WHOLE_MISSING",
    },
}  # fmt: skip
# What a hint may announce that we will ask; it is answered in its turn.
ANNOUNCED = re.compile("NIL_AFTER_STOCK|STOCK_GONE|WHOLE_MISSING|.*_JUMPS")


def open_findings(verdict):
    return [one for one in verdict.findings if one.is_open and one.severity != Severity.INFORMATION]


def advised(case, verdict):
    """The ways in the hints of the case's rules, each once."""
    ways = [way for one in verdict.findings if one.rule in case.rules for way in ways_of(one.hint)]
    return [way for way in dict.fromkeys(ways) if case.only in {"", way.__name__}]


def follow(sent, truth, way, verdict):
    """The file after every hint that says so was followed; from below, since rows may go."""
    mended = sent.copy()
    for finding in reversed(verdict.findings):
        if finding.is_open and way in ways_of(finding.hint):
            way(mended, truth, finding)
    return mended


def answer_announced(sent, verdict, hints):
    """The file with the questions answered that were announced, as their own hints say; None where there are none."""
    asked = [one for one in open_findings(verdict) if ANNOUNCED.fullmatch(one.rule) and ASKS.search(hints)]
    answered = sent.copy()
    for finding in asked:
        (call if finding.severity == Severity.ERROR else explain)(answered, None, finding)
    return answered if asked else None


def complain(case, first, after):
    """What is wrong after a hint was followed: nothing, where it is true."""
    known = {(one.rule, one.subject) for one in open_findings(first)}
    left = [one.message for one in open_findings(after) if one.rule in case.rules]
    new = [one.message for one in open_findings(after) if (one.rule, one.subject) not in known]
    return left + new + ([] if after.state in TAKEN else [after.state.value])


@cache
def results():
    """By the case's number: its verdict, and what remained after each way; all checked together, in three rounds."""
    firsts = check_all([case.sent for case in CASES])
    tried = [(at, way) for at, case in enumerate(CASES) for way in advised(case, firsts[at])]
    mended = [follow(CASES[at].sent, CASES[at].truth, way, firsts[at]) for at, way in tried]
    hints = [" ".join(one.hint for one in first.findings) for first in firsts]
    seen = check_all(mended)
    answered = [answer_announced(sent, one, hints[at]) for sent, one, (at, _) in zip(mended, seen, tried, strict=True)]
    again = iter(check_all([one for one in answered if one]))
    found = {at: (first, {}) for at, first in enumerate(firsts)}
    for (at, way), sent, verdict in zip(tried, answered, seen, strict=True):
        found[at][1][way.__name__] = complain(CASES[at], firsts[at], next(again) if sent else verdict)
    return found


@pytest.mark.parametrize("form", FORMS)
def test_what_is_broken_here_was_whole_before(form):
    assert check_sent(good(form)).findings == ()


@pytest.mark.parametrize("at", range(len(CASES)), ids=[f"{one.rules[0]} {one.only}".strip() for one in CASES])
def test_who_does_what_the_hint_says_is_done(at):
    first, ways = results()[at]

    assert set(CASES[at].rules) <= {one.rule for one in first.findings}
    assert ways
    assert {way: complaints for way, complaints in ways.items() if complaints} == {}


def test_every_rule_of_the_catalogue_can_be_mended():
    mended = {
        rule for at, (_, ways) in results().items() if ways and not any(ways.values()) for rule in CASES[at].rules
    }
    print(f"Follow the hint: {len(mended)} of {len(CATALOGUE)} rules, {100 * len(mended) / len(CATALOGUE):.0f} %")  # noqa: T201 - the figure is asked for

    not_asked = {rule.id for rule in derive_checks(TABLES.values()) if not is_asked(rule)}
    assert mended | not_asked == set(CATALOGUE)


def test_rules_for_which_somebody_else_must_act_name_them():
    """Where the respondent is right, the centre acts; nothing is left to somebody whom no hint names."""
    called = {one.rule for first, _ in results().values() for one in first.findings if "rufen Sie uns" in one.hint}

    assert called == MUST_ACT_INSTEAD["das Integrationszentrum"]


def test_no_sentence_names_a_sheet_that_nobody_sees():
    said = {one.message + one.hint for first, _ in results().values() for one in first.findings}

    assert not {text for text in said if META_SHEET in text or "Listen" in text}


def test_all_advice_is_understood():
    """What no case brings out: the words of every rule as they stand in the catalogue."""
    assert [rule.id for rule in CATALOGUE.values() if "{" not in rule.hint and not ways_of(rule.hint)] == []
