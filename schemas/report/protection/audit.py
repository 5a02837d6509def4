"""What the attack on a report and everything published before it found: `Audit`, in numbers and names."""

from dataclasses import dataclass

from schemas.report.protection.attack import Findings
from schemas.report.protection.trace import Figure


@dataclass(frozen=True)
class Audit:
    """How many figures were attacked; how many are known better than promised, how many exactly, of how many no answer
    came in time; how many were so before this report. `withheld` are the names of the figures that it keeps back, `trace`
    is what it tells, for the audits of later reports (schemas.report.protection.trace; empty: older than that),
    `deducible` are the names of those that are narrower because of it or had no answer: for the house, never for a report.
    """

    attacked: int
    narrower: int
    exact: int
    unanswered: int
    before: int
    withheld: tuple[str, ...] = ()
    trace: str = ""
    deducible: tuple[str, ...] = ()

    @property
    def numbers(self) -> dict[str, int]:
        """What the manifest says."""
        return {
            "attacked": self.attacked,
            "narrower": self.narrower,
            "exact": self.exact,
            "unanswered": self.unanswered,
            "narrower_before": self.before,
            "withheld": len(self.withheld),
        }


def make_audit(found: Findings, known: frozenset[Figure], withheld: frozenset[str], trace: str) -> Audit:
    """The audit of a report; what was known before is told apart, since no report can take it back."""
    before = known & found.narrow.keys()
    return Audit(
        found.attacked,
        len(found.narrow) - len(before),
        found.exact,
        len(found.open),
        len(before),
        tuple(sorted(withheld)),
        trace,
        tuple(sorted({name for name, _ in (found.narrow.keys() | found.open) - before})),
    )
