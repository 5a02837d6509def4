"""What changed between two vintages: `ChangedValue`, and `compare_values` which finds the changes. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from schemas.form.forms import TABLES

Cause = Literal["late", "resubmitted", "waiver", "rule", "register"]
GERMAN: dict[str, str] = {
    "late": "Nachmeldung",
    "resubmitted": "neue Fassung",
    "waiver": "Ausnahme oder Zulassung",
    "rule": "erneut geprüft",
    "register": "Register",
}
ReturnKey = tuple[str, str]  # respondent and month
ValueKey = tuple[
    str, str, str | None, str | None, str | None, str | None
]  # indicator, table, two dimensions with codes
KnownValue = float | str  # a figure, or what it is filed under: an offer's field of action
KnownValues = Mapping[ReturnKey, Mapping[ValueKey, KnownValue]]
ABOUT = {"centre_id": "Integrationszentrum", "kind": "Art", "school_type": "Schulform", "district": "Stadtteil"}


@dataclass(frozen=True)
class ChangedValue:
    """One value of one respondent that is another one now, or stands elsewhere; None: there is none.

    A column that is no indicator has its name there; what is no number stands in the note.
    """

    revised_month: str
    respondent_id: str
    indicator: str
    fact_table: str
    dimension_1: str | None
    code_1: str | None
    dimension_2: str | None
    code_2: str | None
    value_before: float | None
    value_after: float | None
    cause: Cause
    note: str | None = None

    @property
    def breakdown(self) -> str:
        """Where the value stands, in German: "Jahrgang 05"."""
        parts, table = ((self.dimension_1, self.code_1), (self.dimension_2, self.code_2)), TABLES[self.fact_table]
        return ", ".join(table.column(name).say(code or "") for name, code in parts if name)


@dataclass(frozen=True)
class ChangeReason:
    """Why the return of a respondent and month is another one."""

    cause: Cause
    note: str | None = None


def compare_values(
    before: KnownValues, after: KnownValues, why: Mapping[ReturnKey, ChangeReason], moved: Mapping[str, str]
) -> tuple[ChangedValue, ...]:
    """All values that differ, in the order of month, respondent, table, indicator and breakdown.

    Args:
        before: the values known at the first vintage, by respondent and month.
        after: those known at the second.
        why: the causes of the returns that are others.
        moved: what is another in the register, by respondent: all its values stand elsewhere in the report.
    """
    found = []
    for place in sorted(before.keys() | after.keys()):
        old, new = before.get(place, {}), after.get(place, {})
        for mark in old.keys() | new.keys():
            value, now = old.get(mark), new.get(mark)
            if value != now and place in why:
                found.append(_change(place, mark, value, now, why[place]))
            elif place[0] in moved and not (isinstance(value, str) or isinstance(now, str)):
                found.append(_change(place, mark, value, now, ChangeReason("register", moved[place[0]])))
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.revised_month,
                one.respondent_id,
                one.fact_table,
                one.indicator,
                one.code_1 or "",
                one.code_2 or "",
            ),
        )
    )


def describe_move(old: Mapping[str, str | None], new: Mapping[str, str | None]) -> str:
    """What the register says otherwise now, in German; empty where no figure of a report depends on it."""
    return "; ".join(
        f"{title}: {old[name] or '–'} → {new[name] or '–'}" for name, title in ABOUT.items() if old[name] != new[name]
    )


def sum_causes(changes: Iterable[ChangedValue]) -> dict[str, tuple[int, int]]:
    """By cause, in the order of GERMAN: how many values, of how many respondents."""
    listed = list(changes)
    found = {}
    for cause in GERMAN:
        mine = [one for one in listed if one.cause == cause]
        if mine:
            found[cause] = len(mine), len({one.respondent_id for one in mine})
    return found


def _change(
    place: ReturnKey, mark: ValueKey, before: KnownValue | None, after: KnownValue | None, why: ChangeReason
) -> ChangedValue:
    respondent, month = place
    if not (isinstance(before, str) or isinstance(after, str)):
        return ChangedValue(month, respondent, *mark, before, after, why.cause, why.note)
    told = f"{before or '–'} → {after or '–'}"
    return ChangedValue(month, respondent, *mark, None, None, why.cause, f"{why.note}; {told}" if why.note else told)
