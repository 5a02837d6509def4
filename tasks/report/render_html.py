"""Render the report as one self-contained page: no script, no request to anywhere, readable with any aid.

One way in: `render_html(report, charts)`; `charts` are the SVGs of `tasks.report.chart`. Tables are set by great-tables
from finished strings; one style sheet (`bericht.css`) replaces the one it would repeat for every table.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from schemas.report.model import Report
from schemas.report.view import (
    ChartView,
    ColumnView,
    DefinitionsView,
    FiguresView,
    ReportView,
    SectionView,
    TableView,
    view_report,
)

HYPHENATED = (
    "Abgabe-termin Alters-gruppe ange-nommen Anschluss-förderung aus-ländischer aus-ländischen Beratungs-stelle "
    "Berichti-gung Berichts-stelle Deutsch-förder-gruppe Deutsch-förder-klasse Ehren-amtliche ein-gegangen "
    "Einsatz-bereich Einsatz-stunden Eltern-begleitungen Erst-förderung Erst-gespräche Familien-sprache Fehl-anzeigen "
    "fest-gestelltem Fort-bildung gleich-mäßigem Gruppen-form Gruppen-sprache Handlungs-feld Haupt-amtliche "
    "Herkunfts-land Honorar-kräfte Integrations-zentrum Kooperations-partner Liefe-rungen Mittel-abfluss "
    "nicht-deutsche nicht-deutscher Nutzungs-stunden Öffnungs-stunden quali-fizierte Rechts-kreis Regel-klasse "
    "Rücklauf-quote Rück-fragen Schüle-rinnen Schul-plätze Sprach-förder-bedarf Staats-angehörig-keit Teil-nehmende "
    "Treff-punkte Verein-barungen ver-mittelte Vorjahres-monat Wochen-stunden zu-gewandert zurück-gegeben "
    "Zuwanderungs-geschichte"
)
"""Where the long words of table heads may be broken; few browsers carry a German dictionary for `hyphens: auto`."""

BREAKS = {word.replace("-", ""): word.replace("-", "\N{SOFT HYPHEN}") for word in HYPHENATED.split()}

MANY = 7  # columns from which a table is set smaller
STYLE = Path(__file__).with_name("bericht.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""The page may load nothing at all: what is not inside it cannot be asked for."""


def render_html(report: Report, charts: Mapping[str, str]) -> str:
    """The whole page as text (UTF-8). `charts`: chart id -> SVG; raises KeyError if one is missing."""
    view = view_report(report)
    title = escape(f"{view.title} {view.month}, {view.centre}")
    body = "\n".join((_cover(view), _contents(view), _main(view, charts), _footer(view)))
    return f"""<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">
<title>{title}</title>
<style>
{STYLE.read_text(encoding="utf-8")}</style>
</head>
<body>
<a class="skip" href="#inhalt">Zum Inhalt springen</a>
{body}
</body>
</html>
"""


def _cover(view: ReportView) -> str:
    release = f'<p class="release">{escape(view.release_note)}</p>' if view.release_note else ""
    return f"""<header class="cover" id="anfang"><div class="wide">
<p class="centre">{escape(view.centre)}</p>
<h1>{escape(view.title)} {escape(view.month)}</h1>
<p class="subtitle">{escape(view.subtitle)}</p>
<dl class="facts">{_pairs(view.facts, wrap=True)}</dl>
{release}
</div></header>"""


def _contents(view: ReportView) -> str:
    chapters = "".join(_chapter_link(section) for section in view.sections)
    numbered = [b for s in view.sections for b in s.blocks if isinstance(b, TableView | ChartView)]
    links = "".join(f'<li><a href="#{b.id}">{escape(b.number)}: {escape(b.title)}</a></li>' for b in numbered)
    return f"""<nav class="contents wide" aria-labelledby="inhaltsverzeichnis">
<h2 id="inhaltsverzeichnis">Inhalt</h2>
<ol class="chapters">{chapters}</ol>
<details><summary>Verzeichnis der Tabellen und Abbildungen</summary><ol>{links}</ol></details>
</nav>"""


def _chapter_link(section: SectionView) -> str:
    return (
        f'<li><span class="no">{escape(section.number)}</span><a href="#{section.id}">{escape(section.title)}</a></li>'
    )


def _main(view: ReportView, charts: Mapping[str, str]) -> str:
    sections = "\n".join(_section(section, charts) for section in view.sections)
    return f'<main id="inhalt" class="wide" tabindex="-1">\n{sections}\n</main>'


def _section(section: SectionView, charts: Mapping[str, str]) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>\n" for text in section.paragraphs)
    blocks = "\n".join(_blocks(section, charts))
    return f"""<section id="{section.id}" aria-labelledby="{section.id}-titel">
<h2 id="{section.id}-titel">{escape(section.number)} {escape(section.title)}</h2>
{paragraphs}{blocks}
</section>"""


def _blocks(section: SectionView, charts: Mapping[str, str]) -> Iterator[str]:
    for block in section.blocks:
        match block:
            case TableView():
                yield _table(block)
            case ChartView():
                yield _chart(block, charts[block.id])
            case FiguresView():
                yield _figures(block)
            case DefinitionsView():
                yield _definitions(block)


def _figures(block: FiguresView) -> str:
    items = "".join(
        f'<li><span class="label">{escape(item.label)}</span><span class="value">{escape(item.value)}</span>'
        f'<span class="change">{escape(item.change)}</span></li>'
        for item in block.items
    )
    return f'<ul class="figures" id="{block.id}">{items}</ul>'


def _definitions(block: DefinitionsView) -> str:
    kind = "signs" if all(len(term) <= 3 for term, _ in block.items) else "terms"
    return f'<h3 id="{block.id}">{escape(block.title)}</h3>\n<dl class="terms {kind}">{_pairs(block.items)}</dl>'


def _chart(block: ChartView, svg: str) -> str:
    caption = f'<span class="no">{escape(block.number)}:</span> {escape(block.title)}'
    return f"""<figure class="chart" id="{block.id}">
<figcaption>{caption}</figcaption>
<div class="scroll" role="region" aria-label="{escape(block.number)}" tabindex="0">{svg}</div>
<p class="source">{escape(block.source)}</p>
</figure>"""


def _table(block: TableView) -> str:
    notes = "".join(f"<li>{escape(note)}</li>" for note in block.notes)
    notes = f'\n<ul class="notes" aria-label="Anmerkungen zu {escape(block.number)}">{notes}</ul>' if notes else ""
    return f"""<div class="block" id="{block.id}">
<div class="scroll" role="region" aria-labelledby="{block.id}-titel" tabindex="0">
{_great_table(block)}
</div>{notes}
</div>"""


def _great_table(block: TableView) -> str:
    """The table as great-tables sets it, without its own style, with our caption, and rows marked by their role."""
    from great_tables import GT, html
    from pandas import DataFrame

    ids = [f"c{i}" for i in range(len(block.columns))]
    frame = DataFrame([row.cells for row in block.rows], columns=ids, dtype="str")
    labels: dict[str, Any] = {name: html(_label(column)) for name, column in zip(ids, block.columns, strict=True)}
    table = GT(frame, rowname_col=ids[0], id=block.id).tab_stubhead(labels[ids[0]]).cols_label(labels)
    for alignment, numeric in (("right", True), ("left", False)):
        named = [n for n, c in zip(ids, block.columns, strict=True) if c.numeric is numeric and n != ids[0]]
        table = table.cols_align(alignment, named) if named else table
    for number, (title, names) in enumerate(_groups(block.columns)):
        table = table.tab_spanner(html(escape(title)), [ids[i] for i in names], id=f"g{number}")
    return _strip(table.as_raw_html(), block)


def _label(column: ColumnView) -> str:
    unit = f'<span class="unit">{_breakable(column.unit)}</span>' if column.unit else ""
    return _breakable(column.title) + unit


def _breakable(text: str) -> str:
    """Escaped text whose long words may be broken; nothing else changes, neither for the ear nor for a search."""
    return re.sub(r"\w+", lambda word: BREAKS.get(word[0], word[0]), escape(text))


def _groups(columns: tuple[ColumnView, ...]) -> list[tuple[str, list[int]]]:
    """Neighbours under one heading as (heading, positions)."""
    runs = groupby(range(len(columns)), key=lambda i: columns[i].group)
    return [(title, list(run)) for title, run in runs if title]


def _strip(markup: str, block: TableView) -> str:
    """Only the table itself. Its ids and headers say again what scope says, and are not unique on a page."""
    markup = markup[markup.index("<table") : markup.index("</table>")] + "</table>"
    markup = re.sub(r"<(th|td)\b[^>]*>", lambda tag: re.sub(r' (id|headers)="[^"]*"', "", tag[0]), markup)
    wide = ' class="many"' if len(block.columns) >= MANY else ""
    markup = re.sub(r"<table\b[^>]*>", lambda _: f"<table{wide}>\n{_caption(block)}", markup, count=1)
    roles = iter(row.role for row in block.rows)
    head, foot = markup.split("<tbody", 1)
    return head + "<tbody" + re.sub(r"<tr>", lambda _: f'<tr class="{next(roles)}">', foot)


def _caption(block: TableView) -> str:
    facts = "".join(f'<span class="fact">{escape(name)}: {escape(text)}</span>' for name, text in block.facts)
    return (
        f'<caption id="{block.id}-titel"><span class="frame"><span class="title"><span class="no">'
        f"{escape(block.number)}:</span> {escape(block.title)}</span>{facts}</span></caption>"
    )


def _footer(view: ReportView) -> str:
    imprint = f"<p>{escape(view.imprint)}</p>" if view.imprint else ""
    return f"""<footer><div class="wide">
{imprint}<p>{escape(view.title)} {escape(view.month)}, Version {escape(view.version)} ({escape(view.status)})</p>
<p class="top"><a href="#anfang">Zum Seitenanfang</a></p>
</div></footer>"""


def _pairs(pairs: tuple[tuple[str, str], ...], *, wrap: bool = False) -> str:
    items = [f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in pairs]
    return "".join(f"<div>{item}</div>" if wrap else item for item in items)
