"""Estimates of totals of too few answers, worked out by hand in a city of six schools."""

from dataclasses import replace

import pytest

from config.policy import load_policy
from schemas.analysis.origin import describe_origin, leaves_of, work_out
from schemas.analysis.origins.find import find_origin
from schemas.analysis.origins.told import Told
from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.changes import Least
from schemas.report.model import CellRef
from schemas.report.summary import Counts
from schemas.report.text.tell import tell_report
from schemas.report.topics.estimates import NAME, accuracy_table, estimate_figures, measure_error
from schemas.report.topics.plan import FIGURES
from schemas.report.words import cell_text, prose_text
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tests.factories_summary import MONTH, make_answers, make_summary, make_totals

LAST = "2026-09"
POLICY = load_policy()
LEAST = Least(panel=2, answers_pct=80.0)
BEFORE = {"a": 100, "b": 100, "e": 50, "exempt": 70}
NOW = {"a": 110, "b": 130}
ALLOWING = POLICY.model_copy(update={"report": POLICY.report.model_copy(update={"estimates": True, "least_panel": 2})})


def city(before=BEFORE, now=NOW, owing=("a", "b", "e"), expected=3, column="school_pupils__pupils", kind="school"):
    """a and b answered in both months, e owes an answer and gave none, one more owes nothing any longer."""
    known = {who: value[0] if isinstance(value, list) else value for who, value in now.items()}
    rows = [{"grade": "05", "respondent_id": who, "pupils": value} for who, value in known.items()]
    return make_summary(
        {"school_pupils": rows},
        totals=make_totals(**{column: {LAST: 320, MONTH: sum(known.values())}}),
        answers=make_answers(**{column: {LAST: before, MONTH: now}}),
        counts=(Counts(MONTH, kind, expected=expected, accepted=len(now), nil=0, late=0, returned=0),),
        owing=frozenset(owing),
    )


def estimated(summary, key="S01", least=LEAST):
    return next(iter(estimate_figures(summary, {key}, least)), None)


def test_the_missing_move_as_the_panel_did():
    """200 became 240, so e's 50 are taken for 60; whoever is exempt is not missing."""
    found = estimated(city())

    assert found.cell == ReportCell(300, mark=Mark.ESTIMATED)
    assert (found.missing, found.panel) == ({"e"}, {"a", "b"})


def test_the_error_is_that_of_hidden_returns():
    """Without a: 130 + 130/100 x 100 = 260; without b: 110 + 110/100 x 100 = 220; both are 20 off 240."""
    assert estimated(city()).error == pytest.approx(20 / 240)


def test_who_is_hidden_is_the_same_every_time_and_not_always_the_same_one():
    said = {"a": 100, "b": 100, "c": 100, "d": 100}, {"a": 100, "b": 100, "c": 100, "d": 200}
    found = [measure_error(FIGURES["S01"], city(*said), said[0], hidden=1) for _ in range(2)]

    assert found[0] == found[1]
    # Without d 300 + 100 are 100 short of 500; without one of the others 400 + 4/3 x 100 are 33.3 too many.
    assert 1 / 15 < found[0] < 1 / 5


def test_half_an_answer_counts_as_far_as_it_goes():
    found = estimated(city(before=BEFORE | {"c": 40}, now=NOW | {"c": [10]}, owing="abce", expected=4))

    assert (found.value, found.missing, found.panel) == (250 + 60, {"e"}, {"a", "b"})


@pytest.mark.parametrize(
    "told",
    [
        {"owing": ("a", "b")},
        {"expected": 4},
        {"before": {"a": 100, "e": 50}},
        {"before": {"a": 9, "b": 9, "e": 50}},
        {"now": {"a": 9, "b": 9}},
        {"owing": ()},
    ],
    ids=["nobody is missing", "not known last month either", "panel", "small before", "small now", "nobody owes"],
)  # fmt: skip
def test_what_cannot_be_told_is_not_estimated(told):
    assert estimated(city(**told)) is None


def test_neither_money_nor_shares_are_estimated():
    money = {"column": "offer_funds__spent_eur", "kind": "association"}
    meetings = {"column": "network__meetings", "kind": "centre"}

    assert estimated(city(**meetings), "N01").value == 300
    assert estimated(city(**money), "V09") is None
    assert estimated(city(), "S05_share") is None


def test_only_what_stands_in_brackets_is_estimated():
    assert estimate_figures(city(), (), LEAST) == ()


def test_the_table_says_of_how_many_and_how_well():
    table = accuracy_table(estimate_figures(city(), {"S01"}, LEAST), city())

    assert [cell.value for cell in table.row_by_key("S01").cells] == [
        "Schülerinnen und Schüler", 1, 2, pytest.approx(20 / 240),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def composed():
    return compose_report(city(now={"a": 111, "b": 131}), ALLOWING, "1.0")


def test_off_there_is_nothing_of_it():
    told = compose_report(city(), POLICY, "1.0")

    assert told == compose_report(replace(city(), owing=None), POLICY, "1.0")
    assert "estimate" not in {column.id for column in told.table("key_figures").columns}
    assert NAME not in {table.id for table in told.tables()}


def test_an_estimate_stands_beside_the_total_in_brackets(composed):
    """242 and 242/200 x 50."""
    table = composed.table("key_figures")

    assert table.cell("S01", "now") == ReportCell(242, Sign.LIMITED)
    assert table.cell("S01", "estimate") == ReportCell(303, mark=Mark.ESTIMATED)
    assert table.cell("S05", "estimate").sign == Sign.SENSELESS
    assert composed.table(NAME).cell("S01", "missing").value == 1
    assert "Schätzung (s)" in {term for term, _ in composed.annex.blocks[0].items}


def test_no_change_is_told_of_an_estimate(composed):
    silent = ALLOWING.model_copy(update={"report": ALLOWING.report.model_copy(update={"estimates": False})})
    without = compose_report(city(now={"a": 111, "b": 131}), silent, "1.0")

    assert composed.table("change_month") == without.table("change_month")
    assert composed.table("key_figures").cell("S01", "change") == without.table("key_figures").cell("S01", "change")


def test_it_is_rounded_as_every_count_of_persons_and_said_on_the_first_page(composed):
    report = tell_report(protect_report(composed, ALLOWING.disclosure), ALLOWING)
    uncertain = next(block for block in report.opening.blocks if block.id == "uncertain")
    (said,) = [one for one in uncertain.items if "geschätzt (s)" in one.text]

    assert cell_text(report, CellRef("key_figures", "S01", "estimate")) == "305\u00a0s"
    assert said.text == "Als hätten alle geantwortet, die es schulden, geschätzt (s): Schülerinnen und Schüler {0}."
    assert [prose_text(report, ref) for ref in said.refs] == ["305"]


def test_explain_says_that_it_is_estimated_and_of_what(composed):
    told = Told(composed, composed, city(now={"a": 111, "b": 131}))
    origin = find_origin(CellRef("key_figures", "S01", "estimate"), told)
    amounts = [(None, "2026-10", 242.0), ({"e"}, LAST, 50.0), ({"a", "b"}, MONTH, 242.0), ({"a", "b"}, LAST, 200.0)]

    assert [(leaf.whose, leaf.month) for leaf in leaves_of(origin)] == [one[:2] for one in amounts]
    found = {(str(leaf.whose), leaf.month): one[2] for leaf, one in zip(leaves_of(origin), amounts, strict=True)}
    assert work_out(origin, lambda leaf: found[str(leaf.whose), leaf.month]) == pytest.approx(302.5)
    assert describe_origin(origin).startswith("geschätzt: ")
    assert find_origin(CellRef("key_figures", "S05", "estimate"), told) is None
    assert find_origin(CellRef(NAME, "S01", "missing"), told).names == {"e"}
    assert find_origin(CellRef(NAME, "S01", "error"), told) is None
