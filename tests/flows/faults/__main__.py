"""Play a month with every fault and print what was tried and survived: `python -m tests.flows.faults --kills 200`.

One month is played undisturbed; what every other one leaves has to equal it. Needs some hours for 200 kills on two
cores, and may be told to do less. The exit code is 1 where anything was not survived.
"""

import argparse
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from config.settings import load_settings
from flows.server.server import prepare_database
from tasks.invent.chance import chance
from tests.factories_city import small_city
from tests.flows.faults.cases import CASES, DISK_CASES, disk
from tests.flows.faults.compare import differences, outcome_of, twice_told
from tests.flows.faults.kills import Killed, check_telling, play_killed, play_undisturbed
from tests.flows.faults.machine import Machine, Stuck
from tests.flows.faults.month import DAYS, Month
from tests.flows.faults.play import PLAYS, play_case
from tests.servers.smtp import SmtpServer

OFTEN = "*/3 * * * *"  # when each flow is due in the other cases: they heal by the next run, not by a new start


@dataclass
class Harness:
    """What is played with, what is expected after each day, how long its flows take, and what came of it all."""

    scratch: Path
    mails: SmtpServer
    seed: int
    expected: dict = field(default_factory=dict)
    seconds: dict = field(default_factory=dict)
    table: dict = field(default_factory=dict)

    def enter(self, kind, tried, wrong):
        """A row of the table: how many were tried, and what was wrong."""
        self.table[kind] = (tried, wrong)
        tell(f"{kind}: {'as undisturbed' if not wrong else 'NOT survived'}")
        for line in wrong:
            tell(f"    {line}")


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.flows.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, help="how often the power goes")
    parser.add_argument("--seed", type=int, default=1, help="of the moments")
    parser.add_argument("--case", action="append", help="only these of the other faults; 'none' for none of them")
    parser.add_argument("--small", action="store_true", help="45 respondents instead of 250")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="faults-") as scratch, SmtpServer() as mails:
        harness = Harness(Path(scratch), mails, given.seed)
        prepare_database(load_settings(harness.scratch / "prepared"))
        month = Month(
            harness.scratch / "play", harness.scratch / "prepared", mails, small_city(1) if given.small else None
        )
        try:
            play_month(harness, month)
            play_cases(harness, month, given.case)
            kill_until(harness, month, given.kills)
        finally:
            month.close()
    sys.exit(print_table(harness.table))


def play_month(harness, month):
    began = time.monotonic()
    machine = Machine(month.places.scratch, month.settings(), harness.mails)
    try:
        for day, harness.seconds[day] in play_undisturbed(month, machine, DAYS):
            month.keep(day.date())
            harness.expected[day] = outcome_of(machine.settings, harness.mails.messages)
    finally:
        machine.kill()
    mails = len(harness.expected[DAYS[-1]].mails)
    tell(f"undisturbed: {len(month.files)} files, {mails} mails, {time.monotonic() - began:.0f} s")


def play_cases(harness, month, chosen):
    """Every other fault on its day, from the snapshot of the day before."""
    for kind, case in (CASES | DISK_CASES).items():
        if chosen and kind not in chosen:
            continue
        month.empty()
        try:
            with disk(month.places.home) if kind in DISK_CASES else nullcontext():
                month.return_to(DAYS[DAYS.index(case.day) - 1].date())
                harness.enter(kind, 1, guarded(play_case, harness, month, case, harness.expected))
                month.empty()
        except OSError as error:
            harness.enter(kind, 0, [f"not possible on this machine: {error}"])
    for kind, play in PLAYS.items():
        if not chosen or kind in chosen:
            harness.enter(kind, 1, guarded(play, harness, month))


def guarded(play, harness, month, *arguments):
    """What a play says is wrong; the machine is gone afterwards, whatever happened."""
    machine = Machine(month.places.scratch, month.settings(), harness.mails, cron=OFTEN)
    try:
        wrong, subjects = play(month, machine, *arguments)
    except Stuck as stuck:
        return [f"stuck: {stuck}", *machine.say()]
    except Exception:  # noqa: BLE001 - the other faults are still to be tried
        return traceback.format_exc().splitlines()
    finally:
        machine.kill()
    for subject in subjects:
        tell(f"    staff read: {subject}")
    return wrong


def kill_until(harness, month, kills):
    """Months with kills until there were enough."""
    tried, wrong, phases, repeated = 0, [], Counter(), 0
    while tried < kills:
        seed = f"{harness.seed}/{tried}"
        month.return_to("start")
        killed = play_one(harness, month, kills - tried, chance(harness.seed, tried))
        tried, phases, repeated = tried + len(killed.moments), phases + killed.phases, repeated + killed.repeated
        tell(f"seed {seed}: {len(killed.moments)} kills, {'as undisturbed' if not killed.wrong else 'NOT survived'}")
        for line in (*killed.moments, *killed.wrong):
            tell(f"    {line}")
        wrong += [f"{seed}: {line}" for line in killed.wrong]
    harness.enter("everything killed at once", tried, wrong)
    tell(f"mails of which nobody knew whether they had gone, handed over again as such: {repeated}")
    for phase, count in phases.most_common():
        tell(f"    {count:4} {phase}")


def play_one(harness, month, kills, random):
    killed, machine = Killed(), Machine(month.places.scratch, month.settings(), harness.mails)
    try:
        play_killed(month, machine, harness.seconds, kills, random, killed)
        found = outcome_of(machine.settings, harness.mails.messages)
        killed.repeated = twice_told(harness.mails.messages)[1] + found.repeated
        killed.wrong += differences(harness.expected[DAYS[-1]], found)
        killed.wrong += check_telling(machine, harness.mails.messages)
    except Stuck as stuck:
        killed.wrong += [f"stuck: {stuck}", *machine.say()]
    finally:
        machine.kill()
    return killed


def print_table(table):
    """Tried and survived by kind; whether anything was not survived."""
    tell(f"\n{'fault':<40} {'tried':>6} {'survived':>9}")
    for kind, (tried, wrong) in table.items():
        tell(f"{kind:<40} {tried:>6} {tried - len(wrong) if tried > 1 else tried * (not wrong):>9}")
    return any(wrong for _, wrong in table.values())


def tell(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
