"""What in a warehouse follows from `schemas`: views, functions, comments. Ways in: `drop_derived`, `make_derived`.

What others made is theirs. A view of theirs on a table of ours stays; where one stands on a view of ours, PostgreSQL
refuses to drop that, and nothing is changed.
"""

from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import SetColumnComment, SetTableComment

from schemas.store.metadata import METADATA
from schemas.store.partitions import create_add_year, level_years
from tasks.warehouse import make_views, write_comments

_OUR_FUNCTIONS = (
    "SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype "
    "JOIN pg_class v ON v.oid = t.typrelid WHERE v.relname = ANY(:views) AND p.proname LIKE '%\\_as\\_of' "
    "AND p.pronamespace = current_schema()::regnamespace"
)


def drop_derived(connection: Connection) -> None:
    """Drop the views and functions that the program of the old version made, as its dictionary lists them."""
    listed = set(connection.scalars(text('SELECT DISTINCT "table" FROM data_dictionary')))
    views = [name for name in inspect(connection).get_view_names() if name in listed]
    if connection.dialect.name == "sqlite":
        for name in views:
            connection.execute(text(f'DROP VIEW "{name}"'))
    elif views:
        for function in connection.scalars(text(_OUR_FUNCTIONS), {"views": views}).all():
            connection.execute(text(f"DROP FUNCTION {function}"))
        connection.execute(text(f"DROP VIEW {', '.join(views)}"))  # at once: one stands on the other


def make_derived(connection: Connection) -> None:
    """Make what `schemas` says today, on tables that have nothing of it."""
    make_views(connection)
    create_add_year(None, connection)
    level_years(connection)
    write_comments(connection)
    if connection.dialect.supports_comments:
        for table in METADATA.tables.values():
            connection.execute(SetTableComment(table))
            for column in table.columns:
                connection.execute(SetColumnComment(column))
