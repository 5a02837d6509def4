"""What a rule as it is now finds in what came long ago."""

from dataclasses import replace
from datetime import date

import pytest

from schemas.check.catalogue import CATALOGUE, CHECKS
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from tasks.check.backtest import Conditions, Sent, Trial, backtest, list_sent, record_failed
from tests.factories import (
    AT,
    DAYCARE,
    POLICY,
    enter_respondents,
    keep,
    make_finding,
    make_reading,
    make_verdict,
    rows_of,
)

RULE, SUBJECT = "PLACES_DIFFER", "daycare_places.places_occupied[]"
CONDITIONS = Conditions(POLICY, date(2026, 11, 5))


@pytest.fixture
def engine(engine):
    enter_respondents(engine)
    return engine


def daycare(places=20, number=1):
    """A daycare with twenty children and so many places occupied, as the file of that number."""
    rows = {
        "daycare_children": [{"age_group": "U3", "children": 20, "other_family_language": 0}],
        "daycare_places": [{"group_form": "I", "booked_hours": "35", "places_occupied": places}],
    }
    return make_reading("daycare", rows, sha256=f"{number:064d}")


def ask_again(engine, *readings, rule=CATALOGUE[RULE]):
    return backtest(engine, rule, readings, CONDITIONS)


def test_what_is_new_is_told_from_what_was_found_then(engine):
    asked = make_finding(rule=RULE, severity=Severity.WARNING, subject=SUBJECT)
    for number, findings in enumerate(([asked], [asked], []), 1):
        reading = daycare(20 if number == 1 else 30, number)
        keep(engine, reading, make_verdict(State.ACCEPTED_WITH_QUERIES, *findings, digest=str(number)))
    trial = ask_again(engine, daycare(20, 1), daycare(30, 2), daycare(30, 3))

    assert (trial.files, trial.asked, trial.failed) == (3, 3, "")
    assert sorted(trial.then - trial.now) == [(f"{1:064d}", SUBJECT)]
    assert sorted(trial.now - trial.then) == [(f"{3:064d}", SUBJECT)]


def test_only_rows_that_the_rule_applies_to_were_asked(engine):
    """Nobody can say whether a stock jumps that nobody knows of last month."""
    jumps = CATALOGUE["DAYCARE_CHILDREN_CHILDREN_JUMPS"]
    assert ask_again(engine, daycare(), rule=jumps).asked == 0
    keep(engine, replace(daycare(), month="2026-09", reference_date=date(2026, 9, 30)))
    trial = ask_again(engine, daycare(), rule=jumps)

    assert (trial.asked, trial.now) == (1, frozenset())
    assert ask_again(engine, daycare(), make_reading(), rule=jumps).asked == 1
    assert ask_again(engine, daycare(), make_reading(), rule=CATALOGUE["FILE_PDF"]).asked == 2


def test_a_rule_that_fails_is_named_and_stops_nothing(engine, monkeypatch):
    def divide(_, __):
        raise ZeroDivisionError("no children")

    broken = replace(CHECKS[RULE], holds=divide)
    monkeypatch.setitem(CHECKS, RULE, broken)
    trial = ask_again(engine, daycare(), rule=broken) + Trial(files=2, asked=2)

    assert (trial.files, trial.asked, trial.failed) == (3, 2, "ZeroDivisionError: no children")


def test_each_file_is_asked_once_as_it_came(engine):
    for month in ("2026-08", "2026-09", "2026-10"):
        keep(engine, make_reading("daycare", month=month), make_verdict(digest=month))

    assert list_sent(engine, "2026-09") == [
        Sent(f"{number:064d}", f"{DAYCARE}_{month}.xlsx", month, AT)
        for number, month in ((2, "2026-09"), (3, "2026-10"))
    ]


def test_that_a_rule_of_the_shadow_failed_is_on_record_and_counts_as_no_test(engine):
    record_failed(engine, {(RULE, "2026-10"): "KeyError: x", (RULE, "2026-09"): "KeyError: x"}, AT)

    assert rows_of(engine, w.backtest, "rule", "since", "asked", "failed_months") == [(RULE, "2026-09", 0, 2)]
