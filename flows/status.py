"""What staff see of a month: who owes what, states and findings. Ways in: `read_status`, `show_status`."""

from collections import Counter
from datetime import date
from typing import Any

from sqlalchemy import Engine

from config.codes import code_list
from config.policy import load_policy
from config.settings import Settings
from flows.show import say, show_table
from schemas.deadlines import Cycle
from schemas.german import format_date, format_month, format_share
from schemas.submission import IN_FORCE, State
from tasks.ledger import read_ledger, read_unassigned
from tasks.publication import latest_version

SETTLED = {*IN_FORCE, State.EXEMPT}


def read_status(engine: Engine, settings: Settings, month: str) -> dict[str, Any]:
    """The month as one record: its days, every return, files that belong to nobody, and the published version."""
    cycle = Cycle.of(month, load_policy(settings.home).calendar)
    returns = read_ledger(engine, settings.centre, month)
    accepted = sum(State(row["state"]) in IN_FORCE for row in returns)
    return {
        "month": month,
        "reference_date": cycle.reference_date.isoformat(),
        "deadline": cycle.deadline.isoformat(),
        "report_date": cycle.report.isoformat(),
        "cutoff": cycle.cutoff.isoformat(),
        "expected": len(returns),
        "accepted": accepted,
        "published_version": latest_version(engine, settings.centre, month),
        "returns": returns,
        "unassigned": read_unassigned(engine, cycle),
    }


def show_status(found: dict[str, Any]) -> None:
    """The counts by kind, then everything that somebody has to look at."""
    returns = found["returns"]
    if not returns:
        month = format_month(found["month"])
        say(f"Für {month} wird noch keine Meldung erwartet (monatsbericht collect legt das Soll an).")
        return
    show_table(f"Meldungen {format_month(found['month'])}", ("Art", "Zustand", "Anzahl"), _counts(returns))
    # What only has to be waited for comes last: on most days it is nearly everybody.
    open_rows = sorted(filter(_needs_somebody, returns), key=lambda row: row["state"] == State.EXPECTED.value)
    if open_rows:
        heads = ("Berichtsstelle", "Name", "Zustand", "Fehler", "Rückfragen", "Datei")
        show_table("Zu klären", heads, [_open_row(row) for row in open_rows])
    if any(row["file"] for row in open_rows):
        say("Was in einer Datei zu berichtigen ist, sagt: monatsbericht check DATEI")
    if found["unassigned"]:
        rows = [(row["file"], State(row["state"]).german, row["message"] or "") for row in found["unassigned"]]
        show_table("Lieferungen ohne Zuordnung", ("Datei", "Zustand", "Befund"), rows)
    say(_summary(found))


def _counts(returns: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    titles = code_list("kind").titles
    counted = Counter((row["kind"], row["state"]) for row in returns)
    order = list(titles)
    pairs = sorted(counted.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0][1]))
    return [(titles[kind], State(state).german, number) for (kind, state), number in pairs]


def _needs_somebody(row: dict[str, Any]) -> bool:
    """Not settled, or settled by an older file while a newer one was sent back."""
    return State(row["state"]) not in SETTLED or row["latest_state"] == State.RETURNED.value


def _open_row(row: dict[str, Any]) -> tuple[object, ...]:
    state = State(row["state"]).german
    if State(row["state"]) in SETTLED:
        state += ", neuere Fassung zurückgegeben"
    return row["respondent_id"], row["name"], state, row["errors"] or "", row["warnings"] or "", row["file"] or ""


def _summary(found: dict[str, Any]) -> str:
    rate = format_share(found["accepted"] / found["expected"])
    version = found["published_version"]
    days = {name: format_date(date.fromisoformat(found[name])) for name in ("deadline", "cutoff")}
    report = f"veröffentlicht ist Fassung {version}" if version else "noch kein Bericht veröffentlicht"
    return (
        f"Rücklaufquote {rate} ({found['accepted']} von {found['expected']}); Abgabetermin {days['deadline']}, "
        f"Ausschlussfrist {days['cutoff']}; {report}."
    )
