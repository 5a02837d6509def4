"""One goal of the concept in the review, counted once more: `recount_goal(chapter, goal, concept, reports)`."""

from statistics import median

from tests.recount.german import german, long_month, shift
from tests.recount.review.level_shifts import find_level_shifts
from tests.recount.review.reports import KNOWN, STATES
from tests.recount.review.spread import compare_years
from tests.recount.review.turns import LEAST_CHANGES, find_turns

UNKNOWN, NONE, MISSED = ".", "–", "nicht erreicht"
SMALLEST_PANEL = 20.0  # a change of a panel of fewer is measured against this
COMPARED = ["Vergleich", "Median davor", "Median danach", "Unterschied", "95-%-Intervall", "Aussage"]
YEARS = ["Zeitraum", "Median", "kleinster", "größter", *(f"Monate: {one}" for one in STATES), "Abdeckung"]


def break_of(goal):
    """From which month on the figure counts something else, and why; empty where it never does."""
    return min(((one["month"], one["reason"]) for one in goal.get("breaks", ())), default=("", ""))


def steps_of(goal):
    """Milestones and target as (month, value)."""
    milestones = sorted((one["month"], one["value"]) for one in goal.get("milestones", ()))
    return [*milestones, (f"{goal['year']}-12", goal["target"])]


def meets(goal, value, wanted):
    """Whether a value is at what is wanted or beyond."""
    return value >= wanted if goal["target"] > goal["base"] else value <= wanted


def known_of(points):
    """The values where enough answered."""
    return {month: one.value for month, one in points.items() if one.state == KNOWN}


def result_of(goal, points):
    """What became of a goal, and its last known month."""
    known, end, (cut, _) = known_of(points), max(points), break_of(goal)
    last, over = max(known, default=""), f"{goal['year']}-12"
    asked = over if over <= end else last
    if asked not in known or (cut and cut <= asked):
        return "nicht bekannt", last
    if meets(goal, known[asked], goal["target"]):
        return "erreicht", last
    if over <= end:
        return MISSED, last
    due = [wanted for month, wanted in steps_of(goal) if month <= last]
    if not due:
        return "noch nichts fällig", last
    return ("auf dem Weg" if meets(goal, known[last], due[-1]) else "hinter dem Plan"), last


def recount_goal(chapter, goal, concept, reports):
    """Every sentence and table of its chapter."""
    points, (cut, reason) = reports.series[goal["indicator"]], break_of(goal)
    asked = reports.months
    spans = [[month for month in asked if not cut or month < cut], [month for month in asked if cut and month >= cut]]
    spans = [span for span in spans if span]
    told = [_sum_up(goal, reports), *(_turns(points, span) for span in spans)]
    if cut:
        told.append(f"Bruch ab {long_month(cut)}: {reason}. Davor und danach wird nichts verbunden.")
    title = chapter.title
    yield f"{title}: was gesagt wird", chapter.sentences[: len(told)], told
    yield from _table(
        chapter,
        "Schritte",
        ["Fällig", "Sollwert", "Kennzahl im Monat", "Ergebnis"],
        [_step(goal, points, *one) for one in steps_of(goal)],
    )
    years = [
        [month for month in span if month[:4] == year]
        for span in spans
        for year in dict.fromkeys(one[:4] for one in span)
    ]
    yield from _table(chapter, "Jahre und Vollständigkeit", YEARS, [_year(points, span) for span in years])
    measures = [one for one in concept["measures"] if one["goal"] == goal["id"]]
    pairs = [("Erste und letzte zwölf Monate", reports.months[0], shift(reports.months[-1], -11))]
    pairs += [(f"Vor und seit Beginn: {one['title']}", shift(one["since"], -12), one["since"]) for one in measures]
    yield from _table(
        chapter, "Vorher und nachher", COMPARED, [_compare(points, *pair, (cut, reason)) for pair in pairs]
    )


def _table(chapter, title, heads, rows):
    table = chapter.tables[title]
    yield f"{chapter.title}, {title}: Spalten", list(table.heads), heads
    yield f"{chapter.title}, {title}: Zahl der Zeilen", len(table), len(rows)
    for told, row in zip(table, rows, strict=False):
        yield f"{chapter.title}, {title}: {row[0]}", told, row


def _sum_up(goal, reports):
    points = reports.series[goal["indicator"]]
    known, end, (cut, _) = known_of(points), max(points), break_of(goal)
    result, last = result_of(goal, points)
    met = [month for month, value in known.items() if (not cut or month < cut) and meets(goal, value, goal["target"])]
    was = f"zuletzt bekannt {german(known[last])} im {long_month(last)}" if last else "nie bekannt"
    since = f" Für spätere Monate bis {long_month(end)} ist sie nicht bekannt." if last and last < end else ""
    first = f" Der Zielwert war zuerst im {long_month(met[0])} erreicht." if met else ""
    office = f"Zuständig: {goal['responsible']}."
    return (
        f"{reports.title(goal['indicator'])} ({goal['indicator']}): Ausgangswert {german(goal['base'])}, Zielwert "
        f"{german(goal['target'])} bis Ende {goal['year']}, {was}. Ergebnis: {result}.{since}{first} {office}"
    )


def _turns(points, span):
    """The first month's change comes from across the cut, or from before the span."""
    known = [
        (month, points[month])
        for month in span[1:]
        if points[month].state == KNOWN and points[month].change is not None
    ]
    changes = [(month, one.change / max(one.before or 0.0, SMALLEST_PANEL) * 100) for month, one in known]
    where = f"{long_month(span[0])} bis {long_month(span[-1])}"
    how_many = f"{len(changes)} {'Veränderung' if len(changes) == 1 else 'Veränderungen'} derselben Stellen"
    if len(changes) < LEAST_CHANGES:
        return f"{where}: bekannt {how_many}; Wenden und Sprünge werden erst ab {LEAST_CHANGES} gesucht."
    said = [
        f"Wende im {long_month(month)}: davor im Mittel {german(before, 1, signed=True)} % je Monat, "
        f"danach {german(after, 1, signed=True)} %"
        for month, before, after in find_turns(changes)
    ]
    moves = [
        (*moved, one.before or 0.0, (one.before or 0.0) + one.change, one.base)
        for moved, (_, one) in zip(changes, known, strict=True)
    ]
    for month, change, stayed in find_level_shifts(moves):
        moved = f"{german(change, 1, signed=True)} % zum Vormonat"
        sure = f"Sprung im {long_month(month)}: {moved}, und der Stand blieb"
        said.append(sure if stayed else f"im {long_month(month)} {moved}; ob der Stand blieb, lässt sich nicht sagen")
    return f"{where}: {'; '.join(said) or f'keine Wende und kein Sprung gefunden ({how_many})'}."


def _step(goal, points, month, wanted):
    line, (cut, _) = [long_month(month), german(wanted)], break_of(goal)
    if month > max(points):
        return [*line, NONE, "noch nicht fällig"]
    value = points[month].usable if month in points else None
    shown = UNKNOWN if value is None else german(value)
    if value is None or (cut and cut <= month):
        return [*line, shown, "nicht bekannt"]
    return [*line, shown, "erreicht" if meets(goal, value, wanted) else MISSED]


def _year(points, span):
    values = [points[month].usable for month in span if points[month].usable is not None]
    is_whole = span[0].endswith("-01") and span[-1].endswith("-12")
    label = span[0][:4] if is_whole else f"{span[0][:4]}, {long_month(span[0])[:-5]} bis {long_month(span[-1])[:-5]}"
    answered, owed = (sum(getattr(points[month], name) for month in span) for name in ("answered", "owed"))
    return [
        label,
        *(german(pick(values)) if values else UNKNOWN for pick in (median, min, max)),
        *(str(sum(points[month].state == state for month in span)) for state in STATES),
        f"{german(answered)} von {german(owed)} ({german(answered / owed * 100, 1)} %)" if owed else UNKNOWN,
    ]


def _compare(points, title, before, after, broken):
    """Medians of the same calendar months, their difference and its interval."""
    cut, reason = broken
    none = [title, *[UNKNOWN] * 4]
    if before >= after or shift(before, 11) >= after:
        return [*none, "Die zwei Jahre überschneiden sich."]
    if cut and before < cut <= shift(after, 11):
        return [*none, f"Dazwischen liegt ein Bruch: {reason}."]
    first, second = ({shift(start, at)[5:]: points[month] for at in range(12)
                      if (month := shift(start, at)) in points and points[month].usable is not None}
                     for start in (before, after))  # fmt: skip
    shared = [one for one in first if one in second]
    then, now = ([side[one].usable for one in shared] for side in (first, second))
    found = compare_years(then, now)
    if found is None:
        return [*none, "Zu wenige gemeinsame Monate sind bekannt."]
    change, low, high = (german(one, signed=True) for one in found)
    said = "anders als davor" if found[1] > 0 or found[2] < 0 else "kein Unterschied nachweisbar"
    few, many = (median(side[one].answered for one in shared) for side in (first, second))
    if abs(many - few) * 10 > max(few, many):
        said = f"kein Urteil: es antworteten {german(few)}, dann {german(many)} Stellen"
    return [
        title,
        german(median(then)),
        german(median(now)),
        change,
        f"{low} bis {high}",
        f"{said} ({len(shared)} gemeinsame Monate)",
    ]
