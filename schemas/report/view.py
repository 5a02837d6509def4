"""The report as its readers see it: every figure already a German string, made once for all renderers.

One way in: `view_report(report)` gives nested plain dataclasses of strings, which the page, the PDF (as JSON) and
the workbook's heads use as they are.
"""

from dataclasses import dataclass
from typing import TypeAlias

from schemas.german import format_month
from schemas.report import words
from schemas.report.model import CellRef, Definitions, KeyFigures, Paragraph, Report, ReportChart, ReportTable, Section


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


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart's words: `alt` is for those who do not see it and ends with the figures; `source` names its table."""

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


BlockView: TypeAlias = TableView | ChartView | FiguresView | DefinitionsView


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
    """The whole report in strings. `facts` are the cover's lines, `links` the page's, as (label, text or address)."""

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
        sections=sections,
    )


def _view_section(section: Section, report: Report) -> SectionView:
    signs = DefinitionsView("definitions", "zeichenerklaerung", "Zeichenerklärung (nach DIN 55301)", words.SIGNS)
    blocks = [_view_block(block, report) for block in section.blocks]
    return SectionView(
        id=section.id,
        number=section.number,
        title=section.title,
        paragraphs=tuple(_fill(paragraph, report) for paragraph in section.paragraphs if _is_known(paragraph, report)),
        blocks=(*blocks, *([signs] if section is report.annex else [])),
    )


def _fill(paragraph: str | Paragraph, report: Report) -> str:
    if isinstance(paragraph, str):
        return paragraph
    return paragraph.text.format(*(words.prose_text(report, ref) for ref in paragraph.refs))


def _is_known(paragraph: str | Paragraph, report: Report) -> bool:
    """A sentence around a figure that is missing or secret would say nothing."""
    return isinstance(paragraph, str) or all(words.find_cell(report, ref).value is not None for ref in paragraph.refs)


def _view_block(block: ReportTable | ReportChart | KeyFigures | Definitions, report: Report) -> BlockView:
    match block:
        case ReportTable():
            return _view_table(block, words.number_blocks(report)[block.id])
        case ReportChart():
            return _view_chart(block, report)
        case KeyFigures():
            return _view_figures(block, report)
        case Definitions():
            return DefinitionsView("definitions", block.id, block.title, block.items)


def _view_table(table: ReportTable, number: str) -> TableView:
    texts = words.table_texts(table)
    return TableView(
        type="table",
        id=table.id,
        number=number,
        title=table.title,
        facts=words.table_facts(table),
        columns=tuple(
            ColumnView(column.id, column.title, words.column_unit(table, column), column.group, column.kind != "text")
            for column in table.columns
        ),
        rows=tuple(RowView(cells, line.role) for cells, line in zip(texts, table.rows, strict=True)),
        notes=words.table_notes(table),
    )


def _view_chart(chart: ReportChart, report: Report) -> ChartView:
    numbers = words.number_blocks(report)
    table = report.table(chart.table)
    source = f"Datengrundlage: {numbers[table.id]}. {table.period}. Abdeckung: {words.format_coverage(table.coverage)}."
    return ChartView("chart", chart.id, numbers[chart.id], chart.title, words.describe_chart(chart, table), source)


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
    return f"{said} bei denselben {words.cell_text(report, number)} Berichtsstellen"


def _view_figures(figures: KeyFigures, report: Report) -> FiguresView:
    items = []
    for key in figures.keys:
        label = words.cell_text(report, CellRef(figures.table, key, figures.label))
        value = words.cell_text(report, CellRef(figures.table, key, figures.value))
        items.append(FigureView(label, value, _change_text(report, figures, key)))
    return FiguresView("figures", figures.id, tuple(items))
