"""Check a whole batch of readings at once. One way in: `check_readings(readings, known, policy, day)`.

It returns a `Verdict` a reading: its state and all its findings, each with file, sheet and cell. Nothing is changed
and nothing is stored here.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from config.policy import Policy
from schemas.check.batch import place_of, return_frame, table_frames
from schemas.check.catalogue import CHECKS
from schemas.check.enrich import enrich_returns, enrich_table
from schemas.check.failures import Failure, find_failures, in_shadow
from schemas.check.known import Known
from schemas.check.level0 import MOST_ALIKE, summarise_rest
from schemas.check.localisation.suggestion import suggest
from schemas.check.missing.find import find_missing, is_covered
from schemas.check.nearest import name_usual
from schemas.check.refused import Refused, is_consequence
from schemas.check.rule import RETURN, Check, is_told, stage_of
from schemas.check.settle import Explained, divide, settle
from schemas.check.unusual.rules import UNUSUAL
from schemas.files.reading import LeftOut, Reading
from schemas.finding import HELD, Finding, Severity
from schemas.form.forms import TABLES, Table
from schemas.form.submission import IN_FORCE, State
from schemas.mail.submission_key import KeyVerdict, judge_key
from tasks.check.find_unusual import find_unusual_counts
from tasks.check.left_out import find_left_out
from tasks.check.say import RowValues, limit_sentence, rule_sentence, where

_MOST_SIGNS = 300  # of a text in a finding; a form's own have 200 at most


@dataclass(frozen=True)
class Verdict:
    """What became of one reading: its state, all findings in the form's order, digest and number of its figures.

    `shadows` is what rules found that are only tried: kept, and told to nobody. `failed` says of those that could not
    be asked of the batch why not. `left_out` are the rows of prefilled tables that are missing.
    """

    state: State
    findings: tuple[Finding, ...]
    digest: str
    figures: int
    shadows: tuple[Finding, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    left_out: LeftOut = field(default_factory=dict)

    def count(self, severity: Severity) -> int:
        """How many findings of that severity there are that nobody has settled."""
        return sum(finding.severity == severity and finding.is_open for finding in self.findings)


def check_readings(
    readings: Sequence[Reading], known: Known, policy: Policy, day: date, secret: bytes | None = None
) -> list[Verdict]:
    """Check all readings of a batch.

    Args:
        readings: what the files say.
        known: what the warehouse says.
        policy: calendar and thresholds.
        day: the day on which they are checked (does a waiver still hold? is the month open, if not when they came?).
        secret: behind the submission keys; without it they are not asked for.
    """
    keys = [_judge_key(reading, known, secret) for reading in readings]
    returns = enrich_returns(return_frame(readings), known, policy.calendar, day, keys)
    found: dict[int, list[Finding]] = defaultdict(list)
    refused = [Refused.of(reading) for reading in readings]
    failed: dict[str, str] = {}
    _check_returns(returns, refused, policy, found, failed)
    frames = table_frames(readings)
    for name, frame in frames.items():
        if frame.empty:
            continue  # most of the tables where a batch is one file: nothing to join, nothing to check
        _check_table(TABLES[name], enrich_table(frame, TABLES[name], known), refused, policy, found, failed=failed)
    with in_shadow(UNUSUAL.values(), {one.month for one in readings}, policy.thresholds, failed):
        for number, unusual in find_unusual_counts(readings, frames, known.past).items():
            found[number] += unusual
    digests, figures = returns["digest"].tolist(), returns["figures"].tolist()
    verdicts = []
    for number, (reading, one) in enumerate(zip(readings, refused, strict=True)):
        findings, shadows = _conclude(one, found.pop(number, []), known, policy)
        settled = tuple(_settle(findings, reading, known, policy, day))
        state = _judge(reading, settled)
        left_out = _find_left_out(reading, known, policy, day) if state in IN_FORCE else {}
        verdicts.append(Verdict(state, settled, digests[number], figures[number], shadows, failed, left_out))
    return verdicts


def _find_left_out(reading: Reading, known: Known, policy: Policy, day: date) -> LeftOut:
    """Rows that are missing, unless somebody has said by name that they need not be there."""
    name, month = reading.respondent or "", reading.month or ""
    if any(one.rule == "ROW_GONE" and one.holds(month, day) for one in known.waivers.get(name, [])):
        return {}
    return find_left_out(reading, known.previous.get((name, month)), policy.thresholds)


def _conclude(
    refused: Refused, found: Sequence[Finding], known: Known, policy: Policy
) -> tuple[list[Finding], tuple[Finding, ...]]:
    """What is told of a return, each cause once; and what is only tried on it."""
    reading = refused.reading
    whose = reading.respondent or "", reading.month or ""
    previous = known.previous.get(whose)
    groups = reading.findings, found, find_missing(reading, previous, policy.thresholds, known.of_year.get(whose))
    (read, own, missing), shadows = divide(reading.month, policy.thresholds.stages, *groups)
    own += _suggest(refused, own, known, policy)
    said = [*(one for one in (*read, *own) if not is_covered(one, missing)), *missing]
    told, tried = (
        [_complete(one, reading) for one in some if not is_consequence(one, [*own, *read, *missing])]
        for some in (said, shadows)
    )
    if previous:
        told = [name_usual(one, previous.facts) if one.rule == "CODE_UNKNOWN" else one for one in told]
    return told, tuple(tried)


def _suggest(refused: Refused, found: Sequence[Finding], known: Known, policy: Policy) -> list[Finding]:
    """Where several linear rules are broken, which cells are probably wrong."""
    if sum(one.rule in CHECKS and CHECKS[one.rule].edit is not None for one in found) < 2:
        return []
    reading = refused.reading
    cells = {(one.table or "", one.column or "") for one in reading.findings if one.severity == Severity.ERROR}
    month, stages = reading.month, policy.thresholds.stages
    untold = {name for name, rule in CHECKS.items() if not is_told(stage_of(rule, month, stages))}
    return list(suggest(reading, cells, known.last, refused.spoiled_sums(found) | untold))


def _judge_key(reading: Reading, known: Known, secret: bytes | None) -> KeyVerdict:
    """What somebody let in by name is not asked for its key again."""
    if secret is None or reading.sha256 in known.cleared:
        return None, "", None
    return judge_key(secret, reading.submission_keys, reading.respondent, reading.month)


def _settle(found: list[Finding], reading: Reading, known: Known, policy: Policy, day: date) -> list[Finding]:
    """What the respondent explained, now or before, and what a person waived."""
    if reading.respondent is None:
        return found
    now = [
        Explained(reading.respondent, reading.month or "", one.rule, one.subject, one.value, one.text)
        for one in reading.explanations
    ]
    explained = [*known.explained.get(reading.respondent, []), *now]
    return settle(found, explained, known.waivers.get(reading.respondent, []), policy.thresholds, day)


def _check_returns(
    returns: pd.DataFrame,
    refused: Sequence[Refused],
    policy: Policy,
    found: dict[int, list[Finding]],
    failed: dict[str, str],
) -> None:
    readable = returns[[one.reading.is_readable and one.reading.form is not None for one in refused]]
    for failure in find_failures(RETURN, readable, policy.thresholds, failed):
        row = _record(returns, failure.index)
        one = refused[row["reading"]]
        reading = one.reading
        table, column = _first_place(reading, failure)
        finding = _finding(reading, failure, (table, column, None), row, policy)
        if not one.says_already(finding) and not one.underlies(failure, None):
            found[row["reading"]].append(finding)


def _record(frame: pd.DataFrame, index: int) -> RowValues:
    """One row; a text as long as a book is cut, since each of the row's findings names it."""
    record: Any = frame.loc[index]
    return {
        str(name): value[:_MOST_SIGNS] + "…" if isinstance(value, str) and len(value) > _MOST_SIGNS else value
        for name, value in record.items()
    }


def _first_place(reading: Reading, failure: Failure) -> tuple[str, str]:
    """The first of the rule's columns that the file has: a table left out cannot be pointed at."""
    cells = failure.broken.cells if isinstance(failure.broken, Check) else (failure.column,)
    places = [(table, column) for table, _, column in (name.partition("__") for name in cells)]
    return next((place for place in places if place_of(reading, *place, None)[1]), places[0])


def _check_table(  # noqa: PLR0913 - what is found goes one way, what failed another
    table: Table,
    frame: pd.DataFrame,
    refused: Sequence[Refused],
    policy: Policy,
    found: dict[int, list[Finding]],
    *,
    failed: dict[str, str],
) -> None:
    alike: Counter[tuple[int, str, str]] = Counter()
    readings, positions = frame["reading"].to_dict(), frame["position"].to_dict()
    for index, failures in groupby(
        find_failures(table.name, frame, policy.thresholds, failed), key=attrgetter("index")
    ):
        number, position = int(readings[index]), int(positions[index])
        one, row = refused[number], None
        for failure in failures:
            same = number, failure.broken.id, failure.column
            if one.underlies(failure, position):
                continue
            if alike[same] >= MOST_ALIKE:
                alike[same] += 1
                continue
            row = row or _record(frame, index)
            finding = _finding(one.reading, failure, (table.name, failure.column, position), row, policy)
            if not one.says_already(finding):
                found[number].append(finding)
                alike[same] += 1
    _count_the_rest(table, alike, found)


def _count_the_rest(table: Table, alike: Counter[tuple[int, str, str]], found: dict[int, list[Finding]]) -> None:
    """Nobody reads more of the same, and a file of thousands of wrong rows must not stop the others."""
    for (number, rule, column), count in alike.items():
        if count > MOST_ALIKE:
            last = max(
                place
                for place, one in enumerate(found[number])
                if (one.table, one.rule, one.column) == (table.name, rule, column)
            )
            found[number][last] = summarise_rest(found[number][last], count - MOST_ALIKE)


def _finding(
    reading: Reading, failure: Failure, at: tuple[str, str, int | None], row: RowValues, policy: Policy
) -> Finding:
    """What is wrong at a table, column and position (None: its heading, or the head of the form)."""
    table, column, _ = at
    sheet, cell, number = place_of(reading, *at)
    value = row.get(f"{table}__{column}", row.get(column))
    broken = failure.broken
    sentence = (
        rule_sentence(broken, row, policy.thresholds)
        if isinstance(broken, Check)
        else limit_sentence(broken, table, column, value)
    )
    return Finding(
        file=reading.file,
        form=reading.form,
        respondent=reading.respondent,
        month=reading.month,
        table=None if table == "head" else table,
        sheet=sheet,
        cell=cell,
        row=number,
        column=column,
        rule=broken.id,
        severity=broken.severity,
        value=None if value is None or pd.isna(value) else str(value),
        message=where(table, sheet, cell, row) + sentence,
        hint=broken.hint,
        subject=_subject(table, column, row),
    )


def _subject(table: str, column: str, row: RowValues) -> str:
    """What a finding is about, the same from month to month: table, column, and the row's key."""
    keys = [str(row[key.name]) for key in TABLES[table].keys] if table in TABLES and "position" in row else []
    return f"{table}.{column}[{'|'.join(keys)}]"


def _judge(reading: Reading, found: Sequence[Finding]) -> State:
    weights = {finding.severity for finding in found if finding.is_open}
    if not reading.is_readable:
        return State.UNREADABLE
    if any(finding.rule in HELD and finding.is_open for finding in found):
        return State.SET_ASIDE
    if Severity.ERROR in weights or not (reading.form and reading.respondent and reading.month):
        return State.RETURNED
    if reading.is_nil:
        return State.NIL
    return State.ACCEPTED_WITH_QUERIES if Severity.WARNING in weights else State.ACCEPTED


def _complete(finding: Finding, reading: Reading) -> Finding:
    """Level 0 findings are made before the head is known: fill in who and when."""
    return replace(
        finding,
        file=reading.file,
        form=finding.form or reading.form,
        respondent=finding.respondent or reading.respondent,
        month=finding.month or reading.month,
        # what a heading says is all that tells two unknown columns apart
        subject=finding.subject
        or f"{finding.table or ''}.{finding.column or ''}[{finding.value or '' if finding.column is None else ''}]",
    )
