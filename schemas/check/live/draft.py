"""The hidden sheet on which a form checks itself, in work: `Draft`, its cells and the problems that they can report.

A line is a row of the sheet. A cell of its right part is empty, or a number that says which problem there is and in
which line: so the smallest numbers come first, errors before questions, each in the order of the form.
"""

from dataclasses import dataclass, field, replace

from config.policy import Stage, StageSpan
from schemas.check.catalogue import CATALOGUE
from schemas.check.rule import is_told, stage_of, weigh_hint
from schemas.finding import Severity, cell_address, column_number

STEP = 1_000  # problems that can be told apart
QUESTION = 10_000_000  # added to what is no error

# What holds for the whole return stands in column B, in these rows.
NIL, FIGURES, REFUSED, MISSING, MONTH, ANEW, COUNT, ERRORS, BROKEN, NON_ANSWERS, UNITS, PLACES = (
    f"$B${row}" for row in range(2, 14)
)
_LAST_MONTH = "9999-12"  # the stages that a form is laid out by all began by its month
FIRST_LIST = 14  # below, one row a code list; then the lines


@dataclass(frozen=True)
class Formula:
    """A formula without its sign; `shared` is its number where the cells of an area have it, told by the first one."""

    text: str
    shared: int | None = None
    area: str = ""


@dataclass(frozen=True)
class Problem:
    """What can be wrong at a column of a sheet: in the words of its rule, {1} to {3} being the values in `values`.

    `values` and `row` are columns of the hidden sheet; the latter holds the number of the row that is meant.
    """

    rule: str
    severity: Severity
    sheet: str
    column: str
    row: str
    sentence: str
    hint: str
    values: tuple[str, ...] = ()


@dataclass
class Draft:
    """Cells by row and column from 1: a Formula, a text, a number, or None for what is filled in for each respondent.

    `stages` are those that began by the form's month: what nobody is told is no problem, the rest weighs as they say.
    """

    cells: dict[tuple[int, int], Formula | str | int | None] = field(default_factory=dict)
    problems: dict[Problem, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # what the workbook calls an area
    shared: int = 0
    last_line: int = 0
    slot: int = 0  # the column of the next answers
    stages: tuple[StageSpan, ...] = ()

    def next_slot(self, later: int = 0) -> str:
        """The column in which the next answers will stand, or those after so many others."""
        return letters(self.slot + later)

    def put(self, row: int, column: str | int, content: Formula | str | int | None) -> None:
        """Write one cell."""
        self.cells[row, column if isinstance(column, int) else column_number(column)] = content

    def put_down(self, first: int, last: int, column: str, formula: str) -> None:
        """Write a formula, said for the first row, into all rows of a column."""
        self.put_area((first, last), (column, column), formula)

    def put_area(self, rows: tuple[int, int], columns: tuple[str, str], formula: str) -> None:
        """Write a formula, said for the first cell, into all cells of an area; it is kept once."""
        if rows[1] < rows[0]:
            return
        area = f"{columns[0]}{rows[0]}:{columns[1]}{rows[1]}"
        for row in range(rows[0], rows[1] + 1):
            for column in range(column_number(columns[0]), column_number(columns[1]) + 1):
                self.put(row, column, Formula(formula, self.shared, area))
                formula, area = "", ""
        self.shared += 1

    @staticmethod
    def column_of(cell: str) -> int:
        """The number of a column, of its name or of a cell in it."""
        return column_number(cell.lstrip("$").rstrip("0123456789$"))

    def report(self, problem: Problem) -> str:
        """What a cell of a line shows where there is the problem."""
        return f"ROW()*{STEP}+{self.number_of(problem)}" if self.tells(problem.rule) else quote("")

    def tells(self, rule: str) -> bool:
        """Whether anybody is told what the rule finds."""
        return is_told(self._stage_of(rule))

    def _stage_of(self, rule: str) -> Stage | None:
        return stage_of(CATALOGUE[rule], _LAST_MONTH, self.stages)

    def number_of(self, problem: Problem) -> int:
        """The problem's number, by which it is also weighed."""
        if (stage := self._stage_of(problem.rule)) and is_told(stage):
            severity = Severity(stage)
            problem = replace(problem, severity=severity, hint=weigh_hint(problem.hint, severity))
        number = self.problems.setdefault(problem, len(self.problems))
        return number if problem.severity == Severity.ERROR else number + QUESTION


def letters(column: int) -> str:
    """The name of a column counted from 1."""
    return cell_address(1, column)[:-1]


def quote(text: str) -> str:
    """A text in a formula."""
    return '"' + text.replace('"', '""') + '"'
