"""`review` on a home: files written, edited ones kept, what is wrong said, exit codes."""

import shutil
from datetime import datetime

import pytest

from config import clock
from tests.factories_review import MONTHS, publish_city
from tests.flows.conftest import call

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish_city(tmp_path_factory.mktemp("review") / "hagen", MONTHS[:2])


@pytest.fixture
def home(published, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2028, 1, 20, 9))
    shutil.copytree(published, tmp_path / "hagen")
    return tmp_path / "hagen"


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_it_writes_four_kinds_of_files_twice_the_same_and_keeps_what_was_edited(home, capsys):
    folder = home / "reviews" / "2026-2027"
    code, said = call(home, capsys, "review", "--from", "2026", "--to", "2027")
    first = files_of(folder)

    assert code == 1, "two goals cannot be followed"
    assert "concept.toml, Ziel 4 ([[goals]])" in said
    assert {"rueckblick.html", "rueckblick.pdf", "rueckblick.docx", "verlauf.csv", "rueckblick.json"} <= first.keys()
    call(home, capsys, "review", "--from", "2026", "--to", "2027")
    assert files_of(folder) == first

    (folder / "rueckblick.docx").write_bytes(b"von Hand")
    code, said = call(home, capsys, "review", "--from", "2026", "--to", "2027")
    assert (folder / "rueckblick.docx").read_bytes() == b"von Hand"
    assert "rueckblick_neu.docx" in said
    assert (folder / "rueckblick_neu.docx").read_bytes() == first["rueckblick.docx"]


@pytest.mark.parametrize("years", [("2027", "2026"), ("1990", "2026"), ("2026", "0"), ("0", "2027")])
def test_years_that_cannot_be_are_refused(home, capsys, years):
    code, told = call(home, capsys, "review", "--from", years[0], "--to", years[1])

    assert code == 2
    assert "lässt sich nicht zurückblicken: bitte --from und --to prüfen" in told


@pytest.mark.parametrize("text", [None, "# leer"], ids=["gone", "emptied"])
def test_a_review_of_goals_is_not_replaced_by_one_of_a_concept_that_was_lost(home, capsys, text):
    call(home, capsys, "review", "--from", "2026", "--to", "2027")
    before = files_of(home / "reviews" / "2026-2027")
    (home / "concept.toml").unlink() if text is None else (home / "concept.toml").write_text(text, encoding="utf-8")
    code, said = call(home, capsys, "review", "--from", "2026", "--to", "2027")

    assert code == 2
    assert ("concept.toml war da und fehlt" if text is None else "concept.toml nennt nichts") in said
    assert files_of(home / "reviews" / "2026-2027") == before


def test_without_years_it_goes_to_that_of_the_month_now_due(home, capsys):
    """In January that is December's, and the year before."""
    _, said = call(home, capsys, "review")

    assert str(home / "reviews" / "2023-2027" / "rueckblick.html") in said


def test_a_home_without_a_concept_is_told_how_to_write_one(home, capsys):
    (home / "concept.toml").unlink()
    code, said = call(home, capsys, "review", "--from", "2026", "--to", "2027")

    assert code == 2
    assert "ohne Ziele gibt es nichts, worauf zurückzublicken wäre" in said
