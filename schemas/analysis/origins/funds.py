"""The cells of chapter 8: money of the month and of the year to date."""

from schemas.analysis.origin import Origin, Worked
from schemas.analysis.origins.told import Told
from schemas.analysis.question import Filter, Question
from schemas.form.forms import TABLES
from schemas.report.funds import recorded_months
from schemas.report.model import CellRef

BY = {"funds_by_line": "budget_line", "funds_by_component": "component", "grants": "module"}
SPENT = ("spent_eur", "own_eur", "third_party_eur")


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
        "straight_line": Worked(
            "twelfths", (granted,), recorded_months(told.summary.year_to_date[table], told.summary)
        ),
        "outflow": Worked("ratio", (to_date, granted)),
    }
    return origins[cell.column]


def statement_origin(cell: CellRef, told: Told) -> Origin:
    """Income by its source, spending by its line, and what is left."""
    income: dict[str, Origin] = {
        "granted": _granted("offer_funds", told, {}),
        "third_party": _to_date("offer_funds", "third_party_eur", told, {}),
        "own": _to_date("offer_funds", "own_eur", told, {}),
    }
    if cell.row.startswith("spent_"):
        return _spent(told, {"budget_line": cell.row.removeprefix("spent_")})
    sums: dict[str, Origin] = {"income": Worked("sum", tuple(income.values())), "spending": _spent(told, {})}
    rest = Worked("difference", (sums["income"], sums["spending"]))
    named: dict[str, Origin] = {**sums, "rest": rest}
    return named[cell.row] if cell.row in named else Worked("sum", (income[cell.row],))


def _spent(told: Told, filters: dict[str, Filter]) -> Origin:
    return Worked("sum", tuple(_to_date("offer_funds", column, told, filters) for column in SPENT))


def _to_date(table: str, column: str, told: Told, filters: dict[str, Filter]) -> Question:
    return Question(table, column, told.month, filters, since=f"{told.month[:4]}-01")


def _granted(table: str, told: Told, filters: dict[str, Filter]) -> Question:
    """For the year: what each respondent said last of each row."""
    column = next(one.name for one in TABLES[table].figures if one.name in {"granted_eur", "grant_eur"})
    return Question(table, column, told.month, filters, since=f"{told.month[:4]}-01", is_newest=True)
