"""What a rule demands, said of columns: `Edit`, `Proportion`, `NotNegative` and `Once`. Pure.

From one expression follow the check of a whole batch (each is asked of a frame), the search for the wrong cells, and
the formula by which a form checks itself (schemas.check.live). The word edit and its use are those of I. P. Fellegi
and D. Holt, "A Systematic Approach to Automatic Edit and Imputation", Journal of the American Statistical Association
71 (1976).
"""

from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any, TypeAlias

import pandas as pd

from config.policy import Thresholds

Verdicts: TypeAlias = "pd.Series[bool]"
"""A row's verdict: True passes, False fails, missing is not applicable."""


@dataclass(frozen=True)
class Edit:
    """What is on the plus side (parts) is at most what is on the minus side (wholes), or equal to it.

    Columns are those of the rule's frame: a table's own, or `<table>__<column>` where sums over the return are meant.
    """

    parts: tuple[str, ...]
    wholes: tuple[str, ...]
    is_equation: bool = False

    def weights(self) -> dict[str, int]:
        """The coefficient of each column."""
        return dict.fromkeys(self.parts, 1) | dict.fromkeys(self.wholes, -1)

    def __call__(self, t: pd.DataFrame, _: Thresholds) -> Verdicts:
        """Which rows obey; a missing part counts as nothing where another is filled in, without any it is not asked.

        Without its whole an inequality says nothing; in an equation a missing side is 0 once the other is filled in.
        """
        parts = _sum([t[name].fillna(0) for name in self.parts])
        some = _any([t[name].notna() for name in self.parts])
        if self.is_equation:
            wholes = _sum([t[name].fillna(0) for name in self.wholes])
            return _where(parts == wholes, some | _any([t[name].notna() for name in self.wholes]))
        return _where(parts <= _sum([t[name] for name in self.wholes]), some)


@dataclass(frozen=True)
class Proportion:
    """A part is at most (`is_most`) or at least as large as a threshold of the policy says for its whole.

    It is asked where the column `asked` is above 0. The threshold counts in `per`: 100 for percent, 1 for so many to
    each. With `by`, a column of codes, it is another one for each code, and rows of other codes are not asked.
    """

    part: str
    whole: str
    asked: str
    limit: str = ""
    is_most: bool = False
    per: int = 100
    by: str = ""
    limits: tuple[tuple[str, str], ...] = ()

    def __call__(self, t: pd.DataFrame, thresholds: Thresholds) -> Verdicts:
        """Which rows obey."""
        part, bound = t[self.part] * self.per, t[self.whole] * self._limit(t, thresholds)
        return _where(part <= bound if self.is_most else part >= bound, t[self.asked] > 0)

    def _limit(self, t: pd.DataFrame, thresholds: Thresholds) -> Any:
        if not self.by:
            return getattr(thresholds, self.limit)
        known = {code: getattr(thresholds, limit) for code, limit in self.limits}
        return t[self.by].map(known).astype("Float64")


@dataclass(frozen=True)
class NotNegative:
    """A figure is at least 0; it is asked from `least`, the column's own limit, which says so where it is less."""

    column: str
    least: float

    def __call__(self, t: pd.DataFrame, _: Thresholds) -> Verdicts:
        """Which rows obey."""
        return _where((t[self.column] >= 0).astype("boolean"), t[self.column] >= self.least)


@dataclass(frozen=True)
class Once:
    """Of the rows of one return that have the same key all but the first are wrong."""

    keys: tuple[str, ...]

    def __call__(self, t: pd.DataFrame, _: Thresholds) -> Verdicts:
        """Which rows obey."""
        keys = list(self.keys)
        return _where((~t.duplicated(["reading", *keys])).astype("boolean"), t[keys].notna().all(axis="columns"))


def _where(verdicts: Verdicts, asked: Verdicts) -> Verdicts:
    return verdicts.where(asked)


def _sum(columns: list[Any]) -> Any:
    return reduce(add, columns)


def _any(columns: list[Any]) -> Any:
    return reduce(or_, columns)
