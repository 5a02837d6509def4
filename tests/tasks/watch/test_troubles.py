"""What is wrong is found from outside: runs that failed, died or did not take place, and a report that did not come."""

import contextlib
import json
import re
import shutil
import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError

from config import clock
from config.errors import GateError, IntakeError, raise_problems
from config.policy import load_policy
from config.schedule import last_due, read_deployments
from schemas.files.incoming import archive_path
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.atomic_files import fill_folder
from tasks.report.publish import report_folder
from tasks.run_record import RunRecord, recording, this_process
from tasks.store.home_files import remember
from tasks.store.ledger import enter_month
from tasks.store.marks import GERMAN
from tasks.warehouse import explained, open_warehouse
from tasks.watch.notify import News, tell_staff
from tasks.watch.told import read_told
from tasks.watch.trouble import AFFECTED, Trouble
from tasks.watch.troubles import LETTERS, find_troubles
from tests.factories import archive_all, enter_respondents, keep, make_reading, rows_of
from tests.tasks.watch.conftest import BROKEN, NOON, enter_dead, enter_run

FLOWS = [entry["name"] for entry in read_deployments()]


def keys(settings, now=NOON):
    clock.now = lambda: now  # the fixture puts it back
    return [trouble.key for trouble in find_troubles(settings, now)]


def ask(settings, engine, *months, at=NOON):
    """Everybody of a register was asked for these months."""
    enter_respondents(engine)
    settings.key_file.write_text("0123456789abcdef", encoding="ascii")
    for month in months:
        enter_month(engine, month, load_policy().calendar, at)
        (settings.forms / month).mkdir(parents=True)
        (settings.forms / month / "Meldebogen.xlsx").touch()


def all_well(settings, now=NOON):
    """Each flow ran when it was due last."""
    for entry in read_deployments():
        enter_run(settings, entry["name"], last_due(entry, now))


def test_a_new_home_has_no_trouble(settings):
    assert keys(settings) == []


def test_what_a_run_did_all_the_same_is_not_called_undone(settings):
    all_well(settings)
    values = ("2026-10", NOON.isoformat(), NOON.isoformat(), True, this_process())
    with contextlib.suppress(type(BROKEN)), recording(settings.log, RunRecord("einsammeln", *values)) as result:
        result["new"] = 3
        raise BROKEN

    (trouble,) = find_troubles(settings, NOON)
    assert trouble.affected == "Alles andere hat der Lauf getan."


def test_how_far_the_warehouse_had_got_is_nothing_that_a_run_did(settings):
    """It is noted of each run, also of one that was ended in its first step."""
    all_well(settings)
    enter_run(settings, "einsammeln", NOON, BROKEN, result=dict.fromkeys(GERMAN, 3))

    (trouble,) = find_troubles(settings, NOON)
    assert trouble.affected == AFFECTED["einsammeln"]


def test_where_everything_ran_there_is_no_trouble(settings):
    all_well(settings)

    assert keys(settings) == []


@pytest.mark.parametrize("moment", [datetime(2027, 3, 28, 3, 30), datetime(2026, 10, 25, 2, 20)])
def test_no_run_is_missed_because_the_clock_was_changed(settings, moment):
    all_well(settings, moment.replace(hour=2, minute=0))

    assert keys(settings, moment) == []


@pytest.mark.parametrize("flow", FLOWS)
def test_a_run_that_failed_is_one_until_the_next_one_works(settings, flow):
    all_well(settings)
    enter_run(settings, flow, NOON, BROKEN)

    (trouble,) = find_troubles(settings, NOON)
    of_month = "/2026-10" if flow in LETTERS else ""  # nobody writes the letters of a month in the next one
    assert trouble.key == f"run/{flow}/IntakeError{of_month}"
    assert "a.xlsx: die Berechtigung fehlt" in trouble.cause
    assert flow in trouble.title
    assert trouble.remedy.startswith("monatsbericht ")

    enter_run(settings, flow, NOON + timedelta(minutes=1))
    assert keys(settings) == []


def test_a_steering_view_that_could_not_be_written_is_one_until_it_is(settings):
    all_well(settings)
    said = "Die Steuerungssicht (steuerung.html) ließ sich nicht schreiben: die Platte ist voll"
    for hours, result in (
        (4, {"steering": ""}),
        (3, {"steering": said}),
        (2, {"steering": said}),
        (1, {"steering": None}),
    ):
        enter_run(settings, "monatsbericht", NOON - timedelta(hours=hours), result=result)
    (trouble,) = find_troubles(settings, NOON)

    assert (trouble.key, trouble.cause) == ("steering", said)
    assert trouble.since == (NOON - timedelta(hours=3)).isoformat()
    assert "monatsbericht steering" in trouble.remedy
    enter_run(settings, "monatsbericht", NOON, result={"steering": ""})
    assert keys(settings) == []


def test_a_trouble_that_lasts_stays_the_same_one_since_it_began(settings):
    all_well(settings)
    for minute in (0, 15, 30):
        enter_run(settings, "einsammeln", NOON + timedelta(minutes=minute), BROKEN)

    (trouble,) = find_troubles(settings, NOON + timedelta(minutes=31))
    assert trouble.since == NOON.isoformat()


def test_a_run_that_was_killed_is_a_trouble_though_it_said_nothing(settings):
    all_well(settings)
    enter_dead(settings, "monatsbericht", NOON)

    (trouble,) = find_troubles(settings, NOON)
    assert (trouble.key, "mitten in der Arbeit" in trouble.cause) == ("run/monatsbericht/dead", True)


def test_a_run_that_is_at_work_is_none(settings):
    all_well(settings)
    started = NOON.isoformat()
    with recording(settings.log, RunRecord("einsammeln", "2026-10", started, started, True, this_process())):
        assert keys(settings, NOON + timedelta(hours=5))[:1] != ["missed/einsammeln"]


@pytest.mark.parametrize(
    ("later", "missed"),
    [
        (timedelta(minutes=30), []),
        (timedelta(hours=2), ["missed/einsammeln", "missed/versenden"]),
        (timedelta(days=1), [f"missed/{name}" for name in FLOWS]),
    ],
)
def test_a_run_that_did_not_take_place_is_missed_after_a_while(settings, later, missed):
    all_well(settings)

    assert keys(settings, NOON + later) == missed


def test_who_runs_everything_by_hand_misses_nothing(settings):
    enter_run(settings, "einsammeln", NOON - timedelta(days=9), is_scheduled=False)

    assert keys(settings) == []


@pytest.mark.parametrize(
    ("now", "found"), [(datetime(2026, 11, 12, 11, 59), []), (datetime(2026, 11, 12, 12), ["report/2026-10"])]
)
def test_a_report_that_did_not_come_on_its_day_is_one(settings, now, found):
    engine = open_warehouse(settings.url)
    ask(settings, engine, "2026-10")

    assert keys(settings, now) == found


def test_a_month_for_which_nobody_was_asked_and_nothing_came_has_no_report_that_is_overdue(settings):
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    enter_month(engine, "2026-10", load_policy().calendar, NOON)

    assert keys(settings, datetime(2026, 11, 12, 12)) == []
    keep(engine, make_reading())
    put_archived(settings, *rows_of(engine, w.submission, "sha256")[0])
    assert keys(settings, datetime(2026, 11, 12, 12)) == ["report/2026-10"]


def test_a_warehouse_that_cannot_be_opened_is_one_and_the_runs_are_still_seen(settings):
    (settings.home / "warehouse.db").write_bytes(b"no database at all" * 100)
    enter_dead(settings, "einsammeln", NOON)

    assert keys(settings) == ["warehouse", "run/einsammeln/dead"]


def test_a_policy_that_cannot_be_read_is_not_taken_for_the_warehouse(settings):
    open_warehouse(settings.url).dispose()
    (settings.home / "policy.toml").write_text("[thresholds", encoding="utf-8")

    (found,) = find_troubles(settings, NOON)
    assert found.title == "Die Vorgaben lassen sich nicht lesen"
    assert "policy.toml ist keine gültige TOML-Datei" in found.cause
    assert since(settings, 0) == since(settings, 20) == {"warehouse": NOON.isoformat()}


@pytest.mark.parametrize("name", ["concept.toml", "nachweis.toml"])
def test_a_file_of_the_centre_that_is_gone_is_one_until_it_is_back(settings, name):
    (settings.home / name).write_text("goals = []" if name == "concept.toml" else "payments = []", encoding="utf-8")
    remember(settings.home, name)
    assert keys(settings) == []
    (settings.home / name).rename(settings.home / "weg")
    (found,) = find_troubles(settings, NOON)

    assert (found.key, found.cause.partition(":")[0]) == (f"own/{name}", f"{name} war da und fehlt")
    assert since(settings, 0) == since(settings, 20) == {found.key: NOON.isoformat()}
    (settings.home / "weg").rename(settings.home / name)
    assert since(settings, 40) == {}
    (settings.home / name).rename(settings.home / "weg")
    assert since(settings, 60) == {found.key: (NOON + timedelta(minutes=60)).isoformat()}


def since(settings, minutes):
    """When what is wrong by then began: where nothing else says it, when staff were first told."""
    now = NOON + timedelta(minutes=minutes)
    troubles = find_troubles(settings, now)
    tell_staff(settings, None, troubles, [], now)
    return {trouble.key: trouble.since for trouble in troubles}


def test_an_answer_whose_folder_is_gone_is_one_until_it_is_back_or_given_up(settings):
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    keep(engine, make_reading())
    archive_all(settings.home, engine)
    answer = {
        "submission_id": 1,
        "kind": "report",
        "checked_at": NOON,
        "written_at": NOON,
        "folder": "169468/2026-10_1",
    }
    with engine.begin() as connection:
        connection.execute(insert(c.answer), answer)
    folder = settings.replies / "169468" / "2026-10_1"
    (settings.replies / "other").mkdir(parents=True)
    (settings.replies / "other" / "mail.txt").touch()
    found = [one for one in find_troubles(settings, NOON) if one.key == "replies"]

    assert [(one.cause, one.about) for one in found] == [
        ("Unter replies/ fehlt: 169468/2026-10_1.", ("169468/2026-10_1",))
    ]
    assert since(settings, 0) == since(settings, 20)
    folder.mkdir(parents=True)
    assert "replies" not in keys(settings)


@pytest.mark.parametrize(
    "lose",
    [
        lambda folder: shutil.rmtree(folder.parents[2]),
        shutil.rmtree,
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "daten" / "a.csv").unlink(),
        lambda folder: (folder / "daten" / "a.csv").rename(folder / "a.csv"),
    ],
    ids=["reports", "a version", "its manifest", "a file", "a file in another place"],
)
def test_a_published_report_of_which_a_file_is_gone_is_one_until_it_is_there_again(settings, lose):
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    all_well(settings)
    publish(engine, settings, "2026-08")
    folder = publish(engine, settings, "2026-09", "1.1")
    kept = shutil.copytree(folder, settings.home / "kept")
    assert keys(settings) == []
    lose(folder)

    (trouble,) = find_troubles(settings, NOON)
    assert "Fassung 1.1 für September 2026" in trouble.cause
    assert "2026-09/1.1" in trouble.about
    assert re.search(r"monatsbericht report --month 2026-0[89] --version 1\.[01]\.$", trouble.remedy)
    assert since(settings, 0) == since(settings, 20)
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    publish_again = settings.reports / settings.centre / "2026-08" / "v1.0"
    shutil.copytree(kept, publish_again, dirs_exist_ok=True)
    assert keys(settings) == []


def test_of_the_reports_that_are_gone_only_so_many_are_named(settings):
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    for number in range(25):
        publish(engine, settings, f"20{10 + number}-01")
    shutil.rmtree(settings.reports)

    (trouble,) = [one for one in find_troubles(settings, NOON) if one.key == "reports"]
    assert (trouble.cause.count("Fassung"), trouble.cause[-3:], len(trouble.about)) == (20, " ….", 25)


def test_what_is_wrong_in_a_published_report_is_nothing_that_is_gone(settings):
    """The next run of the report finds it and names it."""
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    all_well(settings)
    folder = publish(engine, settings, "2026-09")
    for content in (b"\xff", b"[]", b'{"files": 7}', b"{}"):
        (folder / "manifest.json").write_bytes(content)
        assert keys(settings) == []


def put_archived(settings, sha256):
    path = archive_path(settings.archive, sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def test_looking_creates_nothing(settings):
    before = sorted(settings.home.rglob("*"))

    assert keys(settings) == []
    assert sorted(settings.home.rglob("*")) == before


def hold(about, sentence="Der Bericht wird zurückgehalten: (1) Kita."):
    error = GateError(sentence)
    error.about = about
    return error


def test_a_report_that_is_held_is_one_trouble_with_its_reason_and_not_overdue_as_well(settings):
    later = datetime(2026, 11, 12, 13)
    engine = open_warehouse(settings.url)
    ask(settings, engine, "2026-10", at=datetime(2026, 11, 5))
    all_well(settings, later)
    assert keys(settings, later) == ["report/2026-10"]
    enter_run(settings, "monatsbericht", datetime(2026, 11, 12, 12), hold("2026-10/1.0/ab"))

    (trouble,) = find_troubles(settings, later)

    assert trouble.key == "held/2026-10/1.0/ab"
    assert trouble.title == "Der Bericht für Oktober 2026 wird zurückgehalten"
    assert trouble.cause == "Der Bericht wird zurückgehalten: (1) Kita."


@pytest.mark.parametrize("others", [(), (hold("2026-09/1.0/ab"),)])
def test_what_the_gate_says_beside_what_it_holds_is_a_trouble_of_the_run(settings, others):
    """Nobody owes anything: no hold tells of that, so the run does, alone or beside a report that is held."""
    all_well(settings)
    with pytest.raises(GateError) as raised:
        raise_problems([GateError("Von keiner Stelle."), GateError("Auch nicht im März."), *others])
    enter_run(settings, "monatsbericht", NOON, raised.value)

    assert keys(settings, NOON + timedelta(minutes=1))[0] == "run/monatsbericht/GateError"


@pytest.mark.parametrize("part", ["warehouse.db", "archive", "settings.toml", "policy.toml"])
def test_an_overdue_report_is_overdue_still_while_a_part_of_the_home_is_away_or_broken(settings, part):
    later, engine = datetime(2026, 11, 12, 13), open_warehouse(settings.url)
    ask(settings, engine, "2026-10", at=datetime(2026, 11, 5))
    keep(engine, make_reading("school"), at=datetime(2026, 11, 5))
    archive_all(settings.home, engine)
    all_well(settings, later)
    assert keys(settings, later) == ["report/2026-10"]
    shown, lasting, path = [], [], settings.home / part
    for number in range(3):
        shown.append(find_troubles(settings, later + timedelta(minutes=number)))
        tell_staff(settings, None, shown[-1], [], later + timedelta(minutes=number))
        lasting.append({key for key, entry in read_told(settings.log).items() if not entry["over"]})
        if part.endswith("toml"):
            path.unlink() if path.exists() else path.write_text("[[[", encoding="utf-8")
        else:
            away = path.with_name("away")
            away.rename(path) if away.exists() else path.rename(away)

    assert lasting == [{"report/2026-10"}, {"report/2026-10", "warehouse"}, {"report/2026-10"}]
    (before,), (away_now, meanwhile), (after,) = shown
    assert (away_now.key, before) == ("warehouse", after)
    assert replace(meanwhile, about=()) == before


def test_what_is_over_or_seen_in_any_state_of_the_home_is_not_remembered_beside_it(settings):
    """Of runs and of what the gate holds the folders tell as it is; the rest is as it was when it could be seen."""
    open_warehouse(settings.url)
    own = Trouble("own/concept.toml", NOON.isoformat(), "Eine Datei fehlt", "concept.toml fehlt.", "Ziele", "holen")
    over = replace(own, key="report/2026-09", title="Der Bericht ist nicht erschienen", cause="Er war fällig.")
    gone = [replace(own, key=key, cause=key) for key in ("run/einsammeln/dead", "held/2026-09/1.0/few", "steering")]
    settings.key_file.write_text("0123456789abcdef", encoding="ascii")
    tell_staff(settings, None, [own, over, *gone], [], NOON)
    tell_staff(settings, None, [own, *gone], [News("report/2026-09/1.0", "Da", ("x",))], NOON + timedelta(minutes=1))
    (settings.home / "warehouse.db").unlink()

    assert keys(settings) == ["warehouse", "own/concept.toml"]


def test_a_report_held_for_another_reason_is_another_trouble(settings):
    all_well(settings)
    enter_run(settings, "monatsbericht", NOON, hold("2026-10/1.0/ab"))
    enter_run(settings, "monatsbericht", NOON + timedelta(minutes=1), hold("2026-10/1.0/cd"))

    (trouble,) = find_troubles(settings, NOON + timedelta(minutes=2))

    assert (trouble.key, trouble.since) == ("held/2026-10/1.0/cd", (NOON + timedelta(minutes=1)).isoformat())


def test_a_report_that_was_held_until_it_was_too_late_is_still_held_and_never_called_well(settings):
    """After the day of the revision the daily run ends well: nothing is to be published any more."""
    later, engine = datetime(2026, 11, 27, 13), open_warehouse(settings.url)
    ask(settings, engine, "2026-10", at=datetime(2026, 11, 5))
    enter_run(settings, "monatsbericht", datetime(2026, 11, 25, 12), hold("2026-10/1.0/ab"))
    all_well(settings, later)

    assert keys(settings, later) == ["held/2026-10/1.0/ab"]


@pytest.mark.parametrize(("is_held", "key"), [(True, "held/2026-10/1.0/ab"), (False, "report/2026-10")])
def test_a_report_that_never_came_is_not_well_again_because_the_next_one_came(settings, is_held, key):
    later, engine = datetime(2026, 12, 28, 13), open_warehouse(settings.url)
    ask(settings, engine, "2026-10", "2026-11", at=datetime(2026, 12, 5))
    if is_held:
        enter_run(settings, "monatsbericht", datetime(2026, 11, 12, 12), hold("2026-10/1.0/ab"))
    all_well(settings, later)
    publish(engine, settings, "2026-11")

    assert keys(settings, later) == [key]
    (found,) = find_troubles(settings, later)
    assert "monatsbericht report --month 2026-10" in found.remedy or "Nicht mehr wird es von selbst" in found.remedy
    publish(engine, settings, "2026-10")
    assert keys(settings, later) == []


def publish(engine, settings, month, version="1.0"):
    """A version that is out, of one file; returns its folder."""
    row = {"centre_id": settings.centre, "month": month, "version": version, "vintage": NOON, "content": "x"}
    folder = report_folder(settings, month, version)
    fill_folder(folder, {"manifest.json": b'{"files": {"daten/a.csv": {}}}', "daten/a.csv": b""})
    with engine.begin() as connection:
        connection.execute(insert(w.publication), row | {"manifest": "x", "published_at": NOON})
    return folder


def test_a_later_run_that_fails_otherwise_is_told_as_it_failed_last_and_since_the_first(settings):
    all_well(settings)
    enter_run(settings, "einsammeln", NOON, BROKEN)
    enter_run(settings, "einsammeln", NOON + timedelta(minutes=15), IntakeError(("b.xlsx: die Berechtigung fehlt",)))

    (trouble,) = find_troubles(settings, NOON)
    assert trouble.since == NOON.isoformat()
    assert "b.xlsx" in trouble.cause
    assert "a.xlsx" not in trouble.cause


@pytest.mark.parametrize("name", ["log", "settings.toml", "policy.toml"])
def test_what_stops_a_run_before_it_can_say_so_is_seen_from_outside(settings, name):
    all_well(settings)
    path = settings.home / name
    if name == "log":
        path.rename(settings.home / "log.old")
    path.write_text("[[[", encoding="utf-8")

    assert "warehouse" in keys(settings)


def test_a_database_that_goes_away_is_one_cause_in_whichever_moment(settings, monkeypatch):
    """Each cause is told: of one fault staff would hear twice."""
    all_well(settings)
    gone = OperationalError("SELECT 1", {}, sqlite3.OperationalError("terminating connection"))

    def fail(*_):
        raise gone

    causes = set()
    for name, place in (("while it is opened", "open_existing_warehouse"), ("while it is read", "find_wanted")):
        with monkeypatch.context() as patch:
            patch.setattr(f"tasks.watch.troubles.{place}", explained(settings.url)(fail) if "opened" in name else fail)
            (trouble,) = find_troubles(settings, NOON)
            causes.add((trouble.key, trouble.title, trouble.cause))
    ((key, title, cause),) = causes

    assert (key, title) == ("warehouse", "Der Datenbestand lässt sich nicht öffnen")
    assert cause.endswith("lässt sich nicht öffnen: der Server antwortet nicht")


def test_runs_from_a_time_that_is_yet_to_come_are_a_wrong_clock_and_no_work_that_is_done(settings):
    all_well(settings)
    all_well(settings, NOON + timedelta(days=365))

    assert keys(settings) == ["warehouse"]
    (trouble,) = find_troubles(settings, NOON)
    assert trouble.title.startswith("Die Uhr dieses Rechners")
    assert "04.11.2027" in trouble.cause
    assert set(keys(settings, NOON + timedelta(days=30))) > {"warehouse", "missed/einsammeln"}


def test_the_hour_that_summer_time_gives_back_is_no_wrong_clock(settings):
    all_well(settings, datetime(2026, 10, 25, 2, 59))

    assert keys(settings, datetime(2026, 10, 25, 2, 1)) == []


@pytest.mark.parametrize("written", ["[]", '{"flow": 1}', "null", ""])
def test_a_record_that_is_none_is_left_out(settings, written):
    all_well(settings)
    (settings.log / "runs" / "einsammeln" / "2026-11-04T120400-1.json").write_text(written, encoding="utf-8")
    enter_run(settings, "einsammeln", NOON, result={"new": 1})
    bent = settings.log / "runs" / "einsammeln" / "2026-11-04T120459-1.json"
    record = json.loads(next(bent.parent.glob("2026-11-04T120500*")).read_text(encoding="utf-8"))
    bent.write_text(json.dumps(record | {"result": []}), encoding="utf-8")

    assert keys(settings) == []


MOVED_ON = datetime(2026, 11, 30, 8)


@pytest.mark.parametrize("flow", sorted(LETTERS))
def test_letters_of_a_month_that_failed_are_not_well_because_another_month_did(settings, flow):
    all_well(settings, MOVED_ON)
    enter_run(settings, flow, MOVED_ON, BROKEN, month="2026-11")
    for number, is_scheduled in enumerate((False, True), 1):
        enter_run(settings, flow, MOVED_ON + timedelta(minutes=number), month="2026-09", is_scheduled=is_scheduled)
    later = MOVED_ON + timedelta(minutes=5)

    assert keys(settings, later) == [f"run/{flow}/IntakeError/2026-11"]
    (trouble,) = find_troubles(settings, later)
    assert trouble.remedy.endswith(" --month 2026-11; sonst wird es zur nächsten Zeit von selbst wieder versucht.")
    keys(settings, datetime(2027, 1, 4))  # nobody writes the letters of November any more by itself
    (left,) = [one for one in find_troubles(settings, clock.now()) if one.key == trouble.key]
    assert "von selbst" not in left.remedy
    enter_run(settings, flow, later, month="2026-11", is_scheduled=False)
    assert keys(settings, later) == []


@pytest.mark.parametrize("flow", ["einsammeln", "versenden", "monatsbericht"])
def test_what_the_next_run_by_schedule_makes_up_for_is_over_with_it_though_the_month_is_another(settings, flow):
    all_well(settings, MOVED_ON)
    enter_run(settings, flow, MOVED_ON, BROKEN)
    enter_run(settings, flow, MOVED_ON + timedelta(minutes=1), month="2026-11")

    assert keys(settings, MOVED_ON + timedelta(minutes=5)) == []


@pytest.mark.parametrize(("result", "is_over"), [({}, False), ({"settled": ["2025-09"]}, True)])
def test_a_report_by_hand_that_died_is_over_when_its_month_has_its_report(settings, result, is_over):
    """The next run by schedule, for another month, is none of its; unless it says that it made up for it."""
    all_well(settings, MOVED_ON)
    enter_run(settings, "monatsbericht", MOVED_ON, BROKEN, month="2025-09", is_scheduled=False)
    enter_run(settings, "monatsbericht", MOVED_ON + timedelta(minutes=1), result=result)

    found = keys(settings, MOVED_ON + timedelta(minutes=5))

    assert found == ([] if is_over else ["run/monatsbericht/IntakeError/2025-09"])


def test_a_run_by_hand_for_another_month_is_not_the_one_that_was_due(settings):
    all_well(settings)
    tomorrow = NOON + timedelta(days=1)
    enter_run(settings, "monatsbericht", tomorrow, month="2026-08", is_scheduled=False)
    assert "missed/monatsbericht" in keys(settings, tomorrow)

    enter_run(settings, "monatsbericht", tomorrow, is_scheduled=False)
    assert "missed/monatsbericht" not in keys(settings, tomorrow)


def plan_version(engine, settings, month, version="1.1"):
    row = {"centre_id": settings.centre, "month": month, "version": version, "vintage": NOON, "content": "x"}
    with engine.begin() as connection:
        connection.execute(insert(w.publication), row | {"manifest": None})


def test_a_revision_that_is_held_is_a_trouble_until_it_is_out_whatever_runs_end_well(settings):
    later, engine = datetime(2026, 11, 27, 13), open_warehouse(settings.url)
    ask(settings, engine, "2026-10", at=datetime(2026, 11, 5))
    all_well(settings, later)
    publish(engine, settings, "2026-10")
    enter_run(settings, "monatsbericht", later, hold("2026-10/1.1/ab"))
    for number in (1, 2):
        enter_run(settings, "monatsbericht", later + timedelta(minutes=number), result={"version": "1.0"})
    later += timedelta(minutes=5)

    assert len(keys(settings, later)) == 1
    (trouble,) = find_troubles(settings, later)
    assert (trouble.key, trouble.affected) == ("held/2026-10/1.1/ab", "Die berichtigte Fassung erscheint nicht.")
    assert "Jeden Morgen wird es von selbst wieder versucht." in trouble.remedy
    publish(engine, settings, "2026-10", "1.1")
    assert keys(settings, later) == []


def test_a_revision_that_is_not_wanted_any_more_is_held_no_more(settings):
    all_well(settings)
    enter_run(settings, "monatsbericht", NOON, hold("2026-09/1.1/ab"))
    enter_run(settings, "monatsbericht", NOON + timedelta(minutes=1), result={"settled": ["2026-09"]})

    assert keys(settings, NOON + timedelta(minutes=5)) == []


def test_two_months_that_one_run_could_not_publish_are_two_that_are_held(settings):
    all_well(settings)
    enter_run(settings, "monatsbericht", NOON, hold("2026-08/1.1/ab 2026-09/1.1/cd"))

    assert keys(settings, NOON + timedelta(minutes=5)) == ["held/2026-08/1.1/ab", "held/2026-09/1.1/cd"]


def test_a_version_that_was_begun_and_is_not_out_is_a_trouble_though_no_record_tells_of_it(settings):
    engine = open_warehouse(settings.url)
    ask(settings, engine, "2026-09")
    publish(engine, settings, "2026-09")
    plan_version(engine, settings, "2026-09")
    all_well(settings)

    (trouble,) = find_troubles(settings, NOON)
    assert trouble.key == "begun/2026-09"
    assert trouble.title == "Der Bericht 1.1 für September 2026 ist begonnen und nicht erschienen"
    started = (NOON - timedelta(minutes=1)).isoformat()
    with recording(settings.log, RunRecord("monatsbericht", "2026-10", started, started, True, this_process())):
        assert keys(settings) == []


def test_what_the_gate_said_and_what_becomes_of_it_are_one_truth_after_the_cut_off(settings):
    """Until the day of the revision it is tried each morning; then it comes by hand only."""
    said = "Zu wenige. Er erscheint von selbst, sobald das behoben ist. Freigeben: monatsbericht report --release"
    open_warehouse(settings.url)
    enter_run(settings, "monatsbericht", NOON, hold("2026-10/1.0/ab", said))
    told = {}
    for day in (26, 27):
        clock.now = lambda day=day: datetime(2026, 11, day, 13)
        (told[day],) = [one for one in find_troubles(settings, clock.now()) if one.key.startswith("held")]

    assert (told[26].cause, "Jeden Morgen wird es" in told[26].remedy) == (said, True)
    assert "Er erscheint von selbst" not in told[27].cause
    assert "nicht mehr; sobald das behoben ist, mit: monatsbericht report --month 2026-10." in told[27].cause
    assert "Nicht mehr wird es von selbst wieder versucht." in told[27].remedy
