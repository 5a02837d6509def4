"""The record of the rules on the terminal."""

import json

import pytest

from flows.command.cli import main
from schemas.check.catalogue import CATALOGUE
from schemas.finding import Severity
from schemas.form.submission import State
from tasks.warehouse import open_warehouse
from tests.factories import enter_respondents, keep, make_finding, make_reading, make_verdict

RULE = "PLACES_DIFFER"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An installation in which a daycare was asked about its places in two months, and mended one of them."""
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    assert main(["init", "--home", str(tmp_path / "hagen")]) == 0
    engine = open_warehouse(f"sqlite:///{tmp_path / 'hagen' / 'warehouse.db'}")
    enter_respondents(engine)
    asked = make_finding(rule=RULE, severity=Severity.WARNING, subject="daycare_places.places_occupied[]", value="30")
    for month, *later in (("2026-09", asked), ("2026-10",)):
        for number, findings in enumerate([[asked], later]):
            verdict = make_verdict(State.ACCEPTED_WITH_QUERIES, *findings, digest=f"{month} {number}")
            keep(engine, make_reading("daycare", month=month), verdict)
    engine.dispose()
    return tmp_path / "hagen"


def said(home, capsys, *arguments):
    assert main(["rules", "--home", str(home), *arguments]) == 0
    return capsys.readouterr().out


def test_each_rule_that_found_something_is_a_line(home, capsys):
    capsys.readouterr()
    shown = said(home, capsys, "--since", "2026-09")
    line = next(line.split() for line in shown.splitlines() if line.startswith(RULE))

    assert "Prüfregeln seit September 2026" in shown
    assert line[1:] == ["2", "2", "2", "1", "0", "0", "0", "0", "1"]
    assert f"{len(CATALOGUE) - 1} weitere Regeln haben" in shown


def test_one_rule_is_shown_month_by_month(home, capsys):
    capsys.readouterr()
    shown = said(home, capsys, RULE, "--since", "2026-01")
    lines = [line.split() for line in shown.splitlines() if " 2026 " in line and "seit" not in line]

    assert [line[:1] + line[2:] for line in lines] == [
        ["September", "1", "1", "1", "0", "0", "0", "0", "0", "1"],
        ["Oktober", "1", "1", "1", "1", "0", "0", "0", "0", "0"],
    ]


def test_machines_read_the_same(home, capsys):
    capsys.readouterr()
    told = json.loads(said(home, capsys, RULE, "--since", "2026-10", "--json"))

    assert told["rules"][0] | {"proposal": ""} == told["months"]["2026-10"]
    assert (told["since"], told["rules"][0]["corrected"]) == ("2026-10", 1)


def test_a_home_in_which_nothing_was_found_says_so(home, capsys):
    capsys.readouterr()
    assert f"{len(CATALOGUE)} Regeln haben seit Januar 2027 nichts gefunden." in said(
        home, capsys, "--since", "2027-01"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("NO_RULE",), "Eine Regel „NO_RULE“ gibt es nicht."), (("--since", "gestern"), "„gestern“ ist kein Monat")],
)
def test_what_means_nothing_is_wrong_usage(home, arguments, sentence, capsys):
    assert main(["rules", "--home", str(home), *arguments]) == 2
    assert sentence in capsys.readouterr().err
