"""What totals of too few answers would be with everybody's: an estimate beside them, marked s, where the policy allows it.

One way in: `estimate_figures(summary, limited, least)`; `accuracy_table` and `METHOD` say in the annex how and how well,
`split_respondents` of whom.

The ratio estimator: whoever answered last month, owes an answer and gives none is taken to have moved as the panel did,
total + growth of the panel x last month's sum of the missing (W. G. Cochran, Sampling Techniques, chapter 6). It is for
totals of things and persons only: money is what was spent, and a share needs no estimate. No change is told of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import fsum

from schemas.form.forms import TABLES
from schemas.german import format_month, format_number
from schemas.report.cell import Mark, ReportCell
from schemas.report.changes import Least, figure_kind, owed_of, total_of
from schemas.report.model import ReportColumn, ReportTable, row
from schemas.report.panel import Answers, who_answered
from schemas.report.plan import KEY_FIGURES, KeyFigure
from schemas.report.returns import EVERYBODY, overall_coverage
from schemas.report.summary import Summary
from schemas.time.month import shift_month

NAME = "estimate_accuracy"  # the table's id
DRAWS = 20
SMALL = 20.0  # the growth of a smaller sum says nothing
METHOD = (
    "Schätzung (s)",
    (
        "Verhältnisschätzung, nur wo zu wenige geantwortet haben: zur Summe der Antworten kommt, was die Fehlenden im Vormonat "
        "meldeten, fortgeschrieben mit der Entwicklung derer, die in beiden Monaten geantwortet haben. Anteile, Geldbeträge und "
        "Veränderungen werden nicht geschätzt."
    ),
)


@dataclass(frozen=True)
class Estimate:
    """A key figure as if all had answered: of whom it takes last month's value, on which panel, how far off it may be.

    `error` is the mean absolute error of the total as a fraction of it, when known returns of the panel are hidden.
    """

    figure: KeyFigure
    value: float
    missing: frozenset[str]
    panel: frozenset[str]
    error: float

    @property
    def cell(self) -> ReportCell:
        """With its mark, and as many decimals as are reported."""
        decimals = _decimals(self.figure)
        return ReportCell(round(self.value, decimals) if decimals else int(self.value + 0.5), mark=Mark.ESTIMATED)


def estimate_figures(summary: Summary, limited: Collection[str], least: Least) -> tuple[Estimate, ...]:
    """Those of the key figures `limited` that can be estimated; none where nobody asked who owes (`Summary.owing`)."""
    figures = (one for one in KEY_FIGURES if one.key in limited and one.of is None and figure_kind(one) != "eur")
    return tuple(found for one in figures if (found := _estimate(one, summary, least)))


def _estimate(figure: KeyFigure, summary: Summary, least: Least) -> Estimate | None:
    """None where panel or sums are too small to tell a growth, or too many have said nothing last month either."""
    column, answers, month = figure.total, summary.answers, summary.month
    (missing, panel), then = split_respondents(figure, summary), shift_month(month, -1)
    answered = len(who_answered(answers, (column,), month, wholly=False))
    before, now = (_sum(answers, one, column, panel) for one in (then, month))
    total = total_of(column, summary, month)
    is_known = (answered + len(missing)) * 100 >= owed_of(figure, summary, month) * least.answers_pct
    if not missing or total is None or not is_known or len(panel) < least.panel or min(before, now) < SMALL:
        return None
    value = total + _sum(answers, then, column, missing) * now / before
    hidden = max(1, round(len(panel) * len(missing) / (len(missing) + answered)))
    return Estimate(figure, value, missing, panel, measure_error(figure, summary, panel, hidden))


def split_respondents(figure: KeyFigure, summary: Summary) -> tuple[frozenset[str], frozenset[str]]:
    """Who answered last month wholly, owes an answer and gave none; who answered wholly in both months."""
    columns = (figure.total,)
    before, now = (
        who_answered(summary.answers, columns, month) for month in (shift_month(summary.month, -1), summary.month)
    )
    silent = (summary.owing or frozenset()) - who_answered(summary.answers, columns, summary.month, wholly=False)
    return frozenset(before & silent), frozenset(before & now)


def measure_error(figure: KeyFigure, summary: Summary, panel: Collection[str], hidden: int) -> float:
    """Hide so many known returns of the panel, estimate its total, compare; the mean of `DRAWS` such draws.

    Who is hidden is drawn by a checksum, so that the same report is the same again.
    """
    then, month = shift_month(summary.month, -1), summary.month
    true, errors = _sum(summary.answers, month, figure.total, panel), []
    for draw in range(DRAWS):
        drawn = sorted(panel, key=lambda name: sha256(f"{month}/{figure.key}/{draw}/{name}".encode()).digest())
        away, there = drawn[:hidden], drawn[hidden:]
        before, now = (_sum(summary.answers, one, figure.total, there) for one in (then, month))
        growth = now / before if before else 1.0
        errors.append(abs(now + growth * _sum(summary.answers, then, figure.total, away) - true) / true)
    return fsum(errors) / DRAWS


def accuracy_table(estimates: Sequence[Estimate], summary: Summary) -> ReportTable:
    """How far off such estimates are, by key figure."""
    return ReportTable(
        id=NAME,
        title="Genauigkeit der geschätzten Zahlen",
        period=f"{format_month(shift_month(summary.month, -1))} und {format_month(summary.month)}",
        unit="siehe Spalten",
        source=EVERYBODY,
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("figure", "Kennzahl"),
            ReportColumn("missing", "geschätzt", "count", "Berichtsstellen"),
            ReportColumn("panel", "Maßstab", "count", "Berichtsstellen", description="in beiden Monaten beantwortet"),
            ReportColumn("error", "mittlere Abweichung", "share", "%", description="der Summe, ohne Vorzeichen"),
        ),
        rows=tuple(
            row(one.figure.title, len(one.missing), len(one.panel), one.error, key=one.figure.key) for one in estimates
        ),
        notes=(
            (
                f"Mittlere Abweichung: in {format_number(DRAWS)} Ziehungen werden so viele bekannte Meldungen des Maßstabs "
                "verborgen, wie anteilig fehlen, geschätzt und mit der wahren Summe verglichen."
            ),
        ),
    )


def _sum(answers: Answers, month: str, column: str, names: Collection[str]) -> float:
    return fsum(answers[month, column][name].value for name in names)


def _decimals(figure: KeyFigure) -> int:
    table, _, column = figure.total.partition(".")
    return TABLES[table].column(column).meaning.decimals
