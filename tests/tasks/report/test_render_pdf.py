import os
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from schemas.report.view import TableView, view_report
from tasks.report.chart import draw_charts
from tasks.report.render_pdf import LAYOUTS, _table_layout, render_pdf
from tests.factories_report import COVER, make_report


@pytest.fixture(scope="module")
def charts():
    return draw_charts(make_report())


@pytest.fixture(scope="module")
def pdf(charts):
    return render_pdf(make_report(), charts, {"kennzahlen.csv": "a,ü\n1,2\n".encode()})


@pytest.fixture(scope="module")
def reader(pdf):
    return PdfReader(BytesIO(pdf))


@pytest.fixture(scope="module")
def text(reader):
    return "\n".join(page.extract_text() for page in reader.pages)


def test_the_same_report_gives_the_same_bytes(pdf, charts):
    assert render_pdf(make_report(), charts, {"kennzahlen.csv": "a,ü\n1,2\n".encode()}) == pdf


def test_it_is_an_archivable_and_accessible_pdf(reader):
    words = reader.root_object["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in words
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in words
    assert "<pdfuaid:part>1</pdfuaid:part>" in words
    assert reader.root_object["/Lang"] == "de-DE"
    assert reader.root_object["/MarkInfo"]["/Marked"]


def test_its_only_date_is_the_vintage(reader):
    assert reader.metadata["/CreationDate"].startswith("D:20261125")
    assert reader.metadata["/Title"] == "Monatsbericht Oktober 2026, Kommunales Integrationszentrum Hagen"


def test_the_cover_and_the_page_numbers_are_right(reader):
    cover = reader.pages[0].extract_text()
    own = (COVER.recipient, COVER.contact, COVER.legal_basis, "Ort, Datum", f"Unterschrift: {COVER.signature}")
    for words in ("Oktober 2026", "05914000", "1.1 (berichtigt)", "25.11.2026, 06:00", "M. Muster", *own):
        assert words in cover
    count = len(reader.pages)
    assert 10 <= count <= 18
    for number, page in enumerate(reader.pages, 1):
        assert f"Seite {number} von {count}" in page.extract_text()


def test_every_chapter_and_table_is_in_it_and_in_the_bookmarks(reader, text):
    flat = re.sub(r"-?\s+", "", text)
    for section in view_report(make_report()).sections:
        assert re.sub(r"-?\s+", "", section.title) in flat
        for block in section.blocks:
            if getattr(block, "number", ""):
                assert f"{block.number}:" in text
    assert len(reader.outline) >= len(make_report().all_sections())


def test_umlauts_and_german_figures_survive(text):
    for words in ("Übergang Schule-Beruf", "Öffnungsstunden", "18.422,50", "€", "–", "−7"):
        assert words in text


def test_markup_in_data_stays_text(text):
    flat = re.sub(r"\s+", "", text)
    assert "<b>fett</b>&=1+1#letx=$x$@ref*a*_b_`c`" in flat


def test_a_long_table_repeats_its_heads(reader):
    pages = [page.extract_text() for page in reader.pages]
    with_rows = [page for page in pages if "Herkunftsland mit der Nummer" in page]
    assert len(with_rows) == 2
    assert all("Anteil weiblich" in re.sub(r"\s+", " ", page) for page in with_rows)


def test_only_the_wide_table_turns_its_page(reader):
    across = [page for page in reader.pages if page.mediabox.width > page.mediabox.height]
    assert len(across) == 1
    assert "Tabelle 4.2" in across[0].extract_text()


def test_room_that_is_left_keeps_words_of_heads_and_texts_together():
    long = "Teilnehmende am Herkunftssprachlichen Unterricht"
    tables = (block for section in view_report(make_report()).sections for block in section.blocks)
    table = next(block for block in tables if isinstance(block, TableView) and len(block.columns) <= 4)
    first = replace(table.rows[0], cells=(long, *table.rows[0].cells[1:]))
    layout = _table_layout(replace(table, rows=(first,)))

    assert layout["widths"][0] > len(long) * 0.4 * layout["size"]
    assert all(word["whole"] for column in layout["columns"] for word in column["title-words"])


def test_no_font_is_missing_from_the_file(reader):
    fonts = {font["/BaseFont"] for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()}
    assert fonts
    assert all("+LibertinusSerif" in font for font in fonts)


def test_data_travels_inside_the_pdf(reader):
    assert reader.attachments["kennzahlen.csv"] == ["a,ü\n1,2\n".encode()]


def test_a_report_without_charts_or_notes_is_a_pdf_too():
    report = make_report(release_note="", imprint="", signed_by="", sections=())
    assert len(PdfReader(BytesIO(render_pdf(report, {}))).pages) == 3


def test_characters_that_no_font_has_do_not_stop_the_report():
    report = make_report(release_note="Grund: 😀 日本 \x1b[31m, sonst nichts", sections=())
    text = PdfReader(BytesIO(render_pdf(report, {}))).pages[0].extract_text()

    assert "Grund: \ufffd \ufffd\ufffd \ufffd[31m, sonst nichts" in text


def test_what_a_report_took_is_given_back(charts):
    held = []
    for day in range(1, 6):
        render_pdf(make_report(vintage=f"2026-11-{day:02}T06:00:00+01:00"), charts)
        held.append(held_megabytes())

    assert held[-1] - held[1] < 25  # 20 each were kept


def held_megabytes():
    """What this process holds at the moment (Linux counts pages)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def test_layouts_go_from_roomy_to_tight():
    assert [layout[0] for layout in LAYOUTS] == sorted(layout[0] for layout in LAYOUTS)
