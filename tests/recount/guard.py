"""How persons are shown inside: rounded to multiples of five, and never of fewer than three respondents alone."""

LEAST, BASE = 3, 5


def rounded(value):
    """To multiples of five: 2 is 0, 3 is 5."""
    return int((value + BASE / 2) // BASE * BASE)


def put_together(places):
    """Of each place its value, and whether it is of several together; `places` have the sums of their respondents.

    Few are put together and, as long as they are still few, the next smallest: by how many respondents, then by name.
    """
    few = sorted(name for name, own in places.items() if 0 < len(own) < LEAST)
    others = sorted(set(places) - set(few), key=lambda name: (len(places[name]), name))
    together = {one: value for name in few for one, value in places[name].items()}
    while few and others and len(together) < LEAST:
        few.append(others.pop(0))
        together |= places[few[-1]]
    shared = rounded(sum(together.values())) if len(together) >= LEAST else None
    return {name: (shared, True) if name in few else (rounded(sum(places[name].values())), False) for name in places}
