"""The report's table of progress: a row a goal. Ways in: `goals_table(...)` before protection, `tell_standings` after it.

The figure is that of table 1.1 once more, as it is printed there, and the standing follows from what is printed: so the
table tells nothing that the report does not tell already.
"""

from collections.abc import Sequence
from dataclasses import replace

from config.aims.concept import Concept
from schemas.german import format_month, format_number
from schemas.report.cell import ReportCell
from schemas.report.changes import figure_kind, owed_of
from schemas.report.model import ProtectedReport, ReportColumn, ReportRow, ReportTable, Section, row
from schemas.report.panel import who_answered
from schemas.report.plan import PROGRESS, KeyFigure
from schemas.report.returns import EVERYBODY, overall_coverage
from schemas.report.summary import Summary
from schemas.report.text.coverage import limited_notes
from schemas.report.words import format_cell
from schemas.review.goals import Followed, choose_goals
from schemas.review.progress import RULES, GoalState, due_step, judge_goal

KEY_TABLE = "key_figures"


def goals_table(goals: Sequence[Followed], summary: Summary, keys: ReportTable, answers_pct: float) -> ReportTable:
    """Each goal with its figure now, where it began, what is due and who answered; `keys` is the table of key figures."""
    rows = tuple(_row(one, summary, keys) for one in goals)
    return ReportTable(
        id=PROGRESS,
        title="Fortschritt der Ziele des Konzepts",
        period=format_month(summary.month),
        unit="siehe Zeile",
        source=f"{EVERYBODY}; Ausgangs- und Zielwerte: Konzept",
        coverage=overall_coverage(summary),
        columns=(
            ReportColumn("goal", "Ziel"),
            ReportColumn("figure", "Kennzahl"),
            ReportColumn("now", format_month(summary.month, short=True), "value", same_as=(KEY_TABLE, "now")),
            ReportColumn("base", "Ausgangswert", "value", is_given=True),
            ReportColumn("due", "zuletzt fällig"),
            ReportColumn("target", "Zielwert", "value", is_given=True),
            ReportColumn("year", "bis Ende"),
            ReportColumn("answered", "beantwortet", "count", group="Abdeckung"),
            ReportColumn("owed", "geschuldet", "count", group="Abdeckung"),
            ReportColumn("standing", "Stand"),
            ReportColumn("responsible", "Zuständig"),
        ),
        rows=rows,
        notes=(
            "Stand nach festen Regeln aus den gedruckten Zahlen. "
            + " ".join(f"{standing.value}: {rule[0].lower()}{rule[1:]}" for standing, rule in RULES),
            "Ausgangs- und Zielwerte stehen im Konzept; dass eine Maßnahme einen Stand bewirkt hat, sagt die Tabelle nicht.",
            *limited_notes(rows, answers_pct),
        ),
    )


def say_left_out(concept: Concept | None) -> tuple[str, ...]:
    """How many goals of the concept are not followed, in one sentence; what is wrong with them is for staff."""
    if concept is None:
        return ()
    number = len(choose_goals(concept)[1])
    if not number:
        return ()
    what = "Eine Angabe" if number == 1 else f"{format_number(number)} Angaben"
    verb = "ist" if number == 1 else "sind"
    return (f"{what} des Konzepts {verb} unvollständig oder unklar und {verb} hier nicht berücksichtigt.",)


def tell_standings(report: ProtectedReport, concept: Concept | None) -> ProtectedReport:
    """The report with the standing of each goal by what it prints."""
    goals = {one.goal.indicator: one for one in choose_goals(concept)[0]} if concept else {}
    if not goals:
        return report
    sections = tuple(
        replace(section, blocks=tuple(
            _judge(block, goals, report.month) if isinstance(block, ReportTable) and block.id == PROGRESS else block
            for block in section.blocks
        ))
        for section in report.sections
    )  # fmt: skip
    return ProtectedReport(replace(report, sections=sections))


def without_goals(section: Section) -> Section:
    """The section without this table."""
    return replace(section, blocks=tuple(block for block in section.blocks if block.id != PROGRESS))


def find_answering(figure: KeyFigure, summary: Summary) -> frozenset[str]:
    """Who answered a key figure of the month, in some row at least."""
    columns = (figure.total,) if figure.of is None else (figure.total, figure.of)
    return frozenset(who_answered(summary.answers, columns, summary.month, wholly=False))


def _row(followed: Followed, summary: Summary, keys: ReportTable) -> ReportRow:
    goal, figure = followed.goal, followed.figure
    if figure.total.startswith("returns."):
        answered, owed = summary.counts_of(summary.month)
    else:
        owed = owed_of(figure, summary, summary.month)
        answered = min(len(find_answering(figure, summary)), owed)
    due = due_step(goal, summary.month)
    wanted = format_cell(ReportCell(followed.as_printed(due.value)), figure_kind(figure)) if due else ""
    said = f"{wanted} bis {format_month(due.month)}" if due else "–"
    return row(
        goal.title,
        figure.title,
        keys.cell(figure.key, "now") if figure.is_asked(summary.month) else None,
        followed.as_printed(goal.base),
        said,
        followed.as_printed(goal.target),
        str(goal.year),
        answered,
        owed,
        GoalState.UNKNOWN.value,
        goal.responsible,
        key=figure.key,
        kind=figure_kind(figure),
    )


def _judge(table: ReportTable, goals: dict[str, Followed], month: str) -> ReportTable:
    now, standing = table.column_index("now"), table.column_index("standing")

    def judged(line: ReportRow) -> ReportRow:
        word = judge_goal(goals[line.key], line.cells[now], month).value
        cells = [ReportCell(word) if place == standing else cell for place, cell in enumerate(line.cells)]
        return replace(line, cells=tuple(cells))

    return replace(table, rows=tuple(map(judged, table.rows)))
