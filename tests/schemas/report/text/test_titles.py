"""A chart's title is the answer that the printed figures give, or its question."""

import pytest

from config.policy import load_policy
from schemas.report.model import ReportChart
from schemas.report.text.tell import tell_report
from schemas.report.text.titles import ANSWERS
from schemas.report.topics.charts import CHARTS
from schemas.report.view import view_report
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tests.factories_summary import make_summary
from tests.factories_text import draw_city

POLICY = load_policy()


def told(summary):
    return tell_report(protect_report(compose_report(summary, POLICY, "1.0"), POLICY.disclosure), POLICY)


@pytest.fixture(scope="module")
def reports():
    return [told(draw_city(number)[1]) for number in range(4, 12)]


def charts_of(report):
    return [block for section in report.sections for block in section.blocks if isinstance(block, ReportChart)]


def test_every_chart_has_a_question_and_an_answer():
    assert {chart.id for chart in CHARTS} == set(ANSWERS)
    assert all(chart.title.endswith("?") for chart in CHARTS)


def test_each_chart_says_its_answer_in_some_city(reports):
    questions = {chart.id: chart.title for chart in CHARTS}
    answered = {chart.id for report in reports for chart in charts_of(report) if chart.title != questions[chart.id]}

    assert answered == set(questions)


def test_a_text_instead_of_a_chart_is_short_and_names_its_table(reports):
    for report in reports:
        view = view_report(report)
        for block in (block for section in view.sections for block in section.blocks if block.type == "chart"):
            assert len(block.alt) < 200, block.alt
            assert "Werte: Tabelle " in block.alt
            assert block.alt.startswith(block.title[:40])


def test_without_figures_there_is_no_chart():
    assert charts_of(told(make_summary())) == []
