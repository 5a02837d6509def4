"""Version 4: money that comes back is below 0, codes say in which months they hold, reports go to their targets."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "v0004", "v0003"

_MAY_COME_BACK = {
    "offer_funds": ("spent_eur", "own_eur", "third_party_eur"),
    "posts": ("spent_eur",),
    "revision": ("value_before", "value_after"),
}
_PATTERNS = {
    "sqlite": "({0} GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' AND substr({0}, 6) BETWEEN '01' AND '12')",
    "postgresql": "{0} ~ '^[0-9]{{4}}-(0[1-9]|1[0-2])$'",
}
_OCCASIONS = "'receipt', 'report', 'set_aside', 'invitation', 'reminder', 'escalation', 'dissemination'"


def upgrade() -> None:
    """From version 3."""
    for table, columns in _MAY_COME_BACK.items():
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_constraint(op.f(f"ck_{table}_{column}_not_negative"), type_="check")
    with op.batch_alter_table("code") as batch:
        for name in ("valid_from", "valid_to"):
            batch.add_column(sa.Column(name, _text(7)))
            batch.create_check_constraint(op.f(f"ck_code_{name}_is_month"), _is_month(name))
        batch.create_check_constraint(op.f("ck_code_valid_from_valid_to"), '"valid_from" <= "valid_to"')
    with op.batch_alter_table("outbox") as batch:
        batch.drop_constraint(op.f("ck_outbox_kind_in_list"), type_="check")
        batch.create_check_constraint(op.f("ck_outbox_kind_in_list"), f'"kind" IN ({_OCCASIONS})')
    _create_dissemination()


def _create_dissemination() -> None:
    checks = {
        "month_is_month": _is_month("month"),
        "sha256_is_digest": 'length("sha256") = 64',
        "bytes_not_negative": '"bytes" >= 0',
        "attempts_not_negative": '"attempts" >= 0',
    }
    op.create_table(
        "dissemination",
        *(sa.Column(name, _text(at)) for name, at in (("centre_id", 8), ("month", 7), ("version", 8), ("target", 40))),
        *(sa.Column(name, _text(length), nullable=False) for name, length in (("file", 200), ("sha256", 64))),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("bytes", "attempts")),
        *(sa.Column(name, sa.DateTime, nullable=False) for name in ("created_at", "next_attempt_at")),
        sa.Column("last_reply", sa.Text().with_variant(sa.Text(collation="C"), "postgresql")),
        sa.Column("arrived_at", sa.DateTime),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.centre_id"], name=op.f("fk_dissemination_centre_id")),
        sa.PrimaryKeyConstraint("centre_id", "month", "version", "target", name=op.f("pk_dissemination")),
        *(sa.CheckConstraint(said, name=op.f(f"ck_dissemination_{name}")) for name, said in checks.items()),
    )


def _is_month(column: str) -> str:
    return _PATTERNS[op.get_context().dialect.name].format(f'"{column}"')


def _text(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.Text(collation="C"), "postgresql")
