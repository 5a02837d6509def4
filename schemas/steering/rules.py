"""Which gaps the policy looks for. One way in: `read_rules(written)`.

A rule that names an unknown indicator, field or code is left out and named in a sentence; the others hold.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from config.codes import code_list
from schemas.form.forms import FORMS, TABLES, Column, Table
from schemas.german import join_words

ROWS = "rows"
CITY, DISTRICT = "city", "district"
CENTRE_FORM = "centre"
_KEYS = ("title", "need", "supply", "by", "where", "least_need", "least_per_100", "least", "closed_by")
_NUMBERS = ("least_need", "least_per_100", "least")
FIELD = "field_of_action"


class _RuleError(ValueError):
    """Why a rule means nothing, as the end of a German sentence."""


@dataclass(frozen=True)
class SteeringMeasure:
    """A figure of the forms: a column of a table, or "rows", its rows counted."""

    table: str
    column: str

    @property
    def title(self) -> str:
        """What is counted, in German."""
        table = TABLES[self.table]
        return table.counted or table.title if self.column == ROWS else table.column(self.column).title

    @property
    def unit(self) -> str:
        """What one of it is."""
        return self.title if self.column == ROWS else TABLES[self.table].column(self.column).meaning.unit

    @property
    def is_persons(self) -> bool:
        """Whether it counts people, who are protected."""
        return self.column != ROWS and TABLES[self.table].column(self.column).meaning.is_persons

    @property
    def is_flow(self) -> bool:
        """Whether months add up; of a stock the newest counts."""
        return self.column != ROWS and TABLES[self.table].column(self.column).meaning.kind == "flow"

    @property
    def is_of_all_months(self) -> bool:
        """Whether a month that is missing may lack some of it: of a flow and of what is held, not of a stock."""
        return self.is_flow or self.column == ROWS

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of respondents who are asked for it."""
        return tuple(form.name for form in FORMS.values() if TABLES[self.table] in form.tables)

    @property
    def is_of_centre(self) -> bool:
        """Whether the centre alone says it: there is nobody whose figure it could give away."""
        return self.kinds == (CENTRE_FORM,)


@dataclass(frozen=True)
class GapRule:
    """When a place, a language or the city has a gap: the need at least so large, the supply under so much."""

    title: str
    supply: SteeringMeasure
    by: str
    need: SteeringMeasure | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least_need: float = 0
    least_per_100: float = 0
    least: float = 0
    closed_by: tuple[str, ...] = ()


def read_rules(written: Iterable[Mapping[str, Any]]) -> tuple[tuple[GapRule, ...], tuple[str, ...]]:
    """The rules that hold, and a sentence on each that does not."""
    rules, problems = [], []
    for number, one in enumerate(written, 1):
        try:
            rules.append(_read_rule(one))
        except _RuleError as error:
            name = f"„{one['title']}“" if one.get("title") else f"Nummer {number}"
            problems.append(f"Die Lücke {name} in policy.toml ([steering], gaps) bleibt außer Acht: {error}.")
    return tuple(rules), tuple(problems)


def _read_rule(one: Mapping[str, Any]) -> GapRule:
    unknown = [name for name in one if name not in _KEYS]
    if unknown:
        raise _RuleError(f"„{unknown[0]}“ gibt es nicht; möglich sind: {', '.join(_KEYS)}")
    title, by = one.get("title"), one.get("by", DISTRICT)
    if not isinstance(title, str) or not title.strip():
        raise _RuleError("ihr fehlt der Titel (title)")
    numbers = {name: _number(one, name) for name in _NUMBERS}
    need = _measure("need", one["need"], by) if one.get("need") else None
    supply = _measure("supply", one.get("supply"), by)
    where = _where(supply, one.get("where", {}))
    if need and numbers["least_per_100"] <= 0:
        raise _RuleError("zu einem Bedarf gehört least_per_100, größer als 0")
    if not need and numbers["least"] <= 0:
        raise _RuleError("ohne Bedarf (need) gehört zu ihr least, größer als 0")
    fields = tuple(_codes(FIELD, one["closed_by"])) if "closed_by" in one else where.get(FIELD, ())
    return GapRule(title, supply, by, need, where, closed_by=fields, **numbers)


def _number(one: Mapping[str, Any], name: str) -> float:
    value = one.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise _RuleError(f"{name} ist keine Zahl ab 0")
    return float(value)


def _measure(role: str, written: object, by: object) -> SteeringMeasure:
    """The figure that an indicator or a table's name means, where it can be told by what the rule asks for."""
    found = list(_candidates(written))
    if not found:
        raise _RuleError(
            f"{role} nennt „{written}“; das ist weder eine zählbare Kennzahl noch eine Tabelle der Meldebögen"
        )
    fitting = [one for one in found if _can_be_told_by(one, by)]
    if not fitting:
        raise _RuleError(f"„{written}“ ({role}) lässt sich nicht nach „{by}“ gliedern")
    chosen = fitting[0]
    if chosen.column != ROWS and TABLES[chosen.table].column(chosen.column).meaning.kind == "ratio":
        raise _RuleError(f"„{written}“ ({role}) ist eine Quote; gezählt werden nur Bestände und Zugänge")
    return chosen


def _candidates(written: object) -> Iterator[SteeringMeasure]:
    if isinstance(written, str) and written in TABLES:
        yield SteeringMeasure(written, ROWS)
    for table in TABLES.values():
        for column in table.columns:
            is_meant = written and column.meaning.indicator == written
            if is_meant and not column.meaning.codes:  # of a yes or no (V01) the rule says itself which rows count
                yield SteeringMeasure(table.name, column.name if column.is_number else ROWS)


def _can_be_told_by(measure: SteeringMeasure, by: object) -> bool:
    if by == CITY:
        return True
    if by == DISTRICT:
        return not measure.is_of_centre  # which has a seat, and works everywhere
    return any(column.name == by and column.meaning.codes for column in TABLES[measure.table].columns)


def _where(supply: SteeringMeasure, written: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(written, Mapping):
        raise _RuleError('where ist keine Auswahl, wie { field_of_action = ["youth"] }')
    chosen = {name: tuple(_codes(_coded(TABLES[supply.table], name), codes)) for name, codes in written.items()}
    if empty := [name for name, codes in chosen.items() if not codes]:
        raise _RuleError(f"where wählt bei „{empty[0]}“ nichts aus; alles zählt, wo es nicht genannt ist")
    return chosen


def _coded(table: Table, name: str) -> str:
    column: Column | None = next((one for one in table.columns if one.name == name), None)
    if column is None or not column.meaning.codes:
        known = join_words([one.name for one in table.columns if one.meaning.codes], "oder")
        raise _RuleError(f"where nennt „{name}“; die Tabelle {table.name} hat nur {known or 'keine Gliederung'}")
    return column.meaning.codes


def _codes(name: str, written: object) -> Iterator[str]:
    """The codes of a list that somebody named by code or title."""
    known = code_list(name)
    for one in written if isinstance(written, list | tuple) else [written]:
        code = known.find(one) if isinstance(one, str) else None
        if code is None:
            raise _RuleError(f"„{one}“ steht nicht in der Liste {name}; möglich sind: {', '.join(known.codes[:12])}")
        yield code
