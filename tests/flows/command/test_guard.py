"""What no run would work in is neither changed, erased nor sent from by a command; who only reads is not refused."""

import shlex
import shutil
from datetime import timedelta

import pytest

from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.disseminate.signature import public_key
from tasks.run_record import RunRecord, write_record
from tasks.warehouse import open_warehouse
from tests.factories import rows_of
from tests.flows.conftest import call
from tests.tasks.test_existing_warehouse import NOON, begin_anew, collected, forget, settings, used  # noqa: F401 - fixtures

LIST = "Nummer;Art;Name;Schulform;gültig ab\n169468;Schule;Eulenschule;G;2020-08-01\n"
WHO = "--by A --reason B"
CHANGING = (
    "retain", "retain --yes", "register liste.csv", "disseminate", "disseminate --key", "forms --month 2026-10",
    "remind --list", f"accept 1 {WHO}", f"discard 1 {WHO}", "recheck SCHOOL_PUPILS_S05_WITHIN_S01 --month 2026-10",
    f"waive SCHOOL_PUPILS_S05_WITHIN_S01 169468 --month 2026-10 --until 2026-12-31 {WHO}", "report --release " + WHO,
    f"replay --rule PLACE_UNKNOWN --since 2026-01 --apply {WHO}", "rules backtest GRANT_EXCEEDED --since 2026-01",
    "steering --month 2026-10", "questions --half 2026-1 --write",
    "nachweis --year 2026", "review",
)  # fmt: skip
READING = (
    "status", "accept", "discard", "waive", "rules", "changes --since 2026-11-01", "dictionary", "export",
    "replay --rule PLACE_UNKNOWN --since 2026-01",
)  # fmt: skip


@pytest.fixture
def home(used, tmp_path, monkeypatch):  # noqa: F811 - the fixture
    """One whose policy every run has followed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "liste.csv").write_text(LIST, encoding="utf-8")
    used.key_file.write_text("a" * 64, encoding="ascii")
    (used.home / "policy.toml").write_text("[retention]\nfile_years = 30\n", encoding="utf-8")
    collected(used, 1)
    return used


def everything(home):
    """Every file but the warehouse, which is compared by its rows, and what looking leaves in the log."""
    files = {path for path in home.home.rglob("*") if path.is_file() and not path.name.startswith("warehouse.db")}
    engine = open_warehouse(home.url)
    rows = [rows_of(engine, table) for table in (w.respondent, w.submission, w.return_, c.outbox, c.waiver, c.discard)]
    engine.dispose()
    return {path: path.read_bytes() for path in files}, rows


@pytest.mark.parametrize("command", CHANGING)
def test_a_command_that_changes_something_is_refused_where_the_policy_is_gone(home, capsys, command):
    (home.home / "policy.toml").unlink()
    before = everything(home)

    code, said = call(home.home, capsys, *shlex.split(command))

    assert code == 1, said
    assert "Die Datei policy.toml fehlt, nach der bisher gearbeitet wurde" in said
    assert everything(home) == before


@pytest.mark.parametrize("command", READING)
def test_a_command_that_only_reads_is_not_refused(home, capsys, command):
    (home.home / "policy.toml").unlink()
    shutil.rmtree(home.archive)
    shutil.rmtree(home.replies)
    home.key_file.unlink()

    assert "fehlt, nach der bisher" not in call(home.home, capsys, *shlex.split(command))[1]


def test_a_list_is_not_registered_for_another_centre_than_the_homes(home, capsys):
    (home.home / "settings.toml").write_text('centre = "05315000"\n', encoding="utf-8")
    before = everything(home)

    code, said = call(home.home, capsys, "register", "liste.csv")

    assert code == 1
    assert "Eingestellt ist das Zentrum 05315000, der Datenbestand kennt nur Berichtsstellen von 05914000" in said
    assert everything(home) == before


def test_where_nobody_is_registered_yet_a_list_is_the_remedy(home, capsys):
    begin_anew(home)

    code, said = call(home.home, capsys, "register", "liste.csv")

    assert code == 0, said
    assert "1 Berichtsstelle," in said


def test_a_lost_secret_is_neither_made_anew_nor_shown_nor_signed_with(home, capsys, tmp_path):
    (tmp_path / "land").mkdir()
    (home.home / "settings.toml").write_text(f'[[targets]]\nname = "land"\nurl = "{tmp_path}/land"\n')
    key = public_key(b"a" * 64)
    assert key in call(home.home, capsys, "disseminate", "--key")[1]
    home.key_file.unlink()
    shutil.rmtree(home.log)  # no run says that there was one

    for command in (["disseminate"], ["disseminate", "--key"]):
        code, said = call(home.home, capsys, *command)
        assert code == 1, said
        assert "Das Geheimnis der Meldeschlüssel (meldeschluessel.secret) fehlt" in said
        assert "Datensicherung" in said
    assert not home.key_file.exists()
    assert list((tmp_path / "land").iterdir()) == []


def test_where_no_secret_was_ever_needed_the_key_can_be_asked_for_in_advance(home, capsys):
    for part in ("outbox", "answer"):
        forget(home, part)
    home.key_file.unlink()
    shutil.rmtree(home.log)

    first, again = (call(home.home, capsys, "disseminate", "--key") for _ in range(2))

    assert first == again
    assert first[0] == 0


def test_nothing_is_delivered_where_archive_and_answers_are_gone(home, capsys):
    shutil.rmtree(home.archive)
    shutil.rmtree(home.replies)

    code, said = call(home.home, capsys, "disseminate")

    assert code == 1
    assert "Datensicherung" in said


def test_what_the_archive_has_lost_can_be_given_up_be_it_all(home, capsys):
    shutil.rmtree(home.archive)

    code, said = call(home.home, capsys, "discard", "1", "--by", "A", "--reason", "B")

    assert code == 0, said
    engine = open_warehouse(home.url)
    assert rows_of(engine, c.discard, "submission_id") == [(1,)]
    engine.dispose()


def test_nothing_is_erased_on_a_day_before_the_last_run_unless_it_is_named(home, capsys):
    ahead = (NOON + timedelta(days=900)).isoformat()
    write_record(home.log, RunRecord("einsammeln", "2026-10", ahead, ahead, is_scheduled=True, process="1"))

    code, said = call(home.home, capsys, "retain", "--yes")

    assert code == 1
    assert "Die Uhr dieses Rechners zeigt den 04.11.2026" in said
