"""The report as its readers see it: every figure already a German string, made once for all renderers.

One way in: `view_report(report)` gives nested plain dataclasses of strings, which the page, the PDF (as JSON) and
the workbook's heads use as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from shlex import quote
from typing import TypeAlias

from schemas.german import format_month
from schemas.report import words
from schemas.report.model import (
    Block,
    CellRef,
    Definitions,
    KeyFigures,
    Paragraph,
    PointList,
    Report,
    ReportChart,
    ReportColumn,
    ReportRow,
    ReportTable,
    Section,
)


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column head: title, unit below it, group above it; whether its cells are figures."""

    id: str
    title: str
    unit: str
    group: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of finished strings."""

    cells: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class TableView:
    """A table of finished strings. `facts` are period, unit, source and coverage as (label, text)."""

    type: str
    id: str
    number: str
    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    notes: tuple[str, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart's words: `alt` is for those who do not see it and ends with where the figures are; `source` names its table."""

    type: str
    id: str
    number: str
    title: str
    alt: str
    source: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """One large key figure."""

    label: str
    value: str
    change: str


@dataclass(frozen=True, slots=True)
class FiguresView:
    """A band of key figures."""

    type: str
    id: str
    items: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True)
class DefinitionsView:
    """A list of terms."""

    type: str
    id: str
    title: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PointsView:
    """A list of sentences under a heading."""

    type: str
    id: str
    title: str
    items: tuple[str, ...]


BlockView: TypeAlias = TableView | ChartView | FiguresView | PointsView | DefinitionsView


@dataclass(frozen=True, slots=True)
class SectionView:
    """A chapter: number, title, sentences, blocks."""

    id: str
    number: str
    title: str
    paragraphs: tuple[str, ...]
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report in strings. `facts` are the cover's lines, `links` the page's, as (label, text or address).

    `opening` is the page after the cover, or none.
    """

    title: str
    subtitle: str
    centre: str
    month: str
    version: str
    status: str
    facts: tuple[tuple[str, str], ...]
    release_note: str
    imprint: str
    logo: str
    signature: str
    links: tuple[tuple[str, str], ...]
    opening: tuple[SectionView, ...]
    sections: tuple[SectionView, ...]


def view_report(report: Report) -> ReportView:
    """The report in finished German strings; the signs are explained at the end of the annex."""
    sections = tuple(_view_section(section, report) for section in report.all_sections())
    return ReportView(
        title=report.title,
        subtitle=report.subtitle,
        centre=report.centre_name,
        month=format_month(report.month),
        version=report.version,
        status=report.status,
        facts=words.cover_facts(report),
        release_note=report.release_note,
        imprint=report.imprint,
        logo=report.cover.logo if report.cover else "",
        signature=report.cover.signature if report.cover else "",
        links=words.page_links(report),
        opening=(_view_section(report.opening, report),) if report.opening else (),
        sections=sections,
    )


def _view_section(section: Section, report: Report) -> SectionView:
    signs = DefinitionsView("definitions", "zeichenerklaerung", "Zeichenerklärung (nach DIN 55301)", words.SIGNS)
    blocks = [_view_block(block, report) for block in section.blocks]
    return SectionView(
        id=section.id,
        number=section.number,
        title=section.title,
        paragraphs=_fill_all(section.paragraphs, report),
        blocks=(*blocks, *([signs] if section is report.annex else [])),
    )


def _fill_all(paragraphs: Iterable[str | Paragraph], report: Report) -> tuple[str, ...]:
    return tuple(_fill(paragraph, report) for paragraph in paragraphs if _is_known(paragraph, report))


def _fill(paragraph: str | Paragraph, report: Report) -> str:
    if isinstance(paragraph, str):
        return paragraph
    return paragraph.text.format(*(words.prose_text(report, ref) for ref in paragraph.refs))


def _is_known(paragraph: str | Paragraph, report: Report) -> bool:
    """A sentence around a figure that is missing or secret would say nothing."""
    return isinstance(paragraph, str) or all(words.find_cell(report, ref).value is not None for ref in paragraph.refs)


def _view_block(block: Block, report: Report) -> BlockView:
    match block:
        case ReportTable():
            return _view_table(block, report)
        case ReportChart():
            return _view_chart(block, report)
        case KeyFigures():
            return _view_figures(block, report)
        case PointList():
            return PointsView("points", block.id, block.title, _fill_all(block.items, report))
        case Definitions():
            return DefinitionsView("definitions", block.id, block.title, block.items)


def _view_table(table: ReportTable, report: Report) -> TableView:
    texts = words.table_texts(table)
    return TableView(
        type="table",
        id=table.id,
        number=words.number_blocks(report)[table.id],
        title=table.title,
        facts=words.table_facts(table),
        columns=tuple(
            ColumnView(column.id, column.title, words.column_unit(table, column), column.group, column.kind != "text")
            for column in table.columns
        ),
        rows=tuple(RowView(cells, line.role) for cells, line in zip(texts, table.rows, strict=True)),
        notes=words.table_notes(table),
        ask=say_how_to_ask(table, report),
    )


def say_how_to_ask(table: ReportTable, report: Report) -> str:
    """The command by which the centre finds the cells and files behind a figure of the table; the first one's as example."""
    column = next((column for column in table.columns if column.kind != "text"), None)
    if not table.rows or column is None:
        return ""
    asked = say_cell(table, words.number_blocks(report)[table.id], table.rows[0], column)
    which = f"--month {report.month} --version {report.version}"
    return f"Woher eine Zahl kommt, sagt im Integrationszentrum: monatsbericht explain {quote(asked)} {which}"


def say_cell(table: ReportTable, number: str, line: ReportRow, column: ReportColumn) -> str:
    """The words that name a cell: its table, its row, its column."""
    return ", ".join((number, row_names(table, line)[0], column_names(table, column)[0]))


def row_names(table: ReportTable, line: ReportRow) -> tuple[str, ...]:
    """What a row is called: by all that stands at its head, or by the last of it."""
    count = len(list(takewhile(lambda column: column.kind == "text", table.columns)))
    heads = [str(cell.value) for cell in line.cells[:count]]
    return tuple(dict.fromkeys((", ".join(heads), heads[-1])))


def column_names(table: ReportTable, column: ReportColumn) -> tuple[str, ...]:
    """What a column is called, the shortest that no other one of the table is called first."""
    whole = next((one.title for one in table.columns if one.id == column.part_of), "")
    longer = (f"{before}, {column.title}" for before in (column.group, whole) if before)
    names = (column.title, *longer, f"{column.title}, {column.unit}")
    alone = sum(one.title == column.title for one in table.columns) == 1
    return names if alone else (*names[1:], names[0])


def _view_chart(chart: ReportChart, report: Report) -> ChartView:
    numbers = words.number_blocks(report)
    table = report.table(chart.table)
    source = f"Datengrundlage: {numbers[table.id]}. {table.period}. Abdeckung: {words.format_coverage(table.coverage)}."
    return ChartView(
        "chart", chart.id, numbers[chart.id], chart.title, words.describe_chart(chart, table, numbers[table.id]), source
    )


def _change_text(report: Report, figures: KeyFigures, key: str) -> str:
    """The change as it stands in its table, and of how many; nothing where there is no figure to compare."""
    if not figures.change or words.find_cell(report, CellRef(figures.table, key, figures.value)).value is None:
        return ""
    ref = CellRef(figures.table, key, figures.change)
    if words.find_cell(report, ref).value is None:
        return f"{figures.change_note} keine Aussage möglich"
    said = f"{words.cell_text(report, ref)} {figures.change_note}"
    number = CellRef(figures.table, key, figures.panel) if figures.panel else None
    if number is None or words.find_cell(report, number).value is None:
        return said
    return f"{said} bei denselben {words.prose_text(report, number)} Berichtsstellen"


def _view_figures(figures: KeyFigures, report: Report) -> FiguresView:
    items = []
    for key in figures.keys:
        label = words.cell_text(report, CellRef(figures.table, key, figures.label))
        value = words.cell_text(report, CellRef(figures.table, key, figures.value))
        items.append(FigureView(label, value, _change_text(report, figures, key)))
    return FiguresView("figures", figures.id, tuple(items))
