"""Which months a sum rests on and which it lacks: `find_gaps(facts, question)`, `sum_known`, `newest`. Pure.

What is missing is named and never counted as nothing: a sum of the year is one only where no gap is open. A gap that is
not open is a doubt: the figure stands, with the query that nobody has answered, or the words by which a row has ended.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.analysis.question import Question
from schemas.form.forms import TABLES
from schemas.form.submission import IN_FORCE, State
from schemas.german import MONTHS, join_words
from schemas.proof.facts import FactRow, OwedReturn, YearFacts

NOT_DUE, NOT_RECORDED = "noch nicht fällig", "vor Beginn der Erfassung, steht in keinem Soll"
LEFT_EMPTY, NO_ROW = "Zelle leer gelassen", "Zeile fehlt"
ROW_DROPPED = "Zeile fehlt, was sie zuletzt nannte, zählt mit (heißt sie jetzt anders, dann doppelt)"
ROW_ENDED = "Zeile beendet, was sie zuletzt nannte, zählt mit"
SAID_LAST = "was zuletzt genannt war, zählt"
ROW_NOTHING = "Zeile beendet, zählt als 0"


@dataclass(frozen=True, order=True)
class EndedRow:
    """A row that need not be there from a month on, and in whose words; `is_waived`: as long as a waiver says so."""

    respondent: str
    month: str
    key: str
    words: str
    is_waived: bool = False


@dataclass(frozen=True, order=True)
class Gap:
    """A month, of one respondent or ("") of all, whose figure is missing (`is_open`) or doubtful, and why."""

    respondent: str
    month: str
    reason: str
    is_open: bool = True

    @property
    def is_overdue(self) -> bool:
        """Whether the figure should be there: it is missing, and its month is due."""
        return self.is_open and self.reason != NOT_DUE


def find_gaps(facts: YearFacts, question: Question) -> tuple[Gap, ...]:
    """Every month of the question that is missing or doubtful, in the order of respondents and months."""
    wanted = question.filters.get("respondent_id")
    asked = [wanted] if isinstance(wanted, str) else facts.owing(question.table)
    months = [month for month in facts.months if (question.since or question.month) <= month <= question.month]
    common = [Gap("", month, reason) for month in months if (reason := _of_month(facts, month))]
    told = {gap.month for gap in common}
    own = [gap for one in asked for gap in _of_respondent(facts, question, one, [m for m in months if m not in told])]
    return tuple(sorted({*common, *own}))


def find_ended(facts: YearFacts, question: Question) -> tuple[EndedRow, ...]:
    """The rows of the question that had ended by its last month, in the order of respondents and months."""
    wanted = question.filters.get("respondent_id")
    asked = [wanted] if isinstance(wanted, str) else facts.owing(question.table)
    last = [deque(_follow(facts, question, one), maxlen=1) for one in asked]
    return tuple(sorted(one for returns in last for _, _, ended in returns for one in ended.values()))


def last_heard(facts: YearFacts, respondent: str) -> str:
    """The last month of the year of which a respondent has a return in force; empty where there is none."""
    owed = (facts.by_return.get((respondent, month)) for month in facts.months)
    return max((one.month for one in owed if one is not None and one.is_in_force), default="")


def sum_known(facts: YearFacts, question: Question) -> Decimal | None:
    """The sum of what is known in these months; None where nothing is. What was not asked for is nothing: 0.00."""
    amounts = [row.amount(question.column) for row in _rows(facts, question)]
    known = [amount for amount in amounts if amount is not None]
    if known or any(gap.is_open for gap in find_gaps(facts, question)):
        return sum(known, Decimal("0.00")) if known else None
    return Decimal("0.00")


def newest(facts: YearFacts, question: Question) -> Decimal | None:
    """What each respondent's row said last of a stock, added up over respondents and rows; None where one never did."""
    said: dict[tuple[object, ...], Decimal | None] = {}
    keys = [column.name for column in TABLES[question.table].keys]
    for row in sorted(_rows(facts, question), key=lambda row: row.month):
        name = (row.respondent, *(row.values[key] for key in keys))
        said[name] = row.amount(question.column) if row.amount(question.column) is not None else said.get(name)
    known = [amount for amount in said.values() if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(said) else None


def say_gaps(gaps: Iterable[Gap], names: Mapping[str, str]) -> list[str]:
    """A sentence for each respondent and reason, its months together."""
    months: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        months.setdefault((gap.respondent, gap.reason), []).append(gap.month)
    return [
        f"{f'{names.get(who, who)} ({who}): ' if who else ''}{reason}: {say_months(found)}"
        for (who, reason), found in months.items()
    ]


def say_months(months: Sequence[str]) -> str:
    """Months of a year as they are spoken: `Januar, März bis Mai`."""
    numbers = sorted({int(month[5:]) for month in months})
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [MONTHS[run[0] - 1] if len(run) == 1 else f"{MONTHS[run[0] - 1]} bis {MONTHS[run[-1] - 1]}" for run in runs]
    return join_words(said) if said else ""


def _rows(facts: YearFacts, question: Question) -> Iterator[FactRow]:
    since = question.since or question.month
    return (row for row in facts.rows_in(question.table, question.filters) if since <= row.month <= question.month)


def _of_month(facts: YearFacts, month: str) -> str | None:
    if month > facts.due:
        return NOT_DUE
    return None if month in facts.recorded else NOT_RECORDED


def _of_respondent(facts: YearFacts, question: Question, respondent: str, months: Sequence[str]) -> Iterator[Gap]:
    """Gaps of one; a row of a list that was there in an earlier month of the year is expected until somebody ends it."""
    expected: set[str] = set()
    for owed, rows, ended in _follow(facts, question, respondent):
        if owed.month in months:
            absent = expected - ended.keys() - {row.key for row in rows}
            for reason, is_open in _lacks(
                question, owed, rows, is_row_absent=_is_absent(question, rows, absent, ended)
            ):
                yield Gap(respondent, owed.month, reason, is_open)
            if owed.is_in_force and owed.state != State.NIL:
                yield from (_doubt_of(one, owed.month) for one in ended.values())
            expected |= {row.key for row in rows}


def _follow(
    facts: YearFacts, question: Question, respondent: str
) -> Iterator[tuple[OwedReturn, list[FactRow], dict[str, EndedRow]]]:
    """One's returns of the year up to the question's month, each with its rows and with those that have ended by then.

    A row that comes back has not ended, nor has one whose waiver is over. Of a prefilled table a row may end that the
    year never saw.
    """
    names = [column.name for column in TABLES[question.table].keys]
    seen = {"|".join(str(question.filters[name]) for name in names)} if question.filters.keys() >= {*names} else set()
    ended: dict[str, EndedRow] = {}
    for month in (month for month in facts.months if month <= question.month):
        owed = facts.by_return.get((respondent, month))
        if owed is None or not (owed.is_owed or owed.is_in_force):
            continue
        rows = [row for row in facts.rows_of(question.table, respondent, month) if row.fits(question.filters)]
        seen |= {row.key for row in rows}
        if owed.is_in_force:
            back = {row.key for row in rows if not row.is_left_out}
            new = dict(_new_ends(owed, question.table, seen))
            held = {key: one for key, one in ended.items() if not one.is_waived or (key in new and new[key].is_waived)}
            ended = {key: one for key, one in {**new, **held}.items() if key not in back}
        yield owed, [row for row in rows if row.key not in ended], ended


def _new_ends(owed: OwedReturn, table: str, keys: Iterable[str]) -> Iterator[tuple[str, EndedRow]]:
    """Which of these rows end by this return, each by what is said of it first."""
    for key in keys:
        end = next((one for one in owed.ends if one.speaks_of(table, key)), None)
        if end:
            yield key, EndedRow(owed.respondent, owed.month, key, end.words, end.is_waived)


def _doubt_of(one: EndedRow, month: str) -> Gap:
    """What rests on a row that has ended is no more certain than the words by which it has."""
    return Gap(one.respondent, month, f"{ROW_NOTHING} ({one.words})", is_open=False)


def _is_absent(question: Question, rows: Sequence[FactRow], absent: set[str], ended: Mapping[str, EndedRow]) -> bool:
    """Whether a row is missing; a prefilled table asks for its rows from the beginning."""
    return bool(absent) or (TABLES[question.table].is_prefilled and not rows and not ended)


def _lacks(
    question: Question, owed: OwedReturn, rows: Sequence[FactRow], *, is_row_absent: bool
) -> Iterator[tuple[str, bool]]:
    """What a return lacks for the question, and whether the figure is unknown for that."""
    if not owed.is_in_force:
        yield NOT_DUE if owed.state == State.EXPECTED else f"Meldung {owed.state.german}", True
        return
    if owed.state not in IN_FORCE:
        yield f"neuere Lieferung {owed.state.german}", False
    if owed.state == State.NIL:
        return
    if is_row_absent:
        yield NO_ROW, True
    if any(row.amount(question.column) is None for row in rows):
        yield LEFT_EMPTY, True
    for table in (question.table, ""):
        if message := owed.queries.get(table):
            yield f"Rückfrage offen: {message}", False
