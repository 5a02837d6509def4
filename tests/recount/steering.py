"""The steering page, counted once more by SQL on the warehouse: `recount_steering(home, page, month)`.

What is counted how stands in the notes under its tables; nothing of the page's own code is used. Yields (place, what is
printed, what is counted).
"""

import sqlite3
from contextlib import closing

from tests.recount.funds import count_outlook
from tests.recount.gaps import read_rules, recount_gaps
from tests.recount.guard import put_together, rounded
from tests.recount.page import german, shift, short_month
from tests.recount.tally import Tally

PLACE_NEEDS = (
    ("daycare_children", "other_family_language", "stock"),
    ("daycare_children", "certified_support_need", "stock"),
    ("school_pupils", "other_family_language", "stock"),
    ("school_pupils", "first_support", "stock"),
    ("school_pupils", "arrivals", "flow"),
)
SUPPLIES = (
    ("parent_programmes", "groups", "stock"),
    ("heritage_language_lessons", "groups", "stock"),
    ("interpreting", "assignments", "flow"),
)
KITA = ("U3", "Ü3")
GRADES = tuple(f"{number:02d}" for number in range(1, 11))


def recount_steering(home, page, month, rules=None):
    """Every number of the page of a month: of its gaps, by these rules or our own, and of its tables."""
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        tally = Tally(connection, [shift(month, -back) for back in (2, 1, 0)])
        yield from recount_gaps(
            tally, page["Lücken, die größte zuerst"], _shown_languages(tally), rules or read_rules()
        )
        needs, chain = page["Bedarf und Angebote"].tables, page["Die Kette der Sprachförderung"].tables
        yield from _table(needs, "Bedarf und Angebote nach Orten", _places(tally))
        yield from _table(needs, "Familiensprachen und Angebote in ihnen", _languages(tally))
        yield from _table(needs, "Warten auf einen Schulplatz", _waiting(tally))
        yield from _table(needs, "Angebote nach Handlungsfeldern und Zielgruppen", _offers(tally, "target_group"))
        yield from _table(needs, "Angebote nach Handlungsfeldern und Orten", _offers(tally, "district"))
        yield from _table(chain, "Sprachförderung von der Kita bis in die Schule", _chain(connection, month))
        yield from _table(chain, "Einschulungsjahrgänge durch die Schuljahre", _cohorts(connection, month))
        yield from _table(page["Mittel"].tables, "Mittel gegen Plan", count_outlook(connection, month))
        network = page["Netzwerk"].tables
        yield from _table(network, "Netzwerk: Treffen je Partner und Monat", _meetings(connection, month))
        yield from _table(network, "Vereinbarungen und was auf sie folgte", _agreements(connection, month))


def _table(tables, begin, lines):
    """A table whose caption begins so, row by row."""
    rows = next(rows for caption, rows in tables.items() if caption.startswith(begin))
    rows = [row for row in rows if row != ["Dazu ist nichts gemeldet."]]
    lines = [list(map(str, line)) for line in lines]
    yield f"{begin}: Zeilen", len(rows), len(lines)
    for row, line in zip(rows, lines, strict=False):
        yield f"{begin}: {line[0]}", row, line


def say(value):
    """A figure as it is printed: nothing is a dash, unknown a point."""
    return "." if value is None else german(value) if value else "–"


def _places(tally):
    """A place a line, then the city; few respondents are put together, which a star says."""
    columns = []
    for table, column, kind in PLACE_NEEDS:
        by_place = tally.by_respondent(table, column, kind)
        columns.append(put_together({place: tally.of_place(by_place, place) for place in tally.places}))
    for place in tally.places:
        figures = [say(value) + (" *" if is_shared else "") for value, is_shared in (one[place] for one in columns)]
        yield [place, *figures, *_offers_in(tally, place)]
    whole = [rounded(sum(tally.by_respondent(*need).values())) for need in PLACE_NEEDS]
    yield ["gesamte Stadt", *map(say, whole), *_offers_in(tally, None)]


def _offers_in(tally, place):
    offers = [one for one in tally.offers() if place in {None, one["district"]}]
    owed, answered = tally.coverage("association", place)
    seniors = sum(one["target_group"] == "seniors" for one in offers)
    return say(len(offers)), say(seniors), f"{answered} von {owed} Stellen"


def _shown_languages(tally):
    """Children of fewer than three Kitas are not shown, nor the smallest beside the only one that is not."""
    children, kitas = tally.by_code("daycare_languages", "children", "stock", "language")
    few = sorted(code for code in children if len(kitas[code]) < 3)
    if few and len(set().union(*(kitas[code] for code in few))) < 3:
        few.append(min(set(children) - set(few), key=lambda code: (children[code], code)))
    return {code: rounded(value) for code, value in children.items() if code not in few}


def _languages(tally):
    """The most spoken first."""
    shown, children = _shown_languages(tally), tally.by_code("daycare_languages", "children", "stock", "language")[0]
    supplies = [tally.by_code(*one, "language")[0] for one in SUPPLIES]
    titles = tally.titles("language")
    codes = {code for one in (children, *supplies) for code in one}
    order = sorted(codes, key=lambda code: (code not in shown, -shown.get(code, 0), titles[code]))
    for code in order:
        yield [titles[code], say(shown.get(code)), *(say(one.get(code, 0)) for one in supplies)]


def _waiting(tally):
    waiting, found = (
        tally.by_code("counselling", name, kind, "stage")[0]
        for name, kind in (("waiting", "stock"), ("school_places_found", "flow"))
    )
    for code, title in tally.titles("stage").items():
        if code in waiting or code in found:
            yield [title, *(say(rounded(one[code]) if code in one else None) for one in (waiting, found))]


def _offers(tally, columns):
    offers = tally.offers()
    names = tally.places if columns == "district" else tally.titles(columns)
    for field, title in tally.titles("field_of_action").items():
        own = [one[columns] for one in offers if one["field_of_action"] == field]
        yield [title, *(say(own.count(name)) for name in names), say(sum(map(own.count, names)))]


def _steps(connection, month):
    """Of each step of the chain: children, of another language, in need of support, in follow-up support."""
    tally, steps = Tally(connection, [shift(month, -back) for back in (2, 1, 0)]), {}
    kita = ("children", "other_family_language", "certified_support_need")
    school = ("pupils", "other_family_language", "first_support", "follow_up_support")
    for table, names, key in (("daycare_children", kita, "age_group"), ("school_pupils", school, "grade")):
        for place, name in enumerate(names):
            sums, who = tally.by_code(table, name, "stock", key)
            for code, value in sums.items():
                step = steps.setdefault(code, [None] * 4)
                step[place] = rounded(value) if len(who[code]) >= 3 else None
    starters = [
        tally.by_respondent("daycare_children", name, "stock") for name in ("school_starters", "school_starters_need")
    ]
    if starters[0]:
        steps["starters"] = [rounded(sum(starters[0].values())), None, rounded(sum(starters[1].values())), None]
    return {name: step for name, step in steps.items() if step[0] is not None}


def _share(part, whole):
    return "." if part is None or not whole else f"{german(100 * part / whole, 1)} %"


def _school_year(month):
    return int(month[:4]) - (month[5:] < "08")


def _entry(year):
    return f"{year}/{(year + 1) % 100:02d}"


def _name(step):
    kita = {
        "U3": "Kita unter 3 Jahren (U3)",
        "Ü3": "Kita 3 Jahre und älter (Ü3)",
        "starters": "Kita: bald schulpflichtig",
    }
    return kita.get(step) or f"Jg. {int(step)}"


def _chain(connection, month):
    now, then = _steps(connection, month), _steps(connection, shift(month, -12))
    for name in (*KITA, "starters", *GRADES):
        if name not in now and name not in KITA:
            continue
        whole, language, support, follow_up = now.get(name, [None] * 4)
        earlier = {"01": "starters"}.get(name) or (f"{int(name) - 1:02d}" if name in GRADES else "")
        before = then.get(earlier)
        change = "."
        if before and support is not None and before[2] is not None:
            points = round(100 * support / whole, 1) - round(100 * before[2] / before[0], 1)
            change = german(points, 1, signed=True)
        entry = _entry(_school_year(month) - int(name) + 1) if name in GRADES else "noch nicht"
        shares = (_share(part, whole) for part in (language, support, follow_up))
        past = (_name(earlier), _share(before[2], before[0])) if before else (".", ".")
        yield [_name(name), entry, say(whole), *shares, *past, change]


def _cohorts(connection, month):
    known = {one for (one,) in connection.execute("SELECT month FROM month")}
    years = [one for one in (shift(month, -12 * back) for back in (4, 3, 2, 1, 0)) if one in known]
    steps = {one: _steps(connection, one) for one in years}
    entries = {_school_year(one) - int(name) + 1 for one in years for name in steps[one] if name in GRADES}
    for entry in sorted(entries, reverse=True):
        cells = []
        for one in years:
            grade = f"{_school_year(one) - entry + 1:02d}"
            step = steps[one].get(grade) if grade in GRADES else None
            cells.append(f"Jg. {int(grade)}: {_share(step[2], step[0])}" if step else ".")
        yield [_entry(entry), *cells]


def _network(connection, month):
    months = [shift(month, -back) for back in range(11, -1, -1)]
    query = "SELECT partner, month, meetings, agreements FROM current_network"
    said = {(partner, one): pair for partner, one, *pair in connection.execute(query) if one in months}
    titles = connection.execute("SELECT code, title FROM code WHERE list = 'partner' ORDER BY position").fetchall()
    return months, said, titles


def _meetings(connection, month):
    months, said, titles = _network(connection, month)
    for partner, title in titles:
        cells = [said.get((partner, one)) for one in months]
        yield [title, *("." if one is None else say(one[0]) + (f" +{one[1]}" if one[1] else "") for one in cells)]


def _agreements(connection, month):
    months, said, titles = _network(connection, month)
    for partner, title in titles:
        own = {one: said[partner, one] for one in months if (partner, one) in said}
        agreed, met = ([one for one, pair in own.items() if pair[place]] for place in (1, 0))
        last = short_month(agreed[-1]) if agreed else "keine gemeldet"
        since = say(sum(pair[0] for one, pair in own.items() if one > agreed[-1])) if agreed else "."
        yield [
            title,
            say(sum(pair[1] for pair in own.values()) if own else None),
            last,
            since,
            short_month(met[-1]) if met else "keine gemeldet",
        ]
