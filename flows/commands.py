"""What each command of `monatsbericht` does. One way in: ``COMMANDS[name](arguments)``, which gives the exit code.

Every function loads what it needs itself: most commands need neither Prefect nor pandas.
"""

import importlib
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from config.settings import TIMEZONE, Settings, load_settings
from config.sources import SAMPLE
from flows.arguments import asked_month, existing_file, existing_home, moment_of, month_of
from flows.show import say, show_json, show_table, tracking, working
from schemas.german import format_month, format_number

if TYPE_CHECKING:
    from schemas.finding import Finding

DONE, FOUND = 0, 1


def init(arguments: Namespace) -> int:
    """Create the home; what is there already stays as it is."""
    from flows.server.server import prepare_database
    from tasks.warehouse import open_warehouse

    settings = load_settings(arguments.home)
    for folder in settings.folders():
        folder.mkdir(parents=True, exist_ok=True)
    _write_settings_file(settings)
    open_warehouse(settings.url).dispose()
    with working("Datenbank der Ablaufsteuerung anlegen (einmalig, etwa 15 Sekunden)"):
        prepare_database(settings)
    say(f"Datenordner: {settings.home}")
    say(f"Als Nächstes: monatsbericht register LISTE --home {settings.home}")
    return DONE


def register(arguments: Namespace) -> int:
    """Take the respondents over from a list."""
    settings = existing_home(arguments)
    path = existing_file(arguments.file)
    from tasks.intake.reading import read_rows
    from tasks.intake.register import import_register
    from tasks.warehouse import exclusive, open_warehouse

    rows, engine = read_rows(path, settings.max_bytes), open_warehouse(settings.url)
    with exclusive(engine):
        result = import_register(engine, rows, path.name, settings.centre, moment_of(arguments))
    _show_findings(result.findings)
    if not result.is_imported:
        say("Nichts übernommen: bitte die Fehler in der Liste beheben und den Befehl wiederholen.")
        return FOUND
    say(f"{result.respondents} Berichtsstellen mit {result.spans} Gültigkeitszeiträumen übernommen.")
    return DONE


def check(arguments: Namespace) -> int:
    """Say what the respondents would be told, and change nothing."""
    settings = load_settings(arguments.home)
    paths = [existing_file(path) for path in arguments.files]
    from tasks.intake.take import Desk, dry_run
    from tasks.warehouse import look_into_warehouse

    engine = look_into_warehouse(settings.url)
    with working("Dateien prüfen"):
        found = dry_run(engine, Desk.of(settings, moment_of(arguments), is_dry=True), paths)
    if arguments.json:
        show_json([finding.as_record() for finding in found])
    elif found:
        _show_findings(found)
    else:
        say("Keine Befunde.")
    return FOUND if any(finding.severity == "error" for finding in found) else DONE


def collect(arguments: Namespace) -> int:
    """Take what lies in the inbox into the warehouse."""
    return _run_flows(arguments, collecting=True, reporting=False)


def report(arguments: Namespace) -> int:
    """Publish the month's report, or write a published version once more."""
    if arguments.report_version or arguments.to:
        from flows.rebuild import report_again

        return report_again(arguments)
    return _run_flows(arguments, collecting=False, reporting=True)


def run(arguments: Namespace) -> int:
    """The main job: collect, then report. What is done already is not done again, so `rerun` is the same."""
    return _run_flows(arguments, collecting=True, reporting=True)


def status(arguments: Namespace) -> int:
    """Who owes what."""
    from flows.status import read_status, show_status
    from tasks.warehouse import open_warehouse

    settings = existing_home(arguments)
    month = month_of(arguments)
    found = read_status(open_warehouse(settings.url), settings, month)
    if arguments.json:
        show_json(found)
    else:
        show_status(found)
    return DONE


def doctor(arguments: Namespace) -> int:
    """What is missing on this machine, and how to mend it."""
    from tasks.upkeep.doctor import diagnose

    checks = diagnose(load_settings(arguments.home))
    rows = [(item.sign, item.name, item.message, item.remedy) for item in checks]
    show_table("Zustand dieser Installation", ("", "Was", "Befund", "Abhilfe"), rows)
    return FOUND if any(item.is_failure for item in checks) else DONE


def serve(arguments: Namespace) -> int:
    """Work by the schedules until somebody ends it."""
    from flows.server.serve import serve as keep_serving

    keep_serving(existing_home(arguments), say)
    return DONE


def demo(arguments: Namespace) -> int:
    """Build an invented city and report on 13 months of it."""
    from flows.demo import DEMO_HOME, run_demo

    settings = load_settings(arguments.home or DEMO_HOME)
    with tracking("Erfundene Stadt") as progress:
        diary = run_demo(settings, arguments.seed, arguments.months, progress, running=not arguments.prepare)
    rows = [(step, f"{format_number(seconds, 1)} s") for step, seconds in diary.seconds.items()]
    show_table("Dauer nach Schritt", ("Schritt", "Dauer"), rows)
    say(f"{format_number(diary.files)} Lieferungen, {len(diary.versions)} Berichte: {', '.join(diary.versions) or '–'}")
    if diary.latest:
        say(f"Der neueste Bericht: {diary.latest}/bericht.html")
    say(f"Wer was schuldet: monatsbericht status --month {diary.month} --home {settings.home}")
    return DONE


def _call(module: str, name: str, arguments: Namespace) -> int:
    """A command of another module, loaded when it is wanted."""
    code: int = getattr(importlib.import_module(module), name)(arguments)
    return code


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "init": init,
    "register": register,
    "forms": partial(_call, "flows.outgoing", "forms"),
    "check": check,
    "collect": collect,
    "report": report,
    "run": run,
    "rerun": run,
    "status": status,
    "invite": partial(_call, "flows.outgoing", "invite"),
    "remind": partial(_call, "flows.outgoing", "remind"),
    "revisions": partial(_call, "flows.revisions", "revisions"),
    "explain": partial(_call, "flows.explain", "explain"),
    "export": partial(_call, "flows.ways_out", "export"),
    "changes": partial(_call, "flows.ways_out", "changes"),
    "dictionary": partial(_call, "flows.ways_out", "dictionary"),
    "accept": partial(_call, "flows.permits", "accept"),
    "recheck": partial(_call, "flows.permits", "recheck"),
    "retain": partial(_call, "flows.permits", "retain"),
    "waive": partial(_call, "flows.permits", "waive"),
    "migrate": partial(_call, "flows.upkeep", "migrate"),
    "backup": partial(_call, "flows.upkeep", "backup"),
    "restore": partial(_call, "flows.upkeep", "restore"),
    "roles": partial(_call, "flows.upkeep", "roles"),
    "doctor": doctor,
    "serve": serve,
    "demo": demo,
}


def _run_flows(arguments: Namespace, *, collecting: bool, reporting: bool) -> int:
    from flows.server.execute import COLLECT, REPORT, execute_aloud
    from tasks.run import check_due

    month, moment = asked_month(arguments), moment_of(arguments)
    check_due(month, moment, datetime.now(TIMEZONE).date())
    settings = existing_home(arguments)
    chosen = [COLLECT] * collecting + [REPORT] * reporting
    execute_aloud(settings, chosen, month, moment.isoformat(), _tell)
    return DONE


def _tell(result: dict[str, Any]) -> None:
    for sentence in _sentences(result):
        say(sentence)


def _sentences(result: dict[str, Any]) -> Iterator[str]:
    """A flow's result in German sentences."""
    from schemas.form.submission import State

    if "states" in result:
        states = ", ".join(f"{number} {State(state).german}" for state, number in result["states"].items())
        known = f" ({result['known']} schon bekannt)" if result["known"] else ""
        word = "neue Lieferung" if result["new"] == 1 else "neue Lieferungen"
        yield f"{result['new']} {word}{known}{': ' + states if states else ''}."
        if result["answers"]:
            mails = f", {result['sent']} Mails gesendet" if result["sent"] else ""
            count = sum(result["answers"].values())
            yield f"{count} {'Antwort liegt' if count == 1 else 'Antworten liegen'} in replies/{mails}."
        if result["attention"]:
            yield f"{result['attention']} Mails oder Archive ohne Meldung: bitte im Postfach ansehen."
    else:
        yield f"{format_month(result['month'])}: {result['message']}"
        if result["folder"]:
            yield f"  {result['folder']}/bericht.html"


def _show_findings(found: "Sequence[Finding]") -> None:
    """By file; the sentence says sheet and cell."""
    rows = [(f.severity.german, f.file, f"{f.message} {f.hint}".strip()) for f in found]
    if rows:
        show_table("Befunde", ("Art", "Datei", "Befund"), rows)


def _write_settings_file(settings: Settings) -> None:
    """Put a settings.toml into the home that names every setting, all of them still at their defaults.

    The sources come last: in TOML all that follows `[[sources]]` belongs to that source.
    """
    if settings.settings_file.exists():
        return
    lines = ["# Was diese Installation anders macht. Zum Ändern das # am Zeilenanfang entfernen."]
    for name, field in Settings.model_fields.items():
        if name not in {"home", "sources"}:
            value = f'"{field.default}"' if isinstance(field.default, str) else str(field.default)
            lines += ["", f"# {field.description}", f"# {name} = {value}"]
    lines += ["", *SAMPLE]
    settings.settings_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
