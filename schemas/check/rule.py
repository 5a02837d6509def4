"""What a rule is: `Rule` says what every rule says, `Check` also how a frame is asked.

All rules stand in the one list of schemas.check.catalogue.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from config.policy import Stage, StageSpan, Thresholds
from schemas.check.expression import Edit, Verdicts
from schemas.finding import Severity

Test: TypeAlias = Callable[[pd.DataFrame, Thresholds], Verdicts]

EXPLAIN = "Bitte prüfen und berichtigen, oder im Prüfprotokoll kurz erläutern."  # how any warning is mended
# An error cannot be explained: what takes its place in a hint.
_OF_ERRORS = {
    ", oder im Prüfprotokoll kurz erläutern.": ". Stimmt es so, rufen Sie uns bitte an.",
    "erläutern Sie es bitte im Prüfprotokoll.": "rufen Sie uns bitte an.",
    "erläutern Sie sie bitte kurz im Prüfprotokoll.": "rufen Sie uns bitte an.",
    "sagen Sie das bitte im Prüfprotokoll;": "rufen Sie uns bitte an;",
    ", oder erläutern Sie im Prüfprotokoll, warum es nichts mehr gibt.": ". Gibt es nichts mehr, rufen Sie uns bitte an.",
    " und nennen den Grund im Prüfprotokoll.": "; dann fragen wir nach dem Grund.",
}
RETURN = "return"  # the frame with one row a submission, for rules that look at the whole return


@dataclass(frozen=True)
class Rule:
    """What every rule says: how much it weighs, its German sentence and how to mend a failure.

    `level` is 0 for file and form, 1 inside one return, 2 against the respondent's past, 3 between respondents. The
    words in braces are filled in where it fails. `version` grows when the meaning changes. `stage` is where a new rule
    begins; None: it is told as its severity says. `raised_by`: the columns, as `<table>__<column>`, each of which can raise
    it; none where it looks at the file, its head or whatever a return says. `holds_a_year`: what is explained is about
    one calendar year, and no answer in the next.
    """

    id: str
    level: int
    severity: Severity
    sentence: str
    hint: str
    version: int = 1
    stage: Stage | None = None
    raised_by: tuple[str, ...] = ()
    holds_a_year: bool = False

    @property
    def tables(self) -> frozenset[str]:
        """The tables that it looks at, where it does not look at all of a return."""
        return frozenset(one.partition("__")[0] for one in self.raised_by)

    def is_askable(self, absent: frozenset[str]) -> bool:
        """Whether it can be asked where these columns are not: one of those that raise it is enough."""
        return not self.raised_by or not absent.issuperset(self.raised_by)


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
    def tables(self) -> frozenset[str]:
        """The tables that it looks at; those of the sums in the return frame are in the names of its cells."""
        return super().tables | {self.table, *(cell.partition("__")[0] for cell in self.cells)}

    def is_askable(self, absent: frozenset[str]) -> bool:
        """Whether it can be asked where these columns are not: it needs all of its own."""
        return super().is_askable(absent) and absent.isdisjoint(f"{self.table}__{cell}" for cell in self.cells)

    @property
    def edit(self) -> Edit | None:
        """The rule as a linear edit, where it is one."""
        return self.holds if isinstance(self.holds, Edit) else None


def stage_of(rule: Rule, month: str | None, spans: Iterable[StageSpan]) -> Stage | None:
    """The stage of a rule in the returns for a month (YYYY-MM): what its newest span says; None: as its severity says."""
    own = [one for one in spans if one.rule == rule.id and one.since <= (month or "")]
    return max(own, key=lambda one: one.since).stage if own else rule.stage


def is_asked(stage: Stage | None) -> bool:
    """Whether a rule in that stage is asked of returns at all."""
    return stage not in {"draft", "retired"}


def is_told(stage: Stage | None) -> bool:
    """Whether anybody hears what it finds."""
    return is_asked(stage) and stage != "shadow"


def weigh_hint(hint: str, severity: Severity) -> str:
    """How a failure is mended, by how much it weighs: an error cannot be explained."""
    for advice, instead in _OF_ERRORS.items() if severity == Severity.ERROR else ():
        hint = hint.replace(advice, instead)
    return hint


def check(  # noqa: PLR0913 - a rule's record has this many fields
    rule_id: str,
    *,
    level: int,
    severity: Severity,
    table: str,
    cells: tuple[str, ...],
    hint: str,
    version: int = 1,
    holds_a_year: bool = False,
) -> Callable[[Test], Check]:
    """Make a rule of a function; its docstring is the sentence."""

    def make(holds: Test) -> Check:
        sentence = " ".join((holds.__doc__ or "").split())
        return Check(
            rule_id,
            level,
            severity,
            sentence,
            hint,
            version,
            holds_a_year=holds_a_year,
            table=table,
            cells=cells,
            holds=holds,
        )

    return make
