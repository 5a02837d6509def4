"""Check a whole batch: `find_failures(name, frame, thresholds)` says which row fails which rule or limit in which column.

The limits of the columns are pandera's. The rules are asked themselves: as checks of pandera each row that breaks one
would come back once for every column, gigabytes where somebody sent thousands of wrong rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from pandera.errors import SchemaErrors

from config.policy import Thresholds
from schemas.check.rule import RETURN, Rule
from schemas.check.rules import RULES
from schemas.finding import Severity
from schemas.form.forms import TABLES


@dataclass(frozen=True)
class Limit:
    """A limit that a column's definition sets; its sentence may hold {title}, {value} and {maximum}."""

    id: str
    sentence: str
    hint: str
    severity: Severity = Severity.ERROR


# What pandera calls the check -> what we say.
LIMITS: dict[str, Limit] = {
    "greater_than_or_equal_to": Limit("BELOW_ZERO", "„{title}“ ist {value}: erwartet wird 0 oder mehr.", "Bitte die Zahl berichtigen."),
    "less_than_or_equal_to": Limit("ABOVE_LIMIT", "„{title}“ ist {value}: mehr als {maximum} ist nicht möglich.", "Bitte auf eine Ziffer zu viel prüfen."),
    "isin": Limit("CODE_UNKNOWN", "„{title}“: „{value}“ steht nicht in der Liste.", "Bitte einen Eintrag aus der Auswahlliste verwenden."),
    "str_length": Limit("TEXT_TOO_LONG", "„{title}“ ist zu lang: höchstens {maximum} Zeichen.", "Bitte kürzen."),
    "not_nullable": Limit("KEY_MISSING", "In der Zeile fehlt die Angabe „{title}“.", "Bitte ergänzen oder die Zeile löschen."),
}  # fmt: skip


@dataclass(frozen=True)
class Failure:
    """One row that fails one rule or limit; `index` is the row's label in the frame."""

    index: int
    column: str
    broken: Rule | Limit


def find_failures(name: str, frame: pd.DataFrame, thresholds: Thresholds) -> list[Failure]:
    """What is wrong in the frame of a form table, or of the returns (RETURN): each rule and limit is asked once."""
    if frame.empty:
        return []
    failures = [*_broken_rules(name, frame, thresholds), *_broken_limits(name, frame)]
    return sorted(failures, key=lambda failure: (failure.index, failure.broken.id, failure.column))


def _broken_rules(name: str, frame: pd.DataFrame, thresholds: Thresholds) -> Iterator[Failure]:
    for rule in RULES.values():
        if rule.table == name:
            for index in frame.index[~_passes(rule, thresholds, frame)]:
                yield Failure(int(index), rule.cells[0], rule)


def _passes(rule: Rule, thresholds: Thresholds, frame: pd.DataFrame) -> "pd.Series[bool]":
    """Not applicable counts as passed: only what is known to be wrong is a finding."""
    return rule.holds(frame, thresholds).astype("boolean").fillna(value=True).astype(bool)


def _broken_limits(name: str, frame: pd.DataFrame) -> Iterator[Failure]:
    if name == RETURN:
        return
    try:
        TABLES[name].model.to_schema().validate(frame, lazy=True)
    except SchemaErrors as error:
        for row in error.failure_cases[["index", "column", "check"]].itertuples(index=False):
            yield _failure(row.index, row.column, str(row.check).partition("(")[0])


def _failure(index: object, column: object, check: str) -> Failure:
    """An exception inside a check comes back as a case without a row: that is our mistake, not the submitter's."""
    if not isinstance(index, int) or check not in LIMITS:
        raise RuntimeError(f"check {check!r} could not be carried out on column {column!r}")
    return Failure(index, str(column), LIMITS[check])
