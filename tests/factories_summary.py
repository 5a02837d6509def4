"""A month summed up, without a warehouse: `make_summary(...)`; everything can be overridden."""

from datetime import datetime

import pandas as pd

from schemas.form.forms import FORMS, KINDS, TABLES
from schemas.frame import typed
from schemas.report.changes import LAST_MONTH, LAST_YEAR, Least, change_table
from schemas.report.panel import Answer
from schemas.report.summary import FUNDS, Counts, Intake, Summary
from schemas.report.topics.plan import COURSES
from schemas.time.month import shift_month
from tasks.store.publication import FrozenInputs

MONTH = "2026-10"
EMPTY = {"respondent_id": "string", "kind": "string", "school_type": "string", "district": "string"}


def make_fact_frame(table, *rows):
    """Rows in force of one table; a row names what it has, the respondent is the first of its kind."""
    form = next(form.name for form in FORMS.values() if TABLES[table] in form.tables)
    dtypes = {"month": "string", **{c.name: c.dtype for c in TABLES[table].columns}}
    dtypes |= {name: dtype for name, dtype in EMPTY.items() if name not in dtypes}
    usual = {"month": MONTH, "respondent_id": "1", "kind": form, "school_type": "G" if form == "school" else None}
    given = [usual | row for row in rows]
    return pd.DataFrame({name: typed([row.get(name) for row in given], dtype) for name, dtype in dtypes.items()})


def make_totals(months=13, month=MONTH, **totals):
    """Totals by month, empty but for what is given as `table__column={month: value}`."""
    index = [shift_month(month, -back) for back in reversed(range(months))]
    names = [f"{table.name}.{name}" for table in TABLES.values() for name in ["rows", *(c.name for c in table.figures)]]
    frame = pd.DataFrame(pd.NA, index=index, columns=names).astype("Float64")
    for name, values in totals.items():
        for one, value in values.items():
            frame.loc[one, name.replace("__", ".", 1)] = value
    return frame


def make_summary(facts=None, year=None, **overrides):
    """Four kinds of respondents of whom most have reported; `facts` and `year` are rows by table."""
    given = {name: make_fact_frame(name, *rows) for name, rows in (facts or {}).items()}
    to_date = {name: make_fact_frame(name, *rows) for name, rows in (year or {}).items()}
    parts = {
        "centre_id": "05914000",
        "centre_name": "Hagen",
        "month": MONTH,
        "vintage": datetime(2026, 11, 12, 6, 30),
        "facts": {name: given.get(name, make_fact_frame(name)) for name in TABLES},
        "year_to_date": {name: to_date.get(name, given.get(name, make_fact_frame(name))) for name in FUNDS},
        "courses": {one.table: given.get(one.table, make_fact_frame(one.table)) for one in COURSES},
        "totals": make_totals(),
        "counts": (
            Counts(MONTH, "school", expected=64, accepted=60, nil=1, late=2, returned=3),
            Counts(MONTH, "daycare", expected=120, accepted=118, nil=0, late=5, returned=1),
            Counts(MONTH, "association", expected=65, accepted=50, nil=9, late=4, returned=5),
            Counts(MONTH, "centre", expected=1, accepted=1, nil=0, late=0, returned=0),
        ),
        "intake": (
            Intake("school", 70, returned=7, superseded=2, errors=9, warnings=12, informations=30),
            Intake("daycare", 121, returned=2, superseded=1, errors=3, warnings=4, informations=5),
        ),
    }
    return Summary(**(parts | overrides))


def cells_of(table, key):
    """The values (or signs) of the row of that key, without its label, by column."""
    line = table.row_by_key(key)
    return {
        column.id: cell.value if cell.value is not None else str(cell.sign)
        for column, cell in zip(table.columns, line.cells, strict=True)
    }


def make_pins(month=MONTH, **overrides):
    """What a version is fixed with; counts as `school=(expected, accepted)`."""
    rates = {kind: overrides.pop(kind) for kind in KINDS if kind in overrides}
    counts = [Counts(month, kind, owed, got, nil=0, late=0, returned=0) for kind, (owed, got) in rates.items()]
    parts = {"centre_name": "Hagen", "policy": "{}", "codes": "{}", "rule_set": "r" * 64, "code_version": "1"}
    return FrozenInputs(**(parts | {"counts": tuple(counts)} | overrides))


def make_answers(**columns):
    """Answers as `table__column={month: {respondent: value}}`; a value in a list is one with rows left open."""
    found = {}
    for name, months in columns.items():
        for month, said in months.items():
            one = {who: Answer(value[0], is_whole=False) if isinstance(value, list) else Answer(value)
                   for who, value in said.items()}  # fmt: skip
            found[month, name.replace("__", ".", 1)] = one
    return found


def tell_changes(summary, panel=5, answers_pct=80.0):
    """The two tables of changes, as the report has them."""
    return tuple(change_table(summary, one, Least(panel, answers_pct)) for one in (LAST_MONTH, LAST_YEAR))
