"""What members of staff do by mistake, and what they read then: one German sentence, and nothing is damaged."""

import errno
import os
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from config.errors import ArchiveError
from config.settings import TIMEZONE, load_settings
from flows.command.cli import main
from flows.command.look import doctor
from schemas.files.incoming import archive_path
from schemas.store import warehouse as w
from tasks.intake.receive import pending
from tasks.run import Run
from tasks.store.decisions import discard_submission
from tests.factories import AT, rows_of
from tests.factories_inbox import receive_folder

NEEDS_A_HOME = ("register", "forms", "collect", "report", "run", "rerun", "status", "serve")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An installation as `init` leaves it."""
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    assert main(["init", "--home", str(tmp_path / "hagen")]) == 0
    return tmp_path / "hagen"


@pytest.mark.parametrize("name", NEEDS_A_HOME)
def test_a_mistyped_home_does_not_become_a_second_installation(name, tmp_path, capsys):
    (tmp_path / "stellen.csv").write_text("Nummer;Art\n", encoding="utf-8")
    given = [str(tmp_path / "stellen.csv")] if name == "register" else []

    assert main([name, *given, "--home", str(tmp_path / "hagne")]) == 2

    assert f"„{tmp_path / 'hagne'}“ ist kein Datenordner" in capsys.readouterr().err
    assert not (tmp_path / "hagne").exists()


@pytest.mark.parametrize("name", ["init", "doctor", "status", "run", "demo"])
def test_a_file_where_the_home_should_be_is_said_in_german(name, tmp_path, capsys):
    (tmp_path / "hagen").write_text("eine Datei", encoding="utf-8")

    assert main([name, "--home", str(tmp_path / "hagen")]) in {1, 2}

    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "said"),
    [
        pytest.param(errno.ENOSPC, "„/hagen“: der Datenträger ist voll. Bitte", id="full disk"),
        pytest.param(errno.EACCES, "„/hagen“: die Berechtigung fehlt. Bitte", id="no right"),
        pytest.param(errno.EROFS, "„/hagen“: der Datenträger ist schreibgeschützt. Bitte", id="read-only"),
    ],
)
def test_what_the_machine_refuses_is_one_sentence(monkeypatch, capsys, number, said):
    def fail(_):
        raise OSError(number, "in English", "/hagen")

    monkeypatch.setattr(doctor, "perform", fail)

    assert main(["doctor"]) == 1

    shown = capsys.readouterr().err
    assert said in shown
    assert "English" not in shown


def test_a_full_disk_is_named_though_the_prefect_server_failed_of_it_too(monkeypatch, capsys):
    def fill(_):
        raise RuntimeError("(sqlite3.OperationalError) database or disk is full")

    def fail(_):
        try:
            fill(_)
        except RuntimeError:
            raise ValueError("500 Internal Server Error") from TimeoutError("something else")

    monkeypatch.setattr(doctor, "perform", fail)

    assert main(["doctor"]) == 1

    assert "der Datenträger ist voll" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["collect", "report", "run", "rerun"])
def test_a_month_that_has_not_opened_is_refused_before_anything_is_owed_for_it(name, home, capsys):
    assert main([name, "--home", str(home), "--month", "2090-01"]) == 2

    assert "Der Berichtsmonat Januar 2090 öffnet erst am 31.01.2090." in capsys.readouterr().err


def test_a_day_in_the_future_is_refused_because_returns_would_grow_old_by_it(home, capsys):
    tomorrow = datetime.now(TIMEZONE).date() + timedelta(days=1)

    assert main(["run", "--home", str(home), "--at", tomorrow.isoformat()]) == 2

    assert "liegt in der Zukunft" in capsys.readouterr().err


def test_the_month_that_opens_on_the_day_is_not_refused():
    from tasks.run import check_due

    check_due("2026-10", datetime(2026, 10, 30, 6), date(2026, 11, 1))


def test_what_somebody_deleted_or_changed_in_the_archive_is_named_and_the_rest_goes_on(engine, tmp_path):
    # Only here: with Prefect in the process, loggers that other tests use want a flow run.
    from tasks.intake.steps import list_received

    settings = load_settings(tmp_path).model_copy(
        update={"warehouse_url": engine.url.render_as_string(hide_password=False)}
    )
    run = Run(settings, "2026-10", AT, AT)
    settings.inbox.mkdir()
    for name in ("eins", "zwei", "drei"):
        (settings.inbox / f"{name}.xlsx").write_text(name, encoding="utf-8")
        os.utime(settings.inbox / f"{name}.xlsx", (AT.timestamp() - 9_000,) * 2)  # nobody is writing it any more
    receive_folder(engine, settings.inbox, settings.archive, AT)
    paths = {name: archive_path(settings.archive, digest) for _, digest, name in pending(engine)}
    paths["eins.xlsx"].unlink()
    paths["zwei.xlsx"].chmod(0o640)
    paths["zwei.xlsx"].write_text("kaputt", encoding="utf-8")

    with pytest.raises(ArchiveError, match="2 Lieferungen fehlen im Archiv") as caught:
        list_received.fn(run)
    assert [file.name for batch in caught.value.partial for file in batch] == ["drei.xlsx"]
    assert "(eins.xlsx)" in str(caught.value)
    assert "(zwei.xlsx)" in str(caught.value)

    # Given up by name, nobody misses it any more.
    gone = next(number for number, _, name in pending(engine) if name == "eins.xlsx")
    discard_submission(engine, gone, "A. Beispiel", "verloren", AT)
    with pytest.raises(ArchiveError, match="Eine Lieferung fehlt im Archiv"):
        list_received.fn(run)

    # Laid into the inbox once more, they are whole again.
    receive_folder(engine, settings.inbox, settings.archive, AT)
    assert sum(map(len, list_received.fn(run))) == 2

    # Sent once more, what was given up is checked like any other.
    (settings.inbox / "noch einmal.xlsx").write_text("eins", encoding="utf-8")
    os.utime(settings.inbox / "noch einmal.xlsx", (1_000, 1_000))
    assert receive_folder(engine, settings.inbox, settings.archive, AT).new == 1
    assert rows_of(engine, w.submission, "state", "recheck_of", recheck_of=gone) == [("received", gone)]
    assert sum(map(len, list_received.fn(run))) == 3

    # What was stored long ago is missed as well: nobody could check it again.
    stored = next(number for number, _, name in pending(engine) if name == "drei.xlsx")
    with engine.begin() as connection:
        connection.execute(update(w.submission).where(w.submission.c.submission_id == stored).values(state="accepted"))
    paths["drei.xlsx"].unlink()
    with pytest.raises(ArchiveError, match=rf"Eine Lieferung fehlt im Archiv.*{stored} \(drei\.xlsx\)") as caught:
        list_received.fn(run)
    assert sum(map(len, caught.value.partial)) == 2
    discard_submission(engine, stored, "A. Beispiel", "in keiner Sicherung", AT, settings.archive)
    assert sum(map(len, list_received.fn(run))) == 2
    assert rows_of(engine, w.submission, "state", submission_id=stored) == [("accepted",)]
