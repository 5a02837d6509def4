"""The review as a page of its own that loads nothing. One way in: `render_review_page(paper)`."""

from schemas.review.paper import ReviewPaper
from schemas.visible import visible
from tasks.templates import template_beside


def render_review_page(paper: ReviewPaper) -> bytes:
    """The page as UTF-8; everything in it is escaped."""
    return visible(template_beside(__file__, "rueckblick.html.j2").render(paper=paper)).encode()
