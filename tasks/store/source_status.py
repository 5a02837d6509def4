"""How the sources stand: `read_sources(engine, since)` for status and doctor; `await_sources` for what then waits."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from config.errors import OutageError, raise_problems
from schemas.german import format_moment
from schemas.store import correspondence as c

OUTCOMES = ("taken", "nothing", "automatic", "refused")


def read_sources(engine: Engine, since: datetime) -> list[dict[str, Any]]:
    """Every source that was ever read: since when it is away and why, and what of it needs a person.

    `taken`, `nothing`, `automatic` and `refused` count what came since `since`; dates are ISO texts.
    """
    table = c.incoming
    counts = select(table.c.source, table.c.outcome, func.count()).where(table.c.seen_at >= since)
    with engine.connect() as connection:
        sources = list(connection.execute(select(c.source).order_by(c.source.c.source)).mappings())
        found = {(name, outcome): number for name, outcome, number in connection.execute(
            counts.group_by(table.c.source, table.c.outcome)
        )}  # fmt: skip
    return [
        {
            "source": row["source"],
            "reached_at": _iso(row["reached_at"]),
            "failed_at": _iso(row["failed_at"]),
            "reason": row["reason"],
            **{outcome: found.get((row["source"], outcome), 0) for outcome in OUTCOMES},
        }
        for row in sources
    ]


def sources_away(engine: Engine) -> dict[str, datetime]:
    """Since when sources could not be read to their end, by name; those that the last look reached are none."""
    table = c.source
    query = select(*table.c["source", "failed_at"]).where(table.c.failed_at.is_not(None))
    with engine.connect() as connection:
        return {row.source: row.failed_at for row in connection.execute(query)}


def await_sources(engine: Engine, what: str, *, partial: Any = None) -> None:
    """Nothing is said to be missing while it may lie where we cannot read.

    Raises:
        OutageError: a source is away; `what` waits for it, and comes with a later run.
    """
    away = sources_away(engine)
    if not away:
        return
    names = ", ".join(f"„{name}“ (seit {format_moment(since)})" for name, since in sorted(away.items()))
    sentence = (
        f"{what}: nicht zu erreichen ist {names}, und dort kann liegen, was fehlt. Bitte das beheben (monatsbericht "
        "doctor); wer nicht warten will: monatsbericht remind"
    )
    raise_problems([OutageError(sentence)], partial=partial)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
