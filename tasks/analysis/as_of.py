"""What was known at a moment. One way in: `as_of(engine, moment, view)`, a frame of the rows that held then.

The same in SQL: schemas.store.views says how, for both engines.
"""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

import pandas as pd
from sqlalchemy import Engine, String, bindparam, text

from config.errors import UsageError
from schemas.store import warehouse as w
from schemas.store.shape import shape_of
from schemas.store.views import KNOWN, respondent_at, values_at

_DTYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "datetime": "datetime64[us]"}
VALUES, RESPONDENT = "indicator_value", "respondent"


def as_of(
    engine: Engine, moment: datetime | date | str, view: str = VALUES, *, months: Collection[str] | None = None
) -> pd.DataFrame:
    """The rows of a fact table, of `indicator_value` or of `respondent` as they were known at a moment.

    `indicator_value` has the columns that it has today and the status of that time; the others also say their time.

    Args:
        engine: the warehouse, of either kind.
        moment: local time (Europe/Berlin); a day, also as "2026-11-12", means its beginning.
        view: the table's name, with or without `current_` before it.
        months: only these reporting months; None for all. Respondents have none.

    Raises:
        UsageError: there is no such table, or the moment is none.
    """
    name = view.removeprefix("current_")
    history = f"history_{name}"
    if history not in w.VIEWS:
        names = sorted(one.removeprefix("history_") for one in w.VIEWS if one.startswith("history_"))
        raise UsageError(f"„{view}“ hat keine Geschichte. Möglich: {', '.join(names)}.")
    query, shape = _query(name), VALUES if name == VALUES else history
    words: dict[str, Any] = {"moment": _moment(moment)}
    binds = [bindparam("moment", type_=w.submission.c.accepted_at.type)]
    if months is not None and name != RESPONDENT:
        query += " AND v.month IN :months"
        binds.append(bindparam("months", expanding=True, type_=String))
        words["months"] = sorted(months)
    query += f" ORDER BY {', '.join(str(place) for place in range(1, len(shape_of(shape)) + 1))}"
    with engine.connect() as connection:
        rows = connection.execute(text(query).bindparams(*binds), words).all()
    return _frame(shape, rows)


def _query(name: str) -> str:
    if name == VALUES:
        return values_at(":moment")
    condition = respondent_at(":moment") if name == RESPONDENT else KNOWN.format(t=":moment")
    return f"SELECT v.* FROM history_{name} v WHERE {condition}"  # noqa: S608 - our own names


def _moment(given: datetime | date | str) -> datetime:
    if isinstance(given, str):
        try:
            return datetime.fromisoformat(given)
        except ValueError as error:
            raise UsageError(f"„{given}“ ist kein Zeitpunkt: erwartet wird zum Beispiel 2026-11-12.") from error
    return given if isinstance(given, datetime) else datetime.combine(given, time())


def _frame(shape: str, rows: Any) -> pd.DataFrame:
    """SQLite gives the times of a view as text."""
    fields = shape_of(shape)
    columns = zip(*rows, strict=True) if rows else [() for _ in fields]
    data = {}
    for field, values in zip(fields, columns, strict=True):
        dtype: Any = _DTYPES.get(field.kind, "string")
        given = pd.Series(list(values), dtype="object")
        data[field.name] = pd.to_datetime(given).astype(dtype) if field.kind == "datetime" else given.astype(dtype)
    return pd.DataFrame(data)
