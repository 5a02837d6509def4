"""What committees of the council ask each half year (domain, section 9). Ways in: `last_month_of`, `answer_council`.

Each answer is what a published report prints: here is nothing told that is protected there. What no form asks, or not
yet, is said as such and never a zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.form.forms import TABLES
from schemas.report.model import Report, ReportTable
from schemas.report.plan import PLAN, PlannedTable
from schemas.report.words import table_texts


@dataclass(frozen=True)
class CouncilQuestion:
    """A question, and the table and columns of the report that answer it; `unknown` is what no form asks of it."""

    key: str
    title: str
    table: str = ""
    columns: tuple[str, ...] = ()
    unknown: str = ""


COUNCIL = (
    CouncilQuestion(
        "places", "Kinder ohne Platz: Wartende auf einen Schulplatz", "counselling_by_stage", ("waiting",),
        "Kinder ohne Kitaplatz: Danach fragt kein Meldebogen.",
    ),
    CouncilQuestion(
        "not_assessed", "Neu zugewandert und noch ohne Erstgespräch", "counselling_by_stage", ("not_assessed",)
    ),
    CouncilQuestion(
        "recommendations_by_type", "Empfehlungen nach Schulform", "recommendations_by_type", ("recommendations",)
    ),
    CouncilQuestion(
        "recommendations_by_grade", "Empfehlungen nach Jahrgang", "recommendations_by_grade", ("recommendations",)
    ),
    CouncilQuestion(
        "starters", "Schulpflichtig im kommenden Schuljahr, nach Förderbedarf", "children_by_age",
        ("school_starters", "school_starters_need"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class CouncilAnswer:
    """The lines of the report that answer a question, as printed, on what they rest, and what is not known."""

    key: str
    title: str
    heads: tuple[str, ...] = ()
    lines: tuple[tuple[str, ...], ...] = ()
    basis: str = ""
    unknown: tuple[str, ...] = ()


def last_month_of(half: str) -> str:
    """The month whose report answers for a half year: `2027-1` is answered by `2027-06`."""
    year, _, number = half.partition("-")
    return f"{year}-{6 * int(number):02d}"


def answer_council(report: Report) -> tuple[CouncilAnswer, ...]:
    """An answer to each question, out of a report as it is printed."""
    return tuple(_answer(report, question) for question in COUNCIL)


def _answer(report: Report, question: CouncilQuestion) -> CouncilAnswer:
    planned = next((one for one in PLAN if one.id == question.table), None)
    table = next((one for one in report.tables() if one.id == question.table), None)
    unknown = list(_unknown(report.month, question, planned))
    asked = [name for name in question.columns if planned and TABLES[planned.table].column(name).is_asked(report.month)]
    if table is None or not asked:
        gone = ["Im Bericht steht dazu keine Tabelle."] if asked else []
        return CouncilAnswer(question.key, question.title, unknown=(*unknown, *gone))
    columns = [0, *(table.column_index(name) for name in asked)]
    return CouncilAnswer(
        question.key,
        question.title,
        tuple(table.columns[at].title for at in columns),
        tuple(tuple(texts[at] for at in columns) for texts in table_texts(table)),
        _basis(table),
        tuple(unknown),
    )


def _unknown(month: str, question: CouncilQuestion, planned: PlannedTable | None) -> Iterator[str]:
    """What is not known of it, because nobody is asked, or not in that month."""
    if question.unknown:
        yield question.unknown
    for name in question.columns if planned else ():
        column = TABLES[planned.table].column(name) if planned else None
        if column and not column.is_asked(month):
            yield f"Nach „{column.title}“ wird {column.meaning.asked.german} gefragt."


def _basis(table: ReportTable) -> str:
    return f"{table.title}, {table.period}: {table.coverage.n} von {table.coverage.expected} {table.coverage.what}."
