"""How long it takes, as far as sums can say. One way in: `estimate_duration(duration, stock, flow, year)`.

Little's law (Little 1961, Operations Research 9: 383-387): where about as many come as go, the mean time in a stock is its
mean size over the mean number who leave it a month. It is an estimate: nobody's own time is known here.
"""

from dataclasses import dataclass
from math import isinf

from schemas.review.series import Series
from schemas.review.uncertainty import LEAST, Estimate95, compare_ratio

METHOD = "Gesetz von Little (1961): mittlerer Bestand geteilt durch mittlere Abgänge je Monat"


@dataclass(frozen=True)
class Duration:
    """A time in months: the key figures of those who wait and of those who leave, and what the quotient cannot say."""

    title: str
    stock: str
    flow: str
    unknown: str


DURATIONS = (
    Duration(
        "Monate bis zum Schulplatz",
        "I03",
        "I02",
        "Gezählt wird ab dem Eintrag in die Warteliste der Seiteneinstiegsberatung. Wie lange es von der Ankunft in der "
        "Kommune bis dahin dauert, fragt kein Meldebogen; die Zeit seit der Ankunft ist also länger.",
    ),
    Duration(
        "Monate von der Erstförderung bis in die Regelklasse",
        "S05",
        "S11",
        "Wer wegzieht, die Schule verlässt oder aus anderem Grund nicht mehr in Erstförderung ist, zählt nicht als Übergang, "
        "ebenso, wer von Anfang an in der Regelklasse gefördert wird (Deutschfördergruppe) und doch zum Bestand gehört; "
        "die wahre Zeit ist dann kürzer, für Kinder der Deutschförderklasse deutlich, und kann unter dem Intervall liegen. Wer neu hinzukommt, verlängert sie, solange mehr kommen als gehen.",
    ),
)


@dataclass(frozen=True)
class Estimated:
    """The estimate of a year in months, None where it cannot be made; on how many months it rests, and why there is none."""

    interval: Estimate95 | None
    months: int
    reason: str = ""


def estimate_duration(stock: Series, flow: Series, year: int) -> Estimated:
    """The time of a year from the months in which enough answered both."""
    first, last = f"{year}-01", f"{year}-12"
    if stock.is_cut(first, last) or flow.is_cut(first, last):
        return Estimated(None, 0, "Bruch im Jahr")
    leaving = {one.month: one.usable for one in flow.between(first, last)}
    pairs = [(one.usable, leaving.get(one.month)) for one in stock.between(first, last)]
    known = [(waiting, left) for waiting, left in pairs if waiting is not None and left is not None]
    if len(known) >= LEAST and not any(left for _, left in known):
        return Estimated(None, len(known), "in diesen Monaten ging niemand ab")
    interval = compare_ratio([one for one, _ in known], [one for _, one in known])
    if interval and isinf(interval.high):
        return Estimated(None, len(known), "zu wenige Abgänge")
    return Estimated(interval, len(known), "" if interval else "zu wenige Monate bekannt")
