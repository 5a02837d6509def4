import re
import xml.etree.ElementTree as ET
from itertools import combinations
from typing import get_args

import altair as alt
import pytest

from schemas.report.cell import ReportCell, Sign
from schemas.report.model import ChartKind, ReportChart, ReportColumn, ReportError, row
from schemas.report.topics.charts import CHARTS
from tasks.report.chart import DASHES, PALETTE, PHONE, SHAPES, draw_chart, draw_charts, write_spec
from tests.factories_report import make_report, make_table

NUMBERS = {"bild": "Abbildung 1.1", "kinder_nach_alter": "Tabelle 1.1"}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def charts():
    return draw_charts(make_report())


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314  # our own drawing


def make_chart(**overrides) -> ReportChart:
    parts = {"id": "bild", "title": "Bild", "kind": "grouped", "table": "kinder_nach_alter",
             "label": "altersgruppe", "values": ("kinder",)}  # fmt: skip
    return ReportChart(**(parts | overrides))


def test_every_chart_of_the_report_is_drawn(charts):
    assert list(charts) == ["verlauf_bild", "ruecklauf_bild", "sprachen_bild", "stufen_bild", "angebote_bild"]


def test_every_kind_of_chart_is_as_vega_lite_wants_it():
    """Drawing itself does not check, which would take longer than the drawing."""
    report = make_report()
    charts = [one for section in report.all_sections() for one in section.blocks if isinstance(one, ReportChart)]

    assert {chart.kind for chart in charts} == set(get_args(ChartKind))
    for chart in charts:
        alt.Chart.from_dict(write_spec(chart, report.table(chart.table)))


def test_the_same_table_gives_the_same_bytes(charts):
    assert draw_charts(make_report()) == charts


def test_a_chart_has_a_name_and_says_its_message_to_those_who_do_not_see_it(charts):
    root = ET.fromstring(charts["ruecklauf_bild"])  # noqa: S314  # our own drawing
    assert root.get("role") == "img"
    title, text = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {text.get('id')}"
    assert title.text == "Abbildung 2.1"
    assert text.text == "Rücklaufquote nach Art der Berichtsstelle. Balken von 0 bis 100 %, Werte: Tabelle 2.1."
    assert "aria-roledescription" not in charts["ruecklauf_bild"]


def test_axes_and_bars_are_labelled_in_german(charts):
    assert "1.000" in texts(charts["verlauf_bild"])
    assert {"98,4\u00a0%", "Ziel 95\u00a0%", "100 %"} <= set(texts(charts["ruecklauf_bild"]))


def test_a_ranking_leaves_out_the_rest_and_stops_at_its_limit(charts):
    labels = texts(charts["sprachen_bild"])
    assert "Serbisch" in labels
    assert "Italienisch" not in labels
    assert not any(label.startswith("übrige") for label in labels)


@pytest.mark.parametrize("name", ["verlauf_bild", "stufen_bild", "angebote_bild"])
def test_a_legend_names_every_series(charts, name):
    chart = next(b for section in make_report().sections for b in section.blocks if b.id == name)
    table = make_report().table(chart.table)
    titles = {table.columns[table.column_index(column)].title for column in chart.values}
    assert titles <= set(texts(charts[name]))


def test_lines_differ_in_dash_and_shape(charts):
    assert len(set(re.findall(r'stroke-dasharray="[^"]+"', charts["verlauf_bild"]))) == 3


def test_totals_are_not_drawn(charts):
    assert "Insgesamt" not in texts(charts["stufen_bild"])


def test_long_words_are_broken_and_never_shortened():
    table = make_table(rows=(row("Weiterbildungskollegvorbereitungsklassen im Rhein-Ruhr-Gebiet", 5, 2, 0.4),))
    label = "".join(texts(draw_chart(make_chart(), table, NUMBERS)))
    assert "…" not in label
    assert "Weiterbildungskollegvorber" in label


def test_markup_in_labels_stays_text():
    table = make_table(rows=(row("<b>&</b>", 5, 2, 0.4),))
    assert "<b>&</b>" in texts(draw_chart(make_chart(), table, NUMBERS))


@pytest.mark.parametrize("kind", ["line", "grouped", "stacked", "ranking", "rate"])
def test_missing_figures_and_empty_tables_do_not_break_a_chart(kind):
    values = ("anteil",) if kind == "rate" else ("kinder", "weiblich")
    chart = make_chart(kind=kind, values=values)
    gap = row("U3", ReportCell(None, Sign.UNKNOWN), 1, ReportCell(None, Sign.UNKNOWN))
    assert "</svg>" in draw_chart(chart, make_table(rows=(gap,)), NUMBERS)
    assert "</svg>" in draw_chart(chart, make_table(rows=()), NUMBERS)


def test_a_hidden_figure_shows_its_sign_and_no_bar():
    svg = draw_chart(make_chart(), make_table(rows=(row("U3", None, None, None), row("Ü3", 9, 4, 0.4))), NUMBERS)
    assert "." in texts(svg)


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(ReportError, match="keine Spalte jungen"):
        draw_chart(make_chart(values=("jungen",)), make_table(), NUMBERS)


def test_nothing_is_loaded_from_anywhere(charts):
    for svg in charts.values():
        assert not re.search(r"(?:href|url|src)\s*[=(]", svg.replace("xmlns:xlink", ""))


def test_colours_stand_out_from_paper_and_from_each_other_even_in_grey():
    assert all(contrast(color, "#ffffff") >= 3 for color in PALETTE)
    assert all(contrast(one, other) >= 1.5 for one, other in combinations(PALETTE, 2))
    assert max(len(chart.values) for chart in CHARTS) <= len(PALETTE)
    assert len(set(SHAPES)) == len(SHAPES) == len(DASHES) == len(PALETTE)


def test_titles_with_quotes_do_not_break_out():
    columns = (ReportColumn("altersgruppe", "Alter"), ReportColumn("kinder", "Kinder \"klein\" und 'groß'", "persons"))
    svg = draw_chart(make_chart(kind="stacked"), make_table(columns=columns, rows=(row("U3", 3),)), NUMBERS)
    assert "</svg>" in svg


def width_of(svg: str) -> float:
    return float(ET.fromstring(svg).get("viewBox").split()[2])  # noqa: S314  # our own drawing


def test_on_a_phone_a_chart_is_whole_and_says_the_same(charts):
    """280 pixels are left of 320 beside the margins: type of 12 pixels is nearly as large there."""
    narrow = draw_charts(make_report(), PHONE)

    assert narrow.keys() == charts.keys()
    for name, svg in narrow.items():
        assert width_of(svg) <= 300 < width_of(charts[name])
        assert {*re.findall(r"\d[\d.,]*\u00a0%", svg)} <= {*re.findall(r"\d[\d.,]*\u00a0%", charts[name])}
        assert f'id="{name}-schmal-titel"' in svg


def test_on_a_phone_some_months_are_named_the_last_one_always():
    months = [row(f"M{number} 2026", number, 1, 0.5) for number in range(1, 14)]
    said = texts(draw_chart(make_chart(kind="line"), make_table(rows=tuple(months)), NUMBERS, PHONE))

    assert [text for text in said if text.startswith("M")] == ["M12026", "M42026", "M72026", "M102026", "M132026"]


def test_on_a_phone_long_labels_have_lines_above_their_bars():
    label = "Weiterbildungskollegvorbereitungsklassen im Rhein-Ruhr-Gebiet"
    svg = draw_chart(make_chart(), make_table(rows=(row(label, 1234, 2, 0.4), row("U3", 1, 1, 1.0))), NUMBERS, PHONE)

    assert width_of(svg) <= 300
    assert "".join(label.split()) in "".join(texts(svg)).replace(" ", "")
