"""The step that every flow begins with, as a Prefect task: what is owed is entered, what did not come is aged."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from config.policy import load_policy
from schemas.time.deadlines import due_month
from tasks.run import Run
from tasks.store.ledger import ageing_months, enter_month
from tasks.warehouse import exclusive, open_warehouse


@task(name="Soll führen", cache_policy=NO_CACHE)
def open_ledger(run: Run) -> None:
    """Enter what is owed for the month now due, and age what has not come of the months before it."""
    policy, engine = load_policy(run.settings.home), open_warehouse(run.settings.url)
    with exclusive(engine):
        for month in sorted({run.month, due_month(run.at.date()), *ageing_months(engine, run.at.date())}):
            enter_month(engine, month, policy.calendar, run.at)
