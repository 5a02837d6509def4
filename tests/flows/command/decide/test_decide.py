"""What staff let through by name, from the command line to the next run."""

from datetime import datetime
from hashlib import sha256

import pytest
from sqlalchemy import update

from flows.command.cli import main
from schemas.check.catalogue import CHECKS
from schemas.files.incoming import archive_path
from schemas.mail.submission_key import submission_key
from schemas.store import warehouse as w
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.secret import key_secret
from tasks.store.ledger import enter_month
from tasks.warehouse import open_warehouse
from tests.factories import POLICY, enter_respondents, enter_submission, make_reading, rows_of
from tests.factories_workbook import make_form, make_rows

AT = datetime(2026, 11, 5, 9)
WHO = ("--by", "A. Beispiel", "--reason", "Anruf der Schule")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An installation in which one school owes its return for October."""
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    assert main(["init", "--home", str(tmp_path / "hagen")]) == 0
    return tmp_path / "hagen"


@pytest.fixture
def engine(home):
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    yield engine
    engine.dispose()


def desk(home):
    return IntakeContext(POLICY, AT, secret=key_secret(home / "meldeschluessel.secret", {}))


def key_of(home):
    return submission_key(key_secret(home / "meldeschluessel.secret", {}), "169468", "2026-10")


def send(engine, home, content):
    """Enter one file and take it in; returns how many came to which state."""
    digest = sha256(content).hexdigest()
    path = archive_path(home / "archive", digest)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    number = enter_submission(engine, make_reading(file="meldung.xlsx"))
    with engine.begin() as connection:
        connection.execute(update(w.submission).values(sha256=digest))
    taken = process_batch(engine, desk(home), [WaitingFile(number, path, "meldung.xlsx")])
    assert taken.faults == {}
    return dict(taken.states)


def take_again(engine, home):
    """What a next run does with what waits, here with the one file that was sent."""
    archive = home / "archive"
    waiting = [WaitingFile(number, archive_path(archive, digest), name) for number, digest, name in pending(engine)]
    return dict(process_batch(engine, desk(home), waiting).states)


def call(home, *arguments):
    return main([arguments[0], "--home", str(home), *arguments[1:]])


def test_a_file_without_its_key_waits_for_a_name(home, engine, capsys):
    assert send(engine, home, make_form(rows=make_rows(school_arrivals=[]), submission_key="")) == {"set_aside": 1}
    assert rows_of(engine, w.return_, "state", respondent_id="169468") == [("expected",)]

    assert call(home, "accept") == 0
    assert "Zurückgestellte Lieferungen" in capsys.readouterr().out
    assert call(home, "accept", "1", *WHO) == 0
    assert "Zugelassen: Lieferung 1 (meldung.xlsx)" in capsys.readouterr().out

    assert take_again(engine, home) == {"accepted": 1}
    assert rows_of(engine, w.submission, "state", "recheck_of") == [("set_aside", None), ("accepted", 1)]
    assert rows_of(engine, w.return_, "state", respondent_id="169468") == [("accepted",)]
    assert call(home, "accept") == 0
    assert "keine Lieferung zurückgestellt" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [("accept", "1"), ("accept", "99", *WHO), ("accept", "x")],
    ids=["no name", "no such file", "no number"],
)
def test_what_cannot_be_accepted_is_wrong_usage(home, engine, arguments, capsys):
    try:
        code = call(home, *arguments)
    except SystemExit as stop:
        code = stop.code

    assert code == 2
    assert "monatsbericht" in capsys.readouterr().err


def test_what_is_set_aside_and_does_not_count_is_given_up(home, engine, capsys):
    send(engine, home, make_form(rows=make_rows(school_arrivals=[]), submission_key=""))

    assert call(home, "discard") == 0
    assert "Offene Lieferungen" in capsys.readouterr().out
    assert call(home, "discard", "1") == 2
    assert call(home, "discard", "1", *WHO) == 0
    assert "Abgeschrieben: Lieferung 1 (meldung.xlsx)" in capsys.readouterr().out
    assert take_again(engine, home) == {}
    assert call(home, "discard") == 0
    assert "Es wartet keine Lieferung" in capsys.readouterr().out


def test_a_file_that_the_archive_has_lost_is_given_up_by_name_and_its_figures_stay(home, engine, capsys):
    send(engine, home, make_form(rows=make_rows(), submission_key=key_of(home)))
    assert call(home, "discard", "1", *WHO) == 2
    assert "ist angenommen mit Rückfragen: abgeschrieben wird nur" in capsys.readouterr().err
    (archived,) = (path for path in (home / "archive").rglob("*") if path.is_file())
    archived.unlink()

    assert call(home, "discard") == 0
    assert "angenommen mit Rückfragen, fehlt im Archiv" in " ".join(capsys.readouterr().out.split())
    assert call(home, "discard", "1", *WHO) == 0
    assert rows_of(engine, w.return_, "state", respondent_id="169468") == [("accepted_with_queries",)]
    assert call(home, "discard") == 0
    assert "keine fehlt im Archiv" in capsys.readouterr().out
    assert call(home, "discard", "1", *WHO) == 2
    assert "ist schon abgeschrieben" in capsys.readouterr().err


def test_a_waived_rule_lets_the_return_in(home, engine, capsys):
    wrong = {"grade": "01", "pupils": 9, "first_support": 10}
    content = make_form(rows={"school_pupils": [wrong]}, submission_key=key_of(home))
    assert send(engine, home, content) == {"returned_for_correction": 1}

    rule = "SCHOOL_PUPILS_S05_WITHIN_S01"
    assert call(home, "waive", rule, "169468", "--month", "2026-10", "--until", "2099-12-31", *WHO) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"Ausnahme 1: {rule} gilt für 169468, Oktober 2026, nicht; gültig bis 31.12.2099." in said
    assert "1 zurückgegebene Lieferung ist davon betroffen" in said

    assert set(take_again(engine, home)) <= {"accepted", "accepted_with_queries"}
    assert call(home, "waive") == 0
    assert "Ausnahmen" in capsys.readouterr().out


def test_a_rule_that_was_put_right_checks_again_what_it_sent_back(home, engine, monkeypatch, capsys):
    rule, wrong = "SCHOOL_PUPILS_S05_WITHIN_S01", {"grade": "01", "pupils": 9, "first_support": 10}
    send(engine, home, make_form(rows={"school_pupils": [wrong]}, submission_key=key_of(home)))
    assert call(home, "recheck", rule, "--month", "2026-09") == 0
    assert "Für September 2026 ist keine Lieferung wegen" in " ".join(capsys.readouterr().out.split())

    monkeypatch.delitem(CHECKS, rule)
    assert call(home, "recheck", f"{rule}_X", "--month", "2026-10") == 2  # a mistyped one is not one that found nothing
    assert call(home, "recheck", rule, "--month", "2026-10") == 0
    assert "1 zurückgegebene Lieferung wird erneut geprüft" in " ".join(capsys.readouterr().out.split())
    assert set(take_again(engine, home)) <= {"accepted", "accepted_with_queries"}
    assert rows_of(engine, w.submission, "state", submission_id=1) == [("returned_for_correction",)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ABOVE_LIMIT",), "braucht Regel, Berichtsstelle, Monat und Ende"),
        (("ABOVE_LIMIT", "169468", "--month", "2026-10", "--until", "morgen", *WHO), "ist kein Tag"),
        (("ABOVE_LIMIT", "169468", "--month", "Oktober", "--until", "2099-12-31", *WHO), "ist kein Monat"),
        (("FILE_PDF", "169468", "--month", "2026-10", "--until", "2099-12-31", *WHO), "gilt für alle"),
        (("ABOVE_LIMIT", "169468", "--month", "2026-10", "--until", "2099-12-31"), "Namen und Begründung"),
    ],
)
def test_a_waiver_that_means_nothing_is_wrong_usage(home, engine, arguments, said, capsys):
    assert call(home, "waive", *arguments) == 2
    assert said in capsys.readouterr().err
