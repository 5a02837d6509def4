"""The years before the last months of a long demo, straight into the warehouse. One way in: `load_years`.

Forms, letters and Prefect would add nothing to them but time. What each respondent says is archived as the text that an
old program exports, read, checked and stored as any other return, in this very process; whoever sent nothing that
could be used is missing. Their answers count as written, and are not, but for the last of these months. Each month has
its report, once, after the cut-off: what looks back on years reads nothing else.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from datetime import time as clock

from sqlalchemy import Engine

from config.errors import GateError
from config.policy import Policy, load_policy
from config.settings import TIMEZONE, Settings
from schemas.form.submission import IN_FORCE
from schemas.mail.submission_key import submission_key
from schemas.time.deadlines import Cycle
from tasks.archived import find_archived
from tasks.intake.process import BatchResult, IntakeContext, take_readings
from tasks.intake.reading import read_file
from tasks.intake.receive import pending
from tasks.intake.receive_sources import receive_sources
from tasks.invent.city import City
from tasks.invent.mistakes import write_legacy_csv
from tasks.invent.month import InventedFile, invent_month
from tasks.letters.answer import answer_waiting
from tasks.letters.reply.folder import folder_of
from tasks.letters.reply.waiting import CentreContact, StoredAnswer, list_cases, store_answers
from tasks.report.gate.release import release_report
from tasks.report.month import publish_month
from tasks.secret import key_secret
from tasks.store.ledger import enter_month, read_ledger
from tasks.store.publication import latest_version
from tasks.warehouse import open_warehouse, writing

RELEASED = ("Vorführung", "erfundene Stadt: niemand kann nachfragen")  # by whom a held report is let go, and why


def load_years(settings: Settings, city: City, months: Sequence[str], progress: Callable[[str, int, int], None]) -> int:
    """Take in what the city says of these months and report it; what an earlier run did is left. Returns the files."""
    engine, policy = open_warehouse(settings.url), load_policy(settings.home)
    files = 0
    for number, month in enumerate(months):
        progress(f"Jahre davor: {month}", number, len(months))
        cycle = Cycle.of(month, policy.calendar)
        at = datetime.combine(cycle.cutoff + timedelta(days=1), clock(6, 30))
        if not _is_loaded(engine, settings.centre, month):
            enter_month(engine, month, policy.calendar, datetime.combine(cycle.opens, clock(6)))
            files += _deliver(settings, city, month, at)
            taken = _take_in(engine, settings, at)
            if month == months[-1]:
                answer_waiting(engine, settings, policy, at)
            else:
                _enter_answers(engine, policy, taken, at)
        if latest_version(engine, settings.centre, month) is None:
            _publish(engine, settings, policy, month, at)
    return files


def _publish(engine: Engine, settings: Settings, policy: Policy, month: str, at: datetime) -> None:
    """Publish a month; in years something jumps now and then, and in an invented city nobody can be asked about it."""
    try:
        publish_month(engine, settings, policy, month, at)
    except GateError:
        release_report(engine, settings, policy, month, at, *RELEASED)
        publish_month(engine, settings, policy, month, at)


def _is_loaded(engine: Engine, centre: str, month: str) -> bool:
    """All files of a month are stored in one transaction."""
    return any(row["state"] in IN_FORCE for row in read_ledger(engine, centre, month))


def _deliver(settings: Settings, city: City, month: str, until: datetime) -> int:
    """Put the files of a month that came by then into the inbox."""
    secret, files = key_secret(settings.key_file, os.environ), list(_sent(city, month, until))
    folder = settings.inbox / month
    folder.mkdir(exist_ok=True)
    for sent in files:
        key = submission_key(secret, sent.place.respondent, month)
        path = (folder / sent.file).with_suffix(".csv")
        path.write_bytes(write_legacy_csv(sent.place.kind, sent.head | {"submission_key": key}, sent.true))
        seconds = sent.arrived.replace(tzinfo=TIMEZONE).timestamp()
        os.utime(path, (seconds, seconds))
    return len(files)


def _sent(city: City, month: str, until: datetime) -> Iterator[InventedFile]:
    """The last usable file of each respondent, as what is true."""
    last = {
        sent.place.respondent: sent for sent in invent_month(city, month) if sent.is_usable and sent.arrived <= until
    }
    yield from last.values()


def _take_in(engine: Engine, settings: Settings, at: datetime) -> list[int]:
    """Archive, read, check and store; returns the submissions."""
    receive_sources(engine, settings, at, os.environ)
    context, waiting = IntakeContext.of(settings, at), list(pending(engine))
    readings = [
        (number, read_file(find_archived(settings.archive, digest), name, settings.max_bytes))
        for number, digest, name in waiting
    ]
    result = BatchResult()
    take_readings(engine, context, readings, result)
    if result.failed:
        raise RuntimeError(f"rules failed on invented returns: {result.failed}")
    return [number for number, _ in readings]


def _enter_answers(engine: Engine, policy: Policy, numbers: Sequence[int], at: datetime) -> None:
    cases = list_cases(engine, numbers, policy, CentreContact("", ""))
    with writing(engine) as connection:
        store_answers(connection, [StoredAnswer(case, folder_of(case), None) for case in cases], at)
