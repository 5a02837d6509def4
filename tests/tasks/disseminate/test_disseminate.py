"""Every version to every target once: what is owed, when it is tried again, what is said, and what a kill leaves."""

import json
import shutil
from datetime import datetime, timedelta
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from config.errors import UnreachableError
from config.settings import load_settings
from schemas.store import correspondence as c
from schemas.store.published import dissemination
from tasks.disseminate import disseminate as module
from tasks.disseminate.disseminate import disseminate_due
from tasks.disseminate.signature import public_key
from tasks.disseminate.verify import verify_report
from tasks.intake.sources.reasons import explaining
from tasks.report.month import publish_month
from tasks.secret import key_secret
from tasks.store.ledger import enter_month
from tasks.watch.situation import read_status, sum_up
from tests.factories import CENTRE, OPEN_GATE, enter_respondents, keep, make_reading, rows_of

MONTH, POLICY = "2026-10", OPEN_GATE
EARLY, REPORT_DAY, LATER = datetime(2026, 11, 5, 9), datetime(2026, 11, 12, 6, 30), datetime(2026, 11, 26, 6, 30)
NAME = f"monatsbericht_{CENTRE}_{MONTH}_v1.0.zip"


@pytest.fixture
def land(tmp_path):
    """Where reports go."""
    (tmp_path / "land").mkdir()
    return tmp_path / "land"


@pytest.fixture
def settings(tmp_path, land):
    return setting(tmp_path, ("land", str(land)))


def setting(tmp_path, *targets, mail=""):
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    blocks = "".join(f'[[targets]]\nname = "{name}"\nurl = "{url}"\n' for name, url in targets)
    (home / "settings.toml").write_text(mail + blocks, encoding="utf-8")
    return load_settings(home)


@pytest.fixture
def published(engine, settings):
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, EARLY)
    for form in ("school", "daycare", "association"):
        keep(engine, make_reading(form), at=EARLY)
    return publish_month(engine, settings, POLICY, MONTH, REPORT_DAY).folder


def revise(engine, settings):
    reading = make_reading("school")
    reading.tables["school_pupils"].values["pupils"][0] = 47
    keep(engine, reading, at=LATER - timedelta(days=3))
    assert publish_month(engine, settings, POLICY, MONTH, LATER).version == "1.1"


def state(engine):
    return rows_of(engine, dissemination, "version", "target", "attempts", "arrived_at")


def test_a_version_arrives_whole_and_signed_and_only_once(engine, settings, published, land):
    done = disseminate_due(engine, settings, REPORT_DAY)

    assert [path.name for path in land.iterdir()] == [NAME]
    assert done.waiting == []
    assert done.arrived[0].startswith("Bericht 1.0 für Oktober 2026 an Ziel „land“: zurückgelesen: ")
    key = public_key(key_secret(settings.key_file, {}))
    found = verify_report(land / NAME, key)
    assert found.wrong == ()
    assert found.good[1] == f"Die Unterschrift ist die des Schlüssels {key}."
    with ZipFile(land / NAME) as package:
        inside = {name.partition("/")[2]: package.read(name) for name in package.namelist()}
    del inside["manifest.json.minisig"]
    there = (path for path in published.rglob("*") if path.is_file())
    assert inside == {path.relative_to(published).as_posix(): path.read_bytes() for path in there}

    before = (land / NAME).stat()
    assert disseminate_due(engine, settings, LATER).arrived == []
    assert (land / NAME).stat() == before
    assert state(engine) == [("1.0", "land", 1, REPORT_DAY)]


def test_a_later_version_follows_and_a_new_target_begins_with_the_newest(engine, settings, published, land, tmp_path):
    disseminate_due(engine, settings, REPORT_DAY)
    revise(engine, settings)
    (tmp_path / "archiv").mkdir()
    both = setting(tmp_path, ("land", str(land)), ("archiv", str(tmp_path / "archiv")))

    disseminate_due(engine, both, LATER)

    assert sorted(path.name for path in land.iterdir()) == [NAME, NAME.replace("1.0", "1.1")]
    assert [path.name for path in (tmp_path / "archiv").iterdir()] == [NAME.replace("1.0", "1.1")]


def test_what_was_missed_while_a_target_was_away_comes_in_its_order(engine, settings, published, land):
    land.rename(land.with_name("weg"))
    assert "den Ordner gibt es dort nicht" in disseminate_due(engine, settings, REPORT_DAY).waiting[0]
    revise(engine, settings)
    land.with_name("weg").rename(land)

    done = disseminate_due(engine, settings, LATER)

    assert [sentence.split()[1] for sentence in done.arrived] == ["1.0", "1.1"]


def test_pauses_grow_to_a_day_and_what_waits_is_said_each_time(engine, settings, published, land):
    land.rmdir()
    at, tried = REPORT_DAY, []
    for _ in range(9):
        done = disseminate_due(engine, settings, at)
        assert len(done.waiting) == len(done.problems()) == 1
        (later,) = engine.connect().execute(select(dissemination.c.next_attempt_at)).scalars()
        tried.append(later - at)
        again = disseminate_due(engine, settings, later - timedelta(seconds=1))
        assert "Nächster Versuch: " in again.waiting[0]
        at = later
    assert tried == sorted(tried)
    assert (tried[0], tried[-1]) == (timedelta(minutes=5), timedelta(days=1))
    land.mkdir()
    assert disseminate_due(engine, settings, at - timedelta(seconds=1), is_asked=True).waiting == []
    assert [path.name for path in land.iterdir()] == [NAME]


def test_a_target_that_is_away_is_one_trouble_however_each_attempt_sees_it_and_however_many_versions_wait(
    engine, settings, published, monkeypatch
):
    """Refused, silent, cut, in a pause, killed in between, and a second version: staff hear of it once."""
    land, seen = settings.targets[0], []
    errors = [ConnectionRefusedError(), TimeoutError(), EOFError(), KeyboardInterrupt()]

    def fail(*_):
        with explaining(land, 9.0):
            raise errors.pop(0)

    def look(at):
        (problem,) = disseminate_due(engine, settings, at).problems()
        seen.append(problem.about)

    monkeypatch.setattr(module, "carry", fail)
    look(REPORT_DAY)
    look(REPORT_DAY + timedelta(minutes=1))
    look(REPORT_DAY + timedelta(hours=1))
    revise(engine, settings)
    with pytest.raises(KeyboardInterrupt):
        look(LATER)
    errors.append(EOFError())
    look(LATER + timedelta(minutes=1))

    assert len({*seen}) == 1
    assert len(seen) == 4
    last = disseminate_due(engine, settings, LATER + timedelta(minutes=1))
    assert "None" not in "".join(last.waiting)
    monkeypatch.setattr(module, "carry", lambda *_: (_ for _ in ()).throw(UnreachableError("die Berechtigung fehlt")))
    look(LATER + timedelta(days=3))
    assert seen[-1] not in seen[:-1]


def test_one_target_that_fails_costs_the_others_nothing(engine, settings, published, land, tmp_path):
    both = setting(tmp_path, ("weg", str(tmp_path / "weg")), ("land", str(land)))

    done = disseminate_due(engine, both, REPORT_DAY)

    assert (len(done.arrived), len(done.waiting)) == (1, 1)
    said = sum_up(read_status(engine, both, MONTH))
    assert "Zugestellt: 1.0 an land." in said
    assert "Noch nicht zugestellt: 1.0 an weg (den Ordner gibt es dort nicht" in said


def test_a_kill_between_arrival_and_its_entry_ends_in_one_file_with_the_same_bytes(
    engine, settings, published, land, monkeypatch
):
    write = module._Work.write

    def killed(work, row, **values):
        if "arrived_at" in values:
            raise KeyboardInterrupt
        write(work, row, **values)

    monkeypatch.setattr(module._Work, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        disseminate_due(engine, settings, REPORT_DAY)
    before = (land / NAME).stat()
    monkeypatch.undo()
    shutil.rmtree(settings.packages)

    assert disseminate_due(engine, settings, LATER).waiting == []
    assert (land / NAME).stat() == before


def test_two_runs_that_enter_the_same_version_at_once_send_it_once(engine, settings, published, land, monkeypatch):
    owed = module._owed
    monkeypatch.setattr(module, "_owed", lambda *given: [*owed(*given)] * 2)

    assert len(disseminate_due(engine, settings, REPORT_DAY).arrived) == 1
    assert [path.name for path in land.iterdir()] == [NAME]


def test_a_run_does_not_send_what_another_has_sent_since_it_listed_what_is_owed(
    engine, settings, published, land, monkeypatch
):
    land.rename(land.with_name("weg"))
    assert disseminate_due(engine, settings, REPORT_DAY).arrived == []
    land.with_name("weg").rename(land)
    revise(engine, settings)
    carry, sent, others = module.carry, [], []

    def let_another_run_in(target, credentials, name, content):
        sent.append(name)
        if len(sent) == 1:
            others.append(disseminate_due(engine, settings, LATER))
        return carry(target, credentials, name, content)

    monkeypatch.setattr(module, "carry", let_another_run_in)
    done = disseminate_due(engine, settings, LATER)

    assert sorted(sent) == sorted(path.name for path in land.iterdir())
    assert len(done.arrived) + len(others[0].arrived) == len(sent) == 2
    assert [row[2] for row in state(engine)] == [2, 1]


def test_what_is_not_what_was_published_does_not_go_out(engine, settings, published, land):
    (published / "bericht.html").write_text("geändert", encoding="utf-8")

    done = disseminate_due(engine, settings, REPORT_DAY)

    assert "fehlt oder ist nicht mehr, was veröffentlicht wurde" in done.waiting[0]
    assert list(land.iterdir()) == []
    assert state(engine) == []


def test_a_package_that_was_changed_does_not_go_out_until_it_is_packed_anew(engine, settings, published, land):
    land.rename(land.with_name("weg"))
    disseminate_due(engine, settings, REPORT_DAY)
    land.with_name("weg").rename(land)
    (settings.packages / NAME).write_bytes(b"something else")

    assert "Bitte löschen" in disseminate_due(engine, settings, LATER).waiting[0]
    (settings.packages / NAME).unlink()
    assert len(disseminate_due(engine, settings, LATER, is_asked=True).arrived) == 1


MAIL = 'smtp_url = "smtp://localhost:25"\nmail_from = "ki@hagen.example"\n'


def test_a_mail_goes_through_the_outbox_once_and_its_receipt_is_the_servers_answer(engine, published, tmp_path):
    mailing = setting(tmp_path, ("amt", "mailto:amt@land.example"), mail=MAIL)
    for _ in range(2):
        done = disseminate_due(engine, mailing, REPORT_DAY)
        assert (done.arrived, done.waiting) == ([], [])
    ((recipient, subject, attached),) = rows_of(engine, c.outbox, "recipient", "subject", "attachments")
    assert (recipient, subject) == ("amt@land.example", "Monatsbericht Oktober 2026, Fassung 1.0")
    assert [one["name"] for one in json.loads(attached)] == ["bericht.pdf", NAME]
    with engine.begin() as connection:
        connection.execute(c.outbox.update().values(sent_at=LATER, last_reply="250 Ok: queued as 4711"))

    done = disseminate_due(engine, mailing, LATER)

    assert done.arrived == [
        "Bericht 1.0 für Oktober 2026 an Ziel „amt“: vom Mailserver angenommen: 250 Ok: queued as 4711."
    ]
    assert disseminate_due(engine, mailing, LATER).arrived == []


def test_a_mail_that_no_server_takes_is_said(engine, published, tmp_path):
    mailing = setting(tmp_path, ("amt", "mailto:amt@land.example"), mail=MAIL)
    disseminate_due(engine, mailing, REPORT_DAY)
    with engine.begin() as connection:
        connection.execute(c.outbox.update().values(given_up_at=LATER, last_reply="550 unbekannt"))

    assert "nimmt die Mail nicht an (550 unbekannt)" in disseminate_due(engine, mailing, LATER).waiting[0]
    corrected = setting(tmp_path, ("amt", "mailto:berichte@land.example"), mail=MAIL)
    assert disseminate_due(engine, corrected, LATER + timedelta(days=2)).waiting == []
    assert rows_of(engine, c.outbox, "recipient", given_up_at=None) == [("berichte@land.example",)]
    without = setting(tmp_path, ("post", "mailto:amt@land.example"))
    assert "kein Mailserver eingestellt" in disseminate_due(engine, without, LATER).waiting[0]


def test_nothing_was_published_or_only_planned(engine, settings):
    enter_respondents(engine)

    assert disseminate_due(engine, settings, REPORT_DAY).waiting == []
    assert state(engine) == []
