"""The data dictionary as a page and as Markdown, with the result of every example. One way in: `write_dictionary`.

Everything it says comes from schemas.store.dictionary, so it cannot say anything that is not so.
"""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from config.codes import CodeList
from schemas.check.catalogue import CHECKS
from schemas.finding import Severity
from schemas.store.dictionary import Chapter, Described, closed_tables, code_tables, describe_warehouse
from tasks.beside import write_file

STYLE = Path(__file__).with_name("woerterbuch.css").read_text(encoding="utf-8")
HEADS = ("Spalte", "Bedeutung", "Art", "Einheit", "Kennzahl", "Codeliste", "Prüfregeln")

Rows = list[tuple[str, ...]]


def write_dictionary(engine: Engine, folder: Path) -> list[Path]:
    """Write `datenwoerterbuch.html` and `datenwoerterbuch.md` into a folder, each beside and renamed."""
    chapters = describe_warehouse()
    with engine.connect() as connection:
        examples = {chapter.name: run_example(connection, chapter) for chapter in chapters}
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "datenwoerterbuch.html": write_page(chapters, examples),
        "datenwoerterbuch.md": write_markdown(chapters, examples),
    }
    for name, content in files.items():
        write_file(folder / name, content.encode())
    return [folder / name for name in files]


def run_example(connection: Connection, chapter: Chapter) -> tuple[tuple[str, ...], Rows]:
    """The heads and rows that a chapter's example gives here and now."""
    result = connection.execute(text(chapter.example))
    return tuple(result.keys()), [tuple("" if value is None else str(value) for value in row) for row in result]


def write_markdown(chapters: Sequence[Chapter], examples: dict[str, tuple[tuple[str, ...], Rows]]) -> str:
    """The dictionary as Markdown (CommonMark with tables)."""
    lines = ["# Datenwörterbuch", "", _INTRODUCTION, ""]
    for chapter in chapters:
        kind = "Sicht" if chapter.is_view else "Tabelle"
        lines += [f"## `{chapter.name}` ({kind})", "", _plain(chapter.title), ""]
        lines += _table(HEADS, [_cells(column) for column in chapter.columns])
        heads, rows = examples[chapter.name]
        lines += ["", "```sql", chapter.example, "```", "", *_table(heads, rows), ""]
    lines += ["## Nicht für Auswertungen", "", *_table(("Tabelle", "Inhalt"), list(closed_tables().items())), ""]
    for codes in code_tables():
        lines += [f"## Codeliste `{codes.name}`", "", *_table(("Code", "Bezeichnung"), list(codes.titles.items())), ""]
    return "\n".join([*lines, "## Prüfregeln", "", *_table(_RULE_HEADS, _rules())]) + "\n"


def write_page(chapters: Sequence[Chapter], examples: dict[str, tuple[tuple[str, ...], Rows]]) -> str:
    """The dictionary as one self-contained page."""
    links = "".join(f'<li><a href="#{chapter.name}">{chapter.name}</a></li>' for chapter in chapters)
    sections = "".join(_section(chapter, examples[chapter.name]) for chapter in chapters)
    closed = _html_table(("Tabelle", "Inhalt"), list(closed_tables().items()))
    codes = "".join(_code_section(one) for one in code_tables())
    return f"""<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Datenwörterbuch</title>
<style>
{STYLE}</style>
</head>
<body>
<main>
<h1>Datenwörterbuch</h1>
<p>{escape(_INTRODUCTION)}</p>
<nav aria-label="Tabellen und Sichten"><ul>{links}</ul></nav>
{sections}
<section><h2>Nicht für Auswertungen</h2>{closed}</section>
{codes}
<section><h2>Prüfregeln</h2>{_html_table(_RULE_HEADS, _rules())}</section>
</main>
</body>
</html>
"""


_INTRODUCTION = (
    "Alle Tabellen und Sichten des Datenbestands. Bestände gelten am Stichtag und werden nie über Monate addiert. Leer "
    "heißt nicht bekannt, 0 heißt keine. Ein Code steht als Text, auch wenn er aus Ziffern besteht."
)
_RULE_HEADS = ("Regel", "Fassung", "Gewicht", "Satz")


def _section(chapter: Chapter, example: tuple[tuple[str, ...], Rows]) -> str:
    kind = "Sicht" if chapter.is_view else "Tabelle"
    columns = _html_table(HEADS, [_cells(column) for column in chapter.columns])
    return (
        f'<section id="{chapter.name}"><h2><code>{chapter.name}</code> <small>{kind}</small></h2>'
        f"<p>{escape(chapter.title)}</p>{columns}<h3>Beispiel</h3><pre><code>{escape(chapter.example)}</code></pre>"
        f"{_html_table(*example)}</section>"
    )


def _code_section(codes: CodeList) -> str:
    table = _html_table(("Code", "Bezeichnung"), list(codes.titles.items()))
    return f'<section id="code-{codes.name}"><h2>Codeliste <code>{codes.name}</code></h2>{table}</section>'


def _cells(column: Described) -> tuple[str, ...]:
    version = f" (Fassung {column.version})" if column.version else ""
    title = f"{column.title}: " if column.title != column.definition else ""
    rules = ", ".join(column.rules)
    kind = ", ".join(part for part in (column.kind, column.measure) if part)
    return column.name, f"{title}{column.definition}{version}", kind, column.unit, column.indicator, column.codes, rules


def _rules() -> Rows:
    return [
        (rule.id, str(rule.version), Severity(rule.severity).german, rule.sentence)
        for rule in sorted(CHECKS.values(), key=lambda rule: rule.id)
    ]


def _table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    yield "| " + " | ".join(map(_plain, heads)) + " |"
    yield "|" + " --- |" * len(heads)
    for row in rows:
        yield "| " + " | ".join(_plain(str(cell)) for cell in row) + " |"


def _plain(written: str) -> str:
    """A text in a Markdown table: on one line, and nothing in it is markup."""
    line = " ".join(written.split())
    return "".join(f"\\{sign}" if sign in "\\|*_`<>[]#" else sign for sign in line)


def _html_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<div><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
