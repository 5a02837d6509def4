"""What committees of the council ask each half year (domain, section 9). Ways in: `months_of`, `answer_council`.

Each answer is what published reports print: here is nothing told that is protected there. A stock is that of the half
year's last month, a flow stands month by month. What no form asks, or not yet, or no report prints, is said as such and
never a zero.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.form.forms import TABLES, Column
from schemas.german import format_month, format_number, join_words
from schemas.report.cell import Sign
from schemas.report.model import Report, ReportTable
from schemas.report.plan import PLAN, PlannedTable
from schemas.report.words import MARK_WORDS, table_texts

GATHERED = ("other", "remaining")  # keys of rows that gather what is listed nowhere


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


def months_of(half: str) -> tuple[str, ...]:
    """The months of a half year: those of `2027-1` are January to June."""
    year, _, number = half.partition("-")
    return tuple(f"{year}-{6 * int(number) - back:02d}" for back in range(5, -1, -1))


def asks_by_month(month: str) -> bool:
    """Whether the half year that ends with this month has to be answered month by month, too."""
    return any(_is_flow(one) and _asked(one, month) for one in COUNCIL)


def answer_council(half: str, reports: Mapping[str, Report]) -> tuple[CouncilAnswer, ...]:
    """An answer to each question, out of the reports by month as they are printed; that of the last month is there."""
    return tuple(_answer(half, reports, question) for question in COUNCIL)


def _planned(question: CouncilQuestion) -> PlannedTable | None:
    return next((one for one in PLAN if one.id == question.table), None)


def _columns(question: CouncilQuestion) -> list[Column]:
    planned = _planned(question)
    return [TABLES[planned.table].column(name) for name in question.columns] if planned else []


def _asked(question: CouncilQuestion, month: str) -> list[str]:
    return [one.name for one in _columns(question) if one.is_asked(month)]


def _is_flow(question: CouncilQuestion) -> bool:
    return any(one.meaning.kind == "flow" for one in _columns(question))


def _answer(half: str, reports: Mapping[str, Report], question: CouncilQuestion) -> CouncilAnswer:
    months = months_of(half)
    report = reports[months[-1]]
    table = _table(report, question)
    unknown = list(_unknown(report.month, question))
    asked = _asked(question, report.month)
    if table is None or not asked:
        gone = ["Im Bericht steht dazu keine Tabelle."] if asked else []
        return CouncilAnswer(question.key, question.title, unknown=(*unknown, *gone))
    if _is_flow(question):
        heads, lines = (table.columns[0].title, *_heads(months)), _month_by_month(months, reports, question, asked[0])
        unknown += _unpublished(months, reports)
        told = [one for month in months if (one := _table(reports.get(month), question))]
    else:
        at = [0, *(table.column_index(name) for name in asked)]
        heads = tuple(table.columns[place].title for place in at)
        lines, told = tuple(tuple(texts[place] for place in at) for texts in table_texts(table)), [table]
    return CouncilAnswer(question.key, question.title, heads, lines, _basis(told), tuple(unknown))


def _table(report: Report | None, question: CouncilQuestion) -> ReportTable | None:
    return next((one for one in report.tables() if one.id == question.table), None) if report else None


def _heads(months: Sequence[str]) -> tuple[str, ...]:
    return (*(format_month(month, short=True) for month in months), "Halbjahr")


@dataclass(frozen=True)
class _Printed:
    """What one month's report prints in a column: the rows' titles, their texts, and their values, all by key."""

    titles: Mapping[str, str]
    texts: Mapping[str, str]
    values: Mapping[str, float]


def _month_by_month(
    months: Sequence[str], reports: Mapping[str, Report], question: CouncilQuestion, column: str
) -> tuple[tuple[str, ...], ...]:
    """Each row that any month prints, in all months, in the order of its list, what is gathered and the total last."""
    printed = [_printed(_table(reports.get(month), question), column) for month in months]
    titles = {key: title for one in printed if one for key, title in one.titles.items()}
    codes = _codes(question)
    last = {key: len(codes) + place for place, key in enumerate((*GATHERED, "total"))}
    ordered = sorted(titles, key=lambda key: codes.get(key, last.get(key, len(codes) - 1)))
    return tuple((titles[key], *_line(printed, key)) for key in ordered)


def _codes(question: CouncilQuestion) -> dict[str, int]:
    planned = _planned(question)
    listed = TABLES[planned.table].column(planned.by).code_list if planned else None
    return {code: place for place, code in enumerate(listed.codes)} if listed else {}


def _printed(table: ReportTable | None, column: str) -> _Printed | None:
    if table is None:
        return None
    at = table.column_index(column)
    rows = {row.key: (row.cells[at].value, texts) for row, texts in zip(table.rows, table_texts(table), strict=True)}
    return _Printed(
        {key: texts[0] for key, (_, texts) in rows.items()},
        {key: texts[at] for key, (_, texts) in rows.items()},
        {key: float(value) for key, (value, _) in rows.items() if isinstance(value, int | float)},
    )


def _line(printed: Sequence[_Printed | None], key: str) -> list[str]:
    """What no report of a month prints is unknown; what is gathered in one row is something else in each month."""
    texts = [str(Sign.LATER) if one is None else one.texts.get(key, str(Sign.UNKNOWN)) for one in printed]
    values = [one.values[key] for one in printed if one and key in one.values]
    is_whole = len(values) == len(printed) and key not in GATHERED
    total = format_number(sum(values))
    # A part in brackets rests on too few answers: the sum does so, too.
    total = f"({total})" if any(text.startswith("(") for text in texts) else total
    return [*texts, total if is_whole else str(Sign.UNKNOWN)]


def _unpublished(months: Sequence[str], reports: Mapping[str, Report]) -> Iterator[str]:
    """What has to be said of a half year that is added up."""
    if missing := [format_month(month) for month in months if month not in reports]:
        yield f"Nicht veröffentlicht: {join_words(missing)}; das Halbjahr ist deshalb nicht bekannt."
    yield "„Halbjahr“ ist die Summe der gedruckten Monatszahlen; jede von ihnen kann gerundet sein."


def _unknown(month: str, question: CouncilQuestion) -> Iterator[str]:
    """What is not known of it, because nobody is asked, or not in that month."""
    if question.unknown:
        yield question.unknown
    for column in _columns(question):
        if not column.is_asked(month):
            yield f"Nach „{column.title}“ wird {column.meaning.asked.german} gefragt."


def _basis(tables: Sequence[ReportTable]) -> str:
    """The table, and for each month that is told how many answered and whether it may still change."""
    said = (
        f"{one.period}: {one.coverage.n} von {one.coverage.expected} {one.coverage.what}"
        f"{f' ({MARK_WORDS[one.mark]})' if one.mark else ''}"
        for one in tables
    )
    return f"{tables[-1].title}; {'; '.join(said)}."
