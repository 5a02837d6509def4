"""Version 3: what was known when: history of the register, pinned publications, revisions; checks on every table."""

import json
from collections import defaultdict

from alembic import op
from sqlalchemy import Connection, text

from tasks.upkeep.migrate.rebuild import rebuild

revision, down_revision = "v0003", "v0002"
FILL: dict[str, dict[str, str]] = {"reporting_rate": {"counted_month": "o.month"}}
BEGINNING = "1970-01-01 00:00:00"  # who was in the register first counts as known from the beginning


def upgrade() -> None:
    """From version 2."""
    connection = op.get_bind()
    rebuild(connection, 3, FILL)
    _begin_history(connection)


def _begin_history(connection: Connection) -> None:
    """What the register says now is each respondent's first entry."""
    spans = defaultdict(list)
    for name, *parts in connection.execute(
        text("SELECT respondent_id, valid_from, valid_to, successor_id FROM respondent_span")
    ):
        spans[name].append([str(part) if part else None for part in parts])
    columns = "respondent_id, centre_id, kind, name, school_type, district, carrier"
    statement = text(
        f"INSERT INTO respondent_history ({columns}, number, recorded_at, spans) "  # noqa: S608 - our own names
        f"SELECT {columns}, 1, CAST(:at AS {'TEXT' if connection.dialect.name == 'sqlite' else 'TIMESTAMP'}), :spans "
        "FROM respondent WHERE respondent_id = :name"
    )
    for (name,) in connection.execute(text("SELECT respondent_id FROM respondent ORDER BY 1")).all():
        words = json.dumps(sorted(spans[name], key=lambda span: str(span[0])), ensure_ascii=False)
        connection.execute(statement, {"at": BEGINNING, "spans": words, "name": name})
