"""Version 8: rules are tried before anybody hears of them, their back-tests and replays are on record.

What the council asks each half year, and December's different persons, are columns of their forms.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "v0008", "v0007"

ASKED_LATER = (
    ("daycare_children", "school_starters"),
    ("daycare_children", "school_starters_need"),
    ("counselling", "not_assessed"),
    ("offers", "persons_in_year"),
)
_COUNTS = ("version", "files", "asked", "found_then", "found_now", "failed_months")


def upgrade() -> None:
    """From version 7."""
    op.create_table(
        "shadow_finding",
        *(sa.Column(name, sa.Integer, autoincrement=False) for name in ("submission_id", "number")),
        sa.Column("rule", _text(80), nullable=False),
        sa.Column("subject", _text(300)),
        sa.Column("value", _text()),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.submission_id"], name=op.f("fk_shadow_finding_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "number", name=op.f("pk_shadow_finding")),
    )
    op.create_table(
        "backtest",
        sa.Column("rule", _text(80)),
        sa.Column("tested_at", sa.DateTime),
        sa.Column("since", _text(7), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in _COUNTS),
        sa.PrimaryKeyConstraint("rule", "tested_at", name=op.f("pk_backtest")),
        *(sa.CheckConstraint(f'"{name}" >= 0', name=op.f(f"ck_backtest_{name}_not_negative")) for name in _COUNTS),
    )
    op.create_table(
        "replay",
        sa.Column("rule", _text(80)),
        sa.Column("given_at", sa.DateTime),
        sa.Column("since", _text(7), nullable=False),
        sa.Column("returns", sa.Integer, nullable=False),
        sa.Column("given_by", _text(200), nullable=False),
        sa.Column("reason", _text(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "given_at", name=op.f("pk_replay")),
        sa.CheckConstraint('"returns" >= 0', name=op.f("ck_replay_returns_not_negative")),
    )
    for table, column in ASKED_LATER:  # empty where nobody was asked
        check = sa.CheckConstraint(f'"{column}" >= 0', name=op.f(f"ck_{table}_{column}_not_negative"))
        op.add_column(table, sa.Column(column, sa.BigInteger, check))


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    known = sa.String(length) if length else sa.Text()
    return known.with_variant(sa.Text(collation="C"), "postgresql")
