"""A year's money and posts as a proof sees them: a centre and two associations, complete where a test says nothing."""

from datetime import datetime
from decimal import Decimal

from config.proof import load_proof_rules
from schemas.form.submission import State
from schemas.proof.facts import FactRow, OwedReturn, YearFacts

CENTRE, FIRST, SECOND = "05914000", "V-05914000-0001", "V-05914000-0002"
KINDS = {CENTRE: "centre", FIRST: "association", SECOND: "association"}
MONTHS = tuple(f"2026-{number:02d}" for number in range(1, 13))
RULES = load_proof_rules()


def post(month, module="KI", **changes):
    values = {"module": module, "granted_fte": Decimal("3.50"), "filled_fte": Decimal("3.00"),
              "grant_eur": Decimal("170000.00"), "spent_eur": Decimal("14000.10")}  # fmt: skip
    return FactRow("posts", month, CENTRE, values | changes)


def fund(month, respondent=FIRST, line="staff", component="B", **changes):
    amounts = {"granted_eur": "1200.00", "spent_eur": "100.01", "own_eur": "10.00", "third_party_eur": "0.00"}
    values = {"component": component, "budget_line": line, **{name: Decimal(eur) for name, eur in amounts.items()}}
    return FactRow("offer_funds", month, respondent, values | changes)


def owed(respondent, month, state=State.ACCEPTED, **changes):
    is_there = state in {State.ACCEPTED, State.ACCEPTED_WITH_QUERIES, State.NIL}
    parts = {"respondent": respondent, "kind": KINDS[respondent], "month": month, "state": state, "is_owed": True}
    return OwedReturn(**(parts | {"is_in_force": is_there} | changes))


def usual_rows(month):
    return [post(month), post(month, "KIM"), fund(month), fund(month, SECOND, "rent")]


def make_facts(*, rows=None, returns=(), first="2026-01", due="2026-12", **changes):
    """`rows`: instead of everybody's usual ones; `returns`: instead of an accepted one of that respondent and month."""
    given = {(one.respondent, one.month): one for one in returns}
    all_returns = [
        given.get((who, month)) or owed(who, month) for who in KINDS for month in MONTHS if first <= month <= due
    ]
    known = [row for month in MONTHS if month <= due for row in usual_rows(month)] if rows is None else rows
    there = {(one.respondent, one.month) for one in all_returns if one.is_in_force and one.state != State.NIL}
    parts = {
        "year": 2026, "centre_id": CENTRE, "centre_name": "Hagen", "due": due, "vintage": datetime(2027, 1, 12, 9),
        "names": {CENTRE: "Integrationszentrum", FIRST: "Verein Eins", SECOND: "Verein Zwei"},
        "returns": all_returns, "rows": [row for row in known if (row.respondent, row.month) in there],
    }  # fmt: skip
    return YearFacts(**(parts | changes))
