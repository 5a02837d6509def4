"""What earlier reports said otherwise. One way in: `look_back(view, summary, previous)`, for tasks.report.summarise.

What the last report knew is read again at its vintage: totals, answers and the rates that were fixed with each version.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any

import pandas as pd
from sqlalchemy import select

from schemas.form.forms import FORMS, TABLES
from schemas.german import format_date
from schemas.report.changes import figure_cell
from schemas.report.plan import KEY_FIGURES
from schemas.report.summary import Counts, Revision, Summary
from schemas.store import warehouse as w
from schemas.store.published import is_published
from tasks.report.answers import read_answers
from tasks.report.seen.view import View, month_totals

Causes = Callable[[str, tuple[str, ...]], tuple[int, int]]  # of a month, for those with one of these forms


def look_back(view: View, summary: Summary, previous: datetime) -> Summary:
    """The summary with what the last report knew of the months that were out by then, and what is another now."""
    versions = _published(view, summary, previous)
    months = sorted(versions)
    earlier = replace(
        summary,
        totals=month_totals(replace(view, vintage=previous), months),
        counts=tuple(one for month in months for one in _fixed_counts(view, month, versions[month][0])),
        answers=read_answers(view.connection, view.centre_id, previous, months),
    )
    names = {month: f"{version} vom {format_date(day.date())}" for month, (version, day) in versions.items()}
    causes = cache(partial(_causes, view, previous))  # many figures of a month have the same
    revisions = (*_revised_totals(summary, earlier, causes), *_revised_shares(summary, earlier, causes))
    return replace(summary, earlier=earlier, versions=names, revisions=revisions)


def _published(view: View, summary: Summary, previous: datetime) -> dict[str, tuple[str, datetime]]:
    """The months of the trend that had a report by then, with its version and vintage."""
    table = w.publication
    query = select(table.c.month, table.c.version, table.c.vintage).where(is_published(view.centre_id))
    rows = view.connection.execute(query.where(table.c.vintage <= previous))
    known = sorted(rows, key=lambda row: (row.month, len(row.version), row.version))
    return {row.month: (row.version, row.vintage) for row in known if row.month in summary.totals.index}


def _fixed_counts(view: View, month: str, version: str) -> list[Counts]:
    """The returns of a month as its version told them."""
    rate = w.reporting_rate
    query = select(*rate.c["kind", "expected", "accepted", "nil", "late", "returned", "exempt"]).where(
        rate.c.centre_id == view.centre_id,
        rate.c.month == month,
        rate.c.version == version,
        rate.c.counted_month == month,
    )
    return [Counts(month, *row) for row in view.connection.execute(query)]


def _revised_totals(summary: Summary, earlier: Summary, causes: Causes) -> Iterator[Revision]:
    before, totals = earlier.totals, summary.totals
    for month in before.index:
        for name in totals.columns:
            old, now = before.loc[month, name], totals.loc[month, name]
            if not _same(old, now):
                forms = _forms_with(name.partition(".")[0])
                yield Revision(month, name, _plain(old), _plain(now), *causes(month, forms))


def _revised_shares(summary: Summary, earlier: Summary, causes: Causes) -> Iterator[Revision]:
    """Shares and the reporting rate; of months whose rates were not fixed the rate of then is not known."""
    for month in earlier.totals.index:
        for figure in (one for one in KEY_FIGURES if one.of is not None):
            is_rate = figure.total.startswith("returns.")
            if is_rate and not earlier.counts_of(month)[1]:
                continue
            if figure_cell(figure, earlier, month, 0) != figure_cell(figure, summary, month, 0):
                forms = tuple(FORMS) if is_rate else _forms_with(figure.total.partition(".")[0])
                yield Revision(month, figure.key, None, None, *causes(month, forms))


def _forms_with(table: str) -> tuple[str, ...]:
    return tuple(form.name for form in FORMS.values() if TABLES[table] in form.tables)


def _causes(view: View, previous: datetime, month: str, forms: tuple[str, ...]) -> tuple[int, int]:
    """How many of those with one of these forms reported the month for the first time since then, how many again."""
    table, people = w.submission, view.people
    ours = select(people.c.respondent_id).where(people.c.centre_id == view.centre_id)
    query = select(table.c.respondent_id).where(
        table.c.month == month, table.c.respondent_id.in_(ours), table.c.form.in_(forms)
    )
    since = set(
        view.connection.scalars(query.where(table.c.accepted_at > previous, table.c.accepted_at <= view.vintage))
    )
    had = set(view.connection.scalars(query.where(table.c.accepted_at <= previous)))
    return len(since - had), len(since & had)


def _same(before: Any, now: Any) -> bool:
    return (pd.isna(before) and pd.isna(now)) or (
        not pd.isna(before) and not pd.isna(now) and abs(before - now) < 0.005
    )


def _plain(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
