"""A mixed integer linear programme in words: `Programme(variables)`, `at_most`, `equals`, `solve`. Solved by HiGHS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

_SECONDS = 2.0  # a return has some dozen cells: its programme takes milliseconds


class Variable(NamedTuple):
    """A number from 0 to `most`, whole or not, and what one of it costs."""

    most: float
    cost: float = 0.0
    is_whole: bool = False


@dataclass
class Programme:
    """Find the values of least cost that keep all conditions; a condition weighs variables by their numbers."""

    variables: Sequence[Variable]
    _rows: list[tuple[Mapping[int, float], float, float]] = field(default_factory=list)

    def at_most(self, weights: Mapping[int, float], bound: float) -> None:
        """The weighted sum does not exceed the bound."""
        self._rows.append((weights, float("-inf"), bound))

    def equals(self, weights: Mapping[int, float], bound: float) -> None:
        """The weighted sum is the bound."""
        self._rows.append((weights, bound, bound))

    def solve(self) -> list[float] | None:
        """The value of each variable; None where no values keep all conditions, or none were found in two seconds."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        matrix = np.zeros((len(self._rows), len(self.variables)))
        for number, (weights, _, _) in enumerate(self._rows):
            for at, weight in weights.items():
                matrix[number, at] = weight
        most, costs, whole = (np.array(column) for column in zip(*self.variables, strict=True))
        found = milp(
            costs,
            constraints=LinearConstraint(matrix, [row[1] for row in self._rows], [row[2] for row in self._rows]),
            bounds=Bounds(np.zeros(len(most)), most),
            integrality=whole.astype(int),
            options={"time_limit": _SECONDS},
        )
        return [float(value) for value in found.x] if found.success else None
