"""The step to a version that does not exist yet: see tests/tasks/upkeep/migrate/next_program.py."""

from schemas.store import warehouse as w

VERSION = w.WAREHOUSE_VERSION + 1
