"""What somebody has to mend. One way in: `find_troubles(settings, now)`.

Looked at from outside, from the records of runs and the warehouse as it is: a run that was killed, a machine that was
off, or a report that did not come says nothing by itself. Nothing is written.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from config import clock
from config.errors import ClockError, LostError, MonatsberichtError, SettingsError, explain_failure, find_os_reason
from config.policy import load_policy
from config.schedule import last_due, read_deployments
from config.settings import Settings, load_settings
from schemas.german import format_moment, format_month
from tasks.existing_warehouse import check_home, open_existing_warehouse
from tasks.run_record import RunRecord, check_clock, is_due_one, read_runs, usual_month
from tasks.store.holds import is_of_holds, settled_months
from tasks.store.home_files import lacking_concept, recall_rules
from tasks.store.marks import GERMAN
from tasks.warehouse import unopened
from tasks.watch.home import refuse_no_home
from tasks.watch.losses import find_losses
from tasks.watch.reports import HELD, find_wanted, held_reports
from tasks.watch.told import refused, since_told, told_unseen
from tasks.watch.trouble import AFFECTED, Trouble

GRACE = timedelta(minutes=45)  # a run may wait for the one before it
LOOKED_BACK = 20  # runs of a flow, to find the last one after which the steering view was written
LETTERS = {"einladen", "erinnern"}
BY_RECORDS = ("run/", "missed/", "steering", "staff")  # how the keys begin of what is seen in any state of the home

DONE_OTHERWISE = "Alles andere hat der Lauf getan."
KILLED = "Der Lauf wurde mitten in der Arbeit beendet: abgebrochen, abgestürzt, oder der Rechner ging aus."
COMMANDS = {  # what does by hand what the flow would have done
    "einsammeln": "monatsbericht collect",
    "monatsbericht": "monatsbericht report",
    "einladen": "monatsbericht invite",
    "erinnern": "monatsbericht remind",
    "versenden": "monatsbericht collect",
}


def find_troubles(settings: Settings, now: datetime) -> list[Trouble]:
    """Everything that is wrong now, what holds up most first; where the home is away, that alone is known."""
    try:
        refuse_no_home(settings)
    except LostError as error:
        return [_of_warehouse(settings, error, now)]
    found = list(_of_records(settings, now))
    try:
        _check_machine(settings)
        check_home(settings)
        engine = open_existing_warehouse(settings.url)
        found += _of_own_files(settings, now)
        found += find_losses(settings, engine, now) if engine else ()
        return [*found, *find_wanted(settings, engine, now, found)]
    except (MonatsberichtError, SQLAlchemyError, OSError) as error:
        return find_blinded(settings, error, now)


def find_blinded(settings: Settings, error: Exception, now: datetime) -> list[Trouble]:
    """What is wrong where `error` lets nobody see more: that, what the folders say, and what was wrong before."""
    found = [_of_warehouse(settings, error, now), *_of_records(settings, now), *held_reports(settings, now)]
    return [*found, *told_unseen(settings.log, (*BY_RECORDS, HELD, *(trouble.key for trouble in found)))]


def _of_records(settings: Settings, now: datetime) -> Iterator[Trouble]:
    for entry in read_deployments():
        yield from _of_flow(settings, entry, now)
    yield from _of_staff(settings)


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
    runs = list(read_runs(settings.log, name))
    ended = [run for run in runs if run.state != "running"]
    yield from _of_runs(ended)
    yield from _of_steering(ended[:LOOKED_BACK])
    due = last_due(entry, clock.before(now, GRACE))
    own = [run for run in runs if is_due_one(run, due)]
    if any(run.is_scheduled for run in own) and _began(own[0]) < due and own[0].state != "running":
        title = f"Der Lauf „{name}“ vom {format_moment(due)} hat nicht stattgefunden"
        cause = (
            "Der Rechner war aus, monatsbericht serve lief nicht, der Lauf ist in Prefects Oberfläche angehalten, oder "
            "er kam nicht bis zu seinem Anfang."
        )
        remedy = (
            "monatsbericht serve neu starten: das holt ihn nach und richtet die Zeiten wieder ein. Hat es eben erst "
            "begonnen, so kommt der Lauf von selbst."
        )
        yield Trouble(f"missed/{name}", due.isoformat(), title, cause, AFFECTED[name], remedy)


def _of_runs(ended: Sequence[RunRecord]) -> Iterator[Trouble]:
    """What went wrong and has not been done since; of a report that is held another trouble tells.

    The next run by schedule makes up for most. Not for letters, which belong to their month, nor for what somebody
    wanted of another month than the one that is due: only a later run of that month ends those.
    """
    done: set[str] = set()
    is_made_up = False
    for number, run in enumerate(ended):
        is_over = run.month in done or (is_made_up and not _is_of_one_month(run))
        if run.is_bad and not is_over and not is_of_holds(run):
            yield _of_run(_first_of_row(ended[number:]))
        done |= {run.month, *settled_months(run)}
        is_made_up |= run.is_scheduled


def _is_of_one_month(run: RunRecord) -> bool:
    """Whether no run for another month does what this one should have done."""
    is_other = run.month != usual_month(run.flow, datetime.fromisoformat(run.started).date())
    return run.flow in LETTERS or (run.flow == "monatsbericht" and not run.is_scheduled and is_other)


def _of_run(run: RunRecord) -> Trouble:
    how = "wurde abgebrochen" if run.state == "dead" else "ist gescheitert"
    is_of_one, by_hand = _is_of_one_month(run), COMMANDS[run.flow]
    is_still_due = run.month == usual_month(run.flow, clock.now().date())
    again = "; sonst wird es zur nächsten Zeit von selbst wieder versucht" if is_still_due or not is_of_one else ""
    return Trouble(
        key=f"run/{run.flow}/{run.cause or run.state}{f'/{run.month}' if is_of_one else ''}",
        since=run.started,
        title=f"Der Lauf „{run.flow}“ für {format_month(run.month)} {how}",
        cause=run.sentence or KILLED,
        affected=DONE_OTHERWISE if run.result.keys() - GERMAN.keys() else AFFECTED[run.flow],
        remedy=f"{by_hand}{f' --month {run.month}' if is_of_one else ''}{again}.",
        about=tuple(run.about.split()),
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


def _first_of_row(ended: Sequence[RunRecord]) -> RunRecord:
    """The latest run, since the one with which its trouble began: all since then ended in the same way."""
    latest = first = ended[0]
    own = [run for run in ended if run.month == latest.month] if _is_of_one_month(latest) else ended
    for run in own:
        if (run.state, run.cause) != (latest.state, latest.cause):
            break
        first = run
    return replace(latest, started=first.started)


def _of_own_files(settings: Settings, now: datetime) -> Iterator[Trouble]:
    """The centre's goals or its grants are gone, or cannot be read: all goes on without them."""
    for sentence in (*lacking_concept(settings.home, load_policy(settings.home)), *recall_rules(settings.home)[1]):
        key = f"own/{sentence.partition(' ')[0]}"
        yield Trouble(
            key=key,
            since=since_told(settings.log, key, now),
            title="Eine Datei des Zentrums fehlt oder lässt sich nicht verwenden",
            cause=sentence,
            affected="Ohne concept.toml zeigt der Bericht keine Ziele, ohne nachweis.toml rechnet der Nachweis anders.",
            remedy="siehe oben; monatsbericht doctor sagt, ob noch etwas fehlt.",
        )


def _of_warehouse(settings: Settings, error: Exception, now: datetime) -> Trouble:
    titles: dict[type[Exception], str] = {
        ClockError: "Die Uhr dieses Rechners geht falsch, oder sie ging falsch",
        LostError: "Im Datenordner fehlt etwas",
        SettingsError: "Die Vorgaben lassen sich nicht lesen",
    }
    if isinstance(error, SQLAlchemyError) and not find_os_reason(error):  # it went away while it was looked at
        error = unopened(settings.url, error)
    return Trouble(
        key="warehouse",
        since=since_told(settings.log, "warehouse", now),
        title=titles.get(type(error), "Der Datenbestand lässt sich nicht öffnen"),
        cause=explain_failure(error),
        affected="Es wird nichts angenommen, beantwortet oder berichtet.",
        remedy="siehe oben; monatsbericht doctor sagt, ob noch etwas fehlt.",
        about=tuple(getattr(error, "about", "").split()),
        is_blinding=True,
    )


def _began(run: RunRecord) -> datetime:
    """Prefect may start a run a moment before its time."""
    return datetime.fromisoformat(run.started) + timedelta(seconds=2)
