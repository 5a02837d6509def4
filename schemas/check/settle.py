"""Which findings are settled already: by an explanation of the respondent, or by a waiver of a named person.

One way in: `settle(findings, known, thresholds, day)`. A settled finding keeps its severity and gets an `answer`; it
no longer sends a return back and is not asked again. `is_waivable` says which rules a person may set aside.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from config.policy import Thresholds
from schemas.check.catalogue import CATALOGUE
from schemas.check.column_rules import LIMITS
from schemas.check.rule import Check
from schemas.finding import Finding, Severity
from schemas.german import format_date, format_month

# Of level 0 only these: without all others nobody could say whose figures these are, or store them.
_WAIVABLE_HEAD = {"MONTH_NOT_OPEN", "REFERENCE_DATE_OUTSIDE", "SCHOOL_NUMBER_CHECK_DIGIT"}
_GONE = {"STOCK_GONE", "COLUMN_GONE", "ROW_GONE", "TABLE_GONE"}
_WAIVABLE_LIMITS = {"ABOVE_LIMIT"}  # a limit of ours may be too low; a negative count or an unknown code stays wrong


@dataclass(frozen=True)
class Explained:
    """What a respondent wrote about a warning: whose, in the return of which month, about which value."""

    respondent: str
    month: str
    rule: str
    subject: str
    value: str | None
    text: str


@dataclass(frozen=True)
class Waiver:
    """A rule that does not hold for a respondent's returns of some months, as long as they are checked by a day."""

    waiver_id: int
    rule: str
    respondent: str
    month_from: str
    month_to: str
    reason: str
    expires_on: date

    def covers(self, finding: Finding, day: date) -> bool:
        """Whether it settles a finding that is made on that day."""
        return (
            (finding.rule, finding.respondent) == (self.rule, self.respondent)
            and self.month_from <= (finding.month or "") <= self.month_to
            and day <= self.expires_on
        )


def is_waivable(rule: str) -> bool:
    """Whether a person may set the rule aside: what is left must still be a return that can be stored."""
    if rule in _WAIVABLE_HEAD | _WAIVABLE_LIMITS:
        return True
    known = CATALOGUE.get(rule)
    if known is None or known.level == 0:
        return known is not None and not isinstance(known, Check) and known.severity == Severity.WARNING
    return not any(rule == limit.id for limit in LIMITS.values()) and not rule.endswith("_ROW_TWICE")


def settle(
    findings: Iterable[Finding],
    explained: Sequence[Explained],
    waivers: Sequence[Waiver],
    thresholds: Thresholds,
    day: date,
) -> list[Finding]:
    """The findings of one return, those settled with their answer.

    Why a stock is no more also says why it fell to 0 (schemas.check.missing tells people to say so).

    Args:
        findings: what was found, with respondent, month and subject.
        explained: the respondent's explanations, the newest last.
        waivers: the waivers of the respondent.
        thresholds: how far a value may move and still be what was explained.
        day: on which the return is checked.
    """
    said: dict[tuple[str, str | None], list[Explained]] = defaultdict(list)
    for one in reversed(explained):
        said[one.rule, one.subject].append(one)
    gone = [one for one in explained if one.rule in _GONE]
    return [
        _settle(finding, said[finding.rule, finding.subject] + _reasons(finding, gone), waivers, thresholds, day)
        for finding in findings
    ]


def _reasons(finding: Finding, gone: Sequence[Explained]) -> list[Explained]:
    """What was said about a stock that is no more, where the finding is that it fell to 0: as if said about this."""
    if not finding.rule.endswith("_JUMPS") or _number(finding.value) != 0:
        return []
    return [
        replace(one, rule=finding.rule, subject=finding.subject or "", value=finding.value)
        for one in gone
        if one.month == finding.month and _scope(one.rule, one.subject) == _scope(one.rule, finding.subject or "")
    ]


def _scope(rule: str, subject: str) -> tuple[str, str]:
    """What such a rule speaks for: a row with all that is a part of it, or a table."""
    column, _, key = subject.partition("[")
    return column.partition(".")[0], key if rule in {"ROW_GONE", "STOCK_GONE"} else ""


def _settle(
    finding: Finding, explained: Sequence[Explained], waivers: Sequence[Waiver], thresholds: Thresholds, day: date
) -> Finding:
    if finding.severity == Severity.INFORMATION:
        return finding
    waiver = next((one for one in waivers if is_waivable(finding.rule) and one.covers(finding, day)), None)
    if waiver:
        answer = f"Ausnahme bis {format_date(waiver.expires_on)}: {waiver.reason}"
        return replace(finding, answer=answer, waiver_id=waiver.waiver_id)
    if finding.severity == Severity.WARNING:
        words = next((one for one in explained if _explains(one, finding, thresholds)), None)
        if words:
            return replace(finding, answer=f"Erläutert ({format_month(words.month)}): {words.text}")
    return finding


def _explains(words: Explained, finding: Finding, thresholds: Thresholds) -> bool:
    """Whether it is about the same thing, and the value still is about what it was when it was explained."""
    if (words.respondent, words.rule, words.subject) != (finding.respondent, finding.rule, finding.subject):
        return False
    before, now = _number(words.value), _number(finding.value)
    if before is None or now is None:
        return words.value == finding.value
    return abs(now - before) <= max(thresholds.jump_count, abs(before) * thresholds.jump_pct / 100)


def _number(value: str | None) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None
