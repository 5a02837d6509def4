"""Reports that should have come while nothing ran. One way in: `outstanding_months(engine, calendar, day, decided)`."""

from datetime import date

from sqlalchemy import Engine, select

from config.policy import Calendar
from schemas.store import warehouse as w
from schemas.time.deadlines import Cycle


def outstanding_months(engine: Engine, calendar: Calendar, day: date, decided: date | None) -> list[str]:
    """Months of the ledger whose report or revision became due after the latest decision and until `day`.

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
    return [cycle.month for cycle in cycles if any(decided < due <= day for due in (cycle.report, cycle.revision))]
