"""What a rule needs beside the return's own figures: register, calendar and past months, joined to the frames.

One way in: `enrich_returns` for the frame of returns, `enrich_table` for a form table's.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pandas as pd

from config.codes import code_list
from config.policy import Calendar
from schemas.check.known import Known
from schemas.form.forms import FORMS, KINDS, Table, is_kind_asked
from schemas.frame import typed
from schemas.german import format_month
from schemas.time.deadlines import Cycle, due_month
from schemas.time.month import last_day, shift_month


def enrich_returns(
    returns: pd.DataFrame,
    known: Known,
    calendar: Calendar,
    day: date,
    key_verdicts: Sequence[tuple[bool | None, str, str | None]] | None = None,
) -> pd.DataFrame:
    """Add register (is_known, is_active, kind), calendar (is_open, opens, closes), key_fits, key_month, digest_last, twin,
    missing_month (a later one that is owed), named_kind (of whom the file's name says), and year_most with
    year_most_month (the highest figure of the year's earlier months of which the form asks for a count of the year).

    `key_verdicts` says of each return whether its submission key says whose it is (None: not asked), if
    not, why, and the month of the key.
    """
    returns = _join_register(returns, known.register)
    if not known.has_register:
        returns["is_known"] = typed([None] * len(returns), "boolean")
    returns = _join_calendar(returns, calendar, day)
    returns["form_title"] = returns["form"].map({name: form.title for name, form in FORMS.items()}).astype("string")
    returns["kind_title"] = returns["kind"].map(code_list("kind").titles).astype("string")
    asked = key_verdicts or [(None, "", None)] * len(returns)
    for place, (name, dtype) in enumerate((("key_fits", "boolean"), ("key_note", "string"), ("key_month", "string"))):
        returns[name] = typed([verdict[place] for verdict in asked], dtype)
    returns["digest_last"] = _digest_last(returns, known.digests)
    returns["missing_month"] = _missing_month(returns, known, day)
    returns["named_kind"] = _kind_of(returns["named"], known.register)
    returns["twin"] = _twins(returns, known.digests)
    most = _most_of_year(returns, known)
    returns["year_most"] = typed([value for value, _ in most], "Int64")
    returns["year_most_month"] = typed([month for _, month in most], "string")
    return returns


def enrich_table(frame: pd.DataFrame, table: Table, known: Known) -> pd.DataFrame:
    """Add `<stock>__last` for every stock, `spent_to_date_eur` where the table has funds, and `<column>__most` with
    `<column>__most_month` for what a count of the year is made of.
    """
    keys = ["respondent", "month", *(key.name for key in table.keys)]
    stocks = [column.name for column in table.figures if column.meaning.kind == "stock"]
    last = known.last.get(table.name)
    if last is None:
        last = frame.iloc[:0]
    renamed = last[[*keys, *stocks]].rename(columns={name: f"{name}__last" for name in stocks})
    frame = frame.merge(renamed, how="left", on=keys)
    if "spent_eur" in frame:
        frame["spent_to_date_eur"] = _spent_to_date(frame, known.spent.get(table.name), keys)
    for name in dict.fromkeys(name for column in table.figures for name in column.meaning.year_of):
        frame = _join_most(frame, name, known.most.get(f"{table.name}__{name}"), keys)
    return frame


def _join_register(returns: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    spans: dict[str, list[Any]] = {}
    for span in register.itertuples():
        spans.setdefault(str(span.respondent), []).append(span)
    returns["kind"] = _kind_of(returns["respondent"], register)
    returns["is_known"] = returns["respondent"].isin(list(spans)).astype("boolean")
    active, notes = [], []
    for respondent, month in zip(returns["respondent"], returns["month"], strict=True):
        is_active, note = _span_verdict(spans.get(respondent) if pd.notna(respondent) else None, month)
        active.append(is_active)
        notes.append(note)
    return returns.assign(is_active=typed(active, "boolean"), closed_because=typed(notes, "string"))


def _kind_of(respondents: "pd.Series[str]", register: pd.DataFrame) -> "pd.Series[str]":
    """The kind that each is in the register; missing for whoever is not in it."""
    kinds = register.drop_duplicates("respondent").set_index("respondent")["kind"]
    return respondents.map(kinds).astype("string")


def _missing_month(returns: pd.DataFrame, known: Known, day: date) -> "pd.Series[str]":
    """The later month that a respondent owes while it sends other figures for one that was accepted already."""
    found = [
        _later_owed(row, known, row.came_on if isinstance(row.came_on, str) else day.isoformat())
        for row in returns.itertuples()
    ]
    return pd.Series(typed(found, "string"), index=returns.index)


def _later_owed(row: Any, known: Known, came_on: str) -> str | None:
    """None where it is no other figure, a correction, an answer to a query of ours, or older than what is in force."""
    before = known.in_force.get((row.respondent, row.month))
    if before is None or row.digest == before.digest or came_on < before.came_on.isoformat():
        return None
    if row.is_correction or (row.is_answer and before.is_asked_about) or row.sha256 in known.cleared:
        return None
    due = due_month(date.fromisoformat(came_on))
    sent = {month for month, came in known.coming.get(row.respondent, []) if came.isoformat() <= came_on}
    owed = set(known.owed.get(row.respondent, [])) - sent
    return max((month for month in owed if row.month < month <= due), default=None)


def _span_verdict(spans: Sequence[Any] | None, month: object) -> tuple[bool | None, str]:
    """Whether one of the spans covers the month's reference date, and the kind is asked; if not, why nothing is owed."""
    if spans is None or not isinstance(month, str):
        return None, ""
    day = last_day(month).isoformat()
    kinds = [str(one.kind) for one in spans if one.valid_from <= day and (pd.isna(one.valid_to) or one.valid_to >= day)]
    if any(is_kind_asked(kind, month) for kind in kinds):
        return True, ""
    if kinds:
        asked, title = KINDS[kinds[0]].asked.german, code_list("kind").titles[kinds[0]]
        return False, f"meldet als {title} {asked}: für {format_month(month)} wird nichts erwartet"
    successors = [one.successor for one in spans if not pd.isna(one.successor)]
    followed = f"; Nachfolge: {successors[-1]}" if successors else ""
    return False, f"war im Berichtsmonat {format_month(month)} nicht in Betrieb{followed}"


def _join_calendar(returns: pd.DataFrame, calendar: Calendar, day: date) -> pd.DataFrame:
    """Open is a month on the day of the check or, if the machine was off meanwhile, on that on which the return came."""
    cycles = {month: Cycle.of(month, calendar) for month in returns["month"].dropna().unique()}
    found = [cycles.get(month) if pd.notna(month) else None for month in returns["month"]]
    return returns.assign(
        is_open=typed([_is_open(*pair, day) for pair in zip(found, returns["came_on"], strict=True)], "boolean"),
        opens=typed([f"{cycle.opens:%d.%m.%Y}" if cycle else None for cycle in found], "string"),
        closes=typed([f"{cycle.closes:%d.%m.%Y}" if cycle else None for cycle in found], "string"),
    )


def _is_open(cycle: Cycle | None, came: object, day: date) -> bool | None:
    came_on = date.fromisoformat(came) if isinstance(came, str) else day
    return (cycle.is_open(day) or cycle.is_open(came_on)) if cycle else None


def _digest_last(returns: pd.DataFrame, digests: pd.DataFrame) -> "pd.Series[str]":
    stored = {(row.respondent, row.month): row.digest for row in digests.itertuples()}
    found = [
        stored.get((respondent, shift_month(month, -1))) if pd.notna(month) and pd.notna(respondent) else None
        for respondent, month in zip(returns["respondent"], returns["month"], strict=True)
    ]
    return pd.Series(typed(found, "string"), index=returns.index)


def _twins(returns: pd.DataFrame, digests: pd.DataFrame) -> "pd.Series[str]":
    """Another respondent of the register with exactly the same figures for the month, stored or in this batch."""
    columns = ["respondent", "month", "digest"]
    known = returns[returns["is_known"].fillna(value=False)]
    holders: dict[Any, list[str]] = {}
    for respondent, month, digest in sorted({*_rows(digests[columns]), *_rows(known[columns])}):
        holders.setdefault((month, digest), []).append(respondent)
    found = [
        None
        if not isinstance(row.respondent, str)  # who it is nobody knows: perhaps the very same
        else next((other for other in holders.get((row.month, row.digest), []) if other != row.respondent), None)
        for row in returns[columns].itertuples()
    ]
    return pd.Series(typed(found, "string"), index=returns.index)


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Its rows in which nothing is missing."""
    return frame.dropna().itertuples(index=False, name=None)


def _spent_to_date(frame: pd.DataFrame, earlier: pd.DataFrame | None, keys: list[str]) -> "pd.Series[float]":
    spent = frame["spent_eur"].fillna(0.0)
    if earlier is None:
        return spent.round(2)
    before = frame[keys].merge(earlier[[*keys, "spent_eur"]], how="left", on=keys)["spent_eur"].fillna(0.0)
    return (spent + before.set_axis(frame.index)).round(2)


def _join_most(frame: pd.DataFrame, name: str, most: pd.DataFrame | None, keys: list[str]) -> pd.DataFrame:
    if most is None:
        empty = {"most": typed([None] * len(frame), "Int64"), "most_month": typed([None] * len(frame), "string")}
        return frame.assign(
            **{f"{name}__{part}": pd.Series(values, index=frame.index) for part, values in empty.items()}
        )
    renamed = most[[*keys, "most", "most_month"]].rename(
        columns={part: f"{name}__{part}" for part in ("most", "most_month")}
    )
    return frame.merge(renamed, how="left", on=keys)


def _most_of_year(returns: pd.DataFrame, known: Known) -> list[tuple[int | None, str | None]]:
    """Of each return the highest of all rows; nothing where there was none above 0."""
    found: dict[Any, tuple[int, str]] = {}
    for frame in known.most.values():
        for respondent, month, most, then in _rows(frame[["respondent", "month", "most", "most_month"]]):
            if most > found.get((respondent, month), (0, ""))[0]:
                found[respondent, month] = int(most), then
    return [found.get(whose, (None, None)) for whose in zip(returns["respondent"], returns["month"], strict=True)]
