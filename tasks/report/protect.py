"""Make a report safe to leave the centre: no figure of a few persons can be read or worked out from it.

One way in: `protect_report(report, disclosure)`, for one table `protect_table`. The profiles of `config.policy`:
`rounding`: every count of persons to a multiple of 5, as NRW's school statistics do (0-2 -> 0, 3-7 -> 5); shares
are worked out from the rounded counts; totals are rounded by themselves and need not add up.
`suppression`: counts of 1 and 2 are hidden as `.`, with as many others as it takes that none can be calculated back.
`none`: for use inside the centre.
Rounded figures that tell more of others than rounding leaves are kept back, by names (schemas.report.protection).
Only cells of the kind `persons` are protected, and shares beside them, which are given no more exactly than they are
printed. Changes are always worked out again from protected figures, so that a revision does not tell what a rounded or
hidden figure was.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from config.policy import Disclosure
from schemas.german import round_half_up
from schemas.report.cell import ReportCell, ReportValue, Sign
from schemas.report.model import Definitions, ProtectedReport, Report, ReportRow, ReportTable, Section, cell_kind
from schemas.report.protection.grid import build_grid, persons_places
from schemas.report.protection.hide import hide_cheapest
from schemas.report.protection.quantities import CountPlace, find_places
from schemas.report.protection.rounding import round_to
from schemas.report.revisions import REVISIONS, drop_unchanged
from schemas.report.suppression import GridPlace
from tasks.report.arrange import gather_report, gather_unseen, rank_rows, withhold_medians

NOTES = {
    "rounding": "Personenzahlen sind auf Vielfache von {base} gerundet, Summen einzeln: Abweichungen sind möglich.",
    "withheld": "Ein Punkt (.) steht auch für Zahlen, mit denen sich andere genauer errechnen ließen als gerundet.",
    "suppression": "Ein Punkt (.) steht auch für Personenzahlen, die geheim zu halten sind.",
}
RULES = {
    "rounding": (
        ("Übrige", "Zeilen, in denen nur 0 stünde, sind zusammengefasst."),
        ("Gerundete Personenzahlen",
         "Alle Personenzahlen sind auf Vielfache von {base} gerundet. Eine wahre Null erscheint ebenfalls als 0."),
        ("Summen", "Summen sind unabhängig von ihren Teilen gerundet und daher nicht immer deren Summe."),
        ("Anteile und Quoten", "Sie sind aus den gerundeten Zahlen derer berechnet, die beide Teile angegeben haben."),
        ("Veränderungen", "Sie sind Differenzen der gerundeten Zahlen derselben Berichtsstellen."),
    ),
    "withheld": (
        ("Nicht genannte Zahlen",
         "Wo sich mit einer Zahl andere genauer errechnen ließen als gerundet, steht dafür ein Punkt (.)."),
        ("Anteile und Veränderungen aus ihnen", "Sie entfallen."),
    ),
    "suppression": (
        ("Geheim gehaltene Personenzahlen",
         "Personenzahlen unter {threshold} sind durch einen Punkt (.) ersetzt, die Null ausgenommen."),
        ("Gegensperrung", "Damit sie sich nicht aus Summen errechnen lassen, sind weitere Zahlen ebenso ersetzt."),
        ("Anteile und Veränderungen", "Sie entfallen, wenn eine ihrer Zahlen geheim gehalten ist."),
    ),
}  # fmt: skip


def protect_report(report: Report, disclosure: Disclosure, withheld: Collection[str] = ()) -> ProtectedReport:
    """The report with protected tables and, in its annex, how. Charts and sentences follow the tables by themselves.

    `withheld` are the names of figures that are kept back (schemas.report.protection.quantities).
    """
    if disclosure.profile == "none":
        return ProtectedReport(report)
    base, is_rounded = disclosure.rounding_base, disclosure.profile == "rounding"
    listed = gather_report(report, base) if is_rounded and withheld else report
    hidden = find_places(report, listed, withheld) if withheld else frozenset()
    sections = tuple(_protect_section(section, disclosure, hidden) for section in report.sections)
    annex = _protect_section(report.annex, disclosure, hidden)
    words = disclosure.model_dump()
    said = (*RULES[disclosure.profile], *(RULES["withheld"] if hidden and is_rounded else ()))
    rules = tuple((term, text.format(base=base, threshold=words["suppression_threshold"])) for term, text in said)
    annex = replace(annex, blocks=(*annex.blocks, Definitions("geheimhaltung", "Geheimhaltung", rules)))
    return ProtectedReport(_repeat_changes(replace(report, sections=sections, annex=annex)))


def protect_table(
    table: ReportTable, disclosure: Disclosure, hidden: frozenset[CountPlace] = frozenset()
) -> ReportTable:
    """One table protected by the profile, without what is `hidden` of it.

    A table without counts of persons comes back as it is.
    """
    if disclosure.profile == "none" or not any(persons_places(table)):
        return table
    notes = [NOTES[disclosure.profile].format(base=disclosure.rounding_base)]
    if disclosure.profile == "rounding":
        base = disclosure.rounding_base
        table = gather_unseen(table, base)
        rounded = _map_cells(table, {(r, c): _rounded(table.rows[r].cells[c], base) for r, c in persons_places(table)})
        kept_back = _keep_back(rounded, hidden)
        notes += [NOTES["withheld"]] if kept_back != rounded else []
        protected = rank_rows(withhold_medians(_renew_shares(kept_back, base), most=base))
    else:
        protected = withhold_medians(_suppress(table, disclosure, hidden), disclosure.suppression_threshold)
    return replace(_renew_changes(_coarsen(protected)), notes=(*table.notes, *notes))


def _protect_section(section: Section, disclosure: Disclosure, hidden: frozenset[CountPlace]) -> Section:
    blocks = tuple(
        protect_table(one, disclosure, hidden) if isinstance(one, ReportTable) else one for one in section.blocks
    )
    quiet = (
        drop_unchanged(block) if isinstance(block, ReportTable) and block.id == REVISIONS else block for block in blocks
    )
    return replace(section, blocks=tuple(quiet))


def _rounded(cell: ReportCell, base: int) -> ReportCell:
    """What is rounded to nothing looks like a true nothing: telling them apart would tell who is few."""
    value = round_to(float(cell.value or 0), base)
    return replace(cell, value=value, sign=cell.sign if value else Sign.LESS)


def _renew_shares(table: ReportTable, base: int) -> ReportTable:
    """Shares of persons from the counts as they are printed: nobody learns from them what was rounded away."""
    cells: dict[GridPlace, ReportCell] = {}
    for r, line in enumerate(table.rows):
        for c, cell in enumerate(line.cells):
            parts = _printed_parts(table, line, c, base) if isinstance(cell.value, int | float) else None
            if parts:
                top, whole = parts
                cells[r, c] = replace(cell, value=top / whole) if whole else ReportCell(None, Sign.UNRELIABLE)
    return _map_cells(table, cells)


def _printed_parts(table: ReportTable, line: ReportRow, c: int, base: int) -> tuple[float, float] | None:
    """The two rounded counts of a share: those it remembers, or those beside it; None where it is none of persons."""
    if parts := line.cells[c].parts:
        return round_to(parts[0], base), round_to(parts[1], base)
    places = [table.column_index(name) for name in table.columns[c].share_of or ()]
    values = [line.cells[place].value for place in places if cell_kind(table, line, place) == "persons"]
    known = [value for value in values if isinstance(value, int | float)]
    return (known[0], known[1]) if len(known) == 2 else None


def _coarsen(table: ReportTable) -> ReportTable:
    """Shares as printed (58,4 %): with six digits, a spreadsheet finds the two counts that they were made of."""
    return _map_cells(table, {
        (r, c): replace(cell, value=float(round_half_up(cell.value, 3)), parts=None)
        for r, line in enumerate(table.rows)
        for c, cell in enumerate(line.cells)
        if isinstance(cell.value, float) and cell_kind(table, line, c) == "share"
    })  # fmt: skip


def _suppress(table: ReportTable, disclosure: Disclosure, hidden: frozenset[CountPlace]) -> ReportTable:
    return _keep_back(table, hidden, {place[:2] for place in hide_cheapest(build_grid(table), disclosure)})


def _keep_back(table: ReportTable, hidden: frozenset[CountPlace], places: Collection[GridPlace] = ()) -> ReportTable:
    """The table without what is `hidden`, in all tables, and these places of its own."""
    gone: set[GridPlace] = {
        (r, c)
        for r, line in enumerate(table.rows)
        for c, column in enumerate(table.columns)
        if (table.id, line.key, column.id) in hidden
    }
    gone |= set(places)
    gone |= set(_dependent(table, gone))
    return _map_cells(table, dict.fromkeys(gone, ReportCell(None, Sign.UNKNOWN)))


def _dependent(table: ReportTable, hidden: set[GridPlace]) -> Iterator[GridPlace]:
    """Shares and ratios from which a hidden figure could be worked out."""
    for c, column in enumerate(table.columns):
        parts = [table.column_index(name) for name in column.share_of or ()]
        for r, line in enumerate(table.rows):
            if any((r, part) in hidden for part in parts) and line.cells[c].value is not None:
                yield r, c


def _renew_changes(table: ReportTable) -> ReportTable:
    cells: dict[GridPlace, ReportCell] = {}
    for c, column in enumerate(table.columns):
        places = [table.column_index(name) for name in column.change_of or ()]
        for r, line in enumerate(table.rows):
            if places and line.cells[c].value is not None and cell_kind(table, line, c) in {"persons", "share"}:
                cells[r, c] = _difference([line.cells[place].value for place in places])
    return _map_cells(table, cells)


def _difference(values: Sequence[ReportValue]) -> ReportCell:
    """The first value less the second; of four, that less the difference of the last two."""
    known = [value for value in values if isinstance(value, int | float)]
    if len(known) < len(values):
        return ReportCell(None, Sign.UNKNOWN)
    change = sum(value * sign for value, sign in zip(known, (1, -1, -1, 1), strict=False))
    return ReportCell(change if isinstance(known[0], int) else float(round_half_up(change, 3)))


def _repeat_changes(report: Report) -> Report:
    """Changes that stand in a second table, once more as they were protected in the first."""
    sections = tuple(
        replace(
            section,
            blocks=tuple(
                _repeat(block, report) if isinstance(block, ReportTable) else block for block in section.blocks
            ),
        )
        for section in report.sections
    )
    return replace(report, sections=sections)


def _repeat(table: ReportTable, report: Report) -> ReportTable:
    """Where the other table, or its row, is not printed, the change is unknown."""
    known = {one.id: one for one in report.tables()}
    printed = {name: {line.key for line in one.rows} for name, one in known.items()}
    cells: dict[GridPlace, ReportCell] = {
        (r, c): known[first].cell(line.key, name)
        if line.key in printed.get(first, ())
        else ReportCell(None, Sign.UNKNOWN)
        for c, column in enumerate(table.columns)
        for first, name in ([column.same_as] if column.same_as else [])
        for r, line in enumerate(table.rows)
    }
    return _map_cells(table, cells)


def _map_cells(table: ReportTable, cells: dict[GridPlace, ReportCell]) -> ReportTable:
    rows = tuple(
        replace(line, cells=tuple(cells.get((r, c), cell) for c, cell in enumerate(line.cells)))
        for r, line in enumerate(table.rows)
    )
    return replace(table, rows=rows)
