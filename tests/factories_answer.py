"""Cases as the answers need them: `judge(content)` takes a file as far as its verdict, `make_case` makes its case."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import NamedTuple

import openpyxl

from schemas.answer.case import Case
from schemas.answer.sent import Sending
from schemas.files.own_sheets import is_live
from schemas.files.protocol import SHEET
from schemas.files.reading import Reading
from schemas.files.workbook import Fault, Workbook
from schemas.form.submission import IN_FORCE, State
from tasks.check.check import Verdict, check_readings
from tasks.intake.clean import clean
from tasks.intake.extract import extract
from tasks.intake.read import read
from tasks.letters.annotate.workbook import annotate
from tests.factories import POLICY, make_known
from tests.factories_workbook import NAME, make_form, make_rows

DAY = date(2026, 11, 5)


class Judged(NamedTuple):
    """A file on its way to its answer."""

    book: Workbook
    reading: Reading
    verdict: Verdict

    @property
    def case(self):
        return make_case(self.verdict.findings, self.verdict.state, file=self.book.file)

    def annotate(self, **overrides):
        return annotate(
            self.book,
            self.reading,
            make_case(self.verdict.findings, self.verdict.state, file=self.book.file, **overrides),
        )


def judge(content, name=NAME, *, known=None, day=DAY):
    """Read and check one file as the pipeline does."""
    book = read(name, content)
    reading = clean(extract(book))
    (verdict,) = check_readings([reading], known or make_known(), POLICY, day)
    return Judged(book, reading, verdict)


def make_case(findings=(), state=State.RETURNED, **overrides):
    """The school's return for October, checked on 5 November, sent back unless told otherwise."""
    parts = {
        "submission_id": 7,
        "sha256": "ab" * 32,
        "file": NAME,
        "state": state,
        "is_accepted": state in IN_FORCE,
        "form": "school",
        "respondent": "169468",
        "name": "Grundschule Am Beispiel",
        "month": "2026-10",
        "received_at": datetime(2026, 11, 5, 8, 0),
        "checked_at": datetime(2026, 11, 5, 9, 0),
        "deadline": date(2026, 11, 10),
        "cutoff": date(2026, 11, 25),
        "findings": tuple(findings),
        "office": "Kommunales Integrationszentrum Hagen",
        "office_email": "meldung@ki.example",
    }
    return Case(**(parts | overrides))


def make_sendings(*states, number=7, month="2026-10", name="v{}.xlsx"):
    """What the school sent, the newest first: the case's own file and an older one a day for each further state."""
    return tuple(
        Sending(
            number - at, number - at, name.format(number - at), month, state,
            datetime(2026, 11, 5, 8, 0) - timedelta(at), datetime(2026, 11, 5, 9, 0) - timedelta(at),
        )
        for at, state in enumerate(states)
    )  # fmt: skip


def make_mistaken(**head):
    """Our form with two errors, two queries and two repairs in it."""
    rows = make_rows()
    rows["school_pupils"][0]["pupils"] = "ca. 41"
    rows["school_pupils"][1]["first_support"] = 60
    rows["school_pupils"][2]["pupils_female"] = "k. A."
    rows["school_pupils"][3]["pupils"] = "44 Personen"
    return make_form(rows=rows, **head)


def cells_of(book):
    """What stands where, sheet by sheet; the Prüfprotokoll and the form's Prüfung are ours and left out."""
    return {
        (sheet.name, row, column): cell
        for sheet in book.sheets
        if sheet.name != SHEET and not is_live(sheet)
        for row, line in enumerate(sheet.rows)
        for column, cell in enumerate(line)
        if cell != ""
    }


def places(findings):
    """What was found where, without what is said of the file itself."""
    return sorted(
        (one.rule, one.sheet or "", one.cell or "", one.severity.value)
        for one in findings
        if not one.rule.startswith("FILE_")
    )


def open_book(content):
    return openpyxl.load_workbook(BytesIO(content))


def is_formula(cell):
    return isinstance(cell, Fault) and cell.kind == "formula"
