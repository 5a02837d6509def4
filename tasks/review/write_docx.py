"""The review as a text to edit. One way in: `write_docx(paper)`; the same paper gives the same bytes.

Headings, lists and tables are the word processor's own, so that whoever goes on writing keeps outline and navigation.
"""

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from schemas.review.paper import ReviewPaper, ReviewPart, ReviewTable, weigh_columns
from schemas.visible import visible

_MADE = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP file knows
_LANGUAGE = "de-DE"
_TEXT_CM = 25.7  # between the margins


def write_docx(paper: ReviewPaper) -> bytes:
    """The document, A4 across, in German."""
    import docx

    document = docx.Document()
    _set_up(document, paper)
    document.add_paragraph(_plain(paper.centre))
    document.add_heading(_plain(paper.title), 0)
    for label, text in paper.facts:
        document.add_paragraph(f"{label}: {text}")
    for part in paper.parts:
        _add_part(document, part)
    buffer = BytesIO()
    document.save(buffer)
    return _without_clock(buffer.getvalue())


def _set_up(document: Any, paper: ReviewPaper) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    moment = datetime.fromisoformat(paper.vintage).replace(tzinfo=None)
    about = document.core_properties
    about.title, about.author, about.language, about.comments = _plain(paper.title), _plain(paper.centre), _LANGUAGE, ""
    about.created = about.modified = moment
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), _LANGUAGE)


def _add_part(document: Any, part: ReviewPart) -> None:
    document.add_heading(_plain(part.title), 1)
    for sentence in part.sentences:
        document.add_paragraph(_plain(sentence))
    for point in part.points:
        document.add_paragraph(_plain(point), style="List Bullet")
    for table in part.tables:
        _add_table(document, table)
    for term, text in part.terms:
        document.add_heading(_plain(term), 2)
        document.add_paragraph(_plain(text))


def _add_table(document: Any, table: ReviewTable) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    document.add_heading(_plain(table.title), 2)
    drawn = document.add_table(rows=0, cols=len(table.heads), style="Light List Accent 1")
    for number, row in enumerate((table.heads, *table.rows)):
        line = drawn.add_row()
        if number == 0:  # repeated on each page, and known as a heading to a screen reader
            line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - it has no other way
        for cell, text, side in zip(line.cells, row, table.sides, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
            paragraph.add_run(_plain(text)).font.size = Pt(9)
    widths = weigh_columns(table)
    drawn.autofit = False
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = Cm(_TEXT_CM * width / sum(widths))
        for cell in column.cells:
            cell.width = column.width
    for note in table.notes:
        document.add_paragraph(_plain(note))


def _plain(text: str) -> str:
    """What XML can hold and people can see."""
    return visible(text)


def _without_clock(packed: bytes) -> bytes:
    """The same package without the time at which it was made."""
    buffer = BytesIO()
    with ZipFile(BytesIO(packed)) as before, ZipFile(buffer, "w") as after:
        for name in before.namelist():
            part = ZipInfo(name, _MADE)
            part.compress_type = ZIP_DEFLATED
            after.writestr(part, before.read(name))
    return buffer.getvalue()
