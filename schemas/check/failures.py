"""Check a whole batch: `find_failures(name, frame, thresholds)` says which row fails which rule or limit in which column.

The limits of the columns are pandera's. The rules are asked themselves: as checks of pandera each row that breaks one
would come back once for every column, gigabytes where somebody sent thousands of wrong rows.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd
from pandera.errors import SchemaErrors

from config.policy import Thresholds
from schemas.check.catalogue import CHECKS
from schemas.check.column_rules import LIMITS
from schemas.check.rule import RETURN, Check, Rule, is_asked, is_told, stage_of
from schemas.form.forms import TABLES


@dataclass(frozen=True)
class Failure:
    """One row that fails one rule or limit; `index` is the row's label in the frame."""

    index: int
    column: str
    broken: Rule


@contextmanager
def in_shadow(
    rules: Iterable[Rule], months: Iterable[object], thresholds: Thresholds, failed: dict[str, str]
) -> Iterator[None]:
    """A rule that nobody is told of costs no return: where it cannot be asked, `failed` takes in why.

    Raises whatever a rule raises that is told in one of the months.
    """
    rules = list(rules)
    try:
        yield
    except Exception as error:
        stages = [stage_of(rule, _text(month), thresholds.stages) for month in months for rule in rules]
        if any(is_told(stage) for stage in stages):
            raise
        failed.update(dict.fromkeys((rule.id for rule in rules), f"{type(error).__name__}: {error}"))


def find_failures(name: str, frame: pd.DataFrame, thresholds: Thresholds, failed: dict[str, str]) -> list[Failure]:
    """What is wrong in the frame of a form table, or of the returns (RETURN): each rule and limit is asked once.

    `failed` takes in which rules of the shadow could not be asked, and why.
    """
    if frame.empty:
        return []
    failures = [*_broken_rules(name, frame, thresholds, failed), *_broken_limits(name, frame)]
    return sorted(failures, key=lambda failure: (failure.index, failure.broken.id, failure.column))


def _broken_rules(name: str, frame: pd.DataFrame, thresholds: Thresholds, failed: dict[str, str]) -> Iterator[Failure]:
    for rule in CHECKS.values():
        if rule.table == name:
            rows = _asked_rows(rule, thresholds, frame)
            with in_shadow([rule], rows["month"], thresholds, failed):
                for index in rows.index[~_passes(rule, thresholds, rows)] if len(rows) else ():
                    yield Failure(int(index), rule.cells[0], rule)


def _asked_rows(rule: Check, thresholds: Thresholds, frame: pd.DataFrame) -> pd.DataFrame:
    """Those of months in which the rule is asked: a draft may do anything, even fail."""
    spans = [one for one in thresholds.stages if one.rule == rule.id]
    if rule.stage is None and not spans:
        return frame
    return frame[[is_asked(stage_of(rule, _text(month), spans)) for month in frame["month"]]]


def _text(month: object) -> str | None:
    return month if isinstance(month, str) else None


def _passes(rule: Check, thresholds: Thresholds, frame: pd.DataFrame) -> "pd.Series[bool]":
    """Not applicable counts as passed: only what is known to be wrong is a finding."""
    return ask(rule, frame, thresholds).fillna(value=True).astype(bool)


def ask(rule: Check, frame: pd.DataFrame, thresholds: Thresholds) -> "pd.Series[bool]":
    """Whether each row passes a rule; missing where the rule does not apply to it."""
    return rule.holds(frame, thresholds).astype("boolean")


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
