"""What of a reading could not be read, and what need not be said because of that: `Refused.of(reading)`. Pure.

Asked once for each broken rule, of which a file may have thousands: everything is looked up, nothing searched.
"""

from dataclasses import dataclass

from schemas.check.failures import Failure
from schemas.check.rule import Check
from schemas.files.reading import Reading
from schemas.finding import Finding, Severity


@dataclass(frozen=True)
class Refused:
    """Errors of level 0: figures by table, column and row; columns as rules name them; cells by sheet and address."""

    reading: Reading
    figures: frozenset[tuple[str | None, str | None, int | None]]
    columns: frozenset[str]
    cells: frozenset[tuple[str | None, str | None]]

    @classmethod
    def of(cls, reading: Reading) -> "Refused":
        """What the reading's own findings say."""
        errors = [one for one in reading.findings if one.severity == Severity.ERROR]
        return cls(
            reading,
            frozenset((one.table, one.column, one.row) for one in errors),
            frozenset(f"{one.table or 'head'}__{one.column}" for one in errors if one.column),
            frozenset((one.sheet, one.cell) for one in errors if one.table),
        )

    def underlies(self, failure: Failure, position: int | None) -> bool:
        """Whether one of the rule's figures could not be read: that is said already, the rest would mislead.

        `position` is the row in its table; None for a rule about the whole return.
        """
        if not isinstance(failure.broken, Check):
            return False
        if position is None:
            return not self.columns.isdisjoint(failure.broken.cells)
        table = failure.broken.table
        row = self.reading.tables[table].rows[position]
        return any((table, column, row) in self.figures for column in failure.broken.cells)

    def says_already(self, finding: Finding) -> bool:
        """What could not be read is empty by now: neither its cell nor the return is reported as empty once more."""
        if finding.rule == "KEY_MISSING":
            return (finding.sheet, finding.cell) in self.cells
        return finding.rule == "EMPTY_RETURN" and bool(self.cells)
