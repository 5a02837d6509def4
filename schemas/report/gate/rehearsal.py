"""How a report would come out if it were published now: `Rehearsal`, and whom it needs most."""

from dataclasses import dataclass

from schemas.report.gate.checklist import Point
from schemas.report.gate.returns import ALL_KINDS


@dataclass(frozen=True)
class Rehearsal:
    """Returns in force and owed, what would hold the report, what it would note."""

    month: str
    n: int
    expected: int
    held: tuple[Point, ...] = ()
    noted: tuple[Point, ...] = ()

    def rank(self, respondent: str, kind: str, *, is_missing: bool) -> int | None:
        """How soon to call somebody: 0 lifts what blocks, 1 is missing, 2 lifts what is noted; None: no need."""
        if any(respondent in point.respondents for point in self.held):
            return 0
        if is_missing:
            return 0 if any(point.subject in {kind, ALL_KINDS} for point in self.held) else 1
        return 2 if any(respondent in point.respondents for point in self.noted) else None
