"""The five-year review, counted once more out of the reports' data files and concept.toml: `recount_review`.

Nothing of the review's own code is used: state, completeness, steps, medians, the block bootstrap and the segmentation
are written again after the methods that the page names. Yields (place, what is printed, what is counted).
"""

import csv
import json
import tomllib
from random import Random
from statistics import fmean, median

from tests.recount.page import german, long_month, read_page, short_month
from tests.recount.turns import find_turns

STATES = ("bekannt", "zu wenige Antworten", "nicht geschuldet", "keine Angabe", "kein Bericht")
ENDED = {"I07": "2026-12"}  # the last month that asks for it
KINDS = {"S": "school", "K": "daycare", "V": "association", "I": "centre", "N": "centre"}
DURATIONS = {
    "Monate bis zum Schulplatz": ("I03", "I02"),
    "Monate von der Erstförderung bis in die Regelklasse": ("S05", "S11"),
}


def recount_review(home, folder, first, last):
    """Every number of the page against a count, in the months from first to last; the other files against the page."""
    concept = tomllib.loads((home / "concept.toml").read_text(encoding="utf-8"))
    page = read_page(folder / "rueckblick.html")
    concept["goals"] = [goal for goal in concept["goals"] if f"Ziel: {goal['title']}" in page]
    months = list(_months(first, last))
    reports = {month: _read_report(home, month) for month in months}
    needed = {goal["indicator"] for goal in concept["goals"]} | {one for pair in DURATIONS.values() for one in pair}
    series = {name: {month: _point(reports[month], name, month) for month in months} for name in needed}
    yield from _overview(page["Überblick"], concept, series, months)
    for goal in concept["goals"]:
        yield from _goal(page[f"Ziel: {goal['title']}"], goal, concept, series[goal["indicator"]], months)
    yield from _durations(page["Wie lange es dauert"], series, months)
    yield from _course(folder, series)
    yield from _same_everywhere(folder, page)


def _months(first, last):
    year, month = map(int, first.split("-"))
    while (now := f"{year}-{month:02d}") <= last:
        yield now
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _read_report(home, month):
    """The data files of the newest version of a month, by row; None where there is none."""
    (centre,) = (home / "reports").iterdir()
    versions = sorted((centre / month).glob("v*"), key=lambda one: int(one.name.partition(".")[2]))
    if not versions:
        return None
    data = {"version": versions[-1].name[1:]}
    for name in ("key_figures", "change_month", "returns_by_kind"):
        with (versions[-1] / "daten" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            data[name] = {row["row_key"]: row for row in csv.DictReader(file)}
    return data


def _point(report, name, month):
    """State, value, answered, owed, change on the panel, the panel's figure before."""
    if report is None:
        return ("kein Bericht", None, 0, 0, None, None)
    row, change = report["key_figures"].get(name, {}), report["change_month"].get(name, {})
    value = float(row["now"]) if row.get("now") else None
    is_asked = month <= ENDED.get(name, month)
    owed = int(report["returns_by_kind"].get(KINDS[name[0]], {}).get("expected") or 0) if is_asked else 0
    answered = min(int(change.get("n") or 0) + int(change.get("joined") or 0), owed)
    if value is None:
        state = "keine Angabe" if owed else "nicht geschuldet"
    else:
        state = "zu wenige Antworten" if "()" in row["now_sign"] else "bekannt"
    moved = (float(change[one]) if change.get(one) else None for one in ("change", "panel_before"))
    return (state, value, answered, owed, *moved)


def _usable(points, months=None):
    return {
        month: one[1] for month, one in points.items() if one[0] == "bekannt" and (months is None or month in months)
    }


def _break(goal):
    """From which month on the figure counts something else; empty where it never does."""
    return min((one["month"] for one in goal.get("breaks", ())), default="")


def _steps(goal):
    """Milestones and target as (month, value)."""
    milestones = sorted((one["month"], one["value"]) for one in goal.get("milestones", ()))
    return [*milestones, (f"{goal['year']}-12", goal["target"])]


def _meets(goal, value, wanted):
    return value >= wanted if goal["target"] > goal["base"] else value <= wanted


def _result(goal, points, months):
    """What became of a goal, and its last known month."""
    known = _usable(points)
    due, cut = [one for one in _steps(goal) if one[0] <= months[-1]], _break(goal)
    last = max(known)
    is_over = last < f"{goal['year']}-12" <= months[-1]
    if is_over or (cut and cut <= last):
        return "nicht bekannt", last
    if _meets(goal, known[last], goal["target"]):
        return "erreicht", last
    stepped = [one for one in due if one[0] <= last]
    if not stepped:
        return "noch nichts fällig", last
    if _meets(goal, known[last], stepped[-1][1]):
        return "auf dem Weg", last
    return ("nicht erreicht" if due and due[-1][0] == f"{goal['year']}-12" else "hinter dem Plan"), last


def _overview(chapter, concept, series, months):
    for goal, row in zip(concept["goals"], chapter.tables["Was erreicht wurde"], strict=True):
        result, last = _result(goal, series[goal["indicator"]], months)
        value = series[goal["indicator"]][last][1]
        counted = [
            german(goal["base"]),
            f"{german(value)} ({short_month(last)})",
            german(goal["target"]),
            str(goal["year"]),
            result,
        ]
        yield f"Was erreicht wurde, {goal['title']}", row[2:7], counted


def _goal(chapter, goal, concept, points, months):
    title, cut = goal["title"], _break(goal)
    for (month, wanted), row in zip(_steps(goal), chapter.tables["Schritte"], strict=True):
        yield (
            f"{title}, Schritte",
            row,
            [long_month(month), german(wanted), *_step(goal, points, month, wanted, months)],
        )
    spans = [[month for month in months if not cut or month < cut], [month for month in months if cut and month >= cut]]
    years = [
        [month for month in span if month[:4] == year]
        for span in spans
        for year in dict.fromkeys(one[:4] for one in span)
    ]
    for span, row in zip(years, chapter.tables["Jahre und Vollständigkeit"], strict=True):
        yield f"{title}, Jahre und Vollständigkeit, {row[0]}", row, _year(points, span)
    compared = [(months[0], _shift(months[-1], -11))]
    compared += [(_shift(one["since"], -12), one["since"]) for one in concept["measures"] if one["goal"] == goal["id"]]
    for (before, after), row in zip(compared, chapter.tables["Vorher und nachher"], strict=True):
        yield f"{title}, {row[0]}", row[1:5], _compare(points, before, after, cut)
    said = [one for one in chapter.sentences if "Veränderungen derselben Stellen" in one or "Wende im" in one]
    for span, sentence in zip([one for one in spans if one], said, strict=True):
        yield f"{title}, Wenden", sentence, _turns(points, span)


def _step(goal, points, month, wanted, months):
    if month > months[-1]:
        return "–", "noch nicht fällig"
    value = _usable(points).get(month)
    is_cut = _break(goal) and _break(goal) <= month
    if value is None or is_cut:
        return ("." if value is None else german(value)), "nicht bekannt"
    return german(value), "erreicht" if _meets(goal, value, wanted) else "nicht erreicht"


def _year(points, span):
    values = list(_usable(points, span).values())
    is_whole = span[0].endswith("-01") and span[-1].endswith("-12")
    label = span[0][:4] if is_whole else f"{span[0][:4]}, {long_month(span[0])[:-5]} bis {long_month(span[-1])[:-5]}"
    answered, owed = (sum(points[month][place] for month in span) for place in (2, 3))
    return [
        label,
        *(german(pick(values)) if values else "." for pick in (median, min, max)),
        *(str(sum(points[month][0] == state for month in span)) for state in STATES),
        f"{german(answered)} von {german(owed)} ({german(answered / owed * 100, 1)} %)" if owed else ".",
    ]


def _shift(month, by):
    count = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{count // 12}-{count % 12 + 1:02d}"


def _compare(points, before, after, cut):
    """Medians of the same calendar months, their difference and its interval."""
    unknown = [".", ".", ".", "."]
    end = _shift(after, 11)
    if before >= after or _shift(before, 11) >= after or (cut and before < cut <= end):
        return unknown
    first, second = (_calendar_year(points, start) for start in (before, after))
    shared = [one for one in first if one in second]
    if len(shared) < 6:
        return unknown
    then, now = [first[one] for one in shared], [second[one] for one in shared]
    low, high = _interval(lambda chance: median(_draw(now, chance)) - median(_draw(then, chance)))
    change = median(now) - median(then)
    said = f"{german(low, signed=True)} bis {german(high, signed=True)}"
    return [german(median(then)), german(median(now)), german(change, signed=True), said]


def _calendar_year(points, start):
    """The known values of a year from a month on, by calendar month."""
    return {month[5:]: value for month, value in _usable(points).items() if start <= month <= _shift(start, 11)}


def _draw(values, chance):
    """As many as there are, in blocks of three neighbours."""
    drawn = []
    while len(drawn) < len(values):
        start = int(chance.random() * (len(values) - 2))
        drawn += values[start : start + 3]
    return drawn[: len(values)]


def _interval(draw):
    """The middle 95 % of 2,000 draws; the start of the draws is the method's year."""
    chance = Random(1989)  # noqa: S311 - draws, no secret
    drawn = sorted(draw(chance) for _ in range(2_000))
    return drawn[50], drawn[1_949]


def _turns(points, span):
    """The first month's change comes from across the cut, or from before the span."""
    known = [
        (month, points[month]) for month in span[1:] if points[month][0] == "bekannt" and points[month][4] is not None
    ]
    changes = [(month, one[4] / max(one[5] or 0.0, 20.0) * 100) for month, one in known]
    where = f"{long_month(span[0])} bis {long_month(span[-1])}"
    if len(changes) < 18:
        return (
            f"{where}: {len(changes)} Veränderungen derselben Stellen sind bekannt; Wenden werden erst ab 18 gesucht."
        )
    if not (turns := find_turns(changes)):
        return f"{where}: keine Wende gefunden ({len(changes)} Veränderungen derselben Stellen)."
    said = "; ".join(
        f"Wende im {long_month(month)}: davor im Mittel {german(before, 1, signed=True)} % je Monat, danach "
        f"{german(after, 1, signed=True)} %"
        for month, before, after in turns
    )
    return f"{where}: {said}."


def _durations(chapter, series, months):
    rows = {(row[0], row[1]): row[2:5] for row in chapter.tables["Geschätzte Dauer in Monaten"]}
    for title, (stock, flow) in DURATIONS.items():
        for year in dict.fromkeys(month[:4] for month in months):
            known = [_usable(series[name], [one for one in months if one[:4] == year]) for name in (stock, flow)]
            pairs = [(value, known[1][month]) for month, value in known[0].items() if month in known[1]]
            yield f"{title} {year}", rows[title, year], _duration(pairs)


def _duration(pairs):
    if len(pairs) < 6 or sum(flow for _, flow in pairs) <= 0:
        return [".", ".", str(len(pairs))]

    def draw(chance):
        drawn = _draw(pairs, chance)
        flow = fmean(one for _, one in drawn)
        return fmean(one for one, _ in drawn) / flow if flow > 0 else float("inf")

    low, high = _interval(draw)
    mean = fmean(one for one, _ in pairs) / fmean(one for _, one in pairs)
    return [f"{german(mean, 1)} s", f"{german(low, 1)} bis {german(high, 1)}", str(len(pairs))]


def _course(folder, series):
    """verlauf.csv: a row a figure and month."""
    with (folder / "verlauf.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["indicator"], row["month"]): row for row in csv.DictReader(file)}
    yield "verlauf.csv, Zeilen", len(rows), sum(map(len, series.values()))
    for name, points in series.items():
        for month, (state, value, answered, owed, change, before) in points.items():
            row = rows[name, month]
            told = [row["state"], *(float(row[one]) if row[one] else None for one in ("value", "answered", "owed"))]
            yield f"verlauf.csv, {name} {month}", told, [state, value, float(answered), float(owed)]
            moved = [float(row[one]) if row[one] else None for one in ("panel_change", "panel_before")]
            yield f"verlauf.csv, {name} {month}, Panel", moved, [change, before]


def _same_everywhere(folder, page):
    """The document to edit and the data say what the page says."""
    import docx

    written = json.loads((folder / "rueckblick.json").read_text(encoding="utf-8"))
    document = docx.Document(folder / "rueckblick.docx")
    tables = iter(document.tables)
    for part in written["parts"]:
        for table in part["tables"]:
            rows = [[" ".join(text.split()) for text in row] for row in table["rows"]]
            yield (
                f"rueckblick.json, {part['title']}, {table['title']}",
                rows,
                page[part["title"]].tables[table["title"]],
            )
            cells = [[" ".join(cell.text.split()) for cell in line.cells] for line in next(tables).rows[1:]]
            yield f"rueckblick.docx, {part['title']}, {table['title']}", cells, rows
