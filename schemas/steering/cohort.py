"""The chain of language support from Kita to school, read along the year of school entry: `grades_table`, `cohorts_table`.

Nobody follows a child, here or anywhere: a cohort is the grade that one year later should be the next one, of the same
city. Each school year is looked at in the same month, so that the season plays no part. A share is that of the respondents
who said both its parts in the same month: who left one of them empty is in neither.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.form.forms import TABLES
from schemas.german import format_change, format_month
from schemas.steering.facts import SteeringFacts, window
from schemas.steering.guard import Guard
from schemas.steering.rules import CITY, SteeringMeasure
from schemas.steering.table import NO_SENSE, UNKNOWN, SteeringTable, say_coverage, say_figure, say_part
from schemas.time.month import school_year, shift_month

MOST_YEARS = 5
GRADES = tuple(f"{number:02d}" for number in range(1, 11))
KITA = ("U3", "Ü3")
STARTERS = "starters"
SOURCES = {
    "Kitas": ("daycare_children", ("children", "other_family_language", "certified_support_need")),
    "Schulen": ("school_pupils", ("pupils", "other_family_language", "first_support", "follow_up_support")),
}
ENTRY = "daycare_children", ("school_starters", "school_starters_need")
UNKNOWN_CHAIN = (
    (
        "Eine Zeile ist kein Kind: Zu- und Weggezogene, Wiederholte, Wechsel von und zu Schulen anderer Städte stecken in jeder "
        "Veränderung und lassen sich nicht herausrechnen. Kein Meldebogen verfolgt ein einzelnes Kind."
    ),
    (
        "Die Kita meldet nur unter und ab drei Jahren, nicht das Lebensjahr: wie viele der Kinder ab drei im nächsten Jahr in die "
        "Schule kommen, ist erst aus „Schulpflichtig im kommenden Schuljahr“ bekannt (gefragt ab Januar 2027)."
    ),
    (
        "Ob ein Kind mit Förderbedarf in seiner Kita gefördert wurde und ob es später in Erstförderung ist, weiß niemand; die "
        "Erstförderung zählt vor allem neu Zugewanderte und ist kein Maß für den Erfolg der Kita."
    ),
)


@dataclass(frozen=True)
class ChainStep:
    """A step of the chain in one school year: how many, and the shares that speak another language or need support."""

    name: str
    whole: float | None
    language: float | None = None
    support: float | None = None
    follow_up: float | None = None


def years_back(month: str, known: Sequence[str]) -> tuple[str, ...]:
    """The same month of this and of earlier years for which there is anything, the newest first."""
    years = [shift_month(month, -12 * back) for back in range(MOST_YEARS)]
    return tuple(one for one in years if one == month or one in known)


def read_steps(facts: SteeringFacts, guard: Guard, month: str, length: int) -> dict[str, ChainStep]:
    """All steps as of a month; in the holidays what schools said last within `length` months."""
    months = window(month, length)

    def shown(said: SteeringFacts, table: str, column: str, by: str) -> dict[str, float]:
        measure = SteeringMeasure(table, column)
        told = said.tell(measure, months, by)
        return {one.names[0]: one.value for one in guard.show(told, measure, by) if one.value is not None}

    def shares(table: str, columns: tuple[str, str], by: str) -> dict[str, float]:
        both = facts.having(table, columns)
        whole, part = (shown(both, table, name, by) for name in columns)
        return {name: part[name] / amount for name, amount in whole.items() if amount and name in part}

    def steps_of(table: str, columns: tuple[str, ...], by: str) -> tuple[dict[str, float], list[dict[str, float]]]:
        return shown(facts, table, columns[0], by), [shares(table, (columns[0], name), by) for name in columns[1:]]

    (kita, of_kita), (school, of_school) = (
        steps_of(*one, by) for one, by in zip(SOURCES.values(), ("age_group", "grade"), strict=True)
    )
    steps = {name: ChainStep(name, kita.get(name), *(one.get(name) for one in of_kita)) for name in KITA}
    starters, (need,) = steps_of(*ENTRY, CITY)
    for city, whole in starters.items():
        steps[STARTERS] = ChainStep(STARTERS, whole, support=need.get(city))
    return steps | {
        name: ChainStep(name, school[name], *(one.get(name) for one in of_school)) for name in GRADES if name in school
    }


def grades_table(facts: SteeringFacts, guard: Guard, months: Sequence[str], known: Sequence[str]) -> SteeringTable:
    """A step a line: this year, and the same cohort one year and one step earlier."""
    month, length = months[-1], len(months)
    before_month = shift_month(month, -12)
    now = read_steps(facts, guard, month, length)
    before = read_steps(facts, guard, before_month, length) if before_month in known else {}
    lines = tuple(_line(step, before.get(_step_before(name)), month) for name, step in now.items())
    earlier = (
        f"Ein Jahr zuvor: {format_month(before_month)}."
        if before
        else f"Für {format_month(before_month)} ist nichts bekannt ({UNKNOWN})."
    )
    return SteeringTable(
        "chain", "Sprachförderung von der Kita bis in die Schule, nach Alter und Jahrgang", format_month(month),
        ("Alter, Jahrgang", "kam in die Schule", "Kinder", "andere Familiensprache", "Förderbedarf, Erstförderung", "Anschlussförderung",
         "dieselben ein Jahr zuvor", "Förderung damals", "Veränderung (Punkte)"),
        lines,
        (f"Geantwortet haben {', '.join(_say_answers(facts, months))}. {earlier}",
         ("Anteile sind aus den gerundeten Zahlen gerechnet, und nur aus denen der Stellen, die in demselben Monat beides angeben; Jahrgänge "
         f"von weniger als {guard.least} Schulen sind nicht gezeigt ({UNKNOWN})."),
         f"Zwischen Kita und Jahrgang 1 steht keine Veränderung ({NO_SENSE}): der Förderbedarf in der Kita und die Erstförderung sind zweierlei.",
         *UNKNOWN_CHAIN),
    )  # fmt: skip


def cohorts_table(facts: SteeringFacts, guard: Guard, months: Sequence[str], known: Sequence[str]) -> SteeringTable:
    """A cohort a line, by its year of school entry, through the school years: its grade and its share in first support."""
    years = tuple(reversed(years_back(months[-1], known)))
    steps = {year: read_steps(facts, guard, year, len(months)) for year in years}
    entries = sorted({_entry(year, name) for year in years for name in steps[year] if name in GRADES}, reverse=True)
    lines = tuple(
        (_say_entry(entry), *(_cell(steps[year].get(_grade_of(year, entry))) for year in years)) for entry in entries
    )
    return SteeringTable(
        "cohorts", "Einschulungsjahrgänge durch die Schuljahre: Anteil in Erstförderung",
        f"jeweils {format_month(months[-1])[:-5]}",
        ("Einschulung", *(school_year(year) for year in years)), lines,
        (("Über die Zeile gelesen: derselbe Einschulungsjahrgang derselben Stadt, ein Schuljahr weiter. Von Jahrgang 4 auf 5 wechseln die "
         "Schulen; was andere Städte schicken oder aufnehmen, ist darin enthalten."),
         *(() if len(years) > 1 else ("Erst ein Schuljahr ist bekannt; ein Verlauf entsteht mit dem nächsten.",))),
    )  # fmt: skip


def _say_answers(facts: SteeringFacts, months: Sequence[str]) -> Iterator[str]:
    """Of each column that is in the chain how many answered it; one that is not asked yet is left out."""
    for who, (table, columns) in SOURCES.items():
        more = [name for one, names in (ENTRY,) if one == table for name in names]
        told = {name: facts.ask(SteeringMeasure(table, name), months) for name in (*columns, *more)}
        said = [(name, one) for name, one in told.items() if one.answered or name in columns]
        answers = [f"{TABLES[table].column(name).title}: {say_coverage([one])}" for name, one in said]
        yield f"{who} ({'; '.join(answers)})"


def _line(step: ChainStep, before: ChainStep | None, month: str) -> tuple[str, ...]:
    entry = _say_entry(_entry(month, step.name)) if step.name in GRADES else "noch nicht"
    return (
        say_step_name(step.name), entry, say_figure(step.whole), *map(say_part, (step.language, step.support, step.follow_up)),
        say_step_name(before.name) if before else UNKNOWN, say_part(before.support if before else None), _say_change(step, before),
    )  # fmt: skip


def _say_change(step: ChainStep, before: ChainStep | None) -> str:
    """In points; the support that is needed in the Kita and first support at school are two things."""
    if _step_before(step.name) == STARTERS:
        return NO_SENSE
    if before is None or before.support is None or step.support is None:
        return UNKNOWN
    return format_change(round(100 * step.support, 1) - round(100 * before.support, 1), 1)


def _cell(step: ChainStep | None) -> str:
    return UNKNOWN if step is None else f"{say_step_name(step.name)}: {say_part(step.support)}"


def _step_before(name: str) -> str:
    """Which step the same children were one year earlier, where that can be told."""
    if name == GRADES[0]:
        return STARTERS
    return GRADES[GRADES.index(name) - 1] if name in GRADES else ""


def say_step_name(name: str) -> str:
    """A step in German."""
    if name in KITA:
        return f"Kita {TABLES['daycare_children'].column('age_group').say(name)}"
    return "Kita: bald schulpflichtig" if name == STARTERS else f"Jg. {int(name)}"


def _entry(month: str, grade: str) -> int:
    return int(school_year(month)[:4]) - int(grade) + 1


def _grade_of(month: str, entry: int) -> str:
    return f"{int(school_year(month)[:4]) - entry + 1:02d}"


def _say_entry(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"
