"""The views on top of the tables: `VIEWS` (name -> SELECT), and `FUNCTIONS` (name -> SQL), which PostgreSQL has besides.

`current_<table>` and `indicator_value` show what is in force. `history_<table>`, `history_indicator_value` and
`history_respondent` show everything that ever was, with the time in which it was known: at a moment `t` that is what has

    known_from <= t AND (known_until IS NULL OR known_until > t)

on both engines; a day means its beginning. On PostgreSQL the functions `current_<table>_as_of(t)`,
`indicator_value_as_of(t)` and `respondent_as_of(t)` say it shorter, in Python tasks.as_of does. A submission that a newer
one had replaced before it was checked was never in force and is in none of them.
"""

from schemas import forms
from schemas.forms import TABLES

# Indicators that are not simply the column's value (domain.md section 5: V01, V02, V03).
_EXPRESSIONS = {
    "V01": "CASE f.is_funded_by_komm_an WHEN 'yes' THEN 1 WHEN 'no' THEN 0 END",
    "V02": "1",
    "V03": "100.0 * f.target_group_hours / NULLIF(f.open_hours, 0)",
}
_UNITS = {"V01": "Angebote", "V02": "Treffpunkte", "V03": "%"}
_KINDS = {"V01": "stock", "V02": "stock", "V03": "ratio"}

# SDMX CL_OBS_STATUS 2.2 (sdmx.org): U low reliability, P provisional, A normal. A month is final once a report was
# published after its cut-off: what is read depends on the warehouse alone and not on the day on which it is read.
_OBS_STATUS = (
    "CASE WHEN s.state = 'accepted_with_queries' OR (s.state = 'superseded' AND s.warnings > 0) THEN 'U' "
    "WHEN m.cutoff < (SELECT MAX(vintage) FROM publication WHERE manifest IS NOT NULL) THEN 'A' ELSE 'P' END"
)
KNOWN = "known_from <= {t} AND (known_until IS NULL OR known_until > {t})"
_COLUMNS = (
    "centre_id", "respondent_id", "month", "indicator", "fact_table", "dimension_1", "code_1", "dimension_2", "code_2",
    "value", "unit", "kind", "obs_status", "conf_status", "submission_id", "known_from", "known_until",
)  # fmt: skip


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
    """The long form of the views of that prefix: one row an indicator, respondent, month and breakdown."""
    parts = [_indicator_select(prefix, table, column) for table in TABLES.values() for column in table.columns]
    return " UNION ALL ".join(part for part in parts if part)


def _indicator_select(prefix: str, table: forms.Table, column: forms.Column) -> str:
    indicator = column.meaning.indicator
    if indicator is None:
        return ""
    value = _EXPRESSIONS.get(indicator, f"f.{column.name}")
    shown = [*(key.name for key in table.keys), *["NULL", "NULL"]][:2]
    names = [f"'{key.name}'" for key in table.keys] + ["NULL", "NULL"]
    codes = [name if name == "NULL" else f"f.{name}" for name in shown]
    times = ", f.known_from, f.known_until" if prefix == "history" else ""
    return (
        f"SELECT p.centre_id, f.respondent_id, f.month, '{indicator}' AS indicator, '{table.name}' AS fact_table, "  # noqa: S608 - our own names
        f"{names[0]} AS dimension_1, {codes[0]} AS code_1, {names[1]} AS dimension_2, {codes[1]} AS code_2, "
        f"CAST({value} AS DOUBLE PRECISION) AS value, '{_UNITS.get(indicator, column.meaning.unit)}' AS unit, "
        f"'{_KINDS.get(indicator, column.meaning.kind)}' AS kind, {_OBS_STATUS} AS obs_status, "
        f"'{'N' if column.meaning.is_persons else 'F'}' AS conf_status, f.submission_id{times} "
        f"FROM {prefix}_{table.name} f JOIN respondent p ON p.respondent_id = f.respondent_id "
        f"JOIN submission s ON s.submission_id = f.submission_id LEFT JOIN month m ON m.month = f.month "
        f"WHERE {value} IS NOT NULL"
    )


VIEWS: dict[str, str] = {
    **{f"current_{name}": current_view(name) for name in TABLES},
    "indicator_value": indicator_view("current"),
    **{f"history_{name}": history_view(name) for name in TABLES},
    "history_indicator_value": indicator_view("history"),
    "history_respondent": respondent_view(),
}


def status_at(moment: str) -> str:
    """The SDMX status that a value of `history_indicator_value v` had at a moment: final only if a report said so then."""
    cutoff = "(SELECT m.cutoff FROM month m WHERE m.month = v.month)"
    newest = f"(SELECT MAX(b.vintage) FROM publication b WHERE b.manifest IS NOT NULL AND b.vintage <= {moment})"  # noqa: S608
    return f"CASE WHEN v.obs_status = 'U' THEN 'U' WHEN {cutoff} < {newest} THEN 'A' ELSE 'P' END"


def respondent_at(moment: str) -> str:
    """Which entries of `history_respondent` hold at a moment; who was entered first counts from the beginning."""
    return f"(known_from <= {moment} OR number = 1) AND (known_until IS NULL OR known_until > {moment})"


def _function(name: str, view: str, query: str) -> tuple[str, str]:
    return (
        f"CREATE FUNCTION {name}(moment timestamp) RETURNS SETOF {view} LANGUAGE sql STABLE AS $$ {query} $$",
        f"COMMENT ON FUNCTION {name}(timestamp) IS 'was zu diesem Zeitpunkt bekannt war; ein Tag heißt sein Beginn'",
    )


def _value_function() -> tuple[str, str]:
    columns = ", ".join(status_at("moment") if name == "obs_status" else f"v.{name}" for name in _COLUMNS)
    return _function(
        "indicator_value_as_of",
        "history_indicator_value",
        f"SELECT {columns} FROM history_indicator_value v WHERE {KNOWN.format(t='moment')}",  # noqa: S608
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
    "indicator_value_as_of": _value_function(),
    "respondent_as_of": _function(
        "respondent_as_of",
        "history_respondent",
        f"SELECT * FROM history_respondent WHERE {respondent_at('moment')}",  # noqa: S608 - our own names
    ),
}
