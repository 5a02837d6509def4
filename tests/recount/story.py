"""What was planted in the years of a long demo, and nothing else, is what its pages tell: `tell_story(home, told)`.

Planted are: a gap that is closed, a goal that is reached and one that is missed, a definition that changed, a programme
that ended. Beside what is told stands what the invented city itself says, whose rows nobody protected or lost.
"""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass

from tests.recount.german import long_month, shift
from tests.recount.steering.gaps import read_rules
from tests.recount.steering.record import recount_gap_record
from tests.recount.truth import Truth

RULE, DISTRICT, CLOSED = "Angebote für ältere Menschen", "Eilpe/Dahl", "2025-03"
ENDED, BROKEN = "2026-12", "2027-01"
GOALS = {"V07": "erreicht", "I03": "nicht erreicht", "I07": "auf dem Weg"}  # the last as it stood before the break
COMPONENTS = ("bausteina", "bausteinb", "bausteinc", "bausteind")


@dataclass
class Told:
    """What the products say: the steering views by month, the review's page, two years' control sheets by figure."""

    views: dict
    review: dict
    proofs: dict


def tell_story(home, told):
    """Yields (what, what is told, what was planted or is true of the invented city)."""
    truth = Truth(home)
    yield from _views(home, told.views)
    yield from _gap(told.views, truth)
    yield from _goals(told.review, truth)
    yield from _break(told.review)
    yield from _programme(told, truth)


def _views(home, views):
    """Each gap that any month tells, and each that it tells closed, is one of its data by the rules."""
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        rules = read_rules(home)
        for month, record in views.items():
            yield from recount_gap_record(record, connection, rules, month)


def _named(record, what):
    return [one["where"] for one in record[what] if one["rule"] == RULE]


def _gap(views, truth):
    """The planted gap is there until it is closed, and is told closed for a year; no other ever is.

    In the first two of three months that count as now it is not known what was held before.
    """
    first, last = min(views), max(views)
    known = shift(first, 2)
    for month, record in views.items():
        is_gap = DISTRICT in _named(record, "gaps")
        yield f"{month}: Lücke in {DISTRICT}", is_gap, known <= month < CLOSED
        is_told = CLOSED <= month < f"{int(CLOSED[:4]) + 1}{CLOSED[4:]}"
        closed = [f"{one['where']}: {one['rule']}" for one in record["closed_within_a_year"]]
        yield f"{month}: geschlossene Lücken", closed, [f"{DISTRICT}: {RULE}"] if is_told else []
    for month in (first, "2025-02", CLOSED, last):
        yield (
            f"{month}: Angebote für Ältere in {DISTRICT}, erfunden",
            truth.seniors(DISTRICT, month) > 0,
            month >= CLOSED,
        )


def _goals(page, truth):
    """What became of each goal, and that the invented city says the same."""
    rows = {row[0]: row for row in page["Überblick"].tables["Was erreicht wurde"]}
    results = {goal["indicator"]: rows[goal["title"]][6] for goal in truth.goals}
    yield "Ergebnis der Ziele", results, GOALS
    for goal in truth.goals:
        chapter = page[f"Ziel: {goal['title']}"]
        steps = [row[3] for row in chapter.tables["Schritte"]]
        is_missed = GOALS[goal["indicator"]] == "nicht erreicht"
        yield f"{goal['id']}: ein Schritt verfehlt", "nicht erreicht" in steps, is_missed
        turns = [text for text in chapter.sentences if "Wende im" in text]
        yield f"{goal['id']}: Wenden", turns, []
    (reached,) = (goal for goal in truth.goals if goal["indicator"] == "V07")
    sentence = page[f"Ziel: {reached['title']}"].sentences[0]
    first = re.search(r"zuerst im (\w+ \d{4}) erreicht", sentence)
    since = [month for month in truth.months if long_month(month) == (first and first[1])]
    yield "aeltere: erst erreicht, seit die Lücke geschlossen ist", bool(since) and since[0] >= CLOSED, True
    known = [truth.total("V07", month) >= reached["target"] for month in (*truth.before(CLOSED), truth.months[-1])]
    yield "aeltere: erfunden vorher nie und zuletzt erreicht", known, [*[False] * (len(known) - 1), True]
    compared = {row[0]: row[5] for row in page[f"Ziel: {reached['title']}"].tables["Vorher und nachher"]}
    since_then = next(said for title, said in compared.items() if DISTRICT in title)
    yield "aeltere: seit dem Frühstück sind es mehr", since_then, "anders als davor (12 gemeinsame Monate)"
    (missed,) = (goal for goal in truth.goals if goal["indicator"] == "I03")
    yield "wartende: erfunden nie erreicht", [m for m in truth.months if truth.total("I03", m) <= missed["target"]], []


def _break(page):
    """The one break, and that nothing is joined across it."""
    said = {title: [text for text in chapter.sentences if text.startswith("Bruch ab")]
            for title, chapter in page.items() if title.startswith("Ziel: ")}  # fmt: skip
    told = {title: [text.partition(":")[0] for text in texts] for title, texts in said.items() if texts}
    yield "Brüche", told, {"Ziel: Mehr Beratungen im Case Management": [f"Bruch ab {long_month(BROKEN)}"]}
    chapter = page["Ziel: Mehr Beratungen im Case Management"]
    years = {row[0]: row[1:4] for row in chapter.tables["Jahre und Vollständigkeit"]}
    yield "begleitung: nach dem Bruch ist nichts bekannt", years.get("2027, Januar bis Juni"), [".", ".", "."]
    spans = [text.partition(":")[0] for text in chapter.sentences if " bis " in text and "Veränderungen" in text]
    yield (
        "begleitung: Strecken für Wenden",
        [span.split(" bis ")[-1] for span in spans],
        [long_month(ENDED), "Juni 2027"],
    )
    compared = [row[3] for row in chapter.tables["Vorher und nachher"]]
    yield "begleitung: über den Bruch verglichen", compared, ["."] * len(compared)


def _programme(told, truth):
    """KOMM-AN: its components are spent of until they end, and not after."""
    for month, record in told.views.items():
        (table,) = (one for one in record["tables"] if one["id"] == "funds")
        pots = [line[0] for line in table["lines"] if line[0].startswith("Baustein")]
        yield f"{month}: Töpfe von KOMM-AN in der Steuerung", len(pots), 4 if month <= ENDED else 0
    for year, figures in told.proofs.items():
        spent = [bool(figures[f"vereine.{one}.ausgaben.bisher"].strip("0")) for one in COMPONENTS]
        yield f"{year}: Ausgaben der Bausteine im Nachweis", spent, [f"{year}-01" <= ENDED] * 4
    for month in (ENDED, BROKEN):
        yield f"{month}: Bausteine, erfunden", truth.components(month), set("ABCD") if month <= ENDED else set()
