"""What of a reading could not be read, and what need not be said because of that: `Refused.of(reading)`. Pure.

Asked once for each broken rule, of which a file may have thousands: everything is looked up, nothing searched.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.check.batch import tables_lacking_rows
from schemas.check.catalogue import CHECKS
from schemas.check.failures import Failure
from schemas.check.missing.rules import MISSING
from schemas.check.rule import RETURN, Check
from schemas.files.reading import Reading
from schemas.finding import Finding, Severity

_ROW_TWICE = "_ROW_TWICE"
_FOLLOWS = {"TABLE_TWICE": "HEAD_TWO_RETURNS", "TABLE_NONE": "RESPONDENT_CLOSED"}  # and from which rule's finding
_ROW_GONE, _JUMPS = "ROW_GONE", "_JUMPS"
_GONE_ROWS = frozenset(("MAIN_TABLE_EMPTY", "TABLE_GONE", _ROW_GONE, "STOCK_GONE"))
_SUMS = {rule.id: rule for rule in CHECKS.values() if rule.table == RETURN and rule.level == 1}


@dataclass(frozen=True)
class Refused:
    """Errors of level 0: figures by table, column and row; columns as rules name them; cells by sheet and address;
    and the tables of which rows, or all, are not there.
    """

    reading: Reading
    figures: frozenset[tuple[str | None, str | None, int | None]]
    columns: frozenset[str]
    cells: frozenset[tuple[str | None, str | None]]
    tables: frozenset[str]

    @classmethod
    def of(cls, reading: Reading) -> "Refused":
        """What the reading's own findings say."""
        errors = [one for one in reading.findings if one.severity == Severity.ERROR]
        missing = frozenset(one.table for one in reading.findings if one.table and one.rule == "TABLE_MISSING")
        return cls(
            reading,
            frozenset((one.table, one.column, one.row) for one in errors),
            frozenset(f"{one.table or 'head'}__{one.column}" for one in errors if one.column),
            frozenset((one.sheet, one.cell) for one in errors if one.table),
            tables_lacking_rows(reading) | missing,
        )

    def underlies(self, failure: Failure, position: int | None) -> bool:
        """Whether one of the rule's figures could not be read: that is said already, the rest would mislead.

        `position` is the row in its table; None for a rule about the whole return.
        """
        if not isinstance(failure.broken, Check):
            return False
        if position is None:
            return any(self.spoils(name) for name in failure.broken.cells)
        table = failure.broken.table
        row = self.reading.tables[table].rows[position]
        return any((table, column, row) in self.figures for column in failure.broken.cells)

    def spoils(self, name: str) -> bool:
        """Whether a sum over the return, `<table>__<column>`, lacks something that is said to be missing already."""
        table, _, column = name.partition("__")
        part = self.reading.tables.get(table)
        return name in self.columns or table in self.tables or (part is not None and column not in part.columns)

    def says_already(self, finding: Finding) -> bool:
        """What could not be read is empty by now: neither its cell nor the return is reported as empty once more."""
        if finding.rule == "KEY_MISSING":
            return (finding.sheet, finding.cell) in self.cells
        is_told = bool(self.cells) or "TABLE_NONE" in {one.rule for one in self.reading.findings}
        return finding.rule == "EMPTY_RETURN" and is_told

    def spoiled_sums(self, found: Sequence[Finding]) -> frozenset[str]:
        """The rules about sums over the return of which a side lacks rows, or counts one twice."""
        twins = {one.table for one in found if one.rule.endswith(_ROW_TWICE)}
        return frozenset(
            rule.id
            for rule in _SUMS.values()
            if any(self.spoils(name) or name.partition("__")[0] in twins for name in rule.cells)
        )


def is_consequence(finding: Finding, found: Sequence[Finding]) -> bool:
    """Whether it only follows from two returns in one file, from a label that stands twice, or from what is missing.

    Then a row seems gone, another to jump, and sums to differ. Of a month in which nobody is asked, no table is known.
    """
    if finding.rule in _FOLLOWS:
        return _FOLLOWS[finding.rule] in {one.rule for one in found}
    twins = [one for one in found if one.rule.endswith(_ROW_TWICE)]
    tables = {one.table for one in twins}
    if finding.rule in _SUMS:
        gone = {
            one.table if one.rule in _GONE_ROWS else f"{one.table}__{one.column}"
            for one in found
            if one.rule in MISSING
        }
        cells = _SUMS[finding.rule].cells
        return any(not {name, name.partition("__")[0]}.isdisjoint(gone | tables) for name in cells)
    if finding.rule.endswith(_JUMPS):
        return (finding.table, _key_of(finding)) in {(one.table, _key_of(one)) for one in twins}
    return finding.rule == _ROW_GONE and finding.table in tables


def _key_of(finding: Finding) -> str:
    """The row's key, as the finding's subject says it."""
    return (finding.subject or "").partition("[")[2]
