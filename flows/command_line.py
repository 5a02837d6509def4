"""The words of the command line: `build_parser()`. What a command does is in flows/commands.py.

Nothing heavy is imported here: `monatsbericht --help` must answer at once.
"""

import argparse
from importlib.metadata import version
from pathlib import Path

from flows.german_argparse import speak_german


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    speak_german()
    parser = argparse.ArgumentParser(
        prog="monatsbericht",
        description="Monatsmeldungen einsammeln, prüfen und als Monatsbericht an das Land veröffentlichen.",
        epilog="Beispiel: monatsbericht demo\nHilfe zu einem Befehl: monatsbericht run --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    number = version("monatsbericht")
    parser.add_argument("--version", action="version", version=f"monatsbericht {number}", help="die Version zeigen")
    _add_home(parser, default=None)
    commands = parser.add_subparsers(dest="command", metavar="BEFEHL", required=True, title="Befehle")
    _add_set_up(commands)
    _add_main_job(commands)
    _add_look(commands)
    _add_letters(commands)
    _add_decisions(commands)
    _add_ways_out(commands)
    _add_upkeep(commands)
    _add_unattended(commands)
    return parser


def _add_set_up(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _add(commands, "init", "einen Datenordner anlegen", "monatsbericht init --home hagen")
    register = _add(
        commands, "register", "die Berichtsstellen aus CSV oder Excel übernehmen", "monatsbericht register stellen.xlsx"
    )
    register.add_argument("file", metavar="DATEI", type=Path, help="Liste der Berichtsstellen (CSV oder xlsx)")
    forms = _add(commands, "forms", "die Meldebögen eines Monats schreiben", "monatsbericht forms --month 2026-10")
    _add_month(forms)
    forms.add_argument("--to", metavar="ORDNER", type=Path, help="wohin (Vorgabe: meldeboegen/MONAT im Datenordner)")


def _add_main_job(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    check = _add(
        commands,
        "check",
        "Dateien nur prüfen: zeigt, was die Berichtsstelle zu lesen bekäme, und ändert nichts",
        "monatsbericht check meldung.xlsx",
    )
    check.add_argument("files", metavar="DATEI", nargs="+", type=Path, help="ausgefüllte Meldebögen")
    check.add_argument("--at", metavar="JJJJ-MM-TT", help="Tag, an dem die Prüfung gilt (Vorgabe: heute)")
    _add_json(check)
    for name, words, example in (
        ("collect", "neue Lieferungen aus dem Eingang holen, prüfen und laden", "monatsbericht collect"),
        ("report", "den Monatsbericht veröffentlichen", "monatsbericht report --month 2026-10"),
        ("run", "alles: einsammeln und berichten", "monatsbericht run --month 2026-10 --at 2026-11-12"),
        ("rerun", "nur nachholen, was noch nicht getan ist", "monatsbericht rerun --month 2026-10"),
    ):
        command = _add(commands, name, words, example)
        _add_month(command)
        command.add_argument(
            "--at", metavar="JJJJ-MM-TT", help="Tag, an dem der Lauf gilt, zum Nachholen (Vorgabe: heute)"
        )
        if name == "report":
            _add_rebuild(command)


def _add_rebuild(report: argparse.ArgumentParser) -> None:
    report.add_argument(
        "--version",
        dest="report_version",
        metavar="FASSUNG",
        help="statt zu veröffentlichen: diese veröffentlichte Fassung (1.0, 1.1, …) Byte für Byte nachbauen",
    )
    report.add_argument(
        "--to", metavar="ORDNER", type=Path, help="wohin der Nachbau (Vorgabe: rebuilt/ im Datenordner)"
    )


def _add_look(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    status = _add(commands, "status", "wer was schuldet, mit Stand und Befunden", "monatsbericht status --json")
    _add_month(status)
    _add_json(status)
    explain = _add(
        commands,
        "explain",
        "von einer Zahl des Berichts zurück zu den Zellen und Dateien, aus denen sie kommt",
        'monatsbericht explain "S05 2026-10 Grundschule"',
    )
    explain.add_argument(
        "words", metavar="FRAGE", nargs="+", help="Kennzahl, Monat und Zeile, wie der Bericht sie nennt"
    )
    explain.add_argument(
        "--version", metavar="FASSUNG", help="wie diese Fassung des Berichts es wusste (Vorgabe: heute)"
    )
    _add_json(explain)
    _add_revisions(commands)
    _add(commands, "doctor", "was auf diesem Rechner fehlt und wie man es behebt", "monatsbericht doctor")


def _add_revisions(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    revisions = _add(
        commands,
        "revisions",
        "welche Werte eines Monats von Fassung zu Fassung andere wurden, bei wem und warum",
        "monatsbericht revisions --month 2026-10\n          monatsbericht revisions --triangle S05",
    )
    _add_month(revisions)
    revisions.add_argument(
        "--from", dest="from_version", metavar="FASSUNG", help="frühere Fassung (Vorgabe: vorletzte)"
    )
    revisions.add_argument("--to", dest="to_version", metavar="FASSUNG", help="spätere Fassung (Vorgabe: die letzte)")
    revisions.add_argument(
        "--triangle", metavar="KENNZAHL", help="stattdessen: jeden Monat dieser Kennzahl, wie ihn jeder Bericht kannte"
    )
    _add_json(revisions)


def _add_ways_out(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    export = _add(
        commands,
        "export",
        "Tabellen und Sichten für andere Programme ausgeben (ohne Namen: zeigen, welche es gibt)",
        "monatsbericht export indicator_value --from 2025-09 --until 2026-10 --format parquet",
    )
    export.add_argument(
        "names", metavar="NAME", nargs="*", help="Tabelle oder Sicht, zum Beispiel current_school_pupils"
    )
    export.add_argument("--from", dest="since", metavar="JJJJ-MM", help="erster Berichtsmonat (Vorgabe: der letzte)")
    export.add_argument("--until", metavar="JJJJ-MM", help="letzter Berichtsmonat (Vorgabe: der jetzt fällige)")
    formats = ("parquet", "csv", "xlsx", "sdmx-csv")
    export.add_argument("--format", choices=formats, default="parquet", help="Dateiform (Vorgabe: parquet)")
    export.add_argument("--to", metavar="ORDNER", type=Path, help="wohin (Vorgabe: export/ im Datenordner)")
    dictionary = _add(
        commands,
        "dictionary",
        "das Datenwörterbuch schreiben: jede Tabelle, Spalte, Definition und Regel, mit Beispielen",
        "monatsbericht dictionary --to woerterbuch",
    )
    dictionary.add_argument("--to", metavar="ORDNER", type=Path, help="wohin (Vorgabe: woerterbuch/ im Datenordner)")
    changes = _add(
        commands,
        "changes",
        "welche Lieferungen seit einem Zeitpunkt in Kraft kamen oder ersetzt wurden",
        "monatsbericht changes --since 2026-11-12T06:30 --json",
    )
    changes.add_argument(
        "--since", metavar="JJJJ-MM-TT", required=True, help="Tag oder Zeitpunkt, nach dem gesucht wird"
    )
    _add_json(changes)


def _add_letters(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    invite = _add(
        commands,
        "invite",
        "den geöffneten Monat ausrufen: Meldebögen schreiben und jede Berichtsstelle einmal einladen",
        "monatsbericht invite --month 2026-10",
    )
    remind = _add(
        commands,
        "remind",
        "an den Tagen der Terminregel erinnern, wer noch fehlt (--list: zeigen, wen man anruft)",
        "monatsbericht remind --list",
    )
    remind.add_argument("--list", action="store_true", help="nur die Telefonliste zeigen, nichts schreiben")
    for command in (invite, remind):
        _add_month(command)


def _add_decisions(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    accept = _add(
        commands,
        "accept",
        "eine zurückgestellte Lieferung namentlich zulassen (ohne Nummer: zeigen, welche es gibt)",
        'monatsbericht accept 17 --by "A. Beispiel" --reason "Anruf der Schule"',
    )
    accept.add_argument("submission", metavar="NUMMER", nargs="?", type=_number, help="Nummer der Lieferung")
    waive = _add(
        commands,
        "waive",
        "eine Regel für eine Berichtsstelle aussetzen (ohne Regel: zeigen, was gilt)",
        "monatsbericht waive LANGUAGES_DIFFER K-05914000-0001 --month 2026-10 --until 2026-12-31 "
        '--by "A. Beispiel" --reason "Umzug"',
    )
    waive.add_argument("rule", metavar="REGEL", nargs="?", help="Kennung der Regel, wie sie im Prüfprotokoll steht")
    waive.add_argument("respondent", metavar="STELLE", nargs="?", help="Nummer der Berichtsstelle")
    waive.add_argument("--month", metavar="JJJJ-MM", help="erster Berichtsmonat, für den sie nicht gilt")
    waive.add_argument("--to-month", metavar="JJJJ-MM", help="letzter Berichtsmonat (Vorgabe: derselbe)")
    waive.add_argument("--until", metavar="JJJJ-MM-TT", help="bis wann die Ausnahme gilt")
    recheck = _add(
        commands,
        "recheck",
        "nach einer berichtigten Regel: was ihretwegen zurückgegeben wurde, erneut prüfen",
        "monatsbericht recheck SCHOOL_PUPILS_S05_WITHIN_S01 --month 2026-10",
    )
    recheck.add_argument("rule", metavar="REGEL", help="Kennung der Regel, wie sie im Prüfprotokoll steht")
    _add_month(recheck)
    retain = _add(
        commands,
        "retain",
        "Adressen und Dateien löschen, deren Aufbewahrungsfrist vorbei ist; die Zahlen bleiben",
        "monatsbericht retain --yes",
    )
    retain.add_argument("--yes", action="store_true", help="wirklich löschen (sonst nur zeigen, was es wäre)")
    for command in (accept, waive):
        command.add_argument("--by", metavar="NAME", help="wer das entscheidet")
        command.add_argument("--reason", metavar="GRUND", help="warum; steht bei einer Ausnahme als Fußnote im Bericht")


def _add_upkeep(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    words = "den Datenbestand einer älteren Fassung auf die dieses Programms umstellen"
    _add(commands, "migrate", words, "monatsbericht migrate --home hagen")
    example = "/sicherung/hagen-2026-11-12.tar --home hagen"
    words = "alles, was sich nicht neu erzeugen lässt, in eine Datei sichern"
    backup = _add(commands, "backup", words, f"monatsbericht backup {example}")
    backup.add_argument("file", metavar="DATEI", type=Path, help="neue Datei für die Sicherung")
    words = "aus einer Sicherung einen neuen Datenordner machen"
    restore = _add(commands, "restore", words, f"monatsbericht restore {example}-neu")
    restore.add_argument("file", metavar="DATEI", type=Path, help="was monatsbericht backup geschrieben hat")
    restore.add_argument("--send", action="store_true", help="auch senden, was damals wartete (sonst nie zweimal)")
    words = "auf PostgreSQL die Rollen für Betrieb und Auswertung anlegen"
    roles = _add(commands, "roles", words, "monatsbericht roles --writer pipeline --reader analyst")
    roles.add_argument("--writer", metavar="NAME", default="pipeline", help="Rolle der Läufe (Vorgabe: pipeline)")
    roles.add_argument("--reader", metavar="NAME", default="analyst", help="Rolle der Auswertung (Vorgabe: analyst)")
    roles.add_argument("--show", action="store_true", help="nur die SQL-Anweisungen zeigen, nichts ausführen")


def _add_unattended(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _add(
        commands, "serve", "unbeaufsichtigt nach Zeitplan arbeiten, mit Oberfläche", "monatsbericht serve --home hagen"
    )
    demo = _add(
        commands, "demo", "eine erfundene Stadt mit 13 Monaten aufbauen und berichten", "monatsbericht demo --home demo"
    )
    demo.add_argument(
        "--seed", metavar="ZAHL", type=_number, default=1, help="gleiche Zahl: gleiche Stadt (Vorgabe: 1)"
    )
    demo.add_argument("--months", metavar="ZAHL", type=_number, default=13, help="wie viele Monate (Vorgabe: 13)")
    demo.add_argument(
        "--prepare", action="store_true", help="nur die Lieferungen in den Eingang legen, nichts ausführen"
    )


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, words: str, example: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=words,
        description=words[0].upper() + words[1:] + ".",
        epilog=f"Beispiel: {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    # Left out here, the value given before the command stays.
    _add_home(parser, default=argparse.SUPPRESS)
    return parser


def _add_home(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument(
        "--home",
        metavar="ORDNER",
        type=Path,
        default=default,
        help="Datenordner (Vorgabe: MONATSBERICHT_HOME oder ./monatsbericht-data)",
    )


def _add_month(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--month", metavar="JJJJ-MM", help="Berichtsmonat (Vorgabe: der jetzt fällige)")


def _number(written: str) -> int:
    try:
        return int(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"„{written}“ ist keine ganze Zahl") from None


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="maschinenlesbar ausgeben")
