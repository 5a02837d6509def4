"""The review on paper, as PDF/A-3a and PDF/UA-1. One way in: `draw_review_pdf(paper)`."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from schemas.german import format_vintage
from schemas.review.paper import ReviewPaper, ReviewTable, weigh_columns
from tasks.report.render_pdf import typeset

TEMPLATE = Path(__file__).with_name("rueckblick.typ")


def draw_review_pdf(paper: ReviewPaper) -> bytes:
    """All parts one after the other; the same paper gives the same bytes."""
    moment = datetime.fromisoformat(paper.vintage)
    content = asdict(paper) | {
        "vintage": format_vintage(paper.vintage),
        "date": {"year": moment.year, "month": moment.month, "day": moment.day},
        "parts": [asdict(part) | {"tables": [_show(one) for one in part.tables]} for part in paper.parts],
    }
    return typeset(TEMPLATE, content, paper.vintage)


def _show(table: ReviewTable) -> dict[str, object]:
    return asdict(table) | {"widths": weigh_columns(table)}
