"""The power goes at random moments of a month. One way in: `play_killed(month, machine, days, kills, random)`.

Moments are aimed at what the machine does: while it starts, at any point of a flow that is due (as long as it took on
the undisturbed day), or anywhere; in which phase each one really fell is read off the machine just before. What is left
after the last one of a day is left alone until it is through.
"""

import time
from collections import Counter

from tasks.run_record import read_runs
from tests.flows.faults.compare import notices, twice_told
from tests.flows.faults.machine import Machine

AIMS = {"start": 0.1, "run": 0.8, "anywhere": 0.1}
START_SECONDS, LONG_SECONDS, RUN_BEGINS_SECONDS = 9.0, 40.0, 150.0
PART_OF_RUN = 0.7  # what was done before a kill is not done again: the next run is shorter
MOST_A_DAY, MOST_WHEN_DONE = 12, 2


class Killed:
    """What the kills of a month hit, and what was found wrong."""

    def __init__(self):
        self.phases, self.moments, self.wrong, self.repeated = Counter(), [], [], 0


def play_undisturbed(month, machine, days):
    """The month as it should be; gives each day once it is over, with the seconds that each of its flows took."""
    for day in days:
        begin_day(month, machine, day)
        machine.settle()
        machine.stop()
        yield day, machine.seconds()


def play_killed(month, machine, seconds, kills, random, killed):
    """The same with so many kills at most, by the `seconds` that each flow took on each day undisturbed."""
    days = list(seconds)
    for day in days:
        begin_day(month, machine, day)
        for _ in range(min(MOST_A_DAY, kills - len(killed.moments))):
            if not machine.left():
                break
            kill_once(machine, random, killed, seconds[day])
        if day == days[-1]:  # also when all is done: that must not be done again
            for _ in range(min(MOST_WHEN_DONE, kills - len(killed.moments))):
                kill_once(machine, random, killed, seconds[day])
            machine.settle()
        else:
            machine.start()
            machine.wait_until_ready()
            machine.wait_for(lambda: not machine.left(), "each flow has done its work")
        machine.stop()


def begin_day(month, machine, day):
    machine.begin_day(day)
    month.deliver(day)


def kill_once(machine: Machine, random, killed: Killed, seconds):
    """Start it and take its power; the moment is entered with what it hit."""
    (aim,) = random.choices(list(AIMS), weights=AIMS.values())
    target = choose_flow(machine.left(), seconds, random) if aim == "run" else ""
    machine.start()
    if target:
        wait_until(lambda: machine.is_running(target), RUN_BEGINS_SECONDS)
    longest = PART_OF_RUN * seconds[target] if target else START_SECONDS if aim == "start" else LONG_SECONDS
    wait = random.uniform(0.0, longest)
    time.sleep(wait)
    phase = machine.phase()
    machine.kill()
    killed.phases[phase] += 1
    killed.moments.append(f"{machine.begin[:10]} {target or aim} +{wait:.2f} s: {phase}")


def choose_flow(left, seconds, random):
    """One of those that are due, the longer ones more often; "" where none is."""
    return random.choices(left, weights=[1 + seconds[name] for name in left])[0] if left else ""


def wait_until(look, seconds):
    """So long at most: what does not come about is no fault here."""
    end = time.monotonic() + seconds
    while not look() and time.monotonic() < end:
        time.sleep(0.1)


def check_telling(machine, mails):
    """Staff were told of each run that died, of each report once, and of nothing twice; no screen shows it at work."""
    doubled, _ = twice_told(mails)
    said = [f"told twice: {subject}" for subject in doubled if not subject.startswith(("Achtung", "Wieder gut"))]
    subjects = dict(notices(mails))  # one that was handed over again, since nobody knew, is the same mail
    for name in machine.names():
        runs = sorted(read_runs(machine.settings.log, name), key=lambda run: run.started)
        died = sum(
            run.state == "dead" and (not number or runs[number - 1].state != "dead") for number, run in enumerate(runs)
        )
        told = [
            number
            for number, subject in subjects.items()
            if subject.startswith(f"Achtung: Der Lauf „{name}“") and "abgebrochen" in subject
        ]
        if len(told) != died:
            said.append(f"{name}: {died} rows of dead runs, {len(told)} mails about them: {told}")
    if machine.at_work():
        said.append(f"at work for ever on Prefect's screen: {machine.at_work()}")
    if machine.untold():
        said.append(f"never told: {machine.untold()}")
    return said
