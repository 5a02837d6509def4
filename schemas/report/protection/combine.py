"""What two ways of protecting the same figures tell together. Ways in: `is_mixed`, `find_given_away`, `find_undone`.

With one way a figure leaves the same values in every report. With two, somebody who holds both has what is left by the one
and by the other: 2 is 0 to 2 by multiples of 5, 2 to 4 by multiples of 3.
"""

from collections.abc import Mapping, Sequence
from math import inf

from config.policy import Disclosure
from schemas.report.protection.model import Model, build_model, meet_bounds
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


def find_undone(month: str, others: Sequence[Trace], trace: Trace, disclosure: Disclosure) -> frozenset[str]:
    """The names of figures of which a month's report (`trace`) would tell more than the `others`, of other months, leave.

    Each month was promised to be rounded as its reports are: a later one that prints it exactly, or by a finer base, breaks
    that, also of what was corrected meanwhile, and of a panel, which is no more than all of them. What was a gap is none
    to be rounded. None of that depends on how many they truly are: that they are kept back tells nothing.
    """
    before, steps = build_model(others), _finest_steps(others)
    is_rounding = disclosure.profile == "rounding"
    own_step = disclosure.rounding_base - 1 if is_rounding else 0
    names = set()
    for figure, own in ((one, own) for one, own in trace.printed.items() if not one[0].startswith(month)):
        first = before.bounds.get(figure, NOTHING)
        is_finer = own_step < steps.get(figure[0].partition("/panel=")[0], 0)
        is_crossed = is_rounding and figure in before.printed and meet_bounds(first, own) != first
        was_hidden = is_rounding and first[0] > 0 and first[1] == inf
        if is_finer or is_crossed or was_hidden:
            names.add(figure[0])
    return frozenset(names)


def _finest_steps(traces: Sequence[Trace]) -> Mapping[str, float]:
    """How many values the finest way in which a figure of a name is printed leaves of it, less one."""
    steps: dict[str, float] = {}
    for trace in traces:
        bounds = [bound for bound in trace.printed.values() if bound[1] < inf]
        step = max((high - low for low, high in bounds), default=0)
        steps |= {
            name: min(steps.get(name, step), step) for (name, _), bound in trace.printed.items() if bound[1] < inf
        }
    return steps
