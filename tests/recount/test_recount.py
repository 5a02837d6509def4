"""A sample of `python -m tests.recount`: the three products of a few respondents, and that the count can fail."""

import shutil
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import datetime
from functools import partial
from io import StringIO

import openpyxl
import pytest

from config import clock
from config.settings import load_settings
from flows.command.cli import main
from flows.command.upkeep.demo_city import _claim_home, _register
from flows.command.upkeep.demo_years import load_years
from tasks.invent.city import invent_city, with_carriers
from tests.recount.__main__ import recount_view, write_products
from tests.recount.printed import differing, take_census
from tests.recount.proof.books import recount_proof
from tests.recount.review.paper import recount_review

MONTHS, YEAR, SEED = ("2026-12", "2027-01"), "2026", 1  # between them KOMM-AN ends, and a goal is cut
AFTER = datetime(2027, 2, 20, 9)
MOST = {"centre": 1, "carrier": 1, "school": 3, "daycare": 3, "association": 4}
CONCEPT = """
[[goals]]
id = "begleitung"
title = "Mehr Beratungen"
indicator = "I07"
base = 290
target = 400
year = 2026
responsible = "KIM-Koordination"
breaks = [{ month = "2027-01", reason = "seit 2027 wird anders gezählt" }]
"""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]  # two months are published, on a busy machine


def make_city():
    """Some of every kind, those of one district first."""
    places, city = [], with_carriers(invent_city(SEED), MONTHS[-1])
    for place in sorted(city.places, key=lambda one: one.district != "Eilpe/Dahl"):
        if sum(one.kind == place.kind for one in places) < MOST[place.kind]:
            places.append(place)
    return replace(city, places=tuple(places), has_story=True)


def call(home, command, *arguments):
    """Run a command; what it finds missing is no failure of it. Returns what it says."""
    said = StringIO()
    with redirect_stdout(said):
        assert main([command, "--home", str(home), *arguments]) in {0, 1}
    return said.getvalue()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    settings = load_settings(tmp_path_factory.mktemp("recount") / "hagen")
    settings.home.mkdir()
    _claim_home(settings, SEED)
    (settings.home / "concept.toml").write_text(CONCEPT, encoding="utf-8")
    _register(settings, make_city(), MONTHS[0])
    load_years(settings, make_city(), MONTHS, lambda *_: None)
    return settings.home


@pytest.fixture(scope="module")
def record(home):
    """What the steering view says for machines, after all products are written into the home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: AFTER)
        dict(write_products(home, MONTHS, YEAR, partial(call, home)))
        return call(home, "steering", "--month", MONTHS[-1], "--json")


def recount(home, record, product):
    """A product with its texts and claims, as it lies in the home."""
    if product == "view":
        return recount_view(home, record, MONTHS[-1])
    if product == "proof":
        return recount_proof(home, home / "nachweis" / YEAR, YEAR, MONTHS[-1])
    return recount_review(home, home / "reviews" / "2026-2027", "2026-01", MONTHS[-1])


@pytest.fixture
def copied(home, record, tmp_path):
    """A copy in which a number may be changed."""
    shutil.copytree(home, tmp_path / "hagen", ignore=shutil.ignore_patterns("archive", "inbox", "replies", "log"))
    return tmp_path / "hagen"


def replace_text(home, name, old, new):
    text = (home / name).read_text(encoding="utf-8")
    assert old in text
    (home / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def wrong_in(home, record, product):
    """The places that differ."""
    return [claim[0] for claim in differing(recount(home, record, product)[1])]


@pytest.mark.parametrize("product", ["view", "proof", "review"])
def test_every_number_is_counted_and_none_differs(home, record, product):
    printed, claims = recount(home, record, product)
    lines = take_census(printed, claims).values()

    assert differing(claims) == []
    assert [text for line in lines for text in line.uncounted] == []
    assert sum(line.counted for line in lines) > 500
    assert sum(line.found - line.counted - line.constant for line in lines) == 0


def test_a_number_changed_on_the_steering_page_is_found(copied, record):
    page = (copied / "steuerung.html").read_text(encoding="utf-8")
    spent = (
        page.partition("Integrationszentrum zusammen</th>")[2].partition("</tr>")[0].split("<td>")[3].partition("<")[0]
    )
    replace_text(copied, "steuerung.html", f"<td>{spent}</td>", "<td>1</td>")

    assert len(wrong_in(copied, record, "view")) == 2, "the page, and the record beside it"


def test_an_amount_changed_in_the_workbook_is_found(copied, record):
    path = copied / "nachweis" / YEAR / "verwendungsnachweis.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Stellen"]
    (cell,) = [row[3] for row in sheet.iter_rows() if row[0].value == "Dezember"][:1]
    cell.value += 0.01
    book.save(path)

    assert wrong_in(copied, record, "proof") == ["Stellen: Dezember", "verwendungsnachweis.pdf: Beträge"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("rueckblick.html", "Ausgangswert 290", "Ausgangswert 280"), ("rueckblick.json", '"290"', '"280"'),
     ("verlauf.csv", ",bekannt,", ",bekannt,1")],
)  # fmt: skip
def test_a_number_changed_in_a_form_of_the_review_is_found(copied, record, file, old, new):
    replace_text(copied, f"reviews/2026-2027/{file}", old, new)

    assert wrong_in(copied, record, "review") != []


def test_a_sentence_that_nobody_counts_is_named(copied, record):
    sentence = "Es fehlen 17 Plätze."
    replace_text(copied, "steuerung.html", "<h2>Lücken", f"<p>{sentence}</p>\n<h2>Lücken")
    lines = take_census(*recount(copied, record, "view")).values()

    assert [text for line in lines for text in line.uncounted] == [sentence]
