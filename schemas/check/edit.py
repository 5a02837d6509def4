"""A rule as a linear edit: a weighted sum of cells that must not exceed 0, or must be exactly 0.

The rule's test and the search for the cells that are wrong (schemas.check.localise) both follow from it. The word and the
use are those of I. P. Fellegi and D. Holt, "A Systematic Approach to Automatic Edit and Imputation", Journal of the
American Statistical Association 71 (1976).
"""

from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any

import pandas as pd


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

    def holds(self, t: pd.DataFrame) -> "pd.Series[bool]":
        """Which rows obey; a missing part counts as nothing where another is filled in, without any it is not asked.

        Without its whole an inequality says nothing; in an equation a missing side is 0 once the other is filled in.
        """
        parts = _sum([t[name].fillna(0) for name in self.parts])
        some = _any([t[name].notna() for name in self.parts])
        if self.is_equation:
            wholes = _sum([t[name].fillna(0) for name in self.wholes])
            return _where(parts == wholes, some | _any([t[name].notna() for name in self.wholes]))
        return _where(parts <= _sum([t[name] for name in self.wholes]), some)


def _where(verdicts: "pd.Series[bool]", asked: "pd.Series[bool]") -> "pd.Series[bool]":
    return verdicts.where(asked)


def _sum(columns: list[Any]) -> Any:
    return reduce(add, columns)


def _any(columns: list[Any]) -> Any:
    return reduce(or_, columns)
