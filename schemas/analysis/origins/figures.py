"""The cells of chapter 1 and 9: key figures, their changes on the panel, their trend, and what earlier reports said."""

from collections.abc import Mapping
from dataclasses import replace

from schemas.analysis.origin import Counted, Origin, Respondents, Returns, Worked
from schemas.analysis.origins.told import Told
from schemas.analysis.question import Question
from schemas.form.forms import TABLES
from schemas.report.changes import LAST_MONTH, LAST_YEAR, columns_of
from schemas.report.model import CellRef
from schemas.report.panel import who_answered
from schemas.report.plan import KEY_FIGURES, KeyFigure
from schemas.report.text.coverage import kinds_of
from schemas.report.topics.estimates import split_respondents
from schemas.report.topics.plan import TRENDS
from schemas.report.topics.trends import kinds_of_trend
from schemas.review.table import find_answering
from schemas.time.month import shift_month

FIGURES = {figure.key: figure for figure in KEY_FIGURES}
REPEATED = {
    "now": (LAST_MONTH, "now"), "change": (LAST_MONTH, "change"), "n": (LAST_MONTH, "n"),
    "change_year": (LAST_YEAR, "change"), "n_year": (LAST_YEAR, "n"),
}  # fmt: skip


def key_origin(cell: CellRef, told: Told) -> "Origin | None":
    """The cells of the tables of changes, once more, and estimates beside them."""
    if cell.column == "estimate":
        return _estimate_origin(FIGURES[cell.row], told)
    comparison, column = REPEATED[cell.column]
    return change_origin(CellRef(comparison.table, cell.row, column), told)


def goal_origin(cell: CellRef, told: Told) -> "Origin | None":
    """The figure once more, and who answered it; None for what the concept says, and where nobody is asked."""
    figure = FIGURES[cell.row]
    if not figure.is_asked(told.month):
        return None
    if cell.column == "now":
        return key_origin(CellRef("key_figures", cell.row, "now"), told)
    if figure.total.startswith("returns."):
        counted: Mapping[str, Counted] = {"answered": "accepted", "owed": "expected"}
        return Returns(counted[cell.column], told.month) if cell.column in counted else None
    origins: dict[str, Origin] = {
        "answered": Respondents("beantwortet", find_answering(figure, told.summary)),
        "owed": Returns("expected", told.month, kinds_of(TABLES[figure.total.partition(".")[0]])),
    }
    return origins.get(cell.column)


def _estimate_origin(figure: KeyFigure, told: Told) -> "Origin | None":
    """None for what is not estimated."""
    if told.true.table("key_figures").cell(figure.key, "estimate").value is None:
        return None
    then, (missing, panel) = shift_month(told.month, -1), split_respondents(figure, told.summary)
    of = (
        total_origin(figure, told.month, told),
        _of(figure, then, missing),
        *(_of(figure, month, panel) for month in (told.month, then)),
    )
    return Worked("estimate", of)


def accuracy_origin(cell: CellRef, told: Told) -> "Origin | None":
    """Of whom an estimate is made; how far off it is is no sum of anything."""
    missing, panel = split_respondents(FIGURES[cell.row], told.summary)
    origins = {
        "missing": Respondents("schulden eine Antwort, antworteten nur im Vormonat", missing),
        "panel": Respondents("in beiden Monaten beantwortet", panel),
    }
    return origins.get(cell.column)


def change_origin(cell: CellRef, told: Told) -> "Origin | None":
    """A key figure of two months: of all answers, of the panel, and what the others add."""
    figure = FIGURES[cell.row]
    back = next(one.months_back for one in (LAST_MONTH, LAST_YEAR) if one.table == cell.table)
    months = shift_month(told.month, -back), told.month
    before, now = (total_origin(figure, month, told) for month in months)
    if figure.total.startswith("returns."):
        changes = {"before": before, "now": now, "panel_before": before, "panel_now": now}
        return {**changes, "change": Worked("difference", (now, before))}.get(cell.column)
    left, joined = (who_answered(told.summary.answers, columns_of(figure), month) for month in months)
    both = frozenset(left & joined)
    first, second = (_of(figure, month, both) for month in months)
    change = Worked("difference", (second, first))
    origins: dict[str, Origin] = {
        "before": before,
        "now": now,
        "n": Respondents("in beiden Monaten beantwortet", both),
        "panel_before": first,
        "panel_now": second,
        "change": change,
        "left": Respondents("nur damals beantwortet", frozenset(left - joined)),
        "joined": Respondents("nur jetzt beantwortet", frozenset(joined - left)),
        "rest": Worked("difference", (Worked("difference", (now, before)), change)),
    }
    return origins[cell.column]


def trend_origin(cell: CellRef, told: Told) -> Origin:
    """A total of a month, or how many had reported."""
    planned = next(one for one in TRENDS if one.id == cell.table)
    if cell.column in {"accepted", "expected"}:
        counted: Counted = "accepted" if cell.column == "accepted" else "expected"
        return Returns(counted, cell.row, kinds_of_trend(planned))
    return total_origin(next(one for one in planned.figures if one.key == cell.column), cell.row, told)


def revision_origin(cell: CellRef, told: Told) -> Origin:
    """A figure as the report before knew it, and as it is known now; a share over those who had answered both parts."""
    month, key = cell.row.split("_", 1)
    if key in FIGURES and FIGURES[key].of is not None:
        earlier = replace(told, summary=told.summary.earlier or told.summary)
        before, now = (
            total_origin(FIGURES[key], month, earlier, is_before=True),
            total_origin(FIGURES[key], month, told),
        )
    else:
        table, column = _column_of(key)
        before, now = Question(table, column, month, is_before=True), Question(table, column, month)
    origins: dict[str, Origin] = {"before": before, "now": now, "change": Worked("difference", (now, before))}
    return origins[cell.column]


def _column_of(key: str) -> tuple[str, str]:
    """Table and column of a key figure, or of `<table>_<column>`."""
    if key in FIGURES:
        table, _, column = FIGURES[key].total.partition(".")
        return table, column
    return next((name, key.removeprefix(f"{name}_")) for name in TABLES if key.startswith(f"{name}_"))


def total_origin(figure: KeyFigure, month: str, told: Told, *, is_before: bool = False) -> Origin:
    """A figure over all answers; a share over those who answered both parts."""
    if figure.total.startswith("returns."):
        return Worked("ratio", tuple(Returns(one, month, is_before=is_before) for one in ("accepted", "expected")))
    if figure.of is None:
        return _of(figure, month, None)
    whose = frozenset(who_answered(told.summary.answers, columns_of(figure), month))
    return _of(figure, month, whose, is_before=is_before)


def _of(figure: KeyFigure, month: str, whose: frozenset[str] | None, *, is_before: bool = False) -> Origin:
    places = [name.partition(".")[::2] for name in columns_of(figure)]
    parts = tuple(Question(table, column, month, whose=whose, is_before=is_before) for table, column in places)
    return parts[0] if len(parts) == 1 else Worked("ratio", parts)
