"""Names from outside become names that every database, screen and folder can hold."""

import unicodedata

import pytest

from schemas.files.incoming import clean_name, distinct_name, is_ignorable, shorten_name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Meldung.xlsx", "Meldung.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\Windows\\win.ini", "win.ini"),
        ("C:\\Users\\x\\Meldung 2026-10.xlsx", "Meldung 2026-10.xlsx"),
        ("/etc/shadow", "shadow"),
        ("a/../b.xlsx", "b.xlsx"),
        ("..", "Anhang"),
        ("...", "Anhang"),
        ("a/", "Anhang"),
        ("", "Anhang"),
        (None, "Anhang"),
        ("\x00\n", "Anhang"),
        ("Zeile\r\neins\x1b[31m.xlsx", "Zeile��eins�[31m.xlsx"),
        ("a\x00.xlsx", "a�.xlsx"),
        ("rechts\u202exslx.exe", "rechts�xslx.exe"),
        ("  viele   Leerzeichen .xlsx ", "viele Leerzeichen .xlsx"),
        (unicodedata.normalize("NFD", "März.xlsx"), "März.xlsx"),
        ("=1+1.xlsx", "=1+1.xlsx"),
        ("<b>fett</b>.xlsx", "b>.xlsx"),
    ],
)
def test_a_name_is_its_last_part_printable(written, kept):
    assert clean_name(written, "Anhang") == kept


def test_a_long_name_keeps_its_suffix():
    name = clean_name("ä" * 400 + ".xlsx", "Anhang")

    assert len(name) == 255
    assert name.endswith("ä….xlsx")
    assert len(shorten_name("a." + "b" * 400)) == 255


def test_a_name_that_is_taken_gets_a_number():
    taken = set()

    assert [distinct_name(name, taken) for name in ("a.xlsx", "A.XLSX", "a.xlsx", "a", "a", "b" * 255, "b" * 255)] == [
        "a.xlsx", "A (2).XLSX", "a (3).xlsx", "a", "a (2)", "b" * 255, "b" * 251 + " (2)",
    ]  # fmt: skip


@pytest.mark.parametrize("name", [".DS_Store", "~$a.xlsx", "Thumbs.db", "__MACOSX", "a.xlsx.part", "a.TMP"])
def test_what_nobody_sent(name):
    assert is_ignorable(name)


@pytest.mark.parametrize("name", ["a.xlsx", "a", "part.xlsx", "thumbs.db.xlsx"])
def test_what_somebody_sent(name):
    assert not is_ignorable(name)
