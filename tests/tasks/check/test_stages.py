"""How much is made of a rule from a month on: what is told then, what only the record knows, what is refused."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from config.errors import SettingsError
from schemas.analysis.rule_record import count_hits
from schemas.check.catalogue import CATALOGUE, CHECKS
from schemas.check.live.plan import plan_live
from schemas.finding import Severity
from schemas.form.filling import place_values
from schemas.form.forms import FORMS, form_in
from schemas.form.submission import State
from schemas.store import warehouse as w
from tasks.analysis.rule_record import read_hits
from tasks.check.backtest import Trial, record_backtest
from tasks.check.check import check_readings
from tasks.letters.make_forms import write_form
from tasks.store.stages import refuse_stages
from tests.factories import AT, DAY, DAYCARE, POLICY, enter_respondents, keep, make_known, make_reading, rows_of, staged
from tests.factories_live import invent_hints
from tests.factories_workbook import make_head

RULE, OTHER = "PLACES_DIFFER", "LANGUAGES_DIFFER"  # questions about the whole return of a daycare


def daycare(month="2026-10", **parts):
    """Twenty children, thirty places occupied; seven children speak another language."""
    rows = {
        "daycare_children": [{"age_group": "U3", "children": 20, "other_family_language": 7}],
        "daycare_languages": [{"language": "tr", "children": 7}],
        "daycare_places": [{"group_form": "I", "booked_hours": "35", "places_occupied": 30}],
    }
    return make_reading("daycare", rows, month=month, **parts)


def judge(policy, *readings):
    return check_readings(readings or [daycare()], make_known(), policy, DAY)


def about(verdict, rule=RULE):
    return [one.severity.value for one in verdict.findings if one.rule == rule]


@pytest.mark.parametrize(
    ("stage", "told", "tried", "state"),
    [
        ("draft", [], 0, State.ACCEPTED),
        ("shadow", [], 1, State.ACCEPTED),
        ("warning", ["warning"], 0, State.ACCEPTED_WITH_QUERIES),
        ("error", ["error"], 0, State.RETURNED),
        ("retired", [], 0, State.ACCEPTED),
    ],
)
def test_a_stage_says_what_becomes_of_a_return(stage, told, tried, state):
    (verdict,) = judge(staged((RULE, stage, "2026-10")))

    assert (about(verdict), len(verdict.shadows), verdict.state) == (told, tried, state)


def test_without_a_stage_everything_is_as_the_rule_says():
    (verdict,) = judge(POLICY)

    assert (about(verdict), verdict.shadows) == (["warning"], ())


def test_the_month_of_the_return_counts_so_that_a_late_correction_keeps_the_stage_that_it_had():
    """Checked on one day in one batch: the year began with a question, tried an error, and gave the rule up."""
    policy = staged((RULE, "retired", "2026-09"), (RULE, "error", "2026-06"), (RULE, "shadow", "2026-03"))
    months = ["2026-01", "2026-02", "2026-03", "2026-05", "2026-06", "2026-08", "2026-09", "2026-10"]
    verdicts = judge(policy, *(daycare(month, sha256=f"{at:064d}") for at, month in enumerate(months)))

    assert [about(one) for one in verdicts] == [["warning"]] * 2 + [[]] * 2 + [["error"]] * 2 + [[]] * 2
    assert [len(one.shadows) for one in verdicts] == [0, 0, 1, 1, 0, 0, 0, 0]


def test_an_error_asks_for_no_explanation():
    (verdict,) = judge(staged((RULE, "error", "2026-10")))
    (hint,) = [one.hint for one in verdict.findings if one.rule == RULE]

    assert "Prüfprotokoll" not in hint
    assert "rufen Sie uns bitte an" in hint


def test_a_draft_may_fail_and_stops_no_return(monkeypatch):
    def divide(_, __):
        raise ZeroDivisionError

    monkeypatch.setitem(CHECKS, RULE, replace(CHECKS[RULE], holds=divide))
    (verdict,) = judge(staged((RULE, "draft", "2026-01")))

    assert verdict.state == State.ACCEPTED


def test_a_new_rule_begins_where_it_says_until_a_policy_says_otherwise(monkeypatch):
    new = replace(CHECKS[RULE], stage="shadow")
    monkeypatch.setitem(CHECKS, RULE, new)
    monkeypatch.setitem(CATALOGUE, RULE, new)

    assert [about(one) for one in judge(POLICY)] == [[]]
    assert [about(one) for one in judge(staged((RULE, "warning", "2026-10")))] == [["warning"]]


def test_what_is_missing_has_stages_too():
    empty = daycare()
    empty.tables["daycare_children"].values["children"][0] = None
    before, after = (judge(policy, empty)[0] for policy in (POLICY, staged(("MAIN_TABLE_EMPTY", "warning", "2026-10"))))

    assert about(before, "MAIN_TABLE_EMPTY") == ["error"]
    assert about(after, "MAIN_TABLE_EMPTY") == ["warning"]


def test_the_shadow_is_in_the_record_and_nowhere_else(engine):
    enter_respondents(engine)
    (verdict,) = judge(staged((RULE, "shadow", "2026-10")))
    number = keep(engine, daycare(), verdict)
    hits, _ = read_hits(engine, "2026-10")

    assert rows_of(engine, w.finding) == []
    assert [(row["submission_id"], row["rule"]) for row in rows_of(engine, w.shadow_finding)] == [(number, RULE)]
    assert [row["warnings"] for row in rows_of(engine, w.submission)] == [0]
    assert count_hits(hits, {RULE: 1})[0].outcomes == {"counted": 1}
    assert hits[0].respondent == DAYCARE


# --- the form ----------------------------------------------------------------------------------------------------


def problems_of(policy, month, form="daycare"):
    asked = form_in(form, month)
    shape = place_values(asked, make_head(respondent=DAYCARE, month=month), {}, {}, {}).shape
    return {one.rule: one.severity for one in plan_live(asked, shape, policy.thresholds.known_in(month)).draft.problems}


def test_a_form_says_what_is_told_in_its_month():
    policy = staged((RULE, "shadow", "2026-03"), (RULE, "error", "2026-06"), (OTHER, "retired", "2026-06"))

    assert problems_of(policy, "2026-02")[RULE] == Severity.WARNING
    assert RULE not in problems_of(policy, "2026-05")
    assert OTHER in problems_of(policy, "2026-05")
    assert problems_of(policy, "2026-06")[RULE] == Severity.ERROR
    assert OTHER not in problems_of(policy, "2026-06")


def test_a_stage_that_begins_later_changes_no_byte_of_a_form():
    head = make_head(respondent=DAYCARE, month="2026-10")
    now, then = (staged((RULE, "shadow", month)).thresholds for month in ("2026-10", "2026-11"))

    assert write_form(FORMS["daycare"], head, thresholds=then) == write_form(FORMS["daycare"], head)
    assert write_form(FORMS["daycare"], head, thresholds=now) != write_form(FORMS["daycare"], head)


@pytest.mark.parametrize(
    ("rule", "is_nil"), [("TABLE_GONE", "no"), ("MAIN_TABLE_EMPTY", "no"), ("NIL_AFTER_STOCK", "yes")]
)
def test_a_form_is_written_without_a_rule_that_is_shown_before_it_is_filled_in(rule, is_nil):
    thresholds, head = staged((rule, "shadow", "2026-01")).thresholds, make_head(respondent=DAYCARE, nil_return=is_nil)

    assert write_form(FORMS["daycare"], head, thresholds=thresholds, hints=invent_hints("daycare"))


# --- what a policy may not say -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("NO_RULE", "„NO_RULE“, die es nicht gibt"),
        ("FILE_PDF", "„FILE_PDF“: ohne sie wäre eine Meldung nicht zu lesen"),
        ("KEY_MISSING", "„KEY_MISSING“: ohne sie"),
        ("EARLIER_MONTH", "„EARLIER_MONTH“: ohne sie"),
        ("TEXT_PERSON", "„TEXT_PERSON“: ohne sie"),
    ],
)
def test_a_rule_that_there_is_not_or_that_has_to_stay_is_refused(rule, said):
    with pytest.raises(SettingsError, match=said):
        refuse_stages(None, staged((rule, "shadow", "2026-10")))


def tried(engine, *, version=1, at=AT, **parts):
    record_backtest(engine, replace(CATALOGUE[RULE], version=version), "2026-01", [Trial(files=5, **parts)], at)


RAISED = staged((RULE, "error", "2027-01"))


def test_what_is_louder_needs_a_back_test_and_the_sentence_says_which(engine):
    with pytest.raises(SettingsError, match=rf"hebt {RULE} ab Januar 2027 auf „error“.*rules backtest {RULE}\."):
        refuse_stages(engine, RAISED)
    tried(engine, asked=5)
    refuse_stages(engine, RAISED)


@pytest.mark.parametrize(
    "parts",
    [{"asked": 0}, {"asked": 5, "failed": "ZeroDivisionError"}, {"asked": 5, "version": 7}],
    ids=["asked nothing", "the rule failed", "the rule was another then"],
)
def test_a_back_test_that_says_nothing_of_the_rule_is_none(engine, parts):
    tried(engine, **parts)
    with pytest.raises(SettingsError, match="erprobt"):
        refuse_stages(engine, RAISED)


def test_of_several_back_tests_the_newest_that_says_something_decides(engine):
    """Asked of nothing at all it says nothing; failed, it takes back what an older one allowed."""
    tried(engine, asked=5)
    tried(engine, asked=0, at=AT + timedelta(hours=1))
    refuse_stages(engine, RAISED)
    tried(engine, failed="ZeroDivisionError", at=AT + timedelta(hours=2))
    with pytest.raises(SettingsError, match="erprobt"):
        refuse_stages(engine, RAISED)
    tried(engine, asked=5, at=AT + timedelta(hours=3))
    refuse_stages(engine, RAISED)


@pytest.mark.parametrize(
    "spans",
    [[("shadow", "2026-10")], [("retired", "2026-10")], [("warning", "2026-10")]],
    ids=["less", "no more", "as before"],
)
def test_what_is_not_louder_needs_none(engine, spans):
    refuse_stages(engine, staged(*((RULE, *span) for span in spans)))


@pytest.mark.parametrize(("first", "second"), [("shadow", "warning"), ("draft", "shadow"), ("retired", "shadow")])
def test_what_is_louder_than_in_the_span_before_needs_one_too(engine, first, second):
    with pytest.raises(SettingsError, match=f"ab Dezember 2026 auf „{second}“"):
        refuse_stages(engine, staged((RULE, first, "2026-10"), (RULE, second, "2026-12")))


def test_without_a_warehouse_nobody_asks_for_a_back_test():
    refuse_stages(None, RAISED)


def test_a_back_test_keeps_counts_and_nobodys_figures(engine):
    places = frozenset({("a" * 64, "daycare_places.places_occupied[]")})
    record_backtest(engine, CATALOGUE[RULE], "2026-01", [Trial(5, 5, places), Trial(3, 2, now=places)], AT)

    assert rows_of(engine, w.backtest) == [
        {
            "rule": RULE, "tested_at": AT, "version": 1, "since": "2026-01", "files": 8, "asked": 7,
            "found_then": 1, "found_now": 1, "failed_months": 0,
        }
    ]  # fmt: skip


def test_nothing_that_speaks_to_anybody_knows_of_the_shadow():
    """No form, mail, page, status or report can tell of what stands in a table that it does not read."""
    root = Path(__file__).parents[3]
    rooms = [path for room in ("schemas", "tasks", "flows") for path in (root / room).rglob("*")]
    sources = [path for path in rooms if path.suffix in {".py", ".j2", ".sql", ".typ"}]
    know = {path.relative_to(root).as_posix() for path in sources if "shadow_finding" in path.read_text("utf-8")}

    assert know == {
        "schemas/store/rules.py", "schemas/store/warehouse.py", "schemas/store/shape.py", "tasks/store/store.py",
        "tasks/analysis/rule_record.py", "tasks/check/backtest.py", "tasks/upkeep/retain.py",
        "tasks/upkeep/migrate/versions/v0008.py",
    }  # fmt: skip
