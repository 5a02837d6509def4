"""A warehouse that is there. `open_home_warehouse` is for all who write, the others here only read.

None makes a new one where the home has an archive or reports: the warehouse was lost, and that is said.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import NullPool

from config import clock, places, policy
from config.errors import LostError, SettingsError, UsageError, WarehouseError
from config.settings import Settings
from schemas.german import format_moment, format_month
from schemas.store import correspondence as c
from schemas.store import warehouse as w
from tasks.archived import find_gone
from tasks.run_record import last_good, last_results
from tasks.secret import VARIABLE, fingerprint
from tasks.store.marks import GERMAN, LATEST, read_marks
from tasks.warehouse import connect, explained, open_warehouse, read_version, refuse_other_version

COLLECTING = "einsammeln"  # the flow that takes in
_USED = {COLLECTING: LATEST, "einladen": "forms"}  # what only a run of a home in use counts
_MOST = 20  # submissions that are named
_HALF = 0.5  # of the archive: less is the trouble of single files, which the collecting names, and stops no other file
KEPT_FOR = timedelta(days=365)  # the shortest that a policy allows; what is older may have been erased
_BACKUP = "Bitte aus der Datensicherung zurückholen (monatsbericht restore SICHERUNG --home NEUER_ORDNER)"
_KEYS = "Meldeschlüssel "  # and the fingerprint of their secret, among what governs a home
_OTHER_KEYS = (
    "Das Geheimnis der Meldeschlüssel fehlt oder ist ein anderes als bisher; damit würde jeder Bogen zurückgestellt, "
    f"der draußen ist. War es in der Umgebung ({VARIABLE}), bitte dort wieder angeben."
)
_NEW_KEYS = "soll wirklich ein neues gelten, bitte vorher den Ordner log/runs/einsammeln beiseitelegen."
_NONE_YET = "Es gibt noch keinen Datenbestand: der erste entsteht mit monatsbericht init."
_NOTHING_DONE = "Es wurde nichts neu angelegt und an niemanden etwas gesendet."


def open_existing_warehouse(url: str) -> Engine | None:
    """A warehouse to read from, or None where there is none; nothing is written, not even on a writable disk.

    Raises:
        WarehouseError: it cannot be read, or has another version than this program.
    """
    engine = _look(url)
    if engine:
        with explained(url), engine.connect() as connection:
            refuse_other_version(connection)
    return engine


def _look(url: str) -> Engine | None:
    """A warehouse of whatever version, to read from."""
    if url.startswith("sqlite:"):
        path = Path(make_url(url).database or "")
        if not path.exists():
            return None
        engine = _read_only(path)
    else:
        engine = connect(url)
    with explained(url), engine.connect() as connection:
        return None if read_version(connection) is None else engine


def open_home_warehouse(settings: Settings) -> Engine:
    """The warehouse of a home, made where the home is new; whether all else is there matters to runs (`check_home`).

    Raises:
        LostError: it is gone; nothing was begun anew.
        WarehouseError: it cannot be opened.
    """
    if engine := find_home_warehouse(settings):
        engine.dispose()
    return open_warehouse(settings.url)


def open_warehouse_to_read(settings: Settings) -> Engine:
    """The warehouse of a home for who only reads it, with rights to nothing else.

    Raises:
        LostError: it is gone.
        UsageError: there is none yet.
        WarehouseError: it cannot be opened.
    """
    if (engine := find_home_warehouse(settings)) is None:
        raise UsageError(_NONE_YET)
    return engine


def connect_home_warehouse(settings: Settings) -> Engine:
    """The warehouse of a home in whatever version, to be copied or migrated.

    Raises:
        LostError: it is gone; to connect would leave an empty one in its place.
        UsageError: there is none yet.
        WarehouseError: it cannot be opened.
    """
    if (engine := _or_lost(settings, _look(settings.url))) is None:
        raise UsageError(_NONE_YET)
    engine.dispose()
    return connect(settings.url)


def list_governing(settings: Settings) -> list[str]:
    """The names of the home's files that say how it works, of those that are there, and which secret the keys have."""
    names = (settings.settings_file.name, policy.FILE, places.FILE)
    mark = fingerprint(settings.key_file, os.environ)
    return [*(name for name in names if (settings.home / name).exists()), *([f"{_KEYS}{mark}"] if mark else [])]


def check_home(settings: Settings, may_lack: float = _HALF) -> None:
    """Refuse a home of which a part is gone that a run needs, or more of the archive than that part of it.

    Raises LostError with the way back.
    """
    for name in _ungoverned(settings):
        if name.startswith(_KEYS):
            raise LostError(f"{_OTHER_KEYS} {_NOTHING_DONE} {_BACKUP}; {_NEW_KEYS}")
        raise LostError(
            f"Die Datei {name} fehlt, nach der bisher gearbeitet wurde. {_NOTHING_DONE} {_BACKUP}; soll ohne sie "
            f"gearbeitet werden, bitte eine leere Datei {name} anlegen."
        )
    if (engine := find_home_warehouse(settings)) is None:
        return
    try:
        _refuse_other_centre(settings, engine)
        refuse_lost_secret(settings, engine)
        for sentence in _missing(settings, engine, _traces(settings)):
            raise LostError(f"{sentence} {_NOTHING_DONE} {_BACKUP}.")
        for sentence in _unkept(settings, engine, may_lack):
            raise LostError(f"{sentence} {_NOTHING_DONE} {_BACKUP}.", about=settings.archive.name)
    finally:
        engine.dispose()


def _refuse_other_centre(settings: Settings, engine: Engine) -> None:
    """One that has no respondents here, or fewer than others: its register is not the one that was asked so far."""
    query = select(w.respondent.c.centre_id, func.count()).group_by(w.respondent.c.centre_id)
    with engine.connect() as connection:
        known: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    own = known.pop(settings.centre, 0)
    if own < (others := sum(known.values())):
        part = f"{others} der {own + others} Berichtsstellen im Datenbestand gehören aber zu"
        whose = part if own else "der Datenbestand kennt nur Berichtsstellen von"
        raise SettingsError(
            f"Eingestellt ist das Zentrum {settings.centre}, {whose} {', '.join(sorted(known))}. "
            f"{_NOTHING_DONE} Bitte „centre“ in settings.toml prüfen; für ein anderes "
            "Zentrum bitte einen neuen Datenordner anlegen (monatsbericht init --home NEUER_ORDNER)."
        )


def refuse_lost_secret(settings: Settings, engine: Engine) -> None:
    """Refuse a home that has used its secret of the keys, and has it no more: forms or reports bear it.

    What only came in is no sign: whether a run knew the secret then says its record.

    Raises LostError with the way back.
    """
    if settings.key_file.exists() or os.environ.get(VARIABLE, "").strip():
        return
    used = (
        select(c.outbox.c.message_id).where(c.outbox.c.kind.in_(("invitation", "reminder"))),
        select(w.dissemination.c.file),
    )
    with engine.connect() as connection:
        is_used = any(connection.execute(query.limit(1)).first() for query in used)
    if is_used or any_file(settings.forms):
        raise LostError(
            f"Das Geheimnis der Meldeschlüssel ({settings.key_file.name}) fehlt; mit einem neuen würde jeder Bogen "
            "zurückgestellt, der draußen ist, und kein Bericht wäre mehr von uns unterschrieben. War es in der "
            f"Umgebung ({VARIABLE}), bitte dort wieder angeben. {_NOTHING_DONE} {_BACKUP}."
        )


def find_home_warehouse(settings: Settings) -> Engine | None:
    """The warehouse of a home to read from; None where the home is new. Raises LostError where it is gone."""
    return _or_lost(settings, open_existing_warehouse(settings.url))


def _or_lost(settings: Settings, engine: Engine | None) -> Engine | None:
    """None stands for a new home; not where there are traces of use, or keys that some warehouse may know."""
    if engine is None and (traces := _traces(settings) or settings.key_file.exists() * "Meldeschlüssel"):
        raise LostError(f"Der Datenbestand fehlt, obwohl {traces} da sind. {_NOTHING_DONE} {_BACKUP}.")
    return engine


def _ungoverned(settings: Settings) -> Iterator[str]:
    """What there was at the last good run: without it all would go on, but by other rules."""
    collected = last_good(settings.log, COLLECTING)
    yield from sorted(set(collected.governed_by if collected else ()) - set(list_governing(settings)))


def _missing(settings: Settings, engine: Engine, with_traces: str) -> Iterator[str]:
    """A sentence for each part that the warehouse knows of and that is not there, or the other way round."""
    with engine.connect() as connection:
        people = connection.scalar(select(func.count()).select_from(w.respondent))
        submissions = connection.scalar(select(func.count()).select_from(w.submission))
        answers = connection.scalar(select(func.count()).select_from(c.answer))
    if with_traces and not submissions and (not people or any_file(settings.replies)):
        lacks = "kennt keine Lieferung" if people else "ist leer"
        yield f"Der Datenbestand {lacks}, obwohl {with_traces} da sind."
    yield from _older(settings, engine)
    if answers and not any_file(settings.replies):
        yield "Die Antworten an die Berichtsstellen (Ordner replies) fehlen."


def _unkept(settings: Settings, engine: Engine, may_lack: float) -> Iterator[str]:
    """Files that the archive has lost, where they are more than may be."""
    gone, count = find_gone(engine, settings.archive, clock.now() - KEPT_FOR)
    if len(gone) > may_lack * count:
        all_gone = " Das Archiv fehlt, oder der Datenbestand gehört zu einem anderen Datenordner."
        yield _say_gone(list(gone), count) + all_gone * (len(gone) == count)


def _say_gone(numbers: Sequence[int], count: int) -> str:
    """Which submissions the archive has lost, of how many, in German."""
    shown = ", ".join(map(str, numbers[:_MOST])) + (" …" if len(numbers) > _MOST else "")
    word, name = ("fehlt", "Lieferung") if len(numbers) == 1 else ("fehlen", "Lieferungen")
    return f"Im Archiv {word} {len(numbers)} von {count} Dateien ({name} {shown})."


def _older(settings: Settings, engine: Engine) -> Iterator[str]:
    """What the home has seen, and a warehouse put there since does not know: that of a backup, or another one."""
    table = w.publication
    with engine.connect() as connection:
        query = select(table.c.month, table.c.version).where(table.c.centre_id == settings.centre)
        known = {(month, version) for month, version in connection.execute(query)}
    if unknown := sorted(_reports(settings) - known):
        said = ", ".join(f"{version} für {format_month(month)}" for month, version in unknown)
        yield f"Der Datenbestand ist ein anderer oder ein älterer: er kennt veröffentlichte Berichte nicht ({said})."
    marks = read_marks(engine)
    for folder in sorted((settings.log / "runs").glob("*")):
        for mark, run in last_results(settings.log, folder.name, marks).items():
            if marks[mark] < run.result[mark]:
                when = format_moment(datetime.fromisoformat(run.started))
                counted = f"von {run.result[mark]} {GERMAN[mark]} kennt er {marks[mark]}"
                yield f"Der Datenbestand ist älter als der Lauf vom {when}: {counted}."


def _reports(settings: Settings) -> set[tuple[str, str]]:
    """Month and version of each report that lies whole in the home of its centre."""
    found = (settings.reports / settings.centre).glob("*/v*/manifest.json")
    return {(path.parent.parent.name, path.parent.name.removeprefix("v")) for path in found}


def _traces(settings: Settings) -> str:
    """What says that this home has been used, in words; empty where nothing does."""
    folders = {
        "Dateien im Archiv": settings.archive,
        "Berichte": settings.reports,
        "Antworten": settings.replies,
        "Meldebögen": settings.forms,
    }
    runs = [last_good(settings.log, flow) for flow in _USED]
    traces = [name for name, folder in folders.items() if any_file(folder)]
    if any(run and run.result.get(_USED[run.flow]) for run in runs):
        traces.append("Aufzeichnungen über Läufe")
    return " und ".join(traces)


def any_file(folder: Path) -> bool:
    """Whether there is a file in a folder or below; what is half written is none."""
    found = (name for _, _, names in os.walk(folder) for name in names if not name.startswith("."))
    return next(found, None) is not None


def _read_only(path: Path) -> Engine:
    """What this account may not write, or lies on a read-only disk, is taken as it is: nobody changes it meanwhile.

    Raises:
        LostError: it is damaged.
        WarehouseError: its latest changes lie beside it and cannot be read.
    """
    left = path.with_name(f"{path.name}-wal")
    for mode in ({"mode": "ro"}, {"immutable": "1"}):
        if "immutable" in mode and left.exists() and left.stat().st_size:
            raise WarehouseError(f"Die letzten Änderungen ({left.name}) liest nur, wer im Datenordner schreiben darf.")
        url = URL.create("sqlite", database=f"file:{quote(str(path))}", query={**mode, "uri": "true"})
        engine = create_engine(url, poolclass=NullPool)
        event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=30000"))
        try:
            with engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1 FROM sqlite_master").all()
        except OperationalError:
            continue
        except DatabaseError as error:
            raise LostError(f"Der Datenbestand ist beschädigt. {_NOTHING_DONE} {_BACKUP}.") from error
        break
    return engine
