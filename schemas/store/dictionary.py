"""What every table and view of the warehouse means: `describe_warehouse()` returns a record for each. Pure.

Everything is derived: comments from the tables, titles, units, kinds and definitions from the forms, code lists, and the
rules that look at a column. Only the examples and what each kind of table is for are written here.
"""

from dataclasses import dataclass

from config.codes import CodeList, code_list, code_lists
from schemas.check.catalogue import CHECKS
from schemas.check.rule import RETURN
from schemas.form.forms import TABLES
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from schemas.store.shape import CLOSED, ROLES, Field, open_names, readable_columns, shape_of

_KINDS = {
    "string": "Text",
    "integer": "ganze Zahl",
    "number": "Zahl",
    "boolean": "ja/nein",
    "date": "Tag",
    "datetime": "Zeitpunkt",
}
_MEASURES = {"stock": "Bestand am Stichtag", "flow": "im Monat", "ratio": "Quote", "key": "Schlüssel", "note": "Angabe"}


@dataclass(frozen=True)
class Described:
    """One column: what it is called, what its values are, what it means, and which rules look at it."""

    name: str
    title: str
    kind: str
    unit: str
    measure: str
    indicator: str
    definition: str
    version: int | None
    codes: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """One table or view with its columns and an example that can be run."""

    name: str
    title: str
    is_view: bool
    columns: tuple[Described, ...]
    example: str


def describe_warehouse() -> tuple[Chapter, ...]:
    """Every open table and view: views first, then facts, then the rest."""
    return tuple(_chapter(name) for name in open_names())


def closed_tables() -> dict[str, str]:
    """The tables with addresses and what was written, which analysts do not see: name and what it is."""
    return {name: METADATA.tables[name].comment or "" for name in CLOSED}


def describe_rights() -> list[tuple[str, ...]]:
    """What each role reads of which tables and views: those of which all read the same in one row."""
    names: dict[tuple[str, ...], list[str]] = {}
    for name in (*w.VIEWS, *METADATA.tables):
        names.setdefault(tuple(_describe_right(readable_columns(role, name), name) for role in ROLES), []).append(name)
    return [(", ".join(alike), *rights) for rights, alike in names.items()]


def _describe_right(columns: tuple[str, ...], name: str) -> str:
    """What is read of a table or view, in the fewest words."""
    everything = readable_columns("writer", name)
    missing = [one for one in everything if one not in columns]
    if not columns:
        return "nichts"
    if not missing:
        return "alles"
    return f"ohne {', '.join(missing)}" if len(missing) < len(columns) else f"nur {', '.join(columns)}"


def code_tables() -> tuple[CodeList, ...]:
    """The code lists that columns refer to."""
    return tuple(code_list(name) for name in code_lists())


def rules_about(table: str, column: str) -> tuple[str, ...]:
    """The ids of the rules that look at a column of a form table."""
    found = []
    for rule in CHECKS.values():
        cells = rule.cells if rule.table != RETURN else tuple(cell.replace("__", ".") for cell in rule.cells)
        wanted = f"{table}.{column}" if rule.table == RETURN else column
        if rule.table in {table, RETURN} and wanted in cells:
            found.append(rule.id)
    return tuple(found)


def _chapter(name: str) -> Chapter:
    facts = facts_behind(name)
    described = tuple(_describe(field, facts) for field in shape_of(name))
    return Chapter(name, _title(name, facts), name in w.VIEWS, described, _example(name, facts))


def facts_behind(name: str) -> str | None:
    """The form table whose facts a table or view shows."""
    for prefix in ("", "current_", "history_"):
        if name.startswith(prefix) and name.removeprefix(prefix) in TABLES:
            return name.removeprefix(prefix)
    return None


def _title(name: str, facts: str | None) -> str:
    if facts is None:
        return (METADATA.tables[name].comment or "") if name in METADATA.tables else _VIEW_TITLES.get(name, "")
    about = TABLES[facts]
    which = {"current_": "die Fassung in Kraft", "history_": "alle Fassungen mit ihrer Zeit"}
    kind = next((words for prefix, words in which.items() if name.startswith(prefix)), "alle Fassungen")
    return f"{about.title} ({kind}). {about.description}"


_VIEW_TITLES = {
    "indicator_value": "Alle Kennzahlen in langer Form: eine Zeile je Zahl, Berichtsstelle, Monat und Gliederung (in Kraft), auch für Spalten, die keine Kennzahl sind. COUNT(value) zählt, was beantwortet ist, COUNT(*) auch, was leer blieb.",
    "column_coverage": "Wie viele antworten: je Monat, Meldebogen und Spalte, wer eine Meldung schuldet, wer gefragt ist und wer geantwortet hat.",
    "steering_need": "Bedarf, nach dem gesteuert wird: je Ort, Monat und Kennzahl, für Kinder in Kitas auch je Familiensprache. Wahre Zahlen ohne die Regeln der Steuerungssicht (policy.toml, [steering]).",
    "steering_supply": "Angebote der Vereine: je Ort, Monat, Handlungsfeld und Zielgruppe. Wahre Zahlen ohne die Regeln der Steuerungssicht (policy.toml, [steering]).",
    "history_respondent": "Was das Register von jeder Berichtsstelle wusste, mit der Zeit, in der es das tat.",
    "history_indicator_value": (
        "Alle Kennzahlen in langer Form, jede Fassung mit der Zeit, in der sie bekannt war. Den Status eines Wertes zu "
        "einem Zeitpunkt sagen indicator_value_as_of (PostgreSQL) und tasks.analysis.as_of (Python)."
    ),
}


def _describe(field: Field, facts: str | None) -> Described:
    columns = {column.name: column for column in TABLES[facts].columns} if facts else {}
    column = columns.get(field.name)
    if facts is None or column is None:
        return Described(field.name, field.comment, _KINDS[field.kind], "", "", "", field.comment, None, "", ())
    meaning = column.meaning
    return Described(
        name=column.name,
        title=column.title,
        kind=_KINDS[field.kind],
        unit=meaning.unit,
        measure=_MEASURES[meaning.kind],
        indicator=meaning.indicator or "",
        definition=column.definition,
        version=meaning.version,
        codes=meaning.codes or "",
        rules=rules_about(facts, column.name),
    )


def _example(name: str, facts: str | None) -> str:
    """A query that shows what the table is good for; it runs on both engines."""
    if facts:
        return _fact_example(name, facts)
    if name == "indicator_value":
        return (
            "SELECT month, field_of_action, breakdown, SUM(value) AS participants\nFROM indicator_value\n"
            "WHERE fact_table = 'offers' AND measure = 'participants'\n"  # of offers by field, the whole and its parts
            "GROUP BY month, field_of_action, breakdown\nORDER BY month DESC, field_of_action, breakdown\nLIMIT 5"
        )
    first = shape_of(name)[0].name
    return f'SELECT *\nFROM "{name}"\nORDER BY "{first}"\nLIMIT 3'


def _fact_example(name: str, facts: str) -> str:
    figure = next((column for column in TABLES[facts].figures if column.meaning.kind != "ratio"), None)
    key = TABLES[facts].keys[0].name
    if figure is None:
        return f"SELECT month, COUNT(*) AS n\nFROM {name}\nGROUP BY month\nORDER BY month DESC\nLIMIT 5"
    return (
        f"SELECT month, {key}, SUM({figure.name}) AS {figure.name}\nFROM {name}\n"
        f"GROUP BY month, {key}\nORDER BY month DESC, {key}\nLIMIT 5"
    )
