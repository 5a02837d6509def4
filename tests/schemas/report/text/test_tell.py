"""Every sentence is proven by a second computation from the answers; which ones come first follows a plain rule."""

import pytest

from config.policy import load_policy
from schemas.report.check import check_report
from schemas.report.text.tell import tell_report
from schemas.report.view import view_report
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report
from tests.factories_text import draw_city
from tests.proven import Prover

POLICY = load_policy()


def told(summary, policy=POLICY, version="1.0"):
    return tell_report(protect_report(compose_report(summary, policy, version), policy.disclosure), policy)


def sentences(report):
    """Every paragraph of chapters 1 to 8, every chart's title and every point of the first page."""
    view = view_report(report)
    paragraphs = [text for section in view.sections if section.number in "12345678" for text in section.paragraphs]
    paragraphs += [block.title for section in view.sections for block in section.blocks if block.type == "chart"]
    return paragraphs + [text for block in view.opening[0].blocks if block.type == "points" for text in block.items]


def prove(number):
    city, summary = draw_city(number)
    report, prover = told(summary), Prover(city)
    check_report(report)
    for paragraph in sentences(report):
        prover.prove(paragraph)
    return prover.proven


def test_each_sentence_about_a_small_city_is_proven():
    """A dozen of them meet nearly every sentence that there is."""
    assert len(set.union(*(prove(number) for number in range(12)))) > 25


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 200, 20))
def test_each_sentence_about_two_hundred_small_cities_is_proven(first):
    for number in range(first + 12, first + 32):
        assert prove(number)
