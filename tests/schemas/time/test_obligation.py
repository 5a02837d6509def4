"""Who owes a return, and who does not and why."""

from datetime import date

import pytest

from config.policy import Closure
from schemas.time.obligation import Obligation, Span, obligation

DAY = date(2026, 7, 31)
HOLIDAYS = Closure(kind="school", reason="Sommerferien", first=date(2026, 7, 20), last=date(2026, 9, 1))
KITA = Closure(respondent="K-05914000-0001", reason="Schließzeit", first=date(2026, 7, 13), last=date(2026, 7, 31))
ALWAYS = Span(date(2020, 1, 1))
CLOSED = Span(date(2020, 1, 1), date(2026, 3, 31))


def judge(*spans, respondent="169468", kind="school", closures=(), day=DAY):
    return obligation(respondent, kind, spans, closures, day)


def test_who_is_there_owes():
    assert judge(ALWAYS) == Obligation(is_owed=True)
    assert judge(Span(DAY, DAY)) == Obligation(is_owed=True)


@pytest.mark.parametrize(
    ("spans", "reason"),
    [
        ([CLOSED], "geschlossen seit 01.04.2026"),
        ([Span(date(2020, 1, 1), date(2026, 3, 31), "169470")], "seit 01.04.2026 aufgegangen in 169470"),
        ([CLOSED, Span(date(2026, 9, 1))], "vorübergehend geschlossen (01.04.2026 bis 31.08.2026)"),
        ([Span(date(2015, 1, 1), date(2019, 1, 1)), CLOSED], "geschlossen seit 01.04.2026"),
    ],
    ids=["closed", "merged", "closed for a while", "closed for the second time"],
)
def test_who_is_closed_is_exempt_and_it_says_why(spans, reason):
    assert judge(*spans) == Obligation(is_owed=False, reason=reason)


def test_who_re_opened_owes_again():
    assert judge(CLOSED, Span(date(2026, 6, 1))) == Obligation(is_owed=True)


@pytest.mark.parametrize(
    "spans", [[Span(date(2026, 8, 1))], [Span(date(2010, 1, 1), date(2025, 7, 1))], []],
    ids=["has not begun", "left long ago", "never was there"],
)  # fmt: skip
def test_others_are_not_spoken_of(spans):
    assert judge(*spans) is None


def test_who_is_of_a_kind_that_nobody_asks_yet_is_not_spoken_of():
    carrier = {"respondent": "T-05914000-0001", "kind": "carrier"}

    assert judge(ALWAYS, **carrier, day=date(2026, 12, 31)) is None
    assert judge(ALWAYS, **carrier, day=date(2027, 1, 31)) == Obligation(is_owed=True)


def test_schools_owe_nothing_in_the_holidays():
    assert judge(ALWAYS, closures=[HOLIDAYS]) == Obligation(False, "Sommerferien (20.07.2026 bis 01.09.2026)")
    assert judge(ALWAYS, closures=[HOLIDAYS], kind="daycare") == Obligation(is_owed=True)
    assert judge(ALWAYS, closures=[HOLIDAYS], day=date(2026, 6, 30)) == Obligation(is_owed=True)


def test_one_daycare_may_be_closed_in_summer_and_the_others_not():
    closed = judge(ALWAYS, respondent="K-05914000-0001", kind="daycare", closures=[KITA])

    assert closed == Obligation(False, "Schließzeit (13.07.2026 bis 31.07.2026)")
    assert judge(ALWAYS, respondent="K-05914000-0002", kind="daycare", closures=[KITA]) == Obligation(is_owed=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "Ferien", "first": DAY, "last": DAY},
        {"reason": "Ferien", "first": DAY, "last": DAY, "kind": "school", "respondent": "169468"},
        {"reason": "Ferien", "first": DAY, "last": date(2026, 7, 1), "kind": "school"},
        {"reason": "Ferien", "first": DAY, "last": DAY, "kind": "library"},
    ],
    ids=["nobody", "kind and respondent", "ends before it begins", "no such kind"],
)
def test_a_closure_that_means_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match=r"closures|Input should be"):
        Closure(**wrong)
