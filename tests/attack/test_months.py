"""What an outsider finds of a month in the trends of the next one, which is protected in another way."""

from dataclasses import replace
from functools import cache, partial

import pytest

from tasks.report.compose import compose_report
from tasks.report.data.write_data import write_data
from tasks.report.protect import protect_report
from tasks.report.seen.series import Candidate, audit_report, make_trace
from tests.attack.outsider import intervals, left_by_hiding, left_by_rounding, leftovers, read_folder, read_trend
from tests.attack.test_outsider import FOLLOWING, HIDING, POLICY, ROUNDING, city, facts_of, small_counts
from tests.factories_summary import MONTH, make_summary, make_totals

WAYS = {
    "5": ROUNDING,
    "3": ROUNDING.model_copy(update={"rounding_base": 3}),
    "15": ROUNDING.model_copy(update={"rounding_base": 15}),
    "gaps": HIDING,
}
TELLING = [("5", "gaps"), ("gaps", "5"), ("5", "3"), ("3", "5"), ("15", "5")]
TRENDED = ("school_pupils.first_support", "school_pupils.arrivals", "offers.participants",
           "offers.participants_under_27", "offers.participants_60_and_over")  # fmt: skip


@cache
def next_month(seed):
    """The city's report of the following month, whose tables of months tell the first one again."""
    then, now = facts_of(seed), facts_of(seed + 100)
    totals = {}
    for name in TRENDED:
        table, _, column = name.partition(".")
        totals[f"{table}__{column}"] = {
            month: sum(row[column] for row in facts[table]) for month, facts in ((MONTH, then), (FOLLOWING, now))
        }
    return compose_report(
        make_summary(
            {table: [row | {"month": FOLLOWING} for row in rows] for table, rows in now.items()},
            month=FOLLOWING,
            totals=make_totals(month=FOLLOWING, **totals),
            counts=tuple(replace(one, month=month) for month in (MONTH, FOLLOWING) for one in make_summary().counts),
        ),
        POLICY,
        "1.0",
    )


def told_of_the_first(seed, first, second, withheld):
    """Counts of the first month that both reports, which keep back these names, leave less of than its own promised."""
    ways = WAYS[first], WAYS[second]
    files = (read_folder(write_data(protect_report(raw, way, names)))
             for raw, way, names in zip((city(seed), next_month(seed)), ways, withheld, strict=True))  # fmt: skip
    own, later = files
    base = ways[1].rounding_base
    left = left_by_hiding if second == "gaps" else partial(left_by_rounding, base=base)
    known = read_trend(later, MONTH, left)
    if first == "gaps":
        found = leftovers(own, known)
        return {one: found[one] for one in small_counts(city(seed)) & found.keys()
                if found[one][1] - found[one][0] < HIDING.least_values - 1}  # fmt: skip
    found = intervals(own, known, base=ways[0].rounding_base)
    return {one: both for one, both in found.items() if both[0] != both[1]}


def both_audited(seed, first, second):
    """What both reports keep back, the second with the first one known."""
    before = audit_report(Candidate(city(seed), WAYS[first]))
    known = make_trace(city(seed), WAYS[first], before.withheld)
    after = audit_report(
        Candidate(next_month(seed), WAYS[second], kept_back=frozenset(before.withheld), others=[known])
    )
    assert (after.narrower, after.exact, after.unanswered) == (0, 0, 0)
    return before.withheld, after.withheld


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), [*TELLING, ("5", "15"), ("gaps", "15")])
def test_a_month_is_not_told_better_by_the_next_one_that_is_protected_otherwise(first, second):
    assert not any(told_of_the_first(seed, first, second, both_audited(seed, first, second)) for seed in range(3))


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), TELLING)
def test_by_itself_it_would_be(first, second):
    alone = (
        (audit_report(Candidate(city(seed), WAYS[first])).withheld,
         audit_report(Candidate(next_month(seed), WAYS[second])).withheld)
        for seed in range(3)
    )  # fmt: skip
    assert any(told_of_the_first(seed, first, second, withheld) for seed, withheld in enumerate(alone))
