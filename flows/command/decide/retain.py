"""The command `retain`: erase what may not be kept any longer, once a person has seen what that is."""

from argparse import ArgumentParser, Namespace

from flows.command.arguments import existing_warehouse, moment_of
from flows.command.show import say

HELP = "Adressen und Dateien löschen, deren Aufbewahrungsfrist vorbei ist; die Zahlen bleiben"
EXAMPLE = "monatsbericht retain --yes"


def add_arguments(parser: ArgumentParser) -> None:
    """Whether it is really to be done."""
    parser.add_argument("--yes", action="store_true", help="wirklich löschen (sonst nur zeigen, was es wäre)")


def perform(arguments: Namespace) -> None:
    """Erase what is older than the policy allows; without --yes only say what that is."""
    from config.policy import load_policy
    from tasks.upkeep.retain import Places, erase, find_expired
    from tasks.warehouse import exclusive

    (settings, engine), day = existing_warehouse(arguments), moment_of(arguments).date()
    places = Places(settings.archive, settings.replies, settings.forms)
    retention = load_policy(settings.home).retention
    with exclusive(engine):
        found = (erase if arguments.yes else find_expired)(engine, places, retention, day)
    if found.is_empty:
        say("Es ist nichts älter, als die Regelungen erlauben.")
        return
    what = "Gelöscht" if arguments.yes else "Zu löschen"
    say(
        f"{what}: {found.contacts} Kontakte, {found.senders} Absender, {found.mails} Mails, {found.remarks} "
        f"Bemerkungen und Befundtexte, {found.names} Namen, {len(found.files)} Dateien, {len(found.folders)} Ordner, "
        f"{len(found.persons)} Dateien mit Personenlisten. "
        "Die Zahlen bleiben." + ("" if arguments.yes else " Löschen: monatsbericht retain --yes")
    )
