"""Which cells of one table are hidden where exact counts are printed. One way in: `hide_cheapest(grid, disclosure)`."""

from math import inf

from config.policy import Disclosure
from schemas.report.protection.model import Model
from schemas.report.protection.optimum import LOSSES, choose_cheapest
from schemas.report.protection.trace import Figure
from schemas.report.suppression import Grid, GridPlace, choose_hidden


def hide_cheapest(grid: Grid, disclosure: Disclosure) -> frozenset[GridPlace]:
    """The places to hide at the smallest loss, so that of each small count as many values stay possible as the policy asks.

    A true zero is never hidden, so an outsider knows that what is hidden is at least 1. No clock decides, only steps: a
    report made again is the same. Where the best choice is not found in so many, or nothing but zeros is left to hide, the
    search finds one (schemas.report.suppression); so it is for reports from before the policy named a loss.
    """
    threshold = disclosure.suppression_threshold
    if disclosure.loss is None:
        return choose_hidden(grid, threshold)
    figures = {place: _figure(grid, place) for place in grid.values}
    place_of = {figure: place for place, figure in figures.items()}
    small = {one for one in place_of if 0 < one[1] < threshold}
    floor = {one: (0 if place in grid.unseen else min(1, one[1]), inf) for one, place in place_of.items()}
    shown = {one for one, place in place_of.items() if place not in grid.unseen and one not in small}
    lines = tuple({figures[place]: by for place, by in line.items()} for line in grid.lines)
    bounds = floor | {one: (one[1], one[1]) for one in shown}
    model = Model(bounds, frozenset(shown), lines, silent=Model(floor, frozenset(), ()),
                  harmless=frozenset(place_of.keys() - small))  # fmt: skip
    can_go = [one for one in shown if one[1]]
    best = choose_cheapest(model, can_go, disclosure.least_values, LOSSES[disclosure.loss], inf)
    if best is None or best.known:
        return choose_hidden(grid, threshold)
    return frozenset(place_of[one] for one in place_of if one[0] in best.names or one in small) - grid.unseen


def _figure(grid: Grid, place: GridPlace) -> Figure:
    """Named so that the order of names is that of places, and sums are told apart (schemas.report.protection.model)."""
    name = "/".join(f"{number:04}" for number in place[:2])
    return f"{name}{'' if place in grid.sums else '/'}{'/'.join(map(str, place[2:]))}", grid.values[place]
