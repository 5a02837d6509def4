"""What people wrote freely stays in the house when figures leave it. Ways in: `silence`, `drop_unknown_places`.

Which text that is each column says itself (`Column.is_own_words`; of the bookkeeping schemas.store.shape.HIDDEN).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from config.codes import CodeList
from schemas.form.forms import TABLES, Table
from schemas.store.shape import HIDDEN

WITHOUT_TEXT = (
    "Wahre Zahlen, nicht zur Veröffentlichung. Was Berichtsstellen frei eintragen (Titel, Bezeichnungen), bleibt im "
    "Haus: dafür steht eine Nummer, die je Meldung zählt und im nächsten Monat eine andere sein kann."
)
WITH_TEXT = "Mit dem, was Berichtsstellen frei eingetragen haben: nur für das Haus, bitte nicht weitergeben."
_RETURN = ("respondent_id", "month", "fact_table")  # within which texts are counted


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


def silence(name: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows of a table or view (`names` are its columns) with a number for each free text.

    It tells rows apart, as the text did: the first of its return by the alphabet is 1, in facts and long form.
    """
    words = {table.name: {one.name for one in table.columns if one.is_own_words} for table in _facts_of(name)}
    gone = {number for number, one in enumerate(names) if one in HIDDEN.get(name, ())}
    returns = [tuple(row[names.index(one)] for one in _RETURN if one in names) for row in rows]
    said = [dict(_find_words(names, row, words)) for row in rows]
    texts: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for its, own in zip(returns, said, strict=True):
        for place, text in own.items():
            texts[*its, place].add(text)
    numbers = {key: {text: str(number) for number, text in enumerate(sorted(one), 1)} for key, one in texts.items()}
    return [
        tuple(
            None if at in gone else numbers[*its, at][own[at]] if at in own else value for at, value in enumerate(row)
        )
        for its, own, row in zip(returns, said, rows, strict=True)
    ]


def _find_words(
    names: Sequence[str], row: tuple[Any, ...], words: Mapping[str, Collection[str]]
) -> Iterator[tuple[int, str]]:
    """Where free text stands in a row, and what it says; in the long form a code is of the column beside it."""
    row_table = row[names.index("fact_table")] if "fact_table" in names else next(iter(words), "")
    for at, name in enumerate(names):
        column = row[names.index(f"dimension_{name[-1]}")] if name in {"code_1", "code_2"} else name
        if column in words.get(row_table, ()) and row[at] is not None:
            yield at, row[at]
