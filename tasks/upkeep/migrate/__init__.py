"""Bring a warehouse of an earlier version up to date: `upgrade.migrate(url)`, the command `migrate`.

Whoever changes a table:

1. raise WAREHOUSE_VERSION in schemas/store/warehouse.py, once between two releases;
2. `python -m tasks.upkeep.migrate.freeze` writes the tables as they are now to `versions/vN_sqlite.sql` and
   `versions/vN_postgresql.sql`, and a script `versions/vN.py` where there is none. As long as the version is not
   released, do that again after each change: tests/tasks/migrate watches that the files are those of the tables;
3. where rows need more than what they hold already (a new column that may not be empty), say it in the script's `FILL`
   or in its `upgrade`, and give the old warehouse of the test such a row.

The script of a released version and its two files are never changed: a migration must not depend on today's tables.
"""
