"""From a number of returns or files back to them. One way in: `trace_returns(engine, centre_id, asked, vintage)`.

Who owes says the ledger of today, what had come by then the submissions, as in the report (tasks.report.summarise).
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, select, true

from schemas.analysis.origin import Counted, Respondents, Returns
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.history import in_force, people_at
from schemas.store.recheck import is_last_check
from tasks.store.lineage import SourceRow

_OF_FILES: Mapping[Counted, Callable[[Any], float]] = {
    "submissions": lambda _: 1,
    "sent_back": lambda row: row.state == State.RETURNED.value,
    "superseded": lambda row: row.is_superseded,
    "errors": lambda row: row.errors,
    "warnings": lambda row: row.warnings,
    "informations": lambda row: row.informations,
}
_OF_RETURNS: Mapping[Counted, Callable[[list[Any], Any], bool]] = {  # of the files of one who owes, and the deadline
    "expected": lambda *_: True,
    "accepted": lambda sent, _: _valid(sent) is not None,
    "nil": lambda sent, _: any(row.in_force and row.is_nil for row in sent),
    "late": lambda sent, deadline: _valid(sent) is not None and _is_late(sent, deadline),
    "returned": lambda sent, _: bool(sent) and _valid(sent) is None,
    "outstanding": lambda sent, _: not sent,
}


def trace_returns(engine: Engine, centre_id: str, asked: Returns, vintage: datetime | None = None) -> list[SourceRow]:
    """Each return or file that is counted, of what is summed (findings) each with its number."""
    with engine.connect() as connection:
        files = list(connection.execute(_files(centre_id, asked, vintage)))
        if asked.counted in _OF_FILES:
            amount = _OF_FILES[asked.counted]
            return [_row(asked, row, row, float(amount(row))) for row in files if row.is_last_check and amount(row)]
        owing = list(connection.execute(_owing(centre_id, asked, vintage)))
        deadline = connection.scalar(select(w.month.c.deadline).where(w.month.c.month == asked.month))
    sent: dict[str, list[Any]] = {}
    for row in files:
        sent.setdefault(row.respondent_id, []).append(row)
    said = [(one, sent.get(one.respondent_id, [])) for one in owing]
    counts = _OF_RETURNS[asked.counted]
    return [_row(asked, one, _valid(of) or (of[-1] if of else None), 1.0) for one, of in said if counts(of, deadline)]


def name_respondents(engine: Engine, asked: Respondents) -> list[SourceRow]:
    """The respondents of a panel, each once."""
    table = w.respondent
    with engine.connect() as connection:
        everybody = connection.execute(select(table.c.respondent_id, table.c.name).order_by(table.c.respondent_id))
        rows = [row for row in everybody if row.respondent_id in asked.names]
    return [SourceRow(row.respondent_id, row.name, *(None,) * 7, (), 1.0) for row in rows]


def _owing(centre_id: str, asked: Returns, vintage: datetime | None) -> Select[Any]:
    table = w.return_
    people = w.respondent if vintage is None else people_at(vintage)
    return (
        select(table.c.respondent_id, people.c.name)
        .join(people, people.c.respondent_id == table.c.respondent_id)
        .where(table.c.month == asked.month, people.c.centre_id == centre_id, table.c.is_owed)
        .where(people.c.kind.in_(asked.kinds) if asked.kinds else true())
        .where(true() if vintage is None else table.c.entered_at <= vintage)
        .order_by(table.c.respondent_id)
    )


def _files(centre_id: str, asked: Returns, vintage: datetime | None) -> Select[Any]:
    """What the respondents sent for the month and was checked by then, in its order."""
    sent = w.submission
    people = w.respondent if vintage is None else people_at(vintage)
    gone = sent.c.superseded_at
    names = ("submission_id", "respondent_id", "sha256", "file", "received_at", "accepted_at", "is_nil", "state",
             "errors", "warnings", "informations")  # fmt: skip
    return (
        select(
            *sent.c[names],
            people.c.name,
            in_force(vintage).label("in_force"),
            (gone.is_not(None) if vintage is None else gone.is_not(None) & (gone <= vintage)).label("is_superseded"),
            is_last_check(vintage).label("is_last_check"),
        )
        .join(people, people.c.respondent_id == sent.c.respondent_id)
        .where(sent.c.month == asked.month, people.c.centre_id == centre_id)
        .where(people.c.kind.in_(asked.kinds) if asked.kinds else true())
        .where(sent.c.checked_at.is_not(None) if vintage is None else sent.c.checked_at <= vintage)
        .order_by(sent.c.submission_id)
    )


def _valid(sent: list[Any]) -> Any:
    return next((row for row in sent if row.in_force), None)


def _is_late(sent: list[Any], deadline: Any) -> bool:
    first = next(row for row in sent if row.accepted_at is not None)
    return deadline is not None and first.received_at.date() > deadline


def _row(asked: Returns, whose: Any, file: Any, value: float) -> SourceRow:
    return SourceRow(
        respondent_id=whose.respondent_id,
        name=whose.name,
        month=asked.month,
        submission_id=file.submission_id if file else None,
        sha256=file.sha256 if file else None,
        file=file.file if file else None,
        received_at=file.received_at if file else None,
        sheet=None,
        row=None,
        key=(State(file.state).german,) if file else (),
        value=value,
    )
