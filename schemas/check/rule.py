"""What a rule is, and the decorator that enters it in the one list `RULES`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from config.policy import Thresholds
from schemas.check.edit import Edit
from schemas.finding import Severity

Verdicts: TypeAlias = "pd.Series[bool]"
"""A row's verdict: True passes, False fails, missing is not applicable."""
Test: TypeAlias = Callable[[pd.DataFrame, Thresholds], Verdicts]

EXPLAIN = "Bitte prüfen und berichtigen, oder im Prüfprotokoll kurz erläutern."  # how any warning is mended
RETURN = "return"  # the frame with one row a submission, for rules that look at the whole return


@dataclass(frozen=True)
class Rule:
    """One rule: where it looks, how much it weighs, its German sentence and how to mend a failure.

    `table` is a form table, or RETURN. `cells` are the columns it is about, the first is where the finding points;
    in the return frame a column is named `<table>__<column>`. The sentence may hold any column of the frame in
    braces. `version` grows when the meaning changes. `edit` is the rule as a linear edit, where it is one.
    """

    id: str
    level: int
    severity: Severity
    table: str
    cells: tuple[str, ...]
    sentence: str
    hint: str
    holds: Test
    version: int = 1
    edit: Edit | None = None


RULES: dict[str, Rule] = {}


def add_rule(rule: Rule) -> None:
    """Enter a rule; raises ValueError where its id is taken."""
    if rule.id in RULES:
        raise ValueError(f"rule {rule.id} is defined twice")
    RULES[rule.id] = rule


def rule(  # noqa: PLR0913 - a rule's record has this many fields
    rule_id: str,
    *,
    level: int,
    severity: Severity,
    table: str,
    cells: tuple[str, ...],
    hint: str,
    version: int = 1,
    edit: Edit | None = None,
) -> Callable[[Test], Test]:
    """Make a rule of a function; its docstring is the sentence."""

    def enter(holds: Test) -> Test:
        sentence = " ".join((holds.__doc__ or "").split())
        add_rule(Rule(rule_id, level, severity, table, cells, sentence, hint, holds, version, edit))
        return holds

    return enter
