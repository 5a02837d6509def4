"""Which figures to keep back at the smallest loss. One way in: `choose_cheapest(model, new, least, loss, until)`.

A figure that is narrow follows from printed ones, its reason (schemas.report.protection.proofs), and at least one of those
has to go. The cheapest choice that meets all reasons found so far is attacked; what is narrow then gives new reasons, until
nothing is: the choice is then the cheapest of all, since every other one that is safe meets these reasons, too (Benders'
decomposition of the integer programme of Fischetti and Salazar, 2000).
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from math import inf
from typing import TypeAlias

from schemas.report.protection.attack import Interval, Truth, attack
from schemas.report.protection.model import Model, is_sum
from schemas.report.protection.proofs import Proofs, Reason, line_reasons
from schemas.report.protection.trace import Figure
from schemas.report.protection.withholding import Withholding

LossOf: TypeAlias = Callable[[Figure], int]  # what it costs to keep a figure back
LOSSES: dict[str, LossOf] = {"persons": lambda figure: figure[1], "cells": lambda _: 1}
ATTACKS = 100  # so many choices are attacked at most
NODES = 20_000  # of HiGHS for one choice; a number of steps, so that no clock decides between two choices


def choose_cheapest(model: Model, new: Iterable[Figure], least: int, loss: LossOf, until: float) -> Withholding | None:
    """The cheapest choice of names among the figures that only the `new` report prints; None where it was not found.

    Of choices that cost the same it takes one with fewer names, then without sums.
    """
    choice = _Choice(model, frozenset(new), least, loss, until)
    silent, known, truths = model.without(choice.new), set[Figure](), list[Truth]()
    for _ in range(ATTACKS):
        if not choice.meet_lines():
            return None
        found = attack(choice.model, least, until - time.monotonic(), truths=truths)
        if found.open:
            return None
        fresh = found.narrow.keys() - known
        known |= attack(silent, least, until - time.monotonic(), fresh, truths).narrow.keys()
        narrow = found.narrow.keys() - known
        if not narrow:
            return Withholding(choice.names, choice.model, found, frozenset(known))
        if not choice.meet({figure: found.narrow[figure] for figure in sorted(narrow)}):
            return None
    return None


class _Choice:
    """The reasons so far, the cheapest names that meet them, and the model without those."""

    def __init__(self, model: Model, new: frozenset[Figure], least: int, loss: LossOf, until: float) -> None:
        self.whole, self.new, self.least, self.until = model, new, least, until
        self.names: frozenset[str] = frozenset()
        self.looked_at: frozenset[str] | None = None
        self.model = model
        self.reasons: dict[Reason, None] = {}
        self.proofs = Proofs(model, new, least)
        many = len(new) + 1
        self.cost: dict[str, int] = {}
        for figure in sorted(new):
            small = many + is_sum(figure)
            self.cost[figure[0]] = self.cost.get(figure[0], 0) + loss(figure) * many * (many + 1) + small

    def meet_lines(self) -> bool:
        """Choose until no line by itself makes a figure narrow; False where the best choice was not found in time."""
        while fresh := self._line_reasons():
            if not self.choose(fresh):
                return False
        return True

    def meet(self, narrow: Mapping[Figure, Interval]) -> bool:
        """Choose again, with the reasons of these figures and what is left of them."""
        fresh = {reason for figure, left in narrow.items() for reason in self.proofs.reasons(figure, left, self.names)}
        return self.choose(fresh)

    def choose(self, fresh: Iterable[Reason]) -> bool:
        """The cheapest names that meet these reasons, too."""
        self.reasons |= dict.fromkeys(sorted(fresh, key=sorted))
        names = find_cheapest(list(self.reasons), self.cost, self.until - time.monotonic())
        if names is None or names == self.names:
            return False
        self.names = names
        self.model = self.whole.without(one for one in self.new if one[0] in names)
        return True

    def _line_reasons(self) -> set[Reason]:
        """Of the lines with a figure that is printed or kept back since they were looked at last."""
        changed = self.names ^ self.looked_at if self.looked_at is not None else None
        self.looked_at = self.names
        free = {one for one in self.new if one[0] not in self.names}
        lines = (one for one in self.whole.lines if changed is None or any(name in changed for name, _ in one))
        found = (line_reasons(self.model, line, free, self.least) for line in lines)
        return {reason for reasons in found for reason in reasons if reason}


def find_cheapest(reasons: Collection[Reason], cost: Mapping[str, int], seconds: float) -> frozenset[str] | None:
    """The names that cost least together, one of each reason at least; None where that was not proven in time."""
    from scipy.optimize import LinearConstraint, milp
    from scipy.sparse import csr_array

    names = sorted({name for reason in reasons for name in reason})
    place = {name: number for number, name in enumerate(names)}
    cells = [(r, place[name]) for r, reason in enumerate(reasons) for name in sorted(reason)]
    rows, columns = zip(*cells, strict=True)
    matrix = csr_array(([1.0] * len(cells), (rows, columns)), shape=(len(reasons), len(names)))
    limits = {"node_limit": NODES, "mip_rel_gap": 0.0} | ({} if seconds == inf else {"time_limit": max(seconds, 0.01)})
    goal = [float(cost[name]) for name in names]
    found = milp(goal, integrality=1, bounds=(0, 1), constraints=LinearConstraint(matrix, 1, inf), options=limits)
    return None if found.status else frozenset(name for name in names if found.x[place[name]] > 0.5)
