"""Render the report as one self-contained page: no script, no request to anywhere, readable with any aid.

One way in: `render_html(report, charts, narrow)`, with the SVGs of `tasks.report.chart`. The page is `bericht.html.j2`;
heads and rows of its tables are set by great-tables from finished strings.
"""

import re
import warnings
from collections.abc import Mapping
from html.parser import HTMLParser
from itertools import groupby
from typing import Any

from schemas.report.model import ProtectedReport
from schemas.report.view import ColumnView, TableView, view_report
from tasks.templates import template_beside
from tasks.timing import timed

HYPHENATED = (
    "Abgabe-termin Alters-gruppe ange-nommen Anschluss-förderung aus-ländischer aus-ländischen Beratungs-stelle "
    "Berichti-gung Berichts-stelle Deutsch-förder-gruppe Deutsch-förder-klasse Ehren-amtliche ein-gegangen "
    "Einsatz-bereich Einsatz-stunden Eltern-begleitungen Erst-förderung Erst-gespräche Familien-sprache Fehl-anzeigen "
    "fest-gestelltem Fort-bildung gleich-mäßigem Gruppen-form Gruppen-sprache Handlungs-feld Haupt-amtliche "
    "Herkunfts-land Honorar-kräfte Integrations-rat Integrations-zentrum Kooperations-partner Liefe-rungen "
    "Mittel-abfluss nicht-deutsche nicht-deutscher Nutzungs-stunden Öffnungs-stunden quali-fizierte Rechts-kreis "
    "Regel-klasse Religions-gemeinde Sekundar-stufe Senioren-beirat Wohlfahrts-verband "
    "Rücklauf-quote Rück-fragen Schüle-rinnen Schul-plätze Sprach-förder-bedarf Staats-angehörig-keit Teil-nehmende "
    "Treff-punkte Verein-barungen ver-mittelte Vorjahres-monat Wochen-stunden zu-gewandert zurück-gegeben "
    "Zuwanderungs-geschichte"
)
"""Where the long words of table heads may be broken; few browsers carry a German dictionary for `hyphens: auto`."""

BREAKS = {word.replace("-", ""): word.replace("-", "\N{SOFT HYPHEN}") for word in HYPHENATED.split()}

MANY = 7  # columns from which a table is set smaller
TOTAL = "font-weight: 700; border-top: 1px solid var(--ink); background: var(--tint)"


@timed("html")
def render_html(report: ProtectedReport, charts: Mapping[str, str], narrow: Mapping[str, str]) -> str:
    """The whole page as text (UTF-8). `charts` and `narrow`: chart id -> SVG, for wide and for narrow screens.

    A chart that is missing in one of them is an error.
    """
    view = view_report(report)
    blocks = [block for section in view.sections for block in section.blocks]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PyArrow Table support is currently experimental")
        tables = {block.id: _set_table(block) for block in blocks if isinstance(block, TableView)}
    return template_beside(__file__, "bericht.html.j2").render(
        view=view, charts=charts, narrow=narrow, tables=tables, many=MANY
    )


def _set_table(block: TableView) -> str:
    """Head and body of the table as great-tables sets them, each cell with its scope, id or headers."""
    from great_tables import GT, loc, style

    ids = [f"c{i}" for i in range(len(block.columns))]
    labels = {name: _label(column) for name, column in zip(ids, block.columns, strict=True)}
    table = GT(_frame(ids, block), rowname_col=ids[0], id=block.id).tab_stubhead(labels[ids[0]]).cols_label(labels)
    for alignment, numeric in (("right", True), ("left", False)):
        named = [n for n, c in zip(ids, block.columns, strict=True) if c.numeric is numeric and n != ids[0]]
        table = table.cols_align(alignment, named) if named else table
    for number, (title, places) in enumerate(_groups(block.columns)):
        table = table.tab_spanner(title, [ids[i] for i in places], id=f"g{number}")
    if totals := _rows(block, "total"):
        table = table.tab_style(style.css(TOTAL), [loc.stub(totals), loc.body(rows=totals)])
    if parts := _rows(block, "part"):
        table = table.tab_stub_indent(parts, 1)
    return _Content(table.as_raw_html()).markup


def _frame(ids: list[str], block: TableView) -> Any:
    """The cells for great-tables, which sets them one by one: in a frame of pandas that takes twice as long in all."""
    import pyarrow as pa

    return pa.table({name: pa.array([row.cells[i] for row in block.rows], pa.string()) for i, name in enumerate(ids)})


def _label(column: ColumnView) -> Any:
    from great_tables import html

    head = template_beside(__file__, "spaltenkopf.html.j2")
    return html(head.render(title=_breakable(column.title), unit=_breakable(column.unit)))


def _breakable(text: str) -> str:
    """The text with soft hyphens in its long words; nothing else changes, neither for the ear nor for a search."""
    return re.sub(r"\w+", lambda word: BREAKS.get(word[0], word[0]), text)


def _groups(columns: tuple[ColumnView, ...]) -> list[tuple[str, list[int]]]:
    """Neighbours under one heading as (heading, positions)."""
    runs = groupby(range(len(columns)), key=lambda i: columns[i].group)
    return [(title, list(run)) for title, run in runs if title]


def _rows(block: TableView, role: str) -> list[int]:
    return [place for place, row in enumerate(block.rows) if row.role == role]


class _Content(HTMLParser):
    """What stands inside the table of a page or part of a page.

    great-tables knows no `<caption>` and brings a style sheet of 20 KB for each table; the page has its own for all.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.is_inside, self.parts = False, list[str]()
        self.feed(page)
        self.close()
        self.markup = "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._keep(self.get_starttag_text() or "")
        self.is_inside |= tag == "table"

    def handle_endtag(self, tag: str) -> None:
        self.is_inside &= tag != "table"
        self._keep(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, markup: str) -> None:
        if self.is_inside:
            self.parts.append(markup)
