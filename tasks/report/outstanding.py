"""Reports that should have come while nothing ran. One way in: `outstanding_months(engine, calendar, day, decided)`."""

from datetime import date

from sqlalchemy import Engine, select

from config.policy import Calendar
from schemas.store import warehouse as w
from schemas.time.deadlines import Cycle


def outstanding_months(engine: Engine, calendar: Calendar, day: date, decided: date | None) -> list[str]:
    """Months whose report, revision or final version became due after the latest decision and until `day`.

    What was never published does not become final by itself.

    Args:
        engine: the warehouse.
        calendar: of the policy.
        day: of the run.
        decided: day of the latest run that published or held back what was due; None where no run is known: then
            nothing was missed.
    """
    if decided is None:
        return []
    with engine.connect() as connection:
        months = connection.scalars(select(w.month.c.month).order_by(w.month.c.month))
        cycles = [Cycle.of(month, calendar) for month in months]
        published = set(connection.scalars(select(w.publication.c.month).where(w.publication.c.manifest.is_not(None))))
    return [cycle.month for cycle in cycles if any(decided < due <= day for due in _due_days(cycle, published))]


def _due_days(cycle: Cycle, published: set[str]) -> list[date]:
    return [cycle.report, cycle.revision, *([cycle.final] if cycle.month in published else [])]
