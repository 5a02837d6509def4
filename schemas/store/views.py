"""The views on top of the tables: `VIEWS` (name -> SELECT), and `FUNCTIONS` (name -> SQL), which PostgreSQL has besides.

`current_<table>` and `indicator_value` show what is in force, `column_coverage` how many of those who owe it answered,
`steering_need` and `steering_supply` what the steering view compares, true figures without its rules.
`history_<table>`, `history_indicator_value` and `history_respondent` show everything that ever was, with the time in
which it was known: at a moment `t` that is what has

    known_from <= t AND (known_until IS NULL OR known_until > t)

on both engines; a day means its beginning. On PostgreSQL the functions `current_<table>_as_of(t)`,
`indicator_value_as_of(t)` and `respondent_as_of(t)` say it shorter, in Python tasks.analysis.as_of does. A submission that a newer
one had replaced before it was checked was never in force and is in none of them.

In the long form a cell that was left empty in a row that was reported has no value and the status of a missing one; who
was not asked has no row, nor has a column in a month in which nobody is asked for it, here or in `column_coverage`.
Every figure column is in it, also those that are no indicator; `measure` and `breakdown` tell a whole from what it
contains, so that nothing is counted twice.

A value's status changes while the value stays, so that `history_indicator_value` has none: `values_at` works out the
one of the moment. What `indicator_value` adds to the facts is joined from the left, so that PostgreSQL leaves out what a
question does not ask for; each of its arms holds one indicator, and those of others are not run
(`python -m tests.bench_values` measures it).
"""

from collections.abc import Iterator
from itertools import takewhile

from schemas.form import forms
from schemas.form.forms import TABLES

# Indicators that are not simply the column's value (domain.md section 5: V01, V02, V03).
_EXPRESSIONS = {
    "V01": "CASE f.is_funded_by_komm_an WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END",
    "V02": "1",
    "V03": "100.0 * f.target_group_hours / NULLIF(f.open_hours, 0)",
}
_UNITS = {"V01": "Angebote", "V02": "Treffpunkte", "V03": "%"}
_KINDS = {"V01": "stock", "V02": "stock", "V03": "ratio"}
_MEASURES = {"V01": "funded", "V02": "rows", "V03": "use_pct"}
_LEFT_EMPTY = {"V03": "(f.target_group_hours IS NULL OR f.open_hours IS NULL)"}  # of no hours there is no ratio

WHOLE = "_T"  # SDMX: the total of a breakdown

# SDMX CL_OBS_STATUS 2.2 (sdmx.org): O missing (M would say that it cannot exist, and L that nobody asked), U low
# reliability, P provisional, A normal. A month is final once its centre published a report after the cut-off: what is
# read depends on the warehouse alone and not on the day of reading.
_OBS_STATUS = (
    "CASE WHEN {value} IS NULL THEN 'O' WHEN s.warnings > 0 THEN 'U' WHEN m.cutoff < b.newest THEN 'A' ELSE 'P' END "
    "AS obs_status"
)
_STATUS_JOINS = (
    "LEFT JOIN submission s ON s.submission_id = {row}.submission_id LEFT JOIN month m ON m.month = {row}.month "
    "LEFT JOIN (SELECT centre_id, MAX(vintage) AS newest FROM publication WHERE manifest IS NOT NULL{until} "
    "GROUP BY centre_id) b ON b.centre_id = {place}.centre_id"
)
_IS_NIL = "r.state = 'nil'"
KNOWN = "known_from <= {t} AND (known_until IS NULL OR known_until > {t})"


def current_view(name: str) -> str:
    """The rows of a fact table whose submission is in force."""
    return f'SELECT f.* FROM {name} f JOIN "return" r ON r.submission_id = f.submission_id'  # noqa: S608 - our own names


def history_view(name: str) -> str:
    """All rows of a fact table that ever were in force, with the time in which they were."""
    return (
        f"SELECT f.*, s.accepted_at AS known_from, s.superseded_at AS known_until "  # noqa: S608 - our own names
        f"FROM {name} f JOIN submission s ON s.submission_id = f.submission_id "
        "WHERE s.accepted_at IS NOT NULL AND (s.superseded_at IS NULL OR s.superseded_at > s.accepted_at)"
    )


def respondent_view() -> str:
    """What the register said of each respondent, with the time in which it did."""
    return (
        "SELECT h.*, h.recorded_at AS known_from, "
        "(SELECT n.recorded_at FROM respondent_history n "
        "WHERE n.respondent_id = h.respondent_id AND n.number = h.number + 1) AS known_until FROM respondent_history h"
    )


def indicator_view(prefix: str) -> str:
    """The long form of the views of that prefix: one row a figure, respondent, month and row of its table."""
    parts = [part for table in TABLES.values() for column in table.columns for part in _arms(prefix, table, column)]
    return " UNION ALL ".join(parts)


def attribute_names() -> tuple[str, ...]:
    """What a row says of itself beside its key and figures, in the long form each a column of its own."""
    columns = (column for table in TABLES.values() for column in table.columns)
    return tuple(dict.fromkeys(one.name for one in columns if _is_attribute(one)))


def measure_of(table: forms.Table, column: forms.Column) -> tuple[str, str]:
    """What a column counts, and which part of that: `participants_female` is `participants`, `female`.

    A part is named after its whole; a column that is a part by its meaning only is a measure of its own.
    """
    for whole in column.meaning.part_of:
        words, own = whole.split("_"), column.name.split("_")
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(words, own, strict=False)))
        if shared:
            return measure_of(table, table.column(whole))[0], "_".join(own[shared:])
    return column.name, WHOLE


def _is_attribute(column: forms.Column) -> bool:
    return column.meaning.kind == "note" and bool(column.meaning.codes or column.meaning.is_place)


def _arms(prefix: str, table: forms.Table, column: forms.Column) -> Iterator[str]:
    """An indicator that is not simply its column's value stands beside it."""
    indicator = column.meaning.indicator
    if indicator in _EXPRESSIONS:
        empty = _LEFT_EMPTY.get(indicator, f"f.{column.name} IS NULL")
        about = (_MEASURES[indicator], WHOLE, _UNITS[indicator], _KINDS[indicator])
        yield _select(prefix, table, column, (indicator, _EXPRESSIONS[indicator], empty), about)
    if column.is_number:
        name = None if indicator in _EXPRESSIONS else indicator
        about = (*measure_of(table, column), column.meaning.unit, column.meaning.kind)
        yield _select(prefix, table, column, (name, f"f.{column.name}", f"f.{column.name} IS NULL"), about)


def _select(
    prefix: str,
    table: forms.Table,
    column: forms.Column,
    figure: tuple[str | None, str, str],
    about: tuple[str, str, str, str],
) -> str:
    (indicator, value, empty), (measure, breakdown, unit, kind) = figure, about
    shown = [*(key.name for key in table.keys), *["NULL", "NULL"]][:2]
    names = [f"'{key.name}'" for key in table.keys] + ["NULL", "NULL"]
    codes = [name if name == "NULL" else f"f.{name}" for name in shown]
    own = {one.name for one in table.columns}
    attributes = ", ".join(f"{f'f.{name}' if name in own else 'NULL'} AS {name}" for name in attribute_names())
    is_history = prefix == "history"  # whose values have a time and no status
    status = "" if is_history else f"{_OBS_STATUS.format(value=value)}, "
    joins = "" if is_history else _STATUS_JOINS.format(row="f", place="p", until="")
    return (
        f"SELECT p.centre_id, f.respondent_id, f.month, {_quoted(indicator)} AS indicator, '{table.name}' AS fact_table, "  # noqa: S608 - our own names
        f"{names[0]} AS dimension_1, {codes[0]} AS code_1, {names[1]} AS dimension_2, {codes[1]} AS code_2, "
        f"CAST({value} AS DOUBLE PRECISION) AS value, '{unit}' AS unit, '{kind}' AS kind, {status}"
        f"'{'N' if column.meaning.is_persons or column.meaning.kind == 'ratio' else 'F'}' AS conf_status, "
        f"f.submission_id, "
        f"'{measure}' AS measure, '{breakdown}' AS breakdown, {attributes}"
        f"{', f.known_from, f.known_until' if is_history else ''} "
        f"FROM {prefix}_{table.name} f LEFT JOIN respondent p ON p.respondent_id = f.respondent_id {joins} "
        f"WHERE {value} IS NOT NULL OR {_when_asked(column, 'f.month', empty)}"
    )


def _when_asked(column: forms.Column, month: str, condition: str) -> str:
    """A condition, for the months in which the column is asked."""
    asked = column.meaning.asked
    return f"({condition} AND {asked.condition(month)})" if asked else condition


def coverage_view() -> str:
    """For every figure column: how many owe a return, how many were asked and answered. An empty cell is no answer.

    Asked is whose accepted return holds the table: of rows that the form prescribes everybody without a nil return, of
    lists whoever has a row in them. A column has no row in a month in which the form does not ask for it.
    """
    return " UNION ALL ".join(_coverage_select(table) for table in TABLES.values() if table.figures)


def _coverage_select(table: forms.Table) -> str:
    names = [column.name for column in table.figures]
    columns = " UNION ALL ".join(
        f"SELECT '{column.name}' AS column_name, {_quoted(column.meaning.indicator)} AS indicator"
        for column in table.figures
    )
    sometimes = (one for one in table.figures if one.meaning.asked)
    unasked = "".join(
        f" AND (c.column_name <> '{one.name}' OR ({one.meaning.asked.condition('r.month')}))" for one in sometimes
    )
    counts = ", ".join(f"COUNT({name}) AS {name}" for name in names)
    cases = " ".join(f"WHEN '{name}' THEN f.{name}" for name in names)
    answered = f"CASE c.column_name {cases} END"
    asked = f"r.submission_id IS NOT NULL AND NOT {_IS_NIL}" if table.is_prefilled else "f.asked > 0"
    kinds = ", ".join(f"'{form.name}'" for form in forms.FORMS.values() if table in form.tables)
    return (
        f"SELECT p.centre_id, r.month, r.form, '{table.name}' AS fact_table, c.column_name, c.indicator, "  # noqa: S608 - our own names
        f"{_count('r.is_owed')} AS returns_owed, {_count('r.submission_id IS NOT NULL')} AS returns_accepted, "
        f"{_count(_IS_NIL)} AS returns_nil, {_count(asked)} AS respondents_asked, "
        f"{_count(f'{answered} > 0')} AS respondents_answered, {_count(f'{answered} = f.asked')} AS respondents_complete, "
        f"CAST(COALESCE(SUM(f.asked), 0) AS BIGINT) AS rows_asked, "
        f"CAST(COALESCE(SUM({answered}), 0) AS BIGINT) AS rows_answered "
        f'FROM "return" r JOIN respondent p ON p.respondent_id = r.respondent_id CROSS JOIN ({columns}) c '
        f"LEFT JOIN (SELECT month, respondent_id, COUNT(*) AS asked, {counts} FROM current_{table.name} "
        f"GROUP BY month, respondent_id) f ON f.month = r.month AND f.respondent_id = r.respondent_id "
        f"WHERE r.form IN ({kinds}){unasked} GROUP BY p.centre_id, r.month, r.form, c.column_name, c.indicator"
    )


# What is needed where and in which language: children and pupils by the place of whoever reports them.
_NEEDS = ("K03", "K04", "S03", "S05", "S10", "I03")


def need_view() -> str:
    """The need that is steered by, by place, language where it is told by it, and month: sums of what is in force."""
    indicators = ", ".join(f"'{one}'" for one in _NEEDS)
    language = "CASE WHEN v.dimension_1 = 'language' THEN v.code_1 END"
    group = f"v.centre_id, v.month, p.district, v.indicator, v.fact_table, {language}"
    return (
        f"SELECT {group} AS language, SUM(v.value) AS value, v.unit, v.kind, "  # noqa: S608 - our own names
        "COUNT(DISTINCT v.respondent_id) AS respondents FROM indicator_value v "
        "JOIN respondent p ON p.respondent_id = v.respondent_id "
        f"WHERE v.indicator IN ({indicators}) AND v.breakdown = '{WHOLE}' AND v.value IS NOT NULL "
        f"AND v.fact_table <> 'school_arrivals' GROUP BY {group}, v.unit, v.kind"
    )


def supply_view() -> str:
    """The offers in force by place of the association, field of action, target group and month."""
    group = "p.centre_id, f.month, p.district, f.field_of_action, f.target_group"
    return (
        f"SELECT {group}, COUNT(*) AS offers, COUNT(DISTINCT f.respondent_id) AS associations, "  # noqa: S608 - our own names
        "CAST(SUM(f.dates_held) AS BIGINT) AS dates_held, CAST(SUM(f.participants) AS BIGINT) AS participants "
        f"FROM current_offers f JOIN respondent p ON p.respondent_id = f.respondent_id GROUP BY {group}"
    )


def _count(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _quoted(word: str | None) -> str:
    return f"'{word}'" if word else "CAST(NULL AS VARCHAR)"


VIEWS: dict[str, str] = {
    **{f"current_{name}": current_view(name) for name in TABLES},
    "indicator_value": indicator_view("current"),
    "column_coverage": coverage_view(),
    "steering_need": need_view(),
    "steering_supply": supply_view(),
    **{f"history_{name}": history_view(name) for name in TABLES},
    "history_indicator_value": indicator_view("history"),
    "history_respondent": respondent_view(),
}


def values_at(moment: str) -> str:
    """The query for `indicator_value` as it was at a moment: a value was final only if a report said so then."""
    names = ("centre_id, respondent_id, month, indicator, fact_table, dimension_1, code_1, dimension_2, code_2, value, "
             "unit, kind")  # fmt: skip
    columns = ", ".join(f"v.{name}" for name in names.split(", "))
    last = ", ".join(f"v.{name}" for name in ("measure", "breakdown", *attribute_names()))
    joins = _STATUS_JOINS.format(row="v", place="v", until=f" AND vintage <= {moment}")
    return (
        f"SELECT {columns}, {_OBS_STATUS.format(value='v.value')}, v.conf_status, v.submission_id, {last} "  # noqa: S608 - our own names
        f"FROM history_indicator_value v {joins} WHERE {KNOWN.format(t=moment)}"
    )


def respondent_at(moment: str) -> str:
    """Which entries of `history_respondent` hold at a moment; who was entered first counts from the beginning."""
    return f"(known_from <= {moment} OR number = 1) AND (known_until IS NULL OR known_until > {moment})"


def _function(name: str, view: str, query: str) -> tuple[str, str]:
    return (
        f"CREATE FUNCTION {name}(moment timestamp) RETURNS SETOF {view} LANGUAGE sql STABLE AS $$ {query} $$",
        f"COMMENT ON FUNCTION {name}(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn'",
    )


FUNCTIONS: dict[str, tuple[str, str]] = {
    **{
        f"current_{name}_as_of": _function(
            f"current_{name}_as_of",
            f"history_{name}",
            f"SELECT * FROM history_{name} WHERE {KNOWN.format(t='moment')}",  # noqa: S608 - our own names
        )
        for name in TABLES
    },
    "indicator_value_as_of": _function("indicator_value_as_of", "indicator_value", values_at("moment")),
    "respondent_as_of": _function(
        "respondent_as_of",
        "history_respondent",
        f"SELECT * FROM history_respondent WHERE {respondent_at('moment')}",  # noqa: S608 - our own names
    ),
}
