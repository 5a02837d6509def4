"""Who could close a gap, found once more: associations with offers in a fitting field of action, the nearest first."""

from tests.recount.german import join

MOST, MOST_HERE = 5, 2
NEARNESS = ("im Ort selbst", "Nachbarort", "anderer Ort", "")


def recount_closers(gap, texts, rules, tally):
    """The lines below a gap; `texts` are all that stands below its heading."""
    found = find_closers(gap, rules, tally)
    summary = [f"Wer sie schließen könnte ({len(found)})"] if found else []
    none = ["Kein Verein meldet Angebote in einem passenden Handlungsfeld."] if fields_of(gap) and not found else []
    counted = [*summary, *map(_line, found), *none]
    yield f"Lücke {gap.name}: wer sie schließen könnte", texts[1 : 1 + len(counted)], counted


def fields_of(gap):
    """The fields of action in which it could be closed."""
    return gap.rule.get("closed_by") or gap.rule.get("where", {}).get("field_of_action", [])


def find_closers(gap, rules, tally):
    """(name, place, how near, how many offers, in which fields), the nearest first."""
    fields, counts = tally.titles("field_of_action"), {}
    for one in tally.offers():
        if one["field_of_action"] in fields_of(gap):
            counts.setdefault(one["who"], []).append(one["field_of_action"])
    order = []
    for who, own in counts.items():
        _, name, place = tally.people[who]
        near = _near(gap, place, rules.get("neighbours", []))
        order.append((near, -len(own), name, who, place, [title for code, title in fields.items() if code in own]))
    order.sort()
    here = [one for one in order if one[0] == 0]
    chosen = [*here[:MOST_HERE], *order[len(here) :]][:MOST]
    return [(name, place, NEARNESS[near], -count, titles) for near, count, name, _, place, titles in chosen]


def _line(closer):
    name, place, nearness, count, titles = closer
    where = f"{place}, {nearness}" if nearness else place
    return f"{name} ({where}): {'1 Angebot' if count == 1 else f'{count} Angebote'} in {join(titles)}"


def _near(gap, place, neighbours):
    """How near by the policy: 0 the place itself, 1 beside it, 2 elsewhere, 3 where the gap has no place."""
    if gap.rule["by"] != "district":
        return 3
    if place in gap.names:
        return 0
    return 1 if any({place, name} == set(pair) for pair in neighbours for name in gap.names) else 2
