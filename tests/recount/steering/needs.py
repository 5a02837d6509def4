"""Need and supply side by side, counted once more: the first tables of the steering page with their notes."""

from tests.recount.german import german, long_month
from tests.recount.printed import Figures
from tests.recount.steering.guard import LEAST, Shown, is_few, leave_out, put_together, rounded, value_of
from tests.recount.steering.tally import CITY, PERSONS

PLACE_NEEDS = {
    "Kita: andere Familiensprache": ("daycare_children", "other_family_language"),
    "Kita: Förderbedarf": ("daycare_children", "certified_support_need"),
    "Schule: andere Familiensprache": ("school_pupils", "other_family_language"),
    "Schule: Erstförderung": ("school_pupils", "first_support"),
    "Schule: neu zugewandert": ("school_pupils", "arrivals"),
}
LANGUAGES = {
    "Kinder in Kitas": ("daycare_languages", "children"),
    "Elternbildung: Gruppen": ("parent_programmes", "groups"),
    "HSU: Gruppen": ("heritage_language_lessons", "groups"),
    "Dolmetschen: Einsätze": ("interpreting", "assignments"),
}
SENIORS = {"target_group": ("seniors",)}


def say(value):
    """A figure as it is printed: nothing is a dash, unknown a point."""
    return "." if value is None else german(value) if value else "–"


def say_period(months):
    """The months that count as now."""
    first, last = map(long_month, (months[0], months[-1]))
    return last if first == last else f"{first} bis {last}"


def coverage(asked):
    """Of those who were asked, how many answered, and how many of them not for each month."""
    owing, answered, in_part = map(len, asked)
    return f"{answered} von {owing} Stellen" + (f", davon {in_part} nicht vollständig" if in_part else "")


def check_table(table, heads, lines):
    """Claims on a table, row by row; its caption and notes are claimed by itself."""
    title = str(table.caption)
    yield f"{title}: Spalten", list(table.heads), list(heads)
    rows = [row for row in table if row != ["Dazu ist nichts gemeldet."]]
    lines = [list(map(str, line)) for line in lines]
    yield f"{title}: Zahl der Zeilen", len(rows), len(lines)
    for row, line in zip(rows, lines, strict=False):
        yield f"{title}: {line[0]}", row, line


def recount_needs(chapter, tally):
    """Every number of the chapter on need and supply."""
    period = say_period(tally.months)
    made = {
        "Bedarf und Angebote nach Orten": (_places_heads(), _places(tally)),
        "Familiensprachen und Angebote in ihnen": (["Sprache", *LANGUAGES], _languages(tally)),
        "Warten auf einen Schulplatz": (
            ["Stufe", "Wartende (neuester Stichtag)", "vermittelte Plätze (alle Monate zusammen)"], _waiting(tally)
        ),
        "Angebote nach Handlungsfeldern und Zielgruppen": _offers(tally, "target_group"),
        "Angebote nach Handlungsfeldern und Orten": _offers(tally, "district"),
    }  # fmt: skip
    for title, (heads, lines) in made.items():
        table = chapter.table(title)
        yield f"{title}: Zeitraum", table.caption, f"{title} {period}"
        yield from check_table(table, heads, lines)
    yield from _notes(chapter, tally)


def _places_heads():
    return [
        "Ort",
        *PLACE_NEEDS,
        "Angebote der Vereine",
        "davon für Ältere",
        "Vereine, die meldeten",
        "davon nicht jeden Monat",
    ]


def _places(tally):
    """A place a line, then the city; few respondents are put together, which a star says."""
    columns = [_by_name(put_together(tally.by_place(*need), need)) for need in PLACE_NEEDS.values()]
    for place in tally.places:
        yield [place, *(_shared(one[place]) for one in columns), *_offers_in(tally, place)]
    whole = [(tally.of_city(*need), need) for need in PLACE_NEEDS.values()]
    figures = [say(None if is_few(told) and need in PERSONS else value_of(told, need)) for told, need in whole]
    yield [CITY, *figures, *_offers_in(tally, None)]


def _by_name(shown):
    return {name: one for one in shown for name in one.names}


def _shared(one: Shown):
    return say(one.value) + (" *" if len(one.names) > 1 else "")


def _offers_in(tally, place):
    owing, answered, in_part = map(len, tally.asked("offers", None, place))
    counts = [say(tally.of_offers(where, place).value) for where in ({}, SENIORS)]
    counts = [".", "."] if owing and not answered else counts
    return *counts, f"{answered} von {owing}", say(in_part)


def _languages(tally):
    """The most spoken first; children of fewer than three Kitas are not shown."""
    told = [tally.by_code(*measure, "language") for measure in LANGUAGES.values()]
    shown = {one.names[0]: one.value for one in leave_out(told[0], LANGUAGES["Kinder in Kitas"])}
    titles, nothing = tally.titles("language"), [0 if tally.asked(*one)[1] else None for one in LANGUAGES.values()]
    codes = {code for one in told for code in one}
    for code in sorted(codes, key=lambda code: (shown.get(code) is None, -(shown.get(code) or 0), titles[code])):
        supplies = [one[code].value if code in one else none for one, none in zip(told, nothing, strict=True)]
        yield [titles[code], say(shown.get(code)), *map(say, supplies[1:])]


def _waiting(tally):
    waiting, found = (tally.by_code("counselling", name, "stage") for name in ("waiting", "school_places_found"))
    for code, title in tally.titles("stage").items():
        if code in waiting or code in found:
            yield [title, *(say(rounded(one[code].value) if code in one else None) for one in (waiting, found))]


def _offers(tally, columns):
    """Heads and lines: a field of action a line, how many offers for each target group or in each place."""
    offers, titles = tally.offers(), tally.titles("target_group")
    names = {place: place for place in tally.places} if columns == "district" else titles
    places = names if columns == "district" else [None] * len(names)
    asked = [tally.asked("offers", None, place) for place in (*places, None)]
    is_known, lines = [bool(answered or not owing) for owing, answered, _ in asked], []
    for field, title in tally.titles("field_of_action").items():
        own = [one[columns] for one in offers if one["field_of_action"] == field]
        counts = [*map(own.count, names)]
        told = [say(count if known else None) for count, known in zip([*counts, sum(counts)], is_known, strict=True)]
        lines.append([title, *told])
    return ["Handlungsfeld", *names.values(), "zusammen"], lines


def _notes(chapter, tally):
    """What the tables rest on."""
    asked = "; ".join(f"{short}: {coverage(tally.asked(*need))}" for short, need in PLACE_NEEDS.items())
    spoken = "; ".join(f"{title}: {coverage(tally.asked(*one))}" for title, one in LANGUAGES.items())
    offers = coverage(tally.asked("offers"))
    held = f"Gezählt sind Angebote, die in einem dieser Monate stattfanden, jedes einmal; {offers} haben geantwortet."
    counted = [f"Geantwortet haben: {one}." for one in (asked, spoken)] + [held, held]
    told = [one for one in chapter.sentences if one.startswith(("Geantwortet haben: ", "Gezählt sind "))]
    yield "Bedarf und Angebote: wer geantwortet hat", told, counted
    least = [one for one in chapter.sentences if one.startswith("Kinder von weniger als")]
    yield "Bedarf und Angebote: von wem nichts gezeigt wird", least[0], Figures([str(LEAST)])
    groups = {one.names for need in PLACE_NEEDS.values() for one in put_together(tally.by_place(*need), need)}
    shared = [
        f"* {', '.join(names)}: zusammen gezeigt, weil einzeln zu wenige Stellen melden."
        for names in sorted(groups)
        if len(names) > 1
    ]
    yield (
        "Bedarf und Angebote: was zusammen gezeigt ist",
        [one for one in chapter.sentences if one.startswith("* ")],
        shared,
    )
