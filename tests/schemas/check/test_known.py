"""What a first month knows: nothing, in frames with the right columns."""

from schemas.check.known import Known


def test_nothing_known_has_columns_all_the_same():
    known = Known()

    assert list(known.register) == ["respondent", "kind", "valid_from", "valid_to", "successor"]
    assert list(known.digests) == ["respondent", "month", "digest"]
    assert known.register.empty
    assert (known.last, known.spent) == ({}, {})


def test_two_do_not_share_their_frames():
    assert Known().last is not Known().last
    assert Known().register is not Known().register
