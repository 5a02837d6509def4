"""Returns that come in another order than one thinks: changed after an answer, under two keys, for an old month."""

from datetime import date, datetime
from hashlib import sha256
from io import BytesIO

import pytest
from sqlalchemy import update

from config.settings import Settings
from schemas.check.settle import Waiver
from schemas.files.incoming import archive_path
from schemas.mail.submission_key import submission_key
from schemas.store import warehouse as w
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.letters import answer as module
from tasks.store.decisions import accept_submission, grant_waiver
from tasks.store.ledger import enter_month
from tests.factories import AT, OTHER_SCHOOL, POLICY, SCHOOL, enter_respondents, enter_submission, make_reading, rows_of
from tests.factories_answer import open_book
from tests.factories_workbook import make_form, make_rows
from tests.tasks.letters.test_answer import SECRET, files, reply, run

pytestmark = pytest.mark.slow

SEPTEMBER, LATER = datetime(2026, 10, 5, 9), datetime(2026, 11, 9, 9)
JUMP, PART = "SCHOOL_PUPILS_PUPILS_JUMPS", "SCHOOL_PUPILS_S05_WITHIN_S01"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    """Without child processes."""
    monkeypatch.setattr(module, "run_jobs", lambda _name, jobs, _limits: [run(*job) for job in jobs])


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "hagen", workers=1)


@pytest.fixture
def city(engine):
    """October has opened, and whoever is in the register owes."""
    enter_respondents(engine)
    enter_month(engine, "2026-09", POLICY.calendar, SEPTEMBER)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    return engine


def take(city, settings, content, *, month="2026-10", at=AT):
    """A file from its arrival to its verdict; returns its number."""
    number = receive(city, settings, content, month, at)
    check_waiting(city, settings, at)
    return number


def receive(city, settings, content, month, at=AT):
    """A file in the archive that waits; returns its number."""
    name, digest = f"Meldebogen-Schule_{SCHOOL}_{month}.xlsx", sha256(content).hexdigest()
    number = enter_submission(city, make_reading(file=name), at)
    with city.begin() as connection:
        row = w.submission.c.submission_id == number
        connection.execute(update(w.submission).where(row).values(sha256=digest))
    path = archive_path(settings.archive, digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return number


def form(pupils=41, *, month="2026-10", key_of=SCHOOL, remarks="", **row):
    """The school's return with so many pupils in its first grade, under its own key or another's."""
    rows = make_rows()
    rows["school_pupils"][0] |= {"pupils": pupils} | row
    day = {"2026-09": "2026-09-30", "2026-10": "2026-10-31"}[month]
    key = submission_key(SECRET, key_of, month)
    return make_form(rows=rows, month=month, reference_date=day, submission_key=key, remarks=remarks)


def annotated(settings, number):
    """The workbook that went back for a submission."""
    (content,) = [
        content for name, content in files(settings).items() if f"_{number}/" in name and name.endswith(".xlsx")
    ]
    return content


def explain(content, text):
    """Write the text beside every query of the Prüfprotokoll."""
    book = open_book(content)
    protocol = book["Prüfprotokoll"]
    for row in range(1, 40):
        if protocol.cell(row, 2).value == "Rückfrage":
            protocol.cell(row, 8).value = text
    return save(book)


def change(content, pupils):
    book = open_book(content)
    book["Jahrgänge"]["B6"] = pupils
    return save(book)


def save(book):
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def found(city, number, rule):
    """Severity and answer of what a rule found in a submission."""
    return rows_of(city, w.finding, "severity", "answer", submission_id=number, rule=rule)


def check_waiting(city, settings, at):
    """What the next run does with what waits."""
    known = dict(rows_of(city, w.submission, "submission_id", "sha256"))
    waiting = [
        WaitingFile(number, archive_path(settings.archive, known[number]), name) for number, _, name in pending(city)
    ]
    assert process_batch(city, IntakeContext(POLICY, at, secret=SECRET), waiting).faults == {}


def states(city):
    return [state for (state,) in rows_of(city, w.submission, "state")]


def in_force(city, month="2026-10"):
    ((number, state),) = rows_of(city, w.return_, "submission_id", "state", month=month, respondent_id=SCHOOL)
    return number, state


def test_what_was_explained_is_asked_again_only_where_the_value_becomes_another(city, settings):
    take(city, settings, form(41, month="2026-09"), month="2026-09", at=SEPTEMBER)
    asked = take(city, settings, form(90))
    reply(city, settings)
    explained = explain(annotated(settings, asked), "Eine Klasse kam hinzu.")
    sent = [explained, form(93), change(explained, 190), form(190), form(88)]

    answers = [found(city, take(city, settings, one), JUMP) for one in sent]

    settled = [("warning", "Erläutert (Oktober 2026): Eine Klasse kam hinzu.")]
    assert found(city, asked, JUMP) == [("warning", None)]
    assert answers == [settled, settled, [("warning", None)], [("warning", None)], settled]


def test_a_waiver_holds_until_its_last_day_and_not_the_day_after(city, settings):
    wrong = take(city, settings, form(pupils=20, first_support=21))
    waiver = Waiver(0, PART, SCHOOL, "2026-10", "2026-10", "Außenstelle", date(2026, 11, 9))
    assert grant_waiver(city, waiver, "Frau Nowak", AT) == (1, 1)
    check_waiting(city, settings, LATER)
    waived = in_force(city)
    take(city, settings, form(pupils=20, first_support=21, migration_background=17), at=datetime(2026, 11, 9, 23))
    on_the_last_day = in_force(city)
    late = take(
        city, settings, form(pupils=20, first_support=21, migration_background=16), at=datetime(2026, 11, 10, 0)
    )

    assert (waived[0], on_the_last_day[0]) == (wrong + 1, wrong + 2)
    assert states(city)[-1] == "returned_for_correction"
    assert found(city, late, PART) == [("error", None)]
    assert in_force(city) == on_the_last_day, "what was accepted stays in force"


def test_a_file_under_anothers_key_that_is_let_in_gives_way_to_the_right_one_and_never_comes_after_it(city, settings):
    first = take(city, settings, form(41, key_of=OTHER_SCHOOL))
    second = take(city, settings, form(42, key_of=OTHER_SCHOOL))
    assert states(city) == ["set_aside", "set_aside"]
    accept_submission(city, second, "Frau Nowak", "am Telefon geklärt", AT)
    check_waiting(city, settings, AT)
    let_in = in_force(city)[0]
    right = take(city, settings, form(43), at=LATER)
    accept_submission(city, first, "Frau Nowak", "aus Versehen", LATER)
    check_waiting(city, settings, LATER)

    assert let_in == 3
    assert in_force(city)[0] == right
    assert states(city) == ["set_aside", "set_aside", "superseded", "accepted_with_queries", "superseded"]
    pupils = rows_of(city, w.FACTS["school_pupils"], "pupils", submission_id=right, grade="01")
    assert pupils == [(43,)]


# A form of an earlier month while a newer one is owed


def take_september(city, settings, *pupils, at=AT, **words):
    """September's return in time, then with other figures at another moment; the numbers of both."""
    first = take(city, settings, form(41, month="2026-09"), month="2026-09", at=SEPTEMBER)
    return first, [take(city, settings, form(one, month="2026-09", **words), month="2026-09", at=at) for one in pupils]


def test_the_form_of_an_earlier_month_replaces_nothing_unasked(city, settings):
    first, (second,) = take_september(city, settings, 44)
    kinds, _ = reply(city, settings)

    ((message,),) = rows_of(city, w.finding, "message", submission_id=second, rule="EARLIER_MONTH")
    assert "Das ist der Bogen vom September 2026" in message
    assert message.endswith("Noch nicht gemeldet ist Oktober 2026.")
    assert states(city)[-1] == "set_aside"
    assert in_force(city, "2026-09")[0] == first
    assert kinds == {"receipt": 1, "report": 1}
    (letter,) = [text.decode() for name, text in files(settings).items() if f"_{second}/mail.txt" in name]
    assert "Welcher Monat ist gemeint?" in letter
    assert "„Korrektur“ in die Bemerkungen" in letter


def test_staff_let_it_in_and_a_marked_correction_needs_nobody(city, settings):
    _, (second,) = take_september(city, settings, 44)
    accept_submission(city, second, "Frau Nowak", "am Telefon geklärt", AT)
    check_waiting(city, settings, AT)
    let_in = in_force(city, "2026-09")[0]
    marked = take(city, settings, form(46, month="2026-09", remarks="Berichtigung"), month="2026-09", at=LATER)

    assert let_in == second + 1
    assert in_force(city, "2026-09")[0] == marked


def test_the_same_figures_again_and_an_old_month_when_nothing_is_owed_are_no_question(city, settings):
    _, (again,) = take_september(city, settings, 41, remarks="Schönen Gruß")
    october = take(city, settings, form(42))
    changed = take(city, settings, form(44, month="2026-09"), month="2026-09", at=LATER)

    assert found(city, again, "EARLIER_MONTH") == found(city, changed, "EARLIER_MONTH") == []
    assert (in_force(city)[0], in_force(city, "2026-09")[0]) == (october, changed)


def test_before_the_next_month_opens_a_newer_version_simply_counts(city, settings):
    _, (second,) = take_september(city, settings, 44, at=datetime(2026, 10, 20, 9))

    assert in_force(city, "2026-09")[0] == second


def test_an_answer_to_our_own_query_is_no_old_form(city, settings):
    asked = take(city, settings, form(41, month="2026-09", first_support=40), month="2026-09", at=SEPTEMBER)
    reply(city, settings)
    answered = take(city, settings, change(annotated(settings, asked), 60), month="2026-09", at=AT)

    assert in_force(city, "2026-09")[0] == answered


def test_a_batch_that_brings_both_months_is_no_old_form(city, settings):
    take(city, settings, form(41, month="2026-09"), month="2026-09", at=SEPTEMBER)
    numbers = (
        receive(city, settings, form(42), "2026-10"),
        receive(city, settings, form(44, month="2026-09"), "2026-09"),
    )
    check_waiting(city, settings, AT)

    assert (in_force(city)[0], in_force(city, "2026-09")[0]) == numbers
