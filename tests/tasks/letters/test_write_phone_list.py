"""The phone list as a workbook: same calls, same bytes; texts stay texts."""

from io import BytesIO

import openpyxl

from schemas.mail.phone_list import Call
from tasks.letters.write_phone_list import write_phone_list
from tests.schemas.mail.test_addressee import make_addressee

CALLS = [
    Call(
        make_addressee(name="=1+1", phone="+49 2331 1", contact="@x", emails=("-a@b.example", "c@d.example")),
        3,
        0.1234,
        "S01",
    ),
    Call(make_addressee(respondent_id="K-05914000-0001", kind="daycare", phone=None), 3, None, None),
]


def test_a_call_is_a_row_and_no_text_a_formula():
    sheet = openpyxl.load_workbook(BytesIO(write_phone_list(CALLS, "2026-10"))).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))

    addresses = "-a@b.example; c@d.example"
    assert rows[0] == (1, "=1+1", "169468", "Schule", "+49 2331 1", "@x", addresses, 3, "erwartet", 12.3, "S01")
    assert rows[1][4:6] == ("", "")
    assert rows[1][9:] == ("unbekannt", "")
    assert {cell.data_type for cell in sheet[2][1:7]} == {"s"}


def test_the_same_calls_are_the_same_bytes_and_none_is_a_list_too():
    assert write_phone_list(CALLS, "2026-10") == write_phone_list(CALLS, "2026-10")
    assert write_phone_list([], "2026-10")
