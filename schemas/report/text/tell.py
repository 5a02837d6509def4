"""Write the report's sentences and its first page from what its tables print. One way in: `tell_report(report, policy)`.

It comes after protection: which case a sentence takes (more, less, not to be said) and which message comes first is
decided by the printed cells, so that no sentence tells what rounding or a sign keeps back.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from config.policy import Policy
from schemas.report.model import Block, Paragraph, PointList, ProtectedReport, Report, Section
from schemas.report.overview import key_figures
from schemas.report.text.chapters import CHAPTERS
from schemas.report.text.frames import join_sentences
from schemas.report.text.marks import mark_report
from schemas.report.text.money import tell_funds
from schemas.report.text.quality import list_uncertain, tell_overview, tell_returns, tell_revisions
from schemas.report.text.story import Story, pick_messages
from schemas.report.text.titles import answer_charts

TELLERS: Mapping[str, Callable[[Report, Policy], Story]] = {
    "1": tell_overview,
    "2": tell_returns,
    **CHAPTERS,
    "8": tell_funds,
    "9": tell_revisions,
}


def tell_report(report: ProtectedReport, policy: Policy) -> ProtectedReport:
    """The report with a paragraph a chapter and topic, the page that stands alone, and marks at its figures."""
    marked = mark_report(report, policy)
    stories = {
        section.number: TELLERS[section.number](marked, policy)
        for section in marked.sections
        if section.number in TELLERS and section.blocks
    }
    sections = tuple(_with_story(section, stories.get(section.number, Story())) for section in marked.sections)
    told = replace(marked, sections=sections, opening=_open(marked, policy, tuple(stories.values())))
    return ProtectedReport(answer_charts(told))


def _with_story(section: Section, story: Story) -> Section:
    told = tuple(join_sentences(one) for one in (story.sentences, *story.topics) if one)
    return replace(section, paragraphs=(*section.paragraphs, *told))


def _open(report: Report, policy: Policy, stories: tuple[Story, ...]) -> Section:
    messages = tuple(join_sentences(one.sentences) for one in pick_messages(stories))
    holidays = tuple(one for section in report.sections if not section.blocks for one in section.paragraphs)
    decisions = tuple(one for story in stories for one in story.decisions)
    nothing = Paragraph("Aus den Zahlen dieses Monats ergibt sich nichts, was zu entscheiden wäre.")
    blocks: tuple[Block, ...] = (
        PointList("messages", "Drei Aussagen des Monats", messages),
        key_figures(),
        PointList("uncertain", "Was unsicher ist", (*holidays, *list_uncertain(report, policy))),
        PointList("decisions", "Was zu entscheiden ist", decisions or (nothing,)),
    )
    return Section("", "opening", policy.report.opening, blocks)
