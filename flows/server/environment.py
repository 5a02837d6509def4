"""What Prefect has to know, as environment variables: the server's part, and what server and client have in common."""

import os

from config.settings import Settings

# What a single run has no use for; each of these works in a loop and writes to the same SQLite file. What records the
# run itself (task_run_recorder, event_persister) stays.
IDLE_SERVICES = (
    "CANCELLATION_CLEANUP",
    "CLEANUP_RECONCILER",
    "FOREMAN",
    "LATE_RUNS",
    "PAUSE_EXPIRATIONS",
    "REPOSSESSOR",
    "SCHEDULER",
    "TRIGGERS",
)
RUNS_KEPT_DAYS = 400


def common_environment(settings: Settings) -> dict[str, str]:
    """What server and client have in common."""
    return {
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(settings.prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
        "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
        # State and idempotence live in the warehouse: a task of ours never takes its result from a cache.
        "PREFECT_TASKS_DEFAULT_NO_CACHE": "true",
        # Pickles would run code when read; ours are small records.
        "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
        "PREFECT_RESULTS_LOCAL_STORAGE_PATH": str(settings.prefect / "results"),
        "PREFECT_LOGGING_LEVEL": settings.log_level,
        # On the terminal we speak German ourselves; everything else is in log/ and on Prefect's screen.
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        # The client waits for one interval at its end.
        "PREFECT_LOGGING_TO_API_BATCH_INTERVAL": "0.3",
    }


def server_environment(settings: Settings, *, lasting: bool) -> dict[str, str]:
    """What the server alone has to know."""
    chosen = common_environment(settings) | {
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        # A page of somebody else in the same browser gets no answer; the default is every page there is.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": f"http://127.0.0.1:{settings.server_port}",
        # A thousand ready-made blocks for clouds that we do not use.
        "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
        "PREFECT_SERVER_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
        # Relative, so that the screen works on any port; and without it the page stays blank beside 4200.
        "PREFECT_SERVER_UI_API_URL": "/api",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_ENABLED": "true" if lasting else "false",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(settings.prefect / "ui"),
        # Some thousand runs a year with their logs; what was reported is in the warehouse, so old runs may go.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(RUNS_KEPT_DAYS * 86_400),
    }
    if not lasting:
        chosen |= {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in IDLE_SERVICES}
        chosen["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] = ","  # none: an empty text would be the default
    return chosen


def foreign_environment() -> dict[str, str]:
    """The environment as it is, without anybody's Prefect settings.

    Containers often forbid writing bytecode; the server alone would then compile 500 modules at each start.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PREFECT_") and name != "PYTHONDONTWRITEBYTECODE"
    }
