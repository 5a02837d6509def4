"""What checking returns again would change, tried on a copy of the warehouse. One way in: `try_again`.

The copy takes the files as the next run would, so that what is shown is what comes.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sqlalchemy import Engine, func, select

from schemas.form.submission import State
from schemas.store import warehouse as w
from schemas.store.recheck import enter_rechecks, file_number
from tasks.archived import find_archived
from tasks.intake.process import IntakeContext, WaitingFile, process_batch
from tasks.intake.receive import pending
from tasks.warehouse import writing

FoundByRule: TypeAlias = frozenset[tuple[str, str, bool]]  # its subject, severity, whether it is settled


@dataclass(frozen=True)
class Effect:
    """Of how many `files` of a month which submissions would become others, by what a rule finds or what is read.

    `new` and `gone` are places where the rule finds something, `sent_back` how many returns would be. `lost` files are
    not in the archive any more; `failed` says why the program could not check some, as Python does.
    """

    files: int = 0
    changed: tuple[int, ...] = ()
    new: int = 0
    gone: int = 0
    sent_back: int = 0
    lost: int = 0
    failed: str = ""


@dataclass(frozen=True)
class _Check:
    """One check of a file: its number, what it came to, what was read and what the rule found."""

    number: int
    state: str
    digest: str | None
    found: FoundByRule


def try_again(engine: Engine, copy: Engine, context: IntakeContext, rule: str, numbers: Sequence[int]) -> Effect:
    """Check these submissions of the warehouse `engine` again in its copy; months have to come in their order."""
    before = _read_checks(engine, rule, numbers)
    files = _enter(copy, context, numbers)
    there = [file for file in files if file.path.is_file()]
    result = process_batch(copy, replace(context, archive=None), there)
    after = _read_checks(copy, rule, [file.submission_id for file in there])
    pairs = [(old, after[file]) for file, old in before.items() if file in after]
    pairs = [(old, new) for old, new in pairs if new.state != State.RECEIVED]  # the program failed on it
    changed = [(old, new) for old, new in pairs if (old.digest, old.found) != (new.digest, new.found)]
    errors = [f"{type(error).__name__}: {error}" for error in result.faults.values()]
    return Effect(
        files=len(there),
        changed=tuple(old.number for old, _ in changed),
        new=sum(len(_places(new) - _places(old)) for old, new in changed),
        gone=sum(len(_places(old) - _places(new)) for old, new in changed),
        sent_back=sum(State.RETURNED == new.state != old.state for old, new in changed),
        lost=len(files) - len(there),
        failed=errors[0] if errors else "",
    )


def _enter(copy: Engine, context: IntakeContext, numbers: Sequence[int]) -> list[WaitingFile]:
    """Let them wait in the copy; what waits there beside them is none of ours."""
    with writing(copy) as connection:
        newest = connection.scalar(select(func.max(w.submission.c.submission_id))) or 0
        connection.execute(enter_rechecks(numbers))
    waiting = [one for one in pending(copy) if one[0] > newest]
    if context.archive is None:
        return []
    return [WaitingFile(number, find_archived(context.archive, digest), name) for number, digest, name in waiting]


def _read_checks(engine: Engine, rule: str, numbers: Collection[int]) -> Mapping[int, _Check]:
    """By the submission with which the file came."""
    sent, found = w.submission, w.finding
    told = select(*found.c["submission_id", "subject", "severity", "is_settled"]).where(found.c.rule == rule)
    by_number: dict[int, set[tuple[str, str, bool]]] = defaultdict(set)
    with engine.connect() as connection:
        for number, subject, severity, is_settled in connection.execute(told.where(found.c.submission_id.in_(numbers))):
            by_number[number].add((subject or "", severity, bool(is_settled)))
        its = select(*sent.c["submission_id", "state", "digest"], file_number().label("file"))
        rows = connection.execute(its.where(sent.c.submission_id.in_(numbers))).all()
    return {
        row.file: _Check(row.submission_id, row.state, row.digest, frozenset(by_number[row.submission_id]))
        for row in rows
    }


def _places(check: _Check) -> frozenset[str]:
    return frozenset(subject for subject, _, _ in check.found)
