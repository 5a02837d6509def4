"""Files from the inbox into the warehouse, on real workbooks; and the dry run that writes nothing."""

import errno
import os
from datetime import datetime
from zipfile import ZipFile

import pytest
from sqlalchemy import text

import tasks.intake.process
import tasks.intake.reading
from config.errors import UsageError
from schemas.files.incoming import archive_path
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from tasks.intake.process import IntakeContext, WaitingFile, dry_run, process_batch
from tasks.intake.reading import read_file, read_files, read_list
from tasks.intake.receive import pending
from tasks.intake.register.import_register import import_register
from tasks.intake.register.list_heading import choose_sheet
from tasks.intake.worker import JobLimits
from tasks.store.ledger import enter_month
from tests.factories import AT, CENTRE, POLICY, ROWS, enter_respondents, rows_of
from tests.factories_inbox import receive_folder
from tests.factories_mail import make_mail
from tests.factories_workbook import make_book, make_csv, make_form, make_rows, school_grid

MOST = 20_000_000
PUPILS = {"school_arrivals": []}


@pytest.fixture
def city(engine):
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    return engine


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


def school(**head):
    """Our own form of the school, filled in without fault."""
    return make_form(rows=make_rows(**PUPILS), **head)


def put(inbox, **files):
    for name, content in files.items():
        path = inbox / name.replace("__", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (AT.timestamp(), AT.timestamp()))  # nobody is writing it any more


def take(engine, inbox, *, at=AT, most=MOST, order=1):
    """Receive what lies in the inbox and take it in; returns how many came to which state."""
    archive = inbox.parent / "archive"
    receive_folder(engine, inbox, archive, at)
    files = [WaitingFile(*row) for row in waiting(engine, archive)]
    taken = process_batch(engine, IntakeContext(POLICY, at, most), files[::order])
    assert taken.faults == {}
    return dict(taken.states)


def snapshot(engine):
    return {table.name: rows_of(engine, table) for table in METADATA.sorted_tables}


def states(engine):
    return dict(rows_of(engine, w.submission, "file", "state"))


def test_the_forms_of_a_month_are_taken_in(city, inbox):
    put(
        inbox,
        schule__xlsx=school(),
        kita__xlsx=make_form("daycare", rows=ROWS["daycare"], respondent="K-05914000-0001", submission_key=""),
        verein__xlsx=make_form(
            "association", rows=ROWS["association"], respondent="V-05914000-0001", submission_key=""
        ),
        ki__xlsx=make_form("centre", rows=ROWS["centre"], respondent="05914000", submission_key=""),
    )

    assert take(city, inbox) == {"accepted": 4}
    assert rows_of(city, w.FACTS["daycare_children"], "age_group", "children") == [("U3", 20)]
    assert rows_of(city, w.FACTS["network"], "partner", "meetings") == [("school", 2)]
    assert [pupils for (pupils,) in rows_of(city, w.FACTS["school_pupils"], "pupils")] == [41, 42, 43, 44]


def test_a_fact_says_where_it_stood_in_the_file(city, inbox):
    put(inbox, schule__csv=make_csv(school_grid(["05", 41, 20], ["06", 30, 12])))
    take(city, inbox)

    assert rows_of(city, w.FACTS["school_pupils"], "grade", "pupils", "source_row") == [("05", 41, 8), ("06", 30, 9)]


def test_one_bad_file_never_stops_the_others(city, inbox):
    photo = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
    put(inbox, a__xlsx=b"PK\x03\x04 broken", b__pdf=b"%PDF-1.7", c__jpg=photo, d__xlsx=b"", e__xlsx=school())

    assert take(city, inbox) == {"unreadable": 4, "accepted": 1}
    assert {rule for (rule,) in rows_of(city, w.finding, "rule")} == {
        "FILE_BROKEN", "FILE_PDF", "FILE_PICTURE", "FILE_EMPTY",
    }  # fmt: skip


def test_a_file_that_is_too_large_is_unreadable_and_not_loaded(city, inbox):
    put(inbox, big__xlsx=b"PK" + bytes(200_000), small__xlsx=school())

    assert take(city, inbox, most=100_000) == {"unreadable": 1, "accepted": 1}
    assert rows_of(city, w.finding, "rule") == [("FILE_TOO_LARGE",)]


@pytest.mark.slow
def test_a_file_larger_than_all_memory_that_a_child_may_have_is_not_loaded(tmp_path):
    (tmp_path / "big.xlsx").write_bytes(b"PK")
    os.truncate(tmp_path / "big.xlsx", 700_000_000)
    (reading,) = read_files([(tmp_path / "big.xlsx", "big.xlsx")], MOST, JobLimits(memory_mb=700))

    assert [finding.rule for finding in reading.findings] == ["FILE_TOO_LARGE"]


@pytest.mark.slow
def test_a_file_on_which_the_system_fails_a_child_waits_and_the_others_go_on(city, inbox, monkeypatch):
    """Nobody knows whether it is sound: nothing is answered, and the next run tries again."""
    put(inbox, a__xlsx=b"1", b__xlsx=school())
    monkeypatch.setattr(tasks.intake.reading, "read_file", read_or_lack)
    receive_folder(city, inbox, inbox.parent / "archive", AT)
    files = [WaitingFile(*row) for row in waiting(city, inbox.parent / "archive")]
    taken = process_batch(city, IntakeContext(POLICY, AT), files)

    assert (dict(taken.states), list(taken.faults)) == ({"accepted": 1}, ["1 (a.xlsx)"])
    assert states(city) == {"a.xlsx": "received", "b.xlsx": "accepted"}


def read_or_lack(path, name, max_bytes):
    if name == "a.xlsx":
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    return read_file(path, name, max_bytes)


def waiting(engine, archive):
    return [(number, archive_path(archive, digest), name) for number, digest, name in pending(engine)]


def test_taking_in_again_finds_nothing_left(city, inbox):
    put(inbox, schule__xlsx=school())
    take(city, inbox)
    before = snapshot(city)

    assert take(city, inbox) == {}
    assert snapshot(city) == before


@pytest.mark.parametrize("order", [1, -1], ids=["as they came", "the other way round"])
@pytest.mark.slow
def test_earlier_months_go_first(city, inbox, order):
    """October is compared with September although both came at once."""
    put(inbox, oktober__xlsx=school(), september__xlsx=school(
        month="2026-09", reference_date="2026-09-30", submission_key="169468-2026-09"))  # fmt: skip

    assert take(city, inbox, order=order) == {"accepted": 1, "accepted_with_queries": 1}
    assert rows_of(city, w.finding, "file", "rule") == [("oktober.xlsx", "SAME_AS_LAST_MONTH")]


def test_a_correction_in_the_same_batch_supersedes(city, inbox):
    put(inbox, a__xlsx=school(), b__xlsx=school(remarks="Berichtigt"))
    take(city, inbox)

    assert sorted(states(city).values()) == ["accepted", "superseded"]


def test_a_folder_that_names_a_month_does_not_contradict_the_file(city, inbox):
    (inbox / "2026-11").mkdir()
    (inbox / "2026-11" / "Schule_2026-10.xlsx").write_bytes(school())

    assert take(city, inbox) == {"accepted": 1}


def test_a_file_name_that_contradicts_the_form_is_asked_about(city, inbox):
    (inbox / "Schule_2026-09.xlsx").write_bytes(school())

    assert take(city, inbox) == {"returned_for_correction": 1}
    assert ("HEAD_MONTH_FILE_NAME",) in rows_of(city, w.finding, "rule")


def test_nothing_waits_is_no_mistake(city, inbox):
    assert take(city, inbox) == {}


def test_a_dry_run_says_the_same_and_writes_nothing(city, inbox, tmp_path):
    path = tmp_path / "schule.xlsx"
    path.write_bytes(make_book(school_grid(["05", 30, 41])))
    before = snapshot(city)
    said = dry_run(city, IntakeContext(POLICY, AT), [path])

    assert snapshot(city) == before
    put(inbox, schule__xlsx=path.read_bytes())
    take(city, inbox)
    assert [(one.rule, one.cell, one.message) for one in said] == rows_of(city, w.finding, "rule", "cell", "message")
    assert "SCHOOL_PUPILS_PUPILS_FEMALE_WITHIN_S01" in {one.rule for one in said}


def test_a_dry_run_looks_into_mails_and_archives(city, tmp_path):
    wrong = make_book(school_grid(["05", 30, 41]))
    (tmp_path / "mail.eml").write_bytes(make_mail(("schule.xlsx", wrong)))
    with ZipFile(tmp_path / "alles.zip", "w") as archive:
        archive.writestr("eins.xlsx", wrong)
        archive.writestr("zwei.xlsx", wrong)
    said = dry_run(city, IntakeContext(POLICY, AT), [tmp_path / "mail.eml", tmp_path / "alles.zip"])
    broken = [one.file for one in said if one.rule == "SCHOOL_PUPILS_PUPILS_FEMALE_WITHIN_S01"]

    assert broken == ["schule.xlsx", "eins.xlsx", "zwei.xlsx"]


def test_a_dry_run_names_a_mail_without_a_form(city, tmp_path):
    (tmp_path / "mail.eml").write_bytes(make_mail())

    assert [one.rule for one in dry_run(city, IntakeContext(POLICY, AT), [tmp_path / "mail.eml"])] == ["FILE_MAIL"]


def test_a_dry_run_compares_with_last_month_too(city, inbox, tmp_path):
    put(inbox, september__xlsx=school(month="2026-09", reference_date="2026-09-30", submission_key=""))
    take(city, inbox)
    (tmp_path / "oktober.xlsx").write_bytes(school())

    assert [one.rule for one in dry_run(city, IntakeContext(POLICY, AT), [tmp_path / "oktober.xlsx"])] == [
        "SAME_AS_LAST_MONTH"
    ]


def test_a_dry_run_without_a_warehouse_cannot_ask_the_register(tmp_path):
    (tmp_path / "schule.xlsx").write_bytes(school())

    assert [one.rule for one in dry_run(None, IntakeContext(POLICY, AT), [tmp_path / "schule.xlsx"])] == []


def test_a_dry_run_asks_whether_the_month_is_open(tmp_path):
    (tmp_path / "schule.xlsx").write_bytes(school())
    found = dry_run(None, IntakeContext(POLICY, datetime(2026, 10, 1, 9)), [tmp_path / "schule.xlsx"])

    assert [one.rule for one in found] == ["MONTH_NOT_OPEN"]


@pytest.mark.parametrize(
    ("came", "taken", "state"),
    [
        (datetime(2026, 11, 3), datetime(2028, 1, 15), "accepted"),
        (datetime(2026, 10, 2), datetime(2026, 11, 3), "accepted"),
        (datetime(2028, 1, 2), datetime(2028, 1, 15), "returned_for_correction"),
    ],
    ids=["the machine was off for a year", "saved before the month opened, brought after", "too late on both days"],
)
@pytest.mark.slow
def test_a_file_is_judged_by_the_day_it_came_or_the_day_it_is_taken(city, inbox, came, taken, state):
    put(inbox, schule__xlsx=school())
    seconds = came.timestamp()
    os.utime(inbox / "schule.xlsx", (seconds, seconds))

    assert take(city, inbox, at=taken) == {state: 1}


@pytest.mark.slow
def test_files_that_say_very_much_are_taken_one_after_the_other(city, inbox, monkeypatch):
    put(inbox, **{f"schule{number}__xlsx": school(remarks=f"Fassung {number}") for number in range(7)})
    checked = []
    check = tasks.intake.process.check_readings
    monkeypatch.setattr(tasks.intake.process, "_AT_ONCE", 1)
    monkeypatch.setattr(
        tasks.intake.process, "check_readings", lambda batch, *rest: checked.append(len(batch)) or check(batch, *rest)
    )

    assert take(city, inbox) == {"accepted": 7}
    assert sum(checked) == 7
    assert max(checked) <= 2  # a child each
    assert sorted(states(city).values()) == ["accepted", *["superseded"] * 6]


def test_a_list_is_read_sheet_by_sheet(tmp_path):
    grid = [["Nummer", "Name"], ["169468", "Schule Ä"], [5914000, None]]
    (tmp_path / "a.csv").write_bytes(make_csv(grid, encoding="cp1252"))
    (tmp_path / "a.xlsx").write_bytes(make_book({"Leer": [], "Notizen": [["x"]], "Register": grid}))
    sheets = read_list(tmp_path / "a.xlsx", MOST)

    assert (list(sheets), choose_sheet(sheets)) == (["Notizen", "Register"], "Register")
    for rows in (sheets["Register"], read_list(tmp_path / "a.csv", MOST)[""]):
        assert [row[:2] for row in rows] == [["Nummer", "Name"], ["169468", "Schule Ä"], ["5914000", ""]]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04"], ids=["empty", "PDF", "broken"])
def test_a_list_that_cannot_be_read_is_explained(tmp_path, content):
    (tmp_path / "liste.xlsx").write_bytes(content)

    with pytest.raises(UsageError, match=r"Die Liste liste\.xlsx lässt sich nicht lesen\. "):
        read_list(tmp_path / "liste.xlsx", MOST)


def test_the_long_form_is_filled_from_real_files(city, inbox):
    put(inbox, schule__xlsx=school())
    take(city, inbox)
    with city.connect() as connection:
        total = connection.scalar(text("SELECT sum(value) FROM indicator_value WHERE indicator = 'S01'"))

    assert total == 41 + 42 + 43 + 44


def test_what_came_before_its_sender_was_in_the_register_is_taken_once_it_is(engine, inbox):
    put(
        inbox,
        schule__xlsx=school(),
        kita__xlsx=make_form("daycare", rows=ROWS["daycare"], respondent="K-05914000-0001"),
    )
    assert take(engine, inbox) == {"returned_for_correction": 2}
    assert take(engine, inbox) == {}

    heading = ["Nummer", "Art", "Name", "Schulform", "gültig ab"]
    row = ["169468", "Schule", "Grundschule Am Beispiel", "G", "2020-08-01"]
    import_register(engine, [heading, row], "register.csv", CENTRE, AT)
    enter_month(engine, "2026-10", POLICY.calendar, AT)

    assert take(engine, inbox) == {"accepted": 1}
    assert states(engine) == {"schule.xlsx": "accepted", "kita.xlsx": "returned_for_correction"}
