"""Where the columns of a list of respondents stand. Ways in: `choose_sheet`, `find_heading`, `check_heading`.

The centre's own list has the columns of the register. The official directory of schools is told by its column with the
municipality: titles stand above its headings, all its rows are schools, and most of its columns are of no use here.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from config.codes import fold
from schemas.finding import Finding, Severity, cell_address
from schemas.form.forms import Column
from schemas.form.register import BESIDES, IN_PARTS, MUNICIPALITY, REGISTER

Tell = Callable[[Finding], None]

_TITLES_ABOVE = 20  # lines; official tables have up to ten of titles and notes
_LABELS = {fold(label): column.name for column in REGISTER for label in column.labels} | {
    fold(label): name for name, labels in BESIDES.items() for label in labels
}
_COMPULSORY = tuple(column.name for column in REGISTER if column.is_key)
_OFFICIAL = ("respondent", "name", "school_type")  # all rows are schools, and the school year says since when
NUMBERS = frozenset({"respondent", MUNICIPALITY})


@dataclass(frozen=True)
class ListHeading:
    """The line of headings: its number from 1, its titles, and where each column that we know stands."""

    number: int
    titles: Sequence[str]
    places: dict[str, list[int]]

    @property
    def is_official(self) -> bool:
        """Whether this is the official directory, of which only the centre's own rows are taken."""
        return MUNICIPALITY in self.places

    def pick(self, name: str, line: Sequence[str]) -> str:
        """What a line says in a column; empty where it has none. The parts of a name make one."""
        parts = (line[place].strip() for place in self.places.get(name, ()) if place < len(line))
        said = " ".join(filter(None, parts))
        return _plain_number(said) if name in NUMBERS else said

    def cell(self, name: str, number: int) -> str:
        """The address of a column in a line."""
        return cell_address(number, self.places.get(name, [0])[0] + 1)

    def unused(self) -> list[tuple[int, str]]:
        """Place and title of the columns that mean nothing to us."""
        used = {place for places in self.places.values() for place in places}
        return [(place, title) for place, title in enumerate(self.titles) if title.strip() and place not in used]


def find_heading(rows: Sequence[Sequence[str]]) -> ListHeading:
    """The line in which most columns are found, the first of several; without any the first line."""
    found = [_read_heading(number, row) for number, row in enumerate(rows[:_TITLES_ABOVE], 1)]
    return max(found, key=lambda one: len(one.places), default=ListHeading(1, (), {}))


def choose_sheet(sheets: Mapping[str, Sequence[Sequence[str]]]) -> str:
    """The sheet with the list: official workbooks begin with a title page."""
    return max(sheets, key=lambda name: len(find_heading(sheets[name]).places))


def check_heading(heading: ListHeading, tell: Tell) -> bool:
    """Whether the lines can be read; what is missing, there twice or, in a list of our own, unknown is a finding."""
    twice = {name: places for name, places in heading.places.items() if len(places) > 1 and name not in IN_PARTS}
    for places in twice.values():
        named = " und ".join(f"„{heading.titles[place]}“" for place in places)
        refuse(tell, "REGISTER_COLUMN_TWICE", f"Dasselbe sagen die Spalten {named}.", "Bitte eine davon löschen.")
    for place, title in [] if heading.is_official else heading.unused():
        message, hint = f"Die Spalte „{title}“ ist unbekannt.", f"Erwartet werden: {join_titles(REGISTER)}."
        refuse(tell, "REGISTER_COLUMN_UNKNOWN", message, hint, cell_address(heading.number, place + 1))
    compulsory = _OFFICIAL if heading.is_official else _COMPULSORY
    missing = [column for column in REGISTER if column.name in compulsory and column.name not in heading.places]
    if missing:
        message = f"Es fehlen die Spalten: {join_titles(missing)}."
        refuse(tell, "REGISTER_COLUMN_MISSING", message, "Bitte die Spalten ergänzen.")
    return not twice and not missing and (heading.is_official or not heading.unused())


def join_titles(columns: Iterable[Column]) -> str:
    """What columns are called."""
    return ", ".join(column.title for column in columns)


def refuse(  # noqa: PLR0913, PLR0917 - what a finding says
    tell: Tell, rule: str, message: str, hint: str, cell: str | None = None, value: str | None = None
) -> None:
    """Tell of a mistake in the list."""
    tell(Finding(cell=cell, rule=rule, severity=Severity.ERROR, value=value, message=message, hint=hint))


def _read_heading(number: int, row: Sequence[str]) -> ListHeading:
    places: dict[str, list[int]] = {}
    for place, title in enumerate(row):
        if name := _LABELS.get(fold(title)):
            places.setdefault(name, []).append(place)
    return ListHeading(number, row, places)


def _plain_number(written: str) -> str:
    """A number of digits only as spreadsheets and people write it: `100189.0`, `100 189`."""
    return re.sub(r"\.0+$|\s", "", written) if re.fullmatch(r"\d[\d\s]*(\.0+)?", written) else written
