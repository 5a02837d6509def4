"""Version 1: the first warehouse."""

from alembic import op

from tasks.upkeep.migrate.rebuild import create

revision, down_revision = "v0001", None


def upgrade() -> None:
    """From nothing."""
    create(op.get_bind(), 1)
