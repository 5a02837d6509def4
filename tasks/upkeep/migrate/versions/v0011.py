"""Version 11: carriers of KIM's case management report themselves, cases and posts; so does the centre for its own."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "v0011", "v0010"

_KINDS = ("school", "daycare", "association", "centre", "carrier")
_NAMING_KINDS = (("respondent", "kind"), ("submission", "form"), ("return", "form"), ("reporting_rate", "kind"))
_COUNTS = ("consultations", "persons_advised", "persons_female", "new_cases", "closed_cases", "open_cases")
_IS_MONTH = {
    "sqlite": """("month" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' AND substr("month", 6) BETWEEN '01' AND '12')""",
    "postgresql": """"month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'""",
}


def upgrade() -> None:
    """From version 10."""
    for table, column in _NAMING_KINDS:
        name, kinds = op.f(f"ck_{table}_{column}_in_list"), ", ".join(f"'{kind}'" for kind in _KINDS)
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(name, type_="check")
            batch.create_check_constraint(name, f'"{column}" IN ({kinds})')
    _create("kim_cases", "legal_area", {name: sa.BigInteger() for name in _COUNTS})
    _create("kim_posts", "kim_component", {name: sa.Float() for name in ("granted_fte", "filled_fte")})


def _create(table: str, key: str, figures: Mapping[str, sa.types.TypeEngine[Any]]) -> None:
    engine = op.get_context().dialect.name
    keys = ("month", 7), ("respondent_id", 20), ("submission_id", None), (key, 40)
    op.create_table(
        table,
        *(sa.Column(name, _text(length) if length else sa.Integer, nullable=False) for name, length in keys),
        *(sa.Column(name, kind) for name, kind in figures.items()),
        sa.Column("source_sheet", _text(), nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(*(name for name, _ in keys), name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.{name}_id"], name=op.f(f"fk_{table}_{name}_id"))
            for name in ("respondent", "submission")
        ),
        sa.CheckConstraint(_IS_MONTH[engine], name=op.f(f"ck_{table}_month_is_month")),
        *(
            sa.CheckConstraint(f'"{name}" >= 0', name=op.f(f"ck_{table}_{name}_not_negative"))
            for name in (*figures, "source_row")
        ),
        sqlite_with_rowid=False,
        postgresql_partition_by="RANGE (month)",
    )
    if engine == "postgresql":
        op.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    known = sa.String(length) if length else sa.Text()
    return known.with_variant(sa.Text(collation="C"), "postgresql")
