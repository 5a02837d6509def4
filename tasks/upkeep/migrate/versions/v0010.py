"""Version 10: two more views, of need and supply; after the last step every view is made anew."""

revision, down_revision = "v0010", "v0009"


def upgrade() -> None:
    """From version 9: no table changes."""
