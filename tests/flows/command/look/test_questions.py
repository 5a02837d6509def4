"""The council's questions, answered out of a report that is out; by plain queries once more."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader

from config import clock
from flows.command.cli import main
from tests.browser import in_a_browser
from tests.factories_city import small_city
from tests.flows.command.look.test_explain_report import publish_months

pytestmark = pytest.mark.slow
SUMMER, WINTER = "2027-06", "2026-12"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A half year before the columns that councils ask for, and one with them."""
    return publish_months(tmp_path_factory.mktemp("council") / "hagen", small_city(1), (WINTER, SUMMER))


@pytest.fixture(autouse=True)
def in_july(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 7, 30, 9))


def call(home, capsys, *arguments):
    capsys.readouterr()
    code = main(["questions", "--home", str(home), *arguments])
    shown = capsys.readouterr()
    return code, " ".join((shown.out + shown.err).split())


def answers(home, capsys, half):
    capsys.readouterr()
    assert main(["questions", "--home", str(home), "--half", half, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    return {one["key"]: one for one in told["answers"]}


def sum_of(home, table, column, month):
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        query = f"SELECT sum({column}) FROM current_{table} WHERE month = ?"
        return connection.execute(query, (month,)).fetchone()[0]


def test_what_is_asked_is_what_the_report_prints(home, capsys):
    found = answers(home, capsys, "2027-1")
    totals = {key: one["lines"][-1] for key, one in found.items() if one["lines"]}

    for key, place, table, column in (
        ("places", 1, "counselling", "waiting"),
        ("not_assessed", 1, "counselling", "not_assessed"),
        ("starters", 1, "daycare_children", "school_starters"),
        ("starters", 2, "daycare_children", "school_starters_need"),
        ("recommendations_by_type", 6, "recommendations", "recommendations"),
        ("recommendations_by_grade", 6, "recommendations", "recommendations"),
    ):
        printed = totals[key][place].split("\xa0")[0].replace(".", "")
        assert int(printed) % 5 == 0
        assert abs(int(printed) - sum_of(home, table, column, SUMMER)) <= 2, (key, column)
    assert found["starters"]["basis"].endswith(" Meldungen.")


def test_of_months_that_are_not_published_nothing_is_added_up(home, capsys):
    found = answers(home, capsys, "2027-1")["recommendations_by_type"]

    assert {tuple(line[1:6]) for line in found["lines"]} == {("...",) * 5}
    assert {line[7] for line in found["lines"]} == {"."}
    assert any("Nicht veröffentlicht: Januar 2027" in one for one in found["unknown"])


def test_what_nobody_is_asked_is_said_and_is_no_zero(home, capsys):
    before = answers(home, capsys, "2026-2")

    assert before["places"]["lines"]
    assert "Kinder ohne Kitaplatz: Danach fragt kein Meldebogen." in before["places"]["unknown"]
    for key in ("not_assessed", "starters", "recommendations_by_type", "recommendations_by_grade"):
        assert before[key]["lines"] == []
        assert all("wird ab Januar 2027 gefragt" in one for one in before[key]["unknown"])


def test_on_the_screen_the_last_half_year_is_shown(home, capsys):
    code, said = call(home, capsys)

    assert code == 0
    assert "1. Halbjahr 2027: Bericht für Juni 2027 (Fassung 1.1)" in said
    assert "Wartende auf einen Schulplatz" in said
    assert "Kinder ohne Kitaplatz: Danach fragt kein Meldebogen." in said
    assert "Empfehlungen nach Schulform; Berichtsmonat Juni 2027: 1 von 1 Meldungen." in said
    assert (". = Zahlenwert unbekannt oder geheim zu halten" in said) is (" . " in said.partition(" = ")[0])


def test_what_is_not_published_does_not_go_to_the_council(home, capsys):
    code, said = call(home, capsys, "--half", "2026-1")

    assert code == 1
    assert "Für Juni 2026 ist kein Bericht veröffentlicht" in said


@pytest.mark.parametrize("half", ["2027", "2027-3", "27-1", "2027-06"])
def test_what_is_no_half_year_is_wrong_usage(home, capsys, half):
    assert call(home, capsys, "--half", half)[0] == 2


def test_written_down_it_is_a_page_a_pdf_and_a_text_to_edit(home, capsys, tmp_path):
    copied = Path(shutil.copytree(home, tmp_path / "home"))
    code, said = call(copied, capsys, "--half", "2027-1", "--write")
    folder = copied / "questions" / "2027-1"

    assert code == 0
    assert str(folder / "antworten.html") in said
    page = (folder / "antworten.html").read_text(encoding="utf-8")
    document = docx.Document(folder / "antworten.docx")
    cells = [[cell.text for cell in line.cells] for table in document.tables for line in table.rows]
    pdf = " ".join(" ".join(one.extract_text() for one in PdfReader(folder / "antworten.pdf").pages).split())
    for answer in answers(home, capsys, "2027-1").values():
        assert answer["title"] in page
        assert all(sentence in page and sentence in pdf for sentence in answer["unknown"])
        assert all(line in cells for line in answer["lines"])
    assert in_a_browser(tmp_path, {"answers": page})["answers"]["violations"] == []


def test_what_somebody_wrote_into_it_stays(home, capsys, tmp_path):
    copied = Path(shutil.copytree(home, tmp_path / "home"))
    call(copied, capsys, "--half", "2027-1", "--write")
    (copied / "questions" / "2027-1" / "antworten.docx").write_bytes(b"mit der Hand")
    code, said = call(copied, capsys, "--half", "2027-1", "--write")

    assert code == 1
    assert "wurde von Hand geändert und bleibt" in said
    assert (copied / "questions" / "2027-1" / "antworten.docx").read_bytes() == b"mit der Hand"


def test_exact_figures_do_not_go_to_the_council(home, capsys, tmp_path):
    copied = Path(shutil.copytree(home, tmp_path / "home"))
    with closing(sqlite3.connect(copied / "warehouse.db")) as connection, connection:
        written = "SELECT pinned.content FROM pinned JOIN publication ON policy = sha256 WHERE month = ?"
        policy = json.loads(connection.execute(written, (SUMMER,)).fetchone()[0])
        policy["disclosure"] |= {"profile": "none", "legal_basis": "§ 1"}
        content = json.dumps(policy)
        digest = sha256(content.encode()).hexdigest()
        connection.execute("INSERT INTO pinned VALUES (?, 'policy', ?)", (digest, content))
        connection.execute("UPDATE publication SET policy = ? WHERE month = ?", (digest, SUMMER))
    code, said = call(copied, capsys, "--half", "2027-1", "--write")

    assert code == 1
    assert "Der Bericht für Juni 2027 nennt genaue Zahlen (Profil „none“)" in said
    assert "Wartende" not in said
    assert not (copied / "questions").exists()
