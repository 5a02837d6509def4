"""Read what the steering view is worked out from. One way in: `read_steering(engine, centre, month, vintage, policy)`.

What counts at the vintage is what was in force then (schemas.store.history), of respondents as the register had them;
who owes a return says the ledger of today.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from config.codes import CodeList
from config.places import name_place, place_list
from config.policy import Policy
from schemas.form.forms import TABLES
from schemas.steering.accounts import POTS
from schemas.steering.cohort import MOST_YEARS
from schemas.steering.facts import LineEnd, Member, SteeringFacts, StoredRow, window
from schemas.steering.network import NAME, SPAN
from schemas.steering.rules import DISTRICT, read_rules
from schemas.steering.view import SteeringView, build_steering, tables_of
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at
from schemas.time.month import shift_month
from tasks.centre import read_centre_name

UNPLACED = "ohne Stadtteil"
_ROW_GONE, _TABLE_GONE = "ROW_GONE", "TABLE_GONE"
_YEARLY = {"daycare_children", "school_pupils"}


def read_steering(engine: Engine, centre_id: str, month: str, vintage: datetime, policy: Policy) -> SteeringView:
    """The steering view of a month as known at the vintage."""
    rules, _ = read_rules(policy.steering.gaps)
    places = place_list(policy.places)

    def place_of(written: str | None) -> str:
        return UNPLACED if not written else name_place(written, places) if places else written

    with engine.connect() as connection:
        answered = _answered(connection, centre_id, month, vintage)
        known = tuple(sorted({one for _, one in answered}))
        rows = {}
        for table in sorted(tables_of(rules)):
            months = _months_of(table, month, policy.steering.months, known)
            rows[table] = tuple(_rows(connection, (centre_id, table), months, vintage, places))
        facts = SteeringFacts(
            centre_id=centre_id,
            centre_name=read_centre_name(connection, centre_id),
            month=month,
            vintage=vintage,
            members={name: Member(kind, title, place_of(district))
                     for name, kind, title, district in _people(connection, centre_id, vintage)},
            owed=_owed(connection, centre_id, month),
            answered=frozenset(answered),
            nil=frozenset(pair for pair, is_nil in answered.items() if is_nil),
            rows=rows,
            ends=tuple(_ends(connection, centre_id, month, vintage)),
            listed_places=tuple(one.title for one in policy.places),
            least_older=policy.steering.least_respondents,
        )  # fmt: skip
    return build_steering(facts, policy, known)


def _months_of(table: str, month: str, length: int, known: Collection[str]) -> tuple[str, ...]:
    """Which months of a table are asked for: of funds all, of what is read by school years the same of each year."""
    if table in POTS:
        return tuple(one for one in known if one <= month)
    if table == NAME:
        return window(month, SPAN)
    years = range(MOST_YEARS if table in _YEARLY else 2)  # a gap is told from one that there was a year ago
    return tuple(sorted({one for back in years for one in window(shift_month(month, -12 * back), length)}))


def _people(connection: Connection, centre_id: str, vintage: datetime) -> list[tuple[str, str, str, str | None]]:
    people = people_at(vintage)
    query = select(*people.c["respondent_id", "kind", "name", "district"]).where(people.c.centre_id == centre_id)
    return [tuple(row) for row in connection.execute(query.order_by(people.c.respondent_id))]


def _owed(connection: Connection, centre_id: str, month: str) -> frozenset[tuple[str, str]]:
    owed, people = w.return_, w.respondent
    query = (
        select(owed.c.respondent_id, owed.c.month)
        .join(people, people.c.respondent_id == owed.c.respondent_id)
        .where(people.c.centre_id == centre_id, owed.c.month <= month, owed.c.is_owed)
    )
    return frozenset((name, one) for name, one in connection.execute(query))


def _answered(connection: Connection, centre_id: str, month: str, vintage: datetime) -> dict[tuple[str, str], bool]:
    """The returns in force, by respondent and month, and whether they are nil returns."""
    sent, people = w.submission, people_at(vintage)
    query = (
        select(sent.c.respondent_id, sent.c.month, sent.c.is_nil)
        .join(people, people.c.respondent_id == sent.c.respondent_id)
        .where(people.c.centre_id == centre_id, sent.c.month <= month, in_force(vintage))
    )
    return {(name, one): bool(is_nil) for name, one, is_nil in connection.execute(query)}


def _ends(connection: Connection, centre_id: str, month: str, vintage: datetime) -> Iterator[LineEnd]:
    """Why returns in force lack a row of the funds, where that is explained or a person let it pass."""
    found, sent, people, waiver = w.finding, w.submission, people_at(vintage), c.waiver
    query = (
        select(sent.c["respondent_id"], found.c.table, found.c.rule, found.c.subject, sent.c.month, waiver.c.month_to)
        .join_from(found, sent, sent.c.submission_id == found.c.submission_id)
        .join(people, people.c.respondent_id == sent.c.respondent_id)
        .outerjoin(waiver, waiver.c.waiver_id == found.c.waiver_id)
        .where(people.c.centre_id == centre_id, sent.c.month <= month, in_force(vintage), found.c.answer.is_not(None))
        .where(found.c.rule.in_((_ROW_GONE, _TABLE_GONE)), found.c.table.in_(list(POTS)))
        .order_by(sent.c.month, found.c.submission_id, found.c.number)
    )
    for respondent, table, rule, subject, since, until in connection.execute(query):
        _, names_row, key = (subject or "").removesuffix("]").partition("[")
        if rule == _TABLE_GONE or names_row:
            yield LineEnd(respondent, table, key if rule == _ROW_GONE else None, since, until)


def _rows(
    connection: Connection, whose: tuple[str, str], months: Collection[str], vintage: datetime, places: CodeList | None
) -> Iterator[StoredRow]:
    """The rows in force of a centre and table; of a place in a form's own words only what the centre's list knows."""
    centre_id, table = whose
    facts, people, names = w.FACTS[table], people_at(vintage), [one.name for one in TABLES[table].columns]
    query = (
        select(facts.c.respondent_id, facts.c.month, *(facts.c[name] for name in names))
        .join(people, people.c.respondent_id == facts.c.respondent_id)
        .join(w.submission, w.submission.c.submission_id == facts.c.submission_id)
        .where(facts.c.month.in_(months), people.c.centre_id == centre_id, in_force(vintage))
        .order_by(facts.c.month, facts.c.respondent_id, facts.c.source_row)
    )
    for respondent, month, *values in connection.execute(query):
        own = dict(zip(names, values, strict=True))
        yield StoredRow(
            respondent, month, own | {DISTRICT: name_place(own[DISTRICT], places)} if own.get(DISTRICT) else own
        )
