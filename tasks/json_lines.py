"""A log record as one line of JSON for machines, with counts and ids only. One way in: `JsonLines`, a formatter.

What a message says in words may name a file, a person or an address: of it only the words of the program are kept,
where they stand apart from what is filled in, and of what is filled in only numbers.
"""

import json
import logging
import re
from datetime import datetime
from typing import Any

from config.settings import TIMEZONE

_NUMBER = re.compile(r"\d[\d-]*")  # with which an id or a month begins


class JsonLines(logging.Formatter):
    """The moment, the level, which run and step, where in the program, and what was counted."""

    def format(self, record: logging.LogRecord) -> str:
        """One line without its end."""
        given = record.args if isinstance(record.args, tuple) else (record.args,)  # a single dict stands by itself
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, TIMEZONE).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "run": getattr(record, "flow_run_name", None),
            "run_id": getattr(record, "flow_run_id", None),
            "step": getattr(record, "task_run_name", None),
            "place": f"{record.module}:{record.lineno}",
            "message": record.msg if record.args else None,
            "values": [_count(value) for value in given] if record.args else None,
            "error": record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None,
        }
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


def _count(value: object) -> Any:
    """A number, or the number of something by its code; of a text the id with which it begins."""
    if isinstance(value, dict):
        return {str(name): _count(one) for name, one in value.items()}
    if value is None or isinstance(value, int | float):
        return value
    found = _NUMBER.match(str(value))
    return found[0] if found else None
