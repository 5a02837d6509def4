"""One figure of a proof with its name, value, source and what it lacks: `ProofFigure`; how it is written: `say_value`. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from config.codes import fold
from schemas.analysis.question import Question
from schemas.form.forms import FORMS, TABLES
from schemas.german import MINUS, NBSP
from schemas.proof.facts import YearFacts
from schemas.proof.gaps import (
    NO_ROW,
    ROW_DROPPED,
    ROW_ENDED,
    SAID_LAST,
    Gap,
    find_ended,
    find_gaps,
    last_heard,
    newest,
    sum_known,
)

Unit = Literal["EUR", "VZÄ", "Monate"]
_DECIMALS: dict[Unit, int] = {"EUR": 2, "VZÄ": 2, "Monate": 0}
_CENT = Decimal("0.01")
NOT_ASKED = "nicht erhoben"  # the source of what no form asks for
UNKNOWN_PARTS = "unbekannt: "  # how it begins what a figure lacks that is worked out of others


@dataclass(frozen=True)
class ProofFigure:
    """One figure; `value` None is unknown, and `lacks` or `gaps` say why.

    `name` is what templates, `explain` and nachweis.toml call it. `question`: the rows it is made of, where there are any.
    """

    name: str
    title: str
    unit: Unit
    value: Decimal | None
    source: str
    question: Question | None = None
    gaps: tuple[Gap, ...] = ()
    lacks: str = ""


def say_value(value: Decimal | None, unit: Unit) -> str:
    """As Germans write it, to the cent: 1.234,50 €; empty where it is unknown."""
    if value is None:
        return ""
    written = f"{abs(value):,.{_DECIMALS[unit]}f}".translate(str.maketrans(",.", ".,"))
    shown = f"{written}{NBSP}€" if unit == "EUR" else written
    return MINUS + shown if value < 0 else shown


def ask_year(facts: YearFacts, table: str, column: str, **filters: str) -> Question:
    """What stands in a column over the months of the year, in rows with these codes."""
    return Question(table, column, facts.months[-1], dict(filters), since=facts.months[0])


def plan_figure(facts: YearFacts, name: str, title: str, question: Question, unit: Unit = "EUR") -> ProofFigure:
    """What was granted for the year: what each row said last. Who owes a return and never stated a row leaves it unknown.

    Doubts: whose newest return that is due is missing; a row that later returns leave out, which may have ended, or be
    named otherwise since and then count twice, also where somebody has said why it is no more.
    """
    gaps = [gap for gap in find_gaps(facts, question) if gap.is_open]
    silent = tuple(gap for gap in gaps if _said_nothing(facts, question, gap))
    doubts = tuple(_doubts_of_plan(facts, question, gaps))
    value, asked = newest(facts, question), replace(question, is_newest=True)
    source = f"{say_place(question)}, letzter genannter Stand"
    if value is None and not silent and _is_none_granted(facts, question):
        return ProofFigure(name, title, unit, Decimal("0.00"), source, asked, doubts)
    if silent or value is None:
        lacks = "noch nicht gemeldet" if silent or not _has_rows(facts, question) else "nicht in jeder Zeile angegeben"
        return ProofFigure(name, title, unit, None, source, asked, silent, lacks)
    return ProofFigure(name, title, unit, value.quantize(_CENT), source, asked, doubts)


def spent_figures(facts: YearFacts, name: str, title: str, question: Question) -> Iterable[ProofFigure]:
    """A flow over the year: known so far, on how many months that rests, and the year's sum where nothing is missing."""
    gaps, known = find_gaps(facts, question), sum_known(facts, question)
    open_months = {gap.month for gap in gaps if gap.is_open}
    source = f"{say_place(question)}, Summe der Monate"
    whole = len(facts.months) - len(open_months)
    yield ProofFigure(f"{name}.bisher", f"{title}, belegt", "EUR", known, source, question, gaps)
    about = f"{say_place(question)}: Monate, in denen nichts fehlt"
    yield ProofFigure(f"{name}.monate", f"{title}, vollständige Monate", "Monate", Decimal(whole), about)
    year = None if open_months else known
    lacks = f"vollständig sind {whole} von {len(facts.months)} Monaten" if open_months else ""
    yield ProofFigure(f"{name}.ist", title, "EUR", year, source, question, gaps, lacks)


def sum_figures(name: str, title: str, parts: Iterable[ProofFigure]) -> ProofFigure:
    """Figures added up; unknown as soon as one of them is."""
    return _work_out(name, title, list(parts), lambda values: sum(values, Decimal("0.00")), " + ")


def difference_figure(name: str, title: str, first: ProofFigure, second: ProofFigure) -> ProofFigure:
    """One less the other; unknown where one of them is."""
    return _work_out(name, title, [first, second], lambda values: values[0] - values[1], f" {MINUS} ")


def unasked(name: str, title: str, why: str, unit: Unit = "EUR") -> ProofFigure:
    """A figure that a proof has and no form asks for: its cell stays empty."""
    return ProofFigure(name, title, unit, None, NOT_ASKED, lacks=why)


def say_place(question: Question) -> str:
    """Form, sheet, column and rows that a figure comes from."""
    table = TABLES[question.table]
    forms = ", ".join(form.title for form in FORMS.values() if table in form.tables)
    codes = [table.column(name).say(str(code)) for name, code in question.filters.items() if name != "respondent_id"]
    rows = f", Zeile {', '.join(codes)}" if codes else ""
    return f"{forms}, Blatt „{table.sheet}“, Spalte „{table.column(question.column).title}“{rows}"


def word_of(title: str) -> str:
    """The part of a figure's name that stands for a code: `Sachkosten` is `sachkosten`."""
    return fold(title.partition(":")[0])


def _work_out(
    name: str, title: str, parts: list[ProofFigure], combine: Callable[[list[Decimal]], Decimal], sign: str
) -> ProofFigure:
    values = [part.value for part in parts if part.value is not None]
    unknown = [part.name for part in parts if part.value is None]
    lacks = f"{UNKNOWN_PARTS}{', '.join(unknown)}" if unknown else ""
    source = sign.join(part.name for part in parts)
    gaps = tuple(sorted({gap for part in parts for gap in part.gaps}))
    value = None if unknown else combine(values)
    return ProofFigure(name, title, parts[0].unit, value, source, gaps=gaps, lacks=lacks)


def _has_rows(facts: YearFacts, question: Question) -> bool:
    return next(facts.rows_in(question.table, question.filters), None) is not None


def _is_none_granted(facts: YearFacts, question: Question) -> bool:
    """Whether there are returns and none of them has such a row: of a list that is an answer, nothing was granted."""
    is_list = not TABLES[question.table].is_prefilled
    return is_list and not _has_rows(facts, question) and any(one.is_in_force for one in facts.returns)


def _said_nothing(facts: YearFacts, question: Question, gap: Gap) -> bool:
    """Whether nobody knows what a respondent with a gap was granted: it has no return in force, or never stated a row.

    The latter as long as its newest return is missing; that nothing happened in a month says nothing of the grant.
    """
    if not gap.respondent:
        return False
    heard = last_heard(facts, gap.respondent)
    stated = (row for month in facts.months for row in facts.rows_of(question.table, gap.respondent, month))
    has_stated = any(not row.is_left_out for row in stated)
    return not heard or (not has_stated and gap.is_overdue and gap.month > heard)


def _doubts_of_plan(facts: YearFacts, question: Question, gaps: Iterable[Gap]) -> Iterator[Gap]:
    for gap in gaps:
        if gap.reason == NO_ROW:
            yield replace(gap, reason=ROW_DROPPED, is_open=False)
        elif gap.respondent and gap.is_overdue and gap.month > last_heard(facts, gap.respondent):
            yield replace(gap, reason=f"{gap.reason}, {SAID_LAST}", is_open=False)
    for one in find_ended(facts, question):
        yield Gap(one.respondent, one.month, f"{ROW_ENDED} ({one.words})", is_open=False)
