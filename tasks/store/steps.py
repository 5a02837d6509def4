"""The step that every flow begins with, as a Prefect task: what is owed is entered, what did not come is aged."""

from config.policy import load_policy
from schemas.time.deadlines import Cycle, due_month
from tasks.monthly_flow import step
from tasks.run import Run
from tasks.store.ledger import ageing_months, enter_month, skipped_months
from tasks.store.stages import refuse_stages
from tasks.warehouse import exclusive, open_warehouse


@step("Soll eintragen")
def open_ledger(run: Run) -> None:
    """Enter what is owed for the month now due and for months that no run saw, and age what has not come before."""
    policy, engine, day = load_policy(run.settings.home), open_warehouse(run.settings.url), run.at.date()
    refuse_stages(engine, policy)
    with exclusive(engine):
        due = {due_month(day), *skipped_months(engine, day), *ageing_months(engine, day)}
        # A home that is new does not owe what was over before it began.
        if run.is_asked or day <= Cycle.of(run.month, policy.calendar).revision:
            due.add(run.month)
        for month in sorted(due):
            enter_month(engine, month, policy.calendar, run.at)
