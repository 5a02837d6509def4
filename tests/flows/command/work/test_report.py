"""The command `report`, told by name to do something else than publish: what it takes and what it refuses."""

import pytest

from flows.command.cli import main

NAMED = ("--by", "A. Beispiel", "--reason", "Beschluss")


@pytest.mark.parametrize("given", [("--reprotect", "--release"), ("--reprotect", "--version", "1.0"), ()])
def test_one_decision_at_a_time_and_none_about_what_is_published(tmp_path, capsys, given):
    assert main(["report", "--home", str(tmp_path), "--month", "2026-10", *given, *NAMED]) == 2
    assert "--re" in capsys.readouterr().err


@pytest.mark.slow
def test_a_month_without_a_report_follows_the_policy_anyway(tmp_path, capsys):
    home = str(tmp_path / "hagen")
    assert main(["init", "--home", home]) == 0
    asked = ["report", "--home", home, "--month", "2026-10", "--at", "2026-11-12", "--reprotect"]

    assert main([*asked, "--by", "A. Beispiel"]) == 2
    assert "--by NAME --reason GRUND" in capsys.readouterr().err
    assert main([*asked, *NAMED]) == 2
    assert "gibt es noch keinen Bericht" in capsys.readouterr().err
