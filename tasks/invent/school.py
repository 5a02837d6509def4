"""What an invented school reports in a month. One way in: `invent_school(seed, place, month)`."""

from random import Random
from typing import Any

from config.codes import code_list
from tasks.invent.chance import chance, portion, small_count, split
from tasks.invent.city import InventedRespondent
from tasks.invent.season import elapsed, growth

InventedRows = dict[str, list[dict[str, Any]]]

COUNTRIES = {
    "166": 30,
    "475": 22,
    "423": 12,
    "163": 8,
    "125": 7,
    "154": 9,
    "438": 6,
    "170": 3,
    "144": 2,
    "152": 2,
    "252": 2,
    "997": 1,
}
LANGUAGES = {"tr": 8, "ar": 7, "ru": 4, "uk": 4, "it": 2, "pl": 2, "el": 1, "sq": 1, "ro": 2}
ARRIVALS = {1: 1.0, 2: 1.0, 3: 0.9, 4: 0.8, 5: 0.8, 6: 0.5, 7: 0.2, 8: 1.9, 9: 1.6, 10: 1.2, 11: 1.1, 12: 0.7}


def invent_school(seed: int, place: InventedRespondent, month: str) -> InventedRows:
    """Figures by table; parts fit their wholes, arrivals by country add up to arrivals by grade."""
    grades = code_list("school_type").extra[place.school_type]["grades"].split("|")
    pupils = [_grade(seed, place, month, grade) for grade in grades]
    rows: InventedRows = {
        "school_pupils": pupils,
        "school_arrivals": _arrivals(
            sum(row["arrivals"] for row in pupils), chance(seed, place.respondent, month, "countries")
        ),
        "heritage_language_lessons": _lessons(seed, place, month),
        "teacher_training": _training(seed, place, month),
        "parent_programmes": invent_programmes(
            seed, place, month, ("Rucksack Schule",), 0.4 if place.school_type == "G" else 0
        ),
    }
    return {name: table for name, table in rows.items() if table}


def invent_programmes(
    seed: int, place: InventedRespondent, month: str, programmes: tuple[str, ...], likelihood: float
) -> list[dict[str, Any]]:
    """Groups of parent programmes, which run through the year with little change."""
    base = chance(seed, place.respondent, "programmes")
    if base.random() >= likelihood:
        return []
    languages = base.sample(sorted(LANGUAGES), base.choice((1, 1, 2)))
    now = chance(seed, place.respondent, month, "programmes")
    rows = []
    for programme in base.sample(programmes, base.randint(1, len(programmes))):
        for language in languages:
            groups, families = base.choice((1, 1, 1, 2)), base.randint(6, 9)
            families = groups * families + now.choice((-1, 0, 0, 1))
            rows.append({
                "programme": programme, "language": language, "groups": groups, "families": families,
                "children": families + now.randint(0, 4), "parent_guides": groups + base.randint(0, 1),
            })  # fmt: skip
    return rows


def _grade(seed: int, place: InventedRespondent, month: str, grade: str) -> dict[str, Any]:
    base, now = chance(seed, place.respondent, grade), chance(seed, place.respondent, grade, month)
    classes = max(1, round((4 if place.school_type in {"GE", "GY", "BK"} else 2.6) * place.size))
    if place.school_type == "S":
        classes = 1
    pupils = classes * base.randint(11 if place.school_type == "S" else 21, 27) + now.choice((-1, 0, 0, 0, 1))
    migration = portion(pupils, place.diversity, base)
    language = portion(migration, base.uniform(0.55, 0.8), base)
    support = portion(pupils, place.diversity * base.uniform(0.08, 0.2) * growth(month, 0.006), now)
    in_class = portion(support, 0.55, base)
    mean = 0.035 * support * ARRIVALS[int(month[5:])] + 0.08
    return {
        "grade": grade,
        "pupils": pupils,
        "pupils_female": portion(pupils, base.uniform(0.45, 0.53), base),
        "migration_background": migration,
        "other_family_language": language,
        "foreign_nationality": portion(pupils, place.diversity * base.uniform(0.35, 0.5), base),
        "first_support": support,
        "first_support_female": portion(support, 0.48, base),
        "first_support_ukraine": portion(support, max(0.12, 0.34 - 0.008 * elapsed(month)), base),
        "german_class": in_class,
        "german_group": support - in_class,
        "follow_up_support": portion(pupils, place.diversity * base.uniform(0.02, 0.06), base),
        "arrivals": small_count(mean, now),
        "transitions": min(in_class, small_count(0.04 * support * (3 if month[5:] in {"01", "08"} else 1), now)),
    }


def _arrivals(number: int, stream: Random) -> list[dict[str, Any]]:
    countries = stream.choices(list(COUNTRIES), weights=list(COUNTRIES.values()), k=number)
    rows = []
    for country in sorted(set(countries)):
        arrivals = countries.count(country)
        rows.append({"country": country, "arrivals": arrivals, "arrivals_female": stream.randint(0, arrivals)})
    return rows


def _lessons(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    """Heritage language lessons: fixed in the school year, a third of the schools."""
    base = chance(seed, place.respondent, "lessons")
    stages = {"G": ["primar"], "GE": ["sek1"], "GY": ["sek1"], "R": ["sek1"], "SK": ["sek1"]}.get(place.school_type, [])
    if not stages or base.random() > 0.45:
        return []
    least, now = (15 if stages == ["primar"] else 18), chance(seed, place.respondent, month, "lessons")
    rows = []
    for language in sorted(base.sample(sorted(LANGUAGES), base.choice((1, 1, 2)))):
        groups = base.choice((1, 1, 2))
        participants = groups * least + base.randint(1, 8) + now.choice((0, 0, 1))
        rows.append({
            "language": language, "stage": stages[0], "participants": participants, "groups": groups,
            "weekly_hours": groups * base.choice((3.0, 4.0, 5.0)),
        })  # fmt: skip
    return rows


def _training(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    now = chance(seed, place.respondent, month, "training")
    if month[5:] in {"07", "08"} or now.random() > 0.25:
        return []
    total = small_count(3, now)
    courses = now.sample(list(code_list("training_course").codes)[:5], 2)
    return [
        {"course": course, "teachers": number}
        for course, number in zip(courses, split(total, [2, 1], now), strict=True)
    ]
