"""What an exception says may hold a password, a contact or a figure: neither logs nor Prefect ever repeat it.

Ways in: `discreet(function)` around what Prefect runs, `Discretion` on the loggers, `tell_where(error)` for a log. Our
own exceptions speak for themselves, and what the machine would not do names paths only.
"""

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import OperationalError

from config.errors import MonatsberichtError, UnexpectedError, WarehouseError, explain_failure, find_os_reason
from schemas.store.complaint import explain_unreadable

P = ParamSpec("P")
T = TypeVar("T")


def discreet(function: Callable[P, T]) -> Callable[P, T]:
    """The same function; what it raises unexpectedly becomes an UnexpectedError, of which only the kind is told."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            if _speaks_for_itself(error):
                raise
            if isinstance(error, OperationalError):  # may pass by itself, whatever it was
                raise WarehouseError(explain_unreadable(error) or explain_failure(error)) from error
            raise UnexpectedError(explain_failure(error)) from error

    return run


class Discretion(logging.Filter):
    """Lets every record pass, but of exceptions in it only their kinds and places, before any handler sees them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True."""
        if isinstance(record.args, tuple):
            record.args = tuple(_name(one) if isinstance(one, BaseException) else one for one in record.args)
        if record.exc_info and record.exc_info[1]:
            record.exc_text = tell_where(record.exc_info[1])  # what is there already, no formatter makes again
        return True


def tell_where(error: BaseException) -> str:
    """The traceback of an exception and of what it came of, in the order in which they happened."""
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one and one not in chain:
        chain.insert(0, one)
        one = one.__cause__ or one.__context__
    told = ("".join([*traceback.format_tb(one.__traceback__), _name(one)]) for one in chain)
    return "\nDaraus wurde:\n".join(told)


def _name(error: BaseException) -> str:
    kind = type(error).__name__
    return f"{kind}: {error}" if isinstance(error, MonatsberichtError) else kind


def _speaks_for_itself(error: Exception) -> bool:
    """What may pass by itself keeps its kind too, by which a step is tried again."""
    return isinstance(error, MonatsberichtError | OSError) or find_os_reason(error) is not None
