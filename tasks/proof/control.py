"""The control sheet: each figure with its source, what it lacks, and what differs. One way in: `render_control`."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

from schemas.check.missing.before import say_key
from schemas.form.forms import TABLES
from schemas.german import format_moment, format_month
from schemas.proof.figure import NOT_ASKED, ProofFigure
from schemas.proof.gaps import EndedRow, find_ended, say_gaps, say_months
from schemas.proof.proof import Proof
from tasks.report.render_xlsx import ACCENT, HAIR, OPTIONS, SOFT, TINT, set_height

_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_FORMATS = {"EUR": '#,##0.00" €";-#,##0.00" €"', "VZÄ": "#,##0.00", "Monate": "0"}
_MISSING, _DOUBTFUL = "fehlt", "Zweifel"
_SHOWN = {
    **dict.fromkeys(("unbekannt", "unvollständig", _MISSING), "#FFC7CE"),
    **dict.fromkeys(("zweifelhaft", _DOUBTFUL), "#FFEB9C"),
}
_MOST_SAID = 3  # respondents that the line of a figure names; all of them stand on the sheet of what is missing


def render_control(proof: Proof, problems: Sequence[str]) -> bytes:
    """The workbook; `problems`: German sentences on templates that were filled in part."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, OPTIONS)
    book.set_properties({"title": f"Kontrollblatt {proof.facts.year}", "created": proof.facts.vintage})
    _write_figures(book, proof)
    heads = (("Name", 34), ("Nummer", 18), ("Monat", 18), ("Art", 12), ("Grund", 70))
    _write_sheet(book, "Fehlendes", "Was fehlt oder zweifelhaft ist", heads, list(_list_gaps(proof)))
    for name, title, head, said in (
        ("Abweichungen", "Was nicht zusammenpasst", "Abweichung", proof.differences),
        ("Vorlage", "Was sich nicht eintragen ließ", "Hinweis", problems),
    ):
        _write_sheet(book, name, title, ((head, 130),), [(one,) for one in said])
    book.close()
    return stream.getvalue()


def _list_gaps(proof: Proof) -> Iterator[tuple[str, ...]]:
    for gap in proof.gaps_of(proof.figures):
        who = proof.facts.names.get(gap.respondent, ""), gap.respondent or "alle"
        yield (*who, format_month(gap.month), _MISSING if gap.is_open else _DOUBTFUL, gap.reason)


def say_reliance(figure: ProofFigure) -> str:
    """How far a figure can be relied on, in one word."""
    if figure.value is None:
        return NOT_ASKED if figure.source == NOT_ASKED else "unbekannt"
    if any(gap.is_open for gap in figure.gaps):
        return "unvollständig"
    return "zweifelhaft" if figure.gaps else "vollständig"


def say_lacks(proof: Proof, figure: ProofFigure) -> str:
    """What a figure lacks, short."""
    said = say_gaps(figure.gaps, proof.facts.names)
    more = [f"und {len(said) - _MOST_SAID} weitere (Blatt „Fehlendes“)"] if len(said) > _MOST_SAID else []
    return "; ".join([*filter(None, [figure.lacks]), *said[:_MOST_SAID], *more])


def say_source(proof: Proof, figure: ProofFigure) -> str:
    """Where a figure comes from, with the rows that ended and the months that are in it."""
    asked = figure.question
    if asked is None:
        return figure.source
    since = asked.since or asked.month
    rows = [row for row in proof.facts.rows_in(asked.table, asked.filters) if since <= row.month <= asked.month]
    months = sorted({row.month for row in rows if row.amount(asked.column) is not None})
    ended = [_say_ended(proof, asked.table, one) for one in find_ended(proof.facts, asked)]
    more = [f"und {len(ended) - _MOST_SAID} weitere"] if len(ended) > _MOST_SAID else []
    return "; ".join([figure.source, *ended[:_MOST_SAID], *more, f"Monate: {say_months(months) or 'keine'}"])


def _say_ended(proof: Proof, table: str, one: EndedRow) -> str:
    who = f"{proof.facts.names.get(one.respondent, one.respondent)} ({one.respondent})"
    row = say_key(TABLES[table], one.key.split("|"))
    return f"{who}, Zeile „{row}“ wird ab {format_month(one.month)} nicht mehr erwartet: {one.words.rstrip('.')}"


def _write_figures(book: Any, proof: Proof) -> None:
    facts = proof.facts
    due, changed = format_month(facts.due), format_moment(facts.vintage)
    about = (
        f"{facts.centre_name} ({facts.centre_id}). Fällig sind Monate bis {due}; Datenstand {changed}.",
        f'Woraus eine Zahl besteht, Zelle für Zelle: monatsbericht explain "Nachweis {facts.year} NAME"',
    )
    words = ("Name", "Zahl", "Wert", "Einheit", "Stand", "Herkunft", "Was fehlt")
    heads = list(zip(words, (34, 40, 16, 9, 14, 62, 50), strict=True))
    rows = [
        (one.name, one.title, one, one.unit, say_reliance(one), say_source(proof, one), say_lacks(proof, one))
        for one in proof.figures.values()
    ]
    _write_sheet(book, "Zahlen", f"Kontrollblatt zu den Zahlen des Jahres {facts.year}", heads, rows, about)


def _write_sheet(  # noqa: PLR0913, PLR0917 - what a sheet is made of
    book: Any,
    name: str,
    title: str,
    heads: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[object]],
    about: Sequence[str] = (),
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, book.add_format(_FONT | {"bold": True, "font_size": 14, "font_color": ACCENT}))
    for row, sentence in enumerate(about, 1):
        sheet.write_string(row, 0, sentence, book.add_format(_FONT | {"font_color": SOFT}))
    top = len(about) + 2
    shape = book.add_format(_FONT | {"bold": True, "bg_color": TINT, "border": 1, "border_color": HAIR})
    for at, (head, width) in enumerate(heads):
        sheet.set_column(at, at, width)
        sheet.write_string(top, at, head, shape)
    looks = _Looks(book)
    for row, line in enumerate(rows or [("nichts",)], top + 1):
        texts = ["" if isinstance(value, ProofFigure) else str(value) for value in line]
        set_height(sheet, row, texts, [width for _, width in heads[: len(line)]])
        for at, value in enumerate(line):
            _write_value(sheet, (row, at), value, looks)
    if len(rows) > 1:
        sheet.autofilter(top, 0, top + len(rows), len(heads) - 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&8&A&R&8Seite &P von &N")


class _Looks(dict[str, Any]):
    """The formats of a sheet, each made when it is needed first."""

    def __init__(self, book: Any) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, name: str) -> Any:
        properties: dict[str, Any] = {"text_wrap": True, "bottom": 4, "bottom_color": HAIR}
        if name in _FORMATS:
            properties |= {"num_format": _FORMATS[name]}
        if name in _SHOWN:
            properties |= {"bg_color": _SHOWN[name]}
        if name == "=":
            properties |= {"quote_prefix": True}
        self[name] = self._book.add_format(_FONT | properties)
        return self[name]


def _write_value(sheet: Any, spot: tuple[int, int], value: object, looks: _Looks) -> None:
    if isinstance(value, ProofFigure):
        if value.value is None:
            sheet.write_blank(*spot, None, looks["text"])
        else:
            sheet.write_number(*spot, value.value, looks[value.unit])
        return
    text = str(value)
    look = "=" if text.startswith(("=", "+", "-", "@")) else text if text in _SHOWN else "text"
    sheet.write_string(*spot, text, looks[look])
