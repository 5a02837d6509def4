"""The step of the report as a Prefect task: the month's next version is published where it is due."""

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from config.policy import load_policy
from tasks.report.month import Publication, publish_month
from tasks.run import Run
from tasks.warehouse import exclusive, open_warehouse


@task(name="Bericht veröffentlichen", cache_policy=NO_CACHE)
def publish_report(run: Run, *, is_asked: bool) -> Publication:
    """Publish the month's next version where it is due and its figures are new."""
    policy, engine = load_policy(run.settings.home), open_warehouse(run.settings.url)
    with exclusive(engine):
        publication = publish_month(engine, run.settings, policy, run.month, run.at, is_asked=is_asked)
    get_run_logger().info("%s", publication.message)
    return publication
