"""The command `report`, told by name to do something else than publish: what it takes, and what comes of it."""

import json
from datetime import datetime

import pytest

from config.settings import load_settings
from flows.command.cli import main
from schemas.files.incoming import archive_path
from schemas.store import warehouse as w
from tasks.store.ledger import enter_month
from tasks.store.publication import read_audits
from tasks.warehouse import open_warehouse
from tests.factories import CENTRE, POLICY, enter_respondents, keep, make_reading, rows_of
from tests.flows.conftest import call, serving
from tests.tasks.store.test_home_files import GOAL

NAMED = ("--by", "A. Beispiel", "--reason", "Beschluss")
OCTOBER, REPORT_DAY, AFTER_CUTOFF = ("--month", "2026-10"), ("--at", "2026-11-12"), ("--at", "2026-11-26")
EARLY = datetime(2026, 11, 5, 9)


@pytest.mark.parametrize("given", [("--reprotect", "--release"), ("--reprotect", "--version", "1.0"), ()])
def test_one_decision_at_a_time_and_none_about_what_is_published(tmp_path, capsys, given):
    assert main(["report", "--home", str(tmp_path), "--month", "2026-10", *given, *NAMED]) == 2
    assert "--re" in capsys.readouterr().err


@pytest.mark.slow
def test_a_month_without_a_report_follows_the_policy_anyway(tmp_path, capsys):
    home = str(tmp_path / "hagen")
    assert main(["init", "--home", home]) == 0
    asked = ["report", "--home", home, "--month", "2026-10", "--at", "2026-11-12", "--reprotect"]

    assert main([*asked, "--by", "A. Beispiel"]) == 2
    assert "--by NAME --reason GRUND" in capsys.readouterr().err
    assert main([*asked, *NAMED]) == 2
    assert "gibt es noch keinen Bericht" in capsys.readouterr().err


@pytest.fixture
def home(tmp_path):
    """A small city whose October is published, whatever it lacks."""
    home = tmp_path / "hagen"
    assert main(["init", "--home", str(home)]) == 0
    protect_by(home)
    settings = load_settings(home)
    engine = open_warehouse(settings.url)
    enter_respondents(engine)
    enter_month(engine, "2026-10", POLICY.calendar, EARLY)
    for form in ("school", "daycare", "association"):
        keep(engine, make_reading(form), at=EARLY)
    for row in rows_of(engine, w.submission):
        path = archive_path(settings.archive, row["sha256"])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"the file that came")
    yield home, engine
    engine.dispose()


def protect_by(home, *lines):
    """Write a policy.toml with these lines under [disclosure]."""
    policy = '[gate]\nerrors = "publish"\nwarnings = "publish"\n\n[disclosure]\n'
    (home / "policy.toml").write_text(policy + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_all(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_published_month_is_protected_otherwise_by_name_and_only_then(home, capsys):
    home, engine = home
    reports = home / "reports" / CENTRE / "2026-10"
    with serving(load_settings(home)):
        assert call(home, capsys, "report", *OCTOBER, *REPORT_DAY)[0] == 0
        before = read_all(reports / "v1.0")

        protect_by(home, "rounding_base = 15")
        _, said = call(home, capsys, "report", *OCTOBER, *AFTER_CUTOFF)
        assert "Bericht 1.0 bleibt" in said

        code, said = call(home, capsys, "report", *OCTOBER, *AFTER_CUTOFF, "--reprotect", *NAMED)
        assert (code, "Bericht 1.1 ist veröffentlicht" in said) == (0, True), said

        protect_by(home, 'profile = "suppression"')
        held = call(home, capsys, "report", *OCTOBER, *AFTER_CUTOFF, "--reprotect", *NAMED)
        assert (held[0], "Fassung 1.2) wird zurückgehalten" in held[1]) == (1, True), held[1]
        assert "genauer errechnen als beschlossen" in held[1]
        assert "policy.toml zurücknehmen und ihn wieder ändern" in held[1]

        protect_by(home, "rounding_base = 15")
        code, said = call(home, capsys, "report", *OCTOBER, *AFTER_CUTOFF, "--reprotect", *NAMED)
        assert (code, "Bericht 1.1 bleibt" in said) == (0, True), said

    assert sorted(path.name for path in reports.iterdir()) == ["v1.0", "v1.1"]
    assert read_all(reports / "v1.0") == before
    page = (reports / "v1.1" / "bericht.html").read_text(encoding="utf-8")
    assert "auf Vielfache von 15 gerundet, bis Fassung 1.0 waren sie auf Vielfache von 5 gerundet." in page
    decided = rows_of(engine, w.report_release)
    assert {(row["given_by"], row["reason"]) for row in decided} == {("A. Beispiel", "Beschluss")}
    assert [row["version"] for row in decided] == ["1.1", "1.2", "1.2"]
    first, second = read_audits(engine, CENTRE).values()
    told = json.loads((reports / "v1.1" / "manifest.json").read_bytes())["protection"]
    assert told == second.numbers
    assert (second.narrower, second.exact, second.unanswered) == (0, 0, 0)
    assert second.attacked >= first.attacked > 0, "attacked together with the version before"


@pytest.mark.slow
def test_goals_that_were_lost_are_told_by_the_run_until_they_are_back(home, capsys):
    home, _ = home
    concept = home / "concept.toml"
    concept.write_text(GOAL, encoding="utf-8")
    assert call(home, capsys, "report", *OCTOBER, *REPORT_DAY)[0] == 0
    concept.rename(home / "weg")
    lost = call(home, capsys, "report", *OCTOBER, *AFTER_CUTOFF)[1]
    (home / "weg").rename(concept)
    back = call(home, capsys, "report", *OCTOBER, *AFTER_CUTOFF)[1]

    assert "concept.toml war da und fehlt: bitte aus der Sicherung zurückholen" in lost
    assert "fehlt" not in back
