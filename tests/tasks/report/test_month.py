"""A month on its way to the report: when something is published, which version, and what a killed run leaves."""

import csv
import json
import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

import tasks.report.month
from config.errors import GateError, SettingsError, UsageError
from config.policy import load_policy
from config.settings import load_settings
from schemas.report.words import DOWNLOADS
from schemas.store import warehouse as w
from tasks.report.compose import compose_report
from tasks.report.month import make_public, publish_month, render_files
from tasks.report.outstanding import outstanding_months
from tasks.report.publish import PublicationError
from tasks.report.restore_published import restore_published
from tasks.report.seen.profile import change_profile, keep_profile
from tasks.report.seen.series import summarise_plan
from tasks.store.ledger import enter_month
from tasks.store.publication import next_plan, read_audits, record_plan
from tasks.timing import timing
from tests.factories import CENTRE, enter_respondents, keep, make_reading, rows_of
from tests.factories_report import make_report
from tests.tasks.store.test_home_files import GOAL

pytestmark = pytest.mark.slow

MONTH = "2026-10"
EARLY, REPORT_DAY = datetime(2026, 11, 5, 9), datetime(2026, 11, 12, 6, 30)
BEFORE_CUTOFF, AFTER_CUTOFF = datetime(2026, 11, 20, 6, 30), datetime(2026, 11, 26, 6, 30)
OURS = load_policy()
OPEN = OURS.gate.model_copy(update={"least_kind_rate_pct": 0.0})
POLICY = OURS.model_copy(update={"gate": OPEN})  # the return of the centre itself comes last or never


@pytest.fixture
def settings(tmp_path):
    return load_settings(tmp_path)


@pytest.fixture
def city(engine):
    """Five respondents, of which three have reported."""
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, EARLY)
    for form in ("school", "daycare", "association"):
        keep(engine, make_reading(form), at=EARLY)
    return engine


def publish(engine, settings, at, policy=POLICY):
    return publish_month(engine, settings, policy, MONTH, at)


def pins(engine, settings, plan):
    return tasks.report.month.freeze_inputs(summarise_plan(engine, settings, POLICY, MONTH, plan), POLICY)


def published(settings):
    return sorted(path.name for path in (settings.reports / CENTRE / MONTH).glob("*"))


def test_before_the_report_day_nothing_is_published(city, settings):
    answer = publish(city, settings, EARLY)

    assert answer.version is None
    assert answer.message == "Der Bericht ist erst am 12.11.2026 fällig."
    assert rows_of(city, w.publication) == []


def test_a_logo_that_is_no_picture_is_named_and_nothing_is_published(city, settings):
    (settings.home / "logo.png").write_bytes(b"no picture at all")
    policy = load_policy(settings.home)

    with pytest.raises(SettingsError, match="Das Logo im Datenordner ist kein Bild"):
        publish(city, settings, REPORT_DAY, policy=policy)
    assert published(settings) == []

    (settings.home / "logo.png").unlink()
    assert publish(city, settings, REPORT_DAY).version == "1.0"


def test_on_the_report_day_the_first_version_appears_whole(city, settings):
    answer = publish(city, settings, REPORT_DAY)

    assert answer.version == "1.0"
    names = {path.relative_to(answer.folder).as_posix() for path in answer.folder.rglob("*")}
    assert {"bericht.html", "bericht.pdf", "tabellen.xlsx", "manifest.json", "daten/datapackage.json"} <= names
    assert {address for _, address in DOWNLOADS} <= names, "the page leads to them"
    manifest = json.loads((answer.folder / "manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["inputs"]) == 3
    assert manifest["vintage"] == "2026-11-12T06:30:00+01:00"


def test_each_part_of_the_work_can_be_timed(city, settings):
    with timing() as seconds:
        publish(city, settings, REPORT_DAY)
        render_files(make_report())  # that of the city may be drawn already

    assert list(seconds)[:2] == ["summarise", "compose"]
    assert {*seconds} == {"summarise", "compose", "charts", "data", "html", "pdf", "xlsx"}
    assert min(seconds.values()) > 0


def test_the_same_run_again_changes_nothing(city, settings):
    publish(city, settings, REPORT_DAY)
    before = rows_of(city, w.publication)

    answer = publish(city, settings, REPORT_DAY)

    assert answer.version == "1.0"
    assert "liegt vor" in answer.message
    assert rows_of(city, w.publication) == before


def test_after_the_cut_off_unchanged_figures_make_no_new_version(city, settings):
    publish(city, settings, REPORT_DAY)

    answer = publish(city, settings, AFTER_CUTOFF)

    assert answer.message == "Bericht 1.0 bleibt: seitdem hat sich keine Zahl geändert."
    assert published(settings) == ["v1.0"]


def test_a_late_return_waits_for_the_cut_off_and_then_makes_version_1_1(city, settings):
    publish(city, settings, REPORT_DAY)
    keep(city, make_reading("centre"), at=BEFORE_CUTOFF)

    waiting = publish(city, settings, BEFORE_CUTOFF)
    answer = publish(city, settings, AFTER_CUTOFF)

    assert waiting.message == "Bericht 1.0 liegt vor; eine berichtigte Fassung folgt nach dem 25.11.2026."
    assert answer.version == "1.1"
    assert published(settings) == ["v1.0", "v1.1"]
    page = (answer.folder / "bericht.html").read_text(encoding="utf-8")
    assert "berichtigt" in page
    assert "1 Nachmeldung<" in page


def test_goals_that_were_lost_after_a_report_are_missed_in_the_next_one_and_the_first_stays_as_it_was(city, settings):
    (settings.home / "concept.toml").write_text(GOAL, encoding="utf-8")
    concept = load_policy(settings.home).concept
    first = publish(city, settings, REPORT_DAY, POLICY.model_copy(update={"concept": concept}))
    (settings.home / "concept.toml").unlink()
    keep(city, make_reading("centre"), at=BEFORE_CUTOFF)
    second = publish(city, settings, AFTER_CUTOFF)
    said = "Eine Angabe des Konzepts ist unvollständig oder unklar"

    assert second.version == "1.1"
    assert said in (second.folder / "bericht.html").read_text(encoding="utf-8")
    before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
    shutil.rmtree(first.folder)
    restore_published(city, settings)
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == before
    assert said not in (first.folder / "bericht.html").read_text(encoding="utf-8")


def test_a_month_keeps_the_protection_of_its_first_report(city, settings):
    """One table rounded and the same one with gaps would give away most of what either hides."""
    publish(city, settings, REPORT_DAY)
    keep(city, make_reading("centre"), at=BEFORE_CUTOFF)
    changed = POLICY.model_copy(update={"disclosure": POLICY.disclosure.model_copy(update={"profile": "suppression"})})

    answer = publish(city, settings, AFTER_CUTOFF, policy=changed)

    page = (answer.folder / "bericht.html").read_text(encoding="utf-8")
    assert answer.version == "1.1"
    assert "Vielfache von 5 gerundet" in page
    following = keep_profile(city, CENTRE, "2026-11", changed)
    assert following.disclosure.profile == "suppression"


def protecting(**ways):
    return POLICY.model_copy(update={"disclosure": POLICY.disclosure.model_copy(update=ways)})


def reprotect(city, settings, policy, by="A. Beispiel", reason="Beschluss des Rates"):
    return change_profile(city, settings.centre, policy, MONTH, AFTER_CUTOFF, by, reason)


def test_by_name_a_month_is_protected_otherwise_from_its_next_version_on(city, settings):
    coarse = protecting(rounding_base=15)
    first = publish(city, settings, REPORT_DAY, policy=POLICY).folder
    before = {path.name: path.read_bytes() for path in first.iterdir() if path.is_file()}

    assert reprotect(city, settings, coarse) == "1.1"
    answer = publish(city, settings, AFTER_CUTOFF, policy=coarse)

    page = (answer.folder / "bericht.html").read_text(encoding="utf-8")
    assert answer.version == "1.1"
    assert "auf Vielfache von 15 gerundet, bis Fassung 1.0 waren sie auf Vielfache von 5 gerundet." in page
    (row,) = rows_of(city, w.report_release)
    assert (row["given_by"], row["reason"], row["given_at"]) == ("A. Beispiel", "Beschluss des Rates", AFTER_CUTOFF)
    assert keep_profile(city, CENTRE, MONTH, POLICY).disclosure == coarse.disclosure, "now the month keeps this one"
    shutil.rmtree(settings.reports)
    assert len(restore_published(city, settings)) == 2
    assert {path.name: path.read_bytes() for path in first.iterdir() if path.is_file()} == before


def test_figures_that_two_bases_together_would_tell_are_kept_back(city, settings):
    publish(city, settings, REPORT_DAY)
    fine = protecting(rounding_base=3)
    reprotect(city, settings, fine)
    publish(city, settings, AFTER_CUTOFF, policy=fine)

    first, second = read_audits(city, CENTRE).values()
    assert (first.narrower, second.narrower) == (0, 0)
    assert set(second.withheld) > set(first.withheld)


def test_two_ways_that_undo_each_other_are_held_and_the_way_back_is_open(city, settings):
    publish(city, settings, REPORT_DAY)
    gaps = protecting(profile="suppression")
    reprotect(city, settings, gaps)

    with pytest.raises(GateError, match=r"ließen sich \d+ Personenzahlen genauer errechnen als beschlossen"):
        publish(city, settings, AFTER_CUTOFF, policy=gaps)
    assert published(settings) == ["v1.0"]

    reprotect(city, settings, POLICY)
    assert publish(city, settings, AFTER_CUTOFF).message.startswith("Bericht 1.0 bleibt")


def test_only_who_has_a_name_and_a_reason_changes_what_is_to_be_changed(city, settings):
    coarse = protecting(rounding_base=15)
    with pytest.raises(UsageError, match="gibt es noch keinen Bericht"):
        reprotect(city, settings, coarse)
    publish(city, settings, REPORT_DAY)

    for by, reason in (("", "Beschluss"), ("A. Beispiel", " ")):
        with pytest.raises(UsageError, match="--by NAME --reason GRUND"):
            reprotect(city, settings, coarse, by, reason)
    with pytest.raises(UsageError, match="wird schon so geschützt"):
        reprotect(city, settings, POLICY)
    assert rows_of(city, w.report_release) == []
    assert keep_profile(city, CENTRE, MONTH, coarse).disclosure == POLICY.disclosure


def test_after_the_last_correction_a_final_version_comes_once_though_no_figure_changed(city, settings):
    publish(city, settings, REPORT_DAY)
    first_day = datetime(2027, 11, 1, 6, 30)
    due = [
        outstanding_months(city, POLICY.calendar, day, day - timedelta(days=1))
        for day in (date(2027, 10, 31), date(2027, 11, 1))
    ]

    answer = publish(city, settings, first_day)

    assert due == [[], [MONTH]]
    assert answer.version == "1.1"
    page = (answer.folder / "bericht.html").read_text(encoding="utf-8")
    assert "1.1 (endgültig)" in page
    again = publish(city, settings, first_day + timedelta(days=30))
    assert again.message == "Bericht 1.1 bleibt: seitdem hat sich keine Zahl geändert."


def test_what_was_never_published_does_not_become_final_by_itself(city):
    assert outstanding_months(city, POLICY.calendar, date(2027, 11, 1), date(2027, 10, 31)) == []


def played(engine, settings, policy, first, last):
    """A daily run that nobody asked for, day by day on a moved clock; returns on which day which version came."""
    days, came = (first + timedelta(days=number) for number in range((last - first).days + 1)), {}
    for day in days:
        version = publish_month(engine, settings, policy, MONTH, day, is_asked=False).version
        if version and version not in came.values():
            came[day.date().isoformat()] = version
    return came


def test_a_daily_run_reports_on_the_days_of_the_policy(city, settings):
    """With report_day = 15 in the home's policy.toml the report comes on the 15th, whatever the schedule says."""
    calendar = "report_day = 15\ncutoff_day = 20\n"
    written = f"[calendar]\n{calendar}[gate]\nleast_kind_rate_pct = 0\n"
    settings.home.joinpath("policy.toml").write_text(written, encoding="utf-8")
    policy = load_policy(settings.home)
    first = played(city, settings, policy, datetime(2026, 11, 1, 6, 30), datetime(2026, 11, 17, 6, 30))
    keep(city, make_reading("centre"), at=datetime(2026, 11, 18, 9))

    second = played(city, settings, policy, datetime(2026, 11, 18, 6, 30), datetime(2026, 11, 30, 6, 30))

    assert first == {"2026-11-15": "1.0"}
    assert second == {"2026-11-18": "1.0", "2026-11-21": "1.1"}


def test_what_comes_after_the_revision_is_reported_only_when_asked_for(city, settings):
    played(city, settings, POLICY, REPORT_DAY, AFTER_CUTOFF)
    keep(city, make_reading("centre"), at=datetime(2026, 11, 27, 9))
    later = datetime(2026, 11, 28, 6, 30)

    unasked = publish_month(city, settings, POLICY, MONTH, later, is_asked=False)
    asked = publish_month(city, settings, POLICY, MONTH, later)

    assert (unasked.version, asked.version) == ("1.0", "1.1")
    assert "monatsbericht report --month 2026-10" in unasked.message


def test_a_report_that_was_held_back_is_tried_again_every_day(city, settings):
    strict = POLICY.model_copy(update={"report": POLICY.report.model_copy(update={"least_rate_pct": 80.0})})
    with pytest.raises(GateError):
        publish_month(city, settings, strict, MONTH, datetime(2026, 11, 12, 6, 30), is_asked=False)
    keep(city, make_reading("centre"), at=datetime(2026, 11, 14, 9))

    assert publish_month(city, settings, strict, MONTH, datetime(2026, 11, 15, 6, 30), is_asked=False).version == "1.0"


def test_too_few_returns_are_not_published(engine, settings):
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, EARLY)
    keep(engine, make_reading("school"), at=EARLY)

    with pytest.raises(GateError, match=r"1 von 5 Meldungen vor \(20,0\s%\), nötig sind 50,0\s%"):
        publish(engine, settings, REPORT_DAY)
    assert rows_of(engine, w.publication) == []
    assert published(settings) == []


def test_the_gate_is_policy(engine, settings):
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, EARLY)
    open_gate = POLICY.model_copy(update={"report": POLICY.report.model_copy(update={"least_rate_pct": 0.0})})

    assert publish(engine, settings, REPORT_DAY, open_gate).version == "1.0"


def test_a_planned_version_is_written_with_its_own_vintage(city, settings):
    """Killed after the plan; since then a return has come that must not get in."""
    plan = next_plan(city, CENTRE, MONTH, REPORT_DAY)
    record_plan(city, CENTRE, MONTH, plan, "0" * 64, pins(city, settings, plan))
    keep(city, make_reading("centre"), at=BEFORE_CUTOFF)

    answer = publish(city, settings, AFTER_CUTOFF)

    manifest = json.loads((answer.folder / "manifest.json").read_text(encoding="utf-8"))
    assert (answer.version, manifest["vintage"]) == ("1.0", "2026-11-12T06:30:00+01:00")
    assert len(manifest["inputs"]) == 3


def test_a_planned_version_is_written_with_its_own_policy_and_counts(city, settings):
    """Killed after the plan; since then the policy was changed, and a respondent closed."""
    plan = next_plan(city, CENTRE, MONTH, REPORT_DAY)
    record_plan(city, CENTRE, MONTH, plan, "0" * 64, pins(city, settings, plan))
    with city.begin() as connection:
        connection.execute(w.return_.delete().where(w.return_.c.submission_id.is_(None)))
    other = POLICY.model_copy(update={"report": POLICY.report.model_copy(update={"title": "Anderer Titel"})})

    page = (publish(city, settings, AFTER_CUTOFF, other).folder / "bericht.html").read_text(encoding="utf-8")

    assert "Anderer Titel" not in page
    assert "3 von 5" in page


def test_a_written_folder_is_recorded_as_it_is(city, settings, monkeypatch):
    """Killed between the folder and its record; another version of the program must not write it anew."""

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(tasks.report.month, "record_published", die)
        with pytest.raises(KeyboardInterrupt):
            publish(city, settings, REPORT_DAY)
        patch.setattr(tasks.report.month, "render_files", die)  # nothing may be drawn again
    folder = settings.reports / CENTRE / MONTH / "v1.0"
    before = (folder / "bericht.pdf").read_bytes()

    answer = publish(city, settings, BEFORE_CUTOFF)

    assert answer.folder == folder
    assert (folder / "bericht.pdf").read_bytes() == before
    assert rows_of(city, w.publication, "version")[0] == ("1.0",)
    assert rows_of(city, w.publication, "manifest")[0][0] is not None


def test_an_old_report_is_built_again_from_its_vintage(city, settings):
    """What came later does not change what was known then."""
    first = publish(city, settings, REPORT_DAY)
    page = (first.folder / "bericht.html").read_bytes()
    keep(city, make_reading("centre"), at=BEFORE_CUTOFF)
    keep(city, make_reading("school", tables={"school_pupils": [{"grade": "05", "pupils": 7}]}), at=BEFORE_CUTOFF)

    plan = replace(
        next_plan(city, CENTRE, MONTH, AFTER_CUTOFF), version="1.0", vintage=REPORT_DAY, previous_vintage=None
    )
    summary = summarise_plan(city, settings, POLICY, MONTH, plan)
    report = make_public(compose_report(summary, POLICY, plan.version), POLICY)

    assert tasks.report.month.render_files(report)["bericht.html"] == page


def test_a_report_that_the_warehouse_does_not_know_is_never_taken_for_its_own(city, settings):
    """The warehouse was lost and begun anew: what lies in the folder was sent with other figures."""
    folder = publish(city, settings, REPORT_DAY).folder
    with city.begin() as connection:
        connection.execute(w.publication.delete())

    for at in (BEFORE_CUTOFF, BEFORE_CUTOFF):
        with pytest.raises(PublicationError, match="aus der Datensicherung zurückholen"):
            publish(city, settings, at)
    assert rows_of(city, w.publication) == []
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["vintage"].startswith("2026-11-12")


def test_a_planned_report_does_not_adopt_a_folder_of_another_moment(city, settings):
    publish(city, settings, REPORT_DAY)
    with city.begin() as connection:
        connection.execute(w.reporting_rate.delete())
        connection.execute(w.publication.delete())
    plan = next_plan(city, CENTRE, MONTH, BEFORE_CUTOFF)
    record_plan(city, CENTRE, MONTH, plan, "c" * 64, pins(city, settings, plan))

    with pytest.raises(PublicationError, match="einem anderen Datenbestand"):
        publish(city, settings, BEFORE_CUTOFF)
    assert [row["manifest"] for row in rows_of(city, w.publication)] == [None]


def test_a_month_in_which_nobody_owes_anything_has_no_report(engine, settings):
    with pytest.raises(GateError, match=r"von keiner Berichtsstelle .* monatsbericht register LISTE"):
        publish(engine, settings, REPORT_DAY)
    assert published(settings) == []


def test_a_month_that_was_entered_today_is_reported_as_of_an_earlier_day(engine, settings):
    """The forms were written first, then the report day is caught up with: who owes is known, only later."""
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, AFTER_CUTOFF)
    for form in ("school", "daycare", "association"):
        keep(engine, make_reading(form), at=EARLY)

    done = publish(engine, settings, REPORT_DAY)

    assert done.version == "1.0"
    manifest = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["vintage"] == "2026-11-26T06:30:00+01:00"


def test_from_the_next_month_on_protected_otherwise_an_older_month_is_still_told_as_it_was(city, settings):
    """November has gaps; of the rounded October it prints no count, and October's own correction does."""
    publish(city, settings, REPORT_DAY)
    enter_month(city, "2026-11", POLICY.calendar, datetime(2026, 12, 1))
    for form in ("school", "daycare", "association"):
        keep(city, make_reading(form, month="2026-11"), at=datetime(2026, 12, 3))
    gaps = protecting(profile="suppression")

    november = publish_month(city, settings, gaps, "2026-11", datetime(2026, 12, 12, 6, 30))
    keep(city, make_reading("centre"), at=datetime(2026, 12, 14))
    october = publish(city, settings, datetime(2026, 12, 15), policy=gaps)

    assert (november.version, october.version) == ("1.0", "1.1")
    trend = read_trend(november.folder)
    assert [row["first_support"] for row in trend] == ["", "12"]
    assert trend[0]["first_support_sign"] == "."
    assert [row["first_support"] for row in read_trend(october.folder)] == ["10"]
    assert all((audit.narrower, audit.exact) == (0, 0) for audit in read_audits(city, CENTRE).values())


def read_trend(folder):
    return list(csv.DictReader((folder / "daten" / "trend.csv").read_text(encoding="utf-8").splitlines()))
