"""What a rule is: `Rule` says what every rule says, `Check` also how a frame is asked.

All rules stand in the one list of schemas.check.catalogue.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from config.policy import Thresholds
from schemas.check.expression import Edit, Verdicts
from schemas.finding import Severity

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


@dataclass(frozen=True, kw_only=True)
class Check(Rule):
    """A rule that is asked of every row of a frame.

    `table` is a form table, or RETURN. `cells` are the columns it is about, the first is where the finding points;
    in the return frame a column is named `<table>__<column>`. The sentence may hold any column of the frame in
    braces. `holds` is an expression of schemas.check.expression wherever a spreadsheet has to know the rule, too.
    """

    table: str
    cells: tuple[str, ...]
    holds: Test

    @property
    def edit(self) -> Edit | None:
        """The rule as a linear edit, where it is one."""
        return self.holds if isinstance(self.holds, Edit) else None


def check(  # noqa: PLR0913 - a rule's record has this many fields
    rule_id: str, *, level: int, severity: Severity, table: str, cells: tuple[str, ...], hint: str, version: int = 1
) -> Callable[[Test], Check]:
    """Make a rule of a function; its docstring is the sentence."""

    def make(holds: Test) -> Check:
        sentence = " ".join((holds.__doc__ or "").split())
        return Check(rule_id, level, severity, sentence, hint, version, table=table, cells=cells, holds=holds)

    return make
