"""What the warehouse already knows that a check needs: `Known`, filled by tasks.check.read_known, empty in a first month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from schemas.check.missing.before import Previous, YearRows
from schemas.check.settle import Explained, Waiver
from schemas.check.unusual.rules import Past
from schemas.form.forms import TABLES
from schemas.frame import rows_frame

_SPAN = {"respondent": "string", "kind": "string", "valid_from": "string", "valid_to": "string", "successor": "string"}
_DIGEST = {"respondent": "string", "month": "string", "digest": "string"}


@dataclass(frozen=True)
class InForce:
    """What a respondent has in force for a month: its digest, the day it came, and whether we still ask about it."""

    digest: str
    came_on: date
    is_asked_about: bool


@dataclass
class Known:
    """Register and past months.

    `register`: one row a respondent and span, dates as YYYY-MM-DD; `digests`: what each respondent has in force;
    `last`: by table the facts in force of last month, `spent`: by table `spent_eur` of the year's earlier months,
    both with `respondent`, `month` (the month they are compared with) and the table's keys; `most`: by `<table>__<column>`
    the highest figure (`most`) of the year's earlier months and which one that was (`most_month`), the same way, where
    the form asks for a count of the year. Without a warehouse
    (`has_register` False) nobody can say whether a respondent is known. `explained` and `waivers` by respondent;
    `cleared`: the sha256 of files that were set aside and that a person has let in; `previous`: what a respondent
    said when it was last accepted, by respondent and the month that it is compared with; `in_force` by respondent and month;
    `owed`: the months for which nothing was accepted yet, and `coming`: those that other files of the batch are for,
    with the day on which they came, both by respondent; `past`: what unusual counts are told by, by form and month.
    """

    register: pd.DataFrame = field(default_factory=lambda: rows_frame((), _SPAN))
    digests: pd.DataFrame = field(default_factory=lambda: rows_frame((), _DIGEST))
    last: dict[str, pd.DataFrame] = field(default_factory=dict)
    previous: dict[tuple[str, str], Previous] = field(default_factory=dict)
    spent: dict[str, pd.DataFrame] = field(default_factory=dict)
    most: dict[str, pd.DataFrame] = field(default_factory=dict)
    has_register: bool = True
    explained: dict[str, list[Explained]] = field(default_factory=dict)
    waivers: dict[str, list[Waiver]] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    in_force: dict[tuple[str, str], InForce] = field(default_factory=dict)
    owed: dict[str, list[str]] = field(default_factory=dict)
    coming: dict[str, list[tuple[str, date]]] = field(default_factory=dict)
    past: dict[tuple[str, str], Past] = field(default_factory=dict)

    @cached_property
    def of_year(self) -> Mapping[tuple[str, str], YearRows]:
        """What was above 0 in the year's earlier months, by respondent and the month that asks for the year."""
        found: dict[tuple[str, str], dict[str, dict[tuple[str, ...], tuple[int, str]]]] = {}
        for name, frame in self.most.items():
            keys = [key.name for key in TABLES[name.partition("__")[0]].keys]
            for row in frame[frame["most"] > 0].to_dict("records"):
                of_table = found.setdefault((row["respondent"], row["month"]), {}).setdefault(name, {})
                of_table[tuple(str(row[one]) for one in keys)] = int(row["most"]), row["most_month"]
        return found
