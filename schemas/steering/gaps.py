"""Where the supply does not reach the need, by the policy's rules, ranked. One way in: `find_shortfalls(rules, facts, guard, months)`.

Each gap rests on the figures that are printed: whoever reads them can apply the rule. Nothing is claimed from what is
missing: where the supply would do, or would not do any more for the need, if each respondent that has not reported had
as much as the largest of those that have (of a flow: each month that lacks as much as the largest month), it cannot be
judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.codes import code_list
from schemas.form.forms import TABLES
from schemas.german import format_count, format_month, format_number, format_plain, join_words
from schemas.steering.facts import WHOLE_CITY, SteeringFacts, Tally
from schemas.steering.guard import Guard, Shown
from schemas.steering.rules import CITY, DISTRICT, GapRule, SteeringMeasure

VAGUE = ("mis", "und")  # "another language" and "unknown" are no language in which anything could be offered
HIDDEN_NEED = "den Bedarf melden nur wenige Stellen, er wird nicht gezeigt; eine Lücke lässt sich nicht feststellen."
UNMEASURED = "Wie groß der Bedarf ist, erhebt kein Meldebogen."


@dataclass(frozen=True)
class Shortfall:
    """A gap with the rule that makes it one, as a sentence; `unmet`: persons that the supply does not reach, None: unknown."""

    rank: int
    rule: GapRule
    names: tuple[str, ...]
    where: str
    need: float | None
    supply: float
    unmet: float | None
    sentence: str

    @property
    def german(self) -> str:
        """The sentence with how many are not reached."""
        return self.sentence + (f" Ohne ausreichendes Angebot: rund {format_number(self.unmet)}." if self.unmet else "")


@dataclass(frozen=True)
class Unjudged:
    """Where no gap can be told, and why; `names` are the places or codes that it concerns."""

    rule: GapRule
    names: tuple[str, ...]
    where: str
    sentence: str


def concerns(one: Shortfall | Unjudged, other: Shortfall | Unjudged) -> bool:
    """Whether both are of the same rule and of a place or code in common, though few may have put them together otherwise."""
    names = {*one.names, *other.names}
    return one.rule.title == other.rule.title and (
        WHOLE_CITY in names or len(names) < len(one.names) + len(other.names)
    )


@dataclass(frozen=True)
class Missing:
    """How many have not reported a supply, or not whole; and what lacks if each had as much as the largest."""

    respondents: int
    at_most: float


@dataclass(frozen=True)
class Supply:
    """What a rule counts, by name; `everybody` who is asked for it, and what the largest has (of a flow: in a month)."""

    measure: SteeringMeasure
    told: Mapping[str, Tally]
    everybody: Tally
    guard: Guard

    @property
    def most(self) -> float:
        """What the respondent with the largest amount said, of a flow in one month; never a true figure of persons."""
        is_flow = self.measure.is_flow
        amounts = (one.by_month.values() if is_flow else one.amounts.values() for one in self.told.values())
        return self.guard.bound(max((amount for some in amounts for amount in some), default=0), self.measure)

    def missing(self, told: Sequence[Tally]) -> Missing:
        """What lacks of these: of a flow each month that is not there counts, also of who has reported others."""
        gone = frozenset().union(*(one.owing - one.answered for one in told))
        if not self.measure.is_flow:
            return Missing(len(gone), len(gone) * self.most)
        lacking = frozenset().union(*(one.lacking for one in told))
        return Missing(len(gone | {one for one, _ in lacking}), len(lacking) * self.most)


def find_shortfalls(
    rules: Sequence[GapRule], facts: SteeringFacts, guard: Guard, months: Sequence[str]
) -> tuple[tuple[Shortfall, ...], tuple[Unjudged, ...]]:
    """All gaps, the largest first, and what could not be judged; `months` is what counts as now."""
    found = [one for rule in rules for one in _apply(rule, facts, guard, months)]
    gaps = [one for one in found if isinstance(one, Shortfall)]
    order = sorted(gaps, key=lambda one: (one.unmet is None, -(one.unmet or 0), rules.index(one.rule), one.where))
    ranked = tuple(
        Shortfall(rank, one.rule, one.names, one.where, one.need, one.supply, one.unmet, one.sentence)
        for rank, one in enumerate(order, 1)
    )
    return ranked, tuple(one for one in found if isinstance(one, Unjudged))


def _apply(rule: GapRule, facts: SteeringFacts, guard: Guard, months: Sequence[str]) -> Iterator[Shortfall | Unjudged]:
    everybody = facts.tell(rule.supply, months, CITY, rule.where)[WHOLE_CITY]
    unrecorded = [one for one in months if one not in facts.recorded] if rule.supply.is_of_all_months else []
    if unrecorded or not everybody.answered:
        when = join_words([format_month(one) for one in unrecorded]) if unrecorded else "diese Monate"
        yield Unjudged(
            rule, (WHOLE_CITY,), WHOLE_CITY, f"{WHOLE_CITY}: zum Angebot liegt für {when} keine Meldung vor."
        )
        return
    supply = Supply(rule.supply, facts.tell(rule.supply, months, rule.by, rule.where), everybody, guard)
    yield from _judge_each(rule, facts, guard, months, supply)


def _judge_each(
    rule: GapRule, facts: SteeringFacts, guard: Guard, months: Sequence[str], supply: Supply
) -> Iterator[Shortfall | Unjudged]:
    asked = supply.everybody
    if rule.need is None:
        for name in _names_of(rule, facts):
            told = supply.told.get(name, Tally({}, asked.owing, asked.answered, asked.in_part, asked.lacking))
            yield from _judge_supply(rule, name, told, supply.missing([told]), guard)
        return
    is_placed = rule.by in {DISTRICT, CITY}  # of which language a return will speak is not known before it is there
    wanted = facts.tell(rule.need, months, rule.by)
    needs = guard.show(wanted, rule.need, rule.by)
    if not is_placed:
        yield from _judge_rest(rule, _names_of(rule, facts), facts.ask(rule.need, months), needs, wanted)
    for shown in needs:
        here = [supply.told[name] for name in shown.names if name in supply.told]
        if not set(shown.names) & set(VAGUE):
            yield from _judge(rule, shown, here, supply.missing(here if is_placed else [asked]), guard)


def _names_of(rule: GapRule, facts: SteeringFacts) -> tuple[str, ...]:
    """Every place or code that a rule is about, also one for which there is nothing."""
    if rule.by in {DISTRICT, CITY}:
        return facts.places if rule.by == DISTRICT else (WHOLE_CITY,)
    known = TABLES[rule.supply.table].column(rule.by).code_list
    return tuple(one for one in known.codes if one not in VAGUE) if known else ()


def _judge_rest(
    rule: GapRule, names: tuple[str, ...], asked: Tally, needs: Sequence[Shown], told: Mapping[str, Tally]
) -> Iterator[Unjudged]:
    """The codes whose need is hidden, or might be large enough with the answers that lack."""
    enough = {name for one in needs if one.value is not None and one.value >= rule.least_need for name in one.names}
    lacking, hidden = asked.missing + len(asked.in_part), set(told) - {name for one in needs for name in one.names}
    reasons = [f"zum Bedarf {_say_gone(lacking)}"] if lacking else []
    reasons += ["was nur wenige Stellen melden, wird nicht gezeigt"] if hidden else []
    if reasons:
        rest = tuple(name for name in names if lacking or name not in enough)
        why = "; ".join(reasons)
        yield Unjudged(rule, rest, WHOLE_CITY, f"{WHOLE_CITY}: {why}; weitere Lücken lassen sich nicht feststellen.")


def _judge_supply(
    rule: GapRule, name: str, told: Tally, missing: Missing, guard: Guard
) -> Iterator[Shortfall | Unjudged]:
    """A rule without a need: the supply alone."""
    names, where = (name,), _where(rule, (name,))
    if guard.is_few(told, rule.supply):
        yield Unjudged(rule, names, where, f"{where}: {_too_few(guard)}")
        return
    supply = guard.round_persons(told.value, rule.supply)
    if supply >= rule.least:
        return
    if told.missing or (missing.respondents and supply + missing.at_most >= rule.least):
        yield Unjudged(rule, names, where, f"{where}: {_lacking(missing.respondents)}")
        return
    sentence = f"{_say_supply(rule, supply)}; verlangt sind mindestens {format_plain(rule.least)}.{_say_missing(rule, missing, [told])} {UNMEASURED}"
    yield Shortfall(0, rule, (name,), where, None, supply, None, sentence)


def _judge(
    rule: GapRule, shown: Shown, told: list[Tally], missing: Missing, guard: Guard
) -> Iterator[Shortfall | Unjudged]:
    need, where, lacking = shown.value, _where(rule, shown.names), shown.told.missing + len(shown.told.in_part)
    if need is None or need < rule.least_need:
        if rule.by in {DISTRICT, CITY} and (lacking or need is None):
            why = _lacking(lacking, "zum Bedarf ") if lacking else HIDDEN_NEED
            yield Unjudged(rule, shown.names, where, f"{where}: {why}")
        return
    if rule.need is None:
        return
    if any(guard.is_few(one, rule.supply) for one in told):
        yield Unjudged(rule, shown.names, where, f"{where}: {_too_few(guard)}")
        return
    supply = sum(guard.round_persons(one.value, rule.supply) for one in told)
    per_100 = 100 * supply / need if need else float("inf")
    if per_100 >= rule.least_per_100:
        at_most = lacking * guard.bound(shown.told.most, rule.need)
        if rule.by in {DISTRICT, CITY} and 100 * supply < rule.least_per_100 * (need + at_most):
            yield Unjudged(rule, shown.names, where, f"{where}: {_lacking(lacking, 'zum Bedarf ')}")
        return
    if 100 * (supply + missing.at_most) / need >= rule.least_per_100:
        why = f"{_say_need(rule.need, shown, need)}; {_lacking(missing.respondents)}"
        yield Unjudged(rule, shown.names, where, f"{where}: {why}")
        return
    unmet = round(need * (1 - per_100 / rule.least_per_100))
    sentence = (
        f"{_say_need(rule.need, shown, need)}, {_say_supply(rule, supply)}: {format_number(per_100, 2)} je 100. Verlangt "
        f"sind mindestens {format_plain(rule.least_per_100)} je 100, sobald der Bedarf {format_plain(rule.least_need)} erreicht."
        f"{_say_missing(rule, missing, told)}"
    )
    yield Shortfall(0, rule, shown.names, where, need, supply, unmet, sentence)


def _where(rule: GapRule, names: tuple[str, ...]) -> str:
    if rule.by in {DISTRICT, CITY}:
        return join_words(list(names))
    return TABLES[rule.supply.table].column(rule.by).say(names[0])


def _say_need(measure: SteeringMeasure, shown: Shown, need: float) -> str:
    """How many, of what, who said so; fewer answers make it a least."""
    told, titles = shown.told, code_list("kind").titles
    least = "mindestens " if told.missing or told.in_part else ""
    what = f"{measure.unit} {measure.title}" if measure.title[0].islower() else measure.title
    who = join_words([titles[kind] for kind in measure.kinds])
    basis = f": {len(told.answered)} von {len(told.owing)} haben geantwortet" if told.owing else ""
    in_part = f", davon {len(told.in_part)} nicht vollständig" if told.in_part else ""
    added = ", alle Monate zusammen" if measure.is_flow else ""
    return f"{least}{format_number(need)} {what}{added} ({who}{basis}{in_part})"


def _say_supply(rule: GapRule, supply: float) -> str:
    measure, table = rule.supply, TABLES[rule.supply.table]
    chosen = "; ".join(
        f"{table.column(name).title} {join_words([table.column(name).say(code) for code in codes], 'oder')}"
        for name, codes in rule.where.items()
    )
    return f"{format_count(supply, measure.unit)}{f' ({chosen})' if chosen else ''}"


def _too_few(guard: Guard) -> str:
    return f"das Angebot melden weniger als {guard.least} Stellen; wie viele Personen es erreicht, wird nicht gezeigt."


def _say_missing(rule: GapRule, missing: Missing, told: Sequence[Tally]) -> str:
    """Who did not report the supply, or not whole: of a list of one month what it held then and at no other time lacks."""
    if rule.supply.is_flow:
        what = "zum Angebot nicht für jeden Monat gemeldet; auch mit so viel wie im größten Monat einer Stelle bliebe die Lücke"
        return _say_who(missing.respondents, what)
    more = "zum Angebot nicht gemeldet; auch mit so viel wie der größten Stelle bliebe die Lücke"
    count = len(frozenset().union(*(one.in_part for one in told)))
    return _say_who(missing.respondents, more) + _say_who(count, "das Angebot nicht vollständig gemeldet")


def _say_who(count: int, what: str) -> str:
    if not count:
        return ""
    return f" {'Eine Stelle hat' if count == 1 else f'{count} Stellen haben'} {what}."


def _lacking(missing: int, what: str = "zum Angebot ") -> str:
    return f"{what}{_say_gone(missing)}, eine Lücke lässt sich nicht feststellen."


def _say_gone(missing: int) -> str:
    return f"fehlen Meldungen {'einer Stelle' if missing == 1 else f'von {missing} Stellen'}"
