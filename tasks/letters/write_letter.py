"""A letter as text and as HTML, which say the same (`brief.txt.j2`, `brief.html.j2`). One way in: `write_letter`."""

import textwrap

from schemas.mail.mail import Letter
from schemas.mail.message import plain_line
from tasks.templates import template_beside

WIDTH = 76  # characters a line of the text


def write_letter(letter: Letter) -> tuple[str, str]:
    """The text and the HTML of a letter. What comes from a register or a form is text on one line, never markup."""
    text, html = (template_beside(__file__, f"brief.{ending}.j2") for ending in ("txt", "html"))
    return text.render(letter=letter, line=plain_line, wrap=_wrap), html.render(letter=letter, line=plain_line)


def _wrap(text: str, mark: str = "") -> str:
    """The text in lines, the first behind a mark; no word, number or address is broken."""
    return textwrap.fill(
        plain_line(text), WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
