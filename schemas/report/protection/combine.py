"""What two ways of protecting the same figures tell together. Ways in: `is_mixed`, `find_given_away`.

With one way a figure leaves the same values in every report. With two, somebody who holds both has what is left by the one
and by the other: 2 is 0 to 2 by multiples of 5, 2 to 4 by multiples of 3.
"""

from collections.abc import Mapping
from math import inf

from config.policy import Disclosure
from schemas.report.protection.model import Model
from schemas.report.protection.trace import Bound, Figure, Trace

NOTHING: Bound = (0, inf)


def is_secret(figure: Figure, disclosure: Disclosure) -> bool:
    """Whether a profile promises anything of a figure: gaps hide small ones, the others may be known."""
    return disclosure.profile != "suppression" or 0 < figure[1] < disclosure.suppression_threshold


def is_mixed(before: Model, trace: Trace) -> bool:
    """Whether something of a report is out already and leaves other values there."""
    return any(before.bounds.get(figure, NOTHING) not in {NOTHING, own} for figure, own in trace.printed.items())


def find_given_away(before: Model, trace: Trace, disclosure: Disclosure) -> Mapping[Figure, Bound]:
    """The figures that are out (`before`) and that a new report (`trace`), protected otherwise, makes better known than
    either of the two by itself, with what is left of them.

    Where the new report protects nothing, what the old ones promised still holds.
    """
    found: dict[Figure, Bound] = {}
    for figure, own in trace.printed.items():
        first = before.bounds.get(figure, NOTHING)
        both = (max(first[0], own[0]), min(first[1], own[1]))
        is_news = both != first and (both != own or disclosure.profile == "none")
        is_narrow = inf not in {first[1], own[1]} or both[1] - both[0] < disclosure.least_values - 1
        if first != NOTHING and is_news and is_narrow and is_secret(figure, disclosure):
            found[figure] = both
    return found
