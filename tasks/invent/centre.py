"""What the invented centre itself reports in a month. One way in: `invent_centre(seed, place, month)`."""

from typing import Any

from config.codes import code_list
from tasks.invent.chance import chance, portion, small_count
from tasks.invent.city import InventedRespondent
from tasks.invent.kim import fill_posts, invent_kim
from tasks.invent.school import ARRIVALS, InventedRows
from tasks.invent.season import activity, growth

INTERPRETED = ("ar", "tr", "uk", "ru", "ro", "bg", "kmr", "prs", "fa", "sq", "ti", "pl")
GRANTS = {"KI": (3.5, 170_000.0), "KIM": (6.0, 342_000.0)}  # invented, but that KIM has 57,000 EUR a post
OWN_CASES = 30  # consultations a month of the case managers who sit with the centre itself
OWN_POSTS = {
    "coordination": 1.0,
    "case_management": 0.5,
    "offices": 0.0,
}  # of KIM's grant; the rest sits with the carriers

RECOMMENDED = {"G": 4.0, "H": 1.2, "R": 1.5, "SK": 0.8, "GE": 1.8, "GY": 1.1, "BK": 3.0}  # a grade, in a usual month


def invent_centre(seed: int, place: InventedRespondent, month: str) -> InventedRows:
    """Figures by table."""
    return {
        "counselling": [
            _stage(seed, place, month, stage, mean)
            for stage, mean in (("primar", 26), ("sek1", 31), ("sek2", 14), ("other", 2))
        ],
        "recommendations": _recommendations(seed, place, month),
        "interpreting": _interpreting(seed, place, month),
        "case_management": _cases(seed, place, month),
        **invent_kim(seed, place, month, OWN_CASES, fill_posts(OWN_POSTS, _vacant(seed, place, month, "KIM"))),
        "posts": [_post(seed, place, month, module) for module in GRANTS],
        "parent_guide_training": [
            {
                "programme": programme,
                "qualified_guides": small_count(2 * activity(month), chance(seed, programme, month)),
            }
            for programme in code_list("programme").codes
        ],
        "network": [_partner(seed, place, month, partner) for partner in code_list("partner").codes],
    }


def _stage(seed: int, place: InventedRespondent, month: str, stage: str, mean: float) -> dict[str, Any]:
    now = chance(seed, place.respondent, month, stage)
    interviews = small_count(mean * ARRIVALS[int(month[5:])], now)
    return {
        "stage": stage,
        "first_interviews": interviews,
        "school_places_found": portion(interviews, 0.85, now),
        "waiting": max(0, round(mean * 0.7) + now.randint(-4, 4)),
        "median_waiting_days": float(now.randint(12, 32)),
        "not_assessed": max(0, round(mean * 0.4) + now.randint(-3, 3)),
    }


def _recommendations(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    """A few for each grade of the Schulformen that are advised; none in a grade is no row."""
    rows = []
    for school_type, mean in RECOMMENDED.items():
        for grade in code_list("school_type").extra[school_type]["grades"].split("|"):
            now = chance(seed, place.respondent, month, school_type, grade)
            count = small_count(mean * ARRIVALS[int(month[5:])], now)
            rows.append({"recommended_type": school_type, "grade": grade, "recommendations": count})
    return [row for row in rows if row["recommendations"]]


def _interpreting(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    base, rows = chance(seed, place.respondent, "interpreting"), []
    for language in INTERPRETED:
        for area in base.sample(code_list("interpreting_area").codes, 3):
            now = chance(seed, place.respondent, month, language, area)
            assignments = small_count(base.uniform(2, 9) * activity(month) * growth(month, 0.008), now)
            hours = round(assignments * now.uniform(1.2, 2.0) * 2) / 2
            rows.append({"language": language, "area": area, "assignments": assignments, "interpreting_hours": hours})
    return rows


def _cases(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    means = {"sgb2": 95, "sgb3": 18, "sgb8": 22, "sgb12": 12, "aufenthg": 140, "asylblg": 60, "other": 8}
    return [
        {
            "legal_area": area,
            "consultations": small_count(mean * growth(month, 0.005), chance(seed, place.respondent, month, area)),
        }
        for area, mean in means.items()
    ]


def _post(seed: int, place: InventedRespondent, month: str, module: str) -> dict[str, Any]:
    granted, grant = GRANTS[module]
    filled = granted - _vacant(seed, place, month, module)
    spent = round(grant / 12 * filled / granted * chance(seed, month, module).uniform(0.95, 1.0), 2)
    return {"module": module, "granted_fte": granted, "filled_fte": filled, "grant_eur": grant, "spent_eur": spent}


def _vacant(seed: int, place: InventedRespondent, month: str, module: str) -> float:
    """How many posts of a grant nobody holds in a year."""
    return chance(seed, place.respondent, module, month[:4]).choice((0.0, 0.5, 0.75))


def _partner(seed: int, place: InventedRespondent, month: str, partner: str) -> dict[str, Any]:
    now = chance(seed, place.respondent, month, partner)
    meetings = small_count(1.8 * activity(month), now)
    return {
        "partner": partner,
        "meetings": meetings,
        "participants": sum(now.randint(4, 18) for _ in range(meetings)),
        "agreements": small_count(0.2 * meetings, now),
    }
