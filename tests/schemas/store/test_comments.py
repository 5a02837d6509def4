"""What the database itself says of its tables: comments on PostgreSQL, a table on both engines, the same words."""

from sqlalchemy import inspect, text

from schemas.store import warehouse as w
from schemas.store.comments import dictionary_rows
from schemas.store.metadata import METADATA
from tests.factories import rows_of


def test_every_table_view_and_column_is_in_the_dictionary_of_the_warehouse(engine):
    found = {(row["table"], row["column"]): row for row in rows_of(engine, w.data_dictionary)}
    there = inspect(engine)
    for name in (*METADATA.tables, *w.VIEWS):
        columns = {column["name"] for column in there.get_columns(name)}

        assert {column for table, column in found if table == name} == columns | {""}
    assert all(row["comment"] and row["type"] for row in found.values())


def test_a_figure_is_explained_with_its_unit(engine):
    rows = {(row["table"], row["column"]): row for row in rows_of(engine, w.data_dictionary)}
    found = rows["school_pupils", "first_support"]

    assert (found["type"], found["unit"], found["comment"]) == (
        "ganze Zahl", "Schülerinnen und Schüler",
        "in Erstförderung Deutsch: Neu zugewandert und in der Erstförderung (Deutsch als Zielsprache).",
    )  # fmt: skip


def test_postgresql_says_it_in_comments_too(postgresql_engine):
    there = inspect(postgresql_engine)
    for name, table in METADATA.tables.items():
        assert there.get_table_comment(name)["text"] == table.comment
        assert {column["name"]: column["comment"] for column in there.get_columns(name)} == {
            column.name: column.comment for column in table.columns
        }
    query = text(
        "SELECT c.relname, coalesce(a.attname, ''), d.description FROM pg_description d "
        "JOIN pg_class c ON c.oid = d.objoid AND c.relkind = 'v' "
        "LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0"
    )
    with postgresql_engine.connect() as connection:
        found = {(view, column): words for view, column, words in connection.execute(query)}

    assert found == {
        (row["table"], row["column"]): row["comment"] for row in dictionary_rows() if row["table"] in w.VIEWS
    }
