"""What a rule is: `Rule` says what every rule says, `Check` also how a frame is asked, `Edit` which sums it compares.

All rules stand in the one list of schemas.check.catalogue. A rule's test and the search for the cells that are wrong
(schemas.check.localisation.localise) both follow from its edit. The word and the use are those of I. P. Fellegi and D. Holt, "A
Systematic Approach to Automatic Edit and Imputation", Journal of the American Statistical Association 71 (1976).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import add, or_
from typing import Any, TypeAlias

import pandas as pd

from config.policy import Thresholds
from schemas.finding import Severity

Verdicts: TypeAlias = "pd.Series[bool]"
"""A row's verdict: True passes, False fails, missing is not applicable."""
Test: TypeAlias = Callable[[pd.DataFrame, Thresholds], Verdicts]

EXPLAIN = "Bitte prüfen und berichtigen, oder im Prüfprotokoll kurz erläutern."  # how any warning is mended
RETURN = "return"  # the frame with one row a submission, for rules that look at the whole return


@dataclass(frozen=True)
class Rule:
    """What every rule says: how much it weighs, its German sentence and how to mend a failure.

    `level` is 0 for file and form, 1 inside one return, 2 against the respondent's past, 3 between respondents. The
    words in braces are filled in where it fails. `version` grows when the meaning changes.
    """

    id: str
    level: int
    severity: Severity
    sentence: str
    hint: str
    version: int = 1


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


@dataclass(frozen=True, kw_only=True)
class Check(Rule):
    """A rule that is asked of every row of a frame.

    `table` is a form table, or RETURN. `cells` are the columns it is about, the first is where the finding points;
    in the return frame a column is named `<table>__<column>`. The sentence may hold any column of the frame in
    braces. `edit` is the rule as a linear edit, where it is one.
    """

    table: str
    cells: tuple[str, ...]
    holds: Test
    edit: Edit | None = None


def check(  # noqa: PLR0913 - a rule's record has this many fields
    rule_id: str,
    *,
    level: int,
    severity: Severity,
    table: str,
    cells: tuple[str, ...],
    hint: str,
    version: int = 1,
    edit: Edit | None = None,
) -> Callable[[Test], Check]:
    """Make a rule of a function; its docstring is the sentence."""

    def make(holds: Test) -> Check:
        sentence = " ".join((holds.__doc__ or "").split())
        return Check(
            rule_id, level, severity, sentence, hint, version, table=table, cells=cells, holds=holds, edit=edit
        )

    return make
