"""Version 2: what came in from which source, answers, letters, decisions; returns know their form and whether owed."""

from alembic import op
from sqlalchemy import text

from tasks.upkeep.migrate.rebuild import aside_name, copy_rows, create, drop_old, move_aside

revision, down_revision = "v0002", "v0001"
# In version 1 everything came from the inbox: each file name under which bytes came becomes an item of it.
_NUMBERED = (
    "(SELECT d.*, s.sha256, s.byte_count, s.received_at, "
    "ROW_NUMBER() OVER (ORDER BY d.submission_id, d.file) AS number "
    "FROM {delivery} d LEFT JOIN {submission} s ON s.submission_id = d.submission_id)"
)
_ITEM = (
    "INSERT INTO incoming (incoming_id, source, path, mark, sha256, byte_count, received_at, seen_at, outcome, parts) "
    "SELECT o.number, 'inbox', o.file, o.sha256, o.sha256, o.byte_count, o.received_at, o.seen_at, 'taken', 1 FROM {} o"
)
_TABLES = (
    "centre", "code", "month", "respondent", "respondent_span", "contact", "submission", "return", "finding",
    "publication",
)  # fmt: skip


def upgrade() -> None:
    """From version 1."""
    connection = op.get_bind()
    old = move_aside(connection)
    create(connection, 2)
    kind = f"(SELECT kind FROM {aside_name(connection, 'respondent')} p WHERE p.respondent_id = o.respondent_id)"  # noqa: S608 - our own names
    fill = {"return": {"form": kind, "is_owed": "TRUE"}}
    facts = sorted(set(old) - {*_TABLES, "delivery", "warehouse_version"})
    for name in (*_TABLES, *facts):
        copy_rows(connection, name, fill.get(name, {}))
    numbered = _NUMBERED.format(
        delivery=aside_name(connection, "delivery"), submission=aside_name(connection, "submission")
    )
    connection.execute(text(_ITEM.format(numbered)))
    copy_rows(connection, "delivery", {"incoming_id": "o.number"}, numbered)
    drop_old(connection, old)
