"""What staff see of a month."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from config.settings import load_settings
from flows.command import show
from flows.command.look.status import show_status
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.mail.mail import Mail
from schemas.store.correspondence import incoming, outbox, source
from tasks.letters.outbox import enqueue_mails
from tasks.store.ledger import enter_month
from tasks.store.publication import next_plan, record_plan, record_published
from tasks.watch.situation import read_status
from tests.factories import (
    AT,
    DAYCARE,
    POLICY,
    SCHOOL,
    enter_respondents,
    keep,
    make_finding,
    make_nil,
    make_reading,
    make_verdict,
)
from tests.factories_summary import make_pins

ERROR = make_finding(severity=Severity.ERROR, message="Zelle B6: „Schülerinnen“ ist −1.")


@pytest.fixture
def city(engine):
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    return engine


@pytest.fixture
def screen(monkeypatch):
    """Returns what stands on a wide terminal."""
    from rich.console import Console

    console = Console(width=200, force_terminal=True, color_system=None, highlight=False)
    monkeypatch.setattr(show, "console", lambda: console)

    def shown(found):
        with console.capture() as capture:
            show_status(found)
        return capture.get()

    return shown


def status(engine, tmp_path, month="2026-10"):
    return read_status(engine, load_settings(tmp_path), month)


def test_a_month_has_its_days_and_what_is_owed(city, tmp_path):
    found = status(city, tmp_path)

    assert (found["month"], found["reference_date"], found["deadline"]) == ("2026-10", "2026-10-31", "2026-11-10")
    assert (found["report_date"], found["cutoff"]) == ("2026-11-12", "2026-11-25")
    assert (found["expected"], found["accepted"], found["published_version"]) == (5, 0, None)
    assert {row["state"] for row in found["returns"]} == {"expected"}


def test_accepted_and_nil_count_and_what_was_sent_back_does_not(city, tmp_path):
    keep(city, make_reading())
    keep(city, make_nil("daycare"))
    keep(city, make_reading("association"), make_verdict(State.RETURNED, ERROR))

    assert status(city, tmp_path)["accepted"] == 2


def test_it_is_plain_json(city, tmp_path):
    keep(city, make_reading(None, {}, respondent=None, month=None, reference_date=None), make_verdict(State.UNREADABLE))

    assert json.loads(json.dumps(status(city, tmp_path)))["unassigned"]


def test_a_month_that_nobody_owes_says_how_to_begin_and_what_is_stuck(engine, tmp_path, screen):
    put_mail(engine, given_up_at=AT, last_reply="550 unbekannt")
    shown = screen(status(engine, tmp_path))

    assert "Für Oktober 2026 wird noch keine Meldung erwartet" in shown
    assert "monatsbericht collect" in shown
    assert "Unzustellbare Mails" in shown
    assert "Rücklaufquote" not in shown


def test_of_a_warehouse_that_is_gone_nothing_is_claimed(screen):
    trouble = dict.fromkeys(("title", "cause", "affected", "remedy"), "x") | {"since": "2026-11-04T12:05:00"}
    found = {"month": "2026-10", "runs": [], "troubles": [trouble]}

    assert "wer für Oktober 2026 was schuldet, ist nicht bekannt" in screen(found)
    assert "noch keine Meldung erwartet" not in screen(found)
    assert "noch keine Meldung erwartet" in screen(found | {"troubles": []}), "a new home is no loss"


def test_states_are_counted_by_kind(city, tmp_path, screen):
    keep(city, make_reading())
    shown = screen(status(city, tmp_path))

    assert "Meldungen Oktober 2026" in shown
    assert [word for word in ("Schule", "Kita", "Verein", "Integrationszentrum") if word not in shown] == []
    assert "angenommen" in shown
    assert "erwartet" in shown


def test_what_is_settled_needs_nobody(city, tmp_path, screen):
    for form in ("daycare", "association", "centre"):
        keep(city, make_reading(form))
    keep(city, make_reading())
    keep(city, make_nil(respondent="169470"))
    shown = screen(status(city, tmp_path))

    assert "Zu klären" not in shown
    assert "Rücklaufquote 100,0" in shown


def test_what_was_sent_back_is_named_with_its_file(city, tmp_path, screen):
    keep(city, make_reading(file="Schule_Oktober.xlsx"), make_verdict(State.RETURNED, ERROR))
    shown = screen(status(city, tmp_path))
    (line,) = [line for line in shown.splitlines() if "Schule_Oktober.xlsx" in line]

    assert SCHOOL in line
    assert "zurückgegeben" in line
    assert "1" in line


def test_what_was_sent_back_stands_before_what_is_only_awaited(city, tmp_path, screen):
    keep(city, make_reading("association"), make_verdict(State.RETURNED, ERROR))

    lines = screen(status(city, tmp_path)).split("Zu klären")[1].splitlines()

    assert "zurückgegeben" in lines[3]  # behind heading and line
    assert "Was zu berichtigen ist, liegt im Datenordner unter replies/, im Ordner der Berichtsstelle." in lines


def test_a_newer_version_that_was_sent_back_is_shown_beside_the_one_in_force(city, tmp_path, screen):
    keep(city, make_reading())
    keep(city, make_reading(), make_verdict(State.RETURNED, ERROR), at=AT + timedelta(days=1))

    assert "angenommen, neuere Fassung zurückgegeben" in screen(status(city, tmp_path))


def test_files_that_belong_to_nobody_are_shown_with_their_finding(city, tmp_path, screen):
    broken = make_reading(None, {}, respondent=None, month=None, reference_date=None, file="[rot]scan.jpg")
    found = make_finding(severity=Severity.ERROR, message="Die Datei ist ein Bild oder Foto.")
    keep(city, broken, make_verdict(State.UNREADABLE, found))
    shown = screen(status(city, tmp_path))

    assert "Lieferungen ohne Zuordnung" in shown
    assert "[rot]scan.jpg" in shown
    assert "Die Datei ist ein Bild oder Foto." in shown


def test_a_closed_respondents_file_is_shown_too(city, tmp_path, screen):
    enter_respondents(city, "169482", spans=[])
    keep(city, make_reading(respondent="169482", file="zu.xlsx"), make_verdict(State.RETURNED, ERROR))

    assert "zu.xlsx" in screen(status(city, tmp_path))


def test_another_centre_sees_its_own(city, tmp_path):
    (tmp_path / "settings.toml").write_text('centre = "05913000"\n', encoding="utf-8")

    assert status(city, tmp_path)["returns"] == []


def test_the_rate_and_the_days_close_it(city, tmp_path, screen):
    keep(city, make_reading())
    last = screen(status(city, tmp_path)).strip().splitlines()[-1]

    assert last.startswith("Rücklaufquote 20,0")
    assert "(1 von 5); Abgabetermin 10.11.2026, Ausschlussfrist 25.11.2026; noch kein Bericht veröffentlicht." in last


def test_respondents_stand_in_the_order_of_their_kind(city, tmp_path):
    assert [row["kind"] for row in status(city, tmp_path)["returns"]] == sorted(
        ["association", "centre", "daycare", "school", "school"]
    )
    assert DAYCARE in {row["respondent_id"] for row in status(city, tmp_path)["returns"]}


def test_who_is_exempt_is_counted_apart_with_the_reason(engine, tmp_path, screen):
    enter_respondents(engine)
    enter_month(engine, "2026-07", POLICY.calendar, AT)
    shown = screen(status(engine, tmp_path, "2026-07"))

    assert "Befreit: 2-mal Sommerferien (20.07.2026 bis 01.09.2026)." in shown
    assert "befreit" in shown
    assert "(0 von 3)" in shown
    assert not [line for line in shown.split("Zu klären")[1].splitlines() if SCHOOL in line]


def test_what_is_set_aside_waits_for_somebody(city, tmp_path, screen):
    wrong = make_finding(rule="SUBMISSION_KEY", severity=Severity.ERROR, message="Der Meldeschlüssel fehlt.")
    keep(city, make_reading(file="fremd.xlsx"), make_verdict(State.SET_ASIDE, wrong))
    found = status(city, tmp_path)
    shown = screen(found)

    assert [row["file"] for row in found["set_aside"]] == ["fremd.xlsx"]
    assert "Zurückgestellt, bis jemand entscheidet" in shown
    assert "monatsbericht accept NUMMER" in shown
    assert shown.count("fremd.xlsx") == 1
    assert json.loads(json.dumps(found))["set_aside"]


def test_that_somebody_told_of_persons_is_seen_and_not_what(city, tmp_path, screen):
    text = make_finding(rule="TEXT_PERSON", severity=Severity.WARNING, message="Hier steht vermutlich ein Name.")
    listed = make_finding(rule="COLUMN_PERSON", severity=Severity.ERROR, message="Eine Spalte sieht nach Personen aus.")
    keep(city, make_reading(file="schule.xlsx"), make_verdict(State.RETURNED, text, listed, text))
    found = status(city, tmp_path)
    shown = screen(found)

    assert [(row["respondent_id"], row["rule"], row["times"]) for row in found["withheld"]] == [
        (SCHOOL, "COLUMN_PERSON", 1),
        (SCHOOL, "TEXT_PERSON", 2),
    ]
    assert "Liste von Personen, nicht gelesen" in shown
    assert json.loads(json.dumps(found))["withheld"]


def put_mail(engine, **overrides):
    mail = Mail("<m@ki.example>", "receipt", "kita@hagen.example", "Quittung", "Text", "<p>Text</p>", month="2026-10")
    with engine.begin() as connection:
        enqueue_mails(connection, [mail], AT)
        connection.execute(update(outbox).values(**overrides))


def test_mails_that_wait_or_could_not_be_delivered_are_named(city, tmp_path, screen):
    put_mail(city, attempts=1)
    assert "Im Postausgang: 1, die älteste Mail seit 05.11.2026, 09:00 Uhr." in screen(status(city, tmp_path))


def test_a_mail_that_nobody_takes_is_named_with_the_servers_words(city, tmp_path, screen):
    put_mail(city, given_up_at=AT, last_reply="550 unbekannt")
    shown = screen(status(city, tmp_path))

    assert "Unzustellbare Mails" in shown
    assert "kita@hagen.example" in shown
    assert "550 unbekannt" in shown


def test_the_published_rate_stays_while_the_counts_go_on(city, tmp_path, screen):
    keep(city, make_reading())
    plan = next_plan(city, "05914000", "2026-10", AT)
    record_plan(city, "05914000", "2026-10", plan, "c" * 64, make_pins(school=(2, 1), daycare=(3, 0)))
    record_published(city, "05914000", "2026-10", "1.0", "m" * 64)
    keep(city, make_reading("daycare"), at=AT + timedelta(days=1))
    last = screen(status(city, tmp_path)).strip().splitlines()[-1]

    assert "(2 von 5)" in last
    assert "veröffentlicht ist Fassung 1.0 mit 20,0 % (1 von 5)." in last.replace("\u202f", " ").replace("\xa0", " ")


def enter_incoming(engine, outcome, number):
    row = {
        "incoming_id": number, "source": "postfach", "path": str(number), "mark": "m", "sha256": "0" * 64,
        "byte_count": 1, "received_at": AT, "seen_at": AT, "outcome": outcome, "parts": 0,
    }  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(incoming), row)


def test_a_source_that_is_away_and_mails_that_somebody_must_read_are_named(city, tmp_path, screen):
    with city.begin() as connection:
        connection.execute(insert(source), {"source": "postfach", "failed_at": AT, "reason": "das Kennwort gilt nicht"})
    for number, outcome in enumerate(("taken", "nothing", "automatic"), 1):
        enter_incoming(city, outcome, number)
    found = status(city, tmp_path)
    shown = screen(found)

    assert "Die Quelle „postfach“ ist seit 05.11.2026, 09:00 Uhr nicht erreichbar: das Kennwort gilt nicht." in shown
    assert "Quelle „postfach“: 2 Eingänge ohne Meldung" in shown
    assert json.loads(json.dumps(found))["sources"][0]["taken"] == 1
