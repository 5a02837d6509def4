"""`export`, `changes` and `dictionary` from the command line."""

import json

import pandas as pd
import pytest

from flows.command.cli import main
from tasks.warehouse import open_warehouse
from tests.factories import archive_all, enter_respondents, keep, make_reading
from tests.flows.conftest import call


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An installation that holds one return for October."""
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    assert main(["init", "--home", str(tmp_path / "hagen")]) == 0
    engine = open_warehouse(f"sqlite:///{tmp_path / 'hagen' / 'warehouse.db'}")
    enter_respondents(engine)
    keep(engine, make_reading())
    engine.dispose()
    return tmp_path / "hagen"


def test_without_a_name_it_says_what_there_is(home, capsys):
    code, said = call(home, capsys, "export")

    assert code == 0
    assert "indicator_value" in said
    assert "contact" not in said.split()


@pytest.mark.parametrize("form", ["parquet", "csv", "xlsx"])
def test_a_view_is_written_where_it_is_wanted(home, capsys, tmp_path, form):
    out = tmp_path / "out"
    given = ("--from", "2026-09", "--until", "2026-10", "--format", form, "--to", str(out))
    code, said = call(home, capsys, "export", "indicator_value", *given)

    assert code == 0
    assert str(out) in said
    assert (out / "datapackage.json").exists()
    assert [path for path in out.rglob("*") if path.suffix == f".{form}"]


def test_what_has_no_rows_or_no_months_is_said(home, capsys, tmp_path):
    asked = ("--format", "csv", "--from", "2031-01", "--until", "2031-02", "--to", str(tmp_path / "out"))
    _, said = call(home, capsys, "export", "offers", "respondent", *asked)

    assert "Ohne Zeilen in diesen Monaten: offers." in said
    assert "Ohne Monat, also ganz ausgegeben: respondent." in said


def test_sdmx_is_one_file_in_a_folder(home, capsys, tmp_path):
    given = ("--until", "2026-10", "--format", "sdmx-csv", "--to", str(tmp_path / "neu" / "werte"))

    assert call(home, capsys, "export", "indicator_value", *given)[0] == 0
    assert [path.name for path in (tmp_path / "neu").rglob("*")] == ["werte", "indicator_value.csv"]
    assert set(pd.read_csv(tmp_path / "neu" / "werte" / "indicator_value.csv")["TIME_PERIOD"]) == {"2026-10"}


@pytest.mark.parametrize("form", ["parquet", "csv", "xlsx", "sdmx-csv"])
@pytest.mark.parametrize(("place", "said"), [("a.csv", "a.csv“ ist eine Datei"), ("a.csv/b/c", "a.csv“ ist eine Datei"),
                                             ("voll", "gibt es schon")])  # fmt: skip
def test_where_a_folder_cannot_be_nothing_is_written(home, capsys, tmp_path, form, place, said):
    (tmp_path / "a.csv").write_text("meins", encoding="utf-8")
    (tmp_path / "voll").mkdir()
    (tmp_path / "voll" / "meins.txt").write_text("meins", encoding="utf-8")
    before = sorted(path for path in tmp_path.rglob("*") if home not in path.parents)
    given = ("--until", "2026-10", "--format", form, "--to", str(tmp_path / place))
    code, shown = call(home, capsys, "export", "indicator_value", *given)

    assert (code, said in shown) == (2, True), shown
    assert sorted(path for path in tmp_path.rglob("*") if home not in path.parents) == before
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "meins"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("export", "contact", "--until", "2026-10"), "lässt sich nicht ausgeben"),
        (("export", "code", "--format", "sdmx-csv"), "nur indicator_value"),
        (("export", "code", "--public", "--until", "2026-10"), "ohne NAME"),
        (("export", "--public", "--until", "2026-10"), "kein Bericht veröffentlicht"),
        (("export", "code", "--from", "2026-11", "--until", "2026-10"), "liegt nach dem letzten"),
        (("export", "code", "--until", "Oktober"), "ist kein Monat"),
        (("changes", "--since", "gestern"), "ist kein Tag"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_taken_out_is_wrong_usage(home, capsys, arguments, said):
    code, shown = call(home, capsys, *arguments)

    assert code == 2
    assert said in shown


def test_changes_are_told_for_people_and_machines(home, capsys):
    _, said = call(home, capsys, "changes", "--since", "2026-11-01")
    code, machine = call(home, capsys, "changes", "--since", "2026-11-01", "--json")

    assert "1 Änderung seit 2026-11-01." in said
    assert code == 0
    assert [(one["change"], one["submission_id"]) for one in json.loads(machine)] == [("new", 1)]
    assert call(home, capsys, "changes", "--since", "2026-11-30")[1] == "0 Änderungen seit 2026-11-30."


def test_the_dictionary_lies_in_the_home(home, capsys):
    code, said = call(home, capsys, "dictionary")

    assert code == 0
    assert (home / "woerterbuch" / "datenwoerterbuch.html").exists()
    assert "datenwoerterbuch.md" in said


def test_retain_says_what_it_would_erase_and_erases_when_told(home, capsys):
    (home / "policy.toml").write_text("[retention]\ncontact_years = 1\nfile_years = 1\n", encoding="utf-8")
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    keep(engine, make_reading(month="2020-01", remarks="alt"), at=pd.Timestamp("2020-02-03").to_pydatetime())
    archive_all(home, engine)
    engine.dispose()

    assert "Zu löschen: 0 Kontakte, 0 Absender, 0 Mails, 1 Bemerkungen" in call(home, capsys, "retain")[1]
    assert "Gelöscht: 0 Kontakte, 0 Absender, 0 Mails, 1 Bemerkungen" in call(home, capsys, "retain", "--yes")[1]
    assert "nichts älter" in call(home, capsys, "retain")[1]
