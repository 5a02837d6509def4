"""The cells of chapter 2: returns and files that are counted."""

from schemas.analysis.origin import Counted, Origin, Returns, Worked
from schemas.analysis.origins.told import Told
from schemas.report.model import CellRef

OF_RETURNS: dict[str, Counted] = {
    name: name for name in ("expected", "accepted", "nil", "late", "returned", "outstanding")
}
OF_FILES: dict[str, Counted] = {
    "submissions": "submissions", "returned": "sent_back", "superseded": "superseded", "errors": "errors",
    "warnings": "warnings", "informations": "informations",
}  # fmt: skip


def returns_origin(cell: CellRef, told: Told) -> Origin:
    """Returns of a kind of respondent, or of all."""
    if cell.column == "rate":
        return _rate(told.month, _kinds(cell.row, "total"))
    return Returns(OF_RETURNS[cell.column], told.month, _kinds(cell.row, "total"))


def rate_origin(cell: CellRef, _: Told) -> Origin:
    """The reporting rate of a month."""
    return _rate(cell.row, _kinds(cell.column, "all"))


def intake_origin(cell: CellRef, told: Told) -> Origin:
    """Files that came for the month, and what was found in them."""
    return Returns(OF_FILES[cell.column], told.month, _kinds(cell.row, "total"))


def _rate(month: str, kinds: tuple[str, ...]) -> Origin:
    return Worked("ratio", (Returns("accepted", month, kinds), Returns("expected", month, kinds)))


def _kinds(kind: str, everybody: str) -> tuple[str, ...]:
    return () if kind == everybody else (kind,)
