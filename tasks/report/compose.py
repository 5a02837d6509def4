"""Make a report of a summary. One way in: `compose_report(summary, policy, version)` returns a `Report`, unprotected.

The chapters of domain.md section 8: tables of facts follow schemas.report.plan, the others are built here.
"""

from collections.abc import Sequence
from datetime import date

from config.cover import check_cover
from config.places import place_list
from config.policy import Policy
from config.settings import TIMEZONE
from schemas.german import format_date, format_month
from schemas.report.cell import Sign
from schemas.report.changes import LAST_MONTH, LAST_YEAR, Least, change_table
from schemas.report.funds import funds_statement, funds_table, grants_table, sources_table
from schemas.report.model import Block, Definitions, Paragraph, Report, ReportChart, ReportTable, Section, Status
from schemas.report.overview import key_table
from schemas.report.plan import PLAN, SECTIONS
from schemas.report.returns import annotate_waivers, intake_table, rate_trend, returns_table
from schemas.report.revisions import about_revisions, release_note, revisions_table
from schemas.report.summary import Summary
from schemas.report.tables import build_table, is_collected
from schemas.report.text.definitions import define_indicators
from schemas.report.topics.chain import chain_table
from schemas.report.topics.charts import CHARTS
from schemas.report.topics.estimates import METHOD, Estimate, accuracy_table, estimate_figures
from schemas.report.topics.plan import COURSES, TRENDS
from schemas.report.topics.trends import course_table, trend_table
from schemas.review.goals import choose_goals
from schemas.review.table import goals_table, say_left_out
from schemas.time.deadlines import Cycle
from schemas.time.month import last_day
from tasks.timing import timed


@timed("compose")
def compose_report(summary: Summary, policy: Policy, version: str) -> Report:
    """The whole report of a month in a version, with true figures: tasks.report.protect makes it safe to send."""
    least = Least(policy.report.least_panel, policy.report.least_answers_pct)
    changes = tuple(change_table(summary, one, least) for one in (LAST_MONTH, LAST_YEAR))
    estimates = _estimates(summary, policy, changes[0], least)
    keys = key_table(summary, changes, estimates)
    special: dict[str, tuple[Block, ...]] = {
        "1": (keys, *filter(_is_compared, changes), *_goals(summary, policy, keys)),
        "2": (annotate_waivers(returns_table(summary), None, summary), rate_trend(summary), intake_table(summary)),
        "3": (chain_table(summary, changes[0], least.answers_pct),),
        "8": _funds(summary, least.answers_pct),
        "9": (revisions_table(summary),),
    }
    paragraphs = {one: (*_opening(one, summary, policy), *_holidays(one, summary, policy)) for one in SECTIONS}
    office = policy.report.office(summary.centre_name)
    sections = tuple(
        _section(
            one,
            policy,
            (*special.get(one, ()), *_planned(one, summary, policy), *_months(one, summary, policy)),
            paragraphs[one],
        )
        for one in SECTIONS
    )
    return Report(
        centre_name=office,
        ags8=summary.centre_id,
        month=summary.month,
        version=version,
        vintage=summary.vintage.replace(tzinfo=TIMEZONE).isoformat(timespec="seconds"),
        status=status_of(version, summary.vintage.date(), Cycle.of(summary.month, policy.calendar)),
        sections=sections,
        annex=_annex(policy.report.sections["annex"], summary, estimates),
        title=policy.report.title,
        subtitle=policy.report.subtitle,
        release_note=release_note(summary, version),
        imprint=f"Herausgeber: {office}",
        cover=check_cover(policy.cover),
        terms=policy.terms,
    )


def _goals(summary: Summary, policy: Policy, keys: ReportTable) -> tuple[ReportTable, ...]:
    """The table of progress, where the centre has goals that can be followed."""
    goals = choose_goals(policy.concept)[0] if policy.concept else ()
    return (goals_table(goals, summary, keys, policy.report.least_answers_pct),) if goals else ()


def _opening(number: str, summary: Summary, policy: Policy) -> tuple[str | Paragraph, ...]:
    """What a chapter begins with, before schemas.report.text.tell adds what its tables print."""
    if number == "1":
        return say_left_out(policy.concept)
    return (about_revisions(summary),) if number == "9" else ()


def status_of(version: str, day: date, cycle: Cycle) -> Status:
    """The first version is provisional, every later one revised; what is made after the last correction is final."""
    if day >= cycle.final:
        return "endgültig"
    return "vorläufig" if version == "1.0" else "berichtigt"


def _estimates(summary: Summary, policy: Policy, changes: ReportTable, least: Least) -> tuple[Estimate, ...]:
    """Of the totals that stand in brackets, where the policy allows it."""
    if not policy.report.estimates:
        return ()
    limited = [line.key for line in changes.rows if changes.cell(line.key, "now").sign == Sign.LIMITED]
    return estimate_figures(summary, limited, least)


def _is_compared(changes: ReportTable) -> bool:
    """A table of changes to a month of which nothing at all is known would only say so line by line."""
    before = changes.column_index("before")
    return changes.id == LAST_MONTH.table or any(line.cells[before].value is not None for line in changes.rows)


def _section(
    number: str, policy: Policy, tables: tuple[Block, ...], paragraphs: tuple[str | Paragraph, ...]
) -> Section:
    """A chapter with its charts, each before the table it draws."""
    section_id = SECTIONS[number]
    title = policy.report.sections[section_id]
    blocks: list[Block] = []
    for table in tables:
        if isinstance(table, ReportTable):
            blocks += [chart for chart in CHARTS if chart.table == table.id and _has_figures(chart, table)]
        blocks.append(table)
    return Section(number, section_id, title, tuple(blocks), paragraphs)


def _has_figures(chart: ReportChart, table: ReportTable) -> bool:
    """Whether there is something to draw; a line takes two months."""
    places = [table.column_index(name) for name in chart.values]
    body = [line for line in table.rows if line.role == "body"]
    known = sum(any(line.cells[place].value is not None for place in places) for line in body)
    return known >= (2 if chart.kind == "line" else 1)


def _planned(number: str, summary: Summary, policy: Policy) -> tuple[ReportTable, ...]:
    places, least = place_list(policy.places), policy.report.least_answers_pct
    built = (
        (planned, build_table(planned, summary, policy.thresholds, places, least_pct=least))
        for planned in PLAN
        if planned.section == number and planned.is_asked(summary.month) and is_collected(planned, summary)
    )
    return tuple(annotate_waivers(table, planned.table, summary) for planned, table in built)


def _funds(summary: Summary, answers_pct: float) -> tuple[ReportTable, ...]:
    """Chapter 8 but for the posts: the associations' money by source, line and component, then the centre's own."""
    return (
        sources_table(summary, answers_pct),
        funds_table(summary, "budget_line", answers_pct),
        funds_table(summary, "component", answers_pct),
        funds_statement(summary, answers_pct),
        grants_table(summary, answers_pct),
    )


def _months(number: str, summary: Summary, policy: Policy) -> tuple[ReportTable, ...]:
    """The tables of a chapter that have a row a month."""
    trends = (one for one in TRENDS if one.section == number)
    courses = (one for one in COURSES if one.section == number)
    return (
        *(trend_table(one, summary, policy.report.least_answers_pct) for one in trends),
        *(course_table(one, summary) for one in courses),
    )


def _holidays(number: str, summary: Summary, policy: Policy) -> tuple[str, ...]:
    """Said once instead of a table without figures after the other."""
    if all(is_collected(planned, summary) for planned in PLAN if planned.section == number):
        return ()
    day = last_day(summary.month)
    closed = next((one for one in policy.calendar.closures if one.kind and one.first <= day <= one.last), None)
    if closed is None:
        return (f"Keine Erhebung: für {format_month(summary.month)} wird keine Meldung geschuldet.",)
    word = "Schulferien" if closed.kind == "school" else "Schließzeit"
    return (f"{word}: keine Erhebung ({closed.reason}, {format_date(closed.first)} bis {format_date(closed.last)}).",)


def _annex(title: str, summary: Summary, estimates: Sequence[Estimate]) -> Section:
    """Every indicator with its definition, the words that all tables use, and how good estimates are."""
    words = (
        ("Bestand", "Wert an einem Stichtag; wird nie über Monate addiert."),
        ("Zugang", "Wert eines Monats."),
        (
            "Rücklaufquote (I09)",
            "Angenommene Meldungen, Fehlanzeigen eingeschlossen, geteilt durch erwartete Meldungen.",
        ),
        ("Abdeckung", "n von N: so viele der meldepflichtigen Berichtsstellen sind in den Zahlen enthalten."),
        ("Datenstand", "Was bis zu diesem Zeitpunkt gemeldet und angenommen war."),
        *([METHOD] if estimates else []),
    )
    return Section("A", "annex", title, (
        Definitions("words", "Begriffe", words),
        Definitions("indicators", "Kennzahlen", define_indicators(summary.month)),
        *([accuracy_table(estimates, summary)] if estimates else []),
    ))  # fmt: skip
