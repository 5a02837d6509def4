"""The command `hilfe`: what staff have to do on which day, and when something went wrong, on one page."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from flows.command.arguments import add_month, asked_or_due_month
from flows.command.show import say
from schemas.german import format_date, format_month

if TYPE_CHECKING:
    from config.policy import Calendar
    from schemas.time.deadlines import Cycle

HELP = "auf einer Seite: was an welchem Tag zu tun ist, und was, wenn etwas schiefging"
EXAMPLE = "monatsbericht hilfe"

TROUBLE = (
    ("Wer fehlt, was ging zurück, was wartet auf eine Entscheidung?", "status"),
    ("Wen anrufen? Oben steht, wessen Meldung am meisten bewegt.", "remind --list"),
    ("Ein Lauf ist gescheitert? Erst nachsehen, was fehlt,", "doctor"),
    ("dann nachholen. Was getan ist, geschieht nicht noch einmal.", "rerun"),
    ("Eine Lieferung ist zurückgestellt und doch echt?", "accept"),
    ("Eine Lieferung ist verloren oder gilt nicht?", "discard"),
    ("Ein Fehler ist in diesem Einzelfall keiner?", "waive"),
    ("Ein Bericht wird zurückgehalten und soll doch hinaus?", "report --release"),
    ("Eine Regel war falsch und ist berichtigt?", "recheck"),
    ("Was ändert das in Monaten, die schon vorbei sind?", "replay"),
    ("Welche Prüfregeln fragen zu oft, welche zu milde?", "rules"),
    ("Was würde eine Berichtsstelle zu dieser Datei lesen?", "check DATEI"),
    ("Woher kommt eine Zahl des Berichts?", "explain ZAHL"),
    ("Was fragt der Rat jedes Halbjahr?", "questions"),
    ("Wo reichen die Angebote nicht?", "steering"),
    ("Was wurde seit der letzten Fassung anders?", "revisions"),
    ("Was wurde in fünf Jahren aus den Zielen des Konzepts?", "review"),
)


def add_arguments(parser: ArgumentParser) -> None:
    """The month whose days are shown."""
    add_month(parser)


def perform(arguments: Namespace) -> None:
    """Show the page."""
    from config.policy import load_policy
    from config.settings import load_settings
    from schemas.time.deadlines import Cycle

    month, calendar = asked_or_due_month(arguments), load_policy(load_settings(arguments.home).home).calendar
    for line in write_help_page(Cycle.of(month, calendar), calendar):
        say(line)


def write_help_page(cycle: "Cycle", calendar: "Calendar") -> Iterator[str]:
    """The lines of the page, none wider than 80 characters; the days are those of the policy."""
    yield f"Berichtsmonat {format_month(cycle.month)}: was an welchem Tag zu tun ist"
    yield ""
    for days, words, command in _days(cycle, calendar):
        yield f"  {days:<11} {words:<41} {command}".rstrip()
    yield ""
    yield "Mit monatsbericht serve geschieht das alles von selbst. Jeder Befehl darf"
    yield "beliebig oft laufen: nichts wird zweimal geladen, gesendet oder veröffentlicht."
    yield ""
    yield "Wenn jemand nachsehen oder entscheiden muss"
    yield ""
    yield "  monatsbericht …"
    for question, command in TROUBLE:
        yield f"  {command:<13} {question}"
    yield ""
    yield "Alle Befehle: monatsbericht --help; zu einem: monatsbericht BEFEHL --help"


def _days(cycle: "Cycle", calendar: "Calendar") -> Iterable[tuple[str, str, str]]:
    """Each day or group of days: when, what happens, which command does it."""
    from schemas.mail.addressee import letter_days
    from schemas.time.deadlines import rehearsal_day

    probe = rehearsal_day(cycle, calendar.rehearsal_days_before)
    many = (calendar.reminder_days, calendar.escalation_days)
    reminders, escalations = (", ".join(f"{day.day}." for day in letter_days(days, cycle)) for days in many)
    revised = cycle.cutoff + timedelta(days=1)
    return (
        (format_date(cycle.opens), "Der Monat öffnet: Bögen und Einladungen", "monatsbericht invite"),
        ("täglich", "Lieferungen holen, prüfen, beantworten", "monatsbericht collect"),
        (reminders, "Wer noch fehlt, wird erinnert", "monatsbericht remind"),
        (format_date(cycle.deadline), "Abgabetermin", ""),
        *([(f"{probe.day}.", "Generalprobe des Berichts an das Team", "monatsbericht remind")] if probe else []),
        (escalations, "Telefonliste an das Team", "monatsbericht remind"),
        (format_date(cycle.report), "Der Bericht erscheint (Fassung 1.0)", "monatsbericht run"),
        (format_date(cycle.cutoff), "Ausschlussfrist", ""),
        (format_date(revised), "Berichtigte Fassung, falls etwas dazukam", "monatsbericht run"),
    )
