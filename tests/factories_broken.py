"""Every rule broken once: `CASES`, each with the return as it was sent and as it would have been true.

A case breaks its rules in the same file where they are of one kind; where a hint offers ways that presuppose different
truths there is a case for each, and `only` says which way it is about.
"""

from dataclasses import dataclass
from datetime import date

from config.places import ListedPlace, place_list
from schemas.check.catalogue import CATALOGUE, CHECKS
from schemas.check.expression import NotNegative
from schemas.check.known import InForce
from schemas.check.level0 import make_finding
from schemas.form.forms import FORMS, TABLES
from schemas.form.layout import META_SHEET, SHEETS
from schemas.mail.submission_key import submission_key
from tests.factories import KINDS, OCTOBER_FORMS, SCHOOL, is_asked, make_digests, make_known, make_most
from tests.factories_hostile import change
from tests.factories_mending import HEAD, check_sent, fresh, good
from tests.factories_triggers import TRIGGERS
from tests.factories_unusual import COLUMNS, SIZES, past_of, rows_in
from tests.factories_ways import third_row
from tests.factories_workbook import Formula, comment

SECRET = b"of the tests alone"
STARTERS, STARTERS_NEED = (TABLES["daycare_children"].columns[at].title for at in (-2, -1))
PUPILS, LESSONS, COUNTRIES = "school_pupils", "heritage_language_lessons", "school_arrivals"


@dataclass
class Case:
    """Rules that a return breaks; `only` is a name of a way."""

    rules: tuple[str, ...]
    sent: object
    truth: object
    only: str = ""


def case(rule, sent, truth=None, only=""):
    return Case((rule,) if isinstance(rule, str) else tuple(rule), sent, truth or good(sent.form), only)


def schools(*spans, **known):
    """A register of everybody, with other spans of some."""
    named = {span[0] for span in spans}
    others = [(name, kind, "2020-01-01", None, None) for name, kind in KINDS.items() if name not in named]
    return make_known(*others, *(span for span in spans if len(span) > 1), **known)


def give_up(reading):
    """What becomes of a reading that took too long."""
    reading.is_readable, reading.tables = False, {}
    reading.findings = [make_finding("FILE_TOO_COSTLY", seconds=1, memory=1)]


def files():
    """What cannot be read at all, and what a file may be beside."""
    for rule in (name for name in CATALOGUE if name.startswith("FILE_") and CATALOGUE[name].severity == "error"):
        is_simulated = rule == "FILE_TOO_COSTLY"  # a child process is given up for it, which tests.tasks.intake shows
        yield case(rule, good().copy(twist=give_up) if is_simulated else good().copy(content=TRIGGERS[rule]))
    yield case("FILE_EXTENSION", good().copy(file="Meldung.csv"))
    yield case("FILE_NAME_PERSON", good().copy(file="Meldung Frau Beispiel.xlsx"))
    yield case("FILE_MACROS", good().copy(options={"macros": True}))
    yield case("FILE_ENCODING", good().copy(file="Meldung.csv", encoding="cp1252"))


def forms():
    """Form, tables and sheets."""
    unknown = good()
    unknown.grids = {"Liste": [["Einkaufsliste"]]}
    yield case("FORM_UNKNOWN", unknown)
    old = good().copy(hidden=(META_SHEET,))
    old.grids[META_SHEET] = [["form", "school"], ["form_version", "0"], ["respondent", SCHOOL], ["month", "2026-10"]]
    yield case("FORM_VERSION", old)
    none = good()
    none.grids = {HEAD: none.grids[HEAD]}
    yield case("TABLE_NONE", none)
    missing = good()
    del missing.grids[SHEETS["teacher_training"]]
    yield case("TABLE_MISSING", missing)
    yield from twice()
    foreign = good()
    foreign.grids["Kita"] = [["Altersgruppe", "Kinder insgesamt"], ["U3", 2]]
    yield case("TABLE_FOREIGN", foreign)
    hidden = good().copy(hidden=("Vorjahr",))
    hidden.grids["Vorjahr"] = [list(row) for row in hidden.table(PUPILS)]
    yield case("SHEET_HIDDEN", hidden)
    yield case("TABLE_HIDDEN", hidden.copy().clear(PUPILS))
    note = good()
    note.grids["Notiz"] = [["Bitte beachten"]]
    yield case("SHEET_UNKNOWN", note)


def twice():
    """The same table twice: by mistake, two sites, two respondents, two months."""
    same, other = good(), good()
    same.grids["Kopie"] = [list(row) for row in same.table(PUPILS)]
    yield case("TABLE_TWICE_SAME", same)
    headings, *rows = [list(row) for row in other.table(PUPILS)]
    other.grids["Standort 2"] = [headings, *([row[0], 5, 2, *[None] * (len(row) - 3)] for row in rows)]
    yield case("TABLE_TWICE", other)
    for field, value in (("respondent", "169470"), ("month", "September 2026")):
        two = other.copy()
        head = good().head(**{field: value})
        two.grids["Meldung 2"] = head.grids[HEAD]
        yield case("HEAD_TWO_RETURNS", two)


def heads():
    """Who and for when."""
    yield case("HEAD_MISSING", good().head(respondent=None))
    yield case("HEAD_MISSING", good().head(month=None))
    yield case("HEAD_DATE_MISSING", good().head(reference_date=None))
    meta = [["form", "school"], ["form_version", "1"], ["respondent", SCHOOL], ["month", "2026-10"]]
    for rule, wrong in (("HEAD_FROM_HIDDEN", {"respondent": None}), ("HEAD_OTHER_FORM", {"month": "Mai 2026"}),
                        ("HEAD_OTHER_FORM", {"respondent": "169470"})):  # fmt: skip
        sent = good().copy(hidden=(META_SHEET,)).head(**wrong)
        sent.grids[META_SHEET] = meta
        yield case(rule, sent)
    truth = good()
    truth.grids["Notiz"] = [["Schulnummer", SCHOOL]]
    yield case("HEAD_CONTRADICTS", truth.copy().head(respondent="169470"), truth)
    for rule, wrong in (
        ("HEAD_RESPONDENT", {"respondent": "Musterschule"}), ("HEAD_RESPONDENT_REPAIRED", {"respondent": "169 468"}),
        ("HEAD_MONTH", {"month": "Oktober"}), ("HEAD_MONTH_REPAIRED", {"month": "10/2026"}),
        ("HEAD_DATE", {"reference_date": "Monatsende"}), ("HEAD_DATE_REPAIRED", {"reference_date": "31.10.26"}),
        ("HEAD_NIL", {"nil_return": "vielleicht"}), ("REFERENCE_DATE_OUTSIDE", {"reference_date": date(2026, 9, 30)}),
    ):  # fmt: skip
        yield case(rule, good().head(**wrong))
    named = good().copy(file="Meldung_2026-10.xlsx")
    yield case("HEAD_MONTH_FILE_NAME", named.copy().head(month="September 2026"), named, "correct")
    yield case("HEAD_MONTH_FILE_NAME", good().copy(file="Meldung_2026-09.xlsx"), None, "rename_file")


def respondents():
    """What the register and the calendar say."""
    other = good().head(respondent="169470")
    yield case("RESPONDENT_UNKNOWN", other.copy(known=schools(("169470",))), good(), "correct")
    yield case("RESPONDENT_UNKNOWN", other.copy(known=schools(("169470",))), good(), "call")
    closed = schools(("169470", "school", "2020-08-01", "2026-07-31", SCHOOL))
    yield case("RESPONDENT_CLOSED", other.copy(known=closed))
    yield case("FORM_OF_OTHER_KIND", good("daycare").head(respondent=SCHOOL), good())
    early = good().head(month="November 2026")
    yield case("MONTH_NOT_OPEN", early, None, "correct")
    yield case("MONTH_NOT_OPEN", early.copy().head(reference_date=date(2026, 11, 30)), None, "wait")
    late = good().head(month="Juli 2025", reference_date=date(2025, 7, 31))
    yield case("MONTH_NOT_OPEN", late, None, "call")
    keyed = good().copy(secret=SECRET).head(submission_key=submission_key(SECRET, SCHOOL, "2026-10"))
    yield case("SUBMISSION_KEY", keyed.copy().head(submission_key="AAAA-BBBB-CCCC-DDDD"), keyed)
    september = keyed.copy().head(submission_key=submission_key(SECRET, SCHOOL, "2026-09"))
    real = september.copy().head(month="September 2026", reference_date=date(2026, 9, 30))
    changed = real.copy().head(month="Oktober 2026")
    yield case("KEY_OF_OTHER_MONTH", changed, real, "correct")
    yield case("KEY_OF_OTHER_MONTH", changed, keyed, "send_new_form")
    named = good().copy(file="Meldebogen-Schule_169470_2026-10.xlsx")
    yield case("NAMED_FOR_OTHER", named, good().copy(file="Meldung.xlsx"), "rename_file")
    yield case("NAMED_FOR_OTHER", named, named.copy().head(respondent="169470"), "correct")
    slip = good().copy(known=schools(("169467", "school", "2020-01-01", None, None))).head(respondent="169467")
    yield case("SCHOOL_NUMBER_CHECK_DIGIT", slip)
    before = {(SCHOOL, "2026-09"): InForce("0" * 64, date(2026, 10, 5), is_asked_about=False)}
    old = good().head(month="September 2026", reference_date=date(2026, 9, 30))
    old.know(in_force=before, owed={SCHOOL: ["2026-10"]})
    yield case("EARLIER_MONTH", old)


def columns():
    """Headings."""
    at = [column.name for column in TABLES[PUPILS].columns].index("transitions")
    gone = good()
    for row in gone.table(PUPILS):
        del row[at:]
    yield case("COLUMN_MISSING", gone)
    yield from of_other_months()
    keyless = good()
    for row in keyless.table(PUPILS):
        row[:] = row[1:]
    yield case("COLUMN_KEY_MISSING", keyless)
    yield case("COLUMN_KEY_MISSING", good().set(PUPILS, "grade", "Jahrgänge", 0), None, "write_heading")
    yield case("COLUMN_UNKNOWN", good().set(PUPILS, "transitions", "Übergänge Regelklassen", 0))
    extra = good()
    for row, cell in zip(extra.table(PUPILS), ("mit Fahrrad", 5, 5), strict=True):
        row.append(cell)
    yield case("COLUMN_UNKNOWN", extra, None, "explain")
    persons = extra.copy()
    persons.table(PUPILS)[0][-1] = "Vorname"
    yield case("COLUMN_PERSON", persons)
    yield case("COLUMN_TWICE", good().set(PUPILS, "transitions", "Schülerzahl", 0))
    ambiguous = good().set(PUPILS, "first_support_female", "darunter weiblich", 0)
    for row in ambiguous.table(PUPILS):
        del row[2]
    yield case("COLUMN_AMBIGUOUS", ambiguous)
    euros = good("association")
    euros.set("offer_funds", "spent_eur", "verausgabt (TEUR)", 0)
    yield case("COLUMN_THOUSANDS", euros.set("offer_funds", "spent_eur", 0.1).set("offer_funds", "spent_eur", 0.1, 2))


def rows():
    """Whole rows."""
    fits = [sum(pair) for pair in zip(*(row[1:] for row in good().table(PUPILS)[1:]), strict=True)]
    total, stale, short = good(), good(), good()
    total.table(PUPILS).append(["Summe", *fits])
    yield case("ROW_TOTAL", total)
    stale.table(PUPILS).append(["Summe", fits[0] + 1, *fits[1:]])
    yield case("ROW_TOTAL_DIFFERS", stale, total)
    del short.table(PUPILS)[2]
    short.table(PUPILS).append(["Summe", *fits])
    yield case("ROW_TOTAL_DIFFERS", short, total, "restore")
    offers = good("association")
    figures = offers.table("offers")[1][1:]
    like, equal, empty, hinted = offers.copy(), offers.copy(), offers.copy(), offers.copy()
    like.table("offers").append(["Angebote gesamt", *figures])
    yield case("ROW_LIKE_SUM", like)
    sums = [2 * cell if isinstance(cell, int) else None for cell in figures]
    equal.table("offers").append(["Oktober", *sums])
    yield case("ROW_EQUALS_SUM", equal)
    empty.table("offers").append(["Sprachcafé"])
    yield case("ROW_WITHOUT_FIGURES", empty)
    hinted.table("offers").append(["Sprachcafé", *[None] * 4, "‹5›"])
    more = third_row(good("association"), "offers")
    yield case("ROW_SUGGESTED", hinted, more)
    three = third_row(good(), PUPILS)
    keyless = three.copy().set(PUPILS, "grade", None, 3)
    yield case("ROW_WITHOUT_KEY", keyless, three)
    concealed = good()
    content = change("xl/worksheets/sheet2.xml", '<row r="2"', '<row hidden="1" r="2"', concealed.write())
    yield case("CELLS_HIDDEN", concealed.copy(content=content))
    yield case("CELLS_COMMENTED", good().copy(content=comment(good().write(), SHEETS[PUPILS], "B2")))
    stray = good()
    stray.table(PUPILS).extend([[], [None] * 20 + [7]])
    yield case("STRAY_CELLS", stray)


def cells():
    """What stands in a cell of figures, in a column that may stay empty and in the main one."""
    for rule, cell in (
        ("HINT_LEFT", "‹6›"), ("CELL_ERROR", Formula("=1/0", "#DIV/0!")), ("CELL_FORMULA", Formula("=B1+B2", "")),
        ("CELL_DATE", date(2026, 5, 3)), ("NON_ANSWER", "k. A."), ("NUMBER_AS_TEXT", "12"),
        ("NUMBER_WRITTEN", "1.012"),
        ("NUMBER_ESTIMATED", "<5"), ("NUMBER_RANGE", "5-10"), ("NUMBER_CALCULATION", "12 + 3"),
        ("NUMBER_PERCENT", "25 %"),
        ("NUMBER_NOT_WHOLE", 12.5), ("NUMBER_AMBIGUOUS", "1,234"), ("NUMBER_UNREADABLE", "viele"),
    ):  # fmt: skip
        yield case(rule, good().set(PUPILS, "transitions", cell))
        if rule in {"CELL_FORMULA", "NUMBER_ESTIMATED"}:  # one advice of each kind
            yield case(rule, good().set(PUPILS, "pupils", cell))
    lost = good().set(PUPILS, "transitions", 77)
    content = change("xl/worksheets/sheet2.xml", "<v>77</v>", "<v>&#55;7</v>", lost.write())
    yield case("CELL_LOST", lost.copy(content=content), None)
    for rule, cell in (("NUMBER_THOUSANDS", "0,1 TEUR"), ("NUMBER_ROUNDED", 100.005)):
        yield case(rule, good("association").set("offer_funds", "spent_eur", cell))


def texts():
    """Entries of lists, and free texts."""
    yield case("CODE_UNKNOWN", good().set(PUPILS, "grade", "Klasse 27"))
    yield case("CODE_UNKNOWN", good().set(COUNTRIES, "country", "Atlantis"))
    yield case("CODE_SEVERAL", good().set(COUNTRIES, "country", "Syrien und Irak"))
    yield case("CODE_NORMALISED", good().set(PUPILS, "grade", "Kl. 1"))
    late = fresh("association").copy(day=date(2027, 2, 1))
    late.head(month="Januar 2027", reference_date=date(2027, 1, 31))
    none = late.copy()
    for row in none.table("offers")[1:]:
        row[1] = "kein Baustein"
    for row, line in zip(none.table("offer_funds")[1:], ("Miete", "Sachkosten"), strict=True):
        row[:2] = ["kein Baustein", line]
    yield case("CODE_ENDED", late, none)
    yield case("TEXT_REPAIRED", good("association").set("offers", "title", "NÃ¤hkurs"))
    yield case("TEXT_PERSON", good().head(remarks="Kind Mohamed fehlt"))
    yield case("TEXT_TOO_LONG", fresh("association").set("offers", "title", "x" * 201), fresh("association"))
    places = place_list([ListedPlace(title="Mitte", aliases=()), ListedPlace(title="Hohenlimburg", aliases=())])
    listed = good("association").copy(places=places)
    yield case("PLACE_UNKNOWN", listed.copy().set("meeting_places", "district", "Hohenlinburg"), listed)
    yield case("PLACE_UNKNOWN", listed.copy().set("meeting_places", "district", "Atlantis"), listed)


def of_other_months():
    """Columns that October does not ask for, and one that a form of December lacks in January."""
    early = good("daycare")
    for row, cell in zip(early.table("daycare_children"), (STARTERS, 5), strict=True):
        row.append(cell)
    yield case("COLUMN_NOT_ASKED", early, None, "delete_column")
    yield case("COLUMN_NOT_ASKED", early, None, "explain")
    later = fresh("daycare").copy(day=date(2027, 2, 3))
    old = later.head(month="Januar 2027", reference_date=date(2027, 1, 31))
    truth = old.copy()
    for row, cells in zip(truth.table("daycare_children"), ((STARTERS, STARTERS_NEED), (9, 3)), strict=True):
        row.extend(cells)
    yield case("COLUMN_NEW", old, truth)


def limits():
    """What the columns allow."""
    yield case("BELOW_ZERO", good().set(PUPILS, "transitions", -1))
    yield case("ABOVE_LIMIT", good().set(PUPILS, "transitions", 20_001))
    for rule in (rule for rule in CHECKS.values() if isinstance(rule.holds, NotNegative)):
        form = next(name for name, form in FORMS.items() if TABLES[rule.table] in form.tables)
        yield case(rule.id, good(form).set(rule.table, rule.cells[0], -12.5))

    def without_key(reading):
        reading.tables[PUPILS].values["grade"][0] = None

    def of_no_list(reading):
        reading.tables[PUPILS].values["grade"][0] = "99"

    # of a file both are refused before; here the reading itself is at fault, which only a proper one mends
    yield case("KEY_MISSING", fresh().copy(twist=without_key), fresh(), "correct")
    yield case("CODE_NOT_LISTED", fresh().copy(twist=of_no_list), fresh(), "correct")
    for form in FORMS:
        parts = good(form)
        for table in OCTOBER_FORMS[form].tables:
            for column in table.figures:
                if column.meaning.part_of:
                    parts.set(table.name, column.name, 700 + 10 * _depth(table, column))
        tables = {table.name for table in OCTOBER_FORMS[form].tables}
        within = {name: rule for name, rule in CHECKS.items() if "_WITHIN_" in name and rule.table in tables}
        names = [name for name, rule in within.items() if is_asked(rule)]
        if names:
            yield case(names, parts)
        yield doubled(form)


def _depth(table, column):
    return max((1 + _depth(table, table.column(whole)) for whole in column.meaning.part_of), default=0)


def doubled(form):
    """A third row in every table that bears the name of the first."""
    truth = good(form)
    for table in OCTOBER_FORMS[form].tables:
        third_row(truth, table.name)
    sent = truth.copy()
    for table in OCTOBER_FORMS[form].tables:
        keys = len(table.keys)
        sent.table(table.name)[-1][:keys] = sent.table(table.name)[1][:keys]
    return case([f"{table.name.upper()}_ROW_TWICE" for table in OCTOBER_FORMS[form].tables], sent, truth)


def plausible():
    """What may be so, and is asked about."""
    for form in FORMS:
        tables = {table.name for table in OCTOBER_FORMS[form].tables}
        steady = {name: rule for name, rule in CHECKS.items() if name.endswith("_JUMPS") and rule.table in tables}
        names = [name for name, rule in steady.items() if is_asked(rule)]
        yield case(names, good(form).scale(4))
    yield case("GERMAN_SUPPORT_ABOVE_FIRST_SUPPORT", good().set(PUPILS, "german_class", 24))
    yield case("FIRST_SUPPORT_HIGH", good().set(PUPILS, "first_support", 70))
    yield case("HSU_GROUP_SMALL", good().set(LESSONS, "groups", 8))
    yield case("MEETING_PLACE_LITTLE_USED", good("association").set("meeting_places", "target_group_hours", 10))
    yield case("ARRIVALS_DIFFER", good().set(COUNTRIES, "arrivals", 9))
    yield case("LANGUAGES_DIFFER", good("daycare").set("daycare_languages", "children", 41))
    yield case("PLACES_DIFFER", good("daycare").set("daycare_places", "places_occupied", 101))
    yield case("SPENT_ABOVE_GRANTED", good("association").set("offer_funds", "spent_eur", 1_001))
    yield case("PERSONS_ABOVE_TALKS", good("carrier").set("kim_cases", "persons_advised", 101))
    yield case("KIM_POSTS_EXCEEDED", good("carrier").set("kim_posts", "filled_fte", 4.5))
    yield case("GRANT_EXCEEDED", good("centre").set("posts", "spent_eur", 1_001))
    same, twin = good(), good()
    digest = check_sent(same).digest
    same.know(digests=make_digests((SCHOOL, "2026-09", digest)))
    yield case("SAME_AS_LAST_MONTH", same, good().set(PUPILS, "pupils", 101))
    twin.know(digests=make_digests(("169470", "2026-10", digest)))
    yield case("REPORTED_TWICE", twin, good().set(PUPILS, "pupils", 101))


def unusual():
    """What does not fit to the months before, each rule promoted (tests.factories_mending)."""
    usual = [list(row.values()) for row in rows_in(24)]
    swapped = [[*row[:2], row[3], row[2], *row[4:]] for row in usual]
    moved = [[grade, *row[1:]] for grade, row in zip(SIZES, [usual[1], usual[0], usual[2]], strict=True)]
    for rule, rows in (
        ("UNUSUAL_COUNT", [usual[0], ["02", 600, *usual[1][2:]], usual[2]]), ("COLUMNS_SWAPPED", swapped),
        ("ROWS_SHIFTED", moved), ("ROW_REPEATED", [*usual[:2], ["03", *usual[0][1:]]]),
        ("COPY_OF_LAST_MONTH", [list(row.values()) for row in rows_in(23)]),
    ):  # fmt: skip
        yield case(rule, grades(rows), grades(usual))
    now = [list(row.values()) for row in drifted(24)]
    yield case("SLOW_DRIFT", grades(now, drifted), grades(usual))


def drifted(number):
    """The months of that school if its second grade grew a little in each of the last seven."""
    grown = round(60 * 1.05 ** max(0, number - 17))
    return rows_in(number, g02={"pupils": grown})


def grades(rows, past=rows_in):
    """A school's return with these rows of pupils, after two years that are known of it."""
    sent = fresh()
    titles = [TABLES[PUPILS].column(name).title for name in ("grade", *COLUMNS)]
    named = TABLES[PUPILS].column("grade").code_list.valid_titles("2026-10")
    sent.grids[SHEETS[PUPILS]] = [titles, *([named[grade], *row] for grade, *row in rows)]
    return sent.know(past={("school", "2026-10"): past_of(SCHOOL, rows=past)})


def nothing():
    """Nothing where something was, or should be."""
    yield case("EMPTY_RETURN", fresh("association").clear(), fresh("association"))
    yield case("NIL_WITH_FIGURES", good().head(nil_return="Ja"))
    yield case("MAIN_TABLE_EMPTY", good().clear())
    yield case("MAIN_TABLE_EMPTY", good().clear(PUPILS))
    yield case("WHOLE_MISSING", fresh("association").set("offers", "participants", None), fresh("association"))
    yield case("WHOLE_MISSING", fresh().set(PUPILS, "pupils", None), fresh())
    yield from of_the_year()
    yield case("TABLE_GONE", good().clear(LESSONS))
    column = good().set(PUPILS, "follow_up_support", None).set(PUPILS, "follow_up_support", None, 2)
    yield case("COLUMN_GONE", column)
    row = good()
    row.table(LESSONS)[2][2:] = [None] * 3
    yield case("ROW_GONE", row)
    yield case("STOCK_GONE", good().set(PUPILS, "follow_up_support", None))
    yield case("STOCK_GONE", good().set(PUPILS, "pupils", None))
    yield case("NIL_AFTER_STOCK", good().clear().head(nil_return="Ja"))


def of_the_year():
    """What December alone asks, left out and too small."""
    truth = fresh("association").copy(day=date(2027, 1, 5))
    truth.head(month="Dezember 2026", reference_date=date(2026, 12, 31))
    for row, cell in zip(
        truth.table("offers"), (TABLES["offers"].column("persons_in_year").title, 250, 250), strict=True
    ):
        row.append(cell)
    yield case("YEAR_MISSING", truth.copy().set("offers", "persons_in_year", None), truth)
    yield case("OFFERS_PERSONS_IN_YEAR_BELOW_MONTH", truth.copy().set("offers", "persons_in_year", 99), truth)
    known = make_most(title=truth.table("offers")[1][0])
    small = truth.copy().set("offers", "persons_in_year", 120).know(most=known)
    yield case("OFFERS_PERSONS_IN_YEAR_BELOW_EARLIER", small, truth)
    without_row = truth.copy().know(most=known)
    del without_row.table("offers")[1]
    yield case("YEAR_ROW_MISSING", without_row, truth)
    yield case("YEAR_MISSING_BY_NIL", truth.copy().clear().head(nil_return="Ja").know(most=known), truth)


CASES = [
    one
    for group in (files, forms, heads, respondents, columns, rows, cells, texts, limits, plausible, unusual, nothing)
    for one in group()
]
