"""A respondent's own page out of the warehouse: its months, its place in the newest report, its punctuality."""

from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from statistics import quantiles

import pytest
from sqlalchemy import insert

from schemas.answer.own_page import Punctuality
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import warehouse as w
from tasks.letters.reply.own_page import write_own_page
from tasks.letters.reply.waiting import CentreContact, list_cases
from tasks.store.ledger import enter_month
from tests.browser import WIDTHS, in_a_browser
from tests.factories import (
    AT,
    CENTRE,
    POLICY,
    enter_respondents,
    keep,
    make_finding,
    make_nil,
    make_reading,
    make_verdict,
)

NAMES = [f"17{number:04d}" for number in range(12)]
OWN, MONTHS = NAMES[0], ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
REPORT = datetime(2026, 10, 12, 6, 0)  # on September
NOW = datetime(2026, 11, 5, 9, 0)
OFFICE = CentreContact("Kommunales Integrationszentrum Hagen", "meldung@ki.example")


def wanting(**choices):
    return POLICY.model_copy(update={"own_page": POLICY.own_page.model_copy(update={"send": True, **choices})})


def pupils(name, month, *sizes, **head):
    rows = [{"grade": f"{at:02d}", "pupils": size, "first_support": None} for at, size in enumerate(sizes, 1)]
    return make_reading("school", {"school_pupils": rows}, respondent=name, month=month, **head)


def publish(engine, month="2026-09", vintage=REPORT):
    with engine.begin() as connection:
        row = {"centre_id": CENTRE, "month": month, "version": "1.0", "vintage": vintage, "content": "c" * 64}
        connection.execute(insert(w.publication), row | {"manifest": "m" * 64})


@pytest.fixture
def city(engine):
    """Twelve schools of 10, 20, ... 120 pupils in September; the first one's October has just come."""
    enter_respondents(engine, *NAMES)
    for month in MONTHS:
        enter_month(engine, month, POLICY.calendar, AT)
    for at, name in enumerate(NAMES):
        keep(engine, pupils(name, "2026-09", 4 + at * 10, 6), at=REPORT - timedelta(days=5))
    publish(engine)
    return engine


def page_of(engine, reading=None, verdict=None, *, at=NOW, policy=None):
    return case_of(engine, keep(engine, reading or pupils(OWN, "2026-10", 7, 8), verdict, at=at), policy)


def case_of(engine, number, policy=None):
    (case,) = list_cases(engine, [number], policy or wanting(months=5), OFFICE)
    return case


def texts(case, trend=0):
    return [case.own.trends[trend].say(point) for point in case.own.trends[trend].points]


def test_without_the_policy_there_is_none(city):
    assert page_of(city, policy=POLICY).own is None


def test_its_months_are_told_with_the_reason_where_one_has_no_figure(city):
    keep(city, make_nil(respondent=OWN, month="2026-08"), at=REPORT)
    case = page_of(city)

    assert texts(case) == ["keine Meldung", "befreit", "Fehlanzeige", "10", "15"]
    assert texts(case, 1) == ["keine Meldung", "befreit", "Fehlanzeige", "keine Angabe", "keine Angabe"]


def test_a_sum_of_which_a_part_is_missing_is_no_sum(city):
    rows = [{"grade": "01", "pupils": 7}, {"grade": "02", "pupils": None, "first_support": 2}]
    case = page_of(city, make_reading("school", {"school_pupils": rows}, respondent=OWN, month="2026-10"))

    assert texts(case)[-2:] == ["10", "keine Angabe"]


@pytest.mark.parametrize("at", range(12))
def test_its_place_is_that_of_an_independent_count(city, at):
    """By the quartiles of the others, whose figures lie ten apart."""
    case = page_of(city, pupils(NAMES[at], "2026-10", 7))
    place = case.own.trends[0].place
    low, _, high = quantiles([10 * (one + 1) for one in range(12) if one != at], n=4)
    own = 10 * (at + 1)

    assert (place.month, place.group, place.others) == ("2026-09", "Schulen", 11)
    assert place.standing == ("upper" if own > high else "lower" if own < low else "middle")


def test_a_page_that_is_written_again_later_is_the_same(city):
    number = keep(city, pupils(OWN, "2026-10", 7, 8), at=NOW)
    before = case_of(city, number)
    for name in NAMES[1:]:
        keep(city, pupils(name, "2026-09", 1), at=NOW)
        keep(city, pupils(name, "2026-10", 1), at=NOW)
    publish(city, "2026-10", NOW + timedelta(days=7))

    assert write_own_page(case_of(city, number), case_of(city, number).own) == write_own_page(before, before.own)


def test_where_too_few_answered_no_place_is_told(city):
    place = page_of(city, policy=wanting(least_others=12)).own.trends[0].place

    assert (place.others, place.standing) == (11, None)


def test_without_a_report_no_place_is_told(engine):
    enter_respondents(engine, *NAMES)
    enter_month(engine, "2026-10", POLICY.calendar, AT)
    case = page_of(engine)

    assert [trend.place for trend in case.own.trends] == [None] * 3
    assert "erst gesagt, wenn ein Bericht sie enthält" in write_own_page(case, case.own)


def test_punctuality_counts_what_was_due(city):
    assert page_of(city).own.punctuality == Punctuality(on_time=2, late=0, missing=1)  # July and August: holidays


@pytest.mark.parametrize(("at", "counted"), [(date(2026, 11, 10), (2, 0, 1)), (date(2026, 11, 11), (1, 1, 1))])
def test_the_day_after_the_deadline_is_late(city, at, counted):
    assert page_of(city, at=datetime(at.year, at.month, at.day, 9)).own.punctuality == Punctuality(*counted)


def test_a_return_that_was_sent_back_gets_none(city):
    wrong = make_verdict(State.RETURNED, make_finding(severity=Severity.ERROR))

    assert page_of(city, verdict=wrong).own is None


EVIL = '<script>alert(1)</script>"><img src=http://x.example onerror=alert(2)>'


class Tags(HTMLParser):
    """Which elements a page has."""

    def __init__(self, page):
        super().__init__()
        self.found = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)


def test_a_name_is_text_and_the_page_loads_nothing(city):
    case = page_of(city)
    object.__setattr__(case, "name", EVIL)
    page = write_own_page(case, case.own)

    assert not {"script", "img", "link"} & Tags(page).found
    assert "default-src 'none'" in page
    assert page.count("<rect ") == 2


def test_a_figure_that_was_never_reported_has_a_sentence_and_no_empty_chart(city):
    case = page_of(city)
    page = write_own_page(case, case.own)

    assert [trend.is_known for trend in case.own.trends] == [True, False, False]
    assert page.count("<svg ") == 1
    assert page.count("dazu haben Sie keine Zahl gemeldet") == 2


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_it_fits_a_phone(city, tmp_path, width):
    case = page_of(city)
    (found,) = in_a_browser(tmp_path, {"own": write_own_page(case, case.own)}, width).values()

    assert (found["violations"], found["width"]) == ([], width)
    assert found["passes"] > 10
