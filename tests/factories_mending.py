"""What a respondent sends as something that can be broken and mended: `good(form)`, a return of every table and column.

`Sent` holds the sheets as grids, what is known of its sender, and the day; `check_sent` reads and checks it.
"""

from collections import defaultdict
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import product

from schemas.check.batch import table_frames
from schemas.check.missing.before import Previous
from schemas.check.places import settle_places
from schemas.check.unusual.rules import UNUSUAL
from schemas.finding import column_number
from schemas.form.forms import FORMS, TABLES
from schemas.form.layout import SHEETS
from schemas.german import format_month
from schemas.time.month import last_day, shift_month
from tasks.check.check import check_readings
from tests.factories import BY_FORM, DAY, DAY_OF, MONTH_OF, OCTOBER_FORMS, make_known, staged
from tests.factories_workbook import make_book, make_csv, read_in

MONTH, HEAD = "2026-10", "Meldung"
# Rules about unusual counts begin in the shadow; what they would say once promoted has to be mendable before.
PROMOTED = staged(*((rule, "warning", MONTH) for rule in UNUSUAL))
LABELS = {"respondent": 1, "month": 2, "reference_date": 3, "nil_return": 4, "remarks": 5, "submission_key": 6}
_FREE = ("Nähkurs", "Chor", "Sprachcafé")
_FIGURES = {
    "first_support": 25, "first_support_female": 10, "first_support_ukraine": 10, "german_class": 6, "german_group": 6,
    "groups": 4, "weekly_hours": 8, "granted_fte": 3.5, "filled_fte": 3.5, "arrivals": 8, "arrivals_female": 4,
    "granted_eur": 1_000, "grant_eur": 1_000, "median_waiting_days": 9, "volunteers": 12, "dates_held": 12,
}  # fmt: skip
_OF_TABLE = {("daycare_languages", "children"): 20, ("daycare_places", "places_occupied"): 50}


@dataclass
class Sent:
    """A file and the circumstances in which it is checked."""

    form: str
    grids: dict[str, list[list[object]]]
    known: object
    file: str = "Meldung.xlsx"
    hidden: tuple[str, ...] = ()
    content: bytes | None = None  # instead of the grids
    encoding: str = ""  # of a text file
    options: dict = field(default_factory=dict)  # of the workbook
    day: date = DAY
    secret: bytes | None = None
    places: object = None
    twist: object = None  # changes the reading: what no file can hold

    def copy(self, **changes):
        return replace(self, **{"grids": deepcopy(self.grids)} | changes)

    def know(self, **parts):
        """Change what is known of this sender alone."""
        self.known = replace(self.known, **parts)
        return self

    def write(self):
        """The bytes of the file."""
        if self.content is not None:
            return self.content
        if self.encoding:
            return make_csv([row for grid in self.grids.values() for row in [*grid, []]], encoding=self.encoding)
        return make_book(self.grids, hidden=self.hidden, **self.options)

    def put(self, sheet, address, value):
        """Write a cell by its address."""
        letters, row = address.rstrip("0123456789"), int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        grid, column = self.grids[sheet], column_number(letters)
        self.content = None
        grid += [[] for _ in range(row - len(grid))]
        grid[row - 1] += [None] * (column - len(grid[row - 1]))
        grid[row - 1][column - 1] = value

    def get(self, sheet, address):
        """A cell by its address; None beyond what is written."""
        row, column = int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), column_number(address.rstrip("0123456789"))
        grid = self.grids.get(sheet, [])
        return grid[row - 1][column - 1] if row <= len(grid) and column <= len(grid[row - 1]) else None

    def table(self, name):
        """The grid of a table: its heading, then its rows."""
        return self.grids[SHEETS[name]]

    def set(self, table, column, value, row=1):
        """Write a figure of a table; `row` 0 is the heading."""
        self.table(table)[row][_at(table, column)] = value
        return self

    def head(self, **values):
        """Write fields of the head; None takes label and value away."""
        for name, value in values.items():
            row = self.grids[HEAD][LABELS[name]]
            row[:] = [] if value is None else [_label(name), value]
        return self

    def clear(self, *tables):
        """Empty the figures of tables, of all without a name."""
        for name in tables or [table.name for table in OCTOBER_FORMS[self.form].tables]:
            for row in self.table(name)[1:]:
                row[:] = [cell if at < len(TABLES[name].keys) else None for at, cell in enumerate(row)]
        return self

    def scale(self, factor):
        """Multiply every figure."""
        for table in OCTOBER_FORMS[self.form].tables:
            for row in self.table(table.name)[1:]:
                row[:] = [cell * factor if isinstance(cell, int | float) else cell for cell in row]
        return self


def check_sent(sent):
    """The verdict on what was sent."""
    return check_all([sent])[0]


def check_all(sents):
    """The verdict on each; whoever is known alike is checked in one batch, as each batch takes its time."""
    batches, verdicts = defaultdict(list), {}
    for number, sent in enumerate(sents):
        reading = read_sent(sent)
        is_usual = reading.respondent == BY_FORM[sent.form]  # others would be taken for twins of the usual ones
        key = (id(sent.known), sent.day, sent.secret, "" if is_usual else reading.respondent)
        batches[key].append((number, sent, reading))
    for batch in batches.values():
        first = batch[0][1]
        readings = [reading for _, _, reading in batch]
        found = check_readings(readings, first.known, PROMOTED, first.day, first.secret)
        verdicts |= dict(zip((number for number, _, _ in batch), found, strict=True))
    return [verdicts[number] for number in range(len(sents))]


def read_sent(sent):
    """The file as read, its places settled."""
    reading = read_in(sent.write(), sent.file)
    settle_places([reading], sent.places)
    if sent.twist:
        sent.twist(reading)
    return reading


def good(form="school"):
    """A return in which nothing is wrong, of somebody who said much the same last month."""
    return _good(form).copy()


def fresh(form="school"):
    """The same as somebody's first return."""
    return _good(form).copy(known=_nothing_known())


@cache
def _good(form):
    """One of all forms, since everybody is known together."""
    return _everybody()[form]


@cache
def _nothing_known():
    return make_known()


@cache
def _everybody():
    sents = {form: _fill_in(form) for form in FORMS}
    readings = {form: read_sent(sent) for form, sent in sents.items()}
    frames = {form: table_frames([reading]) for form, reading in readings.items()}
    previous = {
        (BY_FORM[form], MONTH_OF[form]): Previous(shift_month(MONTH_OF[form], -1), frames[form]) for form in FORMS
    }
    known = make_known(last=table_frames(list(readings.values())), previous=previous)
    return {form: sent.copy(known=known) for form, sent in sents.items()}


def _fill_in(form):
    head = [[OCTOBER_FORMS[form].title], *([_label(name), None] for name in LABELS)]
    sent = Sent(
        form, {HEAD: head} | {table.sheet: _grid(table) for table in OCTOBER_FORMS[form].tables}, _nothing_known()
    )
    month, sent.day = MONTH_OF[form], DAY_OF[form]
    sent.head(respondent=BY_FORM[form], month=format_month(month), reference_date=last_day(month), nil_return="Nein")
    return sent.head(remarks=None, submission_key=None)


def row_of(table, position, figure=None):
    """A row with the table's keys of that place; `figure` in all its columns instead of what is usual."""
    return [_cell(table, column, position, figure) for column in table.columns]


def _grid(table):
    return [
        [column.title for column in table.columns],
        *(row_of(table, position) for position in range(min(2, len(_keys(table)) - 1))),
    ]


def _cell(table, column, position, figure):
    if column.is_number:
        return _figure(table, column) if figure is None else figure
    if column.is_key:
        return _keys(table)[position][[key.name for key in table.keys].index(column.name)]
    return next(iter(column.code_list.valid_titles(_month_of(table)).values())) if column.code_list else "Mitte"


def _month_of(table):
    return next(
        MONTH_OF[name] for name, form in OCTOBER_FORMS.items() if table.name in {one.name for one in form.tables}
    )


@cache
def _keys(table):
    month = _month_of(table)
    lists = [list(key.code_list.valid_titles(month).values())[:3] if key.code_list else _FREE for key in table.keys]
    return list(product(*lists))[:3]


def _figure(table, column):
    known = _OF_TABLE.get((table.name, column.name), _FIGURES.get(column.name))
    parts = len(column.meaning.part_of)
    return known if known is not None else (100, 40, 20)[parts]


def _at(table, column):
    return [one.name for one in TABLES[table].columns].index(column)


def _label(name):
    return {
        "respondent": "Berichtsstelle", "month": "Berichtsmonat", "reference_date": "Stichtag",
        "nil_return": "Fehlanzeige", "remarks": "Bemerkungen", "submission_key": "Meldeschlüssel",
    }[name]  # fmt: skip
