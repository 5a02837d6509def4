"""Who hears of a run that ended before it could write anything down."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from prefect.states import Cancelled, Completed, Crashed, Failed

from config.settings import load_settings
from flows.server import unbegun as module
from flows.server.recover import ENDED
from flows.server.unbegun import UNBEGUN, record_unbegun
from tasks.run_record import RunRecord, read_runs, this_process, write_record
from tasks.watch.troubles import find_troubles
from tests.flows.server.test_recover import DEPLOYMENTS, PrefectClient, run_of

NOW = datetime(2026, 11, 12, 6, 31)
SAID = "Flow run encountered an exception: SettingsError: settings.toml ist keine gültige TOML-Datei: zwei\nZeilen."
OLD = datetime.now(UTC) - timedelta(minutes=20)


class Client(PrefectClient):
    """Knows the deployments, too."""

    def read_deployments(self):
        return [type("Deployment", (), {"id": number, "name": name}) for name, number in DEPLOYMENTS.items()]


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setattr("config.clock.now", lambda: NOW)
    (tmp_path / "inbox").mkdir()  # so it is a home
    return load_settings(tmp_path)


def look(settings, monkeypatch, *runs):
    monkeypatch.setattr(module, "get_client", lambda *, sync_client: nullcontext(Client(*runs)))
    record_unbegun(settings)
    return [record for name in DEPLOYMENTS for record in read_runs(settings.log, name)]


@pytest.mark.parametrize(
    ("state", "became"),
    [
        pytest.param(
            lambda: Failed(message=SAID),
            ("failed", "SettingsError", "settings.toml ist keine gültige TOML-Datei: zwei\nZeilen."),
            id="it says why",
        ),
        pytest.param(Cancelled, ("dead", "", UNBEGUN), id="somebody cancelled it"),
        pytest.param(
            lambda: Crashed(message="Flow run process exited with non-zero status code 1."),
            ("dead", "", UNBEGUN),
            id="its program does not start",
        ),
    ],
)
def test_a_run_that_ended_before_it_began_has_a_record_and_staff_a_trouble(settings, monkeypatch, state, became):
    run = run_of("monatsbericht", state())  # made now, since it bears its time

    for _ in range(2):
        (record,) = look(settings, monkeypatch, run)

    assert (record.state, record.cause, record.sentence) == became
    assert (record.flow, record.month, record.is_scheduled) == ("monatsbericht", "2026-10", True)
    assert (record.run_id, record.ended) == (str(run.id), NOW.isoformat())
    assert NOW - timedelta(seconds=20) < datetime.fromisoformat(record.started) <= NOW
    (trouble,) = (one for one in find_troubles(settings, NOW) if one.key.startswith("run/"))
    assert trouble.cause == became[2]
    assert trouble.title.startswith("Der Lauf „monatsbericht“ für Oktober 2026")


@pytest.mark.parametrize(
    ("name", "state"),
    [
        pytest.param("einsammeln", Completed, id="it went well"),
        pytest.param("einsammeln", lambda: Crashed(message=ENDED), id="the power went, and it is made up for"),
        pytest.param("einsammeln", lambda: Failed(message=SAID, timestamp=OLD), id="it is long over"),
        pytest.param("freigeben", lambda: Failed(message=SAID), id="somebody stands before the screen"),
    ],
)
def test_of_others_nothing_is_written(settings, monkeypatch, name, state):
    assert look(settings, monkeypatch, run_of(name, state())) == []


def test_where_the_home_is_away_nothing_is_written_in_its_place(settings, monkeypatch):
    settings.inbox.rmdir()

    assert look(settings, monkeypatch, run_of("einsammeln", Failed(message=SAID))) == []
    assert list(settings.home.iterdir()) == []


def test_what_a_run_has_said_itself_stays(settings, monkeypatch):
    run, moment = run_of("einsammeln", Failed(message=SAID)), NOW.isoformat()
    own = RunRecord(
        "einsammeln", "2026-09", moment, moment, True, this_process(), str(run.id), "failed", sentence="Ja."
    )
    write_record(settings.log, own)

    assert look(settings, monkeypatch, run) == [own]


def test_what_was_done_since_makes_up_for_it(settings, monkeypatch):
    """On a full disk no run leaves a record; when it is looked at again, all may be well."""
    failed = Failed(message=SAID, timestamp=datetime.now(UTC) - timedelta(minutes=5))

    assert after_a_good_one(settings, monkeypatch, run_of("einsammeln", failed), minutes=2) == ["done", "failed"]
    assert find_troubles(settings, NOW) == []


def test_so_it_does_where_prefect_took_its_time_to_call_it_ended(settings, monkeypatch):
    """One that is cancelled before it begins is called so after five minutes, and the next one has run meanwhile."""
    due = datetime.now(UTC) - timedelta(minutes=6)
    run = run_of("einsammeln", Cancelled()).model_copy(update={"expected_start_time": due})

    assert after_a_good_one(settings, monkeypatch, run, minutes=2) == ["done", "dead"]
    assert find_troubles(settings, NOW) == []


def test_what_was_done_before_it_was_due_does_not(settings, monkeypatch):
    due = datetime.now(UTC) - timedelta(minutes=6)
    run = run_of("einsammeln", Cancelled()).model_copy(update={"expected_start_time": due})

    assert after_a_good_one(settings, monkeypatch, run, minutes=8) == ["dead", "done"]
    assert [one.cause for one in find_troubles(settings, NOW)] == [UNBEGUN]


def after_a_good_one(settings, monkeypatch, run, minutes):
    """The states of all records, newest first, where a run went well so many minutes ago."""
    moment = (NOW - timedelta(minutes=minutes)).isoformat()
    good = RunRecord("einsammeln", "2026-10", moment, moment, True, this_process(), str(uuid4()), "done")
    write_record(settings.log, good)
    return [record.state for record in look(settings, monkeypatch, run)]


@pytest.mark.parametrize(("given", "month"), [("2026-07", "2026-07"), ("2026-13", "2026-10"), (None, "2026-10")])
def test_the_month_is_the_one_asked_for_where_there_is_such_a_month(settings, monkeypatch, given, month):
    run = run_of("einsammeln", Failed(message=SAID)).model_copy(update={"parameters": {"month": given}})

    (record,) = look(settings, monkeypatch, run)

    assert (record.month, record.is_scheduled) == (month, given is None)


def test_two_that_ended_in_the_same_second_are_two(settings, monkeypatch):
    runs = [run_of("einsammeln", Cancelled()), run_of("einsammeln", Cancelled())]

    assert {record.run_id for record in look(settings, monkeypatch, *runs)} == {str(run.id) for run in runs}
