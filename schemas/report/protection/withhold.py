"""Which figures of a report are not printed, so that no other is known better than promised. One way in: `choose_withheld`.

Only the new report can still keep something back, and keeping back never tells anybody more. So whatever is narrow because of
it can be mended here; what is narrow without any of its figures was so before, and no report can change that.
"""

import time
from collections.abc import Iterable

from schemas.report.protection.model import Model
from schemas.report.protection.optimum import LOSSES, choose_cheapest
from schemas.report.protection.search import search_withheld
from schemas.report.protection.trace import Figure
from schemas.report.protection.withholding import Withholding


def choose_withheld(
    model: Model, new: Iterable[Figure], least: int, seconds: float, loss: str = "persons"
) -> Withholding:
    """What to keep back of the figures that only the `new` report prints, at the smallest `loss` (optimum.LOSSES).

    Half of the `seconds` are for the best choice; where they do not do, a good one is searched for. It ends in time: what
    it could not settle is open in what is found.
    """
    new, begun = frozenset(new), time.monotonic()
    best = choose_cheapest(model, new, least, LOSSES[loss], begun + seconds / 2)
    return best or search_withheld(model, new, least, begun + seconds - time.monotonic())
