"""Chapter 8 in sentences: what was spent beside what was granted and planned, and posts that are filled.

One way in: `tell_funds(report, policy)`.
"""

from dataclasses import replace

from config.policy import Policy
from schemas.report.cell import Sign
from schemas.report.model import CellRef, Paragraph, Report
from schemas.report.text.frames import if_printed, printed, sentence
from schemas.report.text.story import Message, Story, Weight
from schemas.report.words import find_cell

WHO = {"funds_by_line": "Die Vereine haben", "grants": "Das Integrationszentrum hat"}


def tell_funds(report: Report, policy: Policy) -> Story:
    """Spending of the associations and of the centre beside the even plan, and posts."""
    said, messages, decisions = list[Paragraph](), list[Message](), list[Paragraph]()
    for table in WHO:
        spent, planned = (printed(report, CellRef(table, "total", name)) for name in ("spent_to_date", "straight_line"))
        if spent is None or not planned:
            continue
        told, distance = _spending(table), abs(spent - planned) / planned
        is_beside = distance * 100 > policy.report.beside_plan_pct
        verdict = _verdict(spent, planned, is_beside=is_beside)
        said += [told, verdict, *_left(report, table), *_warn(report, table)]
        messages.append(Message(Weight.DECIDE if is_beside else Weight.STEADY, distance, (told, verdict)))
        decisions += [_decide(told, is_behind=spent < planned)] if is_beside else []
    said += _beside_grants(report)
    posts = _posts(report)
    return Story((*said, *posts), tuple(messages), (*decisions, *_decide_on_posts(report, posts)))


def _spending(table: str) -> Paragraph:
    refs = {name: CellRef(table, "total", name) for name in ("spent_to_date", "granted", "straight_line")}
    return sentence(
        f"{WHO[table]} im Jahr bisher Ausgaben von {{spent_to_date}} gemeldet, bewilligt sind {{granted}}; gleichmäßig "
        "verteilt wären es für die erfassten Monate {straight_line}.",
        **refs,
    )


def _verdict(spent: float, planned: float, *, is_beside: bool) -> Paragraph:
    if not is_beside:
        return Paragraph("Das liegt nahe am Plan.")
    return Paragraph(f"Das ist {'weniger' if spent < planned else 'mehr'} als geplant.")


def _left(report: Report, table: str) -> tuple[Paragraph, ...]:
    rest = CellRef(table, "total", "rest")
    is_over = (printed(report, rest) or 0) < 0
    if is_over:
        return (sentence("Ausgegeben ist um {rest} mehr als bewilligt.", rest=replace(rest, is_size=True)),)
    return if_printed(report, "Von der Bewilligung bleiben {rest}.", rest=rest)


def _warn(report: Report, table: str) -> tuple[Paragraph, ...]:
    """That spending rests on too few answers, where its cell says so."""
    if find_cell(report, CellRef(table, "total", "spent_to_date")).sign != Sign.LIMITED:
        return ()
    return (
        Paragraph(
            "Die Ausgaben sind nur eingeschränkt aussagefähig, weil in einzelnen Monaten viele Meldungen fehlen."
        ),
    )


def _beside_grants(report: Report) -> tuple[Paragraph, ...]:
    """What the associations used beside the state's money."""
    refs = {name: CellRef("funds_by_source", name, "used") for name in ("own", "third_party")}
    text = "Neben der Zuwendung setzten die Vereine im Jahr {own} Eigenmittel und {third_party} von Dritten ein."
    return if_printed(report, text, **refs)


def _decide(told: Paragraph, *, is_behind: bool) -> Paragraph:
    behind = "Fehlen Meldungen, oder sollen Mittel umgeschichtet oder zurückgegeben werden?"
    return Paragraph(f"{told.text} {behind if is_behind else 'Reichen die Mittel bis Dezember?'}", told.refs)


def _posts(report: Report) -> tuple[Paragraph, ...]:
    refs = {name: CellRef("posts_by_module", "total", name) for name in ("filled_fte", "granted_fte")}
    if printed(report, refs["filled_fte"]) is None or not printed(report, refs["granted_fte"]):
        return ()
    return (sentence("Von {granted_fte} bewilligten Stellen (VZÄ) sind {filled_fte} besetzt.", **refs),)


def _decide_on_posts(report: Report, posts: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    filled, granted = (printed(report, CellRef("posts_by_module", "total", n)) for n in ("filled_fte", "granted_fte"))
    is_open = filled is not None and granted is not None and filled < granted
    return tuple(Paragraph(f"{one.text} Wie werden die offenen Stellen besetzt?", one.refs) for one in posts if is_open)
