"""Pandera over a whole batch: `find_failures(name, frame, thresholds)` says which row fails which rule in which column.

Each frame is validated once, with the model's own limits and all rules of its table as pandera checks. Pandera
repeats a failed frame check for every column; here it is folded to one failure a rule and row.
"""

from dataclasses import dataclass
from functools import partial

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from config.policy import Thresholds
from schemas.finding import Severity
from schemas.forms import TABLES
from schemas.rule import RETURN, Rule
from schemas.rules import RULES


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
    """Validate the frame of a form table, or of the returns (RETURN), in one pass."""
    if frame.empty:
        return []
    try:
        _schema(name, thresholds).validate(frame, lazy=True)
    except SchemaErrors as error:
        return _fold(error.failure_cases)
    return []


def _schema(name: str, thresholds: Thresholds) -> pa.DataFrameSchema:
    schema = pa.DataFrameSchema() if name == RETURN else TABLES[name].model.to_schema()
    rules = [rule for rule in RULES.values() if rule.table == name]
    schema.checks = [pa.Check(partial(_passes, rule, thresholds), name=rule.id, ignore_na=False) for rule in rules]
    return schema


def _passes(rule: Rule, thresholds: Thresholds, frame: pd.DataFrame) -> "pd.Series[bool]":
    """Not applicable counts as passed: only what is known to be wrong is a finding."""
    return rule.holds(frame, thresholds).astype("boolean").fillna(value=True).astype(bool)


def _fold(cases: pd.DataFrame) -> list[Failure]:
    cases = cases.assign(check=cases["check"].str.partition("(")[0])
    by_rule = cases["check"].isin(list(RULES))
    folded = pd.concat([cases[by_rule].drop_duplicates(["check", "index"]), cases[~by_rule]])
    failures = [
        _failure(row.index, row.column, str(row.check))
        for row in folded[["index", "column", "check"]].itertuples(index=False)
    ]
    return sorted(failures, key=lambda failure: (failure.index, failure.broken.id, failure.column))


def _failure(index: object, column: object, check: str) -> Failure:
    """An exception inside a rule comes back as a case without a row: that is our mistake, not the submitter's."""
    if not isinstance(index, int) or (check not in RULES and check not in LIMITS):
        raise RuntimeError(f"check {check!r} could not be carried out on column {column!r}")
    rule = RULES.get(check)
    return Failure(index, rule.cells[0] if rule else str(column), rule or LIMITS[check])
