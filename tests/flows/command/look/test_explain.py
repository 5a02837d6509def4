"""`explain`: from the printed figure to the cell in the file that was sent."""

import json
from datetime import datetime

import pytest

from flows.command.cli import main
from schemas.files.incoming import archive_path
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tests.factories import POLICY, enter_respondents
from tests.factories_inbox import receive_folder
from tests.factories_workbook import make_form, make_rows

AT = datetime(2026, 11, 5, 9)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An installation that has taken in one school's return for October."""
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    home = tmp_path / "hagen"
    assert main(["init", "--home", str(home)]) == 0
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    (home / "inbox" / "Schule.xlsx").write_bytes(make_form(rows=make_rows(school_arrivals=[])))
    receive_folder(engine, home / "inbox", home / "archive", AT)
    files = [WaitingFile(number, archive_path(home / "archive", sha), name) for number, sha, name in pending(engine)]
    assert process_batch(engine, IntakeContext(POLICY, AT), files).faults == {}
    engine.dispose()
    return home


def ask(home, capsys, *words):
    capsys.readouterr()
    code = main(["explain", "--home", str(home), *words])
    return code, capsys.readouterr()


def test_every_cell_behind_a_figure_is_named(home, capsys):
    code, said = ask(home, capsys, "S01 2026-10", "--json")
    found = json.loads(said.out)

    assert code == 0
    assert found["figure"] == sum(source["value"] for source in found["sources"]) > 0
    assert [source["cell"] for source in found["sources"]] == ["B6", "B7", "B8", "B9"]
    assert {(source["file"], source["sheet"]) for source in found["sources"]} == {("Schule.xlsx", "Jahrgänge")}


def test_a_row_of_the_report_can_be_asked_for(home, capsys):
    code, said = ask(home, capsys, "S01", "2026-10", "Jahrgang", "01")
    words = " ".join(said.out.split())

    assert code == 0
    assert "Summe aus 1 Zeile:" in words
    assert "B6" in words


def test_a_file_that_the_archive_has_lost_leaves_sheet_and_row(home, capsys):
    for path in (home / "archive").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_bytes(b"damaged")
    _, said = ask(home, capsys, "S01 2026-10 Jahrgang 01", "--json")

    assert [(source["cell"], source["sheet_row"]) for source in json.loads(said.out)["sources"]] == [(None, 6)]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("S01 2026-09",), 1, "dazu steht nichts im Datenbestand"),
        (("S99 2026-10",), 2, "Die Kennzahl „S99“ gibt es nicht"),
        (("S01 2026-10", "--version", "1.0"), 2, "keine Fassung 1.0 veröffentlicht"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_explained_is_said(home, capsys, words, code, said):
    found, shown = ask(home, capsys, *words)

    assert found == code
    assert said in " ".join((shown.out + shown.err).split())
