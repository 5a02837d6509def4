"""What a proof reads: what is in force, of this centre and year, to the cent, with the queries that nobody answered."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert

from schemas.check.missing.before import Previous
from schemas.check.missing.find import find_missing
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.proof.facts import RowEnd
from schemas.store import correspondence as c
from tasks.proof.read_year import read_year
from tasks.store.ledger import enter_month
from tests.factories import (
    ASSOCIATION,
    CENTRE,
    POLICY,
    enter_respondents,
    keep,
    make_facts,
    make_finding,
    make_reading,
    make_verdict,
)

AT = datetime(2026, 11, 5, 9)
LATER = datetime(2026, 11, 8, 9)


def funds(amount, month="2026-10", respondent=ASSOCIATION):
    row = {"component": "B", "budget_line": "staff", "granted_eur": 1200.0, "spent_eur": amount}
    return make_reading("association", {"offer_funds": [row]}, respondent=respondent, month=month)


def prepare(engine, *names, **more):
    enter_respondents(engine, *names, **more)
    for month in ("2026-09", "2026-10"):
        enter_month(engine, month, POLICY.calendar, AT)


def test_amounts_are_decimals_of_what_is_in_force(engine):
    prepare(engine)
    keep(engine, funds(100.10, "2026-09"))
    keep(engine, funds(0.30))
    keep(engine, funds(-12.34), at=LATER)
    facts = read_year(engine, CENTRE, 2026, "2026-10")

    assert [row.amount("spent_eur") for row in facts.rows] == [Decimal("100.10"), Decimal("-12.34")]
    assert facts.rows[0].amount("own_eur") is None
    assert facts.vintage == LATER
    assert facts.recorded == {"2026-09", "2026-10"}


def test_other_years_and_other_centres_are_no_part_of_it(engine):
    prepare(engine)
    other = "V-05911000-0001"
    enter_respondents(engine, other, centre="05911000", kinds={other: "association"})
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    enter_month(engine, "2025-10", POLICY.calendar, AT)
    keep(engine, funds(1.0, respondent=other))
    keep(engine, funds(2.0, "2025-10"))

    assert read_year(engine, CENTRE, 2026, "2026-10").rows == []
    assert [row.amount("spent_eur") for row in read_year(engine, "05911000", 2026, "2026-10").rows] == [Decimal("1.00")]


def test_what_was_asked_and_not_answered_goes_with_its_return(engine):
    prepare(engine)
    asked = make_finding(rule="SPENT", severity=Severity.WARNING, table="offer_funds", message="Wirklich so viel?")
    beside = make_finding(rule="JUMP", severity=Severity.WARNING, table="offers", message="Sprung?")
    answered = make_finding(rule="SPENT", severity=Severity.WARNING, table="offer_funds", message="Alt?", answer="Ja.")
    keep(engine, funds(5.0), make_verdict(State.ACCEPTED_WITH_QUERIES, answered, beside, asked))
    facts = read_year(engine, CENTRE, 2026, "2026-10")
    owed = facts.by_return[ASSOCIATION, "2026-10"]

    assert owed.queries == {"offer_funds": "Wirklich so viel?"}
    assert owed.is_in_force
    assert not facts.by_return[ASSOCIATION, "2026-09"].is_in_force


def gone(key="B|staff", rule="ROW_GONE", **more):
    parts = {"severity": Severity.WARNING, "table": "offer_funds", "subject": f"offer_funds.granted_eur[{key}]"}
    return make_finding(rule=rule, **(parts | more))


def ends_of(engine, *findings):
    prepare(engine)
    keep(engine, funds(5.0), make_verdict(State.ACCEPTED_WITH_QUERIES, *findings))
    return read_year(engine, CENTRE, 2026, "2026-10").by_return[ASSOCIATION, "2026-10"].ends


def test_what_was_answered_about_a_row_that_is_gone_names_the_row(engine):
    said = ends_of(
        engine,
        gone(answer="Erläutert: Ausgelaufen."),
        gone("B|rent"),
        gone(subject=None, answer="Erläutert: Wovon?"),
        gone("", "TABLE_GONE", answer="Erläutert: Keine Mittel mehr."),
        gone("B|fees", "STOCK_GONE", answer="Erläutert: Später."),
        gone("B", table="offers", answer="Erläutert: Das Angebot ruht."),
    )

    assert said == [
        RowEnd("offer_funds", "B|staff", "Erläutert: Ausgelaufen."),
        RowEnd("offer_funds", None, "Erläutert: Keine Mittel mehr."),
    ]


def test_the_check_names_a_row_as_the_proof_does(engine):
    prepare(engine)
    keep(engine, funds(5.0, "2026-09"))
    (row,) = read_year(engine, CENTRE, 2026, "2026-10").rows
    before = Previous("2026-09", {"offer_funds": make_facts("offer_funds", dict(row.values))})
    other = {"component": "C", "budget_line": "rent", "granted_eur": 1.0}
    (finding,) = find_missing(make_reading("association", {"offer_funds": [other]}), before, POLICY.thresholds)

    assert (finding.rule, finding.subject) == ("ROW_GONE", f"offer_funds.granted_eur[{row.key}]")


def waive(engine, **changes):
    row = {"waiver_id": 1, "rule": "ROW_GONE", "respondent_id": ASSOCIATION, "month_from": "2026-10",
           "month_to": "2026-12", "reason": "Weggefallen.", "given_by": "Leitung", "given_at": LATER,
           "expires_on": date(2026, 12, 31)}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(c.waiver), row | changes)


WAIVED = RowEnd("offer_funds", "B|staff", "Ausnahme bis 31.12.2026: Weggefallen.", is_waived=True)


def waived_ends(engine, *findings, months=("2026-10",), **changes):
    """What ends in the returns of these months, of which the first lacks something, beside a waiver."""
    prepare(engine)
    enter_month(engine, "2025-12", POLICY.calendar, AT)
    waive(engine, **changes)
    for at, month in enumerate(months):
        keep(engine, funds(5.0, month), make_verdict(State.ACCEPTED_WITH_QUERIES, *(() if at else findings)))
    by_return = read_year(engine, CENTRE, 2026, "2026-10").by_return
    return [list(by_return[ASSOCIATION, month].ends) for month in months if month[:4] == "2026"]


@pytest.mark.parametrize(
    ("changes", "is_waived"),
    [
        ({}, True),
        ({"rule": "STOCK_GONE"}, False),
        ({"rule": "TABLE_GONE"}, False),
        ({"month_from": "2026-11"}, False),
        ({"respondent_id": CENTRE}, False),
        ({"expires_on": date(2026, 11, 4)}, False),  # it held no more when the return was checked
    ],
)
def test_a_waiver_of_a_missing_row_ends_it(engine, changes, is_waived):
    assert waived_ends(engine, gone(), **changes) == [[WAIVED] * is_waived]


def test_a_waiver_that_was_known_at_the_check_ends_the_row_once(engine):
    assert waived_ends(engine, gone(answer=WAIVED.words, waiver_id=1)) == [[WAIVED]]


def test_a_waiver_of_a_missing_table_ends_all_its_rows(engine):
    assert waived_ends(engine, gone("", "TABLE_GONE"), rule="TABLE_GONE") == [[replace(WAIVED, key=None)]]


@pytest.mark.parametrize(
    "findings",
    [(), (gone(table="offers"),), (gone(subject=None),), (gone(rule="STOCK_GONE"),)],
    ids=["nothing", "another table", "no row", "another question"],
)
def test_a_waiver_ends_no_row_that_was_not_found_missing(engine, findings):
    assert waived_ends(engine, *findings) == [[]]


@pytest.mark.parametrize(
    ("months", "changes", "ended"),
    [
        (("2026-09", "2026-10"), {"month_from": "2026-09"}, [True, True]),
        (("2026-09", "2026-10"), {"month_from": "2026-09", "month_to": "2026-09"}, [True, False]),
        (("2026-09", "2026-10"), {"month_from": "2026-10"}, [False, False]),  # nobody missed it then
        (("2025-12", "2026-10"), {"month_from": "2025-12"}, [True]),
    ],
)
def test_a_waiver_holds_from_the_month_in_which_the_row_was_missed_to_its_last(engine, months, changes, ended):
    """Later returns are not asked again for a row that was waived."""
    assert waived_ends(engine, gone(), months=months, **changes) == [[WAIVED] * one for one in ended]
