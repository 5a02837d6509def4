"""The same total in several tables is one number: `find_different_totals` looks at the report as it is printed."""

from collections.abc import Iterator, Mapping

from schemas.report.gate.evidence import Evidence, Observation
from schemas.report.gate.returns import name_column
from schemas.report.model import Report, ReportTable
from schemas.report.plan import PLAN, Share, key_figures_in
from schemas.report.topics.chain import NAME as CHAIN
from schemas.report.topics.plan import FIGURES, TRENDS

_PRINTED = {"key_figures": "now", "change_month": "now", "change_year": "now"}  # table -> column of the month's total
_COUNTED = {"rows", "funded"}  # what no form column holds


def find_different_totals(evidence: Evidence) -> Iterator[Observation]:
    """Totals of which two tables print different numbers; what one of them hides is not compared."""
    printed: dict[str, dict[str, float]] = {}
    for column, table, value in _totals(evidence.report):
        if isinstance(value, int | float):
            printed.setdefault(column, {})[table] = float(value)
    for column, values in printed.items():
        if len(set(values.values())) > 1:
            spread = max(values.values()) - min(values.values())
            yield Observation(
                column, spread, name_column(column) | {"tables": ", ".join(f"„{table}“" for table in values)}
            )


def _totals(report: Report) -> Iterator[tuple[str, str, object]]:
    """(column of a form, title of the table, value) wherever the total of the month stands."""
    tables = {table.id: table for table in report.tables()}
    for planned in PLAN:
        if planned.id in tables and tables[planned.id].rows:
            table = tables[planned.id]
            for measure in planned.in_month(report.month).measures:
                if not isinstance(measure, Share) and measure not in _COUNTED:
                    yield f"{planned.table}.{measure}", table.title, table.cell("total", measure).value
    for name, column in _PRINTED.items():
        for figure in key_figures_in(report.month):
            if name in tables and figure.of is None and not figure.total.startswith("returns."):
                yield figure.total, tables[name].title, tables[name].cell(figure.key, column).value
    yield from _trend_totals(report, tables)
    if CHAIN in tables:
        for line in tables[CHAIN].rows:
            yield FIGURES[line.key].total, tables[CHAIN].title, tables[CHAIN].cell(line.key, "now").value


def _trend_totals(report: Report, tables: Mapping[str, ReportTable]) -> Iterator[tuple[str, str, object]]:
    for planned in (one for one in TRENDS if one.id in tables):
        trend = tables[planned.id]
        if any(line.key == report.month for line in trend.rows):
            for figure in (one for one in planned.figures if one.of is None):
                yield figure.total, trend.title, trend.cell(report.month, figure.key).value
