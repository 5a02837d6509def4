"""A file that lacks its end is told from one that has it, whatever it is."""

from pathlib import Path

import pytest

from tasks.intake.sources.cut_off import may_be_cut_off
from tests.factories_mail import make_mail, make_zip
from tests.factories_workbook import make_csv, make_form, make_xls

LOCKED = (Path(__file__).parent.parent / "files" / "mit_kennwort.xlsx").read_bytes()
WHOLE = {
    "xlsx": make_form(),
    "xls": make_xls([["a", 1]]),
    "locked": LOCKED,
    "zip in zip": make_zip(("innen.zip", make_zip(("a.xlsx", make_form()))), ("b.xlsx", make_form())),
}


def write(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    return tmp_path / "file"


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_file_has_its_end(tmp_path, name):
    assert not may_be_cut_off(write(tmp_path, WHOLE[name]))


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("part", [0.0, 0.01, 0.5])
def test_half_of_it_has_none(tmp_path, name, part):
    assert may_be_cut_off(write(tmp_path, WHOLE[name][: int(len(WHOLE[name]) * part)]))


@pytest.mark.parametrize("part", [0.0, 0.5, 0.9])
def test_nor_has_what_keeps_its_place_with_zeros(tmp_path, part):
    """Windows gives a copy its whole length at once."""
    content = WHOLE["xlsx"]
    written = content[: int(len(content) * part)]

    assert may_be_cut_off(write(tmp_path, written + bytes(len(content) - len(written))))


@pytest.mark.parametrize("content", [make_csv([["a", 1]]), make_mail(("a.xlsx", b"1")), b"%PDF-1.7", b"\xff\xd8\xff"])
def test_what_says_nothing_of_its_length_may_go_on(tmp_path, content):
    assert may_be_cut_off(write(tmp_path, content))
