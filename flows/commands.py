"""What each command of `monatsbericht` does. One way in: ``COMMANDS[name](arguments)``, which gives the exit code.

Every function loads what it needs itself: most commands need neither Prefect nor pandas.
"""

from argparse import Namespace
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from config.errors import UsageError
from config.settings import TIMEZONE, Settings, load_settings
from flows.show import say, show_json, show_table, working

DONE, FOUND = 0, 1


def init(arguments: Namespace) -> int:
    """Create the home; what is there already stays as it is."""
    from flows.server import prepare_database
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
    settings = load_settings(arguments.home)
    path = _existing(arguments.file)
    from tasks.register import import_register
    from tasks.warehouse import open_warehouse

    result = import_register(open_warehouse(settings.url), path, settings.centre)
    say(f"{result.respondents} Berichtsstellen mit {result.spans} Gültigkeitszeiträumen übernommen.")
    return DONE


def forms(arguments: Namespace) -> int:
    """Write the empty workbook of every respondent that owes a return."""
    from tasks.make_forms import write_forms
    from tasks.warehouse import open_warehouse

    settings = load_settings(arguments.home)
    month = _month(arguments)
    target = arguments.to or settings.home / "meldeboegen" / month
    with working("Meldebögen schreiben"):
        written = write_forms(open_warehouse(settings.url), settings, month, target)
    say(f"{len(written)} Meldebögen für {month} liegen in {target}.")
    return DONE


def check(arguments: Namespace) -> int:
    """Say what the respondents would be told, and change nothing."""
    settings = load_settings(arguments.home)
    paths, day = [_existing(path) for path in arguments.files], _day(arguments)
    from tasks.inspect import check_files

    found = check_files(settings, paths, day)
    if arguments.json:
        show_json([finding.as_record() for finding in found])
    elif found:
        rows = [
            (f.severity.german, f.file, f.sheet or "", f.cell or "", f"{f.message} {f.hint}".strip()) for f in found
        ]
        show_table("Befunde", ("Art", "Datei", "Blatt", "Zelle", "Befund"), rows)
    else:
        say("Keine Befunde.")
    return FOUND if any(finding.severity == "error" for finding in found) else DONE


def collect(arguments: Namespace) -> int:
    """Take what lies in the inbox into the warehouse."""
    return _run_flows(arguments, collecting=True, reporting=False)


def report(arguments: Namespace) -> int:
    """Publish the month's report."""
    return _run_flows(arguments, collecting=False, reporting=True)


def run(arguments: Namespace) -> int:
    """The main job: collect, then report. What is done already is not done again, so `rerun` is the same."""
    return _run_flows(arguments, collecting=True, reporting=True)


def status(arguments: Namespace) -> int:
    """Who owes what."""
    from tasks.ledger import list_returns
    from tasks.warehouse import open_warehouse

    settings = load_settings(arguments.home)
    rows = list_returns(open_warehouse(settings.url), _month(arguments))
    if arguments.json:
        show_json(rows)
    else:
        show_table(
            f"Meldungen {_month(arguments)}", tuple(rows[0]) if rows else (), [tuple(row.values()) for row in rows]
        )
    return DONE


def doctor(arguments: Namespace) -> int:
    """What is missing on this machine, and how to mend it."""
    from tasks.doctor import diagnose

    checks = diagnose(load_settings(arguments.home))
    rows = [(item.sign, item.name, item.message, item.remedy) for item in checks]
    show_table("Zustand dieser Installation", ("", "Was", "Befund", "Abhilfe"), rows)
    return FOUND if any(item.is_failure for item in checks) else DONE


def serve(arguments: Namespace) -> int:
    """Work by the schedules until somebody ends it."""
    from flows.serve import serve as keep_serving

    keep_serving(load_settings(arguments.home), say)
    return DONE


def demo(arguments: Namespace) -> int:
    """Build an invented city and report on 13 months of it."""
    from flows.demo import run_demo

    return run_demo(load_settings(arguments.home), arguments.seed)


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "init": init,
    "register": register,
    "forms": forms,
    "check": check,
    "collect": collect,
    "report": report,
    "run": run,
    "rerun": run,
    "status": status,
    "doctor": doctor,
    "serve": serve,
    "demo": demo,
}


def _run_flows(arguments: Namespace, *, collecting: bool, reporting: bool) -> int:
    from flows.execute import COLLECT, REPORT, execute

    settings = load_settings(arguments.home)
    month = _month(arguments)
    chosen = [COLLECT] * collecting + [REPORT] * reporting
    with working(f"Berichtsmonat {month}"):
        results = execute(settings, chosen, month, _day(arguments).isoformat())
    for result in results:
        say(", ".join(f"{name}: {value}" for name, value in result.items()))
    return DONE


def _day(arguments: Namespace) -> date:
    """The day on which the command counts as given: --at, else today in Germany."""
    from flows.run import parse_day

    return parse_day(arguments.at) if getattr(arguments, "at", None) else datetime.now(TIMEZONE).date()


def _month(arguments: Namespace) -> str:
    """The reporting month asked for, else the one due on the day."""
    from flows.run import check_month
    from schemas.deadlines import due_month

    return check_month(arguments.month) if arguments.month else due_month(_day(arguments))


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise UsageError(f"Die Datei „{path}“ gibt es nicht.")
    return path


def _write_settings_file(settings: Settings) -> None:
    """Put a settings.toml into the home that names every setting, all of them still at their defaults."""
    if settings.settings_file.exists():
        return
    lines = ["# Was diese Installation anders macht. Zum Ändern das # am Zeilenanfang entfernen."]
    for name, field in Settings.model_fields.items():
        if name != "home":
            value = f'"{field.default}"' if isinstance(field.default, str) else str(field.default)
            lines += ["", f"# {field.description}", f"# {name} = {value}"]
    settings.settings_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
