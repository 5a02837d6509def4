"""The submission key: printed for one respondent and month, and for nothing else."""

import pytest

from schemas.mail.submission_key import key_fits, submission_key

SECRET = b"only for this test"


def test_a_key_is_four_groups_without_letters_that_look_like_digits():
    key = submission_key(SECRET, "169468", "2026-10")

    assert len(key) == 19
    assert key.count("-") == 3
    assert not set(key) & set("ILOU")


def test_a_key_stays_the_same_for_ever():
    """Forms of years lie in archives: a changed algorithm would set all of them aside."""
    assert submission_key(SECRET, "169468", "2026-10") == "2Q8E-JCBF-RZYH-GCWY"


@pytest.mark.parametrize(
    ("respondent", "month", "secret"),
    [("169469", "2026-10", SECRET), ("169468", "2026-09", SECRET), ("169468", "2026-10", b"another")],
    ids=["another respondent", "last month", "another centre"],
)
def test_a_key_fits_nothing_else(respondent, month, secret):
    key = submission_key(SECRET, "169468", "2026-10")

    assert key_fits(SECRET, key, "169468", "2026-10")
    assert not key_fits(secret, key, respondent, month)


@pytest.mark.parametrize("changed", [str.lower, lambda key: key.replace("-", " "), lambda key: f" {key}\n"])
def test_how_a_key_is_typed_does_not_matter(changed):
    assert key_fits(SECRET, changed(submission_key(SECRET, "169468", "2026-10")), "169468", "2026-10")


@pytest.mark.parametrize("written", ["", "-", "ÄÖÜ", "0" * 16, "2Q8E-JCBF-RZYH"])
def test_anything_else_does_not_fit(written):
    assert not key_fits(SECRET, written, "169468", "2026-10")


def test_letters_that_look_like_digits_are_read_as_these():
    key = next(key for number in range(99) if {"0", "1"} <= set(key := submission_key(SECRET, str(number), "2026-10")))
    respondent = next(str(n) for n in range(99) if submission_key(SECRET, str(n), "2026-10") == key)

    assert key_fits(SECRET, key.replace("0", "O").replace("1", "I"), respondent, "2026-10")
