"""One page for the office: it says what status says, holds no figure of a return, and is written whatever is broken."""

import json
from datetime import timedelta

import pytest

from config.policy import load_policy
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store.correspondence import outbox
from tasks.letters.outbox import enqueue_mails
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tasks.watch.situation import read_situation
from tasks.watch.watch import watch
from tests.factories import SCHOOL, enter_respondents, keep, make_finding, make_reading, make_verdict
from tests.factories_outbox import make_mail
from tests.flows.conftest import call
from tests.servers.smtp import SmtpServer
from tests.tasks.watch.conftest import BROKEN, NOON, enter_dead, enter_run, page_of

EVIL = '<script>alert("x")</script>'


@pytest.fixture
def engine(settings):
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    enter_month(engine, "2026-10", load_policy().calendar, NOON)
    return engine


def test_it_names_who_owes_and_when_each_flow_ran(settings, engine):
    enter_run(settings, "einsammeln", NOON - timedelta(minutes=5))
    shown = page_of(settings)

    assert "Alles läuft." in shown
    assert "Berichtsmonat Oktober 2026" in shown
    assert "erwartet (" in shown
    assert "einsammeln: getan" in shown
    assert "monatsbericht: kein Lauf verzeichnet" in shown
    assert settings.situation_page.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("enter", "word"), [(enter_dead, "abgebrochen"), (enter_run, "gescheitert")])
@pytest.mark.slow
def test_a_run_that_did_not_end_well_is_red_on_page_and_terminal_and_in_json(settings, engine, capsys, enter, word):
    enter(settings, "einsammeln", NOON, *([BROKEN] if word == "gescheitert" else []))
    shown = page_of(settings)

    assert "Eine Sache braucht jemanden." in shown
    assert f'<strong class="bad">einsammeln: {word}' in shown
    code, said = call(settings.home, capsys, "status", "--month", "2026-10")
    assert code == 0
    assert f"einsammeln“ für Oktober 2026 {'wurde' if enter is enter_dead else 'ist'} {word}" in said
    found = json.loads(call(settings.home, capsys, "status", "--json", "--month", "2026-10")[1])
    assert [one["key"].split("/")[:2] for one in found["troubles"]] == [["run", "einsammeln"]]
    assert call(settings.home, capsys, "self-check")[0] == 1


def test_self_check_says_that_all_is_well(settings, engine, capsys):
    assert call(settings.home, capsys, "self-check") == (0, "Alles läuft.")
    assert call(settings.home, capsys, "self-check", "--json") == (0, "[]")


def test_what_comes_from_outside_is_text(settings, engine):
    enter_run(settings, "einsammeln", NOON, type(BROKEN)((EVIL,)))
    shown = page_of(settings)

    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_that_somebody_told_of_persons_is_on_the_page(settings, engine):
    told = make_finding(rule="TEXT_PERSON", severity=Severity.WARNING)
    keep(engine, make_reading(), make_verdict(State.ACCEPTED_WITH_QUERIES, told))

    assert f"Stelle {SCHOOL} ({SCHOOL}): Text mit Angaben zu Personen, 1-mal" in page_of(settings)


def test_without_a_warehouse_it_is_written_all_the_same(settings):
    (settings.home / "warehouse.db").write_bytes(b"broken" * 500)
    shown = page_of(settings)

    assert "Der Datenbestand lässt sich nicht" in shown
    assert "Läufe" in shown


def test_where_the_home_is_away_no_flow_is_said_never_to_have_run(settings):
    """Its records are away with it: that none is written down is all that can be known."""
    settings.inbox.rmdir()
    shown = page_of(settings)

    assert "ist nicht da, oder er ist leer" in shown
    assert "einsammeln: kein Lauf verzeichnet" in shown
    assert "Zuletzt getan: nichts verzeichnet" in shown
    assert "noch nie" not in shown


def test_a_look_creates_no_warehouse_and_tells_nobody_where_nothing_is_wrong(settings):
    assert watch(settings, NOON) == 0
    assert not (settings.home / "warehouse.db").exists()


def test_the_situation_is_plain_json(settings, engine):
    assert json.loads(json.dumps(read_situation(settings, "2026-10", NOON, engine, ())))["month"] == "2026-10"


@pytest.mark.parametrize(("count", "is_open"), [(15, True), (16, False)])
def test_a_list_that_fills_the_screen_is_closed(settings, count, is_open):
    engine = open_warehouse(settings.url)
    enter_respondents(engine, *(f"{number:06}" for number in range(count)))
    enter_month(engine, "2026-10", load_policy().calendar, NOON)
    shown = page_of(settings)

    assert f"erwartet ({count})" in shown
    assert ("<details open>" in shown) is is_open
    assert f"Stelle {count - 1:06}" in shown


@pytest.mark.parametrize("name", ["policy.toml", "orte.csv"])
def test_rules_that_cannot_be_read_are_told_and_stand_on_the_page(settings, name):
    open_warehouse(settings.url).dispose()
    (settings.home / name).write_text("[calendar\nHaspe\n", encoding="utf-8")
    with SmtpServer() as server:
        sent = watch(settings.model_copy(update={"smtp_url": server.url}), NOON)
        subjects = [str(one.mail["Subject"]) for one in server.messages]

    assert sent == len(subjects) == 1
    assert "Achtung: " in subjects[0]
    assert name in settings.situation_page.read_text(encoding="utf-8")


def test_mails_that_nobody_got_are_told_once_and_stand_on_the_page_whatever_their_month(settings, engine):
    """An answer to a file that nobody could read has no month, that to a late return the one before."""
    settings.key_file.write_text("0123456789abcdef", encoding="ascii")
    asked = [make_mail(name, month=month) for name, month in (("a", None), ("b", "2026-09"), ("c", None))]
    with engine.begin() as connection:
        enqueue_mails(connection, asked, NOON)
        lost = outbox.c.message_id.in_([mail.message_id for mail in asked[:2]])
        connection.execute(outbox.update().where(lost).values(given_up_at=NOON, last_reply="550 unbekannt"))
    with SmtpServer() as server:
        for minutes in (1, 10):
            watch(settings.model_copy(update={"smtp_url": server.url}), NOON + timedelta(minutes=minutes))
        subjects = [str(one.mail["Subject"]) for one in server.messages]
    shown = settings.situation_page.read_text(encoding="utf-8")

    assert subjects == ["2 Mails sind unzustellbar"]
    assert "Unzustellbare Mails (2)" in shown
    assert "Im Postausgang wartet eine Mail" in shown
