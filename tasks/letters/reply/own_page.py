"""A respondent's own page: `read_own_pages` out of the warehouse, `write_own_page` by `eigene_seite.html.j2`."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from config.codes import code_list
from config.policy import Policy
from schemas.answer.case import Case
from schemas.answer.own_page import (
    OwnPage,
    OwnPlace,
    OwnPoint,
    OwnTrend,
    Punctuality,
    place_among,
    say_own_place,
    say_punctuality,
    thank,
)
from schemas.answer.words import describe_return
from schemas.form.forms import FORMS, KINDS, Column, Table
from schemas.form.submission import IN_FORCE, State
from schemas.german import format_month
from schemas.report.text.frames import name_kind
from schemas.time.month import shift_month
from tasks.letters.reply.own_figures import KnownReport, OwnFigures, Peer
from tasks.templates import template_beside


def write_own_page(case: Case, own: OwnPage) -> str:
    """The whole page as text; everything in it is escaped, and it loads nothing."""
    return template_beside(__file__, "eigene_seite.html.j2").render(
        whose=describe_return(case), own=own, thanks=thank(own.punctuality), punctuality=say_punctuality(own),
        say_own_place=say_own_place, format_month=format_month, office=(case.office, case.office_email),
    )  # fmt: skip


def read_own_pages(connection: Connection, cases: Sequence[Case], policy: Policy) -> dict[int, OwnPage]:
    """The pages of those whose return was taken and counts, by submission."""
    taken = [one for one in cases if one.kind == "receipt" and one.is_proven and one.state in IN_FORCE]
    figures = OwnFigures(connection, sorted({str(case.respondent) for case in taken}))
    return {case.submission_id: _page(case, figures, policy) for case in taken}


def _page(case: Case, figures: OwnFigures, policy: Policy) -> OwnPage:
    months = [shift_month(str(case.month), -number) for number in range(policy.own_page.months - 1, -1, -1)]
    returns = figures.returns(months)
    rows = {month: returns.get((str(case.respondent), month)) for month in months}
    main = [found for one in KINDS[str(case.form)].main if (found := FORMS[str(case.form)].figure(one))]
    trends = [OwnTrend(of[1], _points(case, figures, of, rows), _place(case, figures, of, policy)) for of in main]
    return OwnPage(
        len(months), tuple(trends), _punctuality([row for row in rows.values() if row and row.is_owed], case)
    )


def _points(case: Case, figures: OwnFigures, of: tuple[Table, Column], rows: Mapping[str, Any]) -> tuple[OwnPoint, ...]:
    sums = figures.own(*of, tuple(rows))
    return tuple(
        OwnPoint(month, sums.get((str(case.respondent), month)), _instead(of[1], month, row))
        for month, row in rows.items()
    )


def _instead(column: Column, month: str, row: Any) -> str:
    """What is said of a month without a figure: what was not reported is no zero."""
    if not column.is_asked(month):
        return "nicht gefragt"
    if row is None:
        return "keine Meldung"
    state = State(row.state)
    if state in {State.NIL, State.EXEMPT}:
        return state.german
    return "keine Angabe" if state in IN_FORCE else "keine Meldung"


def _place(case: Case, figures: OwnFigures, of: tuple[Table, Column], policy: Policy) -> OwnPlace | None:
    """Where the own figure of the newest report stands; None where there is no report, or no such figure in it.

    None also of posts: rounded as persons are, a whole one is nothing.
    """
    name, least = str(case.respondent), policy.own_page.least_others
    known = (one for one in figures.reports() if one.vintage <= case.checked_at)
    report = next((one for one in known if _centre(figures, one, name) == one.centre), None)
    if report is None or of[1].dtype != "Int64":
        return None
    values = {who: value for (who, _), value in figures.everybody(*of, report.month, report.vintage).items()}
    if (own := values.pop(name, None)) is None:
        return None
    group, others = _others(figures.peers(report.vintage), name, values, least)
    return OwnPlace(report.month, group, len(others), place_among(own, others, policy.disclosure.rounding_base, least))


def _centre(figures: OwnFigures, report: KnownReport, name: str) -> str:
    peers = figures.peers(report.vintage)
    return peers[name].centre if name in peers else ""


def _others(peers: Mapping[str, Peer], name: str, values: Mapping[str, float], least: int) -> tuple[str, list[float]]:
    """Those of its Schulform, or of its kind where those are too few; and what they are called together."""
    own = peers[name]
    same = [value for who, value in values.items() if peers[who] == own]
    if own.school_type and len(same) >= least:
        school_type = code_list("school_type").titles.get(own.school_type, own.school_type)
        return f"{name_kind(own.kind)} der Schulform {school_type}", same
    like = [value for who, value in values.items() if peers[who][:2] == own[:2]]
    return name_kind(own.kind), like


def _punctuality(owed: Sequence[Any], case: Case) -> Punctuality:
    """Of what is owed and due when the case was checked; an own return before its deadline counts, too."""
    came = [row for row in owed if row.first_received_at is not None]
    late = sum(bool(row.is_late) for row in came)
    missing = sum(row.first_received_at is None and row.deadline < case.checked_at.date() for row in owed)
    return Punctuality(len(came) - late, late, missing)
