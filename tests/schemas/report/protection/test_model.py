"""What an outsider knows of a report, and that it is never more than the truth."""

from math import inf

from config.policy import load_policy
from schemas.report.protection.attack import attack
from schemas.report.protection.model import build_model
from schemas.report.protection.trace import Edition, read_trace, trace_edition, write_trace
from tasks.report.arrange import gather_report
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tests.factories_summary import MONTH, make_summary

POLICY = load_policy()
BASE = POLICY.disclosure.rounding_base


def trace(version="1.0", **facts):
    raw = compose_report(make_summary(facts), POLICY, version)
    return trace_edition(Edition(raw, gather_report(raw, BASE), protect_report(raw, POLICY.disclosure)), BASE)


def children(young, old, **more):
    return {"daycare_children": [{"age_group": "U3", "children": young, **more}, {"age_group": "Ü3", "children": old}]}


def named(model, name):
    return {figure: bound for figure, bound in model.bounds.items() if figure[0] == f"{MONTH}/{name}"}


def test_the_truth_fits_every_line_and_everything_that_is_printed():
    facts = children(13, 44, children_female=7) | {
        "school_pupils": [{"grade": f"0{one}", "pupils": 9 * one, "first_support": one} for one in range(1, 6)],
        "offers": [{"field_of_action": "language", "participants": 9, "participants_under_27": 3}],
    }
    model = build_model([trace(**facts)])
    assert len(model.lines) > 10
    for line in model.lines:
        assert sum(value * factor for (_, value), factor in line.items()) == 0
    assert all(low <= value <= high for (_, value), (low, high) in model.bounds.items())


def test_two_versions_are_linked_by_what_did_not_change():
    first, second = trace("1.0", **children(13, 44)), trace("1.1", **children(13, 47))
    model = build_model([first, second])
    assert list(named(model, "daycare_children.children/age_group=U3")) == [
        (f"{MONTH}/daycare_children.children/age_group=U3", 13)
    ]
    assert len(named(model, "daycare_children.children/age_group=Ü3")) == 2
    assert len(named(model, "daycare_children.children")) == 2


def grades(*pupils):
    return {"school_pupils": [{"grade": f"0{place}", "pupils": one} for place, one in enumerate(pupils, 1)]}


def test_versions_together_tell_what_none_of_them_does():
    first, second = trace("1.0", **grades(7, 6, 5, 5)), trace("1.1", **grades(7, 6, 5, 9))
    assert not any(attack(build_model([one]), 3).narrow for one in (first, second))
    found = attack(build_model([first, second]), 3).narrow
    assert found[f"{MONTH}/school_pupils.pupils/grade=04", 9] == (8, 11)


def test_a_rest_that_is_nil_twice_is_two_rests():
    """That both versions have none is no news that an outsider has."""
    facts = [children(13, 44, children_female=13), children(14, 44, children_female=14)]
    model = build_model([trace(f"1.{number}", **one) for number, one in enumerate(facts)])
    assert len([name for name, value in model.bounds if "U3 ohne" in name and value == 0]) == 2


def test_what_the_forms_ask_for_twice_is_one_number_where_it_is():
    facts = {
        "school_pupils": [{"grade": "05", "pupils": 90, "arrivals": 20}],
        "school_arrivals": [{"country": "423", "arrivals": 20}],
    }
    asked = {(f"{MONTH}/school_arrivals.arrivals", 20): 1, (f"{MONTH}/school_pupils.arrivals", 20): -1}
    assert asked in build_model([trace(**facts)]).lines
    facts["school_arrivals"][0]["arrivals"] = 21
    names = [{name for name, _ in line} for line in build_model([trace(**facts)]).lines]
    assert not any(names_of_line >= {name for name, _ in asked} for names_of_line in names)


def test_the_young_and_the_old_are_not_the_same():
    facts = {
        "offers": [
            {
                "field_of_action": "language",
                "component": "A",
                "participants": 7,
                "participants_under_27": 3,
                "participants_60_and_over": 4,
            }
        ]
    }
    found = attack(build_model([trace(**facts)]), 3).narrow  # 5 + 5 are at most 5
    assert found[f"{MONTH}/offers.participants", 7] == (6, 7)


def test_what_is_kept_back_is_free():
    model = build_model([trace(**children(13, 44))])
    (figure,) = named(model, "daycare_children.children/age_group=U3")
    assert model.bounds[figure] == (13, 17)
    assert model.without([figure]).bounds[figure] == (0, inf)


def test_a_trace_is_the_same_after_it_was_kept():
    facts = children(13, 44, children_female=7) | {
        "school_arrivals": [{"country": code, "arrivals": 1} for code in ("423", "438")]
    }
    told = trace(**facts)
    assert told.gathered
    assert read_trace(write_trace(told)) == told


def test_what_hangs_together_with_nothing_new_is_left_out():
    model = build_model([trace(**children(13, 44), **grades(7, 6, 5, 5))])
    (figure,) = named(model, "daycare_children.children/age_group=U3")
    near = model.around([figure])
    assert {name.split("/")[1].partition(".")[0] for name, _ in near.bounds} == {"daycare_children"}
    assert 0 < len(near.lines) < len(model.lines)
