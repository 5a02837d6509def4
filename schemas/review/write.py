"""Write the review of a concept. One way in: `write_review(review)` makes its paper of what is found. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.aims.concept import Concept
from schemas.german import NBSP, format_month, format_number, format_vintage
from schemas.report.topics.plan import FIGURES
from schemas.review import durations, level_shifts, turns, uncertainty
from schemas.review.durations import DURATIONS, Duration, estimate_duration
from schemas.review.findings import GoalReview
from schemas.review.goals import without_person
from schemas.review.paper import ReviewPaper, ReviewPart, ReviewTable
from schemas.review.progress import RULES
from schemas.review.series import Series
from schemas.review.tell import NONE, UNKNOWN, say_goal_value, say_result, tell_goal

NO_CAUSE = (
    "Dieser Rückblick beschreibt, was gezählt wurde. Dass eine Maßnahme eine Veränderung bewirkt hat, behauptet er nicht: "
    "dafür fehlt der Vergleich mit dem, was ohne sie gewesen wäre."
)
METHODS = (
    (
        "Woher die Zahlen sind",
        (
            "Aus den veröffentlichten Monatsberichten, je Monat der neuesten Fassung, so geschützt, wie sie dort stehen. Was dort "
            "gerundet oder nicht genannt ist, ist es auch hier; ein Punkt (.) heißt: nicht bekannt, nicht 0. Ob und wann etwas "
            "erreicht wurde und wann ein Bruch war, sagen auch Berichte vor dem Zeitraum."
        ),
    ),
    ("Stand eines Ziels", " ".join(f"{word.value}: {rule}" for word, rule in RULES)),
    (
        "Vollständigkeit",
        (
            "Ein Monat ist bekannt, wenn der Bericht die Kennzahl ohne Klammern nennt; in Klammern haben zu wenige geantwortet. "
            "Monate ohne Bericht oder Angabe sind Lücken und kein Rückgang. In den Ferien schulden Schulen keine Meldung."
        ),
    ),
    (
        "Wenden",
        (
            f"{turns.METHOD}, auf den Veränderungen zum Vormonat derselben Berichtsstellen, in Prozent ihres Wertes davor (bei "
            f"Anteilen in Prozentpunkten). Vorher wird abgezogen, was ein Kalendermonat üblicherweise vom Jahr um ihn abweicht (Median, ab drei Jahren), und was "
            f"weiter als drei Streuungen (MAD) vom Median liegt, zählt als drei. Mindestens {turns.LEAST} Veränderungen, "
            f"{turns.LEAST_STRETCH} Monate zwischen zwei Wenden, höchstens {turns.MOST_TURNS} Wenden. In Reihen ohne Wende findet das "
            "Verfahren in etwa einer von 20 dennoch eine. Gesucht wird, wann sich das Tempo ändert; ein einzelner Sprung ist keine Wende."
        ),
    ),
    (
        "Sprünge",
        (
            "Eine Veränderung zum Vormonat (logarithmisch, bei Anteilen in Prozentpunkten; ohne Jahreszeit), die weiter als "
            f"{level_shifts.SPREADS} Streuungen (MAD, mindestens ein halber Schritt der Rundung) vom Median liegt und von "
            f"der mindestens die Hälfte blieb: Median von bis zu einem Jahr davor und danach, je mindestens {level_shifts.LEAST_SIDE} Monate "
            "ohne Lücke; wo die fehlen, steht dabei, dass es sich nicht sagen lässt. In Reihen ohne Sprung sieht das Verfahren dennoch "
            "einen: in bis zu einer von 70, halten viele Ausreißer über Monate an, in bis zu einer von 9. Kleine Zahlen rundet der Bericht "
            "zu grob für mehr: bei Rundung auf 5 zeigt sich um 50 erst ein Sprung von mehr als etwa 56 %."
        ),
    ),
    (
        "Vorher und nachher",
        (
            f"Unterschied der Mediane derselben Kalendermonate, mindestens {uncertainty.LEAST}; Intervall: {uncertainty.METHOD}, auf "
            "beiden Seiten dieselben Monate gezogen: so ist eine Jahreszeit kein Unterschied und verdeckt keinen. Es vergleicht die Summen aller Antworten: wer antwortet, kann sich zwischen den Jahren geändert haben. Bewegt sich keine "
            "Zahl, ist das Intervall ein Punkt; das Runden der Berichte enthält es nicht."
        ),
    ),
    (
        "Dauer in Monaten",
        (
            f"Eine Schätzung: {durations.METHOD}. Sie stimmt, wenn im Jahr etwa so viele kommen wie gehen; die Zeit einzelner Kinder "
            f"kennt niemand hier. Mindestens {uncertainty.LEAST} Monate eines Jahres, in denen genügend beides beantwortet haben."
        ),
    ),
    (
        "Brüche",
        (
            "Zählt eine Kennzahl ab einem Monat etwas anderes (neue Fassung der Definition im Anhang der Berichte, neue Frage im "
            "Bogen, im Konzept genannter Bruch), so wird darüber hinweg nichts verglichen, verbunden oder beurteilt."
        ),
    ),
)


@dataclass(frozen=True)
class Review:
    """All that a review is made of: `versions` names for each month with a report its version, `problems` what is wrong."""

    centre: str
    first: str
    last: str
    concept: Concept
    goals: tuple[GoalReview, ...]
    series: Mapping[str, Series]
    versions: Mapping[str, str]
    vintage: str
    months: int
    problems: tuple[str, ...] = ()


def write_review(review: Review) -> ReviewPaper:
    """The paper: what was reached, goal by goal, how long things take, what was done, and how all this is known."""
    span = f"{review.first[:4]} bis {review.last[:4]}"
    return ReviewPaper(
        title=f"Rückblick auf das Konzept {span}",
        centre=review.centre,
        facts=(
            ("Zeitraum", f"{format_month(review.first)} bis {format_month(review.last)}"),
            (
                "Veröffentlichte Berichte",
                f"{format_number(len(review.versions))} von {format_number(review.months)} Monaten",
            ),
            ("Datenstand", format_vintage(review.vintage)),
        ),
        vintage=review.vintage,
        parts=(
            _overview(review),
            *map(tell_goal, review.goals),
            _durations(review),
            *_deeds(review.concept),
            ReviewPart("Methoden", terms=METHODS),
        ),
    )


def _overview(review: Review) -> ReviewPart:
    heads = ("Ziel", "Kennzahl", "Ausgangswert", "zuletzt bekannt", "Zielwert", "bis Ende", "Ergebnis", "Zuständig")
    table = ReviewTable(
        "Was erreicht wurde",
        heads,
        ("left", "left", "right", "right", "right", "right", "left", "left"),
        tuple(map(_goal_row, review.goals)),
    )
    missing = () if review.goals else ("Kein Ziel des Konzepts lässt sich verfolgen.",)
    return ReviewPart("Überblick", (NO_CAUSE, *missing), review.problems, (table,) if review.goals else ())


def _goal_row(one: GoalReview) -> tuple[str, ...]:
    followed, goal, last = one.followed, one.followed.goal, one.last
    known = f"{say_goal_value(followed, last.value)} ({_in_one(last.month)})" if last else UNKNOWN
    base, target = (say_goal_value(followed, followed.as_printed(value)) for value in (goal.base, goal.target))
    owner = without_person(goal.responsible)
    return goal.title, followed.figure.title, base, known, target, str(goal.year), say_result(one), owner


def _in_one(month: str) -> str:
    """A short month that no line end parts."""
    return format_month(month, short=True).replace(" ", NBSP)


def _durations(review: Review) -> ReviewPart:
    years = range(int(review.first[:4]), int(review.last[:4]) + 1)
    rows = [_duration_row(duration, review.series, year) for duration in DURATIONS for year in years]
    return ReviewPart(
        "Wie lange es dauert",
        tuple(f"{one.title}: {one.unknown}" for one in DURATIONS),
        tables=(
            ReviewTable(
                "Geschätzte Dauer in Monaten",
                ("Größe", "Jahr", "Monate (geschätzt)", "95-%-Intervall", "aus Monaten", "Anmerkung"),
                ("left", "right", "right", "right", "right", "left"),
                tuple(rows),
                tuple(f"{one.title}: {_source(one)}." for one in DURATIONS),
            ),
        ),
    )


def _source(duration: Duration) -> str:
    return f"{FIGURES[duration.stock].title} ({duration.stock}) geteilt durch {FIGURES[duration.flow].title} ({duration.flow})"


def _duration_row(duration: Duration, series: Mapping[str, Series], year: int) -> tuple[str, ...]:
    found = estimate_duration(series[duration.stock], series[duration.flow], year)
    interval = found.interval
    if interval is None:
        return duration.title, str(year), UNKNOWN, UNKNOWN, format_number(found.months), found.reason
    ends = f"{format_number(interval.low, 1)} bis {format_number(interval.high, 1)}"
    return (
        duration.title,
        str(year),
        f"{format_number(interval.value, 1)} s",
        ends,
        format_number(found.months),
        "geschätzt",
    )


def _deeds(concept: Concept) -> Sequence[ReviewPart]:
    """Measures and Schwerpunkte as the concept says them."""
    titles = {one.id: one.title for one in concept.goals}
    tables = (
        ReviewTable(
            "Maßnahmen",
            ("Maßnahme", "Ziel", "seit", "bis", "Stand", "Zuständig"),
            ("left",) * 6,
            tuple(
                (
                    without_person(one.title), without_person(titles[one.goal]), format_month(one.since),
                    format_month(one.until) if one.until else NONE, one.state, without_person(one.responsible),
                )
                for one in concept.measures
            ),
        ),
        ReviewTable(
            "Schwerpunkte",
            ("Schwerpunkt", "Jahre", "Ziele", "Zuständig"),
            ("left",) * 4,
            tuple(
                (
                    without_person(one.title), f"{one.first} bis {one.last}",
                    "; ".join(without_person(goal.title) for goal in concept.goals if goal.focus == one.id) or NONE,
                    without_person(one.responsible),
                )
                for one in concept.focuses
            ),
        ),
    )  # fmt: skip
    known = tuple(one for one in tables if one.rows)
    said = "Wie das Konzept sie nennt; was sie bewirkt haben, steht nirgends in diesem Rückblick."
    return (ReviewPart("Maßnahmen und Schwerpunkte", (said,), tables=known),) if known else ()
