"""The head of a form and the states of what is sent."""

import pytest

from config.codes import fold
from schemas.form.submission import HEAD, IN_FORCE, State

DOMAIN = (
    "expected received unreadable returned_for_correction accepted accepted_with_queries nil exempt late missing "
    "set_aside superseded withdrawn"
)


def test_the_states_are_those_of_the_domain():
    """And one more: a submission whose key does not fit is set aside until somebody lets it in."""
    assert [state.value for state in State] == DOMAIN.split()


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_german_word(state):
    assert state.german
    assert "_" not in state.german


def test_no_two_states_look_the_same():
    assert len({state.german for state in State}) == len(State)


def test_what_counts_is_accepted_or_nil():
    assert set(IN_FORCE) == {State.ACCEPTED, State.ACCEPTED_WITH_QUERIES, State.NIL}


def test_the_head_is_that_of_the_domain():
    assert [column.name for column in HEAD] == [
        "respondent", "month", "reference_date", "contact_name", "contact_email", "nil_return", "remarks",
        "submission_key",
    ]  # fmt: skip


def test_the_head_is_said_in_german_and_without_doubt():
    labels = {}
    for column in HEAD:
        assert column.description.endswith(".")
        for label in column.labels:
            assert labels.setdefault(fold(label), column.name) == column.name, label


def test_without_respondent_and_month_nothing_can_be_assigned():
    assert [column.name for column in HEAD if column.is_key] == ["respondent", "month"]
