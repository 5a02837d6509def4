"""A submitter's mistake as data: `Finding` says where, what was found, what was expected and how to mend it."""

from dataclasses import asdict, dataclass
from enum import StrEnum

SUBMISSION_KEY, EARLIER_MONTH, KEY_OF_OTHER_MONTH = "SUBMISSION_KEY", "EARLIER_MONTH", "KEY_OF_OTHER_MONTH"
WHICH_MONTH = frozenset((EARLIER_MONTH, KEY_OF_OTHER_MONTH))  # rules: whose it is we know, not which month is meant
HELD = WHICH_MONTH | {SUBMISSION_KEY}  # rules: what fails them is set aside until somebody lets it in


class Severity(StrEnum):
    """How much a finding weighs: an error sends the return back, a warning asks for an explanation."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"

    @property
    def german(self) -> str:
        """The word on screen."""
        return {"error": "Fehler", "warning": "Rückfrage", "information": "Hinweis"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; the fields and their order are what `check --json` and the machine report promise.

    `cell` is an address as the respondent sees it (sheet column letter and row, "C14"); `row` counts from 1;
    `column` is the column's name in the warehouse; `value` is what stood there, as text. `subject` says what the finding
    is about in words that stay the same from month to month (table, column, row key); `answer` is the explanation or the
    waiver (`waiver_id`) that settles it.
    """

    file: str = ""
    form: str | None = None
    respondent: str | None = None
    month: str | None = None
    table: str | None = None
    sheet: str | None = None
    cell: str | None = None
    row: int | None = None
    column: str | None = None
    rule: str = ""
    severity: Severity = Severity.ERROR
    value: str | None = None
    message: str = ""
    hint: str = ""
    subject: str | None = None
    answer: str | None = None
    waiver_id: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has settled it yet, by an explanation or a waiver."""
        return self.answer is None

    def as_record(self) -> dict[str, str | int | None]:
        """The finding as one JSON object."""
        return asdict(self)


def cell_address(row: int, column: int) -> str:
    """The address of a cell counted from 1: (14, 3) is "C14"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def column_number(letters: str) -> int:
    """The number of a column, counted from 1: "C" is 3."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
