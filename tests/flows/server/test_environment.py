"""What we tell Prefect: nobody else's settings, all of them known to it, old runs not kept for ever."""

import pytest

from config.settings import load_settings
from flows.server.environment import RUNS_KEPT_DAYS, foreign_environment, server_environment
from tests.flows.conftest import run_python


def test_the_servers_environment_is_ours_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("PREFECT_API_URL", "https://anderswo.example/api")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    settings = load_settings(tmp_path)

    environment = foreign_environment() | server_environment(settings, lasting=False)

    assert "PREFECT_API_URL" not in environment
    assert "PYTHONDONTWRITEBYTECODE" not in environment
    assert environment["PREFECT_HOME"] == str(settings.prefect)
    assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert environment["PREFECT_RESULTS_DEFAULT_SERIALIZER"] == "json"


def test_only_the_lasting_server_has_a_screen_and_a_scheduler(tmp_path):
    settings = load_settings(tmp_path)
    short = server_environment(settings, lasting=False)
    lasting = server_environment(settings, lasting=True)

    assert short["PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED"] == "false"
    assert short["PREFECT_SERVER_UI_ENABLED"] == "false"
    assert "PREFECT_SERVER_SERVICES_SCHEDULER_ENABLED" not in lasting
    assert lasting["PREFECT_SERVER_UI_ENABLED"] == "true"
    assert lasting["PREFECT_SERVER_UI_API_URL"] == "/api"


@pytest.mark.slow
def test_every_setting_that_we_give_prefect_exists():
    code = """
from pathlib import Path
from config.settings import load_settings
from flows.server.environment import server_environment
from prefect.settings.models.root import Settings
from prefect.settings.legacy import _get_settings_fields
known = set(_get_settings_fields(Settings)) | {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"}
given = {name for name in server_environment(load_settings(Path("x")), lasting=False) if name.startswith("PREFECT_")}
print(sorted(given - known))
"""
    assert run_python(code).stdout.strip() == "[]"


@pytest.mark.slow
def test_the_lasting_server_forgets_old_runs_and_the_short_one_clears_nothing(tmp_path):
    code = """
from prefect.settings import get_current_settings
vacuum = get_current_settings().server.services.db_vacuum
print(sorted(vacuum.enabled_vacuum_types), vacuum.retention_period.days)
"""

    def shown(*, lasting):
        return run_python(code, **server_environment(load_settings(tmp_path), lasting=lasting)).stdout.strip()

    assert shown(lasting=True) == f"['events', 'flow_runs', 'orphans'] {RUNS_KEPT_DAYS}"
    assert shown(lasting=False).startswith("[]")
