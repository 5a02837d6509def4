"""A mended rule is asked again of months that are out: first what that changes, then, by name, the change itself."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

import pandas as pd
import pytest
from sqlalchemy import update

from config import clock
from config.settings import load_settings
from flows.command.cli import main
from schemas.check.catalogue import CHECKS
from schemas.files.incoming import archive_path
from schemas.finding import Severity
from schemas.mail.submission_key import submission_key
from schemas.store import warehouse as w
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.report.month import publish_month, recompose_report
from tasks.report.seen.what_if import list_cells
from tasks.secret import key_secret
from tasks.store.ledger import enter_month
from tasks.store.publication import find_plan, read_frozen_inputs
from tasks.warehouse import open_warehouse
from tests.factories import (
    CENTRE,
    DAYCARE,
    OPEN_GATE,
    POLICY,
    SCHOOL,
    enter_respondents,
    enter_submission,
    make_reading,
    rows_of,
)
from tests.factories_workbook import make_form, make_rows

pytestmark = pytest.mark.slow
RULE = "PLACES_DIFFER"
CAME, OUT, LATER = (datetime(2026, 11, day, 9) for day in (5, 12, 26))
WHO = ("--by", "A. Beispiel", "--reason", "Regel berichtigt")
MONTHS = ("2026-09", "2026-10")


def wrong(t, _):
    """Asked of every daycare, whatever it says."""
    return pd.Series(data=False, index=t.index, dtype="boolean").where(t["form"] == "daycare")


def divide(_, __):
    raise ZeroDivisionError("no children")


def daycare_rows():
    return {
        "daycare_children": [{"age_group": "U3", "children": 40, "other_family_language": 0}],
        "daycare_places": [{"group_form": "I", "booked_hours": "35", "places_occupied": 40}],
    }


def send(engine, home, form, respondent, month, rows):
    """A file that came and lies in the archive."""
    key = submission_key(key_secret(home / "meldeschluessel.secret", {}), respondent, month)
    day = {"2026-09": "2026-09-30", "2026-10": "2026-10-31"}[month]
    head = {"respondent": respondent, "month": month, "reference_date": day, "submission_key": key}
    content = make_form(form, rows=rows, **head)
    digest = sha256(content).hexdigest()
    path = archive_path(home / "archive", digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    number = enter_submission(engine, make_reading(file=f"{respondent}_{month}.xlsx"), CAME)
    with engine.begin() as connection:
        connection.execute(update(w.submission).where(w.submission.c.submission_id == number).values(sha256=digest))


def take(engine, home, at):
    """What a run does with what waits."""
    secret = key_secret(home / "meldeschluessel.secret", {})
    context = IntakeContext(POLICY, at, secret=secret, archive=home / "archive")
    files = [WaitingFile(n, archive_path(home / "archive", digest), name) for n, digest, name in pending(engine)]
    taken = process_batch(engine, context, files)
    assert taken.faults == {}
    return dict(taken.states)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Two months are out without the daycare, whose returns a wrong rule had sent back; now the rule is right."""
    monkeypatch.setattr("flows.server.server.prepare_database", lambda _: None)
    monkeypatch.setattr(clock, "now", lambda: LATER)
    home = tmp_path / "hagen"
    assert main(["init", "--home", str(home)]) == 0
    engine, settings = open_warehouse(f"sqlite:///{home / 'warehouse.db'}"), load_settings(home)
    enter_respondents(engine, SCHOOL, DAYCARE)
    for month in MONTHS:
        enter_month(engine, month, POLICY.calendar, CAME)
        send(engine, home, "school", SCHOOL, month, make_rows(school_arrivals=[]))
        send(engine, home, "daycare", DAYCARE, month, daycare_rows())
    with monkeypatch.context() as patched:
        patched.setitem(CHECKS, RULE, replace(CHECKS[RULE], holds=wrong, severity=Severity.ERROR))
        take(engine, home, CAME)
    for month in MONTHS:
        assert publish_month(engine, settings, OPEN_GATE, month, OUT).version == "1.0"
    engine.dispose()
    return home


@pytest.fixture
def engine(home):
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    yield engine
    engine.dispose()


def call(home, *arguments):
    return main(["replay", "--rule", RULE, "--home", str(home), "--since", "2026-09", *arguments])


def numbers_of(shown, month):
    line = next(line for line in shown.splitlines() if line.startswith(month))
    return [int(word) for word in line.split()[2:]]


def printed(engine, home, month, version):
    plan, _ = find_plan(engine, CENTRE, month, version)
    frozen = read_frozen_inputs(engine, CENTRE, month, version)
    return list_cells(recompose_report(engine, load_settings(home), month, plan, frozen))


def test_first_it_is_shown_and_nothing_is_changed(home, engine, capsys):
    capsys.readouterr()
    before = rows_of(engine, w.submission)
    assert call(home) == 0
    shown = capsys.readouterr().out

    for month in ("September 2026", "Oktober 2026"):
        checked, changed, new, gone, sent_back, cells = numbers_of(shown, month)
        assert (checked, changed, new, gone, sent_back) == (1, 1, 0, 1, 0)
        assert cells > 0
    assert "Geändert ist nichts." in shown
    assert rows_of(engine, w.submission) == before
    assert rows_of(engine, w.replay) == []


def test_by_name_it_is_done_the_normal_way_and_the_report_changes_as_was_shown(home, engine, capsys):
    capsys.readouterr()
    assert call(home, "--apply", *WHO) == 0
    shown = capsys.readouterr().out
    assert "2 Meldungen werden erneut geprüft" in shown
    assert rows_of(engine, w.replay, "rule", "since", "returns", "given_by") == [(RULE, "2026-09", 2, "A. Beispiel")]
    assert set(take(engine, home, LATER)) <= {"accepted", "accepted_with_queries"}

    publish_month(engine, load_settings(home), OPEN_GATE, "2026-10", LATER)
    first, second = (printed(engine, home, "2026-10", version) for version in ("1.0", "1.1"))
    tables = {place[0] for place in first} & {place[0] for place in second}
    others = {place for place in first if place[0] in tables and first[place] != second.get(place)}
    assert 0 < len(others) <= numbers_of(shown, "Oktober 2026")[-1]


def test_once_it_is_done_nothing_is_left_to_do(home, engine, capsys):
    assert call(home, "--apply", *WHO) == 0
    take(engine, home, LATER)
    capsys.readouterr()
    assert call(home) == 0
    assert "Es ändert sich nichts." in capsys.readouterr().out


def test_a_rule_that_fails_on_a_month_is_named_and_the_rest_goes_on(home, engine, capsys, monkeypatch):
    def fail_in_september(t, limits):
        return divide(t, limits) if (t["month"] == "2026-09").any() else CHECKS["ARRIVALS_DIFFER"].holds(t, limits)

    monkeypatch.setitem(CHECKS, RULE, replace(CHECKS[RULE], holds=fail_in_september))
    capsys.readouterr()
    assert call(home) == 1
    shown = capsys.readouterr().out

    assert "September 2026: An Dateien gescheitert (ZeroDivisionError: no children)" in " ".join(shown.split())
    assert numbers_of(shown, "Oktober 2026")[:2] == [1, 1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--apply",), "Bitte Namen und Begründung angeben"),
        (("--by", "A. Beispiel"), "gehören zu --apply"),
        (("--rule", "NO_RULE"), "Eine Regel „NO_RULE“ gibt es nicht"),
        (("--since", "gestern"), "„gestern“ ist kein Monat"),
    ],
)
def test_what_means_nothing_is_wrong_usage(home, arguments, said, capsys):
    assert call(home, *arguments) == 2
    assert said in capsys.readouterr().err


def test_months_without_returns_say_so(home, capsys):
    assert call(home, "--since", "2027-01") == 0
    assert f"Seit Januar 2027 gibt es keine Meldung, die {RULE} betrifft." in capsys.readouterr().out
