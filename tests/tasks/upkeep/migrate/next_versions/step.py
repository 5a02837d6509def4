"""The next version: a figure with its check, an index on it, and a check of columns that were there."""

import os

import sqlalchemy as sa
from alembic import op

from tests.tasks.upkeep.migrate.next_versions import VERSION

revision, down_revision = f"v{VERSION:04d}", f"v{VERSION - 1:04d}"  # a real step writes them down


def upgrade():
    """From the version before."""
    check = sa.CheckConstraint('"visitors" >= 0', name=op.f("ck_school_pupils_visitors_not_negative"))
    op.add_column("school_pupils", sa.Column("visitors", sa.BigInteger, check))
    op.create_index(op.f("ix_school_pupils_visitors"), "school_pupils", ["visitors"])
    with op.batch_alter_table("meeting_places") as batch:
        batch.create_check_constraint(op.f("ck_meeting_places_has_place"), CHECKS["meeting_places"])
    if table := os.environ.get("NEXT_STEP_COPIES"):  # for the benchmark: what it costs where SQLite must copy
        with op.batch_alter_table(table, recreate="always"):
            pass
    with op.batch_alter_table("finding") as batch:
        batch.create_check_constraint(op.f("ck_finding_has_place"), CHECKS["finding"])
        batch.drop_column("is_settled")  # Alembic would copy what SQLite works out itself
        batch.add_column(sa.Column("is_settled", sa.Boolean, sa.Computed("answer IS NOT NULL", persisted=True)))


CHECKS = {"meeting_places": "length(source_sheet) < 10000", "finding": "length(rule) > 0"}
