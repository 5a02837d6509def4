"""The record of the rules on the terminal."""

import json
import re
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import update

from flows.command.cli import main
from flows.command.decide.rules import say_silent
from schemas.check.catalogue import CATALOGUE, CHECKS
from schemas.files.incoming import archive_path
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from tasks.warehouse import open_warehouse
from tests.factories import enter_respondents, keep, make_finding, make_reading, make_verdict, rows_of
from tests.factories_workbook import make_form

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
    ("count", "is_rest", "said"),
    [
        (2, False, "2 Regeln haben seit Januar 2027 nichts gefunden."),
        (2, True, "2 weitere Regeln haben seit Januar 2027 nichts gefunden."),
        (1, False, "1 Regel hat seit Januar 2027 nichts gefunden."),
        (1, True, "1 weitere Regel hat seit Januar 2027 nichts gefunden."),
        (0, True, "Alle Regeln haben seit Januar 2027 etwas gefunden."),
    ],
)
def test_one_rule_is_not_spoken_of_as_several(count, is_rest, said):
    assert say_silent(count, "2027-01", is_rest=is_rest) == said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("NO_RULE",), "Eine Regel „NO_RULE“ gibt es nicht."),
        (("--since", "gestern"), "„gestern“ ist kein Monat"),
        (("backtest",), "Bitte eine Regel nennen"),
        (("backtest", "NO_RULE"), "Eine Regel „NO_RULE“ gibt es nicht."),
        ((RULE, "FILE_PDF"), "Bitte eine Regel nennen"),
    ],
)
def test_what_means_nothing_is_wrong_usage(home, arguments, sentence, capsys):
    assert main(["rules", "--home", str(home), *arguments]) == 2
    assert sentence in capsys.readouterr().err


def archive(home, number, places):
    """The file of a submission in the archive: a daycare with twenty children and so many places occupied."""
    rows = {
        "daycare_children": [{"age_group": "U3", "children": 20, "other_family_language": 0}],
        "daycare_places": [{"group_form": "I", "booked_hours": "35", "places_occupied": places}],
    }
    content = make_form("daycare", rows=rows, month="2026-10", remarks=f"Datei {number}")
    digest = sha256(content).hexdigest()
    path = archive_path(home / "archive", digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    with engine.begin() as connection:
        connection.execute(update(w.submission).where(w.submission.c.submission_id == number).values(sha256=digest))
    engine.dispose()
    return path


def test_a_backtest_reads_the_files_again_and_names_what_is_gone(home, capsys):
    second = [archive(home, number, places) for number, places in ((3, 20), (4, 30))][1]
    capsys.readouterr()
    assert main(["rules", "--home", str(home), "backtest", RULE, "--since", "2026-10", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["months"]["2026-10"] == {
        "files": 2, "asked": 2, "then": 1, "now": 1, "new": 1, "no_more": 1, "gone": 0, "failed": "",
    }  # fmt: skip

    second.unlink()
    assert main(["rules", "--home", str(home), "backtest", RULE, "--since", "2026-10"]) == 1
    shown = capsys.readouterr().out
    assert next(line.split() for line in shown.splitlines() if line.startswith("Oktober"))[2:4] == ["1", "1"]
    assert "Oktober 2026: 1 Dateien liegen nicht mehr im Archiv" in shown


def test_a_backtest_of_months_without_files_says_so(home, capsys):
    capsys.readouterr()
    assert said(home, capsys, "backtest", RULE, "--since", "2027-01") == "Seit Januar 2027 kam keine Datei.\n"


def test_a_backtest_tells_of_a_rule_that_fails(home, capsys, monkeypatch):
    def divide(_, __):
        raise ZeroDivisionError

    archive(home, 3, 30)
    archive(home, 4, 30)
    monkeypatch.setitem(CATALOGUE, RULE, replace(CHECKS[RULE], holds=divide))
    assert main(["rules", "--home", str(home), "backtest", RULE, "--since", "2026-10"]) == 1
    assert "Oktober 2026: Die Regel ist an den Dateien gescheitert (ZeroDivisionError: )." in capsys.readouterr().out


def test_a_back_test_is_on_record_with_counts_only(home, capsys):
    for number, places in ((3, 20), (4, 30)):
        archive(home, number, places)
    assert main(["rules", "--home", str(home), "backtest", RULE, "--since", "2026-10"]) == 0
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    (kept,) = rows_of(engine, w.backtest)
    engine.dispose()

    assert {name: kept[name] for name in ("rule", "version", "since", "files", "asked", "failed_months")} == {
        "rule": RULE, "version": 1, "since": "2026-10", "files": 2, "asked": 2, "failed_months": 0,
    }  # fmt: skip


def test_what_is_mostly_right_is_proposed_for_the_shadow_with_the_line_that_says_so(home, capsys):
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    told = {"rule": RULE, "severity": Severity.WARNING, "answer": "Erläutert (Januar 2026): stimmt"}
    for month in range(1, 9):
        asked = [make_finding(**told, subject=f"daycare_places.places_occupied[{place}]") for place in range(3)]
        verdict = make_verdict(State.ACCEPTED_WITH_QUERIES, *asked, digest=f"2026-{month:02d}")
        keep(engine, make_reading("daycare", month=f"2026-{month:02d}"), verdict)
    engine.dispose()
    capsys.readouterr()
    shown = said(home, capsys, "--since", "2026-01")
    line = next(line for line in shown.splitlines() if line.startswith(f"{RULE}: milder"))

    assert re.search(
        rf'unter \[thresholds\] bei stages: {{ rule = "{RULE}", stage = "shadow", since = "20..-.." }}', line
    )
    (home / "policy.toml").write_text(f"[thresholds]\nstages = [{line[line.index('{') : -1]}]\n", encoding="utf-8")
    assert not any(line.startswith(f"{RULE}: ") for line in said(home, capsys, "--since", "2027-12").splitlines())


def test_a_check_with_a_policy_that_makes_more_of_a_rule_untried_is_refused(home, capsys):
    line = f'{{ rule = "{RULE}", stage = "error", since = "2026-10" }}'
    (home / "policy.toml").write_text(f"[thresholds]\nstages = [{line}]\n", encoding="utf-8")
    path = archive(home, 4, 20)

    assert main(["check", "--home", str(home), str(path)]) == 1
    assert f"Bitte zuerst: monatsbericht rules backtest {RULE}." in capsys.readouterr().err
    assert main(["rules", "--home", str(home), "backtest", RULE, "--since", "2026-10"]) == 1  # a file is not there
    main(["check", "--home", str(home), str(path)])
    assert "backtest" not in capsys.readouterr().err
