"""A second reader of the report's sentences: `Prover(city).prove(paragraph)` works each of them out again.

It shares no code with what makes them: it goes over plain rows of the answers in force (`City`), rounds and writes
figures by itself, and knows each sentence by its wording. A sentence that it does not know is no proven one, and fails.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import cache
from html import unescape
from math import floor
from sqlite3 import Row

from config.codes import code_list
from schemas.form.forms import FORMS, TABLES
from schemas.report.plan import KEY_FIGURES
from schemas.report.topics.charts import CHARTS

MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
          "Dezember")  # fmt: skip
STATES = {
    "Für # Kinder in Kitas ist ein Sprachförderbedarf festgestellt.": "K04",
    "An Programmen der Elternbildung nehmen # Familien teil.": "K08",
    "In der Erstförderung Deutsch sind # Schülerinnen und Schüler.": "S05",
    "Die Angebote der Vereine zählten # Teilnahmen.": "V05",
    "Auf Menschen unter 27 Jahren entfallen # Teilnahmen.": "V05_young",
    "Auf Menschen ab 60 Jahren entfallen # Teilnahmen.": "V07",
    "Auf einen Schulplatz warteten am Stichtag # Kinder und Jugendliche.": "I03",
    "Dolmetscheinsätze gab es #.": "I05",
    "Beratungen im Case Management gab es #.": "I07",
    "Beratungsgespräche im Case Management aller Stellen gab es #.": "T01",
    "Treffen im Netzwerk gab es #.": "N01",
}
QUESTIONS = {
    "Wo können Plätze entstehen?", "Wer fragt bei denen nach, deren Meldung fehlt?", "Reichen die Mittel bis Dezember?",
    "Fehlen Meldungen, oder sollen Mittel umgeschichtet oder zurückgegeben werden?",
    "Wie werden die offenen Stellen besetzt?", "Soll dort ein Angebot angeregt werden, oder fehlen Meldungen?",
    "Sollen Ort oder Zeiten geändert werden?", "Wer an mehreren Angeboten teilnimmt, zählt bei jedem.",
    "Wie viele von ihnen in ihrer Kita gefördert werden, wird nicht erhoben.", *(chart.title for chart in CHARTS),
}  # fmt: skip
FIGURES = {one.key: one for one in KEY_FIGURES}
COUNTED = [one for one in KEY_FIGURES if one.of is None]
WHO = {"school": "Schulen", "daycare": "Kitas", "association": "Vereine", "centre": "Integrationszentren"}
DATIVE = {"Vereinen": "Vereine"}
KNOWN = []


@dataclass(eq=False)
class City:
    """The answers in force: `rows` by table; `there` and `owed` with month, respondent and kind of each return."""

    month: str
    rows: dict
    there: list
    owed: list
    returned: int = 0
    found: tuple = (0, 0)  # errors and warnings

    @cache  # noqa: B019 - a city lives as long as its test
    def of(self, table, month=None):
        """The rows of a table in a month."""
        return [row for row in self.rows[table] if row["month"] == (month or self.month)]

    def column(self, table, column, month=None):
        """What is said in a column, row by row."""
        return [row[column] for row in self.of(table, month) if row[column] is not None]

    def total(self, key, month=None):
        """The sum of a key figure as it is printed; None where nobody answered."""
        table, _, column = FIGURES[key].total.partition(".")
        values = self.column(table, column, month)
        return self.printed(key, sum(values)) if values else None

    @cache  # noqa: B019
    def said(self, total, month, *, wholly=True):
        """Who answered a column, all its rows or some, with their sums; in a list who has no row says nothing: 0."""
        table, _, column = total.partition(".")
        said = {}
        for row in self.of(table, month):
            said.setdefault(row["respondent_id"], []).append(row[column])
        silent = set() if TABLES[table].is_prefilled else set(self.returns(self.there, kinds_of(table), month))
        known = {name: [value for value in values if value is not None] for name, values in said.items()}
        told = [name for name, values in said.items() if known[name] and (not wholly or values == known[name])]
        sums = {name: sum(known[name]) for name in told}
        return dict.fromkeys(silent - said.keys(), 0) | sums

    def returns(self, frame, kinds=None, month=None):
        """The respondents of these kinds with a return in that list."""
        return [who for then, who, kind in frame if then == (month or self.month) and (not kinds or kind in kinds)]

    @cache  # noqa: B019
    def panel(self, key, then):
        """How many answered in both months, their printed sums, who answered in one of them only."""
        before, now = (self.said(FIGURES[key].total, month) for month in (then, self.month))
        both = before.keys() & now.keys()
        sums = [self.printed(key, sum(each[name] for name in both)) for each in (before, now)]
        return len(both), *sums, len(before.keys() - both), len(now.keys() - both)

    def change(self, key, then):
        """The printed change; None where the panel is too small, or there is nothing to compare."""
        if self.total(key, then) is None or self.total(key) is None:
            return None
        owed = len(self.returns(self.owed, kinds_of(FIGURES[key].total.partition(".")[0])))
        n, before, now, *_ = self.panel(key, then)
        return round(now - before, 2) if n >= max(1, min(5, owed)) else None

    def printed(self, key, value):
        table, _, column = FIGURES[key].total.partition(".")
        meaning = TABLES[table].column(column).meaning
        return five(value) if meaning.is_persons else round(float(value), meaning.decimals)


def five(value):
    return 5 * floor((value + 2) / 5)


def kinds_of(table):
    return [name for name, form in FORMS.items() if TABLES[table] in form.tables]


def german(value, decimals=0):
    return f"{abs(value) + 1e-9:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def write(key, value):
    """A figure in a sentence; nothing at all is 0 in every unit."""
    table, _, column = FIGURES[key].total.partition(".")
    unit = TABLES[table].column(column).meaning.unit
    decimals = 2 if value and unit in {"EUR", "VZÄ"} else 0
    return german(value, decimals) + (" €" if unit == "EUR" else "")


def month_of(words):
    name, year = words.split()
    return f"{year}-{MONTHS.index(name) + 1:02d}"


def month_back(month, back):
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - back
    return f"{number // 12}-{number % 12 + 1:02d}"


def spoken(names):
    return " und ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def knows(pattern):
    """A sentence by its wording: `#` stands for a figure, `*` for words."""
    written = (
        re.escape(pattern).replace(r"\#", r"([\d.,]+(?: €)?)").replace("#", r"([\d.,]+(?: €)?)").replace(r"\*", "(.+)")
    )

    def keep(check):
        KNOWN.append((re.compile(written.replace(r"\ ", " ")), check))
        return check

    return keep


class Prover:
    """Goes through paragraphs; what is compared is compared with the figure that was stated last."""

    def __init__(self, city):
        self.city, self.key, self.proven = city, None, set()

    def prove(self, paragraph):
        for said in re.split(r"(?<=[.?]) (?=[A-ZÄÖÜ])", paragraph.replace("\u00a0", " ")):
            if said in QUESTIONS:
                continue
            found = [(check, match.groups()) for wording, check in KNOWN if (match := wording.fullmatch(said))]
            assert len(found) == 1, f"nicht zu beweisen: {said}"
            check, groups = found[0]
            assert check(self, *groups) is not False, f"falsch: {said}"
            self.proven.add(check.__name__)


def _state(key):
    def is_right(prover, now):
        prover.key = key
        return now == write(key, prover.city.total(key))

    return is_right


for _pattern, _key in STATES.items():
    knows(_pattern)(_state(_key))


@knows("Am stärksten * ist, gemessen am Vormonat: * (#).")
def strongest(prover, way, title, now):
    city, then = prover.city, month_back(prover.city.month, 1)
    prover.key = next(one.key for one in COUNTED if one.title == title)
    sign = {"gestiegen": 1, "gesunken": -1}[way]
    sizes = {one.key: city.change(one.key, then) for one in COUNTED}
    moved = {
        key: abs(change) / max(city.panel(key, then)[1], 20)
        for key, change in sizes.items()
        if (change or 0) * sign > 0
    }
    return now == write(prover.key, city.total(prover.key)) and moved[prover.key] == max(moved.values())


@knows("Gegenüber dem * lässt sich keine Veränderung feststellen.")
def nothing_moved(prover, then):
    return not any(prover.city.change(one.key, month_of(then)) for one in COUNTED)


@knows("Zahlen des Vorjahresmonats liegen nicht vor; ein Vergleich mit ihm ist noch nicht möglich.")
def no_year(prover):
    year = month_back(prover.city.month, 12)
    return all(prover.city.total(one.key, year) is None for one in COUNTED) and not prover.city.returns(
        prover.city.owed, month=year
    )


@knows("Bei denselben # * sind es # * als im *.")
def moved(prover, n, who, size, word, then):
    number, *_ = prover.city.panel(prover.key, month_of(then))
    return n == german(number) and said_of(prover.key, who) and is_change(prover, size, word == "mehr", then)


@knows("Das ist gegenüber dem * ein * von #.")
def moved_alone(prover, then, word, size):
    return prover.city.panel(prover.key, month_of(then))[0] == 1 and is_change(prover, size, word == "Plus", then)


def is_change(prover, size, is_rise, then):
    change = prover.city.change(prover.key, month_of(then))
    return change and (change > 0) == is_rise and size == write(prover.key, change)


def said_of(key, who):
    kinds = kinds_of(FIGURES[key].total.partition(".")[0])
    return DATIVE.get(who, who) == (WHO[kinds[0]] if len(kinds) == 1 else "Berichtsstellen")


@knows("Bei denselben # * sind es * wie im *.")
def same(prover, n, who, _word, then):
    return (
        n == german(prover.city.panel(prover.key, month_of(then))[0])
        and said_of(prover.key, who)
        and no_change(prover, then)
    )


@knows("Das sind * wie im *.")
def same_alone(prover, _word, then):
    return prover.city.panel(prover.key, month_of(then))[0] == 1 and no_change(prover, then)


def no_change(prover, then):
    return prover.city.change(prover.key, month_of(then)) == 0


@knows("Ob es mehr oder weniger als im * sind, lässt sich nicht sagen: die Zahl der *, die in beiden Monaten "
       "vollständig geantwortet haben, ist zu klein (#).")  # fmt: skip
def untold(prover, then, who, n):
    is_known = prover.city.total(prover.key, month_of(then)) is not None
    number = prover.city.panel(prover.key, month_of(then))[0]
    return (
        is_known
        and said_of(prover.key, who)
        and n == german(number)
        and prover.city.change(prover.key, month_of(then)) is None
    )


@knows("Mit dem * lässt sich das nicht vergleichen: dafür liegt keine Zahl vor.")
def nothing_to_compare(prover, then):
    return prover.city.total(prover.key, month_of(then)) is None


@knows("Die Summe aller Antworten ging auch deshalb von # auf #, weil nicht dieselben * vollständig antworteten: "
       "# nur jetzt, # nur damals.")  # fmt: skip
def rest(prover, before, now, who, joined, left):
    city, then = prover.city, month_back(prover.city.month, 1)
    *_, were, are = city.panel(prover.key, then)
    totals = write(prover.key, city.total(prover.key, then)), write(prover.key, city.total(prover.key))
    return (before, now) == totals and (joined, left) == (german(are), german(were)) and said_of(prover.key, who)


@knows("Diese Zahl ist nur eingeschränkt aussagefähig, "
       "weil zu wenige derer vollständig geantwortet haben, die sie schulden.")  # fmt: skip
def limited(prover):
    return is_limited(prover.city, FIGURES[prover.key])


def is_limited(city, figure):
    """Whether fewer than four fifths of those who owe a key figure answered it wholly; what prints 0 has its sign."""
    if figure.total.startswith("returns."):
        return False
    table, _, column = (figure.of or figure.total).partition(".")
    said, owed = who_said(city, figure, wholly=True), len(city.returns(city.owed, kinds_of(table)))
    if figure.of:
        whole = city.said(figure.of, city.month)
        is_printed = five(sum(whole[one] for one in who_said(city, figure, wholly=True))) > 0
    else:
        is_persons = TABLES[table].column(column).meaning.is_persons
        is_printed = city.total(figure.key) is not None and not (is_persons and city.total(figure.key) == 0)
    return is_printed and len(said) * 100 < owed * 80


def who_said(city, figure, *, wholly=False):
    totals = [one for one in (figure.total, figure.of) if one]
    return set.intersection(*(set(city.said(one, city.month, wholly=wholly)) for one in totals))


@knows("Neu zugewandert kamen im Monat # hinzu, *, * in die Regelklasse wechselten (#).")
def flow(prover, came, word, _than, went):
    numbers = prover.city.total("S10"), prover.city.total("S11")
    expected = "gerundet so viele" if numbers[0] == numbers[1] else "mehr" if numbers[0] > numbers[1] else "weniger"
    return (came, went) == tuple(german(one) for one in numbers) and word == expected


def share(top, whole):
    return percent(five(top), five(whole))


def percent(part, whole):
    return german(part / whole * 100, 1) if part else "0"


@knows("In Erstförderung sind damit # % aller Schülerinnen und Schüler.")
def support_share(prover, said):
    parts = [prover.city.said(f"school_pupils.{name}", prover.city.month) for name in ("first_support", "pupils")]
    names = parts[0].keys() & parts[1].keys()
    return said == share(*(sum(part[name] for name in names) for part in parts))


@knows("Der Förderbedarf betrifft # % der Kinder; eine andere Familiensprache als Deutsch haben # %.")
def daycare_shares(prover, *said):
    names = ("certified_support_need", "other_family_language")
    return said == tuple(share(*both(prover.city.of("daycare_children"), name, "children")) for name in names)


def both(rows, *names):
    """The sums of two columns over the rows that say something in both."""
    full = [row for row in rows if None not in {row[name] for name in names}]
    return tuple(sum(row[name] for row in full) for name in names)


def totals(prover, *keys):
    return tuple(german(prover.city.total(key)) for key in keys)


@knows(
    "Eine andere Familiensprache als Deutsch haben # Kinder in Kitas, ein Sprachförderbedarf ist für # festgestellt."
)
def chain_in_kitas(prover, *said):
    return said == totals(prover, "K03", "K04")


@knows("In Schulen haben # eine andere Familiensprache; # sind in der Erstförderung, # in der Anschlussförderung.")
def chain_in_schools(prover, *said):
    return said == totals(prover, "S03", "S05", "S09")


@knows("Sprachförderbedarf in Kitas: #, Erstförderung in Schulen: #, Anschlussförderung: #.")
def chain_in_short(prover, *said):
    return said == totals(prover, "K04", "S05", "S09")


@knows("In Deutschförderklassen lernen #, in Deutschfördergruppen # Schülerinnen und Schüler.")
def classes_and_groups(prover, *said):
    return said == tuple(
        german(five(sum(prover.city.column("school_pupils", f"german_{name}")))) for name in ("class", "group")
    )


AGES = {"unter 27 Jahren": ("participants_under_27", "youth"), "ab 60 Jahren": ("participants_60_and_over", "seniors")}


@knows("Der Anteil der Menschen * an allen Teilnahmen beträgt # %.")
def share_of_age(prover, who, said):
    return said == share(*both(prover.city.of("offers"), AGES[who][0], "participants"))


@knows("Am höchsten ist der Anteil der Menschen * im Handlungsfeld * (# %).")
def field_of_age(prover, who, field, said):
    """Alone with the highest printed share; what prints no whole has none."""
    found = {}
    for code, title in code_list("field_of_action").titles.items():
        rows = [row for row in prover.city.of("offers") if row["field_of_action"] == code]
        top, whole = both(rows, AGES[who][0], "participants")
        if five(whole):
            found[title] = floor(five(top) / five(whole) * 1000 + 0.5 + 1e-9)
    others = [number for title, number in found.items() if title != field]
    return others and found[field] > max(others) and said == percent(found[field], 1000)


@knows("Angebote vor allem für *: #.")
def offers_for(prover, group, number):
    return number == german(number_of_offers(prover, group)) != "0"


@knows("Kein gemeldetes Angebot richtet sich vor allem an: *.")
def no_offer_for(prover, group):
    return prover.city.of("offers") and number_of_offers(prover, group) == 0


def number_of_offers(prover, group):
    titles = code_list("target_group").titles
    return sum(titles.get(row["target_group"]) == group for row in prover.city.of("offers"))


@knows("Am längsten ist die mittlere Wartezeit hier: * (# Tage).")
def longest_wait(prover, stage, days):
    """Of the stages in which more than a handful wait."""
    found = {}
    for code, title in code_list("stage").titles.items():
        rows = [row for row in prover.city.of("counselling") if row["stage"] == code]
        medians = [row["median_waiting_days"] for row in rows if row["median_waiting_days"] is not None]
        if five(sum(row["waiting"] or 0 for row in rows)) > 5 and medians:
            found[title] = sum(medians)
    others = [number for title, number in found.items() if title != stage]
    return others and found[stage] > max(others) and days == german(floor(found[stage] + 0.5))


def met_since(prover, since):
    """Meetings by partner since a month, which must be the first that the centre owed in the last thirteen."""
    first, city = month_of(since), prover.city
    owed = {month for month, _, kind in city.owed if kind == "centre" and month_back(city.month, 12) <= month}
    assert first == min(owed)
    met = {}
    for row in city.rows["network"]:
        if first <= row["month"] <= city.month and row["meetings"] is not None:
            title = code_list("partner").titles[row["partner"]]
            met[title] = met.get(title, 0) + row["meetings"]
    return met


@knows("Seit * gab es die meisten Treffen mit: * (#).")
def met_most(prover, since, partner, number):
    met = met_since(prover, since)
    others = [one for title, one in met.items() if title != partner]
    return met[partner] > max(others, default=0) and number == german(met[partner])


@knows("Seit * ist kein Treffen gemeldet mit: *.")
def met_never(prover, since, names):
    met = met_since(prover, since)
    return names == spoken([title for title in code_list("partner").titles.values() if met.get(title) == 0])


@knows("Seit * wurden # Vereinbarungen getroffen.")
def agreed(prover, since, number):
    rows = [row for row in prover.city.rows["network"] if month_of(since) <= row["month"] <= prover.city.month]
    return number == german(sum(row["agreements"] or 0 for row in rows))


@knows("In diesem Handlungsfeld ist kein Angebot gemeldet (Angebote insgesamt: #): *.")
@knows("In diesen Handlungsfeldern ist kein Angebot gemeldet (Angebote insgesamt: #): *.")
def fields(prover, rows, names):
    used = list(prover.city.column("offers", "field_of_action"))
    return rows == german(len(prover.city.column("offers", "respondent_id"))) and names == spoken(
        [title for code, title in code_list("field_of_action").titles.items() if code not in used]
    )


@knows("Vermittelt wurden im Monat # Schulplätze.")
def places(prover, found):
    return found == german(prover.city.total("I02"))


@knows("Vereinbarungen wurden # getroffen.")
def agreements(prover, reached):
    return reached == german(sum(prover.city.column("network", "agreements")))


@knows("Kein Treffen ist im * gemeldet mit: *.")
def partners(prover, month, names):
    met = {}
    for row in prover.city.of("network", month_of(month)):
        if row["meetings"] is not None:
            met[row["partner"]] = met.get(row["partner"], 0) + row["meetings"]
    titles = code_list("partner").titles
    claimed = {code for code, title in titles.items() if named(title, names)}
    zero = {code for code in titles if met.get(code) == 0}
    unmet = zero | (titles.keys() - met.keys())
    return zero <= claimed <= unmet and names == spoken([title for code, title in titles.items() if code in claimed])


def named(title, names):
    return re.search(rf"(^|, | und ){re.escape(title)}($|, | und )", names) is not None


@knows("Für * liegen # von # Meldungen vor (# %).")
def returns(prover, month, accepted, expected, rate):
    numbers = [
        len(prover.city.returns(frame, month=month_of(month))) for frame in (prover.city.there, prover.city.owed)
    ]
    return [accepted, expected] == [german(one) for one in numbers] and rate == percent(*numbers)


@knows("Nicht eingegangen: # von # Meldungen; zur Berichtigung zurückgegeben und noch offen: #.")
def missing(prover, outstanding, expected, returned):
    city = prover.city
    owed, there = len(city.returns(city.owed)), len(city.returns(city.there))
    return (expected, outstanding, returned) == tuple(
        german(n) for n in (owed, owed - there - city.returned, city.returned)
    )


def rates(city):
    found = {kind: (len(city.returns(city.there, [kind])), len(city.returns(city.owed, [kind]))) for kind in FORMS}
    return {kind: numbers for kind, numbers in found.items() if numbers[1]}


@knows("Am niedrigsten ist die Rücklaufquote bei den * (# %).")
def lowest(prover, who, rate):
    found = {WHO[kind]: there / owed for kind, (there, owed) in rates(prover.city).items()}
    return found[DATIVE.get(who, who)] == min(found.values()) and rate == percent(min(found.values()), 1)


@knows("Die Prüfung fand in den Lieferungen # Fehler und stellte # Rückfragen.")
def findings(prover, *said):
    return said == tuple(german(number) for number in prover.city.found)


@knows("* im Jahr bisher Ausgaben von # gemeldet, bewilligt sind #; gleichmäßig verteilt wären es für die erfassten "
       "Monate #.")  # fmt: skip
def spending(prover, who, *said):
    prover.purse = "offer_funds" if who == "Die Vereine haben" else "posts"
    prover.spent, prover.granted, prover.planned = funds(prover.city, prover.purse)
    return said == tuple(euros(one) for one in (prover.spent, prover.granted, prover.planned))


def funds(city, table):
    """Spent in the year, granted for it as each said last, and a twelfth of that for each month since the first."""
    rows = sorted((row for row in city.rows[table] if f"{city.month[:4]}-01" <= row["month"] <= city.month),
                  key=lambda row: row["month"])  # fmt: skip
    grant, keys = ("granted_eur", ["component", "budget_line"]) if table == "offer_funds" else ("grant_eur", ["module"])
    last = {(row["respondent_id"], *(row[key] for key in keys)): row[grant] for row in rows if row[grant] is not None}
    begun = [month for month, *_ in city.owed] + [row["month"] for row in rows]
    first = min(month for month in begun if month >= f"{city.month[:4]}-01")
    granted = sum(last.values())
    spent = sum(row["spent_eur"] for row in rows if row["spent_eur"] is not None)
    return spent, granted, round(granted * (int(city.month[5:]) - int(first[5:]) + 1) / 12, 2)


def euros(number):
    return f"{german(number, 2 if number else 0)} €"


@knows("Von der Bewilligung bleiben #.")
def left_of_grant(prover, rest):
    return prover.granted >= prover.spent and rest == euros(round(prover.granted - prover.spent, 2))


@knows("Ausgegeben ist um # mehr als bewilligt.")
def beyond_grant(prover, rest):
    return prover.granted < prover.spent and rest == euros(round(prover.spent - prover.granted, 2))


@knows("Die Ausgaben sind nur eingeschränkt aussagefähig, weil in einzelnen Monaten viele Meldungen fehlen.")
def thin_months(prover):
    """Some month of the year, since spending is known or owed, to which fewer than four fifths answered."""
    city, table = prover.city, prover.purse
    rows = [row for row in city.rows[table] if f"{city.month[:4]}-01" <= row["month"] <= city.month]
    kinds, months = kinds_of(table), {row["month"] for row in rows} | {month for month, *_ in city.owed}
    return any(
        answered_month(city, table, month) * 100 < len(city.returns(city.owed, kinds, month)) * 80
        for month in months
        if f"{city.month[:4]}-01" <= month <= city.month
    )


def answered_month(city, table, month):
    rows = city.of(table, month)
    people = {row["respondent_id"] for row in rows}
    gaps = {row["respondent_id"] for row in rows if row["spent_eur"] is None}
    there = people if TABLES[table].is_prefilled else city.returns(city.there, kinds_of(table), month)
    return len(there) - len(gaps)


@knows("Neben der Zuwendung setzten die Vereine im Jahr # Eigenmittel und # von Dritten ein.")
def beside_grants(prover, *said):
    rows = [row for row in prover.city.rows["offer_funds"] if row["month"][:4] == prover.city.month[:4]]
    rows = [row for row in rows if row["month"] <= prover.city.month]
    return said == tuple(
        euros(round(sum(row[name] or 0 for row in rows), 2)) for name in ("own_eur", "third_party_eur")
    )


@knows("Verausgabt sind #, gleichmäßig verteilt wären es #.")
def spending_in_short(prover, *said):
    spent, _, planned = funds(prover.city, "offer_funds")
    return said == (euros(spent), euros(planned))


@knows("Das ist * als geplant.")
def beside_plan(prover, word):
    distance = (prover.spent - prover.planned) / prover.planned
    return abs(distance) > 0.1 and (distance > 0) == (word == "mehr")


@knows("Das liegt nahe am Plan.")
def near_plan(prover):
    return abs(prover.spent - prover.planned) <= prover.planned * 0.1


def number_of_posts(city, name):
    number = sum(city.column("posts", f"{name}_fte"))
    return german(number, 2 if number else 0)


@knows("Von # bewilligten Stellen (VZÄ) sind # besetzt.")
def posts(prover, *said):
    return said == tuple(number_of_posts(prover.city, name) for name in ("granted", "filled"))


@knows("Die Zahlen sind vorläufig (p): Nachmeldungen und Berichtigungen sind bis * möglich.")
@knows("Die Zahlen sind berichtigt (r), aber nicht endgültig: Nachmeldungen und Berichtigungen sind bis * möglich.")
def status(prover, day):
    following, end = month_back(prover.city.month, -1), month_back(prover.city.month, -12)
    last = monthrange(int(end[:4]), int(end[5:]))[1]
    return day in {f"25.{following[5:]}.{following[:4]}", f"{last}.{end[5:]}.{end[:4]}"}


@knows("Es fehlen viele Meldungen: * # von #.")
def low_rate(prover, who, there, owed):
    numbers = next(numbers for kind, numbers in rates(prover.city).items() if WHO[kind] == who)
    return (there, owed) == tuple(german(one) for one in numbers) and numbers[0] / numbers[1] < 0.8


@knows("Nur eingeschränkt aussagefähig: *.")
def all_limited(prover, names):
    return names == spoken([one.title for one in KEY_FIGURES if is_limited(prover.city, one)])


@knows("Zu wenige antworteten auch im *; keine Aussage zur Veränderung: *.")
def all_untold(prover, then, names):
    """Of those that are no shares, which have a panel of two columns."""
    city, month = prover.city, month_of(then)
    known = [one for one in COUNTED if None not in {city.total(one.key, month), city.total(one.key)}]
    small = {one.key for one in known if city.change(one.key, month) is None}
    return small == {one.key for one in COUNTED if named(one.title, names)}


@knows("Aus den Zahlen dieses Monats ergibt sich nichts, was zu entscheiden wäre.")
def no_decision(prover):
    return not prover.city.total("I03")


@knows("Schulferien: keine Erhebung (*).")
def holidays(prover, _when):
    return not prover.city.returns(prover.city.owed, ["school"])


@knows("Ankommenstreffpunkte in *: Die Zielgruppe nutzt # % der Öffnungsstunden, weniger als erwartet.")
def hardly_used(prover, district, said):
    rows = [row for row in prover.city.of("meeting_places") if row["district"] == district]
    used, opened = both(rows, "target_group_hours", "open_hours")
    return said == percent(used, opened) and used / opened < 0.33


def page_sentences(page):
    """What a page says in its first page and its chapters 1 to 8, paragraph by paragraph, and its charts' titles."""
    found = []
    for name, section in re.findall(r'<section id="(\w+)".*?>(.*?)</section>', page, re.DOTALL):
        if name not in {"revisions_section", "annex"}:
            lists = re.findall(r'<ul class="points">(.*?)</ul>', section, re.DOTALL)
            found += re.findall(r"<p>(.*?)</p>", section)
            found += re.findall(r'<figcaption><span class="no">.*?</span> (.*?)</figcaption>', section)
            found += [point for one in lists for point in re.findall(r"<li>(.*?)</li>", one)]
    return [unescape(text) for text in found]


IN_FORCE = "s.accepted_at <= :at AND (s.superseded_at IS NULL OR s.superseded_at > :at)"


def read_city(connection, month, vintage):
    """The city that a warehouse (an SQLite connection) knew at a vintage, by plain queries."""
    connection.row_factory = Row
    at = {"at": vintage, "month": month}
    rows = {
        name: [dict(row) for row in connection.execute(
            f"SELECT t.* FROM {name} t JOIN submission s USING (submission_id) WHERE {IN_FORCE}", at)]
        for name in TABLES
    }  # fmt: skip
    there = f"SELECT s.month, s.respondent_id, s.form FROM submission s WHERE {IN_FORCE}"
    owed = 'SELECT month, respondent_id, form FROM "return" WHERE is_owed AND entered_at <= :at'
    returned = f"""SELECT COUNT(DISTINCT s.respondent_id) FROM submission s JOIN "return" r USING (respondent_id, month)
        WHERE s.month = :month AND r.is_owed AND s.checked_at <= :at AND s.respondent_id NOT IN
        (SELECT s.respondent_id FROM submission s WHERE s.month = :month AND {IN_FORCE})"""
    found = """SELECT SUM(errors), SUM(warnings) FROM submission s
        WHERE month = :month AND respondent_id IN (SELECT respondent_id FROM respondent) AND checked_at <= :at
        AND NOT EXISTS
        (SELECT 1 FROM submission later WHERE later.recheck_of = COALESCE(s.recheck_of, s.submission_id)
         AND later.submission_id > s.submission_id AND later.checked_at <= :at)"""
    lists = ([tuple(row) for row in connection.execute(query, at)] for query in (there, owed))
    number = connection.execute(returned, at).fetchone()[0]
    return City(month, rows, *lists, returned=number, found=tuple(connection.execute(found, at).fetchone()))
