"""What an invented daycare reports in a month. One way in: `invent_daycare(seed, place, month)`."""

from typing import Any

from tasks.invent.chance import chance, portion, split
from tasks.invent.city import InventedRespondent
from tasks.invent.school import InventedRows, invent_programmes
from tasks.invent.season import growth

LANGUAGES = {
    "ar": 22,
    "tr": 18,
    "uk": 8,
    "ru": 9,
    "ro": 8,
    "bg": 6,
    "pl": 5,
    "kmr": 6,
    "prs": 3,
    "sq": 4,
    "it": 3,
    "en": 3,
    "mis": 4,
}
GROUPS = {
    ("I", "25"): 1,
    ("I", "35"): 4,
    ("I", "45"): 5,
    ("II", "35"): 2,
    ("II", "45"): 3,
    ("III", "25"): 2,
    ("III", "35"): 6,
    ("III", "45"): 6,
}


def invent_daycare(seed: int, place: InventedRespondent, month: str) -> InventedRows:
    """Figures by table; languages and places add up to the children."""
    children = [_age_group(seed, place, month, age) for age in ("U3", "Ü3")]
    total = sum(row["children"] for row in children)
    rows: InventedRows = {
        "daycare_children": children,
        "daycare_languages": _languages(seed, place, sum(row["other_family_language"] for row in children)),
        "daycare_places": _places(seed, place, total),
        "parent_programmes": invent_programmes(
            seed, place, month, ("griffbereitMINI", "Griffbereit", "Rucksack KiTa"), 0.35 * place.diversity + 0.1
        ),
    }
    return {name: table for name, table in rows.items() if table}


def _age_group(seed: int, place: InventedRespondent, month: str, age: str) -> dict[str, Any]:
    base, now = chance(seed, place.respondent, age), chance(seed, place.respondent, age, month)
    size = (14 if age == "U3" else 52) * place.size
    # the Kita year begins in August with the fewest children and fills up
    filling = 0.94 + 0.005 * ((int(month[5:]) - 8) % 12)
    children = max(4, round(size * filling) + now.choice((-1, 0, 0, 1)))
    anew = chance(seed, place.respondent, age, month, "school")
    starters = portion(children, 0.33, anew) if age == "Ü3" else 0
    language = portion(children, place.diversity * base.uniform(0.6, 0.75) * growth(month, 0.003), base)
    row: dict[str, Any] = {
        "age_group": age,
        "children": children,
        "children_female": portion(children, base.uniform(0.45, 0.53), base),
        "foreign_origin_parent": portion(children, place.diversity, base),
        "other_family_language": language,
        "certified_support_need": portion(language, 0.5 if age == "Ü3" else 0.05, base),
    }
    need = min(starters, portion(row["certified_support_need"], 0.4, anew))
    return row | {"school_starters": starters, "school_starters_need": need}


def _languages(seed: int, place: InventedRespondent, children: int) -> list[dict[str, Any]]:
    base = chance(seed, place.respondent, "languages")
    spoken = sorted(base.sample(sorted(LANGUAGES), min(len(LANGUAGES), 3 + round(6 * place.diversity))))
    counts = split(children, [float(LANGUAGES[language]) for language in spoken], base)
    return [{"language": language, "children": count} for language, count in zip(spoken, counts, strict=True) if count]


def _places(seed: int, place: InventedRespondent, children: int) -> list[dict[str, Any]]:
    counts = split(children, [float(weight) for weight in GROUPS.values()], chance(seed, place.respondent, "places"))
    return [
        {"group_form": form, "booked_hours": hours, "places_occupied": count}
        for (form, hours), count in zip(GROUPS, counts, strict=True)
    ]
