"""Our own mistake on one file never stops the others."""

import pytest

import tasks.intake.process
from config.errors import WarehouseError
from schemas.form.forms import FORMS
from schemas.store import warehouse as w
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.letters.make_forms import write_form
from tasks.store.ledger import enter_month
from tests.factories import (
    AT,
    BY_FORM,
    DAYCARE,
    KINDS,
    POLICY,
    enter_respondents,
    enter_submission,
    make_reading,
    rows_of,
)

DESK = IntakeContext(POLICY, AT)


@pytest.fixture
def files(engine, tmp_path):
    """A form of each kind that owes October, filled in, received and waiting."""
    enter_respondents(engine)
    waiting = []
    for form, respondent in ((form, one) for form, one in BY_FORM.items() if one in KINDS):
        head = {"respondent": respondent, "respondent_name": "Stelle", "month": "2026-10", "nil_return": "yes"}
        path = tmp_path / f"{form}.xlsx"
        path.write_bytes(write_form(FORMS[form], {**head, "reference_date": "2026-10-31"}))
        number = enter_submission(engine, make_reading(form, file=path.name))
        waiting.append(WaitingFile(number, path, path.name))
    return waiting


def test_all_files_of_a_batch_are_taken(engine, files):
    taken = process_batch(engine, DESK, files)

    assert taken.states == {"nil": 4}
    assert taken.faults == {}


def test_a_fault_on_one_file_leaves_it_waiting_and_the_others_stored(engine, files, monkeypatch):
    real = tasks.intake.process.read_files

    def read_but_one(given, *limits):
        if any(name == "daycare.xlsx" for _, name in given):
            raise ZeroDivisionError("ours")
        return real(given, *limits)

    monkeypatch.setattr(tasks.intake.process, "read_files", read_but_one)
    taken = process_batch(engine, DESK, files)

    assert taken.states == {"nil": 3}
    assert [type(error) for error in taken.faults.values()] == [ZeroDivisionError]
    assert list(taken.faults) == ["2 (daycare.xlsx)"]
    assert [state for (state,) in rows_of(engine, w.submission, "state")] == ["nil", "received", "nil", "nil"]


def test_what_waited_is_taken_once_the_fault_is_mended(engine, files, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(tasks.intake.process, "read_files", lambda *_: 1 / 0)
        assert len(process_batch(engine, DESK, files).faults) == len(files)

    assert process_batch(engine, DESK, files).states == {"nil": 4}
    assert len(rows_of(engine, w.return_)) == len(KINDS) - 1


def test_a_full_disk_is_not_blamed_on_the_files(engine, files, monkeypatch):
    def full(*_):
        raise WarehouseError("database or disk is full")

    monkeypatch.setattr(tasks.intake.process, "store_batch", full)

    with pytest.raises(WarehouseError):
        process_batch(engine, DESK, files)
    assert {state for (state,) in rows_of(engine, w.submission, "state")} == {"received"}


def test_a_file_that_cannot_be_opened_is_an_unreadable_return_of_whom_its_name_says(engine, tmp_path):
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    path = tmp_path / "scan"
    path.write_bytes(b"%PDF-1.4 a scan")
    name = f"Meldebogen-Kita_{DAYCARE}_2026-10.pdf"
    number = enter_submission(engine, make_reading("daycare", file=name))

    taken = process_batch(engine, DESK, [WaitingFile(number, path, name)])

    assert taken.states == {"unreadable": 1}
    assert rows_of(engine, w.return_, "state", "latest_submission_id", respondent_id=DAYCARE) == [
        ("unreadable", number)
    ]
    assert rows_of(engine, w.finding, "rule", submission_id=number) == [("FILE_PDF",)]
