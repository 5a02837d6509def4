"""Version 6: a published version knows which figures it kept back, and what the attack on it found."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "v0006", "v0005"


def upgrade() -> None:
    """From version 5."""
    op.add_column("publication", sa.Column("audit", sa.Text().with_variant(sa.Text(collation="C"), "postgresql")))
