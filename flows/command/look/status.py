"""The command `status`: who owes what, states and findings of a month, and whatever waits for somebody."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from dataclasses import asdict
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from config.codes import code_list
from flows.command.arguments import add_json, add_month, asked_or_due_month, existing_warehouse
from flows.command.show import say, show_json, show_table
from schemas.german import format_date, format_month, format_share

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from config.settings import Settings

HELP = "wer was schuldet, mit Stand und Befunden"
EXAMPLE = "monatsbericht status --json"

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


def add_arguments(parser: ArgumentParser) -> None:
    """The month."""
    add_month(parser)
    add_json(parser)


def perform(arguments: Namespace) -> None:
    """Show the month."""
    settings, engine = existing_warehouse(arguments)
    found = read_status(engine, settings, asked_or_due_month(arguments))
    if arguments.json:
        show_json(found)
    else:
        show_status(found)


def read_status(engine: "Engine", settings: "Settings", month: str) -> dict[str, Any]:
    """The month as one record: its days, every return, files that belong to nobody, mails, and what was published."""
    from config.policy import load_policy
    from schemas.time.deadlines import Cycle
    from schemas.time.standing import count_standing
    from tasks.intake.source_status import read_sources
    from tasks.letters.outbox import read_outbox
    from tasks.store.ledger import read_ledger, read_unassigned
    from tasks.store.publication import latest_version, read_rates

    cycle = Cycle.of(month, load_policy(settings.home).calendar)
    returns = read_ledger(engine, settings.centre, month)
    counts = count_standing(returns)
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
        "counts": [asdict(one) for one in counts],
        "returns": returns,
        "unassigned": read_unassigned(engine, cycle),
        "set_aside": _set_aside(engine),
        "mails": read_outbox(engine, month),
        "sources": read_sources(engine, datetime.combine(cycle.opens, time())),
    }


def _set_aside(engine: "Engine") -> list[dict[str, Any]]:
    """Of every month: until somebody decides, each of them waits."""
    from tasks.store.decisions import list_set_aside

    return [{**row, "received_at": row["received_at"].isoformat()} for row in list_set_aside(engine)]


def show_status(found: dict[str, Any]) -> None:
    """The counts by kind, then everything that somebody has to look at."""
    if found["returns"]:
        _show_counts(found)
        _show_open(found["returns"])
    else:
        month = format_month(found["month"])
        say(
            f"Für {month} wird noch keine Meldung erwartet. Wer meldet, sagt das Register (monatsbericht register "
            "LISTE); das Soll legt der nächste Lauf an (monatsbericht collect)."
        )
    _show_strays(found)
    _show_sources(found["sources"])
    _show_mails(found["mails"])
    if found["returns"]:
        say(_summary(found))


def _show_open(returns: list[dict[str, Any]]) -> None:
    """What only has to be waited for comes last: on most days it is nearly everybody."""
    from schemas.form.submission import IN_FORCE, State

    rows = []
    for row in sorted(returns, key=lambda row: row["state"] == State.EXPECTED.value):
        state, is_sent_back = State(row["state"]), row["latest_state"] == State.RETURNED.value
        is_settled = state in {*IN_FORCE, State.EXEMPT}
        if not is_settled or is_sent_back:
            words = state.german + (", neuere Fassung zurückgegeben" if is_settled else "")
            counts = row["errors"] or "", row["warnings"] or ""
            rows.append((row["respondent_id"], row["name"], words, *counts, row["file"] or ""))
    if rows:
        show_table("Zu klären", ("Berichtsstelle", "Name", "Zustand", "Fehler", "Rückfragen", "Datei"), rows)
    if any(row[-1] for row in rows):
        say("Was zu berichtigen ist, liegt im Datenordner unter replies/, im Ordner der Berichtsstelle.")


def _show_counts(found: dict[str, Any]) -> None:
    """Only columns in which there is something; then who is exempt, and why."""
    from schemas.time.standing import Standing

    counts = [Standing(**one) for one in found["counts"]]
    names = [name for name in HEADS if name in {"owed", "accepted"} or getattr(counts[-1], name)]
    titles = {**code_list("kind").titles, "total": "insgesamt"}
    lines = [(titles[one.kind], *(getattr(one, name) or "–" for name in names)) for one in counts]
    show_table(f"Meldungen {format_month(found['month'])}", ("Art", *(HEADS[name] for name in names)), lines)
    reasons = Counter(row["reason"] for row in found["returns"] if not row["is_owed"])
    if reasons:
        say("Befreit: " + "; ".join(f"{number}-mal {reason}" for reason, number in reasons.most_common()) + ".")


def _show_strays(found: dict[str, Any]) -> None:
    """Files that are in no return: nobody's, and those whose key does not fit."""
    from schemas.form.submission import State

    aside = {row["submission_id"] for row in found["set_aside"]}
    nobodys = [row for row in found["unassigned"] if row["submission_id"] not in aside]
    if nobodys:
        rows = [(row["file"], State(row["state"]).german, row["message"] or "") for row in nobodys]
        show_table("Lieferungen ohne Zuordnung", ("Datei", "Zustand", "Befund"), rows)
    if found["set_aside"]:
        lines = [(row["submission_id"], row["file"], row["message"]) for row in found["set_aside"]]
        show_table("Zurückgestellt, bis jemand entscheidet", ("Nummer", "Datei", "Befund"), lines)
        say("Zulassen: monatsbericht accept NUMMER --by NAME --reason GRUND")


def _show_sources(sources: list[dict[str, Any]]) -> None:
    """Only what somebody has to do something about."""
    for one in sources:
        if one["failed_at"]:
            since = _moment(one["failed_at"])
            say(f"Die Quelle „{one['source']}“ ist seit {since} nicht erreichbar: {one['reason']}.")
        if unread := one["nothing"] + one["automatic"] + one["refused"]:
            say(f"Quelle „{one['source']}“: {unread} Eingänge ohne Meldung; Mails liegen im Ordner „Zu lesen“.")


def _moment(iso: str) -> str:
    moment = datetime.fromisoformat(iso)
    return f"{format_date(moment.date())}, {moment:%H:%M} Uhr"


def _show_mails(mails: dict[str, Any]) -> None:
    if mails["undeliverable"]:
        rows = [
            (row["respondent_id"] or "–", row["recipient"], row["last_reply"] or "") for row in mails["undeliverable"]
        ]
        show_table("Unzustellbare Mails", ("Berichtsstelle", "Empfänger", "Antwort des Mailservers"), rows)
    if mails["waiting"]:
        say(f"Im Postausgang: {mails['waiting']}, die älteste Mail seit {_moment(mails['oldest'])}.")
    if mails["maybe_twice"]:
        say(f"Nach einem Abbruch vielleicht zweimal angekommen: {mails['maybe_twice']} Mails.")


def _summary(found: dict[str, Any]) -> str:
    rate = format_share(found["accepted"] / found["expected"]) if found["expected"] else "x"
    version = found["published_version"]
    days = {name: format_date(date.fromisoformat(found[name])) for name in ("deadline", "cutoff")}
    report = (
        f"veröffentlicht ist Fassung {version}{_frozen_rate(found)}" if version else "noch kein Bericht veröffentlicht"
    )
    return (
        f"Rücklaufquote {rate} ({found['accepted']} von {found['expected']}); Abgabetermin {days['deadline']}, "
        f"Ausschlussfrist {days['cutoff']}; {report}."
    )


def _frozen_rate(found: dict[str, Any]) -> str:
    """The rate as the published version says it: it does not change any more."""
    rows = [row for row in found["published_rates"] if row["version"] == found["published_version"]]
    owed, accepted = sum(row["expected"] for row in rows), sum(row["accepted"] for row in rows)
    return f" mit {format_share(accepted / owed)} ({accepted} von {owed})" if owed else ""
