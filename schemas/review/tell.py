"""What is said of one goal: `tell_goal(review)` makes its chapter. Every number in it is one that a report printed, or
worked out of such ones.
"""

from collections.abc import Iterator, Sequence
from statistics import median

from schemas.german import format_change, format_count, format_month, format_number, format_share
from schemas.report.cell import ReportCell
from schemas.report.changes import figure_kind
from schemas.report.words import format_cell
from schemas.review.findings import BeforeAfter, GoalReview, StepResult, StretchTurns
from schemas.review.goals import Followed, without_person
from schemas.review.level_shifts import LevelShift
from schemas.review.paper import ColumnSide, ReviewPart, ReviewTable
from schemas.review.progress import GoalState
from schemas.review.series import MonthPoint, MonthState, Series
from schemas.review.turns import LEAST, Turn

UNKNOWN, NONE = ".", "–"
MISSED = "nicht erreicht"


def tell_goal(review: GoalReview) -> ReviewPart:
    """The chapter of a goal: what was reached and when, by steps, by years, before and after, and when it turned."""
    goal = review.followed.goal
    return ReviewPart(
        title=f"Ziel: {goal.title}",
        sentences=(_sum_up(review), *(_tell_turns(review.followed, one) for one in review.turns)),
        points=tuple(
            f"Bruch ab {format_month(cut.month)}: {cut.reason}. Davor und danach wird nichts verbunden."
            for cut in review.series.cuts
        ),
        tables=(
            ReviewTable(
                "Schritte",
                ("Fällig", "Sollwert", "Kennzahl im Monat", "Ergebnis"),
                ("left", "right", "right", "left"),
                tuple(_step_row(review.followed, one) for one in review.steps),
            ),
            years_table(review.followed, review.series),
            ReviewTable(
                "Vorher und nachher",
                ("Vergleich", "Median davor", "Median danach", "Unterschied", "95-%-Intervall", "Aussage"),
                ("left", "right", "right", "right", "right", "left"),
                tuple(_compared_row(review.followed, one) for one in review.compared),
                ("Verglichen werden dieselben Kalendermonate. Ein Unterschied sagt nicht, woher er kommt.",),
            ),
        ),
    )


def say_result(review: GoalReview) -> str:
    """What became of the goal: a target that was due and is not met is missed."""
    is_due = review.steps[-1].is_due
    return MISSED if review.standing == GoalState.BEHIND and is_due else review.standing.value


def say_goal_value(followed: Followed, value: float | None) -> str:
    """A figure of a goal, as the reports write it."""
    if value is None:
        return UNKNOWN
    return format_cell(ReportCell(value), figure_kind(followed.figure))


def years_table(followed: Followed, series: Series) -> ReviewTable:
    """Each year, and each side of a cut in it: the middle of its months, and how complete it is."""
    counted = (MonthState.KNOWN, MonthState.THIN, MonthState.NOT_OWED, MonthState.MISSING, MonthState.NO_REPORT)
    sides: tuple[ColumnSide, ...] = ("left", *("right",) * 9)
    return ReviewTable(
        "Jahre und Vollständigkeit",
        ("Zeitraum", "Median", "kleinster", "größter", *(f"Monate: {one.value}" for one in counted), "Abdeckung"),
        sides,
        tuple(_year_row(followed, points, counted) for span in series.spans for points in _by_year(span)),
        ("Median aus den Monaten mit genügend Antworten. Abdeckung: Antworten von geschuldeten, über alle Berichte.",),
    )


def _sum_up(review: GoalReview) -> str:
    goal, followed = review.followed.goal, review.followed
    base, target = (say_goal_value(followed, followed.as_printed(one)) for one in (goal.base, goal.target))
    last = review.last
    known = (
        f"zuletzt bekannt {say_goal_value(followed, last.value)} im {format_month(last.month)}"
        if last
        else "nie bekannt"
    )
    until = review.series.points[-1].month
    since = (
        f" Für spätere Monate bis {format_month(until)} ist sie nicht bekannt." if last and last.month < until else ""
    )
    met = f" Der Zielwert war zuerst im {format_month(review.first_met)} erreicht." if review.first_met else ""
    return (
        f"{followed.figure.title} ({followed.figure.key}): Ausgangswert {base}, Zielwert {target} bis Ende {goal.year}, {known}. "
        f"Ergebnis: {say_result(review)}.{since}{met} Zuständig: {without_person(goal.responsible)}."
    )


def _tell_turns(followed: Followed, stretch: StretchTurns) -> str:
    span = f"{format_month(stretch.first)} bis {format_month(stretch.last)}"
    known = f"{format_count(stretch.changes, 'Veränderungen')} derselben Stellen"
    if stretch.turns is None:
        return f"{span}: bekannt {known}; Wenden und Sprünge werden erst ab {LEAST} gesucht."
    found = [
        *(_say_turn(followed, one) for one in stretch.turns),
        *(_say_shift(followed, one) for one in stretch.shifts),
    ]
    return f"{span}: {'; '.join(found) or f'keine Wende und kein Sprung gefunden ({known})'}."


def _say_shift(followed: Followed, jump: LevelShift) -> str:
    unit = "Prozentpunkte" if followed.is_share else "%"
    change = f"{format_change(jump.change, 1)} {unit} zum Vormonat"
    if jump.is_known_to_stay:
        return f"Sprung im {format_month(jump.month)}: {change}, und der Stand blieb"
    return f"im {format_month(jump.month)} {change}; ob der Stand blieb, lässt sich nicht sagen"


def _say_turn(followed: Followed, turn: Turn) -> str:
    unit = "Prozentpunkte" if followed.is_share else "%"
    before, after = (format_change(one, 1) for one in (turn.before, turn.after))
    return f"Wende im {format_month(turn.month)}: davor im Mittel {before} {unit} je Monat, danach {after} {unit}"


def _step_row(followed: Followed, result: StepResult) -> tuple[str, ...]:
    words = {True: "erreicht", False: MISSED, None: "nicht bekannt" if result.is_due else "noch nicht fällig"}
    wanted = say_goal_value(followed, followed.as_printed(result.step.value))
    value = say_goal_value(followed, result.value) if result.is_due else NONE
    return format_month(result.step.month), wanted, value, words[result.is_met]


def _by_year(points: Sequence[MonthPoint]) -> Iterator[list[MonthPoint]]:
    for year in dict.fromkeys(one.month[:4] for one in points):
        yield [one for one in points if one.month[:4] == year]


def _year_row(followed: Followed, points: Sequence[MonthPoint], counted: Sequence[MonthState]) -> tuple[str, ...]:
    values = [one.usable for one in points if one.usable is not None]
    year, first, last = points[0].month[:4], points[0].month, points[-1].month
    is_whole = first.endswith("-01") and last.endswith("-12")
    label = year if is_whole else f"{year}, {format_month(first)[:-5]} bis {format_month(last)[:-5]}"
    answered, owed = sum(one.answered for one in points), sum(one.owed for one in points)
    return (
        label,
        *(say_goal_value(followed, pick(values)) if values else UNKNOWN for pick in (median, min, max)),
        *(format_number(sum(one.state == state for one in points)) for state in counted),
        f"{format_number(answered)} von {format_number(owed)} ({format_share(answered / owed)})" if owed else UNKNOWN,
    )


def _compared_row(followed: Followed, compared: BeforeAfter) -> tuple[str, ...]:
    title = without_person(compared.title)
    if compared.interval is None:
        return title, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, compared.reason
    interval = compared.interval
    sides = (say_goal_value(followed, median(one)) for one in (compared.before, compared.after))
    value, low, high = (_say_change(followed, one) for one in (interval.value, interval.low, interval.high))
    said = "anders als davor" if interval.leaves_zero_out else "kein Unterschied nachweisbar"
    if compared.are_others:
        then, now = (format_number(one) for one in compared.answered)
        said = f"kein Urteil: es antworteten {then}, dann {now} Stellen"
    return title, *sides, value, f"{low} bis {high}", f"{said} ({len(compared.before)} gemeinsame Monate)"


def _say_change(followed: Followed, value: float) -> str:
    return format_cell(ReportCell(value), figure_kind(followed.figure), is_change=True)
