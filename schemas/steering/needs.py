"""Need and supply side by side, by place, language, field of action and target group. Ways in: the tables' functions."""

from collections.abc import Sequence

from schemas.form.forms import TABLES
from schemas.german import format_month
from schemas.steering.closers import OFFERS
from schemas.steering.facts import WHOLE_CITY, SteeringFacts, Tally
from schemas.steering.guard import Guard, Shown
from schemas.steering.rules import CITY, DISTRICT, FIELD, SteeringMeasure
from schemas.steering.table import NOTHING, UNKNOWN, SteeringTable, say_coverage, say_figure, say_told

NEEDS = (
    SteeringMeasure("daycare_children", "other_family_language"),
    SteeringMeasure("daycare_children", "certified_support_need"),
    SteeringMeasure("school_pupils", "other_family_language"),
    SteeringMeasure("school_pupils", "first_support"),
    SteeringMeasure("school_pupils", "arrivals"),
)
WAITING = SteeringMeasure("counselling", "waiting")
SHORT = ("Kita: andere Familiensprache", "Kita: Förderbedarf", "Schule: andere Familiensprache",
         "Schule: Erstförderung", "Schule: neu zugewandert")  # fmt: skip
LANGUAGES = (
    ("Kinder in Kitas", SteeringMeasure("daycare_languages", "children")),
    ("Elternbildung: Gruppen", SteeringMeasure("parent_programmes", "groups")),
    ("HSU: Gruppen", SteeringMeasure("heritage_language_lessons", "groups")),
    ("Dolmetschen: Einsätze", SteeringMeasure("interpreting", "assignments")),
)
TARGET = "target_group"
TOGETHER = "zusammen gezeigt, weil einzeln zu wenige Stellen melden"


UNPLACED_NOTES = (
    "Bestände sind von jeder Stelle der neueste Stichtag dieser Monate, Zugänge die Summe der Monate.",
    "Ort ist der Stadtteil, in dem die Stelle nach dem Register sitzt: wo jemand wohnt, erhebt kein Meldebogen.",
    "Wie viele ältere Menschen in einem Ort leben, erhebt kein Meldebogen; gezählt sind nur die Angebote für sie.",
)


def say_period(months: Sequence[str]) -> str:
    """The months that count as now."""
    first, last = format_month(months[0]), format_month(months[-1])
    return last if first == last else f"{first} bis {last}"


def places_table(facts: SteeringFacts, guard: Guard, months: Sequence[str]) -> SteeringTable:
    """A place a line: how many children and pupils need what there, and how many offers there are."""
    needs = [{name: one for one in guard.show(facts.tell(need, months, DISTRICT), need, DISTRICT) for name in one.names}
             for need in NEEDS]  # fmt: skip
    city = [facts.tell(need, months, CITY)[WHOLE_CITY] for need in NEEDS]
    lines = [(place, *(_shared(column.get(place)) for column in needs), *_offers(facts, months, DISTRICT, place))
             for place in facts.places]  # fmt: skip
    totals = (guard.show({WHOLE_CITY: one}, need, CITY)[0] for one, need in zip(city, NEEDS, strict=True))
    lines.append((WHOLE_CITY, *map(_shared, totals), *_offers(facts, months, CITY, WHOLE_CITY)))
    groups = sorted({one.names for column in needs for one in column.values() if len(one.names) > 1})
    answers = "; ".join(f"{short}: {say_coverage([one])}" for short, one in zip(SHORT, city, strict=True))
    return SteeringTable(
        "places", "Bedarf und Angebote nach Orten", say_period(months),
        ("Ort", *SHORT, "Angebote der Vereine", "davon für Ältere", "Vereine, die meldeten", "davon nicht jeden Monat"), tuple(lines),
        (*UNPLACED_NOTES, f"Geantwortet haben: {answers}.", *(f"* {', '.join(names)}: {TOGETHER}." for names in groups)),
    )  # fmt: skip


def _shared(one: Shown | None) -> str:
    return UNKNOWN if one is None else f"{say_figure(one.value)}{' *' if len(one.names) > 1 else ''}"


def _offers(facts: SteeringFacts, months: Sequence[str], by: str, name: str) -> tuple[str, ...]:
    """All offers of a place, those for older people, how many associations reported, and how many of them left out a month."""
    own = facts.tell(OFFERS, months, by).get(name, Tally())
    seniors = facts.tell(OFFERS, months, by, {TARGET: ("seniors",)}).get(name, Tally())
    return (
        *(say_told(one.value, own) for one in (own, seniors)),
        f"{len(own.answered)} von {len(own.owing)}",
        say_figure(len(own.in_part)),
    )


def languages_table(facts: SteeringFacts, guard: Guard, months: Sequence[str]) -> SteeringTable:
    """A language a line: children who speak it at home, and what there is in it; the most spoken first."""
    told = {title: facts.tell(measure, months, "language") for title, measure in LANGUAGES}
    (head, need), *supplies = LANGUAGES
    children = {one.names[0]: one for one in guard.show(told[head], need, "language")}
    codes = sorted({code for column in told.values() for code in column})
    say = TABLES[need.table].column("language").say
    rows = [(children[code].value if code in children else None, code) for code in codes]
    rows.sort(key=lambda row: (row[0] is None, -(row[0] or 0), say(row[1])))
    asked = [facts.ask(one, months) for _, one in LANGUAGES]
    lines = tuple(
        (say(code), say_figure(value),
         *(_supply(told[title].get(code), one) for (title, _), one in zip(supplies, asked[1:], strict=True)))
        for value, code in rows
    )  # fmt: skip
    answers = "; ".join(f"{title}: {say_coverage([one])}" for (title, _), one in zip(LANGUAGES, asked, strict=True))
    return SteeringTable(
        "languages", "Familiensprachen und Angebote in ihnen", say_period(months),
        ("Sprache", *(title for title, _ in LANGUAGES)), lines,
        (
            "Nach der Familiensprache fragt nur der Meldebogen Kita; Schulen melden sie nicht je Sprache, Vereine nicht je Angebot.",
            f"Kinder von weniger als {guard.least} Kitas sind nicht gezeigt ({UNKNOWN}).",
            f"Geantwortet haben: {answers}.",
        ),
    )  # fmt: skip


def _supply(told: Tally | None, asked: Tally) -> str:
    """Where nobody answered nothing is known; that is no zero."""
    if told is None:
        return say_figure(0 if asked.answered else None)
    return say_figure(told.value)


def offers_table(facts: SteeringFacts, months: Sequence[str], columns: str) -> SteeringTable:
    """A field of action a line: how many offers there are for each target group, or in each place."""
    fields, targets = (TABLES["offers"].column(name) for name in (FIELD, TARGET))
    by_place = columns == DISTRICT
    names = list(facts.places) if by_place else list(targets.code_list.titles if targets.code_list else {})
    told = {
        field: _by_column(facts, months, field, columns)
        for field in (fields.code_list.titles if fields.code_list else {})
    }
    whole = facts.tell(OFFERS, months, CITY)[WHOLE_CITY]
    asked = facts.tell(OFFERS, months, DISTRICT) if by_place else dict.fromkeys(names, whole)
    lines = tuple(
        (
            fields.say(field),
            *(say_told(counts.get(name, 0), asked[name]) for name in names),
            say_told(sum(counts.values()), whole),
        )
        for field, counts in told.items()
    )
    what = "Orten" if by_place else "Zielgruppen"
    heads = names if by_place else [targets.say(name) for name in names]
    return SteeringTable(
        f"offers_by_{columns}", f"Angebote nach Handlungsfeldern und {what}", say_period(months),
        ("Handlungsfeld", *heads, "zusammen"), lines,
        (
            f"Gezählt sind Angebote, die in einem dieser Monate stattfanden, jedes einmal; {say_coverage([whole])} haben geantwortet.",
            f"Was fehlende Meldungen enthielten, ist nicht mitgezählt; „{NOTHING}“ heißt: keines gemeldet, „{UNKNOWN}“: niemand hat geantwortet.",
        ),
    )  # fmt: skip


def _by_column(facts: SteeringFacts, months: Sequence[str], field: str, columns: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in facts.newest_rows(OFFERS, months):
        name = facts.group_of(row, columns)
        if row.values.get(FIELD) == field and name is not None:
            counts[name] = counts.get(name, 0) + 1
    return counts


def waiting_table(facts: SteeringFacts, guard: Guard, months: Sequence[str]) -> SteeringTable:
    """A Stufe a line: who waits for a place at school, and how many places were found."""
    found = SteeringMeasure("counselling", "school_places_found")
    waiting, places = (facts.tell(one, months, "stage") for one in (WAITING, found))
    stage = TABLES["counselling"].column("stage")
    codes = [code for code in (stage.code_list.titles if stage.code_list else {}) if code in waiting or code in places]
    lines = tuple(
        (
            stage.say(code),
            *(_persons(told.get(code), guard, one) for told, one in ((waiting, WAITING), (places, found))),
        )
        for code in codes
    )
    return SteeringTable(
        "waiting", "Warten auf einen Schulplatz", say_period(months),
        ("Stufe", "Wartende (neuester Stichtag)", "vermittelte Plätze (alle Monate zusammen)"), lines,
        _lacking_of_centre(facts.ask(found, months), is_nothing=not lines),
    )  # fmt: skip


def _lacking_of_centre(asked: Tally, *, is_nothing: bool) -> tuple[str, ...]:
    """That the centre left out a month, or all: what it found then is not in the sum. Or that it said: nothing."""
    if not asked.answered:
        return ("Das Integrationszentrum hat dazu in diesen Monaten nichts gemeldet.",)
    if asked.in_part or asked.missing:
        return ("Das Integrationszentrum hat dazu nicht für jeden dieser Monate gemeldet; Plätze daraus fehlen.",)
    return ("Das Integrationszentrum hat in diesen Monaten Fehlanzeige gemeldet.",) if is_nothing else ()


def _persons(told: Tally | None, guard: Guard, measure: SteeringMeasure) -> str:
    return say_figure(None if told is None else guard.round_persons(told.value, measure))
