"""The command line: German throughout, and exit codes that a machine can rely on."""

import gettext
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

import flows.command
from config.errors import MonatsberichtError, UsageError
from flows.command.cli import main
from flows.command.look import doctor
from flows.command.parser import COMMANDS, parse


def names():
    return sorted(COMMANDS)


@pytest.fixture
def failing(monkeypatch):
    """Let `doctor` raise what the test wants."""

    def arrange(error):
        def fail(_):
            raise error

        monkeypatch.setattr(doctor, "perform", fail)

    return arrange


def test_every_command_is_a_module_of_its_name_and_the_other_way_round():
    folders = [path for path in Path(flows.command.__file__).parent.iterdir() if (path / "__init__.py").exists()]
    modules = {path.stem for folder in folders for path in folder.glob("*.py")}

    called = {name.replace("-", "_"): command.__name__ for name, command in COMMANDS.items()}
    assert {name for name, module in called.items() if not module.endswith(f".{name}")} == set()
    assert modules - set(called) == {
        "__init__",
        "month_run",
        "letter_run",
        "rebuild",
        "next_check",
        "demo_city",
        "demo_years",
        "backtest",
    }


@pytest.mark.parametrize("name", ["", *names()])
def test_help_is_german_and_has_an_example(name, capsys):
    with pytest.raises(SystemExit) as left:
        main([*name.split(), "--help"])

    shown = capsys.readouterr().out
    assert left.value.code == 0
    assert shown.startswith("Aufruf: monatsbericht")
    assert "Beispiel: monatsbericht" in shown
    assert "--home ORDNER" in shown
    for english in ("usage", "options", "positional", "show this", "default", "optional"):
        assert english not in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "es fehlt: BEFEHL", id="nothing"),
        pytest.param(["tanze"], "gibt es nicht (möglich: ", id="unknown command"),
        pytest.param(["run", "--mond"], "unbekannte Angabe: --mond", id="unknown option"),
        pytest.param(["run", "--month"], "--month: hier fehlt ein Wert", id="option without value"),
        pytest.param(["check"], "es fehlt: DATEI", id="no file"),
        pytest.param(["demo", "--seed", "x"], "--seed: „x“ ist keine ganze Zahl", id="no number"),
    ],
)
def test_wrong_usage_is_explained_in_german_with_code_2(arguments, said, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)

    assert left.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["run", "--month", "2026-13"], "„2026-13“ ist kein Monat", id="month"),
        pytest.param(["run", "--at", "12.11.2026"], "„12.11.2026“ ist kein Tag", id="day"),
        pytest.param(["check", "gibtesnicht.xlsx"], "Die Datei „gibtesnicht.xlsx“ gibt es nicht", id="file"),
    ],
)
def test_a_value_that_means_nothing_is_wrong_usage_too(arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert main(arguments) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        pytest.param(MonatsberichtError("Der Eingang fehlt."), 1, "monatsbericht: Der Eingang fehlt.\n", id="ours"),
        pytest.param(UsageError("Kein Monat."), 2, "monatsbericht: Kein Monat.\n", id="usage"),
        pytest.param(KeyboardInterrupt(), 130, "monatsbericht: Abgebrochen.\n", id="Ctrl-C"),
    ],
)
def test_what_is_known_to_go_wrong_is_one_sentence(failing, capsys, error, code, said):
    failing(error)

    assert main(["doctor"]) == code
    assert capsys.readouterr().err == said


def test_what_nobody_foresaw_is_kept_in_a_log_and_the_screen_names_it(failing, capsys, tmp_path):
    failing(ZeroDivisionError("geheim"))

    assert main(["doctor", "--home", str(tmp_path)]) == 1

    said = capsys.readouterr().err
    (log,) = (tmp_path / "log").glob("fehler-*.log")
    where = f"Einzelheiten stehen in {log}."
    assert said == f"monatsbericht: Unerwarteter Fehler in „doctor“ (ZeroDivisionError). {where}\n"
    kept = log.read_text(encoding="utf-8")
    assert "test_cli.py" in kept
    assert kept.endswith("ZeroDivisionError\n")
    assert "geheim" not in kept


def test_a_database_that_goes_away_meanwhile_is_said_and_is_no_fault_of_the_program(failing, capsys, tmp_path):
    said = "FATAL:  terminating connection due to administrator command"
    failing(OperationalError("SELECT 1", {}, sqlite3.OperationalError(said)))

    assert main(["doctor", "--home", str(tmp_path)]) == 1

    where = "Bitte das beheben und den Befehl wiederholen; zur Diagnose: monatsbericht doctor"
    assert capsys.readouterr().err == (
        f"monatsbericht: Der Datenbestand lässt sich nicht lesen: der Server antwortet nicht. {where}\n"
    )


def test_where_no_log_can_be_written_the_traceback_is_shown(failing, capsys, tmp_path):
    failing(ZeroDivisionError("geheim"))
    (tmp_path / "settings.toml").write_text("kaputt", encoding="utf-8")

    assert main(["doctor", "--home", str(tmp_path)]) == 1

    said = capsys.readouterr().err
    assert "test_cli.py" in said
    assert "ZeroDivisionError\n" in said
    assert "geheim" not in said


def test_the_home_may_stand_before_or_behind_the_command(tmp_path):
    before = parse(["--home", str(tmp_path), "doctor"])
    behind = parse(["doctor", "--home", str(tmp_path)])

    assert before.home == behind.home == tmp_path


def test_help_loads_nothing_heavy():
    code = "import sys; from flows.command.cli import parse; parse(['doctor']); print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not {"prefect", "pandas", "pydantic", "rich", "sqlalchemy", "config.settings"} & set(loaded)


def test_the_rest_of_python_keeps_its_language(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "fr")
    parse(["doctor"])

    assert gettext.gettext("usage: ") == "usage: "
    assert (gettext.textdomain(), os.environ["LANGUAGE"]) == ("messages", "fr")


def test_the_doctor_finds_what_is_missing_with_code_1(tmp_path, capsys):
    assert main(["doctor", "--home", str(tmp_path / "nichts")]) == 1
    assert "FEHLT" in capsys.readouterr().out
