"""Draw the report's charts: written in Vega-Lite, drawn as SVG by vl-convert, no browser and no system font involved.

One way in: `draw_charts(report)` gives an SVG a chart id, with `<title>` and `<desc>` for those who do not see it; with
`PHONE` the same charts as a screen of 320 pixels shows them whole: labels stand above their bars, not all months named.
Figures come from the (protected) tables of the report, colours hold in greyscale and for the colour-blind.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape

from schemas.german import format_share
from schemas.report.model import ProtectedReport, ReportChart, ReportTable
from schemas.report.words import chart_rows, describe_chart, number_blocks
from tasks.timing import timed

PALETTE = ("#0b2e4f", "#b3450f", "#2a9d92", "#7a2e6b")
"""Any two differ in lightness, also in grey print; each reads on white with a contrast of 3:1 (tests compute both)."""
SHAPES = ("circle", "square", "triangle-up", "diamond")
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3])
INK, GRID = "#1d1d1b", "#d4d8dc"
FONT = "Liberation Sans"
"""Bundled with vl-convert, wide as Arial: text is measured alike on every machine."""
LABEL_WIDTH = 195
"""Room for labels to the left of lying bars, with a reserve for browsers that lack Arial and take a wider font."""
IN_LINES = "split(datum.label, '\\n')"
LETTER, LINE = 7, 14
"""So wide is a letter at most, so high a line, of labels and of figures beside bars."""
ENGLISH_ROLES = re.compile(r' (?:role|aria-roledescription|aria-label)="[^"]*"')
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Spec = dict[str, Any]
"""A part of what Vega-Lite draws, in its own words."""
CONFIG: Spec = {
    "aria": False,
    "font": FONT,
    "background": "white",
    "padding": {"left": 8, "right": 16, "top": 8, "bottom": 8},
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12, "titleFontSize": 12, "labelColor": INK, "titleColor": INK, "titleFontWeight": "normal",
        "gridColor": GRID, "domainColor": "#6b7280", "tickColor": "#6b7280", "labelLimit": 0, "titleLimit": 0,
        "labelOverlap": False,
    },
    "legend": {
        "orient": "bottom", "direction": "vertical", "columns": 1, "title": None, "labelFontSize": 12,
        "labelColor": INK, "labelLimit": 0, "symbolSize": 90, "symbolStrokeWidth": 2, "offset": 10,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """What is drawn on: room for lines and bars in pixels, for labels in letters, for months and ticks."""

    line_width: int
    bar_width: int
    letters: int
    legend_letters: int
    months: int
    ticks: int
    suffix: str = ""


PAGE = Paper(line_width=600, bar_width=385, letters=26, legend_letters=90, months=36, ticks=5)
PHONE = Paper(line_width=212, bar_width=264, letters=38, legend_letters=32, months=5, ticks=3, suffix="-schmal")


@timed("charts")
def draw_charts(report: ProtectedReport, paper: Paper = PAGE) -> dict[str, str]:
    """Chart id -> SVG, for every chart of the report. Raises ReportError if a chart names what is not there."""
    numbers = number_blocks(report)
    charts = [block for section in report.all_sections() for block in section.blocks if isinstance(block, ReportChart)]
    return {chart.id: draw_chart(chart, report.table(chart.table), numbers, paper) for chart in charts}


def draw_chart(chart: ReportChart, table: ReportTable, numbers: Mapping[str, str], paper: Paper = PAGE) -> str:
    """One chart as SVG text: the same bytes for the same table, no reference to anything outside.

    `numbers`: what the chart and its table are called, by their ids.
    """
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(write_spec(chart, table, paper), format_locale="de-DE", allowed_base_urls=[])
    return _name_svg(
        svg, f"{chart.id}{paper.suffix}", numbers[chart.id], describe_chart(chart, table, numbers[table.id])
    )


def write_spec(chart: ReportChart, table: ReportTable, paper: Paper = PAGE) -> Spec:
    """The chart in Vega-Lite's words; drawing does not check them, which takes longer than to draw: the tests do."""
    columns = (table.columns[table.column_index(column_id)].title for column_id in chart.values)
    names = dict(zip(columns, _titles(chart, table, paper), strict=True))
    rows = [
        {"category": "\n".join(_lines(category, chart, paper)), "series": names[series], "value": value, "text": text}
        for category, series, value, text in chart_rows(chart, table)
    ]
    draw = _line if chart.kind == "line" else _bars
    return {"$schema": SCHEMA, "config": CONFIG, "data": {"values": rows}, **draw(chart, table, rows, paper)}


def _lines(category: str, chart: ReportChart, paper: Paper) -> list[str]:
    """Long labels in lines: months break between month and year, bars' labels where the paper ends."""
    if chart.kind == "line":
        return category.split(" ")
    return wrap(category, paper.letters, break_long_words=True) or [""]


def _line(chart: ReportChart, table: ReportTable, rows: list[Spec], paper: Paper) -> Spec:
    series = _titles(chart, table, paper)
    is_share = table.columns[table.column_index(chart.values[0])].kind == "share"
    months = list(dict.fromkeys(row["category"] for row in rows))
    every = -(-len(months) // paper.months)
    named = {"values": months[::-every][::-1]} if every > 1 else {}  # the last one always
    axis = {"labelExpr": IN_LINES, "labelAngle": 0, "title": None, "grid": False, **named}
    encoding = {
        "x": _nominal("category", axis=axis, scale={"type": "point", "padding": 0.4}),
        "y": _quantity("value", axis=_value_axis(chart, table, paper, upright=True), scale={"zero": not is_share}),
        "color": _by_series(series, PALETTE),
    }
    # A dash of its own layer, not an encoding: the legend would draw its symbols dashed, too.
    lines = [
        {
            "mark": {"type": "line", "strokeWidth": 2.2, "strokeDash": dash},
            "encoding": encoding,
            "transform": [{"filter": f"datum.series == {json.dumps(title)}"}],
        }
        for title, dash in zip(series, _cycle(DASHES, series), strict=True)
    ]
    mark = {"type": "point", "filled": True, "size": 45, "opacity": 1}
    points = {"mark": mark, "encoding": encoding | {"shape": _by_series(series, SHAPES)}}
    return {"width": paper.line_width, "height": 230, "layer": [*lines, points]}


def _bars(chart: ReportChart, table: ReportTable, rows: list[Spec], paper: Paper) -> Spec:
    series = _titles(chart, table, paper)
    is_stacked = chart.kind == "stacked"
    offset = not is_stacked and len(series) > 1
    labels = list(dict.fromkeys(row["category"] for row in rows))
    place = _beside if paper is PAGE else _above
    axis, scale, width, step = place(labels, rows, len(series) if offset else 1, paper)
    shared: Spec = {"y": _nominal("category", axis=axis, scale=scale)}
    if offset:
        shared["yOffset"] = {"field": "series", "type": "nominal", "sort": series, "scale": {"paddingInner": 0.08}}
    whole = {"domain": [0, 1], "nice": False} if chart.kind == "rate" else {"zero": True}  # shares always show it
    x = _quantity("value", stack="zero" if is_stacked else None, scale=whole,
                  axis=_value_axis(chart, table, paper, upright=False))  # fmt: skip
    color = _by_series(series, PALETTE, symbolType="square", symbolStrokeWidth=0, symbolSize=120)
    bars: Spec = {
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.8},
        "encoding": {"x": x, "color": color, **shared},
    }
    if is_stacked:
        bars["transform"] = [{"calculate": f"indexof({json.dumps(series)}, datum.series)", "as": "rank"}]
        bars["encoding"]["order"] = _quantity("rank")
    size = {"width": width, "height": max(1, len(labels)) * step}
    layers = [bars, *([] if is_stacked else [_bar_texts(shared, chart)]), *_target_line(chart.target)]
    return size | ({"layer": layers} if len(layers) > 1 else bars)


def _nominal(field: str, **more: Any) -> Spec:
    return {"field": field, "type": "nominal", "sort": None, **more}


def _quantity(field: str, **more: Any) -> Spec:
    return {"field": field, "type": "quantitative", **more}


def _by_series(series: list[str], marks: tuple[Any, ...], **symbol: Any) -> Spec:
    """What tells the series apart, with a legend where there is more than one."""
    legend = None if len(series) == 1 else {"labelExpr": IN_LINES, **symbol}
    return _nominal("series", legend=legend, scale={"domain": series, "range": _cycle(marks, series)})


def _beside(labels: list[str], _rows: list[Spec], bars: int, paper: Paper) -> tuple[Spec, Spec, int, int]:
    """Labels to the left of their bars: axis and scale of the categories, width of the plot, height of a category."""
    tallest = _count_lines(labels)
    axis = {"labelExpr": IN_LINES, "title": None, "ticks": False, "labelPadding": 8, "domain": False,
            "minExtent": LABEL_WIDTH, "labelOffset": _lift_lines(tallest, 0, LINE // 2)}  # fmt: skip
    step = max(15 * tallest + 8, 17 * bars + 12 if bars > 1 else 28)
    return axis, {"paddingInner": 0.25}, paper.bar_width, step


def _above(labels: list[str], rows: list[Spec], bars: int, paper: Paper) -> tuple[Spec, Spec, int, int]:
    """Labels above their bars, which then have the whole width but for the figures at their ends."""
    tallest = _count_lines(labels)
    high, gap = 16 * bars + 2, LINE * tallest + 8
    axis = {"labelExpr": IN_LINES, "title": None, "ticks": False, "labelPadding": 0, "domain": False,
            "labelAlign": "left", "labelOffset": _lift_lines(tallest, high // 2 + 9, LINE)}  # fmt: skip
    share = gap / (high + gap)
    room = max((len(row["text"]) for row in rows), default=0) * LETTER + 6
    scale = {"paddingInner": share, "paddingOuter": share / 2, "align": 1}
    return axis, scale, paper.bar_width - room, high + gap


def _count_lines(labels: list[str]) -> int:
    return max((label.count("\n") + 1 for label in labels), default=1)


def _lift_lines(tallest: int, first: int, each: int) -> Any:
    """Vega hangs the further lines of a label below its place: lift the whole label by `each` of them."""
    if tallest == 1:
        return -first
    tests = [
        {"test": f"length(split(datum.label, '\\n')) == {lines}", "value": -first - each * (lines - 1)}
        for lines in range(2, tallest + 1)
    ]
    return {"condition": tests, "value": -first}


def _bar_texts(shared: Spec, chart: ReportChart) -> Spec:
    """The figure at the end of each bar, its sign at the foot where there is none; shares in a column of their own."""
    place = "1" if chart.kind == "rate" else "isValid(datum.value) ? datum.value : 0"
    return {
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "color": INK},
        "encoding": {"x": _quantity("at"), "text": {"field": "text", "type": "nominal"}, **shared},
        "transform": [{"calculate": place, "as": "at"}],
    }


def _target_line(target: float | None) -> list[Spec]:
    """A line with its name where the target is; white around it, so that it is seen on bars."""
    if target is None:
        return []
    x = _quantity("target")
    named = {"x": x, "text": {"field": "text", "type": "nominal"}}
    layers = [
        {"mark": {"type": "rule", "color": "white", "strokeWidth": 4}, "encoding": {"x": x}},
        {"mark": {"type": "rule", "color": INK, "strokeDash": [5, 3], "strokeWidth": 1.6}, "encoding": {"x": x}},
        {"mark": {"type": "text", "color": INK, "fontSize": 12, "baseline": "bottom", "y": -4}, "encoding": named},
    ]
    data = {"values": [{"target": target, "text": f"Ziel {format_share(target, 0)}"}]}
    return [{"data": data, "layer": layers}]


def _value_axis(chart: ReportChart, table: ReportTable, paper: Paper, *, upright: bool) -> Spec:
    columns = [table.columns[table.column_index(column_id)] for column_id in chart.values]
    if columns[0].kind == "share":
        shown = "format(datum.value * 100, '.0f') + ' %'"
        return {"labelExpr": shown, "title": None, "tickCount": paper.ticks}
    units = {column.unit for column in columns}
    title = next(iter(units)) if len(units) == 1 and units != {""} else table.unit
    place = {"titleAngle": 0, "titleAlign": "left", "titleX": -44, "titleY": -12} if upright else {}
    return {"format": ",~f", "title": title, "tickCount": paper.ticks - (columns[0].kind == "eur"), **place}


def _titles(chart: ReportChart, table: ReportTable, paper: Paper) -> list[str]:
    """The series as the legend names them, long ones in lines."""
    titles = (table.columns[table.column_index(column_id)].title for column_id in chart.values)
    return ["\n".join(wrap(title, paper.legend_letters)) for title in titles]


def _cycle(items: tuple[Any, ...], series: list[str]) -> list[Any]:
    return [items[i % len(items)] for i in range(len(series))]


def _name_svg(svg: str, chart_id: str, title: str, description: str) -> str:
    """The SVG as one picture with a name and a description, instead of Vega's English role names."""
    head = f'role="img" aria-labelledby="{chart_id}-titel {chart_id}-text"'
    words = (
        f'<title id="{chart_id}-titel">{escape(title)}</title><desc id="{chart_id}-text">{escape(description)}</desc>'
    )
    svg = re.sub(r"<[a-z][^>]*>", lambda tag: ENGLISH_ROLES.sub("", tag[0]), svg)
    return re.sub(r"<svg ([^>]*)>", lambda found: f"<svg {head} {found[1]}>{words}", svg, count=1)
