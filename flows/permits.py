"""What staff decide by hand: `accept`, `waive`, `recheck` and `retain`, the functions of these commands."""

from argparse import Namespace
from datetime import date

from config.errors import UsageError
from config.policy import load_policy
from flows.arguments import existing_home, moment_of, month_of
from flows.show import say, show_table
from schemas.check.settle import Waiver
from schemas.german import format_date, format_month
from tasks.run import check_month
from tasks.store.permit import accept_submission, check_again, grant_waiver, list_set_aside, list_waivers
from tasks.upkeep.retain import Places, erase, find_expired
from tasks.warehouse import exclusive, open_warehouse

DONE = 0
AGAIN = "Der nächste Lauf prüft erneut (sofort: monatsbericht collect)."


def accept(arguments: Namespace) -> int:
    """Let a submission in that was set aside; without a number, show which are."""
    settings = existing_home(arguments)
    engine = open_warehouse(settings.url)
    if arguments.submission is None:
        _show_set_aside(list_set_aside(engine))
        return DONE
    with exclusive(engine):
        file = accept_submission(
            engine, arguments.submission, arguments.by or "", arguments.reason or "", moment_of(arguments)
        )
    say(f"Zugelassen: Lieferung {arguments.submission} ({file}). {AGAIN}")
    return DONE


def waive(arguments: Namespace) -> int:
    """Set a rule aside for one respondent; without a rule, show what is set aside."""
    settings = existing_home(arguments)
    engine, at = open_warehouse(settings.url), moment_of(arguments)
    if arguments.rule is None:
        _show_waivers(list_waivers(engine, at.date()))
        return DONE
    waiver = _read_waiver(arguments)
    with exclusive(engine):
        number, again = grant_waiver(engine, waiver, arguments.by or "", at)
    months = format_month(waiver.month_from)
    if waiver.month_to != waiver.month_from:
        months += f" bis {format_month(waiver.month_to)}"
    say(
        f"Ausnahme {number}: {waiver.rule} gilt für {waiver.respondent}, {months}, nicht; "
        f"gültig bis {format_date(waiver.expires_on)}."
    )
    if again:
        what = "zurückgegebene Lieferung ist" if again == 1 else "zurückgegebene Lieferungen sind"
        say(f"{again} {what} davon betroffen. {AGAIN}")
    return DONE


def retain(arguments: Namespace) -> int:
    """Erase what is older than the policy allows; without --yes only say what that is."""
    settings = existing_home(arguments)
    engine, day = open_warehouse(settings.url), moment_of(arguments).date()
    places = Places(settings.archive, settings.replies, settings.forms)
    retention = load_policy(settings.home).retention
    with exclusive(engine):
        found = (erase if arguments.yes else find_expired)(engine, places, retention, day)
    if found.is_empty:
        say("Es ist nichts älter, als die Regelungen erlauben.")
        return DONE
    what = "Gelöscht" if arguments.yes else "Zu löschen"
    say(
        f"{what}: {found.contacts} Kontakte, {found.senders} Absender, {found.mails} Mails, {found.remarks} "
        f"Bemerkungen und Befundtexte, {found.names} Namen, {len(found.files)} Dateien, {len(found.folders)} Ordner. "
        "Die Zahlen bleiben." + ("" if arguments.yes else " Löschen: monatsbericht retain --yes")
    )
    return DONE


def recheck(arguments: Namespace) -> int:
    """Let the next run check again what failed a rule that was put right."""
    settings, month = existing_home(arguments), month_of(arguments)
    engine = open_warehouse(settings.url)
    with exclusive(engine):
        again = check_again(engine, arguments.rule, month)
    if not again:
        say(f"Für {format_month(month)} ist keine Lieferung wegen {arguments.rule} zurückgegeben.")
        return DONE
    what = "zurückgegebene Lieferung wird" if again == 1 else "zurückgegebene Lieferungen werden"
    say(f"{again} {what} erneut geprüft und beantwortet. {AGAIN}")
    return DONE


def _read_waiver(arguments: Namespace) -> Waiver:
    if not (arguments.respondent and arguments.month and arguments.until):
        raise UsageError(
            "Eine Ausnahme braucht Regel, Berichtsstelle, Monat und Ende: "
            "monatsbericht waive REGEL STELLE --month JJJJ-MM --until JJJJ-MM-TT --by NAME --reason GRUND"
        )
    try:
        until = date.fromisoformat(arguments.until)
    except ValueError as error:
        raise UsageError(f"„{arguments.until}“ ist kein Tag: erwartet wird zum Beispiel 2026-12-31.") from error
    first = check_month(arguments.month)
    last = check_month(arguments.to_month) if arguments.to_month else first
    return Waiver(0, arguments.rule, arguments.respondent, first, last, arguments.reason or "", until)


def _show_set_aside(rows: list[dict[str, object]]) -> None:
    if not rows:
        say("Es ist keine Lieferung zurückgestellt.")
        return
    heads = ("Nummer", "Datei", "Stelle", "Monat", "eingegangen", "Befund")
    names = ("submission_id", "file", "respondent_id", "month", "received_at", "message")
    show_table("Zurückgestellte Lieferungen", heads, [[row[name] for name in names] for row in rows])
    say("Zulassen: monatsbericht accept NUMMER --by NAME --reason GRUND")


def _show_waivers(rows: list[dict[str, object]]) -> None:
    if not rows:
        say("Es gilt keine Ausnahme.")
        return
    heads = ("Nummer", "Regel", "Stelle", "von", "bis", "gültig bis", "erteilt von", "Begründung")
    names = ("waiver_id", "rule", "respondent_id", "month_from", "month_to", "expires_on", "given_by", "reason")
    show_table("Ausnahmen", heads, [[row[name] for name in names] for row in rows])
