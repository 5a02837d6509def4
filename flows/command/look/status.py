"""The command `status`: what is wrong, who owes what, states and findings of a month, and whatever waits."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from datetime import datetime
from typing import Any

from config.codes import code_list
from flows.command.arguments import add_json, add_month, asked_or_due_month, existing_home
from flows.command.show import say, show_json, show_table, warn
from schemas.german import format_moment, format_month
from schemas.mail.message import veil_addresses

HELP = "wer was schuldet, mit Stand und Befunden"
EXAMPLE = "monatsbericht status --json"


def add_arguments(parser: ArgumentParser) -> None:
    """The month."""
    add_month(parser)
    add_json(parser)


def perform(arguments: Namespace) -> bool:
    """Show what is wrong, and the month; 1 where a part of the home is gone. Nothing is written."""
    from config import clock
    from tasks.existing_warehouse import open_existing_warehouse
    from tasks.watch.situation import read_situation
    from tasks.watch.troubles import find_troubles

    settings, month, now = existing_home(arguments), asked_or_due_month(arguments), clock.now()
    engine, troubles = open_existing_warehouse(settings.url), find_troubles(settings, now)
    found = read_situation(settings, month, now, engine, troubles)
    if arguments.json:
        for row in found.get("mails", {}).get("undeliverable", ()):
            row["recipient"] = veil_addresses(row["recipient"])  # machines pass on what they read
        show_json(found)
    else:
        show_status(found)
    return any(trouble.is_blinding or trouble.is_loss for trouble in troubles)


def show_status(found: dict[str, Any]) -> None:
    """What is wrong; the counts by kind; then everything that somebody has to look at."""
    from tasks.watch.situation import sum_up

    _show_troubles(found)
    month = format_month(found["month"])
    if "returns" not in found and found.get("troubles"):  # of a new home nothing is wrong
        warn(f"Der Datenbestand lässt sich nicht lesen: wer für {month} was schuldet, ist nicht bekannt.")
    elif not found.get("returns"):
        say(
            f"Für {month} wird noch keine Meldung erwartet. Wer meldet, sagt das Register (monatsbericht register "
            "LISTE); das Soll legt der nächste Lauf an (monatsbericht collect)."
        )
    if "returns" not in found:
        return
    if found["returns"]:
        _show_counts(found)
        _show_open(found["returns"])
    _show_strays(found)
    _show_withheld(found["withheld"])
    _show_sources(found["sources"])
    _show_mails(found["mails"])
    if found["returns"]:
        say(sum_up(found))


def _show_troubles(found: dict[str, Any]) -> None:
    """What is wrong, red, and how each flow ended where one did not end well."""
    from tasks.watch.situation import RUN_STATES

    for one in found.get("troubles", ()):
        since = format_moment(datetime.fromisoformat(one["since"]))
        warn(f"{one['title']} (seit dem {since}). {one['cause']} {one['affected']} Abhilfe: {one['remedy']}")
    if any(run["state"] in {"failed", "dead"} for run in found.get("runs", ())):
        rows = [
            (
                run["flow"],
                RUN_STATES.get(run["state"] or "", "–"),
                *(_at(run[name]) for name in ("started", "last_good", "next_due")),
            )
            for run in found["runs"]
        ]
        show_table("Läufe", ("Lauf", "Ergebnis", "zuletzt", "zuletzt getan", "nächster"), rows)


def _at(iso: str | None) -> str:
    return f"{datetime.fromisoformat(iso):%d.%m. %H:%M}" if iso else "–"


def _show_open(returns: list[dict[str, Any]]) -> None:
    """What only has to be waited for comes last: on most days it is nearly everybody."""
    from schemas.form.submission import State
    from tasks.watch.situation import is_settled, needs_somebody

    rows = []
    for row in sorted(filter(needs_somebody, returns), key=lambda row: row["state"] == State.EXPECTED.value):
        words = State(row["state"]).german + (", neuere Fassung zurückgegeben" if is_settled(row) else "")
        rows.append(
            (row["respondent_id"], row["name"], words, *(row[name] or "" for name in ("errors", "warnings", "file")))
        )
    if rows:
        show_table("Zu klären", ("Berichtsstelle", "Name", "Zustand", "Fehler", "Rückfragen", "Datei"), rows)
    if any(row[-1] for row in rows):
        say("Was zu berichtigen ist, liegt im Datenordner unter replies/, im Ordner der Berichtsstelle.")


def _show_counts(found: dict[str, Any]) -> None:
    """Only columns in which there is something; then who is exempt, and why."""
    from schemas.time.standing import Standing
    from tasks.watch.situation import HEADS

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


def _show_withheld(withheld: list[dict[str, Any]]) -> None:
    """That somebody told of persons, never what."""
    from tasks.watch.situation import WITHHELD

    if withheld:
        lines = [
            (row["respondent_id"] or "–", row["name"] or "", WITHHELD[row["rule"]], row["times"]) for row in withheld
        ]
        show_table("Zurückgehalten", ("Berichtsstelle", "Name", "Angaben zu Personen", "Stellen"), lines)


def _show_sources(sources: list[dict[str, Any]]) -> None:
    """Only what somebody has to do something about."""
    for one in sources:
        if one["failed_at"]:
            since = format_moment(datetime.fromisoformat(one["failed_at"]))
            say(f"Die Quelle „{one['source']}“ ist seit {since} nicht erreichbar: {one['reason']}.")
        if unread := one["nothing"] + one["automatic"] + one["refused"]:
            say(f"Quelle „{one['source']}“: {unread} Eingänge ohne Meldung; Mails liegen im Ordner „Zu lesen“.")


def _show_mails(mails: dict[str, Any]) -> None:
    if mails["undeliverable"]:
        rows = [
            (row["respondent_id"] or "–", row["recipient"], row["last_reply"] or "") for row in mails["undeliverable"]
        ]
        show_table("Unzustellbare Mails", ("Berichtsstelle", "Empfänger", "Antwort des Mailservers"), rows)
    if mails["waiting"]:
        oldest = format_moment(datetime.fromisoformat(mails["oldest"]))
        say(f"Im Postausgang: {mails['waiting']}, die älteste Mail seit {oldest}.")
    if mails["maybe_twice"]:
        say(f"Nach einem Abbruch vielleicht zweimal angekommen: {mails['maybe_twice']} Mails.")
