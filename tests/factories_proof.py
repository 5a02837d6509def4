"""A year of a centre and a few associations, from filled-in workbooks: what a proof of use is made of.

`make_year(folder)` is a home; its workbooks lie in `sent` in the order in which they came, so that a test can count
them itself. Figures are those of the invented city, so hardly a cell is a round number.
"""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from config.settings import load_settings
from schemas.files.incoming import archive_path
from schemas.form.forms import FORMS
from schemas.time.month import last_day
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.intake.register.import_register import import_register
from tasks.invent.association import invent_association
from tasks.invent.centre import invent_centre
from tasks.invent.city import City, InventedRespondent, invent_city
from tasks.letters.make_forms import write_form
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tests.factories import CENTRE, POLICY
from tests.factories_inbox import receive_folder

YEAR = 2026
MONTHS = tuple(f"{YEAR}-{number:02d}" for number in range(1, 13))
AFTER = datetime(2027, 1, 12, 9)  # the year is over and December is due
INVENT = {"association": invent_association, "centre": invent_centre}


class Sent(NamedTuple):
    """A workbook: whose, of which month, with which rows."""

    place: InventedRespondent
    month: str
    rows: dict
    is_nil: bool = False

    @property
    def file(self):
        return f"Meldebogen_{self.place.respondent}_{self.month}"


def make_city(associations=3):
    """The centre and its first associations."""
    places = invent_city(1).places
    chosen = [one for one in places if one.kind == "association"][:associations]
    return City(1, (*chosen, next(one for one in places if one.kind == "centre")))


def make_sent(city, month, *, without=()):
    """What everybody sends for a month: only the tables with money and posts, and what the form asks for besides."""
    return [
        Sent(place, month, INVENT[place.kind](1, place, month))
        for place in city.places
        if place.respondent not in without
    ]


def write_sent(sent, secret_head=""):
    head = {
        "respondent": sent.place.respondent,
        "respondent_name": sent.place.name,
        "month": sent.month,
        "reference_date": last_day(sent.month).isoformat(),
        "deadline": "",
        "nil_return": "yes" if sent.is_nil else "no",
        "contact_name": "Büro",
        "contact_email": "buero@meldung.example",
        "remarks": "",
        "submission_key": secret_head,
    }
    return write_form(FORMS[sent.place.kind], head, rows={} if sent.is_nil else sent.rows)


def make_home(folder: Path, city):
    """A home with the register of a city."""
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("", encoding="utf-8")
    settings = load_settings(folder)
    for one in settings.folders():
        one.mkdir(parents=True, exist_ok=True)
    engine = open_warehouse(settings.url)
    begin = datetime(YEAR - 1, 12, 1)
    assert import_register(engine, city.register_rows(), "register.csv", CENTRE, begin).is_imported
    return settings, engine


def take_in(engine, settings, sents, at, *, number=0):
    """Lay workbooks into the inbox and take them in; they are kept in `sent`, named in the order of their coming."""
    kept = settings.home / "sent"
    kept.mkdir(exist_ok=True)
    for sent in sents:
        content = write_sent(sent)
        (kept / f"{number:02d}_{sent.file}.xlsx").write_bytes(content)
        (settings.inbox / f"{sent.file}_{number}.xlsx").write_bytes(content)
    receive_folder(engine, settings.inbox, settings.archive, at)
    files = [WaitingFile(one, archive_path(settings.archive, digest), name) for one, digest, name in pending(engine)]
    assert process_batch(engine, IntakeContext(POLICY, at), files).faults == {}


def make_year(folder, *, months=MONTHS, missing=(), city=None, more=(), at=AFTER):
    """A home with these months; `missing`: (respondent, month) that nobody sends; `more`: batches that came later."""
    city = city or make_city()
    settings, engine = make_home(folder, city)
    for month in months:
        enter_month(engine, month, POLICY.calendar, at)
    silent = set(missing)
    sents = [one for month in months for one in make_sent(city, month) if (one.place.respondent, month) not in silent]
    take_in(engine, settings, sents, at)
    for number, batch in enumerate(more, 1):
        take_in(engine, settings, batch, at, number=number)
    for month in months:
        enter_month(engine, month, POLICY.calendar, at)
    engine.dispose()
    return settings
