"""The view as a whole: what was a gap a year ago, what its tables are called, which tables it needs."""

import pytest

from config.policy import Steering
from schemas.form.forms import TABLES
from schemas.steering.facts import window
from schemas.steering.rules import read_rules
from schemas.steering.view import SECTIONS, build_steering, guard_of, tables_of
from tests.factories import POLICY
from tests.schemas.steering.factories import KITAS, MONTH, RULE, children, make_city, offers

BEFORE = "2025-10"
KNOWN = (*window(BEFORE, 3), MONTH)
SENIORS = {"title": "Ältere", "supply": "offers", "least": 1, "where": {"target_group": ["seniors"]}}
RULED = POLICY.model_copy(update={"steering": Steering(gaps=(SENIORS,))})


def view_of(*given, known=KNOWN, **more):
    facts = make_city(offers(*given), months=(*window(BEFORE, 3), *window(MONTH, 3)), **more)
    return build_steering(facts, RULED, known)


def test_a_gap_that_is_closed_is_told_and_one_that_stays_says_so():
    view = view_of(("V1", "Frühstück", "seniors", "seniors"))

    assert [one.where for one in view.closed] == ["Haspe"]
    assert [(one.gap.where, one.was_there) for one in view.gaps] == [("Mitte", True)]


@pytest.mark.parametrize("known", [(MONTH,), (BEFORE, MONTH)], ids=["nothing", "one month of three"])
def test_of_a_year_of_which_a_month_is_unknown_nothing_is_told(known):
    """Where recording began, one month has less supply than three: that is no gap, and later none is closed."""
    view = view_of(("V1", "Frühstück", "seniors", "seniors"), known=known)

    assert view.closed == ()
    assert [one.was_there for one in view.gaps] == [None]


def test_a_gap_that_can_no_longer_be_judged_is_not_closed():
    view = view_of(missing={("V1", month) for month in window(MONTH, 3)})

    assert view.closed == ()
    assert [one.where for one in view.unjudged] == ["Haspe"]


def test_a_gap_that_was_put_together_with_another_place_is_neither_new_nor_closed():
    """Of Haspe's three Kitas one is missing today: what two say is shown with Mitte only."""
    months = (*window(BEFORE, 3), *window(MONTH, 3))
    rows = [row for month in (BEFORE, MONTH) for row in children(**dict.fromkeys(KITAS, 40), month=month)[1]]
    facts = make_city(("daycare_children", rows), ("offers", []), months=months, missing={("K3", MONTH)})
    policy = POLICY.model_copy(update={"steering": Steering(gaps=(RULE,))})
    view = build_steering(facts, policy, months)

    assert [(one.gap.where, one.was_there) for one in view.gaps] == [("Haspe und Mitte", True)]
    assert view.closed == ()


def test_where_no_rule_holds_that_is_no_good_news():
    view = build_steering(make_city(offers()), POLICY.model_copy(update={"steering": Steering(gaps=())}), (MONTH,))

    assert (
        view.none_german == "In policy.toml ([steering], gaps) gilt keine Regel: ob es Lücken gibt, ist nicht gefragt."
    )


def test_it_has_the_sections_of_the_page_and_no_table_twice():
    view = view_of()
    ids = [table.id for tables in view.sections.values() for table in tables]

    assert list(view.sections) == list(SECTIONS)
    assert len(set(ids)) == len(ids)


def test_it_needs_the_tables_of_its_rules():
    rules, _ = read_rules([SENIORS, {"title": "Dolmetschen", "supply": "case_management", "by": "city", "least": 1}])

    assert "case_management" in tables_of(rules)
    assert tables_of(rules) <= TABLES.keys()


def test_inside_persons_are_rounded_as_in_what_leaves_the_centre_unless_it_says_otherwise():
    assert guard_of(POLICY).base == POLICY.disclosure.rounding_base
    assert guard_of(POLICY.model_copy(update={"steering": Steering(rounding_base=10)})).base == 10


def test_months_before_the_record_began_are_named():
    facts = make_city(months=(MONTH,))

    view = build_steering(facts, RULED, (MONTH,))

    assert view.unrecorded == ("2026-08", "2026-09")
    assert view.unrecorded_german.startswith("Nicht erfasst: August 2026 und September 2026.")
    assert (view_of().unrecorded, view_of().unrecorded_german) == ((), "")
