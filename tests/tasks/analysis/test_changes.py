"""What is new since a moment brings a copy up to date."""

from datetime import timedelta

from schemas.form.submission import State
from tasks.analysis.changes import list_changes
from tests.factories import AT, DAYCARE, SCHOOL, enter_respondents, keep, make_reading, make_verdict

NEXT, LATER = AT + timedelta(days=1), AT + timedelta(days=2)


def changes(engine, since=AT - timedelta(days=1)):
    return [(one.change, one.submission_id, one.respondent_id) for one in list_changes(engine, since)]


def test_what_came_into_force_is_new(engine):
    enter_respondents(engine)
    keep(engine, make_reading())
    keep(engine, make_reading("daycare"), make_verdict(State.RETURNED))

    assert changes(engine) == [("new", 1, SCHOOL)]


def test_a_correction_takes_the_old_out_and_brings_the_new(engine):
    enter_respondents(engine)
    keep(engine, make_reading())
    keep(engine, make_reading(), at=NEXT)

    assert changes(engine, AT) == [("superseded", 1, SCHOOL), ("new", 2, SCHOOL)]
    assert changes(engine, NEXT) == []


def test_what_came_and_went_in_between_is_not_told(engine):
    enter_respondents(engine)
    for moment in (AT, NEXT, LATER):
        keep(engine, make_reading(), at=moment)

    assert changes(engine) == [("new", 3, SCHOOL)]


def test_a_copy_that_follows_every_change_holds_what_is_in_force(engine):
    enter_respondents(engine)
    copy, since = set(), AT - timedelta(days=1)
    for moment, reading in ((AT, make_reading()), (NEXT, make_reading("daycare")), (LATER, make_reading())):
        keep(engine, reading, at=moment)
        for one in list_changes(engine, since):
            copy = copy - {one.submission_id} if one.change == "superseded" else copy | {one.submission_id}
        since = moment

    assert copy == {2, 3}
    assert DAYCARE in {one.respondent_id for one in list_changes(engine, AT)}
