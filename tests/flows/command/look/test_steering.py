"""The command `steering`: the gaps in words and for machines, and the page that lage.html leads to."""

import json

import pytest

from config.settings import load_settings
from flows.command.cli import main
from tasks.steering.write_page import page_path
from tasks.warehouse import open_warehouse
from tasks.watch.situation import write_page
from tests.flows.conftest import call
from tests.tasks.steering.conftest import enter_city, send
from tests.tasks.steering.test_read_facts import LATER

POLICY = """[steering]
months = 2
gaps = [{ title = "Sprachbildung", need = "K03", supply = "offers", least_need = 10, least_per_100 = 2 }]
"""


@pytest.fixture
def home(tmp_path):
    settings = load_settings(tmp_path / "home")
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    (settings.home / "policy.toml").write_text(POLICY, encoding="utf-8")
    engine = open_warehouse(settings.url)
    enter_city(engine)
    send(engine)
    return settings.home


def test_it_says_the_gaps_and_writes_the_page(home, capsys):
    code, said = call(home, capsys, "steering", "--month", "2026-10")

    assert code == 0
    assert "Steuerung, Oktober 2026: 2 Lücken, 0 nicht zu beurteilen 1. Mitte: Sprachbildung. 115 Kinder" in said
    assert page_path(load_settings(home)).exists()


def test_what_cannot_be_judged_is_said_with_its_reason(home, capsys):
    (home / "policy.toml").write_text(POLICY.replace("months = 2", "months = 3"), encoding="utf-8")
    _, said = call(home, capsys, "steering", "--month", "2026-10")

    assert "0 Lücken, 1 nicht zu beurteilen Nicht erfasst: August 2026. Was damals" in said
    assert "Nicht zu beurteilen: Sprachbildung, gesamte Stadt: zum Angebot liegt für August 2026 keine" in said


def test_machines_get_the_figures_and_no_page(home, capsys):
    assert main(["steering", "--home", str(home), "--month", "2026-10", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)

    assert [(one["rank"], one["where"], one["need"], one["supply"]) for one in record["gaps"]] == [
        (1, "Mitte", 115, 1),
        (2, "Haspe", 55, 1),
    ]
    assert {one["id"] for one in record["tables"]} >= {"places", "languages", "chain", "funds", "network", "agreements"}
    assert not page_path(load_settings(home)).exists()


def test_a_rule_that_means_nothing_is_named_and_the_exit_code_says_so(home, capsys):
    (home / "policy.toml").write_text(POLICY.replace("K03", "X99"), encoding="utf-8")
    code, said = call(home, capsys, "steering", "--month", "2026-10")

    assert code == 1
    assert "Die Lücke „Sprachbildung“" in said


def test_the_page_of_the_situation_leads_to_it(home, capsys):
    settings = load_settings(home)
    write_page(settings, LATER, open_warehouse(settings.url), ())
    assert "steuerung.html" not in settings.situation_page.read_text(encoding="utf-8")

    call(home, capsys, "steering", "--month", "2026-10")
    write_page(settings, LATER, open_warehouse(settings.url), ())

    assert '<a href="steuerung.html">Steuerung</a>' in settings.situation_page.read_text(encoding="utf-8")


def test_of_a_month_of_which_nothing_is_known_no_page_is_written(home, capsys):
    call(home, capsys, "steering", "--month", "2026-10")
    before = page_path(load_settings(home)).read_bytes()
    code, said = call(home, capsys, "steering", "--month", "2035-01")

    assert code == 1
    assert "Für Januar 2035 und die Monate davor ist nichts gemeldet." in said
    assert page_path(load_settings(home)).read_bytes() == before
