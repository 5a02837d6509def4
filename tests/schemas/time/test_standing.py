"""Late, nil, empty, exempt and missing are told apart, and the parts add up to what is owed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.form.submission import State
from schemas.time.standing import count_standing

OF_RETURNS = [
    state for state in State if state not in {State.SUPERSEDED, State.WITHDRAWN, State.SET_ASIDE, State.EXEMPT}
]


def line(kind="school", state="accepted", *, is_owed=True, is_empty=False, is_late=False):
    return {"kind": kind, "state": state, "is_owed": is_owed, "is_empty": is_empty, "is_late": is_late}


@pytest.mark.parametrize(
    ("row", "counted"),
    [
        (line(), {"owed", "accepted"}),
        (line(state="accepted_with_queries"), {"owed", "accepted"}),
        (line(state="nil"), {"owed", "accepted", "nil"}),
        (line(is_empty=True), {"owed", "accepted", "empty"}),
        (line(is_late=True), {"owed", "accepted", "late"}),
        (line(state="expected"), {"owed", "expected"}),
        (line(state="late"), {"owed", "overdue"}),
        (line(state="missing"), {"owed", "missing"}),
        (line(state="returned_for_correction"), {"owed", "returned"}),
        (line(state="unreadable"), {"owed", "unreadable"}),
        (line(state="exempt", is_owed=False), {"exempt"}),
        (line(is_owed=False), {"exempt", "voluntary"}),
    ],
)
def test_each_return_is_counted_as_what_it_is(row, counted):
    (school, total) = count_standing([row])
    found = vars(school)

    assert {name for name, number in found.items() if number == 1} == counted
    assert {name: number for name, number in vars(total).items() if name != "kind"} == {
        name: number for name, number in found.items() if name != "kind"
    }


def test_only_kinds_that_there_are_have_a_line():
    assert [one.kind for one in count_standing([line("daycare"), line("school")])] == ["school", "daycare", "total"]
    assert [one.kind for one in count_standing([])] == ["total"]


@given(
    st.lists(
        st.builds(
            line,
            st.sampled_from(["school", "daycare", "association", "centre"]),
            st.sampled_from([state.value for state in OF_RETURNS]),
            is_owed=st.booleans(),
            is_empty=st.booleans(),
            is_late=st.booleans(),
        )
    )
)
def test_the_parts_add_up_and_no_rate_exceeds_the_whole(rows):
    for one in count_standing(rows):
        parts = (one.accepted, one.returned, one.unreadable, one.expected, one.overdue, one.missing)
        assert sum(parts) == one.owed
        assert one.voluntary <= one.exempt
        assert max(one.nil, one.empty, one.late) <= one.accepted
    assert one.owed + one.exempt == len(rows)
