"""Everything that the answer to one submission is made of: `Case`. Pure, and picklable for a child process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from schemas.answer.own_page import OwnPage
from schemas.answer.sent import Sending, plain_name
from schemas.finding import HELD, WHICH_MONTH, Finding, Severity
from schemas.form.submission import State

AnswerKind = Literal["receipt", "report", "set_aside"]
UNPROVEN = (State.UNREADABLE, State.SET_ASIDE)  # no key in it could be read, or it did not fit
MOST = 2_000  # findings that are listed one by one; befunde.json holds all


@dataclass(frozen=True)
class Case:
    """One submission that was checked: whose, for when, what became of it, and all findings.

    `respondent` and `month` are what the submission says, `name` what the register says; `earlier` is the submission
    that it replaced, `was_nil` whether that was a nil return, `sendings` what the respondent sent, the newest first,
    this among it. `sender` is who mailed it, `contact` the address that the warehouse knows. `office` is who answers,
    reached at `office_email` (empty: no mails are written), `places` the districts that it counts by. `own` is what the
    respondent's own page shows, where one is wanted.
    """

    submission_id: int
    sha256: str
    file: str
    state: State
    is_accepted: bool
    form: str | None
    respondent: str | None
    name: str | None
    month: str | None
    received_at: datetime
    checked_at: datetime
    deadline: date | None
    cutoff: date | None
    findings: tuple[Finding, ...]
    earlier: int | None = None
    was_nil: bool = False
    sendings: tuple[Sending, ...] = ()
    sender: str | None = None
    contact: str | None = None
    office: str = ""
    office_email: str = ""
    places: tuple[str, ...] = ()
    own: OwnPage | None = None

    @property
    def kind(self) -> AnswerKind:
        """Receipt, validation report, or neither: nobody knows yet whose it is."""
        if self.state is State.SET_ASIDE and not self.is_proven:
            return "set_aside"
        return "receipt" if self.is_accepted else "report"

    @property
    def is_readable(self) -> bool:
        """Whether the file could be opened: only then there is something to mark."""
        return self.state is not State.UNREADABLE

    @property
    def is_proven(self) -> bool:
        """Whether the submission key, or whoever let the file in, says whose it is: a number or name in it does not."""
        return bool(self.name and self.month) and (self.state not in UNPROVEN or self.asks_for_month)

    @property
    def asks_for_month(self) -> bool:
        """Whether nothing but its month made us set it aside: whose it is we know."""
        held = {finding.rule for finding in self.findings if finding.rule in HELD and finding.is_open}
        return self.state is State.SET_ASIDE and bool(held) and held <= WHICH_MONTH

    @property
    def file_name(self) -> str:
        """The file's name without folders."""
        return plain_name(self.file)

    @property
    def in_force(self) -> Sending | None:
        """The other file of the same month whose figures count, if there is one."""
        others = (one for one in self.sendings if one.is_in_force and one.month == self.month)
        return next((one for one in others if one.submission_id != self.submission_id), None)

    @property
    def newer(self) -> Sending | None:
        """The file in force, if it came after this one: then nothing has to be mended in this one."""
        own = [one.place for one in self.sendings if one.submission_id == self.submission_id]
        return self.in_force if self.in_force and own and own[0] < self.in_force.place else None

    @property
    def untold(self) -> tuple[Sending, ...]:
        """The older files of the month that no mail spoke of: several came before one run, and one mail goes out."""
        place = [one.submission_id for one in self.sendings]
        older = self.sendings[place.index(self.submission_id) + 1 :] if self.submission_id in place else ()
        return tuple(one for one in older if one.month == self.month and not one.is_told)

    @property
    def needs_workbook(self) -> bool:
        """Whether the annotated workbook is worth making: something has still to be mended or explained."""
        wanted = any(finding.severity is not Severity.INFORMATION and finding.is_open for finding in self.findings)
        return wanted and self.is_readable and self.state is not State.SET_ASIDE and self.newer is None

    def count(self, severity: Severity) -> int:
        """How many findings of that severity are open."""
        return sum(finding.severity == severity and finding.is_open for finding in self.findings)

    def sorted_findings(self) -> Sequence[Finding]:
        """Errors first, what is settled before the informations; else in the order of the form."""
        return sorted(self.findings, key=lambda finding: _RANK[weight(finding)])[:MOST]


def weight(finding: Finding) -> str:
    """How a finding is marked: as "error", "warning", "settled" or "information"."""
    if finding.severity is Severity.INFORMATION:
        return "information"
    return finding.severity.value if finding.is_open else "settled"


_RANK = {"error": 0, "warning": 1, "settled": 2, "information": 3}
