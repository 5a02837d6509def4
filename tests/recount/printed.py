"""What a product prints, text by text, and which of its numbers were counted once more: `Printed`, `take_census`.

A count yields claims: (place, what is printed, what is counted). What is printed is the very text that a reader of
`tests.recount.page` or `tests.recount.sheets` handed out: so each number of a file is known to be in a claim or not.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

NUMBER = re.compile(r"\d+(?:\.\d{3})*(?:[.,]\d+)?")


class Printed(str):
    """A text as it stands in a file; `place` names the file, and the table or chapter in it."""

    __slots__ = ("place",)

    def __new__(cls, text, place):
        made = super().__new__(cls, text)
        made.place = place
        return made


class Figures(tuple):
    """Counted are the numbers of a sentence, in their order; its words are not."""

    __slots__ = ()


class Constants(Figures):
    """Numbers that follow from no data: what a method is made of. They are held against those of the count itself."""

    __slots__ = ()


@dataclass
class Line:
    """Of one table: how many numbers it has, were counted or are constants; what differs, what nobody counted."""

    found: int = 0
    counted: int = 0
    constant: int = 0
    different: list = field(default_factory=list)
    uncounted: list = field(default_factory=list)


def numbers_in(text):
    """The numbers of a text, as they are written."""
    return NUMBER.findall(text)


def agrees(printed, counted):
    """Whether a claim holds."""
    return numbers_in(printed) == list(counted) if isinstance(counted, Figures) else printed == counted


def differing(claims):
    """The claims that do not hold."""
    return [claim for claim in claims if not agrees(*claim[1:])]


def take_census(printed, claims):
    """The lines of all tables by their places; what is told twice in claims is counted once."""
    lines, claimed = {}, {}
    for _, told, counted in claims:
        claimed |= dict.fromkeys(map(id, _texts(told)), isinstance(counted, Constants))
    for text in printed:
        line, number = lines.setdefault(text.place, Line()), len(numbers_in(text))
        line.found += number
        if id(text) not in claimed and number:
            line.uncounted.append(text)
        elif claimed.get(id(text)):
            line.constant += number
        else:
            line.counted += number
    for claim in differing(claims):
        lines.setdefault(_place_of(claim), Line()).different.append(claim)
    return lines


def _place_of(claim):
    """Where most of the claim's texts stand."""
    places = Counter(text.place for text in _texts(claim[1])).most_common(1)
    return places[0][0] if places else ("", claim[0])


def _texts(told):
    """Every text of a claim, be it alone, in a row or in a table."""
    if isinstance(told, Printed):
        yield told
    elif isinstance(told, list | tuple):
        for one in told:
            yield from _texts(one)
