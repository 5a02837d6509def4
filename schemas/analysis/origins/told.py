"""What is known of a report that somebody asks about: `Told`."""

from dataclasses import dataclass

from schemas.report.model import Report, ReportTable
from schemas.report.summary import Summary


@dataclass(frozen=True)
class Told:
    """A report as it was printed, the same with its true figures, and what both were made of."""

    printed: Report
    true: Report
    summary: Summary

    @property
    def month(self) -> str:
        """The reporting month."""
        return self.summary.month

    def gathered(self, table: str) -> tuple[str, ...]:
        """The rows that are printed as one ("Übrige"): those of the true table that the printed one does not list."""
        return tuple(sorted(_keys(self.true.table(table)) - _keys(self.printed.table(table))))

    def is_gathered(self, table: str, row: str) -> bool:
        """Whether a row is that of the gathered ones."""
        return row not in _keys(self.true.table(table))


def _keys(table: ReportTable) -> set[str]:
    return {line.key for line in table.rows}
