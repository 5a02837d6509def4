"""A report that is out can be written again, whatever came after it, and nothing published is touched by that."""

import csv
from argparse import Namespace
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

import config.codes
import tasks.report.month
from config.errors import SettingsError, UsageError
from config.policy import Policy, load_policy
from config.settings import load_settings
from flows.command.cli import main
from flows.command.work.rebuild import rebuild_report, report_again
from schemas.check.settle import Waiver
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from tasks.report.compose import compose_report
from tasks.report.month import freeze_inputs, publish_month
from tasks.report.seen.series import summarise_plan
from tasks.store.decisions import accept_submission, grant_waiver
from tasks.store.ledger import enter_month
from tasks.store.publication import next_plan
from tasks.warehouse import open_warehouse
from tests.factories import CENTRE, keep, make_finding, make_nil, make_verdict, rows_of
from tests.factories import OPEN_GATE as POLICY
from tests.factories_history import SCHOOLS, check_again, enter_register, figures, month_of, report_day, report_month

pytestmark = pytest.mark.slow

MAY = month_of(5)
RULE = "SCHOOL_PUPILS_S05_WITHIN_S01"
GRAMMAR, PRIMARY = "169494", "169468"


@pytest.fixture(autouse=True)
def hagen_keeps_its_name(engine):
    """Centres are not emptied between two tests on PostgreSQL: what a test renames it names back."""
    yield
    with engine.begin() as connection:
        connection.execute(w.centre.update().where(w.centre.c.centre_id == CENTRE).values(name="Hagen"))


@pytest.fixture
def settings(tmp_path):
    return load_settings(tmp_path)


@pytest.fixture
def quick(monkeypatch):
    """Reports that nobody looks at are written without drawing anything."""
    real = tasks.report.month.render_files
    monkeypatch.setattr(
        tasks.report.month, "render_files",
        lambda report: real(report) if report.month == MAY else {"bericht.html": repr(report).encode()},
    )  # fmt: skip


def publish(engine, settings, month, policy=POLICY, *, at=None):
    return publish_month(engine, settings, policy, month, at or report_day(month))


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_report_of_month_5_rebuilt_after_everything_has_changed(engine, settings, quick, monkeypatch, tmp_path):
    published = five_months(engine, settings)
    before = {folder: files(folder) for folder in published}
    everything_changes(engine, settings, monkeypatch, tmp_path)

    for version, folder in zip(("1.0", "1.1"), published, strict=True):
        made = rebuild_report(engine, settings, MAY, version)

        assert (made.is_equal, made.remarks) == (True, ())
        assert files(made.folder) == files(folder) == before[folder]
    assert {"bericht.pdf", "tabellen.xlsx", "manifest.json"} <= set(files(made.folder))


def five_months(engine, settings):
    """Everybody reports; May has one return that is late, one set aside, one in force by a waiver, one nil."""
    enter_register(engine, datetime(2026, 1, 2))
    for number in range(1, 5):
        report_month(engine, month_of(number))
        publish(engine, settings, month_of(number))
    early = report_day(MAY) - timedelta(days=4)
    report_month(engine, MAY, without=("169482", "169470", GRAMMAR, "V-05914000-0001"))
    keep(engine, make_nil("association", month=MAY, respondent="V-05914000-0001"), at=early)
    aside = keep(
        engine, figures("169470", MAY), make_verdict(State.SET_ASIDE, error("SUBMISSION_KEY")), at=early
    )  # stays aside until long after
    assert aside
    first = publish(engine, settings, MAY).folder
    late = report_day(MAY) + timedelta(days=3)
    keep(engine, figures("169482", MAY), at=late)
    wrong = keep(engine, figures(GRAMMAR, MAY), make_verdict(State.RETURNED, error(RULE)), at=late)
    allowed = Waiver(0, RULE, GRAMMAR, MAY, MAY, "Umzug der Schule", date(2026, 12, 31))
    assert grant_waiver(engine, allowed, "A. Beispiel", late) == (1, 1)
    settled = make_verdict(State.ACCEPTED, replace(error(RULE), answer="Umzug der Schule", waiver_id=1))
    check_pending(engine, figures(GRAMMAR, MAY), settled, late)
    assert rows_of(engine, w.submission, "state", submission_id=wrong) == [("returned_for_correction",)]
    return first, publish(engine, settings, MAY, at=report_day(MAY) + timedelta(days=14)).folder


def error(rule):
    return make_finding(rule=rule, severity=Severity.ERROR, table="school_pupils")


def check_pending(engine, reading, verdict, at):
    (number,) = [row["submission_id"] for row in rows_of(engine, w.submission) if row["state"] == "received"]
    from tasks.store.store import store_batch

    store_batch(engine, [number], [reading], [verdict], at)


def everything_changes(engine, settings, monkeypatch, tmp_path):
    """Eight more months, forty corrections, another register, other rules, policy, code lists, names, exceptions."""
    for number in range(6, 14):
        month = month_of(number)
        at = report_day(month) - timedelta(days=3)
        if number in {6, 9, 12}:
            enter_register(engine, at, **REGISTERS[number])
        report_month(engine, month, without=("169470",) if number > 8 else ())
        for place, name in enumerate(SCHOOLS):  # corrections of this and earlier months
            keep(engine, figures(name, month_of(1 + (number + place) % 5), plus=number), at=at)
        keep(engine, figures("K-05914000-0001", MAY, plus=number), at=at)
        publish(engine, settings, month, other_policy() if number > 7 else POLICY)
    assert len(rows_of(engine, w.submission)) >= 13 * 8 + 40 - 10
    day = report_day(month_of(13))
    grant_waiver(engine, Waiver(0, "ABOVE_LIMIT", PRIMARY, MAY, MAY, "Andere", date(2027, 12, 31)), "B. Beispiel", day)
    aside = next(row for row in rows_of(engine, w.submission) if row["state"] == "set_aside")
    accept_submission(engine, aside["submission_id"], "B. Beispiel", "Anruf", day)
    check_pending(engine, figures("169470", MAY, plus=90), make_verdict(), day)
    returned = next(row for row in rows_of(engine, w.submission) if row["state"] == "returned_for_correction")
    check_again(engine, returned["submission_id"], figures(GRAMMAR, MAY, plus=91), at=day)
    for number in range(1, 6):  # the ledger of old months is opened again: closed schools owe nothing there
        enter_month(engine, month_of(number), other_policy().calendar, day)
    with engine.begin() as connection:
        connection.execute(w.centre.update().where(w.centre.c.centre_id == CENTRE).values(name="Hagen an der Volme"))
    (settings.home / "policy.toml").write_text(
        '[disclosure]\nprofile = "none"\nlegal_basis = "Satzung"\n', encoding="utf-8"
    )
    change_rules_and_codes(monkeypatch, tmp_path)


REGISTERS = {
    6: {PRIMARY: {"district": "Eilpe", "school_type": "GE", "name": "Umbenannt"}},
    9: {"169470": {"valid_to": "2026-02-28", "successor": "169482"}},  # merged, and backwards in time
    12: {GRAMMAR: {"district": "Haspe"}, "K_05914000_0002": {"valid_to": "2026-03-31"}},
}


def other_policy():
    parts = POLICY.model_dump()
    parts["thresholds"] |= {"first_support_pct": 5.0, "jump_count": 1}
    parts["disclosure"] |= {"profile": "suppression", "suppression_threshold": 9}
    parts["report"] |= {"title": "Anderer Bericht", "imprint": "Amt", "trend_months": 6}
    parts["calendar"] |= {"deadline_day": 4, "report_day": 5}
    return Policy.model_validate(parts)


def change_rules_and_codes(monkeypatch, tmp_path):
    newer = {name: replace(rule, version=rule.version + 1) for name, rule in tasks.report.month.CHECKS.items()}
    monkeypatch.setattr(tasks.report.month, "CHECKS", newer)
    lists = tmp_path / "codes"
    lists.mkdir()
    for path in config.codes.FOLDER.glob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))
        place = rows[0].index("title")
        titles = [[*row[:place], f"{row[place]} (neu)", *row[place + 1 :]] for row in rows[1:]]
        (lists / path.name).write_text("\n".join(";".join(row) for row in [rows[0], *titles[::-1]]) + "\n", "utf-8")
    monkeypatch.setattr(config.codes, "FOLDER", lists)
    config.codes._read.cache_clear()


@pytest.fixture(autouse=True)
def own_codes():
    """Code lists are read once a run: what a test changed must not stay."""
    yield
    config.codes._read.cache_clear()


# What a rebuilt report is for


@pytest.fixture
def report(engine, settings):
    """A small report that is out."""
    enter_register(engine, datetime(2026, 1, 2))
    report_month(engine, MAY)
    return publish(engine, settings, MAY).folder


def test_it_is_written_beside_and_the_published_one_is_not_touched(engine, settings, report):
    stamps = {path: path.stat().st_mtime_ns for path in report.rglob("*")}
    made = rebuild_report(engine, settings, MAY, "1.0")
    again = rebuild_report(engine, settings, MAY, "1.0")

    assert made == again
    assert made.folder == settings.home / "rebuilt" / CENTRE / MAY / "v1.0"
    assert {path: path.stat().st_mtime_ns for path in report.rglob("*")} == stamps


def test_without_what_was_fixed_it_would_be_another_one(engine, settings, report, quick):
    """The test above would prove nothing if today's policy and register gave the same."""
    enter_register(engine, report_day(MAY) + timedelta(days=30), **REGISTERS[6])
    with engine.begin() as connection:
        connection.execute(w.centre.update().where(w.centre.c.centre_id == CENTRE).values(name="Hagen an der Volme"))
    plan = replace(next_plan(engine, CENTRE, MAY, report_day(MAY)), version="1.0", vintage=report_day(MAY))
    summary = summarise_plan(engine, settings, POLICY, MAY, plan)

    assert rebuild_report(engine, settings, MAY, "1.0").is_equal
    assert compose_report(summary, POLICY, plan.version).centre_name != load_policy().report.imprint + " Hagen"
    assert freeze_inputs(summary, other_policy()) != freeze_inputs(summary, POLICY)


def test_it_goes_where_it_is_wanted_but_never_over_anything(engine, settings, report, tmp_path):
    full = tmp_path / "voll"
    full.mkdir()
    made = rebuild_report(engine, settings, MAY, "1.0", tmp_path / "neu")
    inside = rebuild_report(engine, settings, MAY, "1.0", full)
    assert files(made.folder) == files(inside.folder) == files(report)

    for target, words in ((full, "gibt es schon"), (report, "veröffentlichten Berichte"), (report / "x", "anderen")):
        with pytest.raises(UsageError, match=words):
            rebuild_report(engine, settings, MAY, "1.0", target)
    assert files(inside.folder) == files(report)


def test_a_version_that_is_not_there_is_said(engine, settings, report):
    with pytest.raises(UsageError, match=r"Die Fassung 1\.7 für Mai 2026 gibt es nicht; veröffentlicht sind: 1\.0\."):
        rebuild_report(engine, settings, MAY, "1.7")
    with pytest.raises(UsageError, match="der Monat hat noch keinen Bericht"):
        rebuild_report(engine, settings, month_of(1), "1.0")


def test_a_report_older_than_the_bookkeeping_is_said(engine, settings, report):
    with engine.begin() as connection:
        connection.execute(w.publication.update().values(policy=None, codes=None))

    with pytest.raises(UsageError, match="lässt sich nicht nachbauen"):
        rebuild_report(engine, settings, MAY, "1.0")


def test_a_policy_that_this_program_does_not_know_is_said(engine, settings, report):
    with engine.begin() as connection:
        connection.execute(w.pinned.update().where(w.pinned.c.kind == "policy").values(content='{"calendar": 1}'))

    with pytest.raises(SettingsError, match="versteht diese Fassung des Programms nicht"):
        rebuild_report(engine, settings, MAY, "1.0")


def test_a_published_folder_that_somebody_changed_is_found_out(engine, settings, report):
    (report / "bericht.html").write_text("anders", encoding="utf-8")
    (report / "notiz.txt").write_text("dazu", encoding="utf-8")
    made = rebuild_report(engine, settings, MAY, "1.0")

    assert not made.is_equal
    assert made.remarks == ("Anders als im veröffentlichten Ordner: bericht.html, notiz.txt.",)


def test_a_published_folder_that_is_lost_comes_back(engine, settings, report):
    before = files(report)
    report.rename(report.parent / "weg")
    made = rebuild_report(engine, settings, MAY, "1.0")

    assert "fehlt: zurückholen" in made.remarks[0]
    assert files(made.folder) == before


@pytest.mark.parametrize(
    ("made_with", "words"), [("0.0.1", "Programmfassung 0.0.1"), (None, "Bibliotheken oder Bestand prüfen")]
)
def test_another_outcome_is_explained(engine, settings, report, monkeypatch, made_with, words):
    if made_with:
        with engine.begin() as connection:
            connection.execute(w.publication.update().values(code_version=made_with))
    monkeypatch.setattr(tasks.report.month, "render_files", lambda _: {"bericht.html": b"x"})
    made = rebuild_report(engine, settings, MAY, "1.0")

    assert not made.is_equal
    assert words in made.remarks[-1]


# The command


def test_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    home = tmp_path / "hagen"
    assert main(["init", "--home", str(home)]) == 0
    engine, settings = open_warehouse(f"sqlite:///{home / 'warehouse.db'}"), load_settings(home)
    enter_register(engine, datetime(2026, 1, 2))
    report_month(engine, MAY)
    folder = publish(engine, settings, MAY).folder
    capsys.readouterr()

    assert main(["report", "--home", str(home), "--month", MAY, "--version", "1.0"]) == 0
    said = capsys.readouterr().out
    assert "Bericht 1.0 für Mai 2026 liegt nachgebaut in" in said
    assert "Byte für Byte der veröffentlichte" in said
    before = files(folder)
    (folder / "bericht.pdf").unlink()
    copy = ["report", "--home", str(home), "--month", MAY, "--version", "1.0", "--to", str(tmp_path / "copy")]
    assert main(copy) == 1
    assert "bericht.pdf" in capsys.readouterr().out
    assert main(["report", "--home", str(home), "--month", MAY, "--version", "1.0"]) == 0
    said = capsys.readouterr().out
    assert "Bericht 1.0 für Mai 2026 fehlte unter reports/ und liegt wieder dort" in said
    assert files(folder) == before
    (folder / "bericht.pdf").unlink()
    (folder / "bericht.html").write_text("anders", encoding="utf-8")
    assert main(["report", "--home", str(home), "--month", MAY, "--version", "1.0"]) == 1
    assert "wurde unter reports/ verändert (bericht.html)" in capsys.readouterr().out
    assert main(["report", "--home", str(home), "--to", str(tmp_path / "x")]) == 2
    assert "--to gehört zu" in capsys.readouterr().err
    engine.dispose()


def test_a_folder_needs_a_version(tmp_path):
    with pytest.raises(UsageError, match="gehört zu einer veröffentlichten Fassung"):
        report_again(Namespace(report_version=None, to=tmp_path))
