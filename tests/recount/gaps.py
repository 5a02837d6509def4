"""The gaps of the steering page, found once more by the rules of config/policy.toml: `recount_gaps`."""

import re
import tomllib
from pathlib import Path

from tests.recount.guard import put_together, rounded
from tests.recount.page import german

POLICY = Path(__file__).parents[2] / "config" / "policy.toml"
VAGUE = {"mis", "und"}
MEASURES = {  # indicator and what it is told by: table, column, kind of figure, who says it
    ("K03", "district"): ("daycare_children", "other_family_language", "stock", "daycare"),
    ("K03", "language"): ("daycare_languages", "children", "stock", "daycare"),
    ("K04", "district"): ("daycare_children", "certified_support_need", "stock", "daycare"),
    ("K07", "district"): ("parent_programmes", "groups", "stock", ""),
    ("K07", "language"): ("parent_programmes", "groups", "stock", ""),
    ("S10", "district"): ("school_pupils", "arrivals", "flow", "school"),
    ("S13", "language"): ("heritage_language_lessons", "groups", "stock", "school"),
    ("I03", "city"): ("counselling", "waiting", "stock", "centre"),
    ("I02", "city"): ("counselling", "school_places_found", "flow", "centre"),
}


def read_rules():
    """The rules as they come with the program."""
    return tomllib.loads(POLICY.read_text(encoding="utf-8"))["steering"]["gaps"]


def recount_gaps(tally, chapter, languages, rules):
    """Each gap of the page with its numbers, and who could close it; `languages` are those that the page shows."""
    told = [one for one in chapter.sentences if one.startswith("### ")]
    at = [chapter.sentences.index(one) for one in told]
    found = [(*one, number) for number, rule in enumerate(rules) for one in _apply(tally, rule, languages)]
    found.sort(key=lambda one: (one[2] is None, -(one[2] or 0), one[3], one[0]))
    yield (
        "Lücken",
        [one.removeprefix("### ") for one in told],
        [f"{where}: {rules[n]['title']}" for where, _, _, n in found],
    )
    for place, (where, numbers, _, number) in zip(at, found, strict=False):
        sentence = chapter.sentences[place + 1].replace("je 100", "")
        yield f"Lücke {where}, {rules[number]['title']}", re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", sentence), numbers
    offers = tally.offers_by_name()
    for line in chapter.sentences:
        if match := re.fullmatch(r"(.+?) \((.+?)\): (\d+) Angebote? in (.+)", line):
            fields = {code for code, title in tally.titles("field_of_action").items() if title in match[4]}
            own = [one for one in offers.get(match[1], ()) if one["field_of_action"] in fields]
            yield f"wer schließen könnte: {match[1]}", int(match[3]), len(own)


def _apply(tally, rule, languages):
    """(where, numbers of the sentence, persons not reached) of each gap."""
    supply = _supply(tally, rule)
    if "need" not in rule:
        for place in tally.places:
            if (value := supply.get(place, 0)) < rule["least"]:
                yield place, [german(value), _plain(rule["least"])], None
        return
    for names, need, coverage in _needs(tally, rule, languages):
        value = sum(supply.get(name, 0) for name in names)
        if (
            need is None
            or need < rule["least_need"]
            or set(names) & VAGUE
            or 100 * value / need >= rule["least_per_100"]
        ):
            continue
        unmet = round(need * (1 - 100 * value / need / rule["least_per_100"]))
        limits = [_plain(rule["least_per_100"]), _plain(rule["least_need"])]
        where = tally.titles("language")[names[0]] if rule["by"] == "language" else _join(names)
        numbers = [german(need), *coverage, german(value), german(100 * value / need, 2), *limits, german(unmet)]
        yield where, numbers, unmet


def _supply(tally, rule):
    """What there is by place or language: offers of the rule's kind, or the sums of an indicator."""
    if rule["supply"] == "offers":
        chosen = rule.get("where", {}).items()
        own = [one for one in tally.offers() if all(one[name] in codes for name, codes in chosen)]
        return {place: sum(one["district"] == place for one in own) for place in tally.places}
    table, column, kind, _ = MEASURES[rule["supply"], rule["by"]]
    if rule["by"] == "language":
        return tally.by_code(table, column, kind, "language")[0]
    sums = tally.by_respondent(table, column, kind)
    if rule["by"] == "city":
        return {"gesamte Stadt": rounded(sum(sums.values()))}
    return {place: sum(tally.of_place(sums, place).values()) for place in tally.places}


def _needs(tally, rule, languages):
    """(names, persons as they are printed, how many answered and owed) of each group."""
    table, column, kind, who = MEASURES[rule["need"], rule["by"]]
    if rule["by"] == "language":
        owed, answered = tally.coverage(who, None)
        yield from (((code,), value, [str(answered), str(owed)]) for code, value in languages.items())
        return
    sums = tally.by_respondent(table, column, kind)
    if rule["by"] == "city":
        owed, answered = tally.coverage(who, None)
        yield ("gesamte Stadt",), rounded(sum(sums.values())), [str(answered), str(owed)]
        return
    places = put_together({place: tally.of_place(sums, place) for place in tally.places})
    together = tuple(place for place, (_, is_shared) in places.items() if is_shared)
    for names in [*((place,) for place in places if place not in together), *([together] if together else [])]:
        coverage = [tally.coverage(who, place) for place in names]
        yield names, places[names[0]][0], [str(sum(one[1] for one in coverage)), str(sum(one[0] for one in coverage))]


def _join(names):
    return " und ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _plain(value):
    return f"{value:g}"
