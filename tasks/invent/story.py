"""What is planted in a long demo, so that whoever looks for it can be seen to find it. One way in: `plant`.

A gap that is closed: in one district nobody had anything for seniors, until its associations began something. That
KOMM-AN ended, and that case management is counted otherwise since 2027, stands in the code lists and forms themselves.
What the city wanted (`CONCEPT`, the concept.toml of its home): one goal that this reaches, one that is missed,
one whose figure changes its meaning.
"""

from pathlib import Path

from tasks.invent.association import seniors_offers
from tasks.invent.city import InventedRespondent
from tasks.invent.school import InventedRows

NEIGHBOURS = {"title": "Nachbarschaftstreff", "field_of_action": "encounter", "target_group": "all"}
CONCEPT = Path(__file__).with_name("concept.toml")
GAP_DISTRICT, GAP_CLOSED = "Eilpe/Dahl", "2025-03"


def plant(seed: int, place: InventedRespondent, month: str, rows: InventedRows) -> InventedRows:
    """The rows as the story has them."""
    if place.kind != "association" or place.district != GAP_DISTRICT or "offers" not in rows:
        return rows
    others = [row for row in rows["offers"] if row["field_of_action"] != "seniors"]
    others = others or [rows["offers"][0] | NEIGHBOURS]  # nobody is left with nothing to say
    begun = seniors_offers(seed, place, month) if month >= GAP_CLOSED else []
    return rows | {"offers": [*others, *begun]}
