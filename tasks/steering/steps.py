"""The step that writes the steering view as a Prefect task; it never costs the run whose report it comes after."""

from prefect import get_run_logger

from config.errors import explain_failure
from config.policy import load_policy
from tasks.monthly_flow import step
from tasks.run import Run
from tasks.steering.write_page import newest_month, refresh_page
from tasks.warehouse import open_warehouse


@step("Steuerungssicht schreiben")
def write_steering(run: Run) -> str:
    """Write steuerung.html of the latest month with a report; returns what is to be said: nothing where all is well."""
    try:
        settings, engine = run.settings, open_warehouse(run.settings.url)
        month = newest_month(engine, settings) or run.month
        view = refresh_page(engine, settings, load_policy(settings.home), month, run.at)
    except Exception as error:  # noqa: BLE001 - whatever it is, the report is out and its run has done its work
        sentence = f"Die Steuerungssicht (steuerung.html) ließ sich nicht schreiben: {explain_failure(error)}"
        get_run_logger().warning("%s", sentence)
        return sentence
    for problem in view.problems:
        get_run_logger().warning("%s", problem)
    return ""
