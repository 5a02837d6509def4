"""A sample of `python -m tests.flows.faults`: on a report day of a small city the power goes three times."""

import pytest

from tasks.invent.chance import chance
from tests.factories_city import small_city
from tests.flows.faults.compare import differences, outcome_of
from tests.flows.faults.kills import Killed, check_telling, play_killed, play_undisturbed
from tests.flows.faults.machine import Machine
from tests.flows.faults.month import REPORT_DAY, Month
from tests.servers.smtp import SmtpServer

KILLS, SEED = 3, 1


@pytest.fixture
def month(prepared, tmp_path):
    with SmtpServer() as mails:
        month = Month(tmp_path / "play", prepared, mails, small_city(1))
        yield month
        month.close()


@pytest.fixture
def machine(month):
    machine = Machine(month.places.scratch, month.settings(), month.mails)
    yield machine
    machine.kill()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_after_each_power_cut_the_day_ends_as_if_nothing_had_happened(month, machine):
    seconds = dict(play_undisturbed(month, machine, [REPORT_DAY]))
    expected = outcome_of(machine.settings, month.mails.messages)
    month.return_to("start")

    killed = Killed()
    play_killed(month, machine, seconds, KILLS, chance(SEED), killed)

    assert len(killed.moments) == KILLS
    assert set(seconds[REPORT_DAY]) == set(machine.names())
    assert any(name.startswith("reports/") for name in expected.files)
    assert differences(expected, outcome_of(machine.settings, month.mails.messages)) == [], killed.moments
    assert check_telling(machine, month.mails.messages) == [], killed.moments
