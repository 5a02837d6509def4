"""Which findings are told, by the stage of their rules, and which are settled already.

`divide(findings, month, stages)` keeps apart what nobody is told; `find_wrong_stages` says what a policy may not say of stages.
`settle(findings, known, thresholds, day)`: by an explanation of the respondent, or by a waiver of a named person. A settled
finding keeps its severity and gets an `answer`; it no longer sends a return back and is not asked again. `is_waivable`
says which rules a person may set aside.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from config.policy import Stage, StageSpan, Thresholds
from schemas.check.catalogue import CATALOGUE
from schemas.check.column_rules import LIMITS
from schemas.check.rule import Check, is_asked, is_told, stage_of, weigh_hint
from schemas.finding import HELD, Finding, Severity
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
        return (finding.rule, finding.respondent) == (self.rule, self.respondent) and self.holds(
            finding.month or "", day
        )

    def holds(self, month: str, day: date) -> bool:
        """Whether it is for a return of that month that is checked on that day."""
        return self.month_from <= month <= self.month_to and day <= self.expires_on


def is_waivable(rule: str) -> bool:
    """Whether a person may set the rule aside: what is left must still be a return that can be stored."""
    if rule in _WAIVABLE_HEAD | _WAIVABLE_LIMITS:
        return True
    known = CATALOGUE.get(rule)
    if known is None or known.level == 0:
        return known is not None and not isinstance(known, Check) and known.severity == Severity.WARNING
    return not any(rule == limit.id for limit in LIMITS.values()) and not rule.endswith("_ROW_TWICE")


def divide(
    month: str | None, stages: Sequence[StageSpan], *groups: Iterable[Finding]
) -> tuple[list[list[Finding]], list[Finding]]:
    """Of each group of a return's findings those that are told, as heavy as their rules are in its month; then all others.

    The others were found in the shadow; what is not asked in that month is in neither.
    """
    told: list[list[Finding]] = []
    shadows: list[Finding] = []
    for group in groups:
        staged = [(one, _stage_of_finding(one, month, stages)) for one in group]
        told.append([_weigh(one, stage) for one, stage in staged if is_told(stage)])
        shadows += [one for one, stage in staged if is_asked(stage) and not is_told(stage)]
    return told, shadows


def _stage_of_finding(finding: Finding, month: str | None, stages: Sequence[StageSpan]) -> Stage | None:
    rule = CATALOGUE.get(finding.rule)
    return stage_of(rule, month, stages) if rule else None


def _weigh(finding: Finding, stage: Stage | None) -> Finding:
    if stage is None:
        return finding
    severity = Severity(stage)
    return replace(finding, severity=severity, hint=weigh_hint(finding.hint, severity))


def is_staged(rule: str) -> bool:
    """Whether a policy may say how much is made of a rule: of no one that tells what was read, and no limit of the form."""
    known = CATALOGUE[rule]
    return known.level > 0 and rule not in HELD and known.severity != Severity.INFORMATION and is_waivable(rule)


def find_wrong_stages(spans: Sequence[StageSpan], tested: Collection[tuple[str, int]] | None = None) -> Iterator[str]:
    """What is wrong with a policy's stages, in German.

    `tested`: the rules, each with its version, whose newest back-test found out something; None: not asked for.
    """
    for rule in sorted({one.rule for one in spans}):
        if rule not in CATALOGUE:
            yield f"stages nennt die Regel „{rule}“, die es nicht gibt. Alle zeigt: monatsbericht rules --json"
        elif not is_staged(rule):
            yield f"stages nennt die Regel „{rule}“: ohne sie wäre eine Meldung nicht zu lesen oder zu speichern, sie bleibt"
        elif tested is not None and (rule, CATALOGUE[rule].version) not in tested:
            yield from _unproven(rule, spans)


_LOUDNESS = {"draft": 0, "retired": 0, "shadow": 1, "information": 1, "warning": 2, "error": 3}


def _unproven(rule: str, spans: Sequence[StageSpan]) -> Iterator[str]:
    before: str = CATALOGUE[rule].stage or CATALOGUE[rule].severity
    for one in sorted((one for one in spans if one.rule == rule), key=lambda one: one.since):
        if _LOUDNESS[one.stage] > _LOUDNESS[before]:  # also into the shadow: a rule that fails there costs a return
            yield (
                f"stages hebt {rule} ab {format_month(one.since)} auf „{one.stage}“, ohne dass die Regel, wie sie heute ist, "
                f"an früheren Meldungen zuletzt ohne Fehler erprobt wurde. Bitte zuerst: monatsbericht rules backtest {rule}"
            )
        before = one.stage


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
    rule = CATALOGUE.get(finding.rule)
    if rule and rule.holds_a_year and words.month[:4] != str(finding.month)[:4]:
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
