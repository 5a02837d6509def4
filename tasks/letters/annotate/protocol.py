"""Draw the first sheet, "Prüfprotokoll". One way in: `draw_protocol`.

Its words are those of `schemas.answer`; `schemas.files.protocol` reads it when it comes back.
"""

import math
import re
from typing import Any

from schemas.answer.allowed import say_allowed
from schemas.answer.case import MOST, Case, weight
from schemas.answer.placing import name_weight, plain_sentence, spot_of
from schemas.answer.totals import TableTotal, control_totals
from schemas.answer.words import describe_return, next_steps, verdict
from schemas.files.protocol import EXPLANATION, MOST_SIGNS, RULE, SHEET, SUBJECT, VALUE
from schemas.files.reading import Reading
from schemas.finding import Finding, Severity, cell_address
from schemas.german import format_moment
from tasks.letters.annotate.cells import Palette

_HEADINGS = ("Nr.", "Art", "Blatt", "Zelle", "Gefundener Wert", "Befund", "Abhilfe", EXPLANATION, RULE, SUBJECT, VALUE)
# The first eight fill a sheet of A4 across at four fifths: type of 10 points is printed with 8.
_WIDTHS = (5, 12, 16, 9, 15, 46, 40, 36, 14, 14, 9)
_LAST = 7  # the last column that people read; beyond stands what the row is known by
_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_EDGE = _FONT | {"border": 1, "border_color": "#B7C3CF", "text_wrap": True}
STYLES: dict[str, dict[str, Any]] = {
    "p_title": _FONT | {"font_size": 16, "bold": True, "font_color": "#12395B", "valign": "vcenter"},
    "p_who": _FONT | {"font_size": 11, "bold": True},
    "p_text": _FONT | {"text_wrap": True},
    "p_good": _FONT
    | {
        "bold": True,
        "bg_color": "#E2EFDA",
        "font_color": "#274E13",
        "valign": "vcenter",
        "indent": 1,
        "text_wrap": True,
    },
    "p_warning": _FONT
    | {
        "bold": True,
        "bg_color": "#FFD166",
        "font_color": "#5C3B00",
        "valign": "vcenter",
        "indent": 1,
        "text_wrap": True,
    },
    "p_error": _FONT
    | {
        "bold": True,
        "bg_color": "#FFC7CE",
        "font_color": "#9C0006",
        "valign": "vcenter",
        "indent": 1,
        "text_wrap": True,
    },
    "p_section": _FONT | {"font_size": 12, "bold": True, "font_color": "#12395B", "bottom": 1},
    "p_header": _EDGE | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#12395B", "valign": "vcenter"},
    "p_cell": _EDGE,
    "p_number": _EDGE | {"align": "center"},
    "p_link": _EDGE | {"font_color": "#0B5394", "underline": 1},
    "p_kind_error": _EDGE | {"bold": True, "bg_color": "#FFC7CE", "font_color": "#9C0006"},
    "p_kind_warning": _EDGE | {"bold": True, "bg_color": "#FFD166", "font_color": "#5C3B00"},
    "p_kind_settled": _EDGE | {"bg_color": "#E2EFDA", "font_color": "#274E13"},
    "p_kind_information": _EDGE | {"bg_color": "#DDEBF7", "font_color": "#1F3864"},
    "p_answer": _EDGE | {"bg_color": "#FFFBE6", "locked": False, "num_format": "@"},
    "p_small": _FONT | {"font_size": 8, "font_color": "#7F8B97", "num_format": "@"},
}
_ANSWERED = re.compile(r"^Erläutert \([^)]*\): ")
_LINE = 13.5  # points a line of Arial 10


def draw_protocol(book: Any, palette: Palette, case: Case, reading: Reading, names: dict[str, str]) -> None:
    """Write the sheet; `names` are the sheets that a link may lead to, with their names in this workbook."""
    sheet = book.add_worksheet(SHEET)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    row = _draw_top(sheet, palette, case)
    last = _draw_findings(sheet, palette, case, (reading, names), row)
    last = _draw_totals(sheet, palette, control_totals(reading), last + 2)
    _set_up(sheet, row, last)


def _draw_top(sheet: Any, palette: Palette, case: Case) -> int:
    """Who, what became of it, what to do next; returns the row of the table's headings."""
    moments = f"eingegangen {format_moment(case.received_at)} · geprüft {format_moment(case.checked_at)}"
    arrived = f"Datei „{case.file_name}“ · {moments}"
    tone = "error" if case.kind == "report" else "warning" if case.count(Severity.WARNING) else "good"
    lines = [(SHEET, "p_title", 28.0), (describe_return(case), "p_who", 18.0), (arrived, "p_text", 16.0)]
    lines += [(verdict(case), f"p_{tone}", 24.0)]
    if steps := next_steps(case):
        lines += [("So geht es weiter", "p_section", 22.0)]
        lines += [(f"{number}. {step}", "p_text", 16.0) for number, step in enumerate(steps, 1)]
    if len(case.findings) > MOST:
        lines += [(f"Es sind {len(case.findings)} Befunde; hier stehen die ersten {MOST}.", "p_text", 16.0)]
    for row, (text, style, height) in enumerate(lines):
        sheet.set_row(row, height + (count_lines(text, sum(_WIDTHS[: _LAST + 1]) - 10) - 1) * _LINE)
        sheet.merge_range(row, 0, row, _LAST, "", palette.pick(style))
        sheet.write_string(row, 0, text, palette.pick(style))
    return len(lines) + 1


def _draw_findings(
    sheet: Any, palette: Palette, case: Case, target: tuple[Reading, dict[str, str]], header: int
) -> int:
    """The table of all findings; returns its last row."""
    sheet.set_row(header, 20)
    for at, heading in enumerate(_HEADINGS):
        sheet.write_string(header, at, heading, palette.pick("p_header" if at <= _LAST else "p_small"))
    row = header
    for row, finding in enumerate(case.sorted_findings(), header + 1):
        _draw_finding(sheet, palette, finding, row, target)
        sheet.write_number(row, 0, row - header, palette.pick("p_number"))
    sheet.autofilter(header, 0, row, len(_HEADINGS) - 1)
    return row


def _draw_finding(
    sheet: Any, palette: Palette, finding: Finding, row: int, target: tuple[Reading, dict[str, str]]
) -> None:
    sentence, answer = plain_sentence(finding), _ANSWERED.sub("", finding.answer or "")
    texts = (show_value(finding), sentence, " ".join(filter(None, (finding.hint, say_allowed(finding)))))
    sheet.write_string(row, 1, name_weight(finding), palette.pick(f"p_kind_{weight(finding)}"))
    _draw_place(sheet, palette, finding, row, target)
    for at, text in enumerate(texts, start=4):
        sheet.write_string(row, at, text, palette.pick("p_cell"))
    is_asked = finding.severity is Severity.WARNING and not finding.waiver_id and bool(finding.subject)
    sheet.write_string(row, _LAST, answer, palette.pick("p_answer" if is_asked else "p_cell"))
    if is_asked:
        sheet.data_validation(row, _LAST, row, _LAST, _LIMIT)
    for at, text in enumerate((finding.rule, finding.subject or "", finding.value or ""), start=_LAST + 1):
        sheet.write_string(row, at, text, palette.pick("p_small"))
    shown = name_weight(finding), finding.sheet or "", "", *texts, answer
    lines = max(count_lines(text, width) for text, width in zip(shown, _WIDTHS[1:8], strict=True))
    sheet.set_row(row, max(2, min(lines, 25)) * _LINE + 4)


_LIMIT = {
    "validate": "length",
    "criteria": "<=",
    "value": MOST_SIGNS,
    "input_title": EXPLANATION,
    "input_message": "Warum stimmt der Wert? Bitte kurz und ohne Namen von Kindern oder Eltern.",
    "error_title": "Zu lang",
    "error_message": "Bitte höchstens 1.000 Zeichen.",
}


def _draw_place(
    sheet: Any, palette: Palette, finding: Finding, row: int, target: tuple[Reading, dict[str, str]]
) -> None:
    """Sheet and cell, the latter as a link; what has no place leaves both empty."""
    reading, names = target
    own = finding.sheet
    sheet.write_string(row, 2, own or "", palette.pick("p_cell"))
    if own is None:
        sheet.write_blank(row, 3, None, palette.pick("p_cell"))
        return
    spot = spot_of(finding, reading)
    shown = finding.cell or (f"Zeile {finding.row}" if finding.row else "Blatt")
    if own not in names:
        sheet.write_string(row, 3, shown, palette.pick("p_cell"))
        return
    quoted = names[own].replace("'", "''")
    url = f"internal:'{quoted}'!{cell_address(spot[0] + 1, spot[1] + 1)}"
    sheet.write_url(row, 3, url, palette.pick("p_link"), shown)


def show_value(finding: Finding) -> str:
    """What stood there, a number as Germans write it."""
    written = finding.value or ""
    if re.fullmatch(r"-?\d+\.\d+", written):
        return written.rstrip("0").rstrip(".").replace(".", ",")
    return written


def _draw_totals(sheet: Any, palette: Palette, totals: tuple[TableTotal, ...], row: int) -> int:
    """What we read, table by table; returns the last row."""
    if not totals:
        return row
    sheet.set_row(row, 22)
    sheet.merge_range(row, 0, row, _LAST, "", palette.pick("p_section"))
    sheet.write_string(row, 0, "Was wir gelesen haben (Kontrollsummen)", palette.pick("p_section"))
    row += 1
    sheet.set_row(row, 20)
    _draw_total_line(sheet, palette, row, ("Tabelle", "Zeilen", "Angaben", "Summen"), "p_header")
    for total in totals:
        row += 1
        sums = " · ".join(f"{title}: {value}" for title, value in total.sums)
        rows = "fehlt" if total.rows is None else str(total.rows)
        _draw_total_line(sheet, palette, row, (total.title, rows, str(total.figures), sums or "–"), "p_cell")
        sheet.set_row(row, max(1, count_lines(sums, sum(_WIDTHS[5 : _LAST + 1]))) * _LINE + 4)
    return row


def _draw_total_line(sheet: Any, palette: Palette, row: int, texts: tuple[str, str, str, str], style: str) -> None:
    title, rows, figures, sums = texts
    for first, last, text in ((0, 2, title), (5, _LAST, sums)):
        sheet.merge_range(row, first, row, last, "", palette.pick(style))
        sheet.write_string(row, first, text, palette.pick(style))
    sheet.write_string(row, 3, rows, palette.pick(style))
    sheet.write_string(row, 4, figures, palette.pick(style))


def count_lines(text: str, width: float) -> int:
    """How many lines a text needs in a column of so many characters; proportional letters take a little less."""
    return sum(max(1, math.ceil(len(line) / (width * 1.05))) for line in text.split("\n"))


def _set_up(sheet: Any, header: int, last: int) -> None:
    sheet.activate()
    sheet.set_first_sheet()
    sheet.set_selection(header + 1, _LAST, header + 1, _LAST)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    sheet.print_area(0, 0, last, _LAST)
    sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.6)
    sheet.set_footer("&L&9&A&R&9Seite &P von &N", {"scale_with_doc": False})
    sheet.hide_gridlines(2)
    sheet.ignore_errors({"number_stored_as_text": "A1:K5000"})
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
