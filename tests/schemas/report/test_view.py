import re
from dataclasses import replace
from html import unescape

import pytest

from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.model import (
    CellRef,
    Coverage,
    KeyFigures,
    Paragraph,
    ReportChart,
    ReportColumn,
    ReportError,
    Section,
    row,
)
from schemas.report.view import view_report
from schemas.report.words import (
    CHART_WORDS,
    chart_rows,
    describe_chart,
    format_cell,
    format_coverage,
    number_blocks,
    table_facts,
    table_notes,
)
from tasks.report.chart import draw_chart
from tests.factories_report import NASTY, make_report, make_table


@pytest.mark.parametrize(
    ("cell", "kind", "is_change", "text"),
    [
        (ReportCell(1234), "persons", False, "1.234"),
        (ReportCell(0), "persons", False, "–"),
        (ReportCell(0, Sign.LESS), "persons", False, "0"),
        (ReportCell(0.2), "count", False, "0"),
        (ReportCell(0.584), "share", False, "58,4\u00a0%"),
        (ReportCell(1234.5), "eur", False, "1.234,50\u00a0€"),
        (ReportCell(1234.5), "hours", False, "1.234,5"),
        (ReportCell(2.5), "fte", False, "2,50"),
        (ReportCell(None, Sign.UNKNOWN), "count", False, "."),
        (ReportCell(None, Sign.LATER), "count", False, "..."),
        (ReportCell(None, Sign.SENSELESS), "share", False, "x"),
        (ReportCell(34, Sign.LIMITED), "count", False, "(34)"),
        (ReportCell(34, mark=Mark.PROVISIONAL), "count", False, "34\u00a0p"),
        (ReportCell("Text"), "text", False, "Text"),
        (ReportCell(12), "persons", True, "+12"),
        (ReportCell(-0.013), "share", True, "−1,3\u00a0PP"),
        (ReportCell(-12.5), "eur", True, "−12,50\u00a0€"),
        (ReportCell(0), "count", True, "±0"),
    ],
)
def test_cells_are_written_in_german_with_the_signs_of_din_55301(cell, kind, is_change, text):
    assert format_cell(cell, kind, is_change=is_change) == text


def test_coverage_is_n_of_n():
    assert format_coverage(Coverage(118, 121)) == "118 von 121 Meldungen (97,5\u00a0%)"
    assert format_coverage(Coverage(0, 0)) == "0 von 0 Meldungen (x)"


def test_a_table_states_its_facts():
    names = [name for name, _ in table_facts(make_table(mark=Mark.PROVISIONAL))]
    assert names == ["Zeitbezug", "Einheit", "Quelle", "Abdeckung", "Stand"]


def test_an_empty_table_says_so():
    assert table_notes(make_table(rows=())) == ("Keine Einträge.",)
    assert table_notes(make_table()) == ()


def test_tables_and_charts_are_counted_a_chapter():
    numbers = number_blocks(make_report())
    assert numbers["verlauf"] == "Tabelle 1.2"
    assert numbers["verlauf_bild"] == "Abbildung 1.1"
    assert numbers["mittel_ausgaben"] == "Tabelle 8.1"


def test_figures_in_sentences_come_from_their_tables():
    paragraph = Paragraph("{0} Kinder", (CellRef("kinder_nach_alter", "u3", "kinder"),))
    section = Section("1", "eins", "Eins", blocks=(make_table(),), paragraphs=(paragraph, NASTY))
    assert view_report(make_report(sections=(section,))).sections[0].paragraphs == ("1.203 Kinder", NASTY)


def test_a_sentence_about_a_missing_figure_is_refused():
    section = Section("1", "eins", "Eins", paragraphs=(Paragraph("{0}", (CellRef("nichts", "u3", "kinder"),)),))
    with pytest.raises(ReportError, match="keine Tabelle nichts"):
        view_report(make_report(sections=(section,)))


def test_the_annex_explains_the_signs():
    last = view_report(make_report()).sections[-1].blocks[-1]
    assert ("–", "genau null (nichts vorhanden)") in last.items


def test_a_chart_tells_its_message_and_where_its_figures_are():
    report = make_report()
    chart = next(block for block in report.sections[1].blocks if block.id == "ruecklauf_bild")
    text = describe_chart(chart, report.table("ruecklauf"), "Tabelle 2.1")
    assert text == f"{chart.title}. Balken von 0 bis 100 %, Werte: Tabelle 2.1."


@pytest.mark.parametrize("title", ["Wer meldet?", "Ja. " * 60, "x" * 300], ids=["short", "sentences", "one long"])
def test_a_text_instead_of_a_chart_is_under_two_hundred_letters(title):
    report = make_report()
    chart = next(block for block in report.sections[1].blocks if block.id == "ruecklauf_bild")
    text = describe_chart(replace(chart, title=title), report.table("ruecklauf"), "Tabelle 2.1")
    assert len(text) < 200
    assert text.startswith(title[:2])
    assert text.endswith("Werte: Tabelle 2.1.")
    assert not re.search(r"[.?]\.", text)


@pytest.mark.parametrize("kind", CHART_WORDS)
def test_a_chart_is_described_as_it_is_drawn(kind):
    """The kind says how it is drawn and what is told of it, so that the two cannot come apart."""
    report = make_report()
    chart = replace(next(block for block in report.sections[1].blocks if block.id == "ruecklauf_bild"), kind=kind)

    numbers = number_blocks(report)
    text = describe_chart(chart, report.table("ruecklauf"), numbers["ruecklauf"])
    svg = draw_chart(chart, report.table("ruecklauf"), numbers)

    assert text.endswith(f". {CHART_WORDS[kind]}, Werte: {numbers['ruecklauf']}.")
    assert text in unescape(svg)


def test_a_ranking_that_is_cut_says_so():
    report = make_report()
    chart = next(chart for section in report.sections for chart in section.blocks if chart.id == "sprachen_bild")
    table = report.table(chart.table)

    assert ", die ersten 2 von " in describe_chart(replace(chart, limit=2), table, "Tabelle 3.1")


def test_the_view_holds_nothing_but_text():
    def leaves(thing):
        if isinstance(thing, tuple):
            for part in thing:
                yield from leaves(part)
        elif hasattr(thing, "__slots__") and not isinstance(thing, str):
            for name in thing.__slots__:
                yield from leaves(getattr(thing, name))
        else:
            yield thing

    assert {type(leaf) for leaf in leaves(view_report(make_report()))} <= {str, bool}


@pytest.mark.parametrize(
    ("now", "change", "number", "text"),
    [
        (120, 25, 56, "+25 zum Vormonat bei denselben 56 Berichtsstellen"),
        (120, ReportCell(None, Sign.UNRELIABLE), 3, "zum Vormonat keine Aussage möglich"),
        (120, None, 0, "zum Vormonat keine Aussage möglich"),
        (120, 0, ReportCell(None, Sign.SENSELESS), "±0 zum Vormonat"),
        (None, None, 0, ""),
    ],
    ids=["panel", "too few", "no month before", "a rate", "no figure"],
)
def test_a_box_says_of_how_many_its_change_is(now, change, number, text):
    columns = (ReportColumn("name", "Kennzahl"), ReportColumn("now", "jetzt", "count"), ReportColumn("n", "n", "count"),
               ReportColumn("change", "Veränderung", "change", change_of=("now", "now")))  # fmt: skip
    table = make_table(columns=columns, rows=(row("Kinder", now, number, change, key="k"),))
    figures = KeyFigures("blick", table.id, ("k",), "name", "now", "change", "n")
    report = make_report(sections=(Section("1", "glance", "Blick", (figures, table)),))

    assert view_report(report).sections[0].blocks[0].items[0].change == text


@pytest.mark.parametrize(("kind", "drawn"), [("line", None), ("grouped", 34.0)])
def test_a_line_leaves_out_what_rests_on_too_few_answers(kind, drawn):
    rows = (row("Sep.", ReportCell(34, Sign.LIMITED), 3, 0.1), row("Okt.", 40, 3, 0.1))
    chart = ReportChart("bild", "Bild", kind, "kinder_nach_alter", "altersgruppe", ("kinder",))

    assert chart_rows(chart, make_table(rows=rows)) == [
        ("Sep.", "Kinder", drawn, "(34)"), ("Okt.", "Kinder", 40.0, "40"),
    ]  # fmt: skip
