"""The charts of the report: `CHARTS`. Data, no code; its answer in words each gets from schemas.report.text.titles.

A chart shows what its table does not show at a glance: a course over months, or which one stands out. The title here is
the chart's question, and stands where the printed figures give no answer.
"""

from schemas.report.model import ReportChart

CHARTS: tuple[ReportChart, ...] = (
    ReportChart(
        "trend_chart", "Wie viele Kinder und Familien werden gefördert?",
        "line", "trend", "month", ("first_support", "certified_support_need", "families"),
    ),
    ReportChart(
        "rate_chart", "Wer meldet, Monat für Monat?",
        "line", "rate_trend", "month", ("school", "daycare", "association"),
    ),
    ReportChart(
        "chain_chart", "Wie viele Kinder stehen an welcher Stelle der Sprachförderung?",
        "grouped", "language_chain", "step", ("now",),
    ),
    ReportChart(
        "support_chart", "Wo lernen Schülerinnen und Schüler in eigenen Klassen, wo in Gruppen Deutsch?",
        "grouped", "support_by_type", "group", ("german_class", "german_group"),
    ),
    ReportChart(
        "youth_chart", "In welchem Handlungsfeld sind besonders viele unter 27 Jahren?",
        "rate", "youth_by_field", "group", ("young_share",),
    ),
    ReportChart(
        "seniors_chart", "In welchem Handlungsfeld sind besonders viele ab 60 Jahren?",
        "rate", "seniors_by_field", "group", ("old_share",),
    ),
    ReportChart(
        "waiting_chart", "Wie viele warten auf einen Schulplatz?",
        "line", "waiting_course", "month", ("waiting_primar", "waiting_sek1", "waiting_sek2", "waiting_other"),
    ),
    ReportChart(
        "network_chart", "Wie oft trifft sich das Netzwerk?",
        "line", "network_course", "month", ("meetings_total",),
    ),
    ReportChart(
        "funds_chart", "Wird so viel verausgabt wie geplant?",
        "grouped", "funds_by_line", "group", ("spent_to_date", "straight_line"),
    ),
)  # fmt: skip
