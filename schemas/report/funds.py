"""Chapter 8 of the report, funds: by source, by budget line and component against an even plan, income less spending.

Each table says on how many of the recorded months it rests; totals that rest on too few answers stand in brackets.
"""

from collections.abc import Sequence

import pandas as pd

from config.codes import CodeList, code_list
from schemas.form.forms import TABLES, Table
from schemas.german import format_date, format_month, format_number
from schemas.report.model import ReportColumn, ReportRow, ReportTable, row
from schemas.report.summary import Summary
from schemas.report.tables import describe_source, share_of
from schemas.report.topics.year import bracket_cells, recorded_months, thin_months, year_coverage, year_notes
from schemas.time.month import first_day, last_day

PLANNED = "Plan: ein Zwölftel der bewilligten Mittel je Monat, für den Ausgaben erfasst sind."
SPENT = ["spent_eur"]
SOURCES = {"granted": "spent_eur", "third_party": "third_party_eur", "own": "own_eur"}
"""Where money comes from -> the column that says how much of it was used in a month."""
SOURCE_TITLES = {"granted": "Zuwendung des Landes", "third_party": "Drittmittel und Spenden", "own": "Eigenmittel"}
UNPLANNED = "Für Eigenmittel, Drittmittel und Spenden wird kein Plan erhoben (.)."
BOTH_SIDES = (
    "Erhoben wird, was an Eigenmitteln, Drittmitteln und Spenden eingesetzt wurde: es steht in gleicher Höhe unter "
    "Einnahmen und Ausgaben."
)


def sources_table(summary: Summary, answers_pct: float) -> ReportTable:
    """Money of the state, of third parties and the associations' own, apart: planned, used, left."""
    year = summary.year_to_date["offer_funds"]
    used = {source: _euros(year[column]) for source, column in SOURCES.items()}
    granted = _granted(year)
    plan = {"granted": (granted, _even_plan(granted, year, summary))}
    rows = [
        row(SOURCE_TITLES[source], *plan.get(source, (None, None)), used[source],
            _less(granted, used[source]) if source in plan else None, key=source)
        for source in SOURCES
    ]  # fmt: skip
    rows.append(row("zusammen", None, None, _sum(list(used.values())), None, key="total", role="total"))
    thin = thin_months(TABLES["offer_funds"], year, list(SOURCES.values()), summary, answers_pct)
    return _year_table(
        ("funds_by_source", "Mittel der Vereine nach Herkunft"),
        "offer_funds",
        (
            ReportColumn("source", "Herkunft"),
            ReportColumn("granted", "Plan für das Jahr", "eur", "€"),
            ReportColumn("straight_line", "Plan bis Monatsende", "eur", "€"),
            ReportColumn("used", "eingesetzt im Jahr", "eur", "€"),
            ReportColumn("rest", "Rest", "eur", "€"),
        ),
        [bracket_cells(line, (3, 4)) for line in rows] if thin else rows,
        (summary, list(SOURCES.values()), answers_pct),
        (PLANNED, UNPLANNED),
    )


def funds_table(summary: Summary, by: str, answers_pct: float) -> ReportTable:
    """Granted, spent in the month and in the year, against a twelfth of the grant for each month that is recorded."""
    table = TABLES["offer_funds"]
    groups = code_list(table.column(by).meaning.codes or by)
    return _year_table(
        (
            "funds_by_line" if by == "budget_line" else "funds_by_component",
            f"Mittel der Vereine nach {table.column(by).title}",
        ),
        "offer_funds",
        _outflow_columns(ReportColumn("group", table.column(by).title), "bewilligt im Jahr"),
        _outflow_rows(by, groups, summary.facts["offer_funds"], summary, answers_pct),
        (summary, SPENT, answers_pct),
        (PLANNED,),
    )


def grants_table(summary: Summary, answers_pct: float) -> ReportTable:
    """The centre's own grant by module, against an even plan."""
    return _year_table(
        ("grants", "Zuwendung des Landes für das Integrationszentrum"),
        "posts",
        _outflow_columns(ReportColumn("module", "Modul"), "Zuwendung im Jahr"),
        _outflow_rows("module", code_list("module"), summary.facts["posts"], summary, answers_pct),
        (summary, SPENT, answers_pct),
        (PLANNED,),
    )


def funds_statement(summary: Summary, answers_pct: float) -> ReportTable:
    """Income by source and spending, of each budget line: income - spending = rest."""
    year, table = summary.year_to_date["offer_funds"], TABLES["offer_funds"]
    lines = code_list("budget_line").titles
    nothing = 0.0 if year_coverage(table, year, summary).n else None
    rows = [_statement_row(title, year[year["budget_line"] == code], code, nothing) for code, title in lines.items()]
    total = _statement_row("Insgesamt", year, "total", nothing)
    columns = list(SOURCES.values())
    thin = thin_months(table, year, columns, summary, answers_pct)
    return _year_table(
        ("statement", "Nachweis der Mittel der Vereine: Einnahmen, Ausgaben und Rest"),
        "offer_funds",
        (
            ReportColumn("line", "Kostenart"),
            ReportColumn("granted", "bewilligt", "eur", "€", group="Einnahmen"),
            ReportColumn("third_party", "Drittmittel und Spenden", "eur", "€", group="Einnahmen"),
            ReportColumn("own", "Eigenmittel", "eur", "€", group="Einnahmen"),
            ReportColumn("income", "zusammen", "eur", "€", group="Einnahmen"),
            ReportColumn("spent", "aus der Zuwendung", "eur", "€", group="Ausgaben"),
            ReportColumn("spending", "alle Ausgaben", "eur", "€", group="Ausgaben"),
            ReportColumn("rest", "Rest", "eur", "€"),
        ),
        [*rows, bracket_cells(total, range(2, 8)) if thin else total],
        (summary, columns, answers_pct),
        ("Rest: Einnahmen abzüglich aller Ausgaben.", BOTH_SIDES),
    )


def _statement_row(title: str, rows: pd.DataFrame, key: str, nothing: float | None) -> ReportRow:
    """Who reported and has no row in a line has spent `nothing` in it; what all left open is unknown, and what it adds to."""
    granted = _granted(rows) if len(rows) else nothing
    spent, third_party, own = (
        _euros(rows[f"{name}_eur"]) if len(rows) else nothing for name in ("spent", "third_party", "own")
    )
    income, spending = _sum((granted, third_party, own)), _sum((spent, third_party, own))
    values = (granted, third_party, own, income, spent, spending, _less(income, spending))
    return row(title, *values, key=key, role="total" if key == "total" else "body")


def _year_table(  # noqa: PLR0913, PLR0917 - what a table of the year is made of
    named: tuple[str, str],
    form_table: str,
    columns: tuple[ReportColumn, ...],
    rows: Sequence[ReportRow],
    rests_on: tuple[Summary, list[str], float],
    notes: tuple[str, ...],
) -> ReportTable:
    """A table of January to the month; it says on which months its figures rest."""
    (summary, asked, answers_pct), table = rests_on, TABLES[form_table]
    year = summary.year_to_date[form_table]
    return ReportTable(
        id=named[0],
        title=named[1],
        period=_year_period(summary),
        unit="Euro",
        source=describe_source(table),
        coverage=year_coverage(table, year, summary),
        columns=columns,
        rows=tuple(rows),
        notes=(*notes, *_open_notes(table, year, asked), *year_notes(table, year, asked, summary, answers_pct)),
    )


def _open_notes(table: Table, year: pd.DataFrame, asked: Sequence[str]) -> tuple[str, ...]:
    """How many cells of the columns are in no sum because nobody filled them in."""
    told = [(name, year[name].notna()) for name in asked]
    told.insert(0, (_grant_column(year), year.groupby(_grant_keys(year))[_grant_column(year)].count() > 0))
    said = [
        f"„{table.column(name).title}“ {format_number(int((~known).sum()))} von {format_number(len(known))}"
        for name, known in told
        if not known.all()
    ]
    return (f"Leer gelassene Angaben, die in keiner Summe stehen: {', '.join(said)}.",) if said else ()


def _outflow_columns(group: ReportColumn, granted: str) -> tuple[ReportColumn, ...]:
    return (
        group,
        ReportColumn("granted", granted, "eur", "€"),
        ReportColumn("spent", "verausgabt im Monat", "eur", "€"),
        ReportColumn("spent_to_date", "verausgabt im Jahr", "eur", "€"),
        ReportColumn("straight_line", "Plan bis Monatsende", "eur", "€"),
        ReportColumn("rest", "Rest", "eur", "€"),
        ReportColumn("outflow", "Mittelabfluss", "share", "%", share_of=("spent_to_date", "granted")),
    )


def _outflow_rows(
    by: str, groups: CodeList, month: pd.DataFrame, summary: Summary, answers_pct: float
) -> list[ReportRow]:
    name = "posts" if by == "module" else "offer_funds"
    year = summary.year_to_date[name]
    present = set(month[by]) | set(year[by])
    rows = [
        _funds_row(title, month[month[by] == code], year[year[by] == code], (year, summary), code)
        for code, title in groups.titles.items()
        if code in present
    ]
    total = _funds_row("Insgesamt", month, year, (year, summary), "total")
    return [*rows, _limit_outflow(total, TABLES[name], year, summary, answers_pct)]


def _funds_row(
    label: str, month: pd.DataFrame, rows: pd.DataFrame, known: tuple[pd.DataFrame, Summary], key: str
) -> ReportRow:
    granted, spent, to_date = _granted(rows), _euros(month["spent_eur"]), _euros(rows["spent_eur"])
    values = (granted, spent, to_date, _even_plan(granted, *known), _less(granted, to_date), share_of(to_date, granted))
    return row(label, *values, key=key, role="total" if key == "total" else "body")


def _limit_outflow(
    total: ReportRow, table: Table, year: pd.DataFrame, summary: Summary, answers_pct: float
) -> ReportRow:
    """A grant is known once one month is; what was spent in the year rests on all of its months."""
    thin = thin_months(table, year, SPENT, summary, answers_pct)
    is_none = bool(thin) and thin == recorded_months(year, summary)
    places = [*((2,) if summary.month in thin else ()), *((3, 5, 6) if thin else ()), *((1, 4) if is_none else ())]
    return bracket_cells(total, places)


def _even_plan(granted: float | None, year: pd.DataFrame, summary: Summary) -> float | None:
    months = len(recorded_months(year, summary))
    return None if granted is None else round(granted * months / 12, 2)


def _granted(year: pd.DataFrame) -> float | None:
    """Granted for the year: what each respondent said last for each row, also where this month's return is missing."""
    column = _grant_column(year)
    return _euros(year.dropna(subset=column).sort_values("month").groupby(_grant_keys(year))[column].last())


def _grant_column(year: pd.DataFrame) -> str:
    return "granted_eur" if "granted_eur" in year else "grant_eur"


def _grant_keys(year: pd.DataFrame) -> list[str]:
    return [name for name in ("respondent_id", "component", "budget_line", "module") if name in year]


def _year_period(summary: Summary) -> str:
    start = first_day(f"{summary.month[:4]}-01")
    return f"{format_date(start)} bis {format_date(last_day(summary.month))}; im Monat: {format_month(summary.month)}"


def _euros(values: "pd.Series[float]") -> float | None:
    total = values.sum(min_count=1)
    return None if pd.isna(total) else round(float(total), 2)


def _sum(values: Sequence[float | None]) -> float | None:
    """Unknown as soon as one of them is: what is known of a sum is not the sum."""
    known = [value for value in values if value is not None]
    return round(sum(known), 2) if len(known) == len(values) else None


def _less(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else round(first - second, 2)
