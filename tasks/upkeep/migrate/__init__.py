"""Bring a warehouse of an earlier version up to date: `upgrade.migrate(url)`, the command `migrate`.

A new warehouse is made from the tables in `schemas` and says that it has the newest version. Whoever changes a table or
a view:

1. raise WAREHOUSE_VERSION in schemas/store/warehouse.py, once between two releases;
2. write the step `versions/vNNNN.py`, an ordinary Alembic script that says what changes and nothing else:
   tests/tasks/upkeep/migrate/next_versions/step.py is one to begin with. `op.add_column` with its check inside the
   column and `op.create_index` leave the rows where they are on both engines; what SQLite cannot alter (a check or key
   of a column that is there) goes through `op.batch_alter_table`, which copies that one table and keeps what kind of
   table it is;
3. run tests/tasks/upkeep/migrate: the frozen baseline and all steps must give the tables of a new warehouse, on both
engines.

Views, functions, comments, code lists and rights are no business of a step: `migrate` makes them anew from `schemas`.
But only a new version makes it do so: where nothing else changed, the step is empty.
A step that was released is never changed and does not import our tables: it must not depend on what they are today.
"""
