"""The page as a person meets it: escaped, for its owner only, without a script, and fit for a phone and for axe."""

import re
from itertools import pairwise

import pytest
from sqlalchemy import insert

from schemas.store import warehouse as w
from tasks.steering.write_page import newest_month, page_path, refresh_page
from tasks.warehouse import refresh_dimensions
from tests.browser import NARROW, in_a_browser, print_page
from tests.factories import CENTRE, POLICY
from tests.recount.page import read_page
from tests.recount.printed import differing, take_census
from tests.recount.steering.view import recount_steering
from tests.tasks.steering.conftest import ASSOCIATIONS, AT, HOSTILE, send
from tests.tasks.steering.test_read_facts import LATER, RULE, steering


def page_of(engine, settings, policy=None):
    refresh_page(engine, settings, policy or steering(), "2026-10", LATER)
    return page_path(settings).read_text(encoding="utf-8")


def test_the_page_names_gaps_and_who_could_close_them(city, settings):
    send(city)
    page = page_of(city, settings)

    assert "Mitte: Sprachbildung" in page
    assert "Nur für den Dienstgebrauch" in page
    assert page_path(settings).stat().st_mode & 0o777 == 0o600
    assert "<script" not in page
    assert "default-src 'none'" in page


def ruled(**change):
    """The policy with a rule that says something else."""
    chosen = steering().steering
    return steering(steering=chosen.model_copy(update={"gaps": ({**chosen.gaps[0], **change},)}))


def test_a_hostile_name_is_shown_and_does_nothing(city, settings):
    send(city)
    page = page_of(city, settings, ruled(title=HOSTILE, closed_by=["language_education"]))

    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; =1+1") == 2 + 2 * len(ASSOCIATIONS)


def test_no_figure_of_a_single_association_is_on_it(city, settings):
    """Nine took part in each offer: participants are no part of the page at all."""
    send(city)
    text = re.sub(r"<[^>]+>", " ", page_of(city, settings).partition("</style>")[2])

    assert "Teilnehm" not in text
    assert " 9 " not in " ".join(text.split())


def test_headings_come_in_order_and_tables_say_what_they_are(city, settings):
    send(city)
    page = page_of(city, settings, POLICY)
    levels = [int(one) for one in re.findall(r"<h(\d)", page)]

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.count("<table>") == page.count("<caption>") == page.count('role="region"') > 5
    assert page.count("<th scope") == page.count("<th") - page.count("<thead")


def test_every_number_of_its_tables_is_that_of_another_count_which_can_fail(city, settings):
    """The count of `python -m tests.recount`; of a changed page it finds the number, and no other."""
    send(city)
    with city.begin() as connection:
        refresh_dimensions(connection)
        connection.execute(
            insert(w.publication).values(
                centre_id=CENTRE, month="2026-10", version="1.0", vintage=LATER, content="0", manifest="0"
            )
        )
    page, rules = page_of(city, settings), {"months": 2, "gaps": [RULE]}
    read = read_page(page_path(settings))
    claims = list(recount_steering(settings.home, read, "2026-10", rules))
    page_path(settings).write_text(page.replace("<td>170</td>", "<td>175</td>"), encoding="utf-8")
    again = list(recount_steering(settings.home, read_page(page_path(settings)), "2026-10", rules))
    census = take_census(read.printed, claims)

    assert sum(line.found for line in census.values()) > 100
    assert [text for line in census.values() for text in line.uncounted] == []
    assert differing(claims) == []
    assert [place.rpartition(": ")[2] for place, *_ in differing(again)] == ["gesamte Stadt"]


def test_without_a_report_there_is_no_newest_month(city, settings):
    assert newest_month(city, settings) is None
    assert AT < LATER


@pytest.mark.slow
def test_axe_finds_nothing_and_a_narrow_phone_shows_it_whole(city, settings, tmp_path):
    pages = {"nothing sent": page_of(city, settings, POLICY)}
    send(city)
    pages["two months"] = page_of(city, settings)
    pages["a wrong rule"] = page_of(city, settings, ruled(title="x" * 120, need="X99"))

    found = in_a_browser(tmp_path, pages)

    assert {name: one["violations"] for name, one in found.items()} == {name: [] for name in pages}
    assert {name: one["width"] for name, one in found.items()} == dict.fromkeys(pages, NARROW)
    assert all(one["passes"] > 10 for one in found.values())


@pytest.mark.slow
def test_paper_shows_what_is_folded_on_a_screen(city, settings, tmp_path):
    send(city)
    reader, sizes = print_page(tmp_path, page_of(city, settings, ruled(closed_by=["language_education"])))
    said = " ".join(" ".join(page.extract_text() for page in reader.pages).split())

    assert "V-05914000-0002 (Mitte, im Ort selbst): 1 Angebot in Sprache und Bildung" in said
    assert min(sizes) >= 6
