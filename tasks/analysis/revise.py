"""What changed since: `find_changed_values` between two vintages, `triangle` of an indicator over all publications."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, select, text

from config.errors import UsageError
from schemas.analysis.revision import (
    ChangedValue,
    ChangeReason,
    KnownValue,
    KnownValues,
    ReturnKey,
    ValueKey,
    compare_values,
    describe_move,
)
from schemas.form.forms import TABLES, Table
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at
from schemas.store.published import is_published
from schemas.store.recheck import file_number
from schemas.store.views import KNOWN

_REGISTER_RULES = ("RESPONDENT_UNKNOWN", "RESPONDENT_CLOSED")
_TIME = w.submission.c.accepted_at.type


@dataclass(frozen=True)
class Triangle:
    """An indicator as each publication knew it: `cells[row][column]`, None where nothing was known of the month."""

    indicator: str
    unit: str
    months: tuple[str, ...]
    publications: tuple[tuple[str, str, datetime], ...]  # month, version and vintage of each report, in their order
    cells: tuple[tuple[float | None, ...], ...]


def find_changed_values(
    engine: Engine, centre_id: str, since: datetime, until: datetime, months: Collection[str]
) -> tuple[ChangedValue, ...]:
    """The centre's values that were known otherwise at `since` than at `until`, with their causes.

    Only of those of the `months` that had a report by `since`: what was never published is not revised.
    """
    with engine.connect() as connection:
        wanted = sorted(set(months) & _published(connection, centre_id, since))
        if not wanted:
            return ()
        before, after = _people(connection, since), _people(connection, until)
        moved = _moved(before, after, centre_id)
        why = _why(connection, since, until, wanted)
        names = {name for name, _ in why} | set(moved)
        return compare_values(
            _values(connection, since, wanted, {name for name in names if _is_in(before, name, centre_id)}),
            _values(connection, until, wanted, {name for name in names if _is_in(after, name, centre_id)}),
            why,
            moved,
        )


def triangle(engine: Engine, centre_id: str, indicator: str) -> Triangle:
    """The centre's value of an indicator, by reporting month (rows) and publication (columns).

    One that stands in two tables (arrivals by grade and by country) is that of the first.

    Raises:
        UsageError: there is no such indicator, or it is a ratio, which cannot be summed up.
    """
    indicator = indicator.upper()
    query = text(
        "SELECT month, kind, unit, value, known_from, known_until FROM history_indicator_value "
        "WHERE centre_id = :centre AND indicator = :indicator AND fact_table = :table AND value IS NOT NULL "
        "ORDER BY month, respondent_id, submission_id"
    ).columns(known_from=_TIME, known_until=_TIME)
    table, facts = w.publication, next((name for name, one in TABLES.items() if _holds(one, indicator)), None)
    with engine.connect() as connection:
        rows = connection.execute(query, {"centre": centre_id, "indicator": indicator, "table": facts}).all()
        published = connection.execute(
            select(table.c.month, table.c.version, table.c.vintage)
            .where(is_published(centre_id))
            .order_by(table.c.vintage, table.c.month, table.c.version)
        ).all()
    if not rows:
        raise UsageError(
            f"Zur Kennzahl „{indicator}“ gibt es keine Werte. Der Anhang des Berichts nennt alle Kennzahlen."
        )
    if any(row.kind == "ratio" for row in rows):
        raise UsageError(f"{indicator} ist eine Quote und lässt sich nicht über die Berichtsstellen summieren.")
    months = tuple(sorted({row.month for row in rows}))
    columns = [_known_sums(rows, one.vintage) for one in published]
    cells = tuple(tuple(column.get(month) for column in columns) for month in months)
    return Triangle(indicator, rows[0].unit, months, tuple((p.month, p.version, p.vintage) for p in published), cells)


def _holds(table: Table, indicator: str) -> bool:
    return any(column.meaning.indicator == indicator for column in table.columns)


def _known_sums(rows: Collection[Any], moment: datetime) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for row in rows:
        if row.known_from <= moment and (row.known_until is None or row.known_until > moment):
            sums[row.month] += row.value
    return dict(sums)


def _published(connection: Connection, centre_id: str, by: datetime) -> set[str]:
    table = w.publication
    query = select(table.c.month).where(is_published(centre_id), table.c.vintage <= by)
    return set(connection.scalars(query))


def _people(connection: Connection, moment: datetime) -> dict[str, dict[str, str | None]]:
    query = select(people_at(moment))
    return {row["respondent_id"]: dict(row) for row in connection.execute(query).mappings()}


def _is_in(people: dict[str, dict[str, str | None]], name: str, centre_id: str) -> bool:
    return name in people and people[name]["centre_id"] == centre_id


def _moved(
    before: dict[str, dict[str, str | None]], after: dict[str, dict[str, str | None]], centre_id: str
) -> dict[str, str]:
    """Whose values stand elsewhere in a report now, and what the register says otherwise."""
    known = before.keys() & after.keys()
    mine = [name for name in known if _is_in(before, name, centre_id) or _is_in(after, name, centre_id)]
    told = {name: describe_move(before[name], after[name]) for name in mine}
    return {name: words for name, words in told.items() if words}


def _values(connection: Connection, moment: datetime, months: list[str], names: Collection[str]) -> KnownValues:
    """What was known: the indicators, and the columns that are none."""
    found: dict[ReturnKey, dict[ValueKey, KnownValue]] = defaultdict(dict)
    if not names:
        return found
    condition = f"month IN :months AND respondent_id IN :names AND {KNOWN.format(t=':moment')}"
    is_indicator = " AND indicator IS NOT NULL"
    binds: Any = (
        bindparam("months", expanding=True),
        bindparam("names", expanding=True),
        bindparam("moment", type_=_TIME),
    )
    words = {"months": months, "names": sorted(names), "moment": moment}
    indicators = "indicator, fact_table, dimension_1, code_1, dimension_2, code_2, value FROM history_indicator_value"
    for selected in (indicators, *(one for table in TABLES.values() for one in _other_columns(table))):
        more = is_indicator if selected is indicators else ""
        query = text(f"SELECT respondent_id, month, {selected} WHERE {condition}{more}").bindparams(*binds)
        for name, month, *mark, value in connection.execute(query, words):
            if value is not None:
                first, second, third, fourth, fifth, sixth = mark
                full: ValueKey = (
                    first,
                    second,
                    third,
                    fourth,
                    fifth,
                    sixth,
                )  # no two values have the same (tests/schemas)
                found[name, month][full] = value if isinstance(value, str) else float(value)
    return found


def _other_columns(table: Table) -> Iterator[str]:
    """What to select for each column that is no indicator: in place of one its name, then as the indicators."""
    keys = [part for key in table.keys for part in (f"'{key.name}'", key.name)]
    for column in table.columns:
        if not column.is_key and not column.meaning.indicator:
            mark = (f"'{column.name}'", f"'{table.name}'", *keys, *["NULL"] * (4 - len(keys)))
            yield f"{', '.join(mark)}, {column.name} FROM history_{table.name}"


def _why(connection: Connection, since: datetime, until: datetime, months: list[str]) -> dict[ReturnKey, ChangeReason]:
    """The causes of the returns that were accepted in between, by what is in force at the end."""
    table = w.submission
    mine = table.c.month.in_(months)
    new = select(table.c.submission_id, table.c.respondent_id, table.c.month, table.c.recheck_of).where(
        mine, table.c.accepted_at > since, in_force(until),
    )  # fmt: skip
    had = {tuple(row) for row in connection.execute(
        select(table.c.respondent_id, table.c.month).where(mine, table.c.accepted_at <= since)
    )}  # fmt: skip
    found = {}
    for row in connection.execute(new).all():
        place = row.respondent_id, row.month
        if row.recheck_of is None:
            found[place] = ChangeReason("resubmitted" if place in had else "late")
        else:
            found[place] = _why_again(connection, row.submission_id, row.recheck_of)
    return found


def _why_again(connection: Connection, submission_id: int, came_as: int) -> ChangeReason:
    """Why a file was checked again and came to something else."""
    table, found = w.submission, w.finding
    waived = connection.scalar(
        select(found.c.waiver_id).where(found.c.submission_id == submission_id, found.c.waiver_id.is_not(None)).limit(1)
    )
    if waived is not None:
        return ChangeReason("waiver", f"Ausnahme {waived}")
    checks = select(table.c.submission_id).where(file_number() == came_as, table.c.submission_id < submission_id)
    if connection.scalar(select(c.clearance.c.submission_id).where(c.clearance.c.submission_id.in_(checks)).limit(1)):
        return ChangeReason("waiver", "namentlich zugelassen")
    lacked = select(found.c.number).where(found.c.submission_id.in_(checks), found.c.rule.in_(_REGISTER_RULES)).limit(1)
    if connection.scalar(lacked) is not None:
        return ChangeReason("register", "Berichtsstelle ins Register aufgenommen")
    return ChangeReason("rule")
