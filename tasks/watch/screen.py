"""What staff see of a run on Prefect's screen: `show_outcome` as artifacts, `tag_run`, `tracking_batches`.

Counts, rules and paths only; whatever goes wrong here is no trouble of the run.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from prefect import get_client
from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.runtime import flow_run

from config.codes import code_list
from schemas.check.catalogue import CATALOGUE
from schemas.finding import Severity
from schemas.german import format_month
from tasks.existing_warehouse import open_existing_warehouse
from tasks.run import Run
from tasks.store.ledger import count_findings
from tasks.watch.situation import HEADS, filled_heads, read_status

T = TypeVar("T")


def tag_run(run: Run) -> None:
    """Centre and month as tags, to filter by."""
    if flow_run.id:
        with get_client(sync_client=True) as client:
            tags = {*(flow_run.tags or ()), run.settings.centre, run.month}
            client.update_flow_run(flow_run.id, tags=sorted(tags))


def show_outcome(run: Run, result: dict[str, Any]) -> None:
    """The month's returns by kind and state, its findings by rule, and where the report lies."""
    if not flow_run.id or (engine := open_existing_warehouse(run.settings.url)) is None:
        return
    month = format_month(run.month)
    titles = {**code_list("kind").titles, "total": "insgesamt"}
    found = read_status(engine, run.settings, run.month)
    names = filled_heads(found["counts"]) or ["owed"]
    returns = [{"Art": titles[one["kind"]], **{HEADS[name]: one[name] for name in names}} for one in found["counts"]]
    create_table_artifact(returns, key=f"meldungen-{run.month}", description=f"Meldungen {month} nach Stand")
    findings = [
        {"Befund": _sentence(rule), "Art": Severity(severity).german, "Anzahl": number}
        for rule, severity, number in count_findings(engine, run.month)
    ]
    create_table_artifact(findings, key=f"befunde-{run.month}", description=f"Befunde {month} nach Regel")
    page = run.settings.situation_page
    create_link_artifact(page.as_uri(), "Lage", key="lage", description="Wie alles steht (auf diesem Rechner)")
    if folder := result.get("folder"):
        link = (Path(folder) / "bericht.html").as_uri()
        create_link_artifact(link, f"Bericht {month}", key=f"bericht-{run.month}", description=str(result["message"]))


def _sentence(rule: str) -> str:
    """What the rule complains of, without what is filled in each time: that would be a figure."""
    if rule not in CATALOGUE:
        return rule
    return re.sub(r"\{[^}]*\}", "…", re.sub(r" \(\{[^}]*\}\)", "", CATALOGUE[rule].sentence))


def tracking_batches(batches: Sequence[T], what: str) -> Iterator[T]:
    """The batches one after the other, with a progress bar where there is more than one."""
    if len(batches) < 2 or not flow_run.id:
        yield from batches
        return
    bar: Any = create_progress_artifact(0.0, key="fortschritt", description=what)
    for done, batch in enumerate(batches, 1):
        yield batch
        update_progress_artifact(bar, progress=100.0 * done / len(batches))
