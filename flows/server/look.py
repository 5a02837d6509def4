"""How the unattended machine stands, for `doctor`. One way in: `look_at_machine(settings)`."""

import json

from config.schedule import read_by_hand, read_deployments
from config.settings import Settings
from flows.server.server import ask_api, find_server
from tasks.upkeep.diagnosis import Diagnosis

NAME = "Ablaufsteuerung"


def look_at_machine(settings: Settings) -> Diagnosis:
    """Whether `serve` runs, and its deployments are those of config/prefect.yaml."""
    url = find_server(settings)
    if url is None:
        mend = "monatsbericht serve starten; von Hand geht alles auch ohne."
        return Diagnosis(
            NAME, is_good=False, message="monatsbericht serve läuft nicht", remedy=mend, is_essential=False
        )
    found = json.loads(ask_api(settings, f"{url}/deployments/filter", b"{}"))
    wrong = sorted(_expected() ^ {_plan(one["name"], one["schedules"]) for one in found if not one["paused"]})
    if wrong:
        mend = "monatsbericht serve neu starten: es richtet die Zeiten wieder ein."
        names = ", ".join(dict.fromkeys(name for name, _ in wrong))
        return Diagnosis(NAME, is_good=False, message=f"anders eingerichtet als vorgesehen: {names}", remedy=mend)
    timed = sum(bool(one["schedules"]) for one in found)
    return Diagnosis(NAME, is_good=True, message=f"{timed} Abläufe zu ihren Zeiten")


def _expected() -> set[tuple[str, str]]:
    return {
        (entry["name"], " / ".join(sorted(plan["cron"] for plan in entry["schedules"])))
        for entry in (*read_deployments(), *read_by_hand())
    }


def _plan(name: str, schedules: list[dict[str, dict[str, str]]]) -> tuple[str, str]:
    return name, " / ".join(sorted(one["schedule"].get("cron", "") for one in schedules if one.get("active", True)))
