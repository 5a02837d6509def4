"""Which figure somebody means: `parse_question("S05 2026-10 Grundschule")` returns a `Question`. Pure.

The words are those of the report: an indicator, a month, and what the row is called: a school form, a grade, a
language, a kind of respondent, a district, or one respondent's number. Nothing is guessed: a word that fits nothing, or
two things, is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from config.codes import UNANSWERED, code_list, fold
from config.errors import UsageError
from config.places import UNASSIGNED
from schemas.form.forms import TABLES, Column, Table
from schemas.time.month import parse_month

ATTRIBUTES = ("kind", "school_type", "district", "respondent_id")  # of the respondent, beside the table's own columns


Filter: TypeAlias = "str | tuple[str | None, ...] | None"


@dataclass(frozen=True)
class Question:
    """A figure: a column of a form table, a month, and by which columns or attributes its rows are chosen.

    `column` "rows" means how many rows there are. A filter is a code, a name from the centre's list of places or what
    is in none of its lines (config.places), None for rows that do not say it, or several of these.

    `since`: from that month on to `month`. `is_newest`: of each row only what was said last, in those months.
    `beside`: rows that answer that column, too. `whose`: rows of these respondents only, who have answered: of them no
    row means nothing, and not unknown. `is_before`: as the report before this one knew it.
    """

    table: str
    column: str
    month: str
    filters: dict[str, Filter] = field(default_factory=dict)
    since: str | None = None
    is_newest: bool = False
    beside: str | None = None
    whose: frozenset[str] | None = None
    is_before: bool = False

    @property
    def title(self) -> str:
        """The column's German title."""
        return "Anzahl der Zeilen" if self.column == "rows" else TABLES[self.table].column(self.column).title


def parse_question(words: str) -> Question:
    """Read "INDICATOR YYYY-MM [what]"; several whats are separated by a comma.

    Raises:
        UsageError: a part is missing, unknown or ambiguous; the sentence says which.
    """
    parts = re.fullmatch(r"\s*(\S+)\s+(\S+)\s*(.*?)\s*", words)
    if not parts:
        raise UsageError("Gefragt wird so: KENNZAHL JJJJ-MM [WAS], zum Beispiel „S05 2026-10 Grundschule“.")
    indicator, month, what = parts[1].upper(), _month(parts[2]), parts[3]
    columns = list(_columns_of(indicator))
    if not columns:
        raise UsageError(f"Die Kennzahl „{parts[1]}“ gibt es nicht. Möglich sind: {', '.join(_indicators())}.")
    labels = [label.strip() for label in what.split(",") if label.strip()]
    fitting = [(table, column, found) for table, column in columns if (found := _filters(table, labels)) is not None]
    if not fitting:
        raise UsageError(_explain_labels(indicator, columns[0][0], labels))
    table, column, filters = fitting[0]
    return Question(table.name, column, month, {**_counted(table, indicator), **filters})


def _counted(table: Table, indicator: str) -> dict[str, Filter]:
    """An indicator that is a yes or no (V01) counts the rows that say yes."""
    return {
        column.name: "yes"
        for column in table.columns
        if column.meaning.indicator == indicator and column.meaning.codes == "yes_no"
    }


def _month(written: str) -> str:
    try:
        return parse_month(written)
    except ValueError as error:
        raise UsageError(f"„{written}“ ist kein Monat: erwartet wird JJJJ-MM, zum Beispiel 2026-10.") from error


def _columns_of(indicator: str) -> Iterator[tuple[Table, str]]:
    """Where an indicator stands; what counts rows (V02) has no column of its own."""
    for table in TABLES.values():
        for column in table.columns:
            if column.meaning.indicator == indicator:
                yield table, column.name if column.is_number else "rows"


def _indicators() -> list[str]:
    found = {column.meaning.indicator for table in TABLES.values() for column in table.columns}
    return sorted(name for name in found if name)


def _filters(table: Table, labels: list[str]) -> dict[str, str | None] | None:
    """Column or attribute -> code for all labels; None where one fits nothing here."""
    filters: dict[str, str | None] = {}
    for label in labels:
        found = dict(_meanings(table, label))
        if len(found) != 1:
            return None
        filters |= found
    return filters


def _meanings(table: Table, label: str) -> Iterator[tuple[str, str | None]]:
    """Everything that a label can mean for the rows of a table."""
    if lacking := re.fullmatch(rf"(?:(\S.*) )?({UNANSWERED}|{UNASSIGNED})", label, re.IGNORECASE):
        yield from _lacking(table, lacking[1] or "", is_said=lacking[2].casefold() == UNASSIGNED.casefold())
        return
    for column in table.columns:
        if not column.is_number and (code := _code_of(column, label)):
            yield column.name, code
    for name in ("kind", "school_type"):
        if code := code_list(name).find(label):
            yield name, code
    if re.fullmatch(r"\d{6}|\d{8}|[KV]-\d{8}-\d{4}", label):
        yield "respondent_id", label
    elif label.casefold().startswith("stadtteil "):
        yield "district", label.partition(" ")[2].strip()


def _lacking(table: Table, title: str, *, is_said: bool) -> Iterator[tuple[str, str | None]]:
    """The columns of which rows may say nothing, or a place that is in no list; all of them where none is named."""
    for column in table.columns:
        is_meant = not title or fold(title) in map(fold, column.labels)
        if is_meant and (column.meaning.is_place if is_said else not (column.is_number or column.is_key)):
            yield column.name, UNASSIGNED if is_said else None


def _code_of(column: Column, label: str) -> str | None:
    if column.code_list:
        return column.code_list.find(label)
    return label[1:] if column.is_key and label.startswith("=") else None  # a free text is asked for as "=Text"


def _explain_labels(indicator: str, table: Table, labels: list[str]) -> str:
    for label in labels:
        found = dict(_meanings(table, label))
        if not found:
            return (
                f"„{label}“ ist bei {indicator} nicht bekannt. Möglich sind: {', '.join(_possible(table))}, die Nummer "
                "einer Berichtsstelle oder „Stadtteil NAME“."
            )
        if len(found) > 1:
            return f"„{label}“ kann mehreres heißen: {', '.join(sorted(found))}. Bitte genauer fragen."
    return f"{indicator} lässt sich nicht nach allem zugleich fragen: {', '.join(labels)}."


def _possible(table: Table) -> list[str]:
    """The titles of the table's row keys, for a sentence."""
    titles = [title for key in table.keys if key.code_list for title in key.code_list.titles.values()]
    return [*titles[:8], "…"] if len(titles) > 8 else titles or ["Schule", "Kita", "Verein"]
