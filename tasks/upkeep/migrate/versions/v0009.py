"""Version 9: the centre's form asks, from 2027 on, which Schulform and grade were recommended."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "v0009", "v0008"

_IS_MONTH = {
    "sqlite": """("month" GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' AND substr("month", 6) BETWEEN '01' AND '12')""",
    "postgresql": """"month" ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'""",
}


def upgrade() -> None:
    """From version 8."""
    engine = op.get_context().dialect.name
    keys = ("month", 7), ("respondent_id", 20), ("submission_id", None), ("recommended_type", 40), ("grade", 40)
    op.create_table(
        "recommendations",
        *(sa.Column(name, _text(length) if length else sa.Integer, nullable=False) for name, length in keys),
        sa.Column("recommendations", sa.BigInteger),
        sa.Column("source_sheet", _text(), nullable=False),
        sa.Column("source_row", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint(*(name for name, _ in keys), name=op.f("pk_recommendations")),
        *(
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.{name}_id"], name=op.f(f"fk_recommendations_{name}_id"))
            for name in ("respondent", "submission")
        ),
        sa.CheckConstraint(_IS_MONTH[engine], name=op.f("ck_recommendations_month_is_month")),
        *(
            sa.CheckConstraint(f'"{name}" >= 0', name=op.f(f"ck_recommendations_{name}_not_negative"))
            for name in ("recommendations", "source_row")
        ),
        sqlite_with_rowid=False,
        postgresql_partition_by="RANGE (month)",
    )
    if engine == "postgresql":
        op.execute("CREATE TABLE recommendations_rest PARTITION OF recommendations DEFAULT")


def _text(length: int | None = None) -> sa.types.TypeEngine[str]:
    known = sa.String(length) if length else sa.Text()
    return known.with_variant(sa.Text(collation="C"), "postgresql")
