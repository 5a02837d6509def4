"""The review of a concept, counted once more out of the reports' data files and concept.toml: `recount_review`.

Nothing of the review's own code is used: state, completeness, steps, medians, the block bootstrap and the segmentation
are written again after the methods that the page names.
"""

import tomllib

from tests.recount.german import german, long_month, moment, short_month
from tests.recount.page import read_page
from tests.recount.printed import Constants, Figures, numbers_in
from tests.recount.review import level_shifts, spread, turns
from tests.recount.review.forms import read_forms, recount_forms
from tests.recount.review.goals import known_of, recount_goal, result_of
from tests.recount.review.reports import read_reports

DURATIONS = {
    "Monate bis zum Schulplatz": ("I03", "I02"),
    "Monate von der Erstförderung bis in die Regelklasse": ("S05", "S11"),
}
OVERVIEW = ["Ziel", "Kennzahl", "Ausgangswert", "zuletzt bekannt", "Zielwert", "bis Ende", "Ergebnis", "Zuständig"]


def recount_review(home, folder, first, last):
    """Every number of the page and its other forms, in the months from first to last."""
    page = read_page(folder / "rueckblick.html")
    concept, reports = read_sources(home, page, first, last)
    forms = read_forms(folder)
    claims = [*recount_paper(page, concept, reports), *recount_forms(forms, page, reports, concept)]
    return [*page.printed, *forms.printed], claims


def read_sources(home, page, first, last):
    """What the home wants of the goals that are reviewed, and what the reports say of them."""
    concept = {"goals": [], "measures": [], "focuses": []}
    concept |= tomllib.loads((home / "concept.toml").read_text(encoding="utf-8"))
    concept["goals"] = [goal for goal in concept["goals"] if f"Ziel: {goal['title']}" in page]
    needed = {goal["indicator"] for goal in concept["goals"]} | {one for pair in DURATIONS.values() for one in pair}
    return concept, read_reports(home, sorted(needed), list(_months(first, last)))


def recount_paper(page, concept, reports):
    """Every number of the page."""
    yield from _head(page, reports)
    yield from _overview(page["Überblick"], concept, reports)
    for goal in concept["goals"]:
        yield from recount_goal(page[f"Ziel: {goal['title']}"], goal, concept, reports)
    yield from _durations(page["Wie lange es dauert"], reports)
    if "Maßnahmen und Schwerpunkte" in page:
        yield from _deeds(page["Maßnahmen und Schwerpunkte"], concept)
    yield from _methods(page["Methoden"])


def _months(first, last):
    year, month = map(int, first.split("-"))
    while (now := f"{year}-{month:02d}") <= last:
        yield now
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _head(page, reports):
    told, years = page[""].texts, (reports.months[0][:4], reports.months[-1][:4])
    for tag in ("title", "h1"):
        text = next(text for name, text in told if name == tag)
        yield f"Kopf: {tag}", text, Figures(years)
    out = sum(reports.files[month] is not None for month in reports.months)
    span = f"{long_month(reports.months[0])} bis {long_month(reports.months[-1])}"
    counted = [span, f"{out} von {len(reports.months)} Monaten", moment(reports.vintage)]
    yield "Kopf: Grundlage", [text for name, text in told if name == "dd"], counted
    yield "Kopf: Inhalt", [text for text in page["Inhalt"].sentences if numbers_in(text)], []


def _overview(chapter, concept, reports):
    table = chapter.tables["Was erreicht wurde"]
    yield "Was erreicht wurde: Spalten", list(table.heads), OVERVIEW
    yield "Was erreicht wurde: Zahl der Zeilen", len(table), len(concept["goals"])
    for goal, row in zip(concept["goals"], table, strict=False):
        points = reports.series[goal["indicator"]]
        result, last = result_of(goal, points)
        known = f"{german(known_of(points)[last])} ({short_month(last)})" if last else "."
        figures = [german(goal["base"]), known, german(goal["target"]), str(goal["year"])]
        counted = [goal["title"], reports.title(goal["indicator"]), *figures, result, goal["responsible"]]
        yield f"Was erreicht wurde: {goal['title']}", row, counted


def _durations(chapter, reports):
    table = chapter.tables["Geschätzte Dauer in Monaten"]
    years = list(dict.fromkeys(month[:4] for month in reports.months))
    yield (
        "Dauer: Spalten",
        list(table.heads),
        ["Größe", "Jahr", "Monate (geschätzt)", "95-%-Intervall", "aus Monaten", "Anmerkung"],
    )
    rows = [_duration(title, year, [reports.series[one] for one in pair])
            for title, pair in DURATIONS.items() for year in years]  # fmt: skip
    yield "Dauer: Zahl der Zeilen", len(table), len(rows)
    for told, row in zip(table, rows, strict=False):
        yield f"Dauer: {row[0]} {row[1]}", told, row
    notes = [f"{title}: {reports.title(stock)} ({stock}) geteilt durch {reports.title(flow)} ({flow})."
             for title, (stock, flow) in DURATIONS.items()]  # fmt: skip
    yield "Dauer: Anmerkungen", chapter.sentences[-len(notes) :], notes


def _duration(title, year, series):
    known, leaving = (
        {month: value for month, value in known_of(points).items() if month[:4] == year} for points in series
    )
    pairs = [(value, leaving[month]) for month, value in known.items() if month in leaving]
    found = spread.compare_flows(pairs)
    unknown = [title, year, ".", ".", str(len(pairs))]
    if len(pairs) >= spread.LEAST and sum(flow for _, flow in pairs) == 0:
        return [*unknown, "in diesen Monaten ging niemand ab"]
    if found is None or found[2] == float("inf"):
        return [*unknown, "zu wenige Monate bekannt" if found is None else "zu wenige Abgänge"]
    mean, low, high = (german(one, 1) for one in found)
    return [title, year, f"{mean} s", f"{low} bis {high}", str(len(pairs)), "geschätzt"]


def _deeds(chapter, concept):
    """Measures and Schwerpunkte as the concept has them."""
    titles = {goal["id"]: goal["title"] for goal in concept["goals"]}
    measures = [
        [one["title"], titles.get(one["goal"], ""), long_month(one["since"]),
         long_month(one["until"]) if one.get("until") else "–", one["state"], one["responsible"]]
        for one in concept["measures"]
    ]  # fmt: skip
    focuses = [
        [one["title"], f"{one['first']} bis {one['last']}",
         "; ".join(goal["title"] for goal in concept["goals"] if goal.get("focus") == one["id"]) or "–",
         one["responsible"]]
        for one in concept["focuses"]
    ]  # fmt: skip
    for title, rows in (("Maßnahmen", measures), ("Schwerpunkte", focuses)):
        if rows:
            yield title, list(chapter.tables[title]), rows


def _methods(chapter):
    """What the methods are made of: the numbers that this very count takes."""
    said = {
        "Woher die Zahlen sind": ("0",),
        "Wenden": ("2007", str(turns.LEAST_CHANGES), str(turns.LEAST), str(turns.MOST), "20"),
        "Sprünge": (str(level_shifts.SPREADS), str(level_shifts.LEAST), "70", "9", "5", "50", "56"),
        "Vorher und nachher": (str(spread.LEAST), spread.YEAR, str(spread.BLOCK), german(spread.DRAWS)),
        "Dauer in Monaten": ("1961", str(spread.LEAST)),
    }
    terms = [text for tag, text in chapter.texts if tag == "dt"]
    for term, text in zip(terms, (text for tag, text in chapter.texts if tag == "dd"), strict=True):
        yield f"Methoden: {term}", text, Constants(said.get(term, ()))
