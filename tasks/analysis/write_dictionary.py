"""The data dictionary as a page and as Markdown, with the result of every example. One way in: `write_dictionary`.

What it says of tables comes from schemas.store.dictionary, so it cannot say anything that is not so; the ten questions
are those of fragen.sql.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from schemas.check.catalogue import CATALOGUE
from schemas.finding import Severity
from schemas.store.dictionary import Described, closed_tables, code_tables, describe_rights, describe_warehouse
from schemas.store.shape import ROLES
from tasks.atomic_files import write_file
from tasks.templates import template_beside

HEADS = ("Spalte", "Bedeutung", "Art", "Einheit", "Kennzahl", "Codeliste", "Prüfregeln")
_INTRODUCTION = (
    "Alle Tabellen und Sichten des Datenbestands. Bestände gelten am Stichtag und werden nie über Monate addiert. Leer "
    "heißt nicht bekannt, 0 heißt keine. Ein Code steht als Text, auch wenn er aus Ziffern besteht."
)
_QUESTIONS = (
    "Abfragen zum Übernehmen und Ändern (Monat, Tag und Kennzahl stehen darin); sie laufen auf SQLite und PostgreSQL. "
    "Darunter stehen die ersten Zeilen dessen, was sie hier zurzeit ergeben; Personen sind nicht gerundet."
)
_ROLES = (
    "So auf PostgreSQL, wo monatsbericht roles die Rollen anlegt (unter diesen Namen, wenn niemand andere nennt); bei "
    "SQLite liest alles, wer die Datei warehouse.db lesen darf."
)
MOST_ROWS = 5  # of an answer; the whole of it is what one runs the query for

ExampleRows = list[tuple[str, ...]]
Result = tuple[tuple[str, ...], ExampleRows]


def write_dictionary(engine: Engine, folder: Path) -> list[Path]:
    """Write `datenwoerterbuch.html` and `datenwoerterbuch.md` into a folder, each beside and renamed."""
    chapters = describe_warehouse()
    with engine.connect() as connection:
        examples = {chapter.name: run_query(connection, chapter.example) for chapter in chapters}
        questions = [(words, query, run_query(connection, query)) for words, query in read_questions()]
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "datenwoerterbuch.html", folder / "datenwoerterbuch.md"]
    for path in paths:
        template = template_beside(__file__, f"woerterbuch{path.suffix}.j2")
        written = template.render(chapters=chapters, examples=examples, questions=questions, **_facts())
        write_file(path, written.encode())
    return paths


def run_query(connection: Connection, query: str) -> Result:
    """The heads and the first rows that a query gives here and now."""
    with connection.execute(text(query)) as result:
        rows = result.fetchmany(MOST_ROWS)
        return tuple(result.keys()), [tuple(map(_show, row)) for row in rows]


def read_questions() -> list[tuple[str, str]]:
    """The ten questions of `fragen.sql`, each with the query that answers it."""
    blocks = Path(__file__).with_name("fragen.sql").read_text(encoding="utf-8").split(";\n")
    found = []
    for block in filter(str.strip, blocks):
        lines = block.strip().rpartition("\n\n")[2].split("\n")
        words = " ".join(line.removeprefix("-- ") for line in lines if line.startswith("-- "))
        found.append((words, "\n".join(line for line in lines if not line.startswith("-- "))))
    return found


def _facts() -> dict[str, Any]:
    """What page and Markdown tell alike, beside chapters and examples."""
    return {
        "introduction": _INTRODUCTION,
        "about_questions": _QUESTIONS,
        "column_heads": HEADS,
        "cells": lambda chapter: [_cells(column) for column in chapter.columns],
        "about_roles": _ROLES,
        "role_heads": ("Rolle", "Aufgabe", "darf"),
        "roles": [(role.usual, role.part, role.may) for role in ROLES.values()],
        "right_heads": ("Tabellen und Sichten", *(f"{role.part} liest" for role in ROLES.values())),
        "rights": describe_rights(),
        "closed": closed_tables().items(),
        "code_lists": code_tables(),
        "rule_heads": ("Regel", "Fassung", "Gewicht", "Satz"),
        "rules": [
            (rule.id, str(rule.version), rule.stage or Severity(rule.severity).german, rule.sentence)
            for rule in sorted(CATALOGUE.values(), key=lambda rule: rule.id)
        ],
        "plain": _plain,
    }


def _cells(column: Described) -> tuple[str, ...]:
    version = f" (Fassung {column.version})" if column.version else ""
    title = f"{column.title}: " if column.title != column.definition else ""
    rules = ", ".join(column.rules)
    kind = ", ".join(part for part in (column.kind, column.measure) if part)
    return column.name, f"{title}{column.definition}{version}", kind, column.unit, column.indicator, column.codes, rules


def _show(value: Any) -> str:
    if isinstance(value, float | Decimal):
        return str(round(value, 2))
    return "" if value is None else str(value)


def _plain(written: str) -> str:
    """A text in a Markdown table: on one line, and nothing in it is markup."""
    line = " ".join(written.split())
    return "".join(f"\\{character}" if character in "\\|*_`<>[]#" else character for character in line)
