"""Version 5: a report that is held back can be let go by name, and staff get a rehearsal before it is due."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "v0005", "v0004"

_IS_MONTH = {
    "sqlite": "(\"month\" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' AND substr(\"month\", 6) BETWEEN '01' AND '12')",
    "postgresql": "\"month\" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'",
}
_OCCASIONS = "'receipt', 'report', 'set_aside', 'invitation', 'reminder', 'escalation', 'dissemination', 'rehearsal'"


def upgrade() -> None:
    """From version 4."""
    op.add_column("publication", sa.Column("noted", _long_text()))
    op.add_column("publication", sa.Column("released_by", _text(100)))
    with op.batch_alter_table("outbox") as batch:
        batch.drop_constraint(op.f("ck_outbox_kind_in_list"), type_="check")
        batch.create_check_constraint(op.f("ck_outbox_kind_in_list"), f'"kind" IN ({_OCCASIONS})')
    op.create_table(
        "report_release",
        sa.Column("release_id", sa.Integer, autoincrement=False),
        *(sa.Column(name, _text(at), nullable=False) for name, at in (("centre_id", 8), ("month", 7), ("version", 8))),
        sa.Column("points", _long_text(), nullable=False),
        sa.Column("given_by", _text(100), nullable=False),
        sa.Column("reason", _long_text(), nullable=False),
        sa.Column("given_at", sa.DateTime, nullable=False),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.centre_id"], name=op.f("fk_report_release_centre_id")),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_report_release")),
        sa.CheckConstraint(_IS_MONTH[op.get_context().dialect.name], name=op.f("ck_report_release_month_is_month")),
    )


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.Text(collation="C"), "postgresql")


def _long_text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
