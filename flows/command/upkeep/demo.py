"""The command `demo`: an invented city, and every month of it run to its report."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from flows.command.arguments import whole_number
from flows.command.show import say, show_table, tracking
from schemas.german import format_count, format_month, format_number

HELP = "eine erfundene Stadt aufbauen und ihre Monate berichten, drei, bis zu 13, oder fünf Jahre"
EXAMPLE = "monatsbericht demo --home demo --months 13"

MOST_MONTHS = 13  # whose files are all filled in and whose reports are all made
LONG_MONTHS = 60  # as many at most, of which only the last are filled in and run


def add_arguments(parser: ArgumentParser) -> None:
    """Which city, how many months of it, and whether they are run."""
    parser.add_argument(
        "--seed", metavar="ZAHL", type=whole_number, default=1, help="gleiche Zahl: gleiche Stadt (Vorgabe: 1)"
    )
    parser.add_argument(
        "--months",
        metavar="ZAHL",
        type=whole_number,
        default=3,
        help=f"wie viele Monate (Vorgabe: 3); über {MOST_MONTHS}, bis {LONG_MONTHS}: nur die letzten drei mit Bögen",
    )
    parser.add_argument(
        "--prepare", action="store_true", help="nur die Lieferungen in den Eingang legen, nichts ausführen"
    )


def perform(arguments: Namespace) -> None:
    """Build the city and report on it; the first report is named as soon as it is there."""
    from config.settings import load_settings
    from flows.command.upkeep.demo_city import DEMO_HOME, prepare_demo, run_demo

    settings = load_settings(arguments.home or DEMO_HOME)
    with tracking("Erfundene Stadt") as progress:
        if arguments.prepare:
            progress("Meldebögen ausfüllen", 0, 1)
            diary = prepare_demo(settings, arguments.seed, arguments.months)
        else:
            diary = run_demo(settings, arguments.seed, arguments.months, progress, _tell_first)
    rows = [(step, f"{format_number(seconds, 1)} s") for step, seconds in diary.seconds.items()]
    show_table("Dauer nach Schritt", ("Schritt", "Dauer"), rows)
    if diary.before:
        say(f"{diary.before} Monate davor, jeder mit einem Bericht (monatsbericht review --from ... --to ...)")
    counted = f"{format_count(diary.files, 'Lieferungen')}, {format_count(len(diary.versions), 'Berichte')}"
    say(f"{counted}: {', '.join(diary.versions) or '–'}")
    if diary.latest:
        say(f"Der neueste Bericht: {diary.latest}/bericht.html")
    if arguments.months < MOST_MONTHS:
        more = f"--months {MOST_MONTHS} --seed {arguments.seed} --home {settings.home}"
        say(f"Weitere Monate, bis {MOST_MONTHS}: monatsbericht demo {more}")
    say(f"Wer was schuldet: monatsbericht status --month {diary.month} --home {settings.home}")


def _tell_first(month: str, folder: Path, more: int) -> None:
    """So that a newcomer has something to look at while the rest is done."""
    say(f"Der erste Bericht ({format_month(month)}) ist da: {folder}/bericht.html")
    if more:
        follow = "folgt ein weiterer Monat" if more == 1 else f"folgen {more} weitere Monate"
        say(f"Es {follow}; abbrechen mit Strg-C, später geht es mit demselben Befehl weiter.")
