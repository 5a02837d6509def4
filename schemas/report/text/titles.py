"""The answer that a chart's title says. One way in: `answer_charts(report)`, after its sentences are written.

A title is made of the report's own sentences, whose figures are cells of its tables: it claims a change only on the panel.
Where the figures give no answer, the chart keeps its question.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from schemas.report.changes import LAST_MONTH
from schemas.report.model import CellRef, Paragraph, Report, ReportChart
from schemas.report.text.chapters import MEETINGS, SUPPORT, WAITING
from schemas.report.text.frames import (
    ChangeCase,
    SpokenFigure,
    case_of,
    compare,
    figure,
    if_printed,
    join_sentences,
    printed,
    state,
)
from schemas.report.text.quality import tell_lowest
from schemas.report.text.topics import AGES, tell_highest
from schemas.report.topics.chain import NAME as CHAIN
from schemas.report.words import prose_text

TOLD = {ChangeCase.RISE, ChangeCase.FALL, ChangeCase.SAME}


def answer_charts(report: Report) -> Report:
    """The report with the answer as title of each chart that has one."""
    sections = tuple(
        replace(
            section,
            blocks=tuple(
                _answer(block, report) if isinstance(block, ReportChart) else block for block in section.blocks
            ),
        )
        for section in report.sections
    )
    return replace(report, sections=sections)


def _answer(chart: ReportChart, report: Report) -> ReportChart:
    said = ANSWERS[chart.id](report)
    if not said:
        return chart
    answer = join_sentences(said)
    return replace(chart, title=answer.text.format(*(prose_text(report, ref) for ref in answer.refs)))


def _with_change(told: SpokenFigure) -> Callable[[Report], tuple[Paragraph, ...]]:
    """A figure and its change, where one can be told."""

    def answer(report: Report) -> tuple[Paragraph, ...]:
        if printed(report, figure(told.key)) is None:
            return ()
        is_told = case_of(report, told.key, LAST_MONTH) in TOLD
        return (state(told), *((compare(report, told),) if is_told else ()))

    return answer


def _chain(report: Report) -> tuple[Paragraph, ...]:
    refs = {key: CellRef(CHAIN, key, "now") for key in ("K04", "S05", "S09")}
    text = "Sprachförderbedarf in Kitas: {K04}, Erstförderung in Schulen: {S05}, Anschlussförderung: {S09}."
    return if_printed(report, text, **refs)


def _support(report: Report) -> tuple[Paragraph, ...]:
    refs = {name: CellRef("support_by_type", "total", name) for name in ("german_class", "german_group")}
    text = "In Deutschförderklassen lernen {german_class}, in Deutschfördergruppen {german_group} Schülerinnen und Schüler."
    return if_printed(report, text, **refs)


def _funds(report: Report) -> tuple[Paragraph, ...]:
    refs = {name: CellRef("funds_by_line", "total", name) for name in ("spent_to_date", "straight_line")}
    return if_printed(report, "Verausgabt sind {spent_to_date}, gleichmäßig verteilt wären es {straight_line}.", **refs)


ANSWERS: Mapping[str, Callable[[Report], tuple[Paragraph, ...]]] = {
    "trend_chart": _with_change(SUPPORT),
    "rate_chart": tell_lowest,
    "chain_chart": _chain,
    "support_chart": _support,
    "youth_chart": lambda report: tell_highest(report, AGES[0]),
    "seniors_chart": lambda report: tell_highest(report, AGES[1]),
    "waiting_chart": _with_change(WAITING),
    "network_chart": _with_change(MEETINGS),
    "funds_chart": _funds,
}
"""Chart id -> the sentences that answer its question, none where there is no answer."""
