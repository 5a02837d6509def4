"""Version 3, the baseline: what came before was never released, and what it is stands in `schemas`."""

revision, down_revision = "v0003", None


def upgrade() -> None:
    """Nothing: a warehouse begins here."""
