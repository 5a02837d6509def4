"""What an invented association reports in a month. One way in: `invent_association(seed, place, month)`."""

from random import Random
from typing import Any

from config.codes import code_list
from tasks.invent.chance import chance, portion, small_count
from tasks.invent.city import InventedRespondent
from tasks.invent.school import InventedRows, invent_programmes
from tasks.invent.season import activity, growth

TITLES = {
    "language_education": ("Sprachcafé", "Deutsch im Alltag", "Hausaufgabenhilfe", "Lesepaten"),
    "school_to_work": ("Bewerbungstraining", "Berufe kennenlernen"),
    "youth": ("Offener Jugendtreff", "Fußball nach der Schule", "Theaterwerkstatt"),
    "seniors": ("Seniorenfrühstück", "Erzählcafé 60+", "Gymnastik für Ältere"),
    "health": ("Gesund im Stadtteil", "Sprechstunde Gesundheit"),
    "encounter": ("Interkultureller Garten", "Kochen verbindet", "Frauenfrühstück"),
    "participation": ("Mitmachbörse Ehrenamt", "Stadtteilkonferenz"),
    "administration": ("Formularhilfe", "Lotsen im Amt"),
}
AUDIENCE = {"youth": "youth", "seniors": "seniors", "school_to_work": "youth"}


def invent_association(seed: int, place: InventedRespondent, month: str) -> InventedRows:
    """Figures by table; in the summer holidays little happens."""
    rows: InventedRows = {
        "offers": _offers(seed, place, month),
        "offer_funds": _funds(seed, place, month),
        "meeting_places": _meeting_places(seed, place, month),
        "volunteer_training": _training(seed, place, month),
        "parent_programmes": _programmes(seed, place, month),
    }
    return {name: table for name, table in rows.items() if table}


def is_resting(seed: int, place: InventedRespondent, month: str) -> bool:
    """Whether the association has nothing to report this month (Fehlanzeige); whose groups of parents go on has."""
    return not _programmes(seed, place, month) and chance(seed, place.respondent, month, "nil").random() < (
        0.2 if month[5:] in {"07", "08"} else 0.03
    )


def _programmes(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    return invent_programmes(seed, place, month, ("Griffbereit",), 0.12)


def _offers(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    base = chance(seed, place.respondent, "offers")
    titles = [(field, title) for field, names in TITLES.items() for title in names]
    chosen = base.sample(titles, max(1, round(3 * place.size)))
    return [_offer(seed, place, month, field, title) for field, title in sorted(chosen)]


def seniors_offers(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    """All that an association can have for seniors."""
    return [_offer(seed, place, month, "seniors", title) for title in TITLES["seniors"]]


def _offer(seed: int, place: InventedRespondent, month: str, field: str, title: str) -> dict[str, Any]:
    base, now = chance(seed, place.respondent, title), chance(seed, place.respondent, title, month)
    participants = _participants(place, month, base.randint(8, 40), now)
    young = {"youth": 0.9, "school_to_work": 0.8, "seniors": 0.0}.get(field, 0.25)
    old = {"seniors": 0.95, "youth": 0.0, "school_to_work": 0.0}.get(field, 0.15)
    funded = base.random() < 0.6
    component = _component(base.choice("ABCD"), month) if funded else "none"
    funded = component != "none"
    return {
        "title": title,
        "component": component,
        "field_of_action": field,
        "target_group": AUDIENCE.get(field) or base.choice(("adults", "women", "families", "all", "children")),
        "partner": base.choice(code_list("partner").codes),
        "dates_held": max(1, small_count(5 * activity(month), now)),
        "participants": participants,
        "participants_female": portion(participants, base.uniform(0.4, 0.75), now),
        "participants_under_27": portion(participants, young, base),
        "participants_60_and_over": min(
            participants - portion(participants, young, base), portion(participants, old, now)
        ),
        "volunteers": base.randint(1, 6),
        "paid_staff": base.choice((0, 0, 1)),
        "fee_paid_staff": base.choice((0, 1, 1, 2)),
        "is_funded_by_komm_an": "yes" if funded else "no",
        "persons_in_year": _persons_in_year(seed, place, month, title, participants),
    }


def _participants(place: InventedRespondent, month: str, usual: int, now: Random) -> int:
    return max(0, round(usual * place.size * activity(month) * growth(month, 0.004) * now.uniform(0.85, 1.15)))


def _persons_in_year(seed: int, place: InventedRespondent, month: str, title: str, participants: int) -> int:
    """More than came in the month, and in December, which is asked, no fewer than in any before: those count, too."""
    usual = chance(seed, place.respondent, title).randint(8, 40)
    before = [f"{month[:4]}-{number:02}" for number in range(1, 12)] if month.endswith("-12") else []
    came = (_participants(place, one, usual, chance(seed, place.respondent, title, one)) for one in before)
    return max(round(participants * chance(seed, title, month, "year").uniform(1.5, 4)), *came, 0)


def _component(code: str, month: str) -> str:
    """When KOMM-AN has ended, what it paid for goes on without it."""
    return code if code_list("component").is_valid(code, month) else "none"


def _funds(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    base = chance(seed, place.respondent, "funds", month[:4])
    component = _component(chance(seed, place.respondent, "component").choice("ABCD"), month)
    lines = base.sample(("staff", "fees", "rent", "materials", "other"), base.randint(2, 4))
    return [_fund(seed, place, month, component, line) for line in sorted(lines)]


def _fund(seed: int, place: InventedRespondent, month: str, component: str, line: str) -> dict[str, Any]:
    base, now = chance(seed, place.respondent, line, month[:4]), chance(seed, place.respondent, line, month)
    granted = round(base.uniform(900, 9_000) * place.size, -1)
    return {
        "component": component,
        "budget_line": line,
        "granted_eur": granted,
        "spent_eur": round(granted / 12 * now.uniform(0.55, 1.05), 2),
        "own_eur": round(granted / 12 * now.uniform(0.02, 0.12), 2),
        "third_party_eur": round(granted / 12 * now.choice((0, 0, 0.1)), 2),
    }


def _meeting_places(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    if chance(seed, place.respondent, "meeting").random() > 0.3:
        return []
    now: Random = chance(seed, place.respondent, month, "meeting")
    hours = round(60 * place.size * activity(month)) + now.choice((0.0, 0.5, 4.0))
    return [{
        "place": f"Treffpunkt {place.district}", "district": place.district, "open_hours": hours,
        "target_group_hours": round(hours * now.uniform(0.36, 0.8) * 2) / 2,
    }]  # fmt: skip


def _training(seed: int, place: InventedRespondent, month: str) -> list[dict[str, Any]]:
    now = chance(seed, place.respondent, month, "training")
    if now.random() > 0.12 * activity(month):
        return []
    qualified = now.randint(3, 14)
    return [{
        "course": now.choice(("Grundlagen des Ehrenamts", "Sprachbegleitung", "Erste Hilfe im Ehrenamt")),
        "course_hours": now.choice((4.0, 6.0, 8.0, 12.5)), "volunteers_qualified": qualified,
        "volunteers_female": portion(qualified, 0.65, now),
    }]  # fmt: skip
