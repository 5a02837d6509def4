"""The protection audit: whether what is printed is protected as the policy says. Ways in: `find_unprotected`, `find_deducible`.

The first looks at the printed report alone, as a reader does, and knows nothing of how it was protected; the second says what
the attack on this and all earlier reports found (schemas.report.protection).
"""

from collections.abc import Iterator, Sequence

from config.policy import Disclosure
from schemas.german import format_number
from schemas.report.cell import ReportCell
from schemas.report.gate.evidence import Evidence, Observation
from schemas.report.model import FigureKind, ReportTable, cell_kind
from schemas.report.protection.quantities import describe_count

NAMED = 8  # figures in a sentence
_PLACES = 3  # decimals of a share that may leave: 58,4 %


def find_unprotected(evidence: Evidence) -> Iterator[Observation]:
    """Each column of a table in which a figure of persons stands that the profile does not let out."""
    disclosure = evidence.policy.disclosure
    if disclosure.profile == "none":
        return
    for table in evidence.report.tables():
        for column, number in _bare(table, disclosure).items():
            title = table.columns[table.column_index(column)].title
            yield Observation(f"{table.id}.{column}", float(number), {"table": table.title, "column": title})


def find_deducible(evidence: Evidence) -> Iterator[Observation]:
    """Figures that this report would let be known better than promised, and those that could not be attacked in time."""
    audit = evidence.audit
    number = audit.narrower + audit.unanswered if audit else 0
    if audit and number:
        yield Observation("figures", float(number), {"n": format_number(number)}, detail=_name_cells(audit.deducible))


def _name_cells(names: Sequence[str]) -> str:
    """Which figures they are, in German; the first ones, as a mail has room for."""
    more = f" und {len(names) - NAMED} weitere" if len(names) > NAMED else ""
    told = "; ".join(describe_count(name) for name in names[:NAMED])
    return f"Betroffen: {told}{more}." if names else ""


def _bare(table: ReportTable, disclosure: Disclosure) -> dict[str, int]:
    """Columns with cells that are not protected, and how many they are; a table without persons has none."""
    cells = [
        (column.id, cell, cell_kind(table, line, index), column.kind == "change")
        for line in table.rows
        for index, (column, cell) in enumerate(zip(table.columns, line.cells, strict=True))
        if not column.is_given
    ]
    if not any(kind == "persons" for _, _, kind, _ in cells):
        return {}
    bare = [name for name, cell, kind, is_change in cells if _is_bare(cell, kind, disclosure, is_change=is_change)]
    return {name: bare.count(name) for name in dict.fromkeys(bare)}


def _is_bare(cell: ReportCell, kind: FigureKind, disclosure: Disclosure, *, is_change: bool) -> bool:
    if cell.parts is not None:
        return True  # the counts behind a share would go with it
    if not isinstance(cell.value, int | float) or kind not in {"share", "persons"}:
        return False
    if kind == "share":
        return round(cell.value, _PLACES) != cell.value
    if disclosure.profile == "rounding":
        return cell.value % disclosure.rounding_base != 0
    return not is_change and 0 < cell.value < disclosure.suppression_threshold
