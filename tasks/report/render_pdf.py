"""Render the report as PDF/A-3a and PDF/UA-1 with Typst: no system library, no system font, no network.

Ways in: `render_pdf(report, charts, attachments)`, and `typeset` for another template than our bericht.typ.
All text goes to it as JSON data, so that nothing a submitter wrote can be read as markup. Same input, same bytes.
"""

import ctypes
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from config.cover import logo_bytes
from schemas.german import format_vintage
from schemas.report.model import ProtectedReport, Report
from schemas.report.view import BlockView, ChartView, ColumnView, TableView, view_report
from schemas.visible import visible
from tasks.report.row_heads import mark_row_heads
from tasks.timing import timed

TEMPLATE = Path(__file__).with_name("bericht.typ")
STANDARDS = ["a-3a", "ua-1"]
PDF_FONT = "Libertinus Serif"
"""Comes inside the typst wheel; narrower than the font the charts are measured with, so nothing overlaps."""
LAYOUTS = (
    (False, 9.5, 22, 34), (False, 9.0, 22, 34), (False, 9.0, 15, 34), (False, 8.5, 13, 30), (False, 8.0, 11, 26),
    (False, 7.5, 10, 24), (True, 9.0, 15, 34), (True, 8.5, 13, 34), (True, 8.0, 10, 30), (True, 7.5, 9, 24),
    (True, 7.0, 8, 20),
)  # fmt: skip
"""How a table may be set, best first: page turned or not, type size in points, letters of a head before a hyphen,
letters of a text before a new line."""
UPRIGHT_POINTS, ACROSS_POINTS = 476, 722
PADDING_POINTS = 7
FIGURE_EM, BOLD_EM, TEXT_EM = 0.49, 0.56, 0.47
"""How wide letters of the font are, in type sizes: figures all alike, bold and plain words on average."""
_ENDLESS = 1_000  # letters

_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_KEPT_FOR = 10  # compilations for which Typst keeps what it laid out
_FAR = re.compile("[\u2e80-\ufffc\U00010000-\U0010ffff]")
_MOST_REPLACED = 30

MEDIA_TYPES = {"csv": "text/csv", "json": "application/json", "ttl": "text/turtle"}


@timed("pdf")
def render_pdf(
    report: ProtectedReport, charts: Mapping[str, str], attachments: Mapping[str, bytes] | None = None
) -> bytes:
    """The report as PDF bytes. `charts`: chart id -> SVG. `attachments`: file name -> UTF-8 text, CSV or JSON.

    A name or a reason may hold characters that the font lacks (emoji, Chinese); the standard forbids to print them.
    """
    return typeset(TEMPLATE, _content(report, charts), report.vintage, attachments or {})


def typeset(
    template: Path, content: dict[str, Any], vintage: str, attachments: Mapping[str, bytes] | None = None
) -> bytes:
    """A template of Typst with its content, which it reads as `sys.inputs.report`; `vintage` is the date of the PDF."""
    try:
        given = _clean(content) | {"attachments": [_attachment(*one) for one in (attachments or {}).items()]}
        return mark_row_heads(_compile_what_the_font_has(template, given, datetime.fromisoformat(vintage)))
    finally:
        _forget_layouts()


def _compile_what_the_font_has(template: Path, content: dict[str, Any], moment: datetime) -> bytes:
    import typst

    for _ in range(_MOST_REPLACED):
        try:
            return _compile(template, content, moment)
        except typst.TypstError as error:
            missing = _MISSING.search(str(error))
            if missing is None:
                raise
            attached = {"attachments": content["attachments"]}  # files, which no font has to show
            content = _clean(content, _unescape(missing[1])) | attached
    return _compile(template, content, moment)


def _compile(template: Path, content: dict[str, Any], moment: datetime) -> bytes:
    import typst

    compiler = typst.Compiler(template.read_bytes(), font_paths=typst.Fonts(include_system_fonts=False))
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"report": json.dumps(content, ensure_ascii=False)},
        pdf_standards=STANDARDS,  # type: ignore[arg-type]  # its type is a list of literals
        timestamp=int(moment.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("Typst hat kein PDF geliefert.")
    return pdf


def _forget_layouts() -> None:
    """Typst keeps each report for the next compilations, 40 MB apiece, and has no way to say that none will follow.

    The C library then keeps what is free again, a hundred megabytes, unless it is told to give it back.
    """
    import typst

    none = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False)
    for _ in range(_KEPT_FOR + 1):
        typst.Compiler(b"", font_paths=none).compile(format="svg")
    if trim := getattr(ctypes.CDLL(None) if sys.platform == "linux" else None, "malloc_trim", None):
        trim(0)


def _clean(content: Any, missing: str = "") -> Any:
    """The same with a replacement character for what nobody sees, and for characters that the font lacks.

    Where it lacks one character of a far script, all of them are replaced: each attempt takes a second.
    """
    if isinstance(content, dict):
        return {name: _clean(value, missing) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_clean(value, missing) for value in content]
    if not isinstance(content, str):
        return content
    text = visible(content)
    for character in missing:
        text = _FAR.sub("\ufffd", text) if _FAR.match(character) else text.replace(character, "\ufffd")
    return text


def _unescape(written: str) -> str:
    """The character as Typst names it in its message."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), written)


def _content(report: Report, charts: Mapping[str, str]) -> dict[str, Any]:
    view = view_report(report)
    moment = datetime.fromisoformat(report.vintage)
    content = asdict(view)
    content["vintage"] = format_vintage(report.vintage)
    content["logo"] = list(logo_bytes(view.logo))
    content["date"] = {"year": moment.year, "month": moment.month, "day": moment.day}
    for plain, section in zip(content["sections"], view.sections, strict=True):
        plain["blocks"] = [asdict(block) | _layout(block, charts) for block in section.blocks]
    return content


def _attachment(name: str, data: bytes) -> dict[str, str]:
    media_type = MEDIA_TYPES[name.rpartition(".")[2]]
    return {"name": name, "text": data.decode(), "type": media_type, "description": f"Daten des Berichts: {name}"}


def _layout(block: BlockView, charts: Mapping[str, str]) -> dict[str, Any]:
    """What only the printed page needs: a chart's drawing, a table's column widths, type size and orientation."""
    if isinstance(block, ChartView):
        svg = re.sub(r'font-family="[^"]*"', f'font-family="{PDF_FONT}"', charts[block.id])
        return {"svg": svg, "width": 80}
    if isinstance(block, TableView):
        return _table_layout(block)
    return {}


def _table_layout(block: TableView) -> dict[str, Any]:
    """The first of LAYOUTS in which everything fits; the last one where nothing does (its texts then break)."""
    for across, size, head, text in LAYOUTS:
        ems = [_ems(block, index, head, text) for index in range(len(block.columns))]
        widths = [count * size + PADDING_POINTS for count in ems]
        room = ACROSS_POINTS if across else UPRIGHT_POINTS
        if sum(widths) <= room:
            break
    widths = _fill(block, widths, size, room - sum(widths))
    scale = room / sum(widths)
    columns = [
        asdict(column) | _head_words(column, width * scale - PADDING_POINTS, size)
        for column, width in zip(block.columns, widths, strict=True)
    ]
    return {"across": across, "size": size, "widths": widths, "columns": columns}


def _fill(block: TableView, widths: list[float], size: float, left: float) -> list[float]:
    """Room that is left goes to heads that would be hyphenated, least lack first, then to texts that would break."""
    filled = list(widths)
    lacks = [_ems(block, at, _ENDLESS, _ENDLESS) * size + PADDING_POINTS - width for at, width in enumerate(widths)]
    for at in sorted(range(len(widths)), key=lambda at: (not block.columns[at].numeric, lacks[at])):
        filled[at] += min(max(lacks[at], 0), max(left, 0))
        left -= filled[at] - widths[at]
    return filled


def _head_words(column: ColumnView, width: float, size: float) -> dict[str, list[dict[str, Any]]]:
    """The words of a head, each with whether it fits into its column unbroken."""
    texts = {"title-words": column.title, "unit-words": column.unit, "group-words": column.group}
    return {
        name: [{"word": word, "whole": _bold_ems(word) * size <= width} for word in text.split()]
        for name, text in texts.items()
    }


def _bold_ems(word: str) -> float:
    """How wide a bold word is at most, in type sizes."""
    return sum(0.72 if letter.isupper() else 0.85 if letter in "mw" else BOLD_EM for letter in word)


def _ems(block: TableView, index: int, head: int, text: int) -> float:
    """How wide a column wants to be, in type sizes: figures in full, heads down to a hyphen, texts in lines."""
    column = block.columns[index]
    cells = max((len(row.cells[index]) for row in block.rows), default=0)
    words = max(map(_bold_ems, f"{column.title} {column.unit} {column.group}".split()), default=0)
    if column.numeric:
        return max(min(words, head * BOLD_EM), cells * FIGURE_EM, 2)
    return max(min(words, text * BOLD_EM), min(cells, text) * TEXT_EM, 4)
