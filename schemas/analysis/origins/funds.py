"""The cells of chapter 8: money of the month and of the year to date."""

from schemas.analysis.origin import Origin, Worked
from schemas.analysis.origins.told import Told
from schemas.analysis.question import Filter, Question
from schemas.form.forms import TABLES
from schemas.report.funds import SOURCES
from schemas.report.model import CellRef
from schemas.report.topics.year import recorded_months

BY = {"funds_by_line": "budget_line", "funds_by_component": "component", "grants": "module"}


def funds_origin(cell: CellRef, told: Told) -> Origin:
    """Granted, spent and planned, of one line or all."""
    table, by = ("posts" if cell.table == "grants" else "offer_funds"), BY[cell.table]
    filters: dict[str, Filter] = {} if cell.row == "total" else {by: cell.row}
    granted = _granted(table, told, filters)
    to_date = _to_date(table, "spent_eur", told, filters)
    origins: dict[str, Origin] = {
        "granted": granted,
        "spent": Question(table, "spent_eur", told.month, filters),
        "spent_to_date": to_date,
        "straight_line": _even_plan(granted, table, told),
        "rest": Worked("difference", (granted, to_date)),
        "outflow": Worked("ratio", (to_date, granted)),
    }
    return origins[cell.column]


def sources_origin(cell: CellRef, told: Told) -> "Origin | None":
    """Money by where it comes from; only what the state grants has a plan."""
    table = "offer_funds"
    if cell.row == "total":
        return Worked("sum", tuple(_to_date(table, column, told, {}) for column in SOURCES.values()))
    used = _to_date(table, SOURCES[cell.row], told, {})
    if cell.column == "used" or cell.row != "granted":
        return used
    granted = _granted(table, told, {})
    origins: dict[str, Origin] = {
        "granted": granted,
        "straight_line": _even_plan(granted, table, told),
        "rest": Worked("difference", (granted, used)),
    }
    return origins[cell.column]


def statement_origin(cell: CellRef, told: Told) -> Origin:
    """Income by its source, spending, and what is left, of a line or all; where nobody has a row it is nothing."""
    table = "offer_funds"
    filters: dict[str, Filter] = {} if cell.row == "total" else {"budget_line": cell.row}
    year = told.summary.year_to_date[table]
    if year.empty or (cell.row != "total" and cell.row not in set(year["budget_line"])):
        return Worked("sum", ())
    granted, spent = _granted(table, told, filters), _to_date(table, "spent_eur", told, filters)
    others = tuple(_to_date(table, column, told, filters) for column in ("third_party_eur", "own_eur"))
    income, spending = Worked("sum", (granted, *others)), Worked("sum", (spent, *others))
    origins: dict[str, Origin] = {
        "granted": granted,
        "third_party": others[0],
        "own": others[1],
        "income": income,
        "spent": spent,
        "spending": spending,
        "rest": Worked("difference", (income, spending)),
    }
    return origins[cell.column]


def _even_plan(granted: Question, table: str, told: Told) -> Worked:
    return Worked("twelfths", (granted,), len(recorded_months(told.summary.year_to_date[table], told.summary)))


def _to_date(table: str, column: str, told: Told, filters: dict[str, Filter]) -> Question:
    return Question(table, column, told.month, filters, since=f"{told.month[:4]}-01")


def _granted(table: str, told: Told, filters: dict[str, Filter]) -> Question:
    """For the year: what each respondent said last of each row."""
    column = next(one.name for one in TABLES[table].figures if one.name in {"granted_eur", "grant_eur"})
    return Question(table, column, told.month, filters, since=f"{told.month[:4]}-01", is_newest=True)
