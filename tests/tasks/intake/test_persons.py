"""Files that tell of single persons: refused or taken in without the text, and locked away."""

import os
from datetime import date, timedelta
from functools import cache
from io import BytesIO

import openpyxl
import pytest

from schemas.form.layout import SHEETS
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from tasks.archived import LOCKED, find_archived
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.store.decisions import request_recheck
from tasks.store.ledger import enter_month
from tasks.upkeep.retain import Places, erase, find_expired
from tests.factories import ASSOCIATION, AT, POLICY, enter_respondents, rows_of
from tests.factories_inbox import receive_folder
from tests.factories_mail import make_mail
from tests.factories_workbook import make_form, make_rows

NAMES = ("Pflanzwurz", "Kesselflick", "Zwirbel", "5551234", "2015-03-12", "12.03.2015")
ERASING = POLICY.model_copy(update={"retention": POLICY.retention.model_copy(update={"person_files": "erased"})})
PUPILS = {"school_arrivals": []}
OFFER = {"title": "Nähkurs mit Fatoumata Kesselflick", "component": "B", "participants": 24, "volunteers": 3}
CALLED = {"title": "Sprachcafé, Tel. 02331 5551234", "component": "B", "participants": 11, "volunteers": 1}
PLACE = {"place": "Treffpunkt", "district": "bei Fam. Pflanzwurz, Zwirbel-Str. 12", "open_hours": 40.0}
LISTED = [["Kind", "geboren", "Land"], ["Pflanzwurz", date(2015, 3, 12), "Irak"], ["Zwirbel", date(2016, 1, 2), "Irak"]]


@cache
def with_list():
    """A school's form with a list of children on a sheet of its own that is hidden."""
    book = openpyxl.load_workbook(BytesIO(make_form(rows=make_rows(**PUPILS))))
    sheet = book.create_sheet("intern")
    for row in LISTED:
        sheet.append(row)
    sheet.sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_texts():
    """An association's form with persons in a title, a district and the remarks."""
    rows = {"offers": [OFFER, CALLED], "meeting_places": [PLACE]}
    remarks = "Das Kind Ali Pflanzwurz, geb. 12.03.2015, fehlt"
    return make_form("association", rows=rows, respondent=ASSOCIATION, submission_key="", remarks=remarks)


@pytest.fixture
def city(sqlite_engine, tmp_path):
    enter_respondents(sqlite_engine)
    enter_month(sqlite_engine, "2026-10", POLICY.calendar, AT)
    (tmp_path / "inbox").mkdir()
    return sqlite_engine


def take(engine, home, policy=POLICY, at=AT, **files):
    """Lay files into the inbox and take them in; how many came to which state."""
    archive = home / "archive"
    for name, content in files.items():
        path = home / "inbox" / name.replace("__", ".")
        path.write_bytes(content)
        os.utime(path, (AT.timestamp(), AT.timestamp()))  # nobody is writing it any more
    receive_folder(engine, home / "inbox", archive, at)
    waiting = [WaitingFile(number, find_archived(archive, digest), name) for number, digest, name in pending(engine)]
    taken = process_batch(engine, IntakeContext(policy, at, archive=archive), waiting)
    assert taken.faults == {}
    return dict(taken.states)


def archived(home):
    """What lies open in the archive, and what is locked away there with its size."""
    files = [path for path in (home / "archive").rglob("*") if path.is_file()]
    return (
        [path for path in files if path.parent.name != LOCKED],
        [path.stat().st_size for path in files if path.parent.name == LOCKED],
    )


def everything(engine):
    """All that the warehouse holds, as text."""
    return "\n".join(str(rows_of(engine, table)) for table in METADATA.sorted_tables)


@pytest.mark.slow
def test_a_hidden_list_of_children_is_refused_and_locked_away(city, tmp_path):
    assert take(city, tmp_path, schule__xlsx=with_list()) == {State.RETURNED.value: 1}

    assert [name for name in NAMES if name in everything(city)] == []
    told = rows_of(city, w.finding, "sheet", "cell", "value", rule="COLUMN_PERSON")
    assert told == [("intern", "A1", None), ("intern", "B1", None), ("intern", "C1", None)]
    opened, locked = archived(tmp_path)
    assert (opened, len(locked)) == ([], 1)
    assert min(locked) > 0


@pytest.mark.slow
def test_texts_are_set_aside_and_the_figures_count(city, tmp_path):
    assert take(city, tmp_path, verein__xlsx=with_texts()) == {State.ACCEPTED_WITH_QUERIES.value: 1}

    assert [name for name in NAMES if name in everything(city)] == []
    titles = rows_of(city, w.FACTS["offers"], "title", "participants")
    assert sorted(figure for _, figure in titles) == [11, 24]
    assert all(title.startswith("[zurückgehalten: ") for title, _ in titles)
    assert rows_of(city, w.FACTS["meeting_places"], "district", "open_hours") == [(None, 40.0)]
    assert rows_of(city, w.submission, "remarks") == [(None,)]
    told = {row["sheet"]: row["message"].partition("vermutlich ")[2].partition(".")[0]
            for row in rows_of(city, w.finding, rule="TEXT_PERSON")}  # fmt: skip
    assert set(told) == {"Meldung", SHEETS["offers"], SHEETS["meeting_places"]}
    assert {row["value"] for row in rows_of(city, w.finding, rule="TEXT_PERSON")} == {None}
    assert archived(tmp_path)[0] == []


def test_the_name_of_a_file_is_not_kept_either(city, tmp_path):
    named = {"Kind Ali Pflanzwurz_2026-10.xlsx": make_form(rows=make_rows(**PUPILS))}
    assert take(city, tmp_path, **named) == {State.ACCEPTED.value: 1}
    (tmp_path / "inbox" / "Frau Pflanzwurz").mkdir()
    (tmp_path / "inbox" / "Frau Pflanzwurz" / "zwei.xlsx").write_bytes(with_list())
    assert take(city, tmp_path, **named) == {State.RETURNED.value: 1}, "what is known by its kept name is not new"

    assert [name for name in NAMES if name in everything(city)] == []
    (told,) = rows_of(city, w.finding, "severity", "value", rule="FILE_NAME_PERSON")
    assert told == ("information", rows_of(city, w.submission, "file", submission_id=1)[0][0])


def test_the_mail_that_brought_it_is_locked_with_it(city, tmp_path):
    mail = make_mail(("schule.xlsx", with_list()))
    take(city, tmp_path, mail__eml=mail)

    opened, locked = archived(tmp_path)
    assert (opened, len(locked)) == ([], 2)


def test_the_policy_erases_what_was_refused_and_nothing_misses_it(city, tmp_path):
    assert take(city, tmp_path, ERASING, schule__xlsx=with_list(), verein__xlsx=with_texts()) == {
        State.RETURNED.value: 1,
        State.ACCEPTED_WITH_QUERIES.value: 1,
    }
    opened, locked = archived(tmp_path)
    assert (opened, sorted(map(bool, locked))) == ([], [False, True]), "what figures rest on stays"

    again = take(city, tmp_path, ERASING, AT + timedelta(hours=1), noch_einmal__xlsx=with_list())
    assert (again, archived(tmp_path)[1]) == ({}, locked)
    assert request_recheck(city, "COLUMN_PERSON", "2026-10", tmp_path / "archive") == 0


def test_retain_erases_what_was_locked_before_the_policy_said_so(city, tmp_path):
    take(city, tmp_path, schule__xlsx=with_list())
    places, day = Places(tmp_path / "archive", tmp_path / "replies", tmp_path / "meldeboegen"), AT.date()

    assert find_expired(city, places, POLICY.retention, day).persons == ()
    assert len(erase(city, places, ERASING.retention, day).persons) == 1
    assert archived(tmp_path) == ([], [0])
    assert find_expired(city, places, ERASING.retention, day).is_empty


def test_a_fault_of_the_program_does_not_lose_what_was_locked_before_it(city, tmp_path, monkeypatch):
    monkeypatch.setattr("tasks.intake.process.store_batch", lambda *_: 1 / 0)
    with pytest.raises(AssertionError, match="division by zero"):
        take(city, tmp_path, schule__xlsx=with_list())
    monkeypatch.undo()

    assert archived(tmp_path)[0] == []
    assert take(city, tmp_path) == {State.RETURNED.value: 1}


@pytest.mark.slow
def test_a_locked_file_is_checked_again_where_it_lies(city, tmp_path):
    take(city, tmp_path, schule__xlsx=with_list())

    assert request_recheck(city, "COLUMN_PERSON", "2026-10", tmp_path / "archive") == 1
    assert take(city, tmp_path) == {State.RETURNED.value: 1}
