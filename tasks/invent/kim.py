"""What case managers of KIM report of themselves, with the centre or a carrier. Ways in: `invent_kim`, `fill_posts`."""

from collections.abc import Mapping
from typing import Any

from tasks.invent.chance import chance, portion, small_count
from tasks.invent.city import InventedRespondent
from tasks.invent.school import InventedRows
from tasks.invent.season import growth

AREAS = {"sgb2": 0.27, "sgb3": 0.05, "sgb8": 0.06, "sgb12": 0.03, "aufenthg": 0.4, "asylblg": 0.17, "other": 0.02}
TALKS_A_PERSON = 1.6


def invent_kim(
    seed: int, place: InventedRespondent, month: str, talks: float, posts: list[dict[str, Any]]
) -> InventedRows:
    """Cases by legal area, about so many talks in all, and the posts by Baustein as `fill_posts` gives them."""
    return {
        "kim_cases": [_area(seed, place, month, area, talks * share) for area, share in AREAS.items()],
        "kim_posts": posts,
    }


def fill_posts(posts: Mapping[str, float], vacant: float = 0.0) -> list[dict[str, Any]]:
    """The posts that are granted by Baustein, so many of them vacant."""
    rows = []
    for component, granted in posts.items():
        off = min(vacant, granted)
        vacant -= off
        rows.append({"kim_component": component, "granted_fte": granted, "filled_fte": granted - off})
    return rows


def _area(seed: int, place: InventedRespondent, month: str, area: str, mean: float) -> dict[str, str | int]:
    now = chance(seed, place.respondent, month, "kim", area)
    talks = small_count(mean * growth(month, 0.005), now)
    persons = min(talks, round(talks / TALKS_A_PERSON) + now.randint(0, 1))
    return {
        "legal_area": area,
        "consultations": talks,
        "persons_advised": persons,
        "persons_female": portion(persons, 0.48, now),
        "new_cases": portion(persons, 0.15, now),
        "closed_cases": portion(persons, 0.13, now),
        "open_cases": max(0, round(mean * 0.9) + now.randint(-2, 2)),
    }
