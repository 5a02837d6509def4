"""What staff have been told, in log/gemeldet.json.

Ways in: `read_told`, `recall_told`, `write_told`; what is known from it alone: `since_told`, `refused`, `told_unseen`.

Not in the warehouse: that may be what is lost. A file that is no such list is begun anew: staff rather hear of
something twice than never.
"""

import contextlib
import json
import os
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from config.settings import TIMEZONE
from tasks.atomic_files import write_file
from tasks.run_record import TOLD
from tasks.watch.home import bare_settings, is_home
from tasks.watch.trouble import Trouble

Notices = dict[str, dict[str, Any]]
_MAILS = ("told", "over_told")  # when the mail of it went out, and that it is over
_MARK = "gemeldet-"
_REMEDY = "Abhilfe: "
_UNSAVED: dict[Path, Notices] = {}
"""What could not be written, on a full disk or where the home is away: only who looks again knows what was told."""


def new_entry(title: str, lines: list[str], since: str, *, is_trouble: bool) -> dict[str, Any]:
    """Something to be told: `over` is when it ended, `told`, `over_told` and `tried` are when a mail of it went out.

    `gists` are what was entered of it: files, or causes without their numbers; `refused` is why the server took no
    mail of it.
    """
    over = None if is_trouble else since
    times = {"over": over, "told": None, "over_told": None, "tried": None}
    return {
        "title": title,
        "lines": lines,
        "since": since,
        "is_trouble": is_trouble,
        "gists": [],
        "refused": "",
        **times,
    }


def read_told(log: Path) -> Notices:
    """By the key of each; empty where nothing was told yet, or nobody can read what."""
    written = _read(log)
    return written | {key: _merge(one, written.get(key)) for key, one in _UNSAVED.get(log, {}).items()}


def _merge(mine: dict[str, Any], theirs: dict[str, Any] | None) -> dict[str, Any]:
    """What a process that found room to write has told meanwhile is told, if it told all of mine."""
    if theirs is None or theirs["since"] != mine["since"] or not {*mine["gists"]} <= {*theirs["gists"]}:
        return mine
    return mine | {name: theirs[name] for name in ("over", *_MAILS) if theirs[name]}


def _read(log: Path) -> Notices:
    with contextlib.suppress(OSError, ValueError):
        found = json.loads((log / TOLD).read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {key: new_entry("", [], "", is_trouble=True) | one for key, one in found.items() if _is_entry(one)}
    return {}


def write_told(log: Path, told: Notices) -> bool:
    """Whether the next look will know it: it is written, or this process has looked before."""
    is_known = log in _UNSAVED
    if not is_home(bare_settings(log.parent)):  # what lies in the place of one that is away is gone when it is back
        _UNSAVED[log] = told
        return is_known
    try:
        write_file(log / TOLD, json.dumps(told, ensure_ascii=False, indent=1).encode())
    except OSError:
        _UNSAVED[log] = told
        _mark_told(log, told)
        return is_known
    _UNSAVED.pop(log, None)
    for mark in log.glob(f"{_MARK}*"):
        mark.unlink(missing_ok=True)
    return True


def _mark_told(log: Path, told: Notices) -> None:
    """That a mail went out is said by an empty file, for which the fullest disk mostly has room, and by its time."""
    written = _read(log)
    for key, entry, name, mark in _marks(log, told):
        if entry[name] and entry[name] != written.get(key, {}).get(name):
            seconds = datetime.fromisoformat(entry[name]).replace(tzinfo=TIMEZONE).timestamp()
            with contextlib.suppress(OSError):
                mark.touch()
                os.utime(mark, (seconds, seconds))


def recall_told(log: Path, told: Notices) -> Notices:
    """With what another process has told and could not write down: nobody tells it again."""
    for _key, entry, name, mark in _marks(log, told):
        with contextlib.suppress(OSError):
            moment = datetime.fromtimestamp(mark.stat().st_mtime, TIMEZONE).replace(tzinfo=None)
            entry[name] = entry[name] or moment.isoformat()
    return told


def _marks(log: Path, told: Notices) -> Iterator[tuple[str, dict[str, Any], str, Path]]:
    for key, entry in told.items():
        for name in _MAILS:
            what = repr((key, entry["since"], entry["gists"], name))
            yield key, entry, name, log / f"{_MARK}{sha256(what.encode()).hexdigest()[:16]}"


def since_told(log: Path, key: str, now: datetime) -> str:
    """Since when something is wrong of which nothing else says when it began; now where it is new."""
    entry = read_told(log).get(key)
    return str(entry["since"]) if entry and not entry["over"] else now.isoformat()


def refused(log: Path) -> list[dict[str, Any]]:
    """What the mail server would not take, and why; the oldest first."""
    return [one for one in read_told(log).values() if one["refused"]]


def lines_of(trouble: Trouble) -> list[str]:
    """What a mail says of it."""
    return [trouble.cause, trouble.affected, f"{_REMEDY}{trouble.remedy}"]


def told_unseen(log: Path, seen: tuple[str, ...]) -> Iterator[Trouble]:
    """What was wrong and is not known to be over, for who cannot look; without what begins like one of `seen`."""
    for key, entry in read_told(log).items():
        if entry["is_trouble"] and not entry["over"] and not key.startswith(seen):
            cause, affected, remedy = [*entry["lines"], "", ""][:3]
            mending = remedy.removeprefix(_REMEDY)
            yield Trouble(key, entry["since"], entry["title"], cause, affected, mending, tuple(entry["gists"]))


def _is_entry(one: Any) -> bool:
    """Whether it can be told from."""
    try:
        times = [one["since"], *(one[name] for name in ("over", "told", "over_told", "tried") if one[name] is not None)]
        is_said = isinstance(one["lines"], list) and all(isinstance(line, str) for line in one["lines"])
        return bool(one["title"] and is_said and one["lines"][0] and [datetime.fromisoformat(time) for time in times])
    except (KeyError, TypeError, ValueError, IndexError):
        return False
