"""What people wrote freely stays in the house when figures leave it. Ways in: `silence`, `drop_unknown_places`.

Which text that is each column says itself (`Column.is_own_words`; of the bookkeeping schemas.store.shape.HIDDEN).
Its number (`number_texts`) is the same in every export: what is accepted later only adds numbers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, func, select

from config.codes import CodeList
from schemas.form.forms import TABLES, Table
from schemas.store import warehouse as w
from schemas.store.shape import HIDDEN

WITHOUT_TEXT = (
    "Wahre Zahlen, nicht zur Veröffentlichung. Was Berichtsstellen frei eintragen (Titel, Bezeichnungen), bleibt im "
    "Haus: dafür steht eine Nummer, die je Berichtsstelle und Spalte zählt und in jedem Monat dieselbe ist."
)
WITH_TEXT = "Mit dem, was Berichtsstellen frei eingetragen haben: nur für das Haus, bitte nicht weitergeben."
Written: TypeAlias = tuple[str, str, str, str]  # a text: by whom, in which table and column, and what it says


def _facts_of(name: str) -> list[Table]:
    """The tables of the forms whose columns stand in a table or view."""
    own = name.removeprefix("current_").removeprefix("history_")
    return list(TABLES.values()) if own == "indicator_value" else [TABLES[own]] if own in TABLES else []


def drop_unknown_places(
    name: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]], places: CodeList | None
) -> list[tuple[Any, ...]]:
    """The rows of a table or view without places that the centre's list does not know."""
    written = {column.name for table in _facts_of(name) for column in table.columns if column.meaning.is_place}
    at = {number for number, one in enumerate(names) if one in written}
    known = places.find if places else lambda _: None
    return [tuple(known(one) if number in at and one else one for number, one in enumerate(row)) for row in rows]


def number_texts(connection: Connection) -> Mapping[Written, str]:
    """The number of every free text of every respondent, in each column: whichever they used first is 1.

    What was written first counts, in any month and whether it holds still or not, so that neither the next month nor a
    correction gives another number to a text that has one.
    """
    return {
        (respondent, table.name, column.name, text): str(number)
        for table in TABLES.values()
        for column in table.columns
        if column.is_own_words
        for respondent, texts in _read_texts(connection, table.name, column.name).items()
        for number, text in enumerate(texts, 1)
    }


def _read_texts(connection: Connection, table: str, column: str) -> Mapping[str, Sequence[str]]:
    """The texts of a column by respondent, in the order in which they were first accepted; of a file by alphabet."""
    facts, sent = w.FACTS[table], w.submission
    written = facts.c.respondent_id, facts.c[column]
    query = (
        select(*written, func.min(sent.c.accepted_at), func.min(sent.c.submission_id))
        .join(sent, sent.c.submission_id == facts.c.submission_id)
        .where(facts.c[column].is_not(None))
        .group_by(*written)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for respondent, text, *_ in sorted(connection.execute(query), key=lambda row: (row[2], row[3], row[1])):
        found[respondent].append(text)
    return found


def silence(
    name: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]], numbers: Mapping[Written, str]
) -> list[tuple[Any, ...]]:
    """The rows of a table or view (`names` are its columns) with its number for each free text.

    It tells rows apart, as the text did, alike in facts and long form.
    """
    words = {table.name: {one.name for one in table.columns if one.is_own_words} for table in _facts_of(name)}
    gone = {at for at, one in enumerate(names) if one in HIDDEN.get(name, ())}
    said = (dict(_find_words(names, row, words)) for row in rows)
    return [
        tuple(None if at in gone else numbers[own[at]] if at in own else value for at, value in enumerate(row))
        for own, row in zip(said, rows, strict=True)
    ]


def _find_words(
    names: Sequence[str], row: tuple[Any, ...], words: Mapping[str, Collection[str]]
) -> Iterator[tuple[int, Written]]:
    """Where free text stands in a row, and which; in the long form a code is of the column beside it."""
    row_table = row[names.index("fact_table")] if "fact_table" in names else next(iter(words), "")
    for at, name in enumerate(names):
        column = row[names.index(f"dimension_{name[-1]}")] if name in {"code_1", "code_2"} else name
        if column in words.get(row_table, ()) and row[at] is not None:
            yield at, (row[names.index("respondent_id")], row_table, column, row[at])
