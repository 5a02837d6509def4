"""The invented city that a demo's home is made of, as it is true, protected or lost nowhere: `Truth(home)`."""

import re
import tomllib
from dataclasses import replace
from functools import cache

from tasks.invent.city import invent_city
from tasks.invent.month import true_rows
from tests.recount.german import shift

FIRST, LAST = "2022-07", "2027-06"
FIGURES = {"V07": ("association", "offers", "participants_60_and_over"), "I03": ("centre", "counselling", "waiting")}


class Truth:
    """Its rows by respondent and month; `goals` are those of the home's concept."""

    def __init__(self, home):
        seed = re.search(r"Zufallszahl (\d+)", (home / "demo.txt").read_text(encoding="utf-8"))
        self.city = replace(invent_city(int(seed[1])), has_story=True)
        self.goals = tomllib.loads((home / "concept.toml").read_text(encoding="utf-8"))["goals"]
        self.months = [FIRST]
        while self.months[-1] < LAST:
            self.months.append(shift(self.months[-1], 1))

    def before(self, month):
        return [one for one in self.months if one < month]

    @cache  # noqa: B019 - it lives as long as the count
    def rows(self, kind, table, month):
        """(place, row) of all who owe the table."""
        places = [place for place in self.city.places if place.kind == kind]
        return [(place, row) for place in places for row in true_rows(self.city, place, month).get(table, ())]

    def total(self, indicator, month):
        kind, table, column = FIGURES[indicator]
        return sum(row[column] or 0 for _, row in self.rows(kind, table, month))

    def seniors(self, district, month):
        """Offers for older people in a district."""
        rows = self.rows("association", "offers", month)
        return sum(place.district == district and row["target_group"] == "seniors" for place, row in rows)

    def components(self, month):
        """Of which components of KOMM-AN anything is spent."""
        return {row["component"] for _, row in self.rows("association", "offer_funds", month) if row["spent_eur"]} - {
            "none"
        }
