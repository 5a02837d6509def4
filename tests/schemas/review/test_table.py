"""The report's table of progress: printed figures once more, and nothing besides."""

from dataclasses import replace

import pytest

from config.aims.concept import parse_concept
from config.policy import load_policy
from schemas.analysis.origin import Respondents, Returns
from schemas.analysis.origins.find import find_origin
from schemas.analysis.origins.told import Told
from schemas.analysis.question import Question
from schemas.report.check import check_report
from schemas.report.gate.audit import _bare
from schemas.report.model import CellRef
from schemas.report.plan import PROGRESS
from schemas.report.protection.quantities import name_counts
from tasks.report.compose import compose_report
from tasks.report.month import digest_figures, make_public
from tests.config.aims.test_concept import GOAL
from tests.factories_summary import cells_of, make_answers, make_summary, make_totals

STEPS = [{"month": "2026-06", "value": 101}]
CONCEPT = parse_concept({"goals": [
    GOAL | {"id": "a", "indicator": "S05", "base": 412, "target": 33, "milestones": STEPS},
    GOAL | {"id": "b", "indicator": "S05_share", "base": 12.34, "target": 40},
    GOAL | {"id": "c", "indicator": "I09", "base": 80, "target": 99},
    GOAL | {"id": "d", "indicator": "K08", "base": 10, "target": 20},
]})  # fmt: skip


@pytest.fixture(scope="module")
def summary():
    said = {"school_pupils__pupils": {"1": 98, "2": 1}, "school_pupils__first_support": {"1": 33, "2": 1}}
    totals = {name: {"2026-10": sum(one.values())} for name, one in said.items()}
    answers = make_answers(**{name: {"2026-10": one} for name, one in said.items()})
    return make_summary(totals=make_totals(**totals), answers=answers)


def publish(summary, profile="rounding", concept=CONCEPT):
    policy = load_policy().model_copy(update={"concept": concept})
    disclosure = policy.disclosure.model_copy(update={"profile": profile, "legal_basis": "Probe"})
    words = policy.report.model_copy(update={"least_answers_pct": 0.0})
    policy = policy.model_copy(update={"disclosure": disclosure, "report": words})
    raw = compose_report(summary, policy, "1.0")
    return raw, make_public(raw, policy), policy


@pytest.mark.parametrize("profile", ["rounding", "suppression", "none"])
def test_the_figure_is_that_of_table_1_1_as_it_is_printed(summary, profile):
    _, report, policy = publish(summary, profile)
    table, keys = report.table(PROGRESS), report.table("key_figures")

    check_report(report)
    assert [line.key for line in table.rows] == ["S05", "S05_share", "I09", "K08"]
    for line in table.rows:
        assert table.cell(line.key, "now") == keys.cell(line.key, "now")
    is_safe = profile == "none" or not _bare(table, policy.disclosure)
    assert is_safe, "what the concept says is no figure of persons"


def test_the_standing_follows_from_what_is_printed(summary):
    """34 pupils would not be under 33; 35 are printed, and nobody learns that it is one less."""
    _, report, _ = publish(summary)
    line = cells_of(report.table(PROGRESS), "S05")

    assert (line["base"], line["now"], line["target"], line["due"]) == (412, 35, 33, "101 bis Juni 2026")
    assert (line["answered"], line["owed"]) == (2, 64)
    assert line["standing"] == "auf dem Weg"
    assert cells_of(report.table(PROGRESS), "S05_share")["base"] == pytest.approx(0.1234)
    assert cells_of(report.table(PROGRESS), "K08")["standing"] == "nicht bekannt"


def test_a_goal_whose_figure_nobody_asks_for_is_not_known_and_costs_no_report(summary):
    later = parse_concept({"goals": [GOAL | {"id": "e", "indicator": "T01", "base": 300, "target": 400}]})
    _, report, _ = publish(summary, concept=later)
    line = cells_of(report.table(PROGRESS), "T01")

    check_report(report)
    assert (line["answered"], line["owed"], line["standing"]) == (0, 0, "nicht bekannt")
    assert report.table(PROGRESS).cell("T01", "now").value is None


def test_the_attack_sees_no_other_figure_in_it(summary):
    raw, _, _ = publish(summary)

    assert not [place for place in name_counts(raw, raw) if place[0] == PROGRESS]


def test_each_cell_is_explained(summary):
    raw, report, _ = publish(summary)
    told = Told(report, raw, summary)

    def origin(row, column):
        return find_origin(CellRef(PROGRESS, row, column), told)

    assert origin("S05", "now") == Question("school_pupils", "first_support", "2026-10")
    assert origin("S05", "answered") == Respondents("beantwortet", frozenset({"1", "2"}))
    assert origin("S05", "owed") == Returns("expected", "2026-10", ("school",))
    assert origin("I09", "answered") == Returns("accepted", "2026-10")
    assert origin("S05", "base") is None


def test_without_a_concept_the_report_is_as_ever(summary):
    _, report, _ = publish(summary, concept=None)

    assert all(table.id != PROGRESS for table in report.tables())
    with_goals = publish(summary)[1]
    assert digest_figures(report) == digest_figures(with_goals), "another concept alone is no new version"
    assert replace(with_goals, sections=()) == replace(report, sections=()), "nothing else of the report moves"


def test_goals_that_cannot_be_followed_are_counted_in_the_report(summary):
    concept = parse_concept({"goals": [GOAL | {"indicator": "S99"}, {"id": "x"}]})
    _, report, _ = publish(summary, concept=concept)

    assert all(table.id != PROGRESS for table in report.tables())
    assert "2 Angaben des Konzepts sind unvollständig oder unklar und sind hier nicht berücksichtigt." in (
        report.sections[0].paragraphs
    )
