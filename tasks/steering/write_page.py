"""The page steuerung.html in the home. Ways in: `refresh_page(engine, settings, policy, month, at)`, `page_path`.

It is for inside: who owns the home reads it, nobody else. It loads nothing, and is whole or as it was.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from config.policy import Policy
from config.settings import TIMEZONE, Settings
from schemas.german import format_month, format_vintage
from schemas.steering.view import SECTIONS, SteeringView
from tasks.atomic_files import write_file
from tasks.steering.read_facts import read_steering
from tasks.store.publication import latest_version, list_reports, published_vintage
from tasks.templates import template_beside

FILE = "steuerung.html"


def page_path(settings: Settings) -> Path:
    """Where the page lies."""
    return settings.home / FILE


def newest_month(engine: Engine, settings: Settings) -> str | None:
    """The latest month of which a report is out: a revised older one does not take the page back."""
    return max((one["month"] for one in list_reports(engine, settings.centre)), default=None)


def view_month(engine: Engine, settings: Settings, policy: Policy, month: str, at: datetime) -> SteeringView:
    """The view of a month as its newest report knew it; as of `at` where none is out."""
    version = latest_version(engine, settings.centre, month)
    vintage = published_vintage(engine, settings.centre, month, version) if version else None
    return read_steering(engine, settings.centre, month, vintage or at, policy)


def refresh_page(engine: Engine, settings: Settings, policy: Policy, month: str, at: datetime) -> SteeringView:
    """Write the page of a month anew; returns what it says."""
    view = view_month(engine, settings, policy, month, at)
    write_steering_page(settings, view)
    return view


def write_steering_page(settings: Settings, view: SteeringView) -> None:
    """Put the page into the home, for its owner only."""
    write_file(page_path(settings), render_steering(view).encode()).chmod(0o600)


def render_steering(view: SteeringView) -> str:
    """The page as HTML; every text in it is escaped."""
    return template_beside(__file__, "steuerung.html.j2").render(
        view=view,
        title=f"Steuerung: {format_month(view.facts.month)}",
        vintage=format_vintage(view.facts.vintage.replace(tzinfo=TIMEZONE).isoformat()),
        first=format_month(view.months[0]),
        last=format_month(view.months[-1]),
        section_titles=SECTIONS,
    )
