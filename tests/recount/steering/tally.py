"""What counted in some months, by plain SQL on the warehouse: `Tally(connection, months)`, `Told`."""

from dataclasses import dataclass, field
from pathlib import Path

KINDS = {
    "daycare_children": ("daycare",), "daycare_languages": ("daycare",), "school_pupils": ("school",),
    "heritage_language_lessons": ("school",), "parent_programmes": ("school", "daycare", "association"),
    "offers": ("association",), "counselling": ("centre",), "interpreting": ("centre",),
}  # fmt: skip
ALL_LINES = {"daycare_children", "school_pupils", "counselling"}  # forms that print every line: none is no answer
FLOWS = {("school_pupils", "arrivals"), ("counselling", "school_places_found"), ("interpreting", "assignments")}
PERSONS = {
    *(("daycare_children", name) for name in ("children", "other_family_language", "certified_support_need",
                                              "school_starters", "school_starters_need")),
    *(("school_pupils", name) for name in ("pupils", "other_family_language", "first_support", "follow_up_support",
                                           "arrivals")),
    *(("counselling", name) for name in ("waiting", "school_places_found")), ("daycare_languages", "children"),
}  # fmt: skip
CITY, LEAST_OLDER = "gesamte Stadt", 3
ABOUT_A_ROW = {"submission_id", "respondent_id", "month", "source_row", "source_sheet", "known_from", "known_until"}


@dataclass
class Told:
    """What each respondent said of something, who was asked for it, and who of them answered."""

    amounts: dict = field(default_factory=dict)
    owing: set = field(default_factory=set)
    answered: set = field(default_factory=set)
    in_part: set = field(default_factory=set)

    @property
    def value(self):
        return sum(self.amounts.values())

    @property
    def missing(self):
        return len(self.owing - self.answered)

    def __add__(self, other):
        amounts = dict(self.amounts)
        for name, amount in other.amounts.items():
            amounts[name] = amounts.get(name, 0) + amount
        return Told(amounts, self.owing | other.owing, self.answered | other.answered, self.in_part | other.in_part)


class Tally:
    """Sums over the months as the newest report of the last of them knew them, or another month's: of a flow all, of a
    stock what each respondent said last."""

    def __init__(self, connection, months, as_of=None):
        self.connection, self.months = connection, months
        self.vintage = read_vintage(connection, as_of or months[-1])
        self.people = {
            one: (kind, name, district or "ohne Stadtteil")
            for one, kind, name, district in connection.execute(
                "SELECT respondent_id, kind, name, district FROM respondent"
            )
        }
        own = {self.people[one][2] for one in self.people if self.kind(one) not in {"centre", "carrier"}}
        self.places = sorted({*_listed_places(connection), *own})
        marks = ", ".join("?" * len(months))
        owed = f'SELECT respondent_id, month FROM "return" WHERE is_owed AND month IN ({marks})'
        self.owed = set(connection.execute(owed, months))
        sent = f"SELECT respondent_id, month FROM submission WHERE month IN ({marks}) AND accepted_at <= ? "
        sent += "AND (superseded_at IS NULL OR superseded_at > ?)"
        self.answered = set(connection.execute(sent, (*months, self.vintage, self.vintage)))
        self.nil = set(connection.execute(f"{sent} AND is_nil", (*months, self.vintage, self.vintage)))
        self._read, self._offers = {}, None

    def unknown(self):
        """The months of which nobody said anything."""
        return [month for month in self.months if month not in {then for _, then in self.answered}]

    def kind(self, respondent):
        return self.people[respondent][0]

    def place(self, respondent):
        return self.people[respondent][2]

    def titles(self, name):
        """The codes of a list in its order, with what they are called."""
        query = "SELECT code, title FROM code WHERE list = ? ORDER BY position"
        return dict(self.connection.execute(query, (name,)))

    def rows(self, table, columns):
        """The rows in force of the months, in the order of months and respondents."""
        if (table, columns) not in self._read:
            marks = ", ".join("?" * len(self.months))
            query = (
                f"SELECT respondent_id, month, {', '.join(columns)} FROM history_{table} WHERE month IN ({marks}) AND "
            )
            query += (
                "known_from <= ? AND (known_until IS NULL OR known_until > ?) ORDER BY month, respondent_id, source_row"
            )
            rows = self.connection.execute(query, (*self.months, self.vintage, self.vintage))
            self._read[table, columns] = list(rows)
        return self._read[table, columns]

    def amounts(self, table, column, key="NULL", beside=None):
        """(respondent, code, value) that count; `beside`: only of rows that say this column, too."""
        rows = [row for row in self.rows(table, (key, column, beside or column)) if None not in row[3:]]
        if (table, column) not in FLOWS:
            last = self.newest(table, column, beside)
            rows = [row for row in rows if row[1] == last.get(row[0])]
        return [(one, code, value) for one, _, code, value, _ in rows]

    def newest(self, table, column, beside=None):
        """In which month each said it last; where fewer than three did so before the others, only the others count."""
        rows = self.rows(table, ("NULL", column, beside or column))
        said = {(one, month) for one, month, _, *values in rows if None not in values}
        if table not in ALL_LINES:  # an empty list says that there is nothing any more
            wrote = {(one, month) for one, month, *_ in rows}
            said |= {one for one in self.answered - wrote if self.kind(one[0]) in KINDS[table]}
        last = {}
        for one, month in said:
            last[one] = max(last.get(one, ""), month)
        late = {one: month for one, month in last.items() if month == max(last.values())}
        return late if len(last) - len(late) < LEAST_OLDER else last

    def offers(self):
        """Each offer that was held in one of the months, once, as it was said last."""
        if self._offers is not None:
            return self._offers
        found = {}
        columns = ("title", "dates_held", "field_of_action", "target_group")
        for one, _, title, held, field_of_action, target in self.rows("offers", columns):
            if held != 0:
                place = self.place(one)
                found[one, title] = {
                    "who": one, "district": place, "field_of_action": field_of_action, "target_group": target
                }  # fmt: skip
        self._offers = list(found.values())
        return self._offers

    def asked(self, table, column=None, place=None):
        """Who was asked for a table in one of the months, who answered the column, and who of them not in each month.

        The last where months add up; of a place or of all.
        """
        pairs = {one for one in self.owed if self.kind(one[0]) in KINDS[table] and place in {None, self.place(one[0])}}
        said, empty = self.said(table, column), self.left_empty(table, column)
        owing = {one for one, _ in pairs}
        answered = owing & {one for one, _ in said}
        if column is None or (table, column) in FLOWS:
            return owing, answered, answered & {one for one, _ in pairs - said | empty}
        last = self.newest(table, column)
        return owing, answered & set(last), answered & {one for one, _ in empty & set(last.items())}

    def said(self, table, column):
        """(respondent, month) that answer a column; a list without a row says that there is nothing."""
        rows = self.rows(table, (column or "NULL",))
        said = {(row[0], row[1]) for row in rows if column is None or row[2] is not None}
        if (table, column) in FLOWS:  # nothing at all is an answer to how many there were
            said |= {one for one in self.nil if self.kind(one[0]) in KINDS[table]}
        return said if table in ALL_LINES else said | self.answered - {(row[0], row[1]) for row in rows}

    def left_empty(self, table, column):
        """(respondent, month) whose row leaves the column empty; of a form with all lines, one with some number."""
        if column is None:
            return set()
        query = (
            f"SELECT * FROM history_{table} WHERE {column} IS NULL AND month IN ({', '.join('?' * len(self.months))}) "
        )
        query += "AND known_from <= ? AND (known_until IS NULL OR known_until > ?)"
        found = self.connection.execute(query, (*self.months, self.vintage, self.vintage))
        names = [one[0] for one in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found]
        return {
            (row["respondent_id"], row["month"])
            for row in rows
            if table not in ALL_LINES
            or any(isinstance(value, int | float) for name, value in row.items() if name not in ABOUT_A_ROW)
        }

    def most_that_lacks(self, table, column):
        """Of a flow: who has not told every month, and what lacks if each such month had as much as the largest."""
        owed = {one for one in self.owed if self.kind(one[0]) in KINDS[table]}
        gone, months = owed - self.said(table, column) | owed & self.left_empty(table, column), {}
        for one, month, value in self.rows(table, (column,)):
            months[one, month] = months.get((one, month), 0) + (value or 0)
        return {one for one, _ in gone}, len(gone), max(months.values(), default=0)

    def by_code(self, table, column, key, beside=None):
        """What is told of each code."""
        found, asked = {}, self.asked(table, column)
        for one, code, value in self.amounts(table, column, key, beside):
            if code is not None:
                told = found.setdefault(str(code), Told({}, *asked))
                told.amounts[one] = told.amounts.get(one, 0) + value
        return found

    def by_place(self, table, column):
        """What is told of each place."""
        found = {place: Told({}, *self.asked(table, column, place)) for place in self.places}
        for one, _, value in self.amounts(table, column):
            amounts = found[self.place(one)].amounts
            amounts[one] = amounts.get(one, 0) + value
        return found

    def of_city(self, table, column, beside=None):
        """What is told of all."""
        found = Told({}, *self.asked(table, column))
        for one, _, value in self.amounts(table, column, beside=beside):
            found.amounts[one] = found.amounts.get(one, 0) + value
        return found

    def of_offers(self, where, place=None):
        """Offers with these codes, by association."""
        found = Told({}, *self.asked("offers", None, place))
        for one in self.offers():
            if place in {None, one["district"]} and all(one[name] in codes for name, codes in where.items()):
                found.amounts[one["who"]] = found.amounts.get(one["who"], 0) + 1
        return found


def read_vintage(connection, month):
    """What the newest report of a month knew; everything where there is none."""
    query = "SELECT version, vintage FROM publication WHERE month = ? AND manifest IS NOT NULL"
    found = dict(connection.execute(query, (month,)))
    newest = max(found, key=lambda one: tuple(map(int, one.split("."))), default=None)
    return found[newest] if newest else "9999"


def known_months(connection, month):
    """The months up to this one of which anything was known to its report."""
    query = "SELECT DISTINCT month FROM submission WHERE month <= ? AND accepted_at <= ?"
    return {one for (one,) in connection.execute(query, (month, read_vintage(connection, month)))}


def _listed_places(connection):
    """The places of orte.csv beside the warehouse, where there is one."""
    path = Path(connection.execute("PRAGMA database_list").fetchone()[2]).with_name("orte.csv")
    lines = path.read_text(encoding="utf-8-sig").splitlines() if path.exists() else []
    return [line.partition(";")[0] for line in lines[1:] if line.strip()]
