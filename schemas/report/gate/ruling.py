"""What the policy makes of the points: hold, or publish with or without a note. Ways in: `rule_on`, `Release`.

A release is for what blocked when it was given: it lets a report go whose points are the same or fewer and none of them worse.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from config.policy import Gate
from schemas.finding import Severity
from schemas.german import format_month
from schemas.report.gate.checklist import Point
from schemas.report.model import Paragraph, ProtectedReport, Section

SHOWN = 8  # points that a mail or a page names; the rest is counted
COMES, COMES_BY_ITSELF = "Er erscheint, sobald das behoben ist.", "Er erscheint von selbst, sobald das behoben ist."
NOTE = "Bei der Prüfung vor der Veröffentlichung fiel auf:"


@dataclass(frozen=True)
class Ruling:
    """The points that hold the report, those that it lists, and who let it go."""

    held: tuple[Point, ...] = ()
    noted: tuple[Point, ...] = ()
    released_by: str = ""


@dataclass(frozen=True)
class Release:
    """Somebody's decision to let a held version go: who, when, why, and what held it."""

    given_by: str
    reason: str
    given_at: datetime
    extents: Mapping[str, float]

    def covers(self, points: Iterable[Point]) -> bool:
        """Whether everything that holds the report now was known to whoever let it go, and was as bad."""
        return all(
            point.definition.is_releasable and point.extent <= self.extents.get(name_point(point), -1.0)
            for point in points
        )


def rule_on(points: Iterable[Point], gate: Gate, release: Release | None) -> Ruling:
    """By severity as the policy says, unless a check needs a name; what a release covers is listed and holds no more."""
    held, noted = [], []
    for point in points:
        outcome = gate.errors if point.definition.severity is Severity.ERROR else gate.warnings
        if outcome == "hold" or point.definition.needs_name or not point.definition.is_releasable:
            held.append(point)
        elif outcome == "publish_with_note":
            noted.append(point)
    if held and release is not None and release.covers(held):
        return Ruling((), (*held, *noted), release.given_by)
    return Ruling(tuple(held), tuple(noted))


def name_point(point: Point) -> str:
    """What stays the same of a point from day to day."""
    return f"{point.check}/{point.subject}"


def write_extents(points: Iterable[Point]) -> str:
    """Points as JSON, as a release keeps them."""
    return json.dumps({name_point(point): point.extent for point in points}, sort_keys=True, ensure_ascii=False)


def describe_hold(month: str, version: str, held: tuple[Point, ...], *, is_tried: bool = True) -> str:
    """What blocks, what to do about it, and how the report comes out; `is_tried`: by itself, each day."""
    told = " ".join(
        f"({number}) {point.message} {point.detail}".rstrip() for number, point in enumerate(held[:SHOWN], 1)
    )
    more = f" Dazu {len(held) - SHOWN} weitere Punkte." if len(held) > SHOWN else ""
    remedies = " ".join(dict.fromkeys(point.definition.remedy for point in held))
    return (
        f"Der Bericht für {format_month(month)} (Fassung {version}) wird zurückgehalten: {told}{more} {remedies} "
        f"{describe_way_out(month, held) if is_tried else no_more_tried(month, describe_way_out(month, held))}"
    )


def describe_way_out(month: str, held: tuple[Point, ...]) -> str:
    """How the report comes out: by itself, or by somebody's name."""
    if not all(point.definition.is_releasable for point in held):
        return COMES
    return (
        f"{COMES_BY_ITSELF} So, wie er ist, gibt ihn jemand mit Namen frei: "
        f"monatsbericht report --month {month} --release --by NAME --reason GRUND"
    )


def no_more_tried(month: str, said: str) -> str:
    """What was said of a hold, when the day has passed until which the report would have come by itself."""
    by_hand = f"Von selbst erscheint er nicht mehr; sobald das behoben ist, mit: monatsbericht report --month {month}."
    return said.replace(COMES_BY_ITSELF, by_hand).replace(COMES, by_hand)


def digest_hold(month: str, version: str, held: Iterable[Point]) -> str:
    """What tells one hold from another: version and points, whatever their extent from day to day."""
    names = "\n".join(sorted(map(name_point, held)))
    return f"{month}/{version}/{sha256(names.encode()).hexdigest()[:16]}"


def annotate_report(report: ProtectedReport, notes: Iterable[str], released_by: str) -> ProtectedReport:
    """The report with what was noted in chapter 2, and whoever let it go on its cover."""
    said = tuple(notes)
    added: tuple[str | Paragraph, ...] = (NOTE, *said) if said else ()
    sections = tuple(_add(section, added) if section.number == "2" else section for section in report.sections)
    return replace(report, sections=sections, signed_by=released_by)


def _add(section: Section, paragraphs: tuple[str | Paragraph, ...]) -> Section:
    return replace(section, paragraphs=(*section.paragraphs, *paragraphs))
