import inspect
import re
import shutil
import subprocess
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from great_tables import GT
from pandas import DataFrame

from config.policy import load_policy
from schemas.form.forms import TABLES
from schemas.report.model import row
from tasks.report.chart import PHONE, draw_charts
from tasks.report.compose import compose_report
from tasks.report.render_html import BREAKS, render_html
from tests.browser import WIDTHS, in_a_browser
from tests.factories_report import COVER, NASTY, make_report, make_table, with_table
from tests.factories_summary import make_summary
from tests.tasks.report.test_chart import contrast
from tests.tasks.report.test_compose import full_row

MEASURE = """<script>addEventListener("load", () => {
  const wide = [...document.querySelectorAll(".scroll")].filter(e => e.scrollWidth > e.clientWidth + 1);
  document.body.setAttribute("data-too-wide", wide.map(e => e.parentElement.id).join(" "));
})</script>"""
STYLE = Path(inspect.getfile(inspect.unwrap(render_html))).with_name("bericht.css")
VOID = {"meta", "br", "img", "input", "link", "hr"}


class Page(HTMLParser):
    """The elements of a page in order; complains where tags do not nest."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.text = [], [], []
        self.feed(markup)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}>"

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [(attrs, parents) for name, attrs, parents in self.elements if name == tag]


@pytest.fixture(scope="module")
def markup():
    report = make_report()
    return render_html(report, draw_charts(report), draw_charts(report, PHONE))


@pytest.fixture(scope="module")
def page(markup):
    return Page(markup)


def test_the_same_report_gives_the_same_page(markup):
    report = make_report()
    assert render_html(report, draw_charts(report), draw_charts(report, PHONE)) == markup


def test_the_page_asks_for_nothing_from_outside(page, markup):
    """Only a reader who follows a link leaves it."""
    assert set(re.findall(r"https?://[^\"' )]+", markup)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
        COVER.imprint_url,
        COVER.accessibility_url,
    }
    assert not page.all("script") + page.all("link") + page.all("iframe")
    assert [attrs["src"] for attrs, _ in page.all("img")] == [COVER.logo]
    assert "@import" not in markup
    assert "url(" not in markup
    policies = [attrs["content"] for attrs, _ in page.all("meta") if "http-equiv" in attrs]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_without_a_logo_the_page_holds_no_picture_and_allows_none():
    markup = render_html(make_report(cover=None), draw_charts(make_report()), draw_charts(make_report(), PHONE))

    assert "<img" not in markup
    assert "img-src" not in markup


def test_the_foot_leads_to_the_other_forms_and_to_what_the_publisher_owes(page):
    leads = [attrs["href"] for attrs, _ in page.all("a") if not attrs["href"].startswith("#")]

    own = ["bericht.pdf", "tabellen.xlsx", "daten/datapackage.json"]
    assert leads == [*own, COVER.imprint_url, COVER.accessibility_url]


def test_the_page_says_its_language_and_has_landmarks(page):
    assert page.all("html")[0][0]["lang"] == "de"
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.all(landmark)) == 1, landmark
    assert page.all("a")[0][0] == {"class": "skip", "href": "#inhalt"}


def test_headings_are_in_order_and_sections_named_by_them(page):
    levels = [int(tag[1]) for tag, _, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = {attrs.get("id") for _, attrs, _ in page.elements}
    assert all(attrs["aria-labelledby"] in ids for attrs, _ in page.all("section"))


def test_ids_are_unique_and_every_inner_link_arrives(page):
    ids = Counter(attrs["id"] for _, attrs, _ in page.elements if "id" in attrs)
    assert [name for name, count in ids.items() if count > 1] == []
    assert {attrs["href"][1:] for attrs, _ in page.all("a") if attrs["href"].startswith("#")} <= set(ids)


def test_every_table_states_what_it_is(page, markup):
    tables = re.findall(r"<table\b.*?</table>", markup, re.DOTALL)
    assert len(tables) == len(list(make_report().tables()))
    for table in tables:
        caption = table[table.index("<caption") : table.index("</caption>")]
        assert all(word in caption for word in ("Tabelle ", "Zeitbezug: ", "Einheit: ", "Quelle: ", "Abdeckung: "))
    scopes = {attrs.get("scope") for attrs, _ in page.all("th")}
    assert scopes == {"col", "colgroup", "row"}


def test_each_cell_names_its_heads_and_each_head_is_there(page):
    heads = [attrs.get("id") for attrs, _ in page.all("th")]
    cells = [attrs["headers"].split() for attrs, _ in page.all("td")]
    assert None not in heads
    assert {name for names in cells for name in names} <= set(heads)
    assert {len(names) for names in cells} == {2, 3}  # row and column, and the group above it


def test_rows_are_marked_by_their_role():
    lines = (row("alle", 9, 5, 0.5, role="total"), row("darunter", 4, 2, 0.5, role="part"), row("U3", 5, 3, 0.6))
    report = with_table(make_report(), make_table(id="kita_kinder", rows=lines))
    found = Page(render_html(report, draw_charts(report), draw_charts(report, PHONE)))
    total, part, body = [attrs for attrs, _ in found.all("th") if attrs["id"].startswith("kita_kinder-stub-")]

    assert "font-weight: 700" in total["style"]
    assert "gt_indent_1" in part["class"].split()
    assert "gt_indent_1" not in body["class"]
    assert not {"style"} & (set(part) | set(body))


def test_great_tables_still_brings_its_own_style_sheet_and_no_caption():
    """As long as both is so, `_Content` takes the table out of what it gives."""
    given = GT(DataFrame({"a": ["b"]}), id="x").tab_header("Titel").as_raw_html()
    assert "<style>" in given
    assert "<caption" not in given


LEAST_LETTERS = 10.0  # pixels of type in a chart


@pytest.fixture(scope="module")
def complete():
    """A report with every table that there is."""
    facts = {name: [full_row(name), full_row(name, 2)] for name in TABLES}
    return compose_report(make_summary(facts), load_policy(), "1.0")


def test_every_long_word_of_a_table_head_can_be_broken(complete):
    words = {
        word
        for table in complete.tables()
        for column in table.columns
        for word in re.findall(r"\w+", f"{column.title} {column.unit}")
    }
    assert {word for word in words if len(word) > 12} - set(BREAKS) == set()


def test_a_broken_word_is_still_the_word():
    assert all(broken.replace("\N{SOFT HYPHEN}", "") == word for word, broken in BREAKS.items())


@pytest.mark.slow
@pytest.mark.parametrize("width", [1000, 1300])
def test_on_a_desk_no_table_has_to_be_scrolled(complete, tmp_path, width):
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("chromium is not installed")
    page = tmp_path / "bericht.html"
    markup = re.sub(
        r"<meta http-equiv[^>]*>", "", render_html(complete, draw_charts(complete), draw_charts(complete, PHONE))
    )
    page.write_text(markup.replace("</body>", MEASURE + "</body>"), encoding="utf-8")
    calm = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
            "--disable-component-update", "--disable-sync", "--hide-scrollbars")  # fmt: skip
    here = (f"--user-data-dir={tmp_path}", f"--window-size={width},900", "--dump-dom", page.as_uri())
    shown = subprocess.run([chromium, *calm, *here], capture_output=True, text=True, timeout=120, check=True).stdout

    assert re.findall(r'data-too-wide="([^"]*)"', shown) == [""]


def test_wide_tables_scroll_in_a_region_one_can_reach_by_keyboard(page):
    for _, parents in page.all("table"):
        assert parents[-1] == "div"
    regions = [attrs for attrs, _ in page.all("div") if attrs.get("class") == "scroll"]
    assert all(attrs["role"] == "region" and attrs["tabindex"] == "0" for attrs in regions)
    assert len(regions) == len(page.all("table"))


def test_markup_in_data_stays_text(page, markup):
    assert NASTY in page.text
    assert "<script" not in markup
    assert "<b>" not in markup


def test_figures_are_german(page):
    text = " ".join(page.text)
    for figure in (
        "24.187",
        "58,4\u00a0%",
        "18.422,50\u00a0€",
        "412,5",
        "Oktober 2026",
        "05914000",
        "1.744\u00a0r",
        "(34)",
    ):
        assert figure in text


def test_the_cover_states_version_and_vintage(page):
    text = " ".join(page.text)
    assert "1.1 (berichtigt)" in text
    assert "25.11.2026, 06:00\u00a0Uhr" in text


def test_the_cover_says_for_whom_on_what_ground_and_whom_to_ask(page):
    text = " ".join(page.text)
    for said in (COVER.recipient, COVER.legal_basis, COVER.contact):
        assert said in text


def test_an_empty_table_is_a_table_without_rows():
    report = with_table(make_report(), make_table(id="kita_kinder", rows=()))
    Page(render_html(report, draw_charts(report), draw_charts(report, PHONE)))


def test_text_has_the_contrast_that_wcag_asks_for():
    colors = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", STYLE.read_text(encoding="utf-8")))
    for text in ("ink", "soft", "accent"):
        for ground in ("paper", "tint"):
            assert contrast(colors[text], colors[ground]) >= 4.5, (text, ground)
    focus = re.search(r"outline: 3px solid (#[0-9a-f]{6})", STYLE.read_text(encoding="utf-8"))[1]
    assert contrast(focus, colors["paper"]) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_the_page_does_not_move_sideways(tmp_path, width):
    report = make_report()
    found = in_a_browser(
        tmp_path, {"report": render_html(report, draw_charts(report), draw_charts(report, PHONE))}, width
    )["report"]

    assert found["violations"] == []
    assert found["passes"] > 20
    assert found["width"] == width
    assert len(found["charts"]) == len(draw_charts(report))
    assert all(right <= width and letters >= LEAST_LETTERS for right, letters in found["charts"])
