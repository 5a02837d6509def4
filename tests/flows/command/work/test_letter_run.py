"""`forms`, `invite` and `remind`; the flows themselves are watched in tests/flows/test_letter_steps.py."""

from datetime import datetime

import openpyxl
import pytest

from config.errors import MailError, raise_problems
from config.settings import load_settings
from flows.command.cli import main
from flows.command.work import invite, letter_run
from flows.server import execute
from schemas.form.layout import META_SHEET
from schemas.mail.submission_key import key_fits
from tasks.secret import key_secret
from tasks.warehouse import open_warehouse
from tests.factories import KINDS, SCHOOL, archive_all, enter_respondents, keep, make_reading
from tests.flows.conftest import call


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An installation with five respondents, on the 11th of November."""
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    for module in (letter_run, invite):
        monkeypatch.setattr(module, "moment_of", lambda _: datetime(2026, 11, 11, 9))
    assert main(["init", "--home", str(tmp_path / "hagen")]) == 0
    engine = open_warehouse(f"sqlite:///{tmp_path / 'hagen' / 'warehouse.db'}")
    enter_respondents(engine)
    engine.dispose()
    return tmp_path / "hagen"


def flows_answer(monkeypatch, **result):
    """Instead of running a flow, answer what it would return."""
    given = {"month": "2026-10", "sent": 0, "given_up": 0, "unreachable": [], **result}
    monkeypatch.setattr(execute, "execute", lambda *_: [given])


def test_everybody_who_owes_gets_a_form_with_their_key(home, capsys):
    code, said = call(home, capsys, "forms", "--month", "2026-10")
    books = sorted((home / "meldeboegen" / "2026-10").glob("*.xlsx"))
    hidden = {line[0].value: line[1].value for line in openpyxl.load_workbook(books[-1])[META_SHEET].iter_rows()}

    assert code == 0
    assert "5 Meldebögen für Oktober 2026" in said
    assert len(books) == len(KINDS)
    secret = key_secret(load_settings(home).key_file, {})
    assert key_fits(secret, hidden["submission_key"], hidden["respondent"], "2026-10")


def test_they_can_lie_elsewhere(home, capsys, tmp_path):
    call(home, capsys, "forms", "--month", "2026-10", "--to", str(tmp_path / "druck"))

    assert len(list((tmp_path / "druck").glob("*.xlsx"))) == len(KINDS)
    assert not (home / "meldeboegen").exists()


def test_where_nobody_owes_it_says_how_to_begin(home, capsys):
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM respondent_span")
    engine.dispose()
    code, said = call(home, capsys, "forms", "--month", "2026-10")

    assert code == 2
    assert "monatsbericht register LISTE" in said


def test_an_invitation_says_what_it_did(home, capsys, monkeypatch):
    monkeypatch.setattr(invite, "moment_of", lambda _: datetime(2026, 11, 10, 23))
    flows_answer(monkeypatch, forms=5, invitations=4, unreachable=["05914000"])
    _, said = call(home, capsys, "invite")

    assert "Oktober 2026: 5 Bögen, 4 Einladungen geschrieben." in said
    assert "Mailversand ist nicht eingerichtet" in said
    assert "Ohne E-Mail-Adresse: 05914000." in said
    assert "Abgabetermin" not in said


def test_after_the_deadline_an_invitation_says_why_it_writes_nothing(home, capsys, monkeypatch):
    flows_answer(monkeypatch, forms=0, invitations=0)
    code, said = call(home, capsys, "invite")

    assert code == 0
    assert "Oktober 2026: 0 Bögen, 0 Einladungen geschrieben." in said
    assert "Eingeladen wird nur bis zum Abgabetermin, und der war am 10.11.2026." in said
    assert (
        "Wer fehlt, wird erinnert (monatsbericht remind); Bögen schreibt monatsbericht forms --month 2026-10." in said
    )


@pytest.mark.parametrize(
    ("day", "said"), [(None, "heute steht keine Erinnerung an"), ("2026-11-08", "3 Erinnerungen geschrieben")]
)
def test_a_reminder_says_what_it_did(home, capsys, monkeypatch, day, said):
    flows_answer(monkeypatch, day=day, reminders=3)

    assert said in call(home, capsys, "remind")[1]


def test_what_was_written_is_said_also_when_the_mail_server_is_away(home, capsys, monkeypatch):
    def fail(*_):
        result = {
            "month": "2026-10",
            "day": "2026-11-08",
            "reminders": 3,
            "rehearsals": 0,
            "sent": 0,
            "given_up": 0,
            "unreachable": [],
        }
        raise_problems([MailError("Der Mailserver ist aus.")], [result])

    monkeypatch.setattr(execute, "execute", fail)
    code, said = call(home, capsys, "remind")

    assert code == 1
    assert "Oktober 2026: 3 Erinnerungen geschrieben." in said
    assert said.endswith("Der Mailserver ist aus.")


def test_the_phone_list_names_those_who_owe_and_nobody_else(home, capsys):
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    keep(engine, make_reading())
    archive_all(home, engine)
    engine.dispose()
    code, said = call(home, capsys, "remind", "--list", "--month", "2026-10")

    assert code == 0
    assert "Fehlende Meldungen Oktober 2026" in said
    assert SCHOOL not in said
    assert "K-05914000-0001" in said
    assert "Abgabetermin war der 10.11.2026." in said


def test_until_the_deadline_has_passed_the_phone_list_says_when_it_is(home, capsys, monkeypatch):
    monkeypatch.setattr(letter_run, "moment_of", lambda _: datetime(2026, 11, 10, 9))

    assert "Abgabetermin ist der 10.11.2026." in call(home, capsys, "remind", "--list", "--month", "2026-10")[1]


def test_a_month_that_has_not_opened_is_refused(home, capsys):
    code, said = call(home, capsys, "forms", "--month", "2026-12")

    assert code == 2
    assert "öffnet erst am" in said
