"""What was known, and when: of respondents `people_at(vintage)`, of returns `in_force(vintage)`.

A row is written when the register says something new and never changed. Who was in the register first at all counts as
known from the beginning: a run that catches up must not find its respondents nameless.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from schemas.form.forms import KINDS
from schemas.german import join_words
from schemas.store.metadata import METADATA
from schemas.store.metadata import text_column as _text

ATTRIBUTES = ("centre_id", "kind", "name", "school_type", "district", "carrier", "legal_status")

respondent_history = sa.Table(
    "respondent_history", METADATA,
    sa.Column("respondent_id", sa.String(20), sa.ForeignKey("respondent.respondent_id"), primary_key=True, comment="Berichtsstelle"),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False, comment="laufende Nummer; 1: der erste Eintrag"),
    sa.Column("recorded_at", sa.DateTime, nullable=False, comment="so im Register seit"),
    sa.Column("centre_id", sa.String(8), sa.ForeignKey("centre.centre_id"), nullable=False, comment="zuständiges Integrationszentrum"),
    _text("kind", join_words(list(KINDS), "oder"), length=20, nullable=False),
    _text("name", "Name der Einrichtung", nullable=False),
    _text("school_type", "Schulform (nur Schulen)", length=4),
    _text("district", "Stadtteil"),
    _text("carrier", "Träger"),
    _text("legal_status", "öffentlich oder privat (nur Schulen)", length=7),
    sa.Column("spans", sa.Text, comment="Zeiträume der Meldepflicht als JSON: erster Tag, letzter Tag, Nachfolge"),
    comment="Was das Register wann von einer Berichtsstelle wusste; wird nur ergänzt, nie geändert",
)  # fmt: skip


def people_at(vintage: datetime) -> sa.Subquery:
    """Every respondent with its attributes as the register had them at the vintage, one row each."""
    table, then = respondent_history, respondent_history.alias("then")
    number = (
        sa.select(sa.func.coalesce(sa.func.max(sa.case((then.c.recorded_at <= vintage, then.c.number))), 1))
        .where(then.c.respondent_id == table.c.respondent_id)
        .correlate(table)
        .scalar_subquery()
    )
    columns = [table.c.respondent_id, *(table.c[name] for name in ATTRIBUTES)]
    return sa.select(*columns).where(table.c.number == number).subquery("people")


def in_force(vintage: datetime | None = None) -> sa.ColumnElement[bool]:
    """Whether a submission was in force at a vintage, now where none is given: accepted by then, not superseded yet."""
    submission = METADATA.tables["submission"]
    accepted, superseded = submission.c.accepted_at, submission.c.superseded_at
    if vintage is None:
        return sa.and_(accepted.is_not(None), superseded.is_(None))
    return sa.and_(accepted <= vintage, sa.or_(superseded.is_(None), superseded > vintage))


def newest_change() -> sa.Select[datetime]:
    """When the register last said something new of a respondent that it knew already."""
    table = respondent_history
    return sa.select(sa.func.max(table.c.recorded_at)).where(table.c.number > 1)


def next_entries(
    known: Iterable[Mapping[str, Any]], said: Iterable[Mapping[str, Any]], at: datetime
) -> list[dict[str, Any]]:
    """The rows to be added where the register says something else than each respondent's newest entry.

    Args:
        known: the entries there are, of one respondent in their order.
        said: what the register says now: respondent_id, the attributes, and spans.
        at: since when it says so.
    """
    names = (*ATTRIBUTES, "spans")
    newest = {row["respondent_id"]: row for row in known}
    rows = []
    for one in said:
        old = newest.get(one["respondent_id"])
        if old is None or any(old[name] != one[name] for name in names):
            rows.append({**one, "number": old["number"] + 1 if old else 1, "recorded_at": at})
    return rows


def write_spans(spans: Iterable[tuple[Any, Any, str | None]]) -> str:
    """Spans of one respondent (first day, last day, successor) as they stand in an entry."""
    rows = sorted([str(first), str(last) if last else None, successor or None] for first, last, successor in spans)
    return json.dumps(rows, ensure_ascii=False)


def after_reports(newest_vintage: datetime | None, at: datetime) -> datetime:
    """When something counts as known: at the earliest after the newest report, whose figures must stay what they were
    even when a run that catches up says an earlier day.
    """
    return at if newest_vintage is None or at > newest_vintage else newest_vintage + timedelta(seconds=1)
