"""What somebody has to mend. One way in: `find_troubles(settings, now)`.

Looked at from outside, from the records of runs and the warehouse as it is: a run that was killed, a machine that was
off, or a report that did not come says nothing by itself. Nothing is written.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from config import clock
from config.errors import ClockError, GateError, LostError, MonatsberichtError, SettingsError, explain_failure
from config.policy import load_policy
from config.schedule import last_due, read_deployments
from config.settings import Settings, load_settings
from schemas.german import format_date, format_moment, format_month
from schemas.time.deadlines import Cycle, report_month
from tasks.existing_warehouse import any_file, check_home, open_existing_warehouse
from tasks.run_record import RunRecord, check_clock, read_runs
from tasks.store.home_files import lacking_concept, recall_rules
from tasks.store.ledger import unreported_months
from tasks.watch.told import refused

GRACE = timedelta(minutes=45)  # a run may wait for the one before it
NOON = time(12)  # of the report day: until then it is tried again by itself
HELD = "held"  # how the key of a report that is held begins: month, version and points follow
OVERDUE = "report"  # how that of one begins that did not come; the month follows
LOOKED_BACK = 20  # runs of a flow, to find since when it has been failing

AFFECTED = {
    "einsammeln": "Neue Meldungen werden nicht angenommen und nicht beantwortet.",
    "monatsbericht": "Der Monatsbericht erscheint nicht.",
    "einladen": "Bögen und Einladungen gehen nicht hinaus.",
    "erinnern": "Erinnerungen und Telefonliste gehen nicht hinaus.",
    "versenden": "Was im Postausgang wartet, wird nicht gesendet.",
}
DONE_OTHERWISE = "Alles andere hat der Lauf getan."
KILLED = "Der Lauf wurde mitten in der Arbeit beendet: abgebrochen, abgestürzt, oder der Rechner ging aus."
COMMANDS = {  # what does by hand what the flow would have done
    "einsammeln": "monatsbericht collect",
    "monatsbericht": "monatsbericht report",
    "einladen": "monatsbericht invite",
    "erinnern": "monatsbericht remind",
    "versenden": "monatsbericht collect",
}


@dataclass(frozen=True)
class Trouble:
    """Something wrong: `key` stays the same as long as it is the same, `since` is German wall clock in ISO form."""

    key: str
    since: str
    title: str
    cause: str
    affected: str
    remedy: str


def find_troubles(settings: Settings, now: datetime) -> list[Trouble]:
    """Everything that is wrong now, what holds up most first."""
    found = [trouble for entry in read_deployments() for trouble in _of_flow(settings, entry, now)]
    found += _of_staff(settings)
    try:
        _check_machine(settings)
        check_home(settings)
        engine = open_existing_warehouse(settings.url)
        found += _of_own_files(settings, now)
        return [*found, *(_of_store(settings, engine, now, found) if engine else ())]
    except (MonatsberichtError, SQLAlchemyError, OSError) as error:
        return [_of_warehouse(error, now), *found]


def _of_store(settings: Settings, engine: Engine, now: datetime, found: Sequence[Trouble]) -> Iterator[Trouble]:
    """What the warehouse lacks; a report of which a run says that it is held is not overdue as well."""
    held = {trouble.key.split("/")[1] for trouble in found if trouble.key.startswith(f"{HELD}/")}
    yield from (trouble for trouble in _overdue_reports(settings, engine, now) if trouble.key.split("/")[1] not in held)


def _check_machine(settings: Settings) -> None:
    """What stops a run before it can say so itself. Raises as what is wrong does."""
    load_settings(settings.home)  # what governs may have changed since it was read
    load_policy(settings.home)
    check_clock(settings.log)
    for folder in (settings.home, settings.log):
        if folder.exists() and not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise LostError(
                f"In {folder} lässt sich nicht schreiben: bitte nachsehen, ob das ein Ordner ist, und wem er gehört."
            )


def _of_staff(settings: Settings) -> Iterator[Trouble]:
    """Mails to staff that the server would not take."""
    for one in refused(settings.log)[:1]:
        yield Trouble(
            key="staff",
            since=one["since"],
            title="Mails an das Team werden abgewiesen",
            cause=f"Der Mailserver nimmt sie nicht an: {one['refused']}",
            affected="Was nicht geht, steht nur auf dieser Seite und in monatsbericht status.",
            remedy="staff_email in settings.toml prüfen; monatsbericht doctor.",
        )


def _of_flow(settings: Settings, entry: dict[str, Any], now: datetime) -> Iterator[Trouble]:
    """Its latest run that has ended went wrong, or the run last due did not take place."""
    name = entry["name"]
    runs = list(read_runs(settings.log, name, LOOKED_BACK))
    ended = [run for run in runs if run.state != "running"]
    if ended and ended[0].is_bad:
        yield _of_run(_first_of_row(ended))
    yield from _of_steering(ended)
    due = last_due(entry, clock.before(now, GRACE))
    if any(run.is_scheduled for run in runs) and _began(runs[0]) < due and runs[0].state != "running":
        title = f"Der Lauf „{name}“ vom {format_moment(due)} hat nicht stattgefunden"
        cause = "Der Rechner war aus, monatsbericht serve lief nicht, oder der Lauf kam nicht bis zu seinem Anfang."
        remedy = "läuft monatsbericht serve, so holt es ihn von selbst nach; sonst bitte starten."
        yield Trouble(f"missed/{name}", due.isoformat(), title, cause, AFFECTED[name], remedy)


def _of_run(run: RunRecord) -> Trouble:
    if _is_held(run):
        return _of_hold(run)
    how = "wurde abgebrochen" if run.state == "dead" else "ist gescheitert"
    return Trouble(
        key=f"run/{run.flow}/{run.cause or run.state}",
        since=run.started,
        title=f"Der Lauf „{run.flow}“ für {format_month(run.month)} {how}",
        cause=run.sentence or KILLED,
        affected=DONE_OTHERWISE if run.result else AFFECTED[run.flow],
        remedy=f"{COMMANDS[run.flow]}; sonst wird es zur nächsten Zeit von selbst wieder versucht.",
    )


def _of_steering(ended: Sequence[RunRecord]) -> Iterator[Trouble]:
    """The page that follows a report could not be written, the last time that it was tried."""
    tried = [run for run in ended if run.result.get("steering") is not None]
    if not tried or not tried[0].result["steering"]:
        return
    row = list(takewhile(lambda run: run.result["steering"], tried))
    yield Trouble(
        key="steering",
        since=row[-1].started,
        title="Die Steuerungssicht ist nicht auf dem Stand des Berichts",
        cause=row[0].result["steering"],
        affected="Der Bericht ist da; steuerung.html fehlt oder zeigt noch den Stand davor.",
        remedy="monatsbericht steering; sonst wird es mit dem nächsten Lauf von selbst wieder versucht.",
    )


def _is_held(run: RunRecord) -> bool:
    return bool(run.cause == GateError.__name__ and run.about)


def _of_hold(run: RunRecord, *, is_tried: bool = True) -> Trouble:
    """A report that the gate holds: no failure, but somebody has to look. `is_tried`: by itself, each day."""
    again = f"{'Jeden Morgen' if is_tried else 'Nicht mehr'} wird es von selbst wieder versucht."
    month = run.about.partition("/")[0]
    return Trouble(
        key=f"{HELD}/{run.about}",
        since=run.started,
        title=f"Der Bericht für {format_month(month)} wird zurückgehalten",
        cause=run.sentence,
        affected=AFFECTED[run.flow],
        remedy=f"siehe oben; monatsbericht status --month {month} sagt, was fehlt. {again}",
    )


def _first_of_row(ended: list[RunRecord]) -> RunRecord:
    """The latest run, since the one with which its trouble began: all since then ended in the same way."""
    first = ended[0]
    for run in ended:
        if (run.state, run.cause, run.about) != (first.state, first.cause, first.about):
            break
        first = run
    return replace(ended[0], started=first.started)


def _overdue_reports(settings: Settings, engine: Engine, now: datetime) -> Iterator[Trouble]:
    """On the report day at noon there is no report of a month for which somebody was asked, nor ever since then.

    One that was held is held still, whatever became of later months.
    """
    calendar = load_policy(settings.home).calendar
    for month, has_come in unreported_months(engine, settings.centre, report_month(now.date())).items():
        cycle, is_asked = Cycle.of(month, calendar), has_come or any_file(settings.forms / month)
        if now < datetime.combine(cycle.report, NOON) or not is_asked:
            continue
        runs = read_runs(settings.log, "monatsbericht")
        if held := next((run for run in runs if _is_held(run) and run.about.startswith(f"{month}/")), None):
            yield _of_hold(held, is_tried=now.date() <= cycle.revision)
            continue
        yield Trouble(
            key=f"{OVERDUE}/{month}",
            since=datetime.combine(cycle.report, NOON).isoformat(),
            title=f"Der Bericht für {format_month(month)} ist nicht erschienen",
            cause=f"Er war am {format_date(cycle.report)} fällig.",
            affected=AFFECTED["monatsbericht"],
            remedy=f"monatsbericht report --month {month} macht ihn, oder sagt, was fehlt.",
        )


def _of_own_files(settings: Settings, now: datetime) -> Iterator[Trouble]:
    """The centre's goals or its grants are gone, or cannot be read: all goes on without them."""
    for sentence in (*lacking_concept(settings.home, load_policy(settings.home)), *recall_rules(settings.home)[1]):
        yield Trouble(
            key=f"own/{sentence.partition(' ')[0]}",
            since=now.isoformat(),
            title="Eine Datei des Zentrums fehlt oder lässt sich nicht verwenden",
            cause=sentence,
            affected="Ohne concept.toml zeigt der Bericht keine Ziele, ohne nachweis.toml rechnet der Nachweis anders.",
            remedy="siehe oben; monatsbericht doctor sagt, ob noch etwas fehlt.",
        )


def _of_warehouse(error: Exception, now: datetime) -> Trouble:
    titles: dict[type[Exception], str] = {
        ClockError: "Die Uhr dieses Rechners geht falsch, oder sie ging falsch",
        LostError: "Im Datenordner fehlt etwas",
        SettingsError: "Die Vorgaben lassen sich nicht lesen",
    }
    return Trouble(
        key="warehouse",
        since=now.isoformat(),
        title=titles.get(type(error), "Der Datenbestand lässt sich nicht öffnen"),
        cause=explain_failure(error),
        affected="Es wird nichts angenommen, beantwortet oder berichtet.",
        remedy="siehe oben; monatsbericht doctor sagt, ob noch etwas fehlt.",
    )


def _began(run: RunRecord) -> datetime:
    """Prefect may start a run a moment before its time."""
    return datetime.fromisoformat(run.started) + timedelta(seconds=2)
