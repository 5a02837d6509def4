"""The phone list as a workbook for staff. One way in: `write_phone_list(calls, month)`; texts never become formulas."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from config.codes import code_list
from schemas.german import format_month
from schemas.mail.phone_list import Call

_COLUMNS = (
    ("Rang", 6), ("Name", 38), ("Kennung", 17), ("Art", 18), ("Telefon", 20), ("Ansprechperson", 26), ("E-Mail", 34),
    ("Tage überfällig", 14), ("Stand", 16), ("Anteil an der Summe", 18), ("Kennzahl", 10),
)  # fmt: skip


def write_phone_list(calls: Sequence[Call], month: str) -> bytes:
    """One sheet, one row a call, in the order of the list; the same calls give the same bytes."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": f"Telefonliste {format_month(month)}", "created": datetime(2026, 1, 1)})
    sheet = book.add_worksheet("Telefonliste")
    head = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#12395B", "text_wrap": True})
    share = book.add_format({"num_format": '0.0 "%"'})
    for at, (title, width) in enumerate(_COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, title, head)
    for row, call in enumerate(calls, start=1):
        _write_call(sheet, row, call, share)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(calls), 1), len(_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&9Enthält Kontaktdaten: nicht weitergeben&R&9Seite &P von &N")
    book.close()
    return stream.getvalue()


def _write_call(sheet: Any, row: int, call: Call, share: Any) -> None:
    one = call.addressee
    kind = code_list("kind").titles[one.kind]
    texts = (one.name, one.respondent_id, kind, one.phone, one.contact, "; ".join(one.emails))
    sheet.write_number(row, 0, row)
    for at, text in enumerate(texts, start=1):
        sheet.write_string(row, at, text or "")
    sheet.write_number(row, 7, call.days_overdue)
    sheet.write_string(row, 8, one.state.german)
    if call.share is None:
        sheet.write_string(row, 9, "unbekannt")
    else:
        sheet.write_number(row, 9, round(call.share * 100, 1), share)
    sheet.write_string(row, 10, call.indicator or "")
