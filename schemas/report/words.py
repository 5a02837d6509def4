"""The words of the report: cells, facts, numbers of tables and texts of charts in German.

One way in: `format_cell` for a figure, `table_facts` for what stands under a table's title, `chart_rows` for
what a chart draws. `schemas.report.view` puts them together; the workbook and the charts use them directly.
"""

from collections.abc import Mapping

from schemas.german import NBSP, format_change, format_eur, format_month, format_number, format_share, format_vintage
from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.model import (
    CellRef,
    ChartKind,
    Coverage,
    FigureKind,
    Report,
    ReportChart,
    ReportColumn,
    ReportTable,
    cell_kind,
)

SIGNS = (
    ("0", "weniger als die Hälfte der angegebenen Einheit, aber mehr als nichts; gerundete Personenzahl: auch null, sonst weniger als die Hälfte der Rundungsbasis"),
    ("–", "genau null (nichts vorhanden)"),
    ("/", "keine Angabe, da der Zahlenwert nicht sicher genug ist"),
    (".", "Zahlenwert unbekannt oder geheim zu halten"),
    ("...", "Angabe fällt später an"),
    ("x", "Angabe nicht sinnvoll"),
    ("( )", "Aussagewert eingeschränkt"),
    ("p", "vorläufige Zahl: bis zur Ausschlussfrist kann sie sich noch ändern"),
    ("r", "berichtigte Zahl: sie oder die Stellen, auf denen sie beruht, sind andere als im Bericht davor"),
    ("s", "geschätzte Zahl"),
    ("±0", "keine Veränderung in der angegebenen Genauigkeit"),
    ("PP", "Prozentpunkte"),
)  # fmt: skip
"""The signs of DIN 55301 and our two own ones, as every annex explains them."""

DOWNLOADS = (
    ("Bericht als PDF", "bericht.pdf"),
    ("Tabellen für Excel und LibreOffice", "tabellen.xlsx"),
    ("Daten und ihre Beschreibung", "daten/datapackage.json"),
)
"""The other files of a published folder, by what a reader calls them."""

DECIMALS: Mapping[str, int] = {"ratio": 1, "hours": 1, "fte": 2}
PROSE_UNITS: Mapping[str, str] = {"share": "%", "eur": "€"}  # of nothing, too, in a sentence
MARK_WORDS = {Mark.PROVISIONAL: "vorläufige Zahlen (p)", Mark.REVISED: "berichtigte Zahlen (r)",
              Mark.ESTIMATED: "geschätzte Zahlen (s)"}  # fmt: skip


CHART_WORDS: Mapping[ChartKind, str] = {
    "line": "Linien",
    "grouped": "Balken nebeneinander",
    "stacked": "gestapelte Balken",
    "ranking": "Balken, der größte Wert zuerst",
    "rate": "Balken von 0 bis 100 %",
}
MOST_ALT = 199  # letters of a text for those who do not see a chart


def cover_facts(report: Report) -> tuple[tuple[str, str], ...]:
    """What the cover states, as (label, text)."""
    facts = [
        *([("Empfänger", report.cover.recipient)] if report.cover else ()),
        ("Berichtsmonat", format_month(report.month)),
        ("Amtlicher Gemeindeschlüssel", report.ags8),
        ("Version", f"{report.version} ({report.status})"),
        ("Datenstand", format_vintage(report.vintage)),
    ]
    if report.signed_by:
        facts.append(("Freigegeben von", report.signed_by))
    if report.cover:
        facts += [("Rechtsgrundlage", report.cover.legal_basis), ("Ansprechstelle", report.cover.contact)]
    return tuple((label, text) for label, text in facts if text)


def page_links(report: Report) -> tuple[tuple[str, str], ...]:
    """Where the page leads, as (label, address): the report's other forms, then what the publisher owes its readers."""
    links = list(DOWNLOADS)
    if report.cover:
        links += [
            ("Impressum", report.cover.imprint_url),
            ("Erklärung zur Barrierefreiheit", report.cover.accessibility_url),
        ]
    return tuple((label, address) for label, address in links if address)


def table_facts(table: ReportTable) -> tuple[tuple[str, str], ...]:
    """What stands under a table's title, as (label, text): period, unit, source, coverage, mark of the whole table."""
    facts = [
        ("Zeitbezug", table.period),
        ("Einheit", table.unit),
        ("Quelle", table.source),
        ("Abdeckung", format_coverage(table.coverage)),
    ]
    if table.mark:
        facts.append(("Stand", MARK_WORDS[table.mark]))
    return tuple(facts)


def column_unit(table: ReportTable, column: ReportColumn) -> str:
    """What stands under a column's title: its unit, unless the table or the title says so already."""
    return "" if column.unit in {table.unit, column.title} else column.unit


def table_notes(table: ReportTable) -> tuple[str, ...]:
    """What stands below a table; an empty one says that it is empty on purpose."""
    return table.notes if table.rows else (*table.notes, "Keine Einträge.")


def format_coverage(coverage: Coverage) -> str:
    """`118 von 121 Meldungen (97,5 %)`."""
    share = format_share(coverage.n / coverage.expected) if coverage.expected else "x"
    return f"{format_number(coverage.n)} von {format_number(coverage.expected)} {coverage.what} ({share})"


def format_cell(cell: ReportCell, kind: FigureKind, *, is_change: bool = False) -> str:
    """A cell as readers see it: German number, sign of DIN 55301 instead or around, mark after it."""
    if isinstance(cell.value, str):
        return cell.value
    if cell.value is None:
        text = str(cell.sign)
    elif cell.sign == Sign.LESS:
        text = "0"
    else:
        text = _format_change(cell.value, kind) if is_change else _format_value(cell.value, kind)
    if cell.sign == Sign.LIMITED:
        text = f"({text})"
    return f"{text}{NBSP}{cell.mark}" if cell.mark else text


def table_texts(table: ReportTable) -> tuple[tuple[str, ...], ...]:
    """All cells of a table as strings, row by row."""
    return tuple(
        tuple(
            format_cell(cell, cell_kind(table, line, index), is_change=table.columns[index].kind == "change")
            for index, cell in enumerate(line.cells)
        )
        for line in table.rows
    )


def cell_text(report: Report, ref: CellRef) -> str:
    """The figure that is referred to, as it stands in its table."""
    table = report.table(ref.table)
    line = table.row_by_key(ref.row)
    index = table.column_index(ref.column)
    return format_cell(
        line.cells[index], cell_kind(table, line, index), is_change=table.columns[index].kind == "change"
    )


def prose_text(report: Report, ref: CellRef) -> str:
    """The figure as it stands in a sentence, which says in words what signs and marks say in a table."""
    cell, text = find_cell(report, ref), cell_text(report, ref)
    text = text.removesuffix(f"{NBSP}{cell.mark}" if cell.mark else "")
    if cell.sign == Sign.LIMITED:
        text = text.removeprefix("(").removesuffix(")")
    text = text.lstrip("+−") if ref.is_size else text
    if text == "–":
        table = report.table(ref.table)
        kind = cell_kind(table, table.row_by_key(ref.row), table.column_index(ref.column))
        return f"0{NBSP}{PROSE_UNITS[kind]}" if kind in PROSE_UNITS else "0"
    return text.replace(f"{NBSP}PP", f"{NBSP}Prozentpunkte")


def find_cell(report: Report, ref: CellRef) -> ReportCell:
    """The cell that is referred to."""
    return report.table(ref.table).cell(ref.row, ref.column)


def number_blocks(report: Report) -> dict[str, str]:
    """Block id -> "Tabelle 3.2" or "Abbildung 3.1", counted a section and a type."""
    numbers: dict[str, str] = {}
    for section in report.all_sections():
        for word, block_type in (("Tabelle", ReportTable), ("Abbildung", ReportChart)):
            blocks = [block for block in section.blocks if isinstance(block, block_type)]
            numbers |= {block.id: f"{word} {section.number}.{i}" for i, block in enumerate(blocks, 1)}
    return numbers


def chart_rows(chart: ReportChart, table: ReportTable) -> list[tuple[str, str, float | None, str]]:
    """What a chart draws, as (category, series, value or None, text): body rows; a ranking sorted, cut, without "other".

    A line leaves out what rests on too few answers: it would draw a change that is none.
    """
    texts = table_texts(table)
    label = table.column_index(chart.label)
    columns = [table.column_index(column_id) for column_id in chart.values]
    picked = [i for i, line in enumerate(table.rows) if line.role == "body"]
    if chart.kind == "ranking":
        picked = sorted(picked, key=lambda i: -(_number(table.rows[i].cells[columns[0]]) or 0))
        picked = [i for i in picked if table.rows[i].key != "other"][: chart.limit]
    return [
        (texts[i][label], table.columns[c].title, _drawn(chart, table.rows[i].cells[c]), texts[i][c])
        for i in picked
        for c in columns
    ]


def describe_chart(chart: ReportChart, table: ReportTable, number: str) -> str:
    """The text for those who do not see the chart: its message, how it is drawn, and in which table its figures are."""
    rows = sum(line.role == "body" for line in table.rows)
    cut = f", die ersten {chart.limit} von {rows}" if chart.kind == "ranking" and rows > chart.limit else ""
    place = f"{CHART_WORDS[chart.kind]}{cut}, Werte: {number}."
    end = "" if chart.title.endswith((".", "?", "!")) else "."
    message = f"{chart.title}{end} {place}"
    if len(message) <= MOST_ALT:
        return message
    first, *_ = chart.title.split(". ")
    return f"{first[: MOST_ALT - len(place) - 2]}. {place}"


def _drawn(chart: ReportChart, cell: ReportCell) -> float | None:
    return None if chart.kind == "line" and cell.sign == Sign.LIMITED else _number(cell)


def _number(cell: ReportCell) -> float | None:
    return None if cell.value is None or isinstance(cell.value, str) else float(cell.value)


def _format_value(value: float, kind: FigureKind) -> str:
    if value == 0:
        return "–"
    if kind == "share":
        return format_share(value)
    if kind == "eur":
        return format_eur(value)
    return format_number(value, DECIMALS.get(kind, 0))


def _format_change(value: float, kind: FigureKind) -> str:
    if kind == "share":
        return f"{format_change(value * 100, 1)}{NBSP}PP"
    if kind == "eur":
        return f"{format_change(value, 2)}{NBSP}€"
    return format_change(value, DECIMALS.get(kind, 0))
