"""What respondents reported before: `read_last_rows` for the hints in a form, `read_last_values` for their weight."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, column, func, select, table

from schemas.form.forms import TABLES
from schemas.form.hint import hinted_columns, suggests_rows
from schemas.store import warehouse as w
from schemas.time.month import shift_month

LastRows = Sequence[Mapping[str, Any]]

_INDICATORS = table(
    "indicator_value", *(column(name) for name in ("centre_id", "respondent_id", "month", "indicator", "value"))
)


def read_last_rows(engine: Engine, month: str) -> dict[str, dict[str, LastRows]]:
    """The rows in force of the month before, by respondent and table, in the order in which they stood in the file.

    Only tables that show hints; `tasks.letters.make_forms.write_form` takes a respondent's as `hints`.
    """
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    with engine.connect() as connection:
        for name, form_table in TABLES.items():
            if hinted_columns(form_table) or suggests_rows(form_table):
                for respondent, row in _facts(connection, name, shift_month(month, -1)):
                    found.setdefault(respondent, {}).setdefault(name, []).append(row)
    return {name: dict(tables) for name, tables in found.items()}


def read_last_values(
    engine: Engine, centre_id: str, month: str, indicators: Sequence[str], months: int
) -> dict[str, dict[str, float]]:
    """Each respondent's newest value in force of each indicator, in the `months` before the month."""
    view = _INDICATORS.c
    query = (
        select(view.respondent_id, view.indicator, view.month, func.sum(view.value))
        .where(view.centre_id == centre_id, view.month < month, view.month >= shift_month(month, -months))
        .where(view.indicator.in_(indicators), view.value.is_not(None))
        .group_by(view.respondent_id, view.indicator, view.month)
        .order_by(view.month)
    )
    found: dict[str, dict[str, float]] = {}
    with engine.connect() as connection:
        for respondent, indicator, _, value in connection.execute(query):
            found.setdefault(respondent, {})[indicator] = float(value)  # a later month replaces an earlier one
    return found


def _facts(connection: Connection, name: str, month: str) -> Any:
    facts = w.FACTS[name]
    columns = [facts.c[column.name] for column in TABLES[name].columns]
    query = (
        select(facts.c.respondent_id, *columns)
        .join(w.return_, w.return_.c.submission_id == facts.c.submission_id)
        .where(facts.c.month == month)
        .order_by(facts.c.respondent_id, facts.c.source_row)
    )
    names = [column.name for column in TABLES[name].columns]
    for respondent, *values in connection.execute(query):
        yield respondent, dict(zip(names, values, strict=True))
