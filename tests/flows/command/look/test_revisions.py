"""The command `revisions`, and that every report keeps what it tells otherwise than those before it."""

import json
from datetime import datetime, timedelta

import pytest

import tasks.report.month
from config.settings import load_settings
from flows.command.cli import main
from flows.command.look.revisions import changes_between
from schemas.store import warehouse as w
from tasks.report.month import publish_month
from tasks.warehouse import open_warehouse
from tests.factories import DAYCARE, SCHOOL, keep, rows_of
from tests.factories import OPEN_GATE as POLICY
from tests.factories_history import enter_register, figures, month_of, report_day, report_month

MONTH, NEXT = month_of(1), month_of(2)


pytestmark = pytest.mark.slow  # a city lives through months first


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Nobody looks at the reports themselves."""
    home = tmp_path_factory.mktemp("revisions") / "hagen"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.server.server.prepare_database", lambda _: None)
        patch.setattr(tasks.report.month, "render_files", lambda report: {"bericht.html": repr(report).encode()})
        assert main(["init", "--home", str(home)]) == 0
        yield home


@pytest.fixture(scope="module")
def city(home):
    """Two months: of the first a kita is late and a school corrects 21 values, which its version 1.1 tells."""
    engine, settings = open_warehouse(f"sqlite:///{home / 'warehouse.db'}"), load_settings(home)
    enter_register(engine, datetime(2026, 1, 2))
    report_month(engine, MONTH, without=(DAYCARE,))
    publish(engine, settings, MONTH, report_day(MONTH))
    after = report_day(MONTH) + timedelta(days=3)
    keep(engine, figures(DAYCARE, MONTH), at=after)
    keep(engine, figures(SCHOOL, MONTH, plus=2), at=after)
    publish(engine, settings, MONTH, report_day(MONTH) + timedelta(days=14))
    report_month(engine, NEXT)
    publish(engine, settings, NEXT, report_day(NEXT))
    yield engine
    engine.dispose()


def publish(engine, settings, month, at):
    assert publish_month(engine, settings, POLICY, month, at).version


def call(home, *arguments):
    return main(["revisions", "--home", str(home), *arguments])


def test_each_report_keeps_what_it_tells_otherwise(city, home):
    kept = rows_of(city, w.revision)
    found = changes_between(city, load_settings(home), MONTH, "1.0", "1.1")

    assert {(row["month"], row["version"]) for row in kept} == {(MONTH, "1.1")}
    assert [row["number"] for row in kept] == list(range(1, len(found) + 1))
    names = ("revised_month", "respondent_id", "indicator", "code_1", "value_before", "value_after", "cause", "note")
    assert [tuple(row[name] for name in names) for row in kept] == [
        tuple(getattr(one, name) for name in names) for one in found
    ]
    assert {(one.respondent_id, one.cause) for one in found} == {(DAYCARE, "late"), (SCHOOL, "resubmitted")}


def test_values_before_and_after_are_those_of_the_forms(city, home):
    found = changes_between(city, load_settings(home), MONTH, "1.0", "1.1")
    old, new = (figures(SCHOOL, MONTH, plus=plus).tables["school_pupils"].values["pupils"] for plus in (0, 2))

    assert [(one.value_before, one.value_after) for one in found if one.indicator == "S01"] == list(
        zip(old, new, strict=True)
    )


def test_the_command_shows_the_last_two_versions(city, home, capsys):
    assert call(home, "--month", MONTH) == 0
    said = " ".join(capsys.readouterr().out.split())

    assert "Januar 2026: von Fassung 1.0 zu 1.1" in said
    assert "Nachmeldung: 2 Werte von 1 Berichtsstellen." in said
    assert "neue Fassung: " in said


def test_for_machines(city, home, capsys):
    assert call(home, "--month", MONTH, "--from", "1.0", "--to", "1.1", "--json") == 0
    told = json.loads(capsys.readouterr().out)

    assert (told["month"], told["from"], told["to"]) == (MONTH, "1.0", "1.1")
    assert len(told["changes"]) == len(rows_of(city, w.revision))
    assert {"value_before", "value_after", "cause", "respondent_id"} <= set(told["changes"][0])


def test_the_same_version_twice_differs_in_nothing(city, home, capsys):
    assert call(home, "--month", MONTH, "--from", "1.1", "--to", "1.1") == 0
    assert "von Fassung 1.1 zu 1.1 hat sich kein Wert geändert" in capsys.readouterr().out


def test_many_changes_are_cut_on_the_screen(city, home, capsys, monkeypatch):
    monkeypatch.setattr("flows.command.look.revisions.MOST", 2)
    assert call(home, "--month", MONTH) == 0
    assert "Gezeigt sind 2 von " in capsys.readouterr().out


def test_the_triangle_of_an_indicator(city, home, capsys):
    assert call(home, "--triangle", "K01", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    one, other = (figures(name, MONTH).tables["daycare_children"].values["children"][0] for name in (DAYCARE, OTHER))

    assert [(each["month"], each["version"]) for each in told["publications"]] == [
        (MONTH, "1.0"), (MONTH, "1.1"), (NEXT, "1.0"),
    ]  # fmt: skip
    assert told["rows"][0] == {"month": MONTH, "values": [other, one + other, one + other]}
    assert told["rows"][1]["values"][:2] == [None, None]
    assert call(home, "--triangle", "K01") == 0
    assert "wie ihn jeder Bericht kannte" in " ".join(capsys.readouterr().out.split())


OTHER = "K-05914000-0002"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--month", NEXT), "hat erst eine Fassung (1.0)"),
        (("--month", "2026-08"), "hat noch keinen Bericht"),
        (("--month", MONTH, "--from", "1.0", "--to", "1.9"), "Die Fassung 1.9 für Januar 2026 gibt es nicht"),
        (("--month", MONTH, "--from", "1.1", "--to", "1.0"), "--from und --to tauschen"),
        (("--triangle", "X99"), "„X99“ gibt es keine Werte"),
    ],
)
def test_what_cannot_be_compared_is_said(city, home, arguments, words, capsys):
    assert call(home, *arguments) == 2
    assert words in capsys.readouterr().err
