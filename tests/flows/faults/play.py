"""Plays one case on one day. Ways in: `play_case`, and `PLAYS` that bring their own undisturbed day.

Each returns what was wrong, in words, and the subjects that staff read.
"""

import time
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tasks.intake.register.import_register import import_register
from tasks.run_record import read_runs
from tasks.warehouse import open_warehouse
from tests.flows.faults.cases import Case, has_failed, nothing, sftp_server_away
from tests.flows.faults.compare import differences, notices, outcome_of
from tests.flows.faults.month import DAYS, OPENING, QUIET_DAY
from tests.servers import postgresql

NO_SHOW = "hat nicht stattgefunden"  # the machine was off since the day before: told on each day, undisturbed too
SPRING = datetime(2026, 3, 29, 1, 59, 30)
LASTING = "Der Bericht für September 2025 ist nicht erschienen"


def play_case(month, machine, case: Case, expected):
    """One fault on its day; `expected` is what came of the undisturbed days, by day."""
    wrong, subjects = run_case(month, machine, case)
    found = outcome_of(machine.settings, month.mails.messages)
    before = expected[DAYS[DAYS.index(case.day) - 1]]
    return [*wrong, *differences(expected[case.day], found, mails_before=before.mails)], subjects


def run_case(month, machine, case: Case):
    """Begin the day, break it, mend it, and leave it alone."""
    month.deliver(case.day, all_by_sftp=case.all_by_sftp)
    machine.begin_day(case.day, case.base)
    if case.begins is None:
        with case.fault(month, machine) as is_felt:
            machine.start()
            _last(machine, is_felt)
    else:
        machine.start()
        machine.wait_for(lambda: case.begins(machine), "it begins")
        with case.fault(month, machine) as is_felt:
            _last(machine, is_felt)
    machine.settle()
    machine.stop()
    subjects = [subject for _, subject in notices(month.mails.messages) if NO_SHOW not in subject]
    return _misled(case, month.mails.messages, subjects), subjects


def _last(machine, is_felt):
    machine.wait_for(is_felt, "the fault is felt", seconds=240)
    time.sleep(1)


def _misled(case, mails, subjects):
    """Each trouble was told once, and once that it is over; nobody heard of what was none."""
    troubles = [subject.removeprefix("Achtung: ") for subject in subjects if subject.startswith("Achtung")]
    wrong = [f"told twice: {title}" for title in sorted(set(troubles)) if troubles.count(title) > 1]
    if case.is_told != bool(troubles):
        wrong.append("staff were not told" if case.is_told else f"staff were told of what was none: {troubles}")
    ends = [subject.removeprefix("Wieder gut: ") for subject in subjects if subject.startswith("Wieder gut")]
    at_once = [str(one.mail["Subject"]).removeprefix("Achtung: ") for one in mails if _says_it_is_over(one)]
    wrong += [f"not called well again once: {one}" for one in troubles if ends.count(one) + at_once.count(one) != 1]
    numbers = [number for number, _ in notices(mails)]
    return wrong + [f"handed over twice: {one}" for one in sorted(set(numbers)) if numbers.count(one) > 1]


def _says_it_is_over(one):
    body = one.mail.get_body(("plain",))
    return body is not None and "inzwischen wieder gut" in body.get_content()


def play_sftp(month, machine):
    """A day of returns that all come over SFTP, once undisturbed and once with the server away.

    Submissions are numbered as they arrive: what came another way would come first.
    """
    outcomes = []
    for fault in (nothing, sftp_server_away):
        month.return_to(DAYS[DAYS.index(QUIET_DAY) - 1].date())
        case = Case(fault, is_told=fault is not nothing, all_by_sftp=True)
        wrong, subjects = run_case(month, machine, case)
        outcomes.append(outcome_of(machine.settings, month.mails.messages))
    return [*wrong, *differences(*outcomes)], subjects


def play_postgresql(month, machine):
    """A day of returns on PostgreSQL, once undisturbed and once with the server away."""
    with postgresql.server() as running:
        outcomes = []
        for fault in (nothing, _server_away(running)):
            with running.fresh() as url:
                _begin_again(month, machine, url)
                case = Case(fault, OPENING, begins=_has_collected, is_told=fault is not nothing)
                wrong, subjects = run_case(month, machine, case)
                outcomes.append(outcome_of(machine.settings, month.mails.messages))
    return [*wrong, *differences(*outcomes)], subjects


def _has_collected(machine):
    """Whom to invite depends on what has come: the server goes away after that is known."""
    return "einsammeln" not in machine.left()


def _begin_again(month, machine, url):
    """The home of the start, its warehouse on another server."""
    month.return_to("start")
    for path in month.places.home.glob("warehouse.db*"):
        path.unlink()
    file = month.settings().settings_file
    file.write_text(f'warehouse_url = "{url}"\n{file.read_text(encoding="utf-8")}', encoding="utf-8")
    machine.settings = settings = month.settings()
    import_register(open_warehouse(url), month.city.register_rows(), "register.csv", settings.centre, OPENING)


def _server_away(running):
    @contextmanager
    def away(_month, machine):
        """Nobody answers at its socket any more."""
        socket = Path(running.folder) / ".s.PGSQL.5432"
        kept = socket.with_name("kept")
        socket.rename(kept)
        try:
            yield lambda: has_failed(machine)
        finally:
            kept.rename(socket)

    return away


def play_spring(month, machine):
    """The clock jumps from two to three at work. September's report, which nobody made, is told once."""
    month.return_to("start")
    machine.settings = month.settings()
    month.pretend_to_have_run(SPRING)
    machine.lasting = {"report/2025-09"}
    wrong, subjects = run_case(month, machine, Case(nothing, SPRING))
    wrong = [line for line in wrong if line != f"not called well again once: {LASTING}"]
    wrong += [f"told besides: {one}" for one in subjects if one != f"Achtung: {LASTING}"]
    hours = {run.started[11:13] for name in machine.names() for run in read_runs(machine.settings.log, name)}
    return [*wrong, *([] if "03" in hours and "02" not in hours else [f"it worked at {sorted(hours)}"])], subjects


PLAYS = {
    "SFTP server away": play_sftp,
    "PostgreSQL away": play_postgresql,
    "clock forward into summer time": play_spring,
}
