"""The power goes at random moments of a month. One way in: `play_killed(month, machine, days, kills, random)`.

Moments are aimed at what the machine does: while it starts, while one of the flows that are due works, or anywhere; in
which phase each one really fell is read off the machine just before. What is left after the last one of a day is left
alone until it is through.
"""

import time
from collections import Counter

from tasks.run_record import read_runs
from tests.flows.faults.compare import notices, twice_told
from tests.flows.faults.machine import Machine

AIMS = {"start": 0.2, "run": 0.55, "anywhere": 0.25}
START_SECONDS, RUN_SECONDS, LONG_SECONDS, RUN_BEGINS_SECONDS = 9.0, 9.0, 40.0, 150.0
MOST_A_DAY = 12


class Killed:
    """What the kills of a month hit, and what was found wrong."""

    def __init__(self):
        self.phases, self.moments, self.wrong, self.repeated = Counter(), [], [], 0


def play_undisturbed(month, machine, days):
    """The month as it should be; gives each day once it is over."""
    for day in days:
        begin_day(month, machine, day)
        machine.settle()
        machine.stop()
        yield day


def play_killed(month, machine, days, kills, random, killed):
    """The same with so many kills at most; returns how many there were."""
    done = 0
    for day in days:
        begin_day(month, machine, day)
        for _ in range(min(MOST_A_DAY, kills - done)):
            if not machine.left() and day != days[-1]:
                break  # on the last day also when all is done: that must not be done again
            kill_once(machine, random, killed)
            done += 1
        if day == days[-1]:
            machine.settle()
        else:
            machine.start()
            machine.wait_until_ready()
            machine.wait_for(lambda: not machine.left(), "each flow has done its work")
        machine.stop()
    return done


def begin_day(month, machine, day):
    machine.begin_day(day)
    month.deliver(day)


def kill_once(machine: Machine, random, killed: Killed):
    """Start it and take its power; the moment is entered with what it hit."""
    (aim,) = random.choices(list(AIMS), weights=AIMS.values())
    target = random.choice(machine.left() or [""])
    machine.start()
    seconds = random.uniform(0.1, {"start": START_SECONDS, "run": RUN_SECONDS, "anywhere": LONG_SECONDS}[aim])
    if aim == "run" and target:
        wait_until(lambda: machine.is_running(target), RUN_BEGINS_SECONDS)
    time.sleep(seconds)
    phase = machine.phase()
    machine.kill()
    killed.phases[phase] += 1
    killed.moments.append(f"{machine.begin[:10]} {aim} +{seconds:.2f} s: {phase}")


def wait_until(look, seconds):
    """So long at most: what does not come about is no fault here."""
    end = time.monotonic() + seconds
    while not look() and time.monotonic() < end:
        time.sleep(0.1)


def check_telling(machine, mails):
    """Staff were told of each run that died, of each report once, and of nothing twice."""
    doubled, _ = twice_told(mails)
    said = [f"told twice: {subject}" for subject in doubled if not subject.startswith(("Achtung", "Wieder gut"))]
    subjects = [subject for _, subject in notices(mails)]
    for name in machine.names():
        runs = sorted(read_runs(machine.settings.log, name), key=lambda run: run.started)
        died = sum(
            run.state == "dead" and (not number or runs[number - 1].state != "dead") for number, run in enumerate(runs)
        )
        told = sum(
            subject.startswith(f"Achtung: Der Lauf „{name}“") and "abgebrochen" in subject for subject in subjects
        )
        if told != died:
            said.append(f"{name}: {died} rows of dead runs, {told} mails about them")
    if machine.untold():
        said.append(f"never told: {machine.untold()}")
    return said
