"""A month of a part of the invented city, taken in and reported with plain functions, without Prefect.

`prepare(home)` lays its files into the inbox; `run_month(settings, url)` does everything else.
"""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from config.policy import load_policy
from config.settings import load_settings
from flows.command.upkeep.demo_city import fill_in
from schemas.files.incoming import archive_path
from schemas.time.deadlines import Cycle
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.intake.receive_sources import receive_sources
from tasks.intake.register.import_register import import_register
from tasks.invent.city import invent_city
from tasks.invent.month import invent_month
from tasks.invent.season import FIRST
from tasks.letters.answer import answer_waiting
from tasks.report.month import publish_month
from tasks.secret import key_secret
from tasks.store.ledger import enter_month
from tasks.warehouse import connect, open_warehouse

MAIL = 'smtp_url = "smtp://localhost:25"\nmail_from = "meldung@ki.example"\n'
CYCLE = Cycle.of(FIRST, load_policy().calendar)
REPORT_AT = datetime.combine(CYCLE.report, datetime.min.time()) + timedelta(hours=6, minutes=30)
CUTOFF_AT = datetime.combine(CYCLE.cutoff, datetime.min.time()) + timedelta(days=1, hours=6)
DEADLINE = datetime.combine(CYCLE.deadline, datetime.max.time())


@cache
def small_city(seed):
    """Some of every kind, and all who in the first month send late, twice or with a mistake: about 45 of 250."""
    city = invent_city(seed)
    sent = invent_month(city, FIRST)
    striking = {one.place for one in sent if one.mistake or one.attempt > 1 or one.arrived > DEADLINE}
    typical = {one for number, one in enumerate(city.places) if number % 16 == 13 or one.kind == "centre"}
    return replace(city, places=tuple(one for one in city.places if one in striking | typical))


@cache
def city_month():
    """The city and the files of its first month; making them takes a second."""
    city = small_city(1)
    return city, invent_month(city, FIRST)


def prepare(home):
    """A home whose inbox holds the month, each file with the time at which it came."""
    home.mkdir(parents=True)
    (home / "settings.toml").write_text(MAIL, encoding="utf-8")
    settings = load_settings(home)
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    city, month = city_month()
    secret = key_secret(settings.key_file, {})
    for sent in month:
        path = settings.inbox / sent.file
        path.write_bytes(fill_in(city, sent, secret))
        os.utime(path, (sent.arrived.timestamp(),) * 2)
    return settings


def run_month(settings, url, *moments):
    """Register, ledger, intake, answers and report, on the report day and after the cut-off."""
    engine, policy = open_warehouse(url), load_policy(settings.home)
    opens = datetime.combine(CYCLE.opens, datetime.min.time())
    import_register(engine, city_month()[0].register_rows(), "register.csv", settings.centre, opens)
    for at in moments or (REPORT_AT, CUTOFF_AT):
        take_in(engine, settings, policy, at)
        publish_month(engine, settings, policy, FIRST, at)
    return engine


def take_in(engine, settings, policy, at, month=FIRST):
    """What a collection does."""
    enter_month(engine, month, policy.calendar, at)
    receive_sources(engine, settings, at, {})
    files = [
        WaitingFile(number, archive_path(settings.archive, digest), name) for number, digest, name in pending(engine)
    ]
    taken = process_batch(engine, IntakeContext.of(settings, at), files)
    assert not taken.faults
    enter_month(engine, month, policy.calendar, at)
    answered = answer_waiting(engine, settings, policy, at)
    assert not answered.faults


def everything(url, tables):
    """The answers to these queries, as text."""
    engine = connect(url)
    with engine.connect() as connection:
        answers = {name: connection.execute(query).all() for name, query in tables.items()}
    engine.dispose()
    return {name: [[plain(value) for value in row] for row in rows] for name, rows in answers.items()}


def plain(value):
    """A value as text: SQLite has no type for moments, and writes whole amounts without decimals."""
    if isinstance(value, datetime):
        return value.isoformat(" ", "microseconds")
    return str(float(value)) if isinstance(value, int | float | Decimal) else str(value)
