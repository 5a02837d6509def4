"""What staff have been told, in log/gemeldet.json. Ways in: `read_told`, `write_told`, `new_entry`, `refused`.

Not in the warehouse: that may be what is lost. A file that is no such list is begun anew: staff rather hear of
something twice than never.
"""

import contextlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from tasks.atomic_files import write_file
from tasks.run_record import TOLD

Notices = dict[str, dict[str, Any]]
_UNSAVED: dict[Path, Notices] = {}
"""What could not be written, on a full disk for example: only a process that looks again knows what it has told."""


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
    if log in _UNSAVED:
        return _UNSAVED[log]
    with contextlib.suppress(OSError, ValueError):
        found = json.loads((log / TOLD).read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return {key: new_entry("", [], "", is_trouble=True) | one for key, one in found.items() if _is_entry(one)}
    return {}


def write_told(log: Path, told: Notices) -> bool:
    """Whether the next look will know it: it is written, or this process has looked before."""
    is_known = log in _UNSAVED
    try:
        write_file(log / TOLD, json.dumps(told, ensure_ascii=False, indent=1).encode())
    except OSError:
        _UNSAVED[log] = told
        return is_known
    _UNSAVED.pop(log, None)
    return True


def refused(log: Path) -> list[dict[str, Any]]:
    """What the mail server would not take, and why; the oldest first."""
    return [one for one in read_told(log).values() if one["refused"]]


def _is_entry(one: Any) -> bool:
    """Whether it can be told from."""
    try:
        times = [one["since"], *(one[name] for name in ("over", "told", "over_told", "tried") if one[name] is not None)]
        return bool(one["title"] and one["lines"][0] and [datetime.fromisoformat(time) for time in times])
    except (KeyError, TypeError, ValueError, IndexError):
        return False
