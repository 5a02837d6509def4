"""Nothing of what a stranger wrote commands a terminal, breaks a file or turns the direction of writing."""

import json

from hypothesis import given
from hypothesis import strategies as st

from schemas.visible import disarm, escape_unseen, rearm, visible


def test_texts_stay_as_they_are():
    text = "Übung – „Anführung“ 10\u202f000 €\u00a0· 😀 日本\nzweite Zeile"

    assert visible(text) == text


def test_what_nobody_sees_is_shown():
    assert (
        visible("\x1b[31mrot\x07 um\u202eslx.exe \x00\x9b\ud800\t")
        == "\ufffd[31mrot\ufffd um\ufffdslx.exe \ufffd\ufffd\ufffd\ufffd"
    )


def test_json_says_the_same():
    value = {"name": "a\x9b\u202eb", "text": "zwei\nZeilen"}
    written = escape_unseen(json.dumps(value, ensure_ascii=False, indent=1))

    assert json.loads(written) == value
    assert visible(written) == written


@given(st.text() | st.text("'=+-@ 1", max_size=4))
def test_no_text_is_a_formula_and_each_comes_back(text):
    disarmed = disarm(text)

    assert disarmed[:1] not in {*"=+-@\t\r\n＝＋－＠"} or not disarmed
    assert rearm(disarmed) == text
