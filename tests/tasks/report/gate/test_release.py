"""A report that is held: who hears of it, who lets it go, and what a kill in between leaves."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

import tasks.report.month
from config.errors import GateError, UsageError
from config.policy import load_policy
from config.settings import load_settings
from schemas.report.gate import checklist
from schemas.report.gate.evidence import Observation
from schemas.store import warehouse as w
from tasks.report.gate.release import release_report
from tasks.report.month import publish_month
from tasks.report.restore_published import restore_published
from tasks.store.ledger import enter_month
from tests.factories import enter_respondents, keep, make_reading, rows_of
from tests.factories_inbox import lose_source

pytestmark = pytest.mark.slow

MONTH = "2026-10"
EARLY, REPORT_DAY, LATER = datetime(2026, 11, 5, 9), datetime(2026, 11, 12, 6, 30), datetime(2026, 11, 13, 6, 30)
AFTER_CUTOFF = datetime(2026, 11, 26, 6, 30)
POLICY = load_policy()
NAME, REASON = "A. Beispiel <b>, Leitung & Co", "Abstimmung mit dem Land"


@pytest.fixture
def settings(tmp_path):
    return load_settings(tmp_path)


@pytest.fixture
def city(sqlite_engine):
    """Of five respondents three have reported; the return of the centre itself is missing."""
    return fill(sqlite_engine)


def fill(engine):
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, EARLY)
    for form in ("school", "daycare", "association"):
        keep(engine, make_reading(form), at=EARLY)
    return engine


def publish(engine, settings, at=REPORT_DAY, policy=POLICY):
    return publish_month(engine, settings, policy, MONTH, at, is_asked=False)


def let_go(engine, settings, at=REPORT_DAY, by=NAME, reason=REASON, policy=POLICY):
    return release_report(engine, settings, policy, MONTH, at, by, reason)


def gate_policy(**parts):
    return POLICY.model_copy(update={"gate": POLICY.gate.model_copy(update=parts)})


def test_a_held_report_says_what_blocks_and_which_command_lets_it_go(city, settings):
    with pytest.raises(GateError) as held:
        publish(city, settings)

    assert "(1) Integrationszentrum: Es liegen 0 von 1 Meldungen vor" in str(held.value)
    assert "monatsbericht report --month 2026-10 --release --by NAME --reason GRUND" in str(held.value)
    assert held.value.about.startswith("2026-10/1.0/")
    assert rows_of(city, w.publication) == []
    assert not settings.reports.exists()


def test_a_held_report_comes_by_itself_when_the_reason_is_gone(city, settings):
    with pytest.raises(GateError):
        publish(city, settings)
    keep(city, make_reading("centre"), at=datetime(2026, 11, 12, 9))

    done = publish(city, settings, LATER)

    assert done.version == "1.0"
    assert "Freigegeben von" not in (done.folder / "bericht.html").read_text(encoding="utf-8")


def test_a_report_waits_for_a_source_that_is_away(city, settings):
    keep(city, make_reading("centre"), at=datetime(2026, 11, 11, 9))
    lose_source(city, "postfach", datetime(2026, 11, 12, 5, 30))
    with pytest.raises(GateError, match=r"Die Quelle „postfach“ ist seit 12\.11\.2026, 05:30 Uhr nicht"):
        publish(city, settings)
    assert rows_of(city, w.publication) == []

    lose_source(city, "postfach", None)

    assert publish(city, settings, LATER).version == "1.0"


def test_a_release_publishes_with_the_name_and_what_it_was_held_for(engine, settings):
    city = fill(engine)
    assert let_go(city, settings) == "1.0"

    done = publish(city, settings, LATER)

    page = (done.folder / "bericht.html").read_text(encoding="utf-8")
    assert "A. Beispiel &lt;b&gt;, Leitung &amp; Co" in page
    assert "Integrationszentrum: Es liegen 0 von 1 Meldungen vor" in page
    assert REASON not in page
    assert json.loads((done.folder / "manifest.json").read_bytes())["released_by"] == NAME
    assert json.loads((done.folder / "daten/datapackage.json").read_bytes())["released_by"] == NAME
    (row,) = rows_of(city, w.report_release)
    assert (row["given_by"], row["reason"], row["given_at"], row["version"]) == (NAME, REASON, REPORT_DAY, "1.0")


def test_the_run_after_a_release_changes_nothing(city, settings):
    let_go(city, settings)
    publish(city, settings)
    before = {path: path.read_bytes() for path in settings.reports.rglob("*") if path.is_file()}

    assert "liegt vor" in publish(city, settings, LATER).message

    assert {path: path.read_bytes() for path in settings.reports.rglob("*") if path.is_file()} == before
    assert len(rows_of(city, w.publication)) == 1


@pytest.mark.parametrize("killed", ["record_plan", "publish_folder", "record_published"])
def test_killed_between_release_and_publication_the_next_run_publishes_the_same_bytes(
    city, settings, monkeypatch, killed
):
    def die(*_, **__):
        raise KeyboardInterrupt

    let_go(city, settings)
    with monkeypatch.context() as patch:
        patch.setattr(tasks.report.month, killed, die)
        with pytest.raises(KeyboardInterrupt):
            publish(city, settings)

    done = publish(city, settings, REPORT_DAY)
    page = (done.folder / "bericht.html").read_bytes()

    assert b"A. Beispiel &lt;b&gt;" in page
    (done.folder / "bericht.html").unlink()
    assert "Byte für Byte" in restore_published(city, settings)[0]
    assert (done.folder / "bericht.html").read_bytes() == page


def test_a_release_is_for_what_blocked_then_and_for_nothing_that_came_later(city, settings):
    let_go(city, settings)
    stricter = POLICY.model_copy(update={"report": POLICY.report.model_copy(update={"least_rate_pct": 80.0})})

    with pytest.raises(GateError, match=r"\(1\) Es liegen 3 von 5 Meldungen vor .* \(2\) Integrationszentrum"):
        publish(city, settings, LATER, stricter)
    assert publish(city, settings, LATER).version == "1.0"


def test_a_release_does_not_cover_what_got_worse(city, settings):
    known = POLICY.model_copy(update={"report": POLICY.report.model_copy(update={"least_rate_pct": 80.0})})
    let_go(city, settings, policy=known)
    with city.begin() as connection:
        connection.execute(w.submission.update().values(superseded_at=LATER).where(w.submission.c.form == "daycare"))

    with pytest.raises(GateError, match="2 von 5 Meldungen"):
        publish(city, settings, LATER, known)


def test_a_release_is_for_one_version(city, settings):
    let_go(city, settings)
    publish(city, settings)
    keep(city, make_reading("school", tables={"school_pupils": [{"grade": "05", "pupils": 77}]}), at=LATER)

    with pytest.raises(GateError, match=r"\(Fassung 1.1\)"):
        publish(city, settings, AFTER_CUTOFF)


@pytest.mark.parametrize(
    ("by", "reason", "said"),
    [
        ("", "Grund", "hat einen Namen"),
        ("  ", "Grund", "hat einen Namen"),
        ("Name", " \t", "sagt, warum"),
        ("x" * 101, "Grund", "höchstens 100 Zeichen"),
        ("Name\nzweite Zeile", "Grund", "Zeilenumbruch"),
        ("Na\x1bme", "Grund", "unsichtbare Zeichen"),
        ("Na\u202eme", "Grund", "unsichtbare Zeichen"),
        ("Name", "Gr\x00und", "unsichtbare Zeichen"),
    ],
)
def test_a_release_needs_a_name_and_a_reason_that_can_be_printed(sqlite_engine, settings, by, reason, said):
    with pytest.raises(UsageError, match=said):
        let_go(sqlite_engine, settings, by=by, reason=reason)
    assert rows_of(sqlite_engine, w.report_release) == []


def test_what_is_not_held_cannot_be_let_go(city, settings):
    with pytest.raises(UsageError, match=r"kein Bericht .* erst am 12.11.2026 fällig"):
        let_go(city, settings, EARLY)
    keep(city, make_reading("centre"), at=REPORT_DAY)
    with pytest.raises(UsageError, match="erscheint auch ohne Freigabe"):
        let_go(city, settings)
    publish(city, settings)
    with pytest.raises(UsageError, match=r"Bericht 1\.0 liegt vor"):
        let_go(city, settings)
    assert rows_of(city, w.report_release) == []


def test_what_is_secret_nobody_lets_go(city, settings, monkeypatch):
    leaks = replace(
        checklist.CHECKLIST["FIGURES_UNPROTECTED"],
        find=lambda _: [Observation("t.c", 1.0, {"table": "T", "column": "S"})],
    )
    monkeypatch.setattr(checklist, "_CHECKS", (leaks,))

    with pytest.raises(GateError, match="nicht so geschützt") as held:
        publish(city, settings, policy=gate_policy(errors="publish"))
    assert "--release" not in str(held.value)
    with pytest.raises(UsageError, match="kann niemand freigeben"):
        let_go(city, settings)


@pytest.mark.parametrize("outcome", ["publish", "publish_with_note"])
def test_the_policy_decides_what_becomes_of_an_error(city, settings, outcome):
    page = (publish(city, settings, policy=gate_policy(errors=outcome)).folder / "bericht.html").read_text("utf-8")

    assert ("Es liegen 0 von 1 Meldungen vor" in page) == (outcome == "publish_with_note")
    assert "Freigegeben von" not in page


def test_the_policy_may_hold_for_a_warning(city, settings, monkeypatch):
    warning = replace(
        checklist.CHECKLIST["QUERIES_OPEN"],
        find=lambda _: [Observation("x", 1.0, {"title": "T", "indicator": "S01", "n": "1", "answered": "2"})],
    )
    monkeypatch.setattr(checklist, "_CHECKS", (warning,))

    with pytest.raises(GateError, match="bei 1 von 2 Meldungen Rückfragen offen"):
        publish(city, settings, policy=gate_policy(warnings="hold"))
    done = publish(city, settings)
    assert "bei 1 von 2 Meldungen Rückfragen offen" in (done.folder / "bericht.html").read_text(encoding="utf-8")


def test_a_version_that_is_out_and_unchanged_is_held_by_nothing(city, settings):
    let_go(city, settings)
    publish(city, settings)

    assert publish(city, settings, AFTER_CUTOFF).message == "Bericht 1.0 bleibt: seitdem hat sich keine Zahl geändert."
