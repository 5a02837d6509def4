"""One transaction or nothing: what is in the warehouse after a batch, a second batch, an accident."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, insert
from sqlalchemy.exc import IntegrityError

from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from schemas.store.recheck import enter_rechecks
from tasks.store import store
from tasks.store.ledger import enter_month
from tasks.store.store import store_batch
from tests.factories import (
    AT,
    DAYCARE,
    POLICY,
    SCHOOL,
    enter_respondents,
    enter_submission,
    keep,
    make_finding,
    make_nil,
    make_reading,
    make_table,
    make_verdict,
    rows_of,
)

LATER = AT + timedelta(days=1)
RETURNED = make_verdict(State.RETURNED, make_finding(severity=Severity.ERROR))


@pytest.fixture
def city(engine):
    """A warehouse with a register and the ledger of October."""
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    return engine


def pupils(number, **overrides):
    return make_reading("school", {"school_pupils": [{"grade": "05", "pupils": number}]}, **overrides)


def the_return(engine, respondent="169468"):
    (row,) = rows_of(engine, w.return_, month="2026-10", respondent_id=respondent)
    return row


def states(engine):
    return [state for (state,) in rows_of(engine, w.submission, "state")]


def test_a_return_is_stored_with_its_facts(city):
    keep(city, pupils(100))

    assert states(city) == ["accepted"]
    assert the_return(city)["state"] == "accepted"
    assert the_return(city)["submission_id"] == 1
    assert rows_of(city, w.FACTS["school_pupils"], "month", "respondent_id", "submission_id", "grade", "pupils",
                   "pupils_female", "source_sheet", "source_row") == [
        ("2026-10", "169468", 1, "05", 100, None, "Schülerinnen und Schüler nach J", 6)
    ]  # fmt: skip


def test_a_submission_says_what_was_found_in_it(city):
    found = [make_finding(severity=severity) for severity in ("warning", "warning", "information")]
    keep(city, make_reading(remarks="Umzug im Oktober"), make_verdict(State.ACCEPTED_WITH_QUERIES, *found))
    (row,) = rows_of(city, w.submission)

    assert (row["errors"], row["warnings"], row["informations"]) == (0, 2, 1)
    assert (row["form"], row["form_version"], row["respondent_id"], row["month"]) == ("school", 1, "169468", "2026-10")
    assert (row["checked_at"], row["accepted_at"], row["superseded_at"]) == (AT, AT, None)
    assert (row["remarks"], row["reference_date"], row["is_nil"]) == ("Umzug im Oktober", date(2026, 10, 28), False)


def test_findings_are_written_in_their_order_with_their_cell(city):
    first = make_finding(table="school_pupils", sheet="Schüler", cell="C14", row=14, column="pupils", value="12 Kinder")
    keep(city, make_reading(), make_verdict(State.ACCEPTED, first, make_finding(rule="SHEET_HIDDEN", hint="Nichts.")))

    assert rows_of(city, w.finding, "number", "rule", "sheet", "cell", "row", "value", "hint") == [
        (1, "NUMBER_AS_TEXT", "Schüler", "C14", 14, "12 Kinder", ""),
        (2, "SHEET_HIDDEN", None, None, None, None, "Nichts."),
    ]


def test_what_is_sent_back_leaves_findings_and_no_facts(city):
    keep(city, pupils(100), RETURNED)

    assert rows_of(city, w.FACTS["school_pupils"]) == []
    assert len(rows_of(city, w.finding)) == 1
    assert the_return(city)["state"] == "returned_for_correction"
    assert (the_return(city)["submission_id"], the_return(city)["latest_submission_id"]) == (None, 1)


def test_a_newer_version_supersedes_the_older_which_stays(city):
    keep(city, pupils(100))
    keep(city, pupils(110), at=LATER)

    assert states(city) == ["superseded", "accepted"]
    assert rows_of(city, w.submission, "superseded_at") == [(LATER,), (None,)]
    assert rows_of(city, w.FACTS["school_pupils"], "submission_id", "pupils") == [(1, 100), (2, 110)]
    assert the_return(city)["submission_id"] == 2


def test_a_newer_version_that_is_sent_back_leaves_the_older_in_force(city):
    keep(city, pupils(100))
    keep(city, pupils(-1), RETURNED, at=LATER)
    row = the_return(city)

    assert states(city) == ["accepted", "returned_for_correction"]
    assert (row["state"], row["submission_id"], row["latest_submission_id"]) == ("accepted", 1, 2)


def test_a_correction_after_a_refusal_is_accepted(city):
    keep(city, pupils(-1), RETURNED)
    keep(city, pupils(100), at=LATER)

    assert the_return(city)["state"] == "accepted"
    assert states(city) == ["returned_for_correction", "accepted"]


def test_two_versions_in_one_batch_follow_each_other(city):
    readings = [pupils(100), pupils(110)]
    numbers = [enter_submission(city, reading) for reading in readings]
    store_batch(city, numbers[::-1], readings[::-1], [make_verdict(), make_verdict()], AT)

    assert states(city) == ["superseded", "accepted"]
    assert the_return(city)["submission_id"] == 2


def test_a_batch_takes_no_more_statements_the_more_it_holds(sqlite_engine):
    enter_respondents(sqlite_engine, *map(str, range(169_000, 169_040)))
    enter_month(sqlite_engine, "2026-10", POLICY.calendar, AT)
    said, counts = [], []
    event.listen(sqlite_engine, "before_cursor_execute", lambda *about: said.append(about[2]))
    for first, last in ((169_000, 169_002), (169_002, 169_040)):
        readings = [pupils(100, respondent=str(number), contact_name="Beispiel") for number in range(first, last)]
        numbers = [enter_submission(sqlite_engine, one) for one in readings]
        said.clear()
        store_batch(sqlite_engine, numbers, readings, [make_verdict()] * len(readings), AT)
        counts.append(len(said))

    assert counts[0] == counts[1] < 20


def test_storing_twice_equals_storing_once(city):
    number = enter_submission(city, pupils(100))
    counts = [
        store_batch(city, [number], [pupils(100)], [make_verdict()], AT + timedelta(days=day)).states for day in (0, 9)
    ]

    assert counts == [{"accepted": 1}, {}]
    assert rows_of(city, w.submission, "state", "accepted_at") == [("accepted", AT)]
    assert len(rows_of(city, w.FACTS["school_pupils"])) == 1


def test_an_accident_in_the_middle_leaves_nothing(city, monkeypatch):
    numbers = [enter_submission(city, pupils(100)), enter_submission(city, make_reading("daycare"))]
    before = {table.name: rows_of(city, table) for table in METADATA.sorted_tables}
    calls = []

    def fail_at_the_second(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError("disk full")
        return load_rows(*arguments)

    load_rows = store.load_rows
    monkeypatch.setattr(store, "load_rows", fail_at_the_second)
    with pytest.raises(OSError, match="disk full"):
        store_batch(city, numbers, [pupils(100), make_reading("daycare")], [make_verdict(), make_verdict()], AT)

    assert {table.name: rows_of(city, table) for table in METADATA.sorted_tables} == before


def test_facts_that_the_warehouse_refuses_take_the_whole_batch_back(city):
    twice = make_reading("school", {"school_pupils": [{"grade": "05", "pupils": 1}, {"grade": "05", "pupils": 2}]})
    numbers = [enter_submission(city, make_reading("daycare")), enter_submission(city, twice)]

    with pytest.raises(IntegrityError):
        store_batch(city, numbers, [make_reading("daycare"), twice], [make_verdict(), make_verdict()], AT)

    assert states(city) == ["received", "received"]
    assert rows_of(city, w.FACTS["daycare_children"]) == []
    assert the_return(city, DAYCARE)["state"] == "expected"


@pytest.mark.parametrize(
    ("received_at", "is_late"), [(datetime(2026, 11, 10, 23, 59, 59), False), (datetime(2026, 11, 11, 0, 0, 0), True)]
)
def test_a_return_is_late_after_the_day_of_the_deadline(city, received_at, is_late):
    keep(city, pupils(100), received_at=received_at, at=datetime(2026, 11, 12, 6, 0))

    assert the_return(city)["is_late"] == is_late
    assert the_return(city)["first_received_at"] == received_at


def test_a_late_correction_does_not_make_a_return_late(city):
    keep(city, pupils(100))
    keep(city, pupils(110), at=datetime(2026, 11, 20, 6, 0))

    assert the_return(city)["is_late"] is False
    assert the_return(city)["first_received_at"] == AT


def test_a_return_in_time_that_was_sent_back_is_late_with_its_correction(city):
    keep(city, pupils(-1), RETURNED)
    keep(city, pupils(100), at=datetime(2026, 11, 20, 6, 0))

    assert the_return(city)["is_late"] is True


def test_a_nil_return_is_in_force_without_facts(city):
    keep(city, make_nil())

    assert the_return(city)["state"] == "nil"
    assert rows_of(city, w.submission, "state", "is_nil") == [("nil", True)]
    assert rows_of(city, w.FACTS["school_pupils"]) == []


def test_figures_after_a_nil_return_supersede_it(city):
    keep(city, make_nil())
    keep(city, pupils(100), at=LATER)

    assert states(city) == ["superseded", "accepted"]
    assert the_return(city)["state"] == "accepted"


def test_contacts_are_kept_apart_and_the_newest_replaces_the_older(city):
    keep(city, make_reading(contact_name="Sekretariat", contact_email="alt@schule.example"))
    keep(city, make_reading(contact_email="neu@schule.example"), at=LATER)
    facts = [column.name for table in (w.submission, *w.FACTS.values()) for column in table.columns]

    assert rows_of(city, w.contact, "respondent_id", "name", "email") == [
        ("169468", "Sekretariat", "neu@schule.example")
    ]
    assert not [name for name in facts if "contact" in name or "email" in name]


def test_a_return_knows_no_telephone_and_leaves_that_of_the_register(city):
    with city.begin() as connection:
        connection.execute(insert(w.contact), {"respondent_id": "169468", "phone": "02331 207-0"})
    keep(city, make_reading(contact_email="a@schule.example"))

    assert rows_of(city, w.contact, "email", "phone") == [("a@schule.example", "02331 207-0")]


@pytest.mark.parametrize("written", [None, "bitte anrufen", "a@b.example <a>"])
def test_a_return_without_a_usable_contact_leaves_the_known_one(city, written):
    keep(city, make_reading(contact_email="a@schule.example"))
    keep(city, make_reading(contact_email=written), at=LATER)

    assert rows_of(city, w.contact, "email") == [("a@schule.example",)]


def test_a_contact_in_what_was_sent_back_is_not_taken(city):
    keep(city, make_reading(contact_email="a@schule.example"), RETURNED)

    assert rows_of(city, w.contact) == []


def test_a_file_that_nobody_can_read_keeps_its_findings(city):
    broken = make_reading(None, {}, respondent=None, month=None, reference_date=None, is_readable=False)
    keep(city, broken, make_verdict(State.UNREADABLE, make_finding(rule="FILE_BROKEN", severity=Severity.ERROR)))

    assert states(city) == ["unreadable"]
    assert rows_of(city, w.finding, "rule") == [("FILE_BROKEN",)]
    assert {row["latest_submission_id"] for row in rows_of(city, w.return_)} == {None}


@pytest.mark.parametrize(
    "stranger",
    [{"respondent": "169486"}, {"month": "2027-10"}, {"month": None, "reference_date": None}],
    ids=["unknown respondent", "a month that is not owed", "no month"],
)
def test_what_is_sent_back_makes_no_debt(city, stranger):
    before = rows_of(city, w.return_)
    keep(city, make_reading(**stranger), RETURNED)

    assert rows_of(city, w.return_) == before
    assert states(city) == ["returned_for_correction"]


def test_an_accepted_return_of_a_month_without_ledger_enters_it(city):
    keep(city, make_reading(month="2026-08"))

    (row,) = rows_of(city, w.return_, month="2026-08")
    assert (row["state"], row["entered_at"], row["is_late"]) == ("accepted", AT, False)


def test_a_run_that_catches_up_accepts_after_the_report_that_is_out(city):
    """Otherwise what that report knew could never be summed up again."""
    vintage = datetime(2026, 11, 12, 6, 30)
    report = {"centre_id": "05914000", "month": "2026-10", "version": "1.0", "vintage": vintage, "content": "c"}
    with city.begin() as connection:
        connection.execute(insert(w.publication), report)
    keep(city, pupils(100), at=AT)
    keep(city, make_reading("daycare"), at=vintage)
    keep(city, make_reading("association"), at=LATER + timedelta(days=30))

    assert rows_of(city, w.submission, "accepted_at") == [
        (datetime(2026, 11, 12, 6, 30, 1),), (datetime(2026, 11, 12, 6, 30, 1),), (LATER + timedelta(days=30),),
    ]  # fmt: skip


def test_rows_of_several_tables_and_sheets_keep_where_they_stood(city):
    table = make_table("school_pupils", {"grade": "05", "pupils": 3}, sheet="", header_row=11)
    keep(
        city, make_reading("school", {"school_pupils": table, "teacher_training": [{"course": "demek", "teachers": 2}]})
    )

    assert rows_of(city, w.FACTS["school_pupils"], "source_sheet", "source_row") == [("", 12)]
    assert rows_of(city, w.FACTS["teacher_training"], "course", "teachers") == [("demek", 2)]


def test_a_row_that_was_left_out_is_kept_without_figures(city):
    left_out = {"school_pupils": (("06",),)}
    keep(city, pupils(110), replace(make_verdict(State.ACCEPTED_WITH_QUERIES), left_out=left_out))

    assert rows_of(city, w.FACTS["school_pupils"], "grade", "pupils") == [("05", 110), ("06", None)]


def test_counts_are_said_in_german(city):
    number = enter_submission(city, pupils(100))

    assert str(store_batch(city, [number], [pupils(100)], [make_verdict()], AT)) == "1 angenommen"
    assert str(store_batch(city, [number], [pupils(100)], [make_verdict()], AT)) == "nichts Neues"


def test_an_empty_batch_does_nothing(city):
    assert store_batch(city, [], [], [], AT).states == {}


def test_a_submission_that_waited_does_not_supersede_a_newer_one(engine):
    """It failed by our own fault, was tried again later, and a correction had come in between."""
    enter_respondents(engine)
    waited, newer = make_reading(), make_reading(tables={"school_pupils": [{"grade": "05", "pupils": 7}]})
    old, new = enter_submission(engine, waited), enter_submission(engine, newer)
    store_batch(engine, [new], [newer], [make_verdict(digest="n" * 64)], AT)

    store_batch(engine, [old], [waited], [make_verdict(digest="o" * 64)], AT)

    assert rows_of(engine, w.return_, "submission_id", "latest_submission_id", "state") == [(new, new, "accepted")]
    assert rows_of(engine, w.submission, "submission_id", "state") == [(old, "superseded"), (new, "accepted")]


def test_an_older_file_that_is_checked_again_does_not_supersede_a_newer_one(city):
    """Its new number is higher, but it came earlier."""
    wrong = keep(city, pupils(90), RETURNED)
    newer = keep(city, pupils(100))
    with city.begin() as connection:
        connection.execute(enter_rechecks([wrong]))
    store_batch(city, [newer + 1], [pupils(90)], [make_verdict()], LATER)

    assert (the_return(city)["submission_id"], the_return(city)["latest_submission_id"]) == (newer, newer)
    assert states(city) == ["returned_for_correction", "accepted", "superseded"]


def test_a_file_that_is_checked_again_leaves_its_first_check_as_it_was(city):
    wrong = keep(city, pupils(90), RETURNED)
    before = rows_of(city, w.submission), rows_of(city, w.finding)
    with city.begin() as connection:
        connection.execute(enter_rechecks([wrong]))
        connection.execute(enter_rechecks([]))
    store_batch(city, [wrong + 1], [pupils(90)], [make_verdict()], LATER)

    assert (rows_of(city, w.submission, submission_id=wrong), rows_of(city, w.finding)) == before
    (again,) = rows_of(city, w.submission, submission_id=wrong + 1)
    assert (again["recheck_of"], again["sha256"], again["received_at"]) == (wrong, f"{wrong:064d}", AT)
    assert (again["state"], again["accepted_at"]) == ("accepted", LATER)
    assert the_return(city)["submission_id"] == the_return(city)["latest_submission_id"] == wrong + 1


def test_the_same_file_comes_only_once(city):
    keep(city, pupils(90))
    (row,) = rows_of(city, w.submission)

    with pytest.raises(IntegrityError), city.begin() as connection:
        connection.execute(insert(w.submission), row | {"submission_id": 2})


def test_a_form_of_another_kind_says_nothing_of_what_its_respondent_owes(engine):
    """Somebody mistyped the number: the school is still expected, and reminded."""
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)

    keep(engine, make_reading("daycare", respondent=SCHOOL), make_verdict(State.RETURNED))

    assert rows_of(engine, w.return_, "state", "latest_submission_id", respondent_id=SCHOOL) == [("expected", None)]


def test_what_no_database_likes_is_stored_all_the_same(engine):
    """A character NUL, a name without end, a number past every limit: whoever sent it, the batch is not lost."""
    enter_respondents(engine)
    found = make_finding(value="a\0b", subject="x" * 5_000, sheet="S" * 5_000, message="Satz\0.")
    reading = make_reading(
        file="d" * 250 + ".xlsx", remarks="nichts\0 sonst", contact_name="N" * 5_000,
        tables={"school_pupils": [{"grade": "05", "pupils": 10**14}]},
    )  # fmt: skip
    number = keep(engine, reading, make_verdict(State.ACCEPTED_WITH_QUERIES, found))

    assert rows_of(engine, w.submission, "remarks") == [("nichts␀ sonst",)]
    assert rows_of(engine, w.finding, "value", "message") == [("a␀b", "Satz␀.")]
    assert rows_of(engine, w.FACTS["school_pupils"], "submission_id", "pupils") == [(number, 10**14)]
    assert rows_of(engine, w.contact, "name") == [("N" * 5_000,)]
