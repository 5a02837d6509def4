"""What a proof reads: what is in force, of this centre and year, to the cent, with the queries that nobody answered."""

from datetime import datetime
from decimal import Decimal

from schemas.finding import Severity
from schemas.form.submission import State
from tasks.proof.read_year import read_year
from tasks.store.ledger import enter_month
from tests.factories import (
    ASSOCIATION,
    CENTRE,
    POLICY,
    enter_respondents,
    keep,
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
