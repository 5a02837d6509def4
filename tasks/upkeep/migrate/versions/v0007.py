"""Version 7: no table changes; `migrate` makes the views anew, in which medians are not for publication either."""

revision, down_revision = "v0007", "v0006"


def upgrade() -> None:
    """From version 6."""
