"""What a report adds to what is out already: kept back once, kept back for good; found and said in the manifest."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from config.policy import load_policy
from config.settings import load_settings
from schemas.report.cell import Sign
from schemas.report.protection.attack import attack
from schemas.report.protection.audit import Audit
from schemas.report.protection.model import build_model
from tasks.report.compose import compose_report
from tasks.report.month import make_draft, publish_month
from tasks.report.seen.series import Candidate, audit_report, audit_series, find_kept_back, make_edition, make_trace
from tasks.store.ledger import enter_month
from tasks.store.publication import next_plan, read_audits, read_frozen_inputs
from tests.factories import CENTRE, enter_respondents, keep, make_reading
from tests.factories import OPEN_GATE as POLICY
from tests.factories_summary import MONTH, make_summary

ROUNDING = load_policy().disclosure
EARLY, REPORT_DAY = datetime(2026, 11, 5, 9), datetime(2026, 11, 12, 6, 30)
YOUNG, OLD = (f"{MONTH}/daycare_children.children/age_group={one}" for one in ("U3", "Ü3"))


def children(young, old, version="1.0"):
    rows = [{"age_group": "U3", "children": young}, {"age_group": "Ü3", "children": old}]
    return compose_report(make_summary({"daycare_children": rows}), load_policy(), version)


def test_a_total_that_does_not_fit_its_two_parts_takes_one_figure_and_no_more():
    audit = audit_report(Candidate(children(13, 43), ROUNDING))  # 15 + 45 = 55
    assert audit.withheld == (YOUNG,)
    assert (audit.narrower, audit.exact, audit.before) == (0, 0, 0)
    assert audit.numbers["withheld"] == 1


def test_one_that_fits_takes_none():
    assert audit_report(Candidate(children(15, 45), ROUNDING)).withheld == ()


def test_what_was_ever_kept_back_stays_so_whatever_the_figures_are_now():
    candidate = Candidate(children(15, 45), ROUNDING, kept_back=frozenset({OLD, "2026-09/x"}))
    assert audit_report(candidate).withheld == (OLD,)


def test_what_two_bases_would_tell_together_is_kept_back():
    """Of 13 the base 3 prints 12 (11 to 13), the base 5 prints 15 (13 to 17)."""
    raw, finer = children(13, 44), ROUNDING.model_copy(update={"rounding_base": 3})
    known = make_trace(raw, finer, audit_report(Candidate(raw, finer)).withheld)
    both = attack(build_model([known, make_trace(raw, ROUNDING)]), ROUNDING.least_values)
    assert both.narrow[YOUNG, 13] == (13, 13)

    audit = audit_report(Candidate(raw, ROUNDING, others=[known]))

    assert YOUNG in audit.withheld
    assert (audit.narrower, audit.exact, audit.before) == (0, 0, 0)


def test_what_an_earlier_version_printed_is_no_reason_to_keep_it_back_now():
    earlier = make_trace(children(13, 43), ROUNDING)
    audit = audit_report(Candidate(children(13, 43, "1.1"), ROUNDING, [earlier]))
    assert audit.withheld == ()
    assert (audit.narrower, audit.before) == (0, 3)


@pytest.mark.slow
def test_a_published_version_says_what_was_found_and_the_next_one_knows_it(engine, tmp_path):
    settings = load_settings(tmp_path)
    enter_respondents(engine)
    enter_month(engine, MONTH, POLICY.calendar, EARLY)
    for form in ("school", "daycare", "association"):
        keep(engine, make_reading(form), at=EARLY)

    made = publish_month(engine, settings, POLICY, MONTH, REPORT_DAY)

    frozen = read_frozen_inputs(engine, CENTRE, MONTH, "1.0")
    assert json.loads((made.folder / "manifest.json").read_bytes())["protection"] == frozen.audit.numbers
    assert read_audits(engine, CENTRE) == {(MONTH, "1.0"): frozen.audit}
    plan = next_plan(engine, CENTRE, MONTH, REPORT_DAY)
    draft = make_draft(engine, settings, POLICY, MONTH, plan)
    assert draft.audit.withheld == frozen.withheld
    assert audit_series(engine, settings, replace(draft.report, month="2026-12"), _bare(POLICY)) is None


def _bare(policy):
    return policy.model_copy(update={"disclosure": policy.disclosure.model_copy(update={"profile": "none"})})


def test_what_was_hidden_once_is_not_told_by_the_next_version():
    """Of 46 children 2 and with them 44 are hidden; that the 44 are still there tells the 2."""
    gaps = ROUNDING.model_copy(update={"profile": "suppression"})
    first = make_trace(children(2, 44), gaps, audit_report(Candidate(children(2, 44), gaps)).withheld)
    second = children(10, 44, "1.1")
    careless = attack(build_model([first, make_trace(second, gaps)]), gaps.least_values)
    assert careless.narrow[YOUNG, 2] == (2, 2)

    audit = audit_report(Candidate(second, gaps, [first]))

    assert OLD in audit.withheld
    assert (audit.narrower, audit.exact, audit.before) == (0, 0, 0)
    printed = make_edition(second, gaps, audit.withheld).printed.table("children_by_age")
    assert printed.cell("Ü3", "children").sign is Sign.UNKNOWN
    assert audit_report(Candidate(children(10, 44), gaps)).withheld == ()


def test_what_is_kept_back_is_printed_as_unknown():
    printed = make_edition(children(13, 43), ROUNDING, (YOUNG,)).printed
    assert printed.table("children_by_age").cell("U3", "children").sign is Sign.UNKNOWN
    assert printed.table("children_by_age").cell("Ü3", "children").value == 45


@pytest.mark.parametrize(
    ("first", "second", "narrower"),
    [
        ({}, {}, 0),
        ({}, {"rounding_base": 15}, 0),  # each of its intervals holds those of multiples of 5
        ({}, {"rounding_base": 3}, 0),  # 2 is 0 to 2 and 2 to 4: what would tell is kept back
        ({}, {"profile": "suppression"}, 1),  # 2 is 0 to 2, and a gap is somebody
        ({"profile": "suppression"}, {}, 2),  # a gap was somebody, and who stands in no row of their own is 2 at most
        ({"profile": "suppression"}, {"profile": "suppression"}, 0),
    ],
)
def test_two_ways_of_protecting_a_month_are_attacked_together(first, second, narrower):
    ways = [ROUNDING.model_copy(update=one) for one in (first, second)]
    audit = audit_report(Candidate(children(2, 44, "1.1"), ways[1], [make_trace(children(2, 44), ways[0])]))
    assert audit.narrower == narrower


def test_exact_figures_give_away_all_that_was_promised_before():
    bare = ROUNDING.model_copy(update={"profile": "none", "legal_basis": "ein Gesetz"})
    audit = audit_report(Candidate(children(2, 44, "1.1"), bare, [make_trace(children(2, 44), ROUNDING)]))
    assert audit.narrower == audit.exact == 3
    assert audit_report(Candidate(children(2, 44, "1.1"), bare)).narrower == 0


def test_a_new_way_from_the_next_month_on_keeps_back_what_would_undo_the_old_one():
    coarse = ROUNDING.model_copy(update={"rounding_base": 3})
    audit = audit_report(Candidate(children(2, 44, "1.1"), coarse, others=[make_trace(children(2, 44), ROUNDING)]))
    assert (audit.narrower, audit.exact) == (0, 0)
    assert YOUNG in audit.withheld


def test_what_a_later_month_keeps_back_of_this_one_is_still_told_by_its_own_reports():
    later = {("2026-11", "1.0"): Audit(90, 0, 0, 0, 0, withheld=(YOUNG, "2026-11/x"))}
    printed = {(MONTH, "1.0"): make_trace(children(13, 44), ROUNDING)}
    assert find_kept_back(later, printed) == {"2026-11/x"}
    assert find_kept_back(later, {}) == {YOUNG, "2026-11/x"}
    own = {(MONTH, "1.0"): Audit(90, 0, 0, 0, 0, withheld=(YOUNG,))}
    assert find_kept_back(later | own, printed) == {YOUNG, "2026-11/x"}
