"""How many cells of a published report would be others with another warehouse: `count_changed_cells`."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Engine

from config.codes import frozen_titles
from config.policy import restore_policy
from config.settings import Settings
from schemas.report.cell import ReportValue, Sign
from schemas.report.model import Report
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tasks.report.seen.series import summarise_plan
from tasks.store.publication import FrozenInputs, Plan, latest_version, next_plan, read_frozen_inputs

PrintedCells: TypeAlias = Mapping[tuple[str, str, str], tuple[ReportValue, Sign]]  # by table, row and column


def count_changed_cells(engine: Engine, other: Engine, settings: Settings, month: str, at: datetime) -> int | None:
    """How many printed cells differ between the reports that either warehouse would give; None: none is published.

    Both are made now and protected as the newest version is, so that what came since it does not count.

    Raises:
        SettingsError: the policy that it was made with means nothing to this program any more.
    """
    version = latest_version(engine, settings.centre, month)
    frozen = read_frozen_inputs(engine, settings.centre, month, version) if version else None
    if frozen is None:
        return None
    plan = next_plan(other, settings.centre, month, at)
    before, after = (_print_cells(one, settings, month, plan, frozen) for one in (engine, other))
    return sum(before.get(place) != after.get(place) for place in before.keys() | after.keys())


def _print_cells(engine: Engine, settings: Settings, month: str, plan: Plan, frozen: FrozenInputs) -> PrintedCells:
    policy = restore_policy(frozen.policy)
    with frozen_titles(json.loads(frozen.codes)):
        raw = compose_report(summarise_plan(engine, settings, policy, month, plan), policy, plan.version)
        return list_cells(protect_report(raw, policy.disclosure, frozen.withheld))


def list_cells(report: Report) -> PrintedCells:
    """What is printed where; rows are told apart by what they are about, so that one that only moves is the same."""
    return {
        (table.id, line.key or str(number), column.id): (cell.value, cell.sign)
        for table in report.tables()
        for number, line in enumerate(table.rows)
        for column, cell in zip(table.columns, line.cells, strict=True)
    }
