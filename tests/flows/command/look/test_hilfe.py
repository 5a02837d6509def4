"""`hilfe`: one page, and its days are those of the policy."""

import re

from flows.command.look.hilfe import TROUBLE, write_help_page
from flows.command.parser import COMMANDS
from schemas.time.deadlines import Cycle
from tests.factories import POLICY
from tests.flows.conftest import call


def page(**days):
    calendar = POLICY.calendar.model_copy(update=days)
    return list(write_help_page(Cycle.of("2026-10", calendar), calendar))


def test_it_is_one_page_of_80_columns():
    assert len(page()) < 40
    assert max(map(len, page())) <= 80


def test_the_days_are_those_of_the_policy():
    said = "\n".join(page(report_day=15, cutoff_day=27, reminder_days=(6, 9)))

    assert "15.11.2026" in said
    assert "28.11.2026" in said  # the revised report, on the morning after
    assert "6., 9." in said
    assert "12.11.2026" not in said


def test_letters_are_shown_on_the_day_on_which_they_go_out():
    said = "\n".join(page(reminder_days=(5, 7, 8), escalation_days=(14, 20)))

    assert re.search(r"5\., 9\. +Wer noch fehlt", said)  # the 7th and the 8th are a weekend
    assert re.search(r"16\., 20\. +Telefonliste", said)


def test_the_rehearsal_is_shown_where_there_is_one():
    assert re.search(r"\b9\. +Generalprobe", "\n".join(page()))
    assert "Generalprobe" not in "\n".join(page(rehearsal_days_before=0))


def test_it_names_commands_that_there_are():
    named = re.findall(r"monatsbericht ([a-z]+)", "\n".join(page())) + [command.split()[0] for _, command in TROUBLE]

    assert set(named) <= set(COMMANDS)
    assert {"status", "doctor", "rerun", "accept", "waive", "run", "invite"} <= set(named)


def test_the_homes_own_days_are_shown(tmp_path, capsys):
    (tmp_path / "policy.toml").write_text("[calendar]\nreport_day = 17\n", encoding="utf-8")

    code, said = call(tmp_path, capsys, "hilfe", "--month", "2026-10")

    assert code == 0
    assert "17.11.2026 Der Bericht erscheint" in said
