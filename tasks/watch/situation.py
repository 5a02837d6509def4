"""How everything stands, for the terminal, for machines and as a page. Ways in: `read_situation`, `write_page`.

The page lage.html lies in the home and is written after every run and every few minutes by serve; it loads nothing,
holds no figure of a return, and says the same as `monatsbericht status`. Looking never writes to the warehouse.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from config.codes import code_list
from config.errors import MonatsberichtError
from config.policy import load_policy
from config.schedule import next_due, read_deployments
from config.settings import Settings
from schemas.form.submission import IN_FORCE, State
from schemas.german import format_date, format_moment, format_month, format_share
from schemas.time.deadlines import Cycle, due_month
from schemas.time.month import last_working_day, shift_month
from schemas.time.standing import count_standing
from tasks.atomic_files import write_file
from tasks.letters.outbox import read_outbox
from tasks.run_record import last_good, read_runs
from tasks.steering.write_page import page_path
from tasks.store.decisions import list_set_aside
from tasks.store.ledger import read_ledger, read_unassigned, read_withheld
from tasks.store.publication import latest_version, newest_report, read_dissemination, read_rates
from tasks.store.source_status import read_sources
from tasks.templates import template_beside
from tasks.watch.trouble import Trouble

WITHHELD = {"COLUMN_PERSON": "Liste von Personen, nicht gelesen", "TEXT_PERSON": "Text mit Angaben zu Personen"}
RUN_STATES = {"running": "arbeitet", "done": "getan", "failed": "gescheitert", "dead": "abgebrochen"}
HEADS = {  # of the counts, in their order
    "owed": "geschuldet",
    "accepted": "angenommen",
    "nil": "davon Fehlanzeige",
    "empty": "davon leer",
    "late": "davon verspätet",
    "returned": "zurückgegeben",
    "unreadable": "nicht lesbar",
    "expected": "erwartet",
    "overdue": "überfällig",
    "missing": "fehlt",
    "exempt": "befreit",
}


def read_situation(
    settings: Settings, month: str, now: datetime, engine: Engine | None, troubles: Sequence[Trouble]
) -> dict[str, Any]:
    """Troubles, runs and, where the warehouse can be read, the month; dates are ISO texts."""
    found = {
        "at": now.isoformat(),
        "troubles": [asdict(trouble) for trouble in troubles],
        "runs": [_run_of(settings, entry, now) for entry in read_deployments()],
    }
    return found | (read_status(engine, settings, month) if engine else {"month": month})


def read_status(engine: Engine, settings: Settings, month: str) -> dict[str, Any]:
    """The month as one record: its days, every return, files that belong to nobody, mails, and what was published."""
    cycle = Cycle.of(month, load_policy(settings.home).calendar)
    returns = read_ledger(engine, settings.centre, month)
    counts = count_standing(returns)
    aside = [{**row, "received_at": row["received_at"].isoformat()} for row in list_set_aside(engine)]
    return {
        "month": month,
        "reference_date": cycle.reference_date.isoformat(),
        "deadline": cycle.deadline.isoformat(),
        "report_date": cycle.report.isoformat(),
        "cutoff": cycle.cutoff.isoformat(),
        "expected": counts[-1].owed,
        "accepted": counts[-1].accepted,
        "published_version": latest_version(engine, settings.centre, month),
        "published_rates": read_rates(engine, settings.centre, month),
        "newest_report": newest_report(engine, settings.centre),
        "disseminated": read_dissemination(engine, settings.centre, month),
        "counts": [asdict(one) for one in counts],
        "returns": returns,
        "unassigned": read_unassigned(engine, cycle),
        "set_aside": aside,  # of every month: until somebody decides, each of them waits
        "withheld": read_withheld(engine, month),
        "mails": read_outbox(engine, month, datetime.combine(last_working_day(shift_month(month, -1)), time())),
        "sources": read_sources(engine, datetime.combine(cycle.opens, time())),
    }


def write_page(settings: Settings, now: datetime, engine: Engine | None, troubles: Sequence[Trouble]) -> None:
    """Write lage.html; that there is no warehouse to be read is one of the troubles."""
    month = due_month(now.date())
    try:
        found = read_situation(settings, month, now, engine, troubles)
    except (MonatsberichtError, SQLAlchemyError, OSError):
        found = read_situation(settings, month, now, None, troubles)  # why it cannot be read is among the troubles
    page = template_beside(__file__, "lage.html.j2").render(**_words(found, settings), home=settings.home)
    write_file(settings.situation_page, page.encode()).chmod(0o600)


def needs_somebody(row: dict[str, Any]) -> bool:
    """Whether a return is not settled, or settled by an older file while a newer one was sent back."""
    return not is_settled(row) or row["latest_state"] == State.RETURNED.value


def is_settled(row: dict[str, Any]) -> bool:
    """Whether a return is there, or not owed."""
    return State(row["state"]) in {*IN_FORCE, State.EXEMPT}


def filled_heads(counts: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of the counts in which there is something; a table of all would be cut off."""
    return [name for name in HEADS if any(one[name] for one in counts)]


def sum_up(found: dict[str, Any]) -> str:
    """The month in one sentence: its rate, its days, its report."""
    rate = format_share(found["accepted"] / found["expected"]) if found["expected"] else "x"
    version = found["published_version"]
    days = {name: format_date(datetime.fromisoformat(found[name]).date()) for name in ("deadline", "cutoff")}
    report = (
        f"veröffentlicht ist Fassung {version}{_frozen_rate(found)}" if version else "noch kein Bericht veröffentlicht"
    )
    return (
        f"Rücklaufquote {rate} ({found['accepted']} von {found['expected']}); Abgabetermin {days['deadline']}, "
        f"Ausschlussfrist {days['cutoff']}; {report}.{_say_arrived(found)}"
    )


def _say_arrived(found: dict[str, Any]) -> str:
    """Where the reports went; empty where they go nowhere."""
    rows = found.get("disseminated", ())
    there = ", ".join(f"{row['version']} an {row['target']}" for row in rows if row["arrived_at"])
    open_ = " ".join(
        f"Noch nicht zugestellt: {row['version']} an {row['target']} ({row['last_reply'] or 'noch nicht versucht'})."
        for row in rows
        if not row["arrived_at"]
    )
    return (f" Zugestellt: {there}." if there else "") + (f" {open_}" if open_ else "")


def _frozen_rate(found: dict[str, Any]) -> str:
    """The rate as the published version says it: it does not change any more."""
    rows = [row for row in found["published_rates"] if row["version"] == found["published_version"]]
    owed, accepted = sum(row["expected"] for row in rows), sum(row["accepted"] for row in rows)
    return f" mit {format_share(accepted / owed)} ({accepted} von {owed})" if owed else ""


def _run_of(settings: Settings, entry: dict[str, Any], now: datetime) -> dict[str, Any]:
    """A flow: how its latest run ended, when it last did its work, when it is due next."""
    latest = next(iter(read_runs(settings.log, entry["name"], 1)), None)
    good = last_good(settings.log, entry["name"])
    return {
        "flow": entry["name"],
        "what": entry["description"],
        "state": latest.state if latest else None,
        "started": latest.started if latest else None,
        "sentence": latest.sentence if latest else "",
        "last_good": good.started if good else None,
        "next_due": next_due(entry, now).isoformat(),
    }


def _words(found: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The situation in finished German for the page."""
    has_month = "returns" in found
    names = filled_heads(found["counts"]) if has_month else []
    titles = {**code_list("kind").titles, "total": "insgesamt"}
    newest = found.get("newest_report")
    return found | {
        "title": f"Lage am {format_moment(datetime.fromisoformat(found['at']))}",
        "month_name": format_month(found["month"]),
        "summary": sum_up(found) if has_month and found["returns"] else "",
        "heads": [HEADS[name] for name in names],
        "lines": [(titles[one["kind"]], [one[name] for name in names]) for one in found.get("counts", ())],
        "open": _open_by_state(found) if has_month else {},
        "run_states": RUN_STATES,
        "withheld_words": WITHHELD,
        "say_moment": lambda iso: format_moment(datetime.fromisoformat(iso)) if iso else "nichts verzeichnet",
        "report": newest and f"reports/{settings.centre}/{newest['month']}/v{newest['version']}/bericht.html",
        "steering": page_path(settings).name if page_path(settings).exists() else "",
        "report_name": newest and f"{format_month(newest['month'])}, Fassung {newest['version']}",
    }


def _open_by_state(found: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Who has to be looked after, by how it stands; what only has to be waited for comes last."""
    rows = [row for row in found["returns"] if needs_somebody(row)]
    order = sorted(rows, key=lambda row: (row["state"] == State.EXPECTED.value, row["state"]))
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in order:
        groups.setdefault(State(row["state"]).german, []).append(row)
    return groups
