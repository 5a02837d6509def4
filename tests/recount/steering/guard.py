"""How persons are shown inside: rounded to multiples of five, and never of fewer than three respondents alone."""

from dataclasses import dataclass

from tests.recount.steering.tally import PERSONS, Told

LEAST, BASE = 3, 5


@dataclass
class Shown:
    """One place or code, or several together: what is printed of them (None: not known) and what it is made of."""

    names: tuple
    value: float | None
    told: Told


def rounded(value):
    """To multiples of five: 2 is 0, 3 is 5."""
    return int((value + BASE / 2) // BASE * BASE)


def rounded_up(value, measure):
    """What one respondent has, where it decides something: of persons 41 is 45."""
    return -(-value // BASE) * BASE if measure in PERSONS else value


def is_few(told):
    return 0 < len(told.amounts) < LEAST


def value_of(told, measure):
    """A figure as it is printed; where nobody who was asked has answered there is none."""
    if told.owing and not told.answered:
        return None
    return rounded(told.value) if measure in PERSONS else told.value


def put_together(places, measure):
    """The places as they are shown, by name.

    Few are put together and, as long as they are still few, the next smallest: by how many respondents, then by name.
    """
    few = sorted(name for name, told in places.items() if is_few(told))
    others = sorted(set(places) - set(few), key=lambda name: (len(places[name].amounts), name))
    together = sum((places[name] for name in few), Told())
    while few and others and is_few(together):
        few.append(others.pop(0))
        together += places[few[-1]]
    shown = [Shown((name,), value_of(places[name], measure), places[name]) for name in others]
    if few:
        value = None if is_few(together) else value_of(together, measure)
        shown.append(Shown(tuple(sorted(few)), value, together))
    return sorted(shown, key=lambda one: one.names)


def leave_out(codes, measure):
    """The codes as they are shown: not those that few speak of, and never a single one, which a total would tell."""
    few = sorted(code for code, told in codes.items() if is_few(told))
    if few and is_few(sum((codes[code] for code in few), Told())):
        rest = set(codes) - set(few)
        few += [min(rest, key=lambda code: (codes[code].value, code))] if rest else []
    shown = [Shown((code,), value_of(told, measure), told) for code, told in codes.items() if code not in few]
    return sorted(shown, key=lambda one: one.names)
