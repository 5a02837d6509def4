"""Where answers lie: names that every system takes, folders that are whole or not there."""

import pytest

from schemas.form.submission import State
from tasks.letters.reply.folder import folder_of, name_workbook, write_files
from tests.factories_answer import make_case


@pytest.mark.parametrize(
    ("parts", "folder"),
    [
        ({}, "169468/2026-10_7"),
        ({"respondent": "K-05914000-0001"}, "K-05914000-0001/2026-10_7"),
        ({"respondent": "../../etc"}, "______etc/2026-10_7"),
        ({"respondent": None}, "_ohne-zuordnung/7"),
        ({"month": None}, "_ohne-zuordnung/7"),
        ({"state": State.SET_ASIDE}, "_ohne-zuordnung/7"),
    ],
)
def test_an_answer_lies_with_its_respondent_if_that_is_certain(parts, folder):
    assert folder_of(make_case(**parts)) == folder


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Meldung.xlsx", "Meldung_Pruefprotokoll.xlsx"),
        ("Meldung_Pruefprotokoll.xlsx", "Meldung_Pruefprotokoll.xlsx"),
        ("a\nb: c?.csv", "a_b_ c__Pruefprotokoll.xlsx"),
        ("abc\u202egnp.xlsx", "abc_gnp_Pruefprotokoll.xlsx"),
        (".xlsx", "xlsx_Pruefprotokoll.xlsx"),
        ("...", "Meldung_Pruefprotokoll.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 80 + "_Pruefprotokoll.xlsx"),
        ("Ma\u0308rz.xlsx", "März_Pruefprotokoll.xlsx"),
    ],
)
def test_the_workbook_is_called_like_their_file(file, name):
    assert name_workbook(file) == name


def test_a_folder_is_there_whole_and_again_the_same(tmp_path):
    files = {"mail.txt": b"Guten Tag", "quittung.html": b"<p>"}
    digests = write_files(tmp_path, "169468/2026-10_7", files)

    assert digests == write_files(tmp_path, "169468/2026-10_7", files)
    assert {path.name: path.read_bytes() for path in (tmp_path / "169468/2026-10_7").iterdir()} == files
    assert [path.name for path in (tmp_path / "169468").iterdir()] == ["2026-10_7"]


def test_what_a_killed_run_left_is_replaced(tmp_path):
    draft = tmp_path / "169468" / ".2026-10_7.part"
    draft.mkdir(parents=True)
    (draft / "half").write_bytes(b"x")
    write_files(tmp_path, "169468/2026-10_7", {"old.txt": b"1"})
    write_files(tmp_path, "169468/2026-10_7", {"new.txt": b"2"})

    assert [path.name for path in tmp_path.rglob("*.txt")] == ["new.txt"]
    assert not list(tmp_path.rglob("half"))
