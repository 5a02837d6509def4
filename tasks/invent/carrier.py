"""What an invented carrier of KIM's case management reports in a month. One way in: `invent_carrier(seed, place, month)`."""

from tasks.invent.city import InventedRespondent
from tasks.invent.kim import fill_posts, invent_kim
from tasks.invent.school import InventedRows

TALKS = 85  # a month, of a carrier of usual size
POSTS = {"coordination": 0.0, "case_management": 1.5, "offices": 0.0}


def invent_carrier(seed: int, place: InventedRespondent, month: str) -> InventedRows:
    """Figures by table."""
    return invent_kim(seed, place, month, TALKS * place.size, fill_posts(POSTS))
