"""Rows that ended, and newest returns that are missing: the recount and the proof name the same gaps and amounts."""

import sqlite3
from contextlib import closing
from dataclasses import astuple
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from config.proof import load_proof_rules
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.proof.facts import FUNDS, POSTS
from schemas.proof.proof import make_proof
from schemas.store import correspondence as c
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
from tests.recount.proof.amounts import count_amounts
from tests.recount.proof.books import read_rules
from tests.recount.proof.year import Year

AT = datetime(2027, 1, 12, 9)
MONTHS = tuple(f"2026-{number:02d}" for number in range(1, 13))
WAIVER = {"waiver_id": 1, "rule": "ROW_GONE", "month_from": "2026-05", "month_to": "2026-12", "reason": "Weg.",
          "given_by": "Leitung", "given_at": AT, "expires_on": date(2027, 1, 31)}  # fmt: skip


def send(engine, month, *findings, without_kim=False, without_fees=False):
    """A centre's and an association's returns of a month; `findings` are those of both."""
    posts = [{"module": module, "granted_fte": 3.5, "filled_fte": 3.0, "grant_eur": 170000.0, "spent_eur": 14000.1}
             for module in ("KI", "KIM")]  # fmt: skip
    posts[1] = {"module": "KIM"} if without_kim else posts[1]
    lines = ("staff",) if without_fees else ("staff", "fees")
    funds = [{"component": "B", "budget_line": line, "granted_eur": 1200.0, "spent_eur": 0.1} for line in lines]
    for who, kind, tables in ((CENTRE, "centre", {POSTS: posts}), (ASSOCIATION, "association", {FUNDS: funds})):
        told = [one for one in findings if one.table in tables]
        verdict = make_verdict(State.ACCEPTED_WITH_QUERIES, *told)
        keep(engine, make_reading(kind, tables, respondent=who, month=month), verdict, at=AT)


def missed(table, key, **more):
    parts = {"severity": Severity.WARNING, "table": table, "subject": f"{table}.granted[{key}]"}
    return make_finding(**({"rule": "ROW_GONE", "message": "Fehlt?"} | parts | more))


def compare(engine):
    """Every figure on both sides, its value and what it lacks; returns the proof's."""
    figures = make_proof(read_year(engine, CENTRE, 2026, "2026-12"), load_proof_rules()).figures
    with closing(sqlite3.connect(engine.url.database)) as connection:
        amounts = count_amounts(Year(connection, "2026", "2026-12"), read_rules(Path("nowhere")))
    made = {name: (one.value, [astuple(gap) for gap in one.gaps]) for name, one in figures.items()}

    assert made == {name: (one.value, list(one.gaps)) for name, one in amounts.items()}
    return figures


@pytest.fixture
def home(sqlite_engine):
    enter_respondents(sqlite_engine, CENTRE, ASSOCIATION, kinds={CENTRE: "centre", ASSOCIATION: "association"})
    for month in MONTHS:
        enter_month(sqlite_engine, month, POLICY.calendar, AT)
    return sqlite_engine


def waive(engine, respondent, **changes):
    with engine.begin() as connection:
        connection.execute(insert(c.waiver), WAIVER | {"respondent_id": respondent} | changes)


@pytest.mark.parametrize(
    ("changes", "has_year"),
    [({}, True), ({"month_to": "2026-06"}, False), ({"month_from": "2026-06"}, False), ({"rule": "TABLE_GONE"}, False)],
)
@pytest.mark.parametrize("back", [(), MONTHS[8:]], ids=["for good", "for a while"])
def test_a_row_of_posts_that_is_waived_is_counted_alike(home, changes, has_year, back):
    waive(home, CENTRE, **changes)
    for month in MONTHS:
        asked = [missed("posts", "KIM")] if month == "2026-05" else []
        send(home, month, *asked, without_kim=month >= "2026-05" and month not in back)
    figures = compare(home)

    assert (figures["kim.ausgaben.ist"].value is not None) == has_year


@pytest.mark.parametrize(
    "asked",
    [
        missed("offer_funds", "B|fees", answer="Erläutert: Weg."),
        missed("offer_funds", "", rule="TABLE_GONE", subject="offer_funds.granted", answer="Erläutert: Alles weg."),
        missed("offer_funds", "B|rent", answer="Erläutert: Andere."),
        missed("offer_funds", "B|fees"),
    ],
    ids=["the row", "the table", "another row", "nobody answered"],
)
@pytest.mark.parametrize("back", [(), MONTHS[8:]], ids=["for good", "for a while"])
@pytest.mark.parametrize("is_waived", [True, False])
def test_a_row_of_funds_that_is_explained_or_waived_is_counted_alike(home, asked, back, is_waived):
    if is_waived:
        waive(home, ASSOCIATION, month_to="2026-07")
    for month in MONTHS:
        told = [asked] if month == "2026-05" else []
        send(home, month, *told, without_fees=month >= "2026-05" and month not in back)

    compare(home)


@pytest.mark.parametrize("last", [0, 1, 5, 12])
@pytest.mark.parametrize("is_nil", [True, False])
def test_the_grants_of_whose_newest_returns_are_missing_are_counted_alike(home, last, is_nil):
    for month in MONTHS[:last]:
        if is_nil:
            keep(home, make_reading("association", {}, respondent=ASSOCIATION, month=month, is_nil=True), at=AT)
        else:
            send(home, month)

    compare(home)
