"""What a chapter says: its sentences, and what of them could be a message of the first page, with why it weighs."""

from dataclasses import dataclass
from enum import IntEnum

from schemas.report.changes import LAST_MONTH
from schemas.report.model import Paragraph, Report
from schemas.report.text.frames import (
    ChangeCase,
    SpokenFigure,
    case_of,
    compare,
    printed,
    relative_change,
    state,
    warn_of_gaps,
)
from schemas.report.text.frames import figure as cell_of


class Weight(IntEnum):
    """Why a message is told first: something has to be decided, something moved, something is as it was."""

    STEADY = 0
    MOVED = 1
    DECIDE = 2


@dataclass(frozen=True)
class Message:
    """A message of the first page; of the same weight the one with the largest relative `size` comes first."""

    weight: Weight
    size: float
    sentences: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Story:
    """A chapter in sentences, its messages, what of it has to be decided, and topics with a paragraph of their own."""

    sentences: tuple[Paragraph, ...] = ()
    messages: tuple[Message, ...] = ()
    decisions: tuple[Paragraph, ...] = ()
    topics: tuple[tuple[Paragraph, ...], ...] = ()


def message_of(report: Report, told: SpokenFigure) -> tuple[Message, ...]:
    """A key figure as a message: its state and its change."""
    if printed(report, cell_of(told.key)) is None:
        return ()
    is_moved = case_of(report, told.key, LAST_MONTH) in {ChangeCase.RISE, ChangeCase.FALL}
    weight = Weight.MOVED if is_moved else Weight.STEADY
    said = (state(told), *warn_of_gaps(report, told), compare(report, told))
    return (Message(weight, relative_change(report, told.key), said),)


def pick_messages(stories: tuple[Story, ...], most: int = 3) -> tuple[Message, ...]:
    """The messages that weigh most, one a chapter at most; of the same weight and size that of the earlier chapter."""
    best = [max(story.messages, key=_rank) for story in stories if story.messages]
    return tuple(sorted(best, key=_rank, reverse=True)[:most])


def _rank(message: Message) -> tuple[Weight, float]:
    return message.weight, message.size
