"""Chapter 8 of the report, funds: granted and spent against an even plan, and the statement of funds."""

import pandas as pd

from config.codes import CodeList, code_list
from schemas.form.forms import TABLES
from schemas.german import format_date, format_month
from schemas.report.model import ReportColumn, ReportRow, ReportTable, row
from schemas.report.summary import Summary
from schemas.report.tables import describe_source, share_of
from schemas.report.text.coverage import coverage_of
from schemas.time.month import first_day, last_day

PLANNED = "Plan: ein Zwölftel der bewilligten Mittel je Monat, für den Ausgaben erfasst sind."


def funds_table(summary: Summary, by: str) -> ReportTable:
    """Granted, spent in the month and in the year, against a twelfth of the grant for each month that is recorded."""
    table = TABLES["offer_funds"]
    groups = code_list(table.column(by).meaning.codes or by)
    year = summary.year_to_date["offer_funds"]
    return ReportTable(
        id="funds_by_line" if by == "budget_line" else "funds_by_component",
        title=f"Mittel der Vereine nach {table.column(by).title}",
        period=_year_period(summary),
        unit="Euro",
        source=describe_source(table),
        coverage=coverage_of(table, summary),
        columns=_outflow_columns(ReportColumn("group", table.column(by).title), "bewilligt im Jahr"),
        rows=_outflow_rows(by, groups, summary.facts["offer_funds"], year, summary),
        notes=(PLANNED, *_known_since(year, summary)),
    )


def _outflow_columns(group: ReportColumn, granted: str) -> tuple[ReportColumn, ...]:
    return (
        group,
        ReportColumn("granted", granted, "eur", "€"),
        ReportColumn("spent", "verausgabt im Monat", "eur", "€"),
        ReportColumn("spent_to_date", "verausgabt im Jahr", "eur", "€"),
        ReportColumn("straight_line", "Plan bis Monatsende", "eur", "€"),
        ReportColumn("outflow", "Mittelabfluss", "share", "%", share_of=("spent_to_date", "granted")),
    )


def _outflow_rows(
    by: str, groups: CodeList, month: pd.DataFrame, year: pd.DataFrame, summary: Summary
) -> tuple[ReportRow, ...]:
    present, months = set(month[by]) | set(year[by]), recorded_months(year, summary)
    rows = [
        _funds_row(title, month[month[by] == code], year[year[by] == code], months, code)
        for code, title in groups.titles.items()
        if code in present
    ]
    return (*rows, _funds_row("Insgesamt", month, year, months, "total"))


def _funds_row(label: str, month: pd.DataFrame, year: pd.DataFrame, months: int, key: str) -> ReportRow:
    granted, spent, to_date = _granted(year), _euros(month["spent_eur"]), _euros(year["spent_eur"])
    line = None if granted is None else round(granted * months / 12, 2)
    values = (granted, spent, to_date, line, share_of(to_date, granted))
    return row(label, *values, key=key, role="total" if key == "total" else "body")


def funds_statement(summary: Summary) -> ReportTable:
    """Income by source, spending by budget line, and the rest: income - spending = rest."""
    year = summary.year_to_date["offer_funds"]
    spending = year[["spent_eur", "own_eur", "third_party_eur"]].sum(axis="columns")
    income = [
        ("Zuwendung des Landes (bewilligt)", _granted(year) or 0.0, "granted"),
        ("Drittmittel und Spenden", _euros(year["third_party_eur"]) or 0.0, "third_party"),
        ("Eigenmittel", _euros(year["own_eur"]) or 0.0, "own"),
    ]
    lines = code_list("budget_line").titles
    spent = [
        (title, round(float(spending[year["budget_line"] == code].sum()), 2), f"spent_{code}")
        for code, title in lines.items()
    ]
    total_in, total_out = (round(sum(value for _, value, _ in part), 2) for part in (income, spent))
    rows = [
        *(row("Einnahmen", title, value, key=key) for title, value, key in income),
        row("Einnahmen", "zusammen", total_in, key="income"),
        *(row("Ausgaben", title, value, key=key) for title, value, key in spent),
        row("Ausgaben", "zusammen", total_out, key="spending"),
        row("Rest", "Einnahmen abzüglich Ausgaben", round(total_in - total_out, 2), key="rest"),
    ]
    return ReportTable(
        id="statement",
        title="Nachweis der Mittel der Vereine",
        period=_year_period(summary),
        unit="Euro",
        source=describe_source(TABLES["offer_funds"]),
        coverage=coverage_of(TABLES["offer_funds"], summary),
        columns=(
            ReportColumn("side", "Seite"),
            ReportColumn("line", "Posten"),
            ReportColumn("amount", "Betrag", "eur", "€"),
        ),
        rows=tuple(rows),
        notes=_known_since(year, summary),
    )


def grants_table(summary: Summary) -> ReportTable:
    """The centre's own grant by module, against an even plan."""
    table = TABLES["posts"]
    year = summary.year_to_date["posts"].rename(columns={"grant_eur": "granted_eur"})
    return ReportTable(
        id="grants",
        title="Zuwendung des Landes für das Integrationszentrum",
        period=_year_period(summary),
        unit="Euro",
        source=describe_source(table),
        coverage=coverage_of(table, summary),
        columns=_outflow_columns(ReportColumn("module", "Modul"), "Zuwendung im Jahr"),
        rows=_outflow_rows("module", code_list("module"), summary.facts["posts"], year, summary),
        notes=(PLANNED, *_known_since(year, summary)),
    )


def _granted(year: pd.DataFrame) -> float | None:
    """Granted for the year: what each respondent said last for each row, also where this month's return is missing."""
    keys = [name for name in ("respondent_id", "component", "budget_line", "module") if name in year]
    return _euros(year.dropna(subset="granted_eur").sort_values("month").groupby(keys)["granted_eur"].last())


def _first_recorded(year: pd.DataFrame, summary: Summary) -> str | None:
    """The first month of the year for which spending is known or was owed."""
    owed = {one.month for one in summary.counts if one.expected and one.month[:4] == summary.month[:4]}
    return None if year.empty else min({str(year["month"].min()), *owed})


def recorded_months(year: pd.DataFrame, summary: Summary) -> int:
    """How many months of the year can have been spent in: those since recording began."""
    first = _first_recorded(year, summary)
    return 0 if first is None else int(summary.month[5:]) - int(first[5:]) + 1


def _known_since(year: pd.DataFrame, summary: Summary) -> tuple[str, ...]:
    """A first year that does not begin in January is no year's spending, and must not look like one."""
    first = _first_recorded(year, summary)
    return () if first is None or first.endswith("-01") else (f"Ausgaben sind erfasst ab {format_month(first)}.",)


def _year_period(summary: Summary) -> str:
    start = first_day(f"{summary.month[:4]}-01")
    return f"{format_date(start)} bis {format_date(last_day(summary.month))}; im Monat: {format_month(summary.month)}"


def _euros(values: "pd.Series[float]") -> float | None:
    total = values.sum(min_count=1)
    return None if pd.isna(total) else round(float(total), 2)
