"""The answers to the council on paper. One way in: `write_council(answers, ...)`. Pure."""

from collections.abc import Sequence

from schemas.report.topics.council import CouncilAnswer
from schemas.report.words import SIGNS
from schemas.review.paper import ColumnSide, ReviewPaper, ReviewPart, ReviewTable


def write_council(answers: Sequence[CouncilAnswer], half: str, centre: str, source: str, vintage: str) -> ReviewPaper:
    """A chapter a question, in their order; `source` names the report, `vintage` is when it knew what it says (ISO)."""
    signs = [f"{sign} = {meaning}" for sign, meaning in used_signs(answers)]
    return ReviewPaper(
        title=f"Antworten an den Rat, {half[5:]}. Halbjahr {half[:4]}",
        centre=centre,
        facts=(("Halbjahr", f"{half[5:]}. Halbjahr {half[:4]}"), ("Grundlage", source)),
        vintage=vintage,
        parts=(*map(_part, answers), *([ReviewPart("Zeichen", points=tuple(signs))] if signs else [])),
    )


def used_signs(answers: Sequence[CouncilAnswer]) -> list[tuple[str, str]]:
    """The signs that stand in the answers, each with its meaning."""
    used = {word for one in answers for line in one.lines for text in line for word in text.split()}
    return [(sign, meaning) for sign, meaning in SIGNS if sign in used]


def _part(answer: CouncilAnswer) -> ReviewPart:
    """What is not known stands before the figures: nobody shall overlook it."""
    if not answer.lines:
        return ReviewPart(answer.title, sentences=answer.unknown)
    figures: list[ColumnSide] = ["right"] * (len(answer.heads) - 1)
    table = ReviewTable(answer.title, answer.heads, ("left", *figures), answer.lines, (f"Grundlage: {answer.basis}",))
    return ReviewPart(answer.title, sentences=answer.unknown, tables=(table,))
