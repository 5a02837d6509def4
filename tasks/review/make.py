"""Make the review of a span of years: its files by name. Ways in: `collect_review`, then `make_review`.

`render_paper` is for what else is handed over in the same three forms.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Engine

from config.aims.concept import FILE, Concept
from config.errors import UsageError
from config.policy import Policy
from config.settings import Settings
from schemas.report.plan import KeyFigure
from schemas.report.topics.plan import FIGURES
from schemas.review.durations import DURATIONS
from schemas.review.findings import review_goal
from schemas.review.goals import choose_goals
from schemas.review.paper import ReviewPaper
from schemas.review.series import Cut, Series, make_series
from schemas.review.write import Review, write_review
from tasks.analysis.export import span_months
from tasks.centre import read_centre_name
from tasks.review.draw_pdf import draw_review_pdf
from tasks.review.read_published import PublishedMonths, list_points, read_published
from tasks.review.render_page import render_review_page
from tasks.review.write_data import write_review_data
from tasks.review.write_docx import write_docx
from tasks.store.home_files import lacking_concept
from tasks.store.ledger import first_month, latest_month


def collect_review(engine: Engine, settings: Settings, policy: Policy, years: tuple[int, int], day: date) -> Review:
    """All that the published reports say of the concept's goals in these years, as far as there can be any.

    Those before these years are read too: they say what was reached already, and what a figure counted until then.

    Raises:
        UsageError: there is no concept, or no published report in the span.
    """
    first, last = f"{years[0]}-01", min(f"{years[1]}-12", latest_month(engine, settings.centre, day))
    concept = _of_home(settings, policy)
    begin = min(first, first_month(engine, settings.centre) or first)
    read = read_published(engine, settings, tuple(span_months(begin, last)))
    versions = {month: one.version for month, one in read.printed.items() if month >= first}
    if not versions:
        said = " ".join(read.problems)
        raise UsageError(
            f"Von {years[0]} bis {years[1]} ist kein Bericht veröffentlicht, der sich auswerten lässt. {said}".strip()
        )
    goals, left_out = choose_goals(concept)
    needed = [one.figure for one in goals] + [FIGURES[key] for one in DURATIONS for key in (one.stock, one.flow)]
    series = {figure.key: _series(figure, read, concept, first) for figure in needed}
    with engine.connect() as connection:
        centre = policy.report.office(read_centre_name(connection, settings.centre))
    return Review(
        centre=centre,
        first=first,
        last=last,
        concept=concept,
        goals=tuple(review_goal(one, series[one.figure.key], concept.measures) for one in goals),
        series=series,
        versions=versions,
        vintage=max(one.vintage for one in read.printed.values()),
        months=len([*span_months(first, last)]),
        problems=(*left_out, *read.problems),
    )


def make_review(review: Review) -> Mapping[str, bytes]:
    """The page, the PDF, the text to edit and the data; the same review gives the same bytes."""
    paper = write_review(review)
    return {**render_paper(paper, "rueckblick"), **write_review_data(review, paper)}


def render_paper(paper: ReviewPaper, name: str) -> dict[str, bytes]:
    """The page, the PDF and the text to edit, by their names."""
    return {
        f"{name}.html": render_review_page(paper),
        f"{name}.pdf": draw_review_pdf(paper),
        f"{name}.docx": write_docx(paper),
    }


def _of_home(settings: Settings, policy: Policy) -> Concept:
    """The concept; a review that was written with one that is now gone is not replaced by one of nothing."""
    if lacking := lacking_concept(settings.home, policy):
        raise UsageError(" ".join(lacking))
    if policy.concept is None:
        raise UsageError(
            f"Im Datenordner steht kein Konzept: ohne Ziele gibt es nichts, worauf zurückzublicken wäre. Bitte {FILE} "
            "anlegen; wie es geschrieben wird, zeigt config/concept.toml."
        )
    return policy.concept


def _series(figure: KeyFigure, read: PublishedMonths, concept: Concept, begin: str) -> Series:
    named = [
        Cut(one.month, one.reason) for goal in concept.goals if goal.indicator == figure.key for one in goal.breaks
    ]
    return make_series(figure, list_points(figure, read), named, begin)
