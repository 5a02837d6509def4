"""Where the supply does not reach the need by the policy's rules, found once more: `recount_gaps`, `find_gaps`."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import config
from tests.recount.german import german, join, plain, shift, window
from tests.recount.printed import Figures
from tests.recount.steering.closers import recount_closers
from tests.recount.steering.guard import Shown, leave_out, put_together, rounded, rounded_up, value_of
from tests.recount.steering.tally import CITY, FLOWS, PERSONS, Tally, Told, known_months

KNOWN = {
    "K03": {"language": ("daycare_languages", "children"), "": ("daycare_children", "other_family_language")},
    "K04": {"": ("daycare_children", "certified_support_need")}, "K07": {"": ("parent_programmes", "groups")},
    "S10": {"": ("school_pupils", "arrivals")}, "S13": {"": ("heritage_language_lessons", "groups")},
    "I02": {"": ("counselling", "school_places_found")}, "I03": {"": ("counselling", "waiting")},
}  # fmt: skip
VAGUE = {"mis", "und"}  # in "another language" nothing can be offered
CLOSED = "Vor einem Jahr eine Lücke, heute nach derselben Regel keine mehr"
UNJUDGED = "Nicht zu beurteilen"


@dataclass(frozen=True)
class Found:
    """A gap, or where none can be told (`is_judged` false): the rule, the place, and the numbers of its sentence."""

    rule: dict
    names: tuple
    where: str
    figures: tuple
    need: float | None = None
    supply: float | None = None
    unmet: int | None = None
    is_judged: bool = True

    @property
    def name(self):
        return f"{self.where}: {self.rule['title']}"


def concerns(one, other):
    """Whether two of the same rule have a place or code in common; the city has each."""
    names = {*one.names} & {*other.names} or {CITY} & {*one.names, *other.names}
    return one.rule["title"] == other.rule["title"] and bool(names)


def closed_since(before, now):
    """What was a gap a year ago and is none today, nor one that nobody can judge."""
    return [one for one in before or () if not any(concerns(one, other) for other in now)]


def read_rules(home):
    """The section [steering] of policy.toml, that of the home before ours."""
    found = {}
    for folder in (Path(config.__file__).parent, home):
        path = folder / "policy.toml"
        found |= tomllib.loads(path.read_text(encoding="utf-8")).get("steering", {}) if path.exists() else {}
    return found


def recount_gaps(chapter, connection, rules, tally):
    """Gaps in their order with who could close them, what was closed, what cannot be judged."""
    month, length = tally.months[-1], len(tally.months)
    gaps, unjudged = find_gaps(rules, tally)
    before = gaps_before(connection, rules, month, length)
    told = _read(chapter)
    yield "Lücken", list(told["gaps"]), [one.name for one in gaps]
    for one, texts in zip(gaps, told["gaps"].values(), strict=False):
        was = None if before is None else any(concerns(one, old) for old in before)
        yield from _gap(one, texts, was)
        yield from recount_closers(one, texts, rules, tally)
    closed = closed_since(before, (*gaps, *unjudged))
    yield from _listed("geschlossen", told["closed"], closed)
    yield from _listed("nicht zu beurteilen", told["unjudged"], unjudged)
    if unjudged:
        yield "Lücken: wie viele nicht zu beurteilen sind", told["count"], f"{UNJUDGED} ({len(unjudged)})"


def gaps_before(connection, rules, month, length):
    """The gaps of a year ago; None where not all of those months are known."""
    then = shift(month, -12)
    if not set(window(then, length)) <= known_months(connection, month):
        return None
    return find_gaps(rules, Tally(connection, window(then, length), month))[0]


def _read(chapter):
    """The gaps with their texts by heading, then what was closed and what cannot be judged."""
    found, now = {"gaps": {}, "closed": [], "unjudged": [], "count": ""}, []
    for tag, text in chapter.texts:
        if tag == "h3" and text.startswith(UNJUDGED):
            found["count"], now = text, found["unjudged"]
        elif tag == "h3":
            now = found["closed"] if text == CLOSED else found["gaps"].setdefault(text, [])
        elif tag in {"p", "summary", "li"}:
            now.append(text)
    return found


def _gap(one, texts, was):
    """The sentence of a gap: its numbers, how many are not reached, and whether it was there a year ago."""
    unmet = (german(one.unmet),) if one.unmet else ()
    yield f"Lücke {one.name}", texts[0], Figures((*one.figures, *unmet))
    said = {True: "bestand schon vor einem Jahr", False: "Vor einem Jahr war hier keine"}.get(was)
    yield f"Lücke {one.name}, vor einem Jahr", said is None or said in texts[0], True


def _listed(what, texts, found):
    points = [one for one in texts if one.partition(":")[0] and not one.startswith(("Hier fehlen", "Welche Orte"))]
    yield f"Lücken, {what}: wie viele", len(points), len(found)
    for text, one in zip(points, found, strict=False):
        yield f"Lücken, {what}: {one.name}", text, Figures(one.figures)
        yield f"Lücken, {what}: Ort und Regel", one.where in text and one.rule["title"] in text, True


def find_gaps(rules, tally):
    """Gaps, the largest first, and what cannot be judged."""
    found = [one for rule in rules["gaps"] for one in _apply(rule, tally)]
    titles = [rule["title"] for rule in rules["gaps"]]
    gaps = [one for one in found if one.is_judged]
    gaps.sort(key=lambda one: (one.unmet is None, -(one.unmet or 0), titles.index(one.rule["title"]), one.where))
    return gaps, [one for one in found if not one.is_judged]


def _measure(name, by):
    return KNOWN[name].get(by) or KNOWN[name][""]


def _is_stock(name, by):
    return name != "offers" and _measure(name, by) not in FLOWS


def _tell(tally, name, by, where):
    """A figure by place, by code, or of all."""
    if name == "offers":
        places = tally.places if by == "district" else [None]
        return {place or CITY: tally.of_offers(where, place) for place in places}
    measure = _measure(name, by)
    if by == "city":
        return {CITY: tally.of_city(*measure)}
    return tally.by_place(*measure) if by == "district" else tally.by_code(*measure, by)


def _apply(rule, tally):
    by, where = rule["by"], rule.get("where", {})
    everybody = _tell(tally, rule["supply"], "city", where)[CITY]
    unknown = [] if _is_stock(rule["supply"], by) else tally.unknown()
    if unknown or not everybody.answered:
        yield Found(rule, (CITY,), CITY, tuple(month[:4] for month in unknown), is_judged=False)
        return
    supply = _tell(tally, rule["supply"], by, where)
    if not rule.get("need"):
        for name in tally.places if by == "district" else [CITY] if by == "city" else _codes(tally, by):
            yield from _judge_supply(rule, name, supply.get(name, Told({}, everybody.owing, everybody.answered)))
        return
    measure = _measure(rule["need"], by)
    wanted = _tell(tally, rule["need"], by, {})
    needs = _show(wanted, measure, by)
    if by not in {"district", "city"}:
        yield from _judge_rest(rule, _codes(tally, by), tally.asked(*measure), wanted, needs)
    for shown in needs:
        if not set(shown.names) & VAGUE:
            told = [supply[name] for name in shown.names if name in supply]
            where = join(list(shown.names)) if by != "language" else tally.titles(by)[shown.names[0]]
            yield from _judge(
                Found(rule, shown.names, where, ()),
                shown,
                told,
                _missing(rule, tally, supply, everybody if by == "language" else sum(told, Told())),
            )


def _missing(rule, tally, supply, told):
    """How many of these lack a supply, and what lacks if each had as much as the largest; of a flow each month."""
    if not _is_stock(rule["supply"], rule["by"]) and rule["supply"] != "offers":
        who, months, largest = tally.most_that_lacks(*_measure(rule["supply"], rule["by"]))
        return len(who), months * rounded_up(largest, _measure(rule["supply"], rule["by"]))
    most = max((max(one.amounts.values(), default=0) for one in supply.values()), default=0)
    is_counted = rule["supply"] == "offers"
    return told.missing, told.missing * (most if is_counted else rounded_up(most, _measure(rule["supply"], rule["by"])))


def _codes(tally, by):
    return tuple(code for code in tally.titles(by) if code not in VAGUE)


def _judge_rest(rule, codes, asked, wanted, needs):
    """Codes of which few speak, or whose need may be large enough with the answers that lack."""
    owing, answered, in_part = asked
    lacking = len(owing - answered) + len(in_part)
    shown = {name: one.value for one in needs for name in one.names}
    if lacking or set(wanted) - set(shown):
        rest = tuple(code for code in codes if lacking or (shown.get(code) or -1) < rule["least_need"])
        yield Found(rule, rest, CITY, _several(lacking), is_judged=False)


def _show(groups, measure, by):
    if by == "district":
        return put_together(groups, measure)
    if by == "language":
        return leave_out(groups, measure)
    return [Shown((name,), value_of(told, measure), told) for name, told in groups.items()]


def _judge_supply(rule, place, told):
    """A rule without a need: the supply alone."""
    if told.value >= rule["least"]:
        return
    if told.missing:
        yield Found(rule, (place,), place, _several(told.missing), is_judged=False)
    else:
        figures = (german(told.value), plain(rule["least"]), *_several(len(told.in_part)))
        yield Found(rule, (place,), place, figures, supply=told.value)


def _judge(base, shown, told, missing):
    rule, need, (gone, at_most) = base.rule, shown.value, missing
    lacking = shown.told.missing + len(shown.told.in_part)
    if need is None or need < rule["least_need"]:
        if (lacking or need is None) and rule["by"] in {"district", "city"}:
            yield replace(base, figures=_several(lacking), is_judged=False)
        return
    is_persons = rule["supply"] != "offers" and _measure(rule["supply"], rule["by"]) in PERSONS
    is_flow = rule["supply"] != "offers" and not _is_stock(rule["supply"], rule["by"])
    supply = sum(rounded(one.value) if is_persons else one.value for one in told)
    per_100, least = 100 * supply / need, rule["least_per_100"]
    asked = shown.told
    said = (german(need), *((str(len(asked.answered)), str(len(asked.owing))) if asked.owing else ()))
    said += (str(len(asked.in_part)),) if asked.in_part else ()
    if per_100 >= least:
        most = rounded_up(max(asked.amounts.values(), default=0), _measure(rule["need"], rule["by"]))
        if rule["by"] in {"district", "city"} and 100 * supply / (need + lacking * most) < least:
            yield replace(base, figures=_several(lacking), is_judged=False)
        return
    if 100 * (supply + at_most) / need >= least:
        yield replace(base, figures=(*said, *_several(gone)), is_judged=False)
        return
    figures = (*said, german(supply), german(per_100, 2), "100", plain(least), "100", plain(rule["least_need"]))
    unmet, in_part = round(need * (1 - per_100 / least)), set().union(*(one.in_part for one in told))
    in_part = set() if is_flow else in_part  # they are among those gone
    yield replace(
        base, figures=(*figures, *_several(gone), *_several(len(in_part))), need=need, supply=supply, unmet=unmet
    )


def _several(count):
    """One respondent is written in words."""
    return (str(count),) if count > 1 else ()
