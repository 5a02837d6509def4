"""The rehearsal: staff read once a month how the report would come out now, and whom to call first."""

from datetime import date, datetime

import pytest
from sqlalchemy import insert

from config.errors import OutageError
from config.policy import load_policy
from config.settings import load_settings
from schemas.report.gate.rehearsal import Rehearsal
from schemas.store import warehouse as w
from schemas.store.correspondence import outbox
from schemas.time.deadlines import Cycle, rehearsal_day
from tasks.letters.invite import LetterContext
from tasks.letters.rehearsal_mail import write_rehearsal_mail
from tasks.report.gate.rehearse import rehearse
from tasks.store.ledger import enter_month
from tests.factories import ASSOCIATION, CENTRE, DAYCARE, OTHER_SCHOOL, enter_respondents, keep, make_reading, rows_of
from tests.factories_inbox import lose_source

MONTH = "2026-10"
DAY = datetime(2026, 11, 9, 7, 15)
POLICY = load_policy()


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("MONATSBERICHT_SMTP_URL", "smtp://localhost:25")
    monkeypatch.setenv("MONATSBERICHT_MAIL_FROM", "meldung@ki.example")
    monkeypatch.setenv("MONATSBERICHT_STAFF_EMAIL", "team@ki.example")
    return load_settings(tmp_path)


@pytest.fixture
def city(sqlite_engine):
    """Two schools, of which one has reported, an association that has, and a Kita and the centre that have not."""
    enter_respondents(sqlite_engine)
    with sqlite_engine.begin() as connection:
        connection.execute(insert(w.contact), {"respondent_id": DAYCARE, "name": "B. <Muster>", "phone": "02331 17"})
    enter_month(sqlite_engine, MONTH, POLICY.calendar, datetime(2026, 10, 30, 6))
    for form in ("school", "association"):
        keep(sqlite_engine, make_reading(form), at=datetime(2026, 11, 5, 9))
    return sqlite_engine


def rehearsed(city, settings, at=DAY, policy=POLICY):
    """What a run of that day does."""
    found = rehearse(city, settings, policy, MONTH, at)
    return write_rehearsal_mail(LetterContext.of(city, settings, policy, MONTH, at), found)


def test_staff_read_what_would_block_and_whom_to_call(city, settings):
    assert rehearsed(city, settings) == 1

    (mail,) = rows_of(city, outbox)
    assert (mail["kind"], mail["recipient"], mail["month"]) == ("rehearsal", "team@ki.example", MONTH)
    assert mail["subject"] == ("Generalprobe Oktober 2026: 40,0 %, 3 Punkte hielten den Bericht auf")
    text = mail["text"]
    assert "2 von 5 Meldungen" in text
    assert "Kita: Es liegen 0 von 1 Meldungen vor" in text
    assert "B. <Muster>, Telefon 02331 17" in text
    assert "B. &lt;Muster&gt;" in mail["html"]
    assert [name for name in (OTHER_SCHOOL, DAYCARE, CENTRE) if f"({name})" in text] == [OTHER_SCHOOL, DAYCARE, CENTRE]
    assert f"({ASSOCIATION})" not in text


def test_one_mail_a_month_however_often_it_runs(city, settings):
    rehearsed(city, settings)

    assert rehearsed(city, settings) == 0
    assert rehearsed(city, settings, datetime(2026, 11, 10, 7, 15)) == 0
    assert len(rows_of(city, outbox)) == 1


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(datetime(2026, 11, 6, 7, 15), id="the working day before"),
        pytest.param(datetime(2026, 11, 12, 6, 15), id="the report day"),
    ],
)
def test_on_other_days_nothing_is_rehearsed(city, settings, at):
    assert rehearse(city, settings, POLICY, MONTH, at) is None


def test_while_a_source_is_away_nothing_is_rehearsed_and_then_it_is(city, settings):
    lose_source(city, "postfach", datetime(2026, 11, 9, 5, 30))
    at = datetime(2026, 11, 9, 7, 15)
    with pytest.raises(OutageError, match=r"Die Generalprobe wartet: nicht zu erreichen ist „postfach“"):
        rehearse(city, settings, POLICY, MONTH, at, is_asked=False)
    assert rehearse(city, settings, POLICY, MONTH, datetime(2026, 11, 5, 7, 15), is_asked=False) is None
    assert rehearse(city, settings, POLICY, MONTH, at) is not None

    lose_source(city, "postfach", None)
    assert rehearse(city, settings, POLICY, MONTH, at, is_asked=False) is not None


def test_a_day_on_which_nothing_ran_is_made_up_for(city, settings):
    assert rehearsed(city, settings, datetime(2026, 11, 11, 7, 15)) == 1


def test_when_all_is_well_the_mail_is_short(city, settings):
    for form in ("daycare", "centre"):
        keep(city, make_reading(form), at=datetime(2026, 11, 8, 9))
    keep(city, make_reading("school", respondent=OTHER_SCHOOL), at=datetime(2026, 11, 8, 9))

    assert rehearsed(city, settings) == 1

    (mail,) = rows_of(city, outbox)
    assert mail["subject"].endswith("kein Punkt hielte den Bericht auf")
    assert "anrufen" not in mail["text"]
    assert "Das hielte ihn auf" not in mail["text"]


def test_who_lifts_what_blocks_is_called_before_the_others(city, settings):
    """Only the Kita's kind is under its minimum: the missing school comes after it, though its number is smaller."""
    gate = POLICY.gate.model_copy(update={"least_kind_rate_pct": 50.0})
    report = POLICY.report.model_copy(update={"least_rate_pct": 0.0})
    keep(city, make_reading("centre"), at=datetime(2026, 11, 8, 9))
    rehearsed(city, settings, policy=POLICY.model_copy(update={"gate": gate, "report": report}))

    (mail,) = rows_of(city, outbox)
    assert 0 < mail["text"].index(f"({DAYCARE})") < mail["text"].index(f"({OTHER_SCHOOL})")


def test_without_an_address_of_staff_or_any_returns_nothing_is_written(city, settings, monkeypatch):
    monkeypatch.delenv("MONATSBERICHT_STAFF_EMAIL")
    quiet = load_settings(settings.home)

    context = LetterContext.of(city, quiet, POLICY, MONTH, DAY)
    assert write_rehearsal_mail(context, Rehearsal(MONTH, 2, 5)) == 0
    assert rehearse(city, settings, POLICY, "2026-09", datetime(2026, 10, 9, 7)) is None
    assert rows_of(city, outbox) == []


@pytest.mark.parametrize(
    ("month", "before", "day"),
    [
        pytest.param("2026-10", 3, date(2026, 11, 9), id="three days before"),
        pytest.param("2026-10", 0, None, id="never"),
        pytest.param("2026-08", 3, date(2026, 9, 9), id="a Wednesday"),
        pytest.param("2026-06", 1, date(2026, 7, 10), id="Saturday before a report on Sunday: the Friday before"),
        pytest.param("2026-11", 6, date(2026, 12, 7), id="Sunday: the Monday after"),
    ],
)
def test_the_rehearsal_falls_on_a_working_day_before_the_report(month, before, day):
    assert rehearsal_day(Cycle.of(month, POLICY.calendar), before) == day
