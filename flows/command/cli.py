"""The command `monatsbericht`. One way in: ``main()``.

Here is only what happens when something goes wrong; parser.py lists the commands, and what one of them does is in its
own module.
"""

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from datetime import datetime

from config.errors import MonatsberichtError, UsageError, find_os_reason
from flows.command.parser import COMMANDS, parse
from schemas.visible import visible

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 something failed or was found, 2 wrong usage."""
    chosen = parse(arguments)
    os.umask(0o077)  # what we write holds returns, keys and addresses: nobody else's
    try:
        return FAILED if COMMANDS[chosen.command].perform(chosen) else DONE
    except KeyboardInterrupt:
        return _complain("Abgebrochen.", INTERRUPTED)
    except MonatsberichtError as error:
        return _complain(str(error), WRONG_USAGE if isinstance(error, UsageError) else FAILED)
    except BrokenPipeError:
        # The reader of our output has seen enough; without this Python complains once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last net: nobody at a desk can use a traceback
        return _complain(_explain(error) or _record(error, chosen), FAILED)


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"monatsbericht: {visible(sentence)}\n")
    return code


def _explain(error: BaseException) -> str | None:
    """A full disk, a missing right, a database that went away: no mistake of the program. What it is, and where."""
    if found := find_os_reason(error):
        cause, reason = found
        where = f"„{cause.filename}“: " if isinstance(cause, OSError) and cause.filename else "Abgebrochen: "
        said: str | None = f"{where}{reason}."
    else:
        said = _explain_database(error)
    return said and f"{said} Bitte das beheben und den Befehl wiederholen; zur Diagnose: monatsbericht doctor"


def _explain_database(error: BaseException) -> str | None:
    from sqlalchemy.exc import OperationalError

    from schemas.store.complaint import explain_unreadable

    return explain_unreadable(error) if isinstance(error, OperationalError) else None


def _record(error: Exception, chosen: argparse.Namespace) -> str:
    """Keep the traceback for whoever mends it, and say where it is."""
    from tasks.discretion import tell_where

    moment = datetime.now().astimezone()
    text = f"{moment.isoformat()} monatsbericht {chosen.command}\n{tell_where(error)}\n"
    with contextlib.suppress(Exception):
        from config.settings import load_settings

        path = load_settings(chosen.home).log / f"fehler-{moment:%Y-%m-%d}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as log:
            log.write(text)
        return f"Unerwarteter Fehler in „{chosen.command}“ ({type(error).__name__}). Einzelheiten stehen in {path}."
    sys.stderr.write(text)
    return f"Unerwarteter Fehler in „{chosen.command}“; es ließ sich kein Protokoll schreiben."


if __name__ == "__main__":
    sys.exit(main())
