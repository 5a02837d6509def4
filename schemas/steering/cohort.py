"""The chain of language support from Kita to school, read along the year of school entry: `grades_table`, `cohorts_table`.

Nobody follows a child, here or anywhere: a cohort is the grade that one year later should be the next one, of the same
city. Each school year is looked at in the same month, so that the season plays no part.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.form.forms import TABLES
from schemas.german import format_change, format_month
from schemas.steering.facts import SteeringFacts, window
from schemas.steering.guard import Guard
from schemas.steering.rules import CITY, SteeringMeasure
from schemas.steering.table import UNKNOWN, SteeringTable, say_coverage, say_figure, say_part
from schemas.time.month import school_year, shift_month

MOST_YEARS = 5
GRADES = tuple(f"{number:02d}" for number in range(1, 11))
KITA = ("U3", "Ü3")
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
    """A step of the chain in one school year: how many, of whom a share speaks another language or needs support."""

    name: str
    whole: float | None
    language: float | None
    support: float | None
    follow_up: float | None = None


def years_back(month: str, known: Sequence[str]) -> tuple[str, ...]:
    """The same month of this and of earlier years for which there is anything, the newest first."""
    years = [shift_month(month, -12 * back) for back in range(MOST_YEARS)]
    return tuple(one for one in years if one == month or one in known)


def read_steps(facts: SteeringFacts, guard: Guard, month: str, length: int) -> dict[str, ChainStep]:
    """All steps as of a month; in the holidays what schools said last within `length` months."""
    months = window(month, length)

    def shown(table: str, column: str, by: str) -> dict[str, float]:
        measure = SteeringMeasure(table, column)
        told = facts.tell(measure, months, by)
        return {one.names[0]: one.value for one in guard.show(told, measure, by) if one.value is not None}

    def column_of(table: str, names: Sequence[str], by: str) -> list[dict[str, float]]:
        return [shown(table, name, by) for name in names]

    kita = column_of("daycare_children", ("children", "other_family_language", "certified_support_need"), "age_group")
    school = column_of(
        "school_pupils", ("pupils", "other_family_language", "first_support", "follow_up_support"), "grade"
    )
    steps = {name: ChainStep(name, *(one.get(name) for one in kita)) for name in KITA}
    starters = [shown("daycare_children", name, CITY) for name in ("school_starters", "school_starters_need")]
    if starters[0]:
        whole, need = (next(iter(one.values()), None) for one in starters)
        steps["starters"] = ChainStep("starters", whole, None, need)
    return steps | {name: ChainStep(name, *(one.get(name) for one in school)) for name in GRADES if name in school[0]}


def grades_table(facts: SteeringFacts, guard: Guard, months: Sequence[str], known: Sequence[str]) -> SteeringTable:
    """A step a line: this year, and the same cohort one year and one step earlier."""
    month, length = months[-1], len(months)
    before_month = shift_month(month, -12)
    now = read_steps(facts, guard, month, length)
    before = read_steps(facts, guard, before_month, length) if before_month in known else {}
    lines = tuple(_line(step, before.get(_step_before(name)), month) for name, step in now.items())
    told = [
        facts.tell(SteeringMeasure(*one), months, CITY).popitem()[1]
        for one in (("daycare_children", "children"), ("school_pupils", "pupils"))
    ]
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
        (f"Geantwortet haben Kitas {say_coverage(told[:1])}, Schulen {say_coverage(told[1:])}. {earlier}",
         f"Anteile sind aus den gerundeten Zahlen gerechnet; Jahrgänge von weniger als {guard.least} Schulen sind nicht gezeigt ({UNKNOWN}).",
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


def _line(step: ChainStep, before: ChainStep | None, month: str) -> tuple[str, ...]:
    now, then = (_ratio(one) for one in (step, before))
    change = UNKNOWN if now is None or then is None else format_change(round(100 * now, 1) - round(100 * then, 1), 1)
    entry = _say_entry(_entry(month, step.name)) if step.name in GRADES else "noch nicht"
    return (
        say_step_name(step.name), entry, say_figure(step.whole), say_part(step.language, step.whole), say_part(step.support, step.whole),
        say_part(step.follow_up, step.whole), say_step_name(before.name) if before else UNKNOWN,
        say_part(before.support, before.whole) if before else UNKNOWN, change,
    )  # fmt: skip


def _ratio(step: ChainStep | None) -> float | None:
    return step.support / step.whole if step and step.support is not None and step.whole else None


def _cell(step: ChainStep | None) -> str:
    return UNKNOWN if step is None else f"{say_step_name(step.name)}: {say_part(step.support, step.whole)}"


def _step_before(name: str) -> str:
    """Which step the same children were one year earlier, where that can be told."""
    if name == GRADES[0]:
        return "starters"
    return GRADES[GRADES.index(name) - 1] if name in GRADES else ""


def say_step_name(name: str) -> str:
    """A step in German."""
    if name in KITA:
        return f"Kita {TABLES['daycare_children'].column('age_group').say(name)}"
    return "Kita: bald schulpflichtig" if name == "starters" else f"Jg. {int(name)}"


def _entry(month: str, grade: str) -> int:
    return int(school_year(month)[:4]) - int(grade) + 1


def _grade_of(month: str, entry: int) -> str:
    return f"{int(school_year(month)[:4]) - entry + 1:02d}"


def _say_entry(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"
