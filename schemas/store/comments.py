"""The texts of the warehouse's tables, views and columns: `dictionary_rows` and, for PostgreSQL's views, `view_comments`.

SQLite keeps no comments: there the table `data_dictionary` says the same; both engines have it.
"""

from schemas.store import warehouse as w
from schemas.store.dictionary import describe_warehouse
from schemas.store.metadata import METADATA
from schemas.store.shape import CLOSED

_KINDS = {
    "str": "Text",
    "int": "ganze Zahl",
    "float": "Zahl",
    "bool": "ja/nein",
    "date": "Tag",
    "datetime": "Zeitpunkt",
}


def dictionary_rows() -> list[dict[str, str]]:
    """A row for each table and view, with an empty column name, and one for each of their columns."""
    rows = []
    for chapter in describe_warehouse():
        rows.append(_row(chapter.name, "", "Sicht" if chapter.is_view else "Tabelle", "", chapter.title))
        for column in chapter.columns:
            text = column.title if column.title == column.definition else f"{column.title}: {column.definition}"
            rows.append(_row(chapter.name, column.name, column.kind, column.unit, text))
    for name in CLOSED:
        table = METADATA.tables[name]
        rows.append(_row(name, "", "Tabelle", "", table.comment or ""))
        rows += [_row(name, one.name, _KINDS[one.type.python_type.__name__], "", one.comment or "") for one in table.c]
    return rows


def view_comments() -> str:
    """One text of SQL that gives every view and its columns their comments."""
    return "\n".join(
        f"COMMENT ON {_named(row['table'], row['column'])} IS {_quoted(row['comment'])};"
        for row in dictionary_rows()
        if row["table"] in w.VIEWS
    )


def _named(view: str, column: str) -> str:
    return f'COLUMN "{view}"."{column}"' if column else f'VIEW "{view}"'


def _row(table: str, column: str, kind: str, unit: str, comment: str) -> dict[str, str]:
    return {"table": table, "column": column, "type": kind, "unit": unit, "comment": comment}


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
