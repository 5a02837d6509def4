"""How far a warehouse has got, for who remembers it: a warehouse put back later knows less. One way in: `read_marks`.

Only what grows: a row that is counted here is never deleted (tasks.upkeep.retain empties it).
"""

from sqlalchemy import Engine, func, select

from schemas.store import correspondence as c
from schemas.store import warehouse as w

LATEST = "latest"  # also where a run of collecting says what it took in last
GERMAN = {LATEST: "Lieferungen", "mails": "Mails", "decisions": "Entscheidungen"}
"""What each mark counts."""

_DECISIONS = (c.clearance, c.discard, c.waiver, w.report_release, w.replay)


def read_marks(engine: Engine) -> dict[str, int]:
    """The newest submission, and how many mails were written and decisions taken."""
    count = select(func.count())
    queries = [
        select(func.max(w.submission.c.submission_id)),
        count.select_from(c.outbox),
        *(count.select_from(table) for table in _DECISIONS),
    ]
    with engine.connect() as connection:
        latest, mails, *decisions = (connection.scalar(query) or 0 for query in queries)
    return dict(zip(GERMAN, (latest, mails, sum(decisions)), strict=True))
