"""What was planted in the years of a long demo, and nothing else, is what its pages tell: `tell_story(home, run)`."""

import sqlite3
from contextlib import closing

from tests.recount.page import read_page

GAP = "Eilpe/Dahl: Angebote für ältere Menschen"
CLOSED = "Vor einem Jahr eine Lücke, heute nach derselben Regel keine mehr"
REACHED = {
    "aeltere": "erreicht",
    "wartende": "nicht erreicht",
    "begleitung": "auf dem Weg",
}  # as it was last known, before the break


def tell_story(home, review, write_steering):
    """Yields (what, what the page tells, what was planted); `write_steering(month)` writes the page of a month."""
    for month, is_gap in (("2025-02", True), ("2026-02", False)):
        page = write_steering(month).read_text(encoding="utf-8")
        head, _, told = page.partition(CLOSED)
        yield f"Lücke im {month}", GAP in head, is_gap
        closed = told.partition("<ul>")[2].partition("</ul>")[0].split("<li>")[1:]
        yield f"geschlossene Lücken im {month}", [one.partition(".")[0] for one in closed], [] if is_gap else [GAP]
    chapters = read_page(review / "rueckblick.html")
    overview = [row[6] for row in chapters["Überblick"].tables["Was erreicht wurde"]]
    yield "Ergebnis der Ziele", overview, list(REACHED.values())
    breaks = {
        title: [one for one in chapter.sentences if one.startswith("Bruch ab")] for title, chapter in chapters.items()
    }
    yield (
        "Brüche",
        {title: len(said) for title, said in breaks.items() if said},
        {"Ziel: Mehr Beratungen im Case Management": 1},
    )
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        query = "SELECT count(*) FROM current_offer_funds WHERE component != 'none' AND month {} '2026-12'"
        before, after = (connection.execute(query.format(sign)).fetchone()[0] > 0 for sign in ("<=", ">"))
    yield "Bausteine von KOMM-AN bis Ende 2026 und danach", (before, after), (True, False)
