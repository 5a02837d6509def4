"""What was there last time and is not: one question for one cause, at its place, none about what was said already."""

from collections import Counter

import pytest

from config.policy import load_policy
from schemas.check.batch import table_frames
from schemas.check.catalogue import CATALOGUE
from schemas.check.missing.before import Previous
from schemas.check.missing.find import find_missing, is_covered
from schemas.check.missing.rules import MISSING
from schemas.finding import Finding, Severity
from schemas.time.month import shift_month
from tasks.invent.association import is_resting
from tasks.invent.city import invent_city
from tasks.invent.month import true_rows
from tasks.invent.season import is_closed
from tests.factories import make_nil, make_reading, make_table

LIMITS = load_policy().thresholds
FIVE = {
    "grade": "05",
    "pupils": 110,
    "female": 54,
    "migration_background": 34,
    "first_support": 5,
    "female_first_support": 2,
}
SIX = {"grade": "06", "pupils": 109, "female": 54, "migration_background": 34, "first_support": 6}
SEVEN = {"grade": "07", "pupils": 105, "female": 56, "migration_background": 33, "first_support": 4}
TWI = {"language": "tw", "stage": "primar", "participants": 17, "groups": 1}


def said(month="2026-09", form="school", **tables):
    """A respondent's last accepted return."""
    return Previous(month, table_frames([make_reading(form, tables, month=month)]))


SEPTEMBER = said(school_pupils=[FIVE, SIX, SEVEN])


def find(previous=SEPTEMBER, form="school", thresholds=LIMITS, findings=(), month="2026-10", **tables):
    reading = make_reading(form, tables, month=month, findings=list(findings))
    return [(one.rule, one.column, one.cell) for one in find_missing(reading, previous, thresholds)]


def without(row, *names):
    return {key: value for key, value in row.items() if key not in names}


def test_nothing_is_asked_where_nothing_is_missing():
    assert find(school_pupils=[FIVE, SIX, SEVEN]) == []


def test_nothing_is_asked_of_a_first_return_that_is_whole():
    assert find(None, school_pupils=[FIVE]) == []


def test_a_figure_that_was_there_is_asked_about_at_its_cell_with_what_stood_there():
    reading = make_reading(tables={"school_pupils": [FIVE, without(SIX, "first_support"), SEVEN]})
    (finding,) = find_missing(reading, SEPTEMBER, LIMITS)

    assert (finding.rule, finding.cell, finding.severity) == ("STOCK_GONE", "G7", Severity.WARNING)
    assert "September 2026 stand hier 6." in finding.message
    assert "0 ein" in finding.hint
    assert finding.subject == "school_pupils.first_support[06]"


def test_a_whole_that_was_there_is_asked_about_once_though_its_parts_are_given():
    assert find(school_pupils=[FIVE, without(SIX, "pupils"), SEVEN]) == [("STOCK_GONE", "pupils", "B7")]


def test_a_whole_is_asked_about_in_a_first_return_too():
    reading = make_reading(tables={"school_pupils": [without(FIVE, "pupils"), SIX]})
    (finding,) = find_missing(reading, None, LIMITS)

    assert (finding.rule, finding.cell, finding.severity) == ("WHOLE_MISSING", "B6", Severity.ERROR)
    assert "mit Zuwanderungsgeschichte" in finding.message


def test_a_row_that_is_gone_is_one_question_and_not_one_a_cell():
    assert find(school_pupils=[FIVE, SEVEN]) == [("ROW_GONE", "pupils", "B5")]


def test_a_row_that_still_stands_there_is_asked_about_where_it_stands():
    table = make_table("school_pupils", FIVE, SEVEN)
    table.left_empty[("06",)] = 12

    assert find(school_pupils=table) == [("ROW_GONE", "pupils", "B12")]


def test_a_row_whose_stocks_are_all_empty_is_one_question():
    reading = make_reading(tables={"school_pupils": [FIVE, {"grade": "06", "arrivals": 2}, SEVEN]})
    (finding,) = find_missing(reading, SEPTEMBER, LIMITS)

    assert (finding.rule, finding.cell) == ("ROW_GONE", "B7")
    assert "„Jahrgang 06“" in finding.message
    assert "109" in finding.message


def test_a_column_that_is_empty_throughout_is_one_question():
    rows = [without(row, "migration_background") for row in (FIVE, SIX, SEVEN)]

    assert find(school_pupils=rows) == [("COLUMN_GONE", "migration_background", "D5")]


@pytest.mark.parametrize("rows", [[], [{"grade": "05"}, {"grade": "06"}]], ids=["no row", "rows without a figure"])
def test_a_main_table_without_its_main_figure_is_an_error_with_or_without_a_past(rows):
    for previous in (SEPTEMBER, None):
        reading = make_reading(tables={"school_pupils": rows, "heritage_language_lessons": [TWI]})
        (finding,) = find_missing(reading, previous, LIMITS)

        assert (finding.rule, finding.column, finding.severity) == ("MAIN_TABLE_EMPTY", "pupils", Severity.ERROR)


def test_a_main_table_that_the_file_does_not_have_is_an_error():
    assert find(None, heritage_language_lessons=[TWI]) == [("MAIN_TABLE_EMPTY", "pupils", None)]
    assert find(None, "daycare", daycare_languages=[{"language": "tr", "children": 7}])[0][0] == "MAIN_TABLE_EMPTY"


def test_another_table_that_is_empty_now_is_one_question():
    before = said(school_pupils=[FIVE], heritage_language_lessons=[TWI, TWI | {"language": "tr"}])

    assert find(before, school_pupils=[FIVE], heritage_language_lessons=[]) == [("TABLE_GONE", "participants", "C5")]


def test_a_return_without_any_figure_is_one_question():
    before = said(
        form="association",
        offers=[{"title": "Café", "volunteers": 3}],
        meeting_places=[{"title": "Haus", "open_hours": 9}],
    )

    assert len(find(before, "association", offers=[], meeting_places=[])) == 1


def test_a_nil_return_after_a_stock_is_a_question_in_the_head():
    (finding,) = find_missing(make_nil(), SEPTEMBER, LIMITS)

    assert (finding.rule, finding.cell, finding.severity) == ("NIL_AFTER_STOCK", "B9", Severity.WARNING)
    assert "324" in finding.message
    assert find_missing(make_nil(), said(), LIMITS) == []
    assert find_missing(make_nil(), None, LIMITS) == []


def test_what_was_zero_is_not_missed():
    assert (
        find(
            said(school_pupils=[FIVE | {"first_support": 0}]),
            school_pupils=[without(FIVE, "first_support", "female_first_support")],
        )
        == []
    )


def test_a_club_that_rests_for_a_month_is_not_asked():
    before = said(
        form="association",
        offers=[{"title": "Café", "volunteers": 3}],
        offer_funds=[{"component": "B", "budget_line": "rent", "granted_eur": 900.0}],
    )

    assert find_missing(make_nil("association"), before, LIMITS) == []


def test_a_grant_is_for_a_year_and_is_not_missed_in_the_next():
    december = said(
        "2026-12", "association", offer_funds=[{"component": "B", "budget_line": "rent", "granted_eur": 900.0}]
    )
    other = [{"component": "C", "budget_line": "rent", "granted_eur": 500.0}]

    assert find(december, "association", month="2027-01", offer_funds=other) == []
    assert find(december, "association", month="2026-12", offer_funds=other)[0][0] == "ROW_GONE"


def test_a_flow_comes_and_goes():
    before = said(school_pupils=[FIVE | {"arrivals": 9}], school_arrivals=[{"country": "166", "arrivals": 9}])

    assert find(before, school_pupils=[FIVE], school_arrivals=[]) == []


def test_a_new_school_year_has_other_grades_but_still_pupils():
    june = said("2026-06", school_pupils=[FIVE, SIX])

    assert find(june, month="2026-09", school_pupils=[FIVE]) == []
    assert find(june, month="2026-09", school_pupils=[])[0][0] == "MAIN_TABLE_EMPTY"
    assert find(june, month="2026-07", school_pupils=[FIVE]) == [("ROW_GONE", "pupils", "B5")]


@pytest.mark.parametrize("rule", ["CODE_UNKNOWN", "CODE_SEVERAL", "ROW_WITHOUT_KEY"])
def test_a_row_that_could_not_be_placed_is_not_missed_as_well(rule):
    wrong = Finding(table="school_pupils", row=8, column="grade", rule=rule, severity=Severity.ERROR)

    assert find(school_pupils=[FIVE, SIX], findings=[wrong]) == []


def test_a_figure_that_could_not_be_read_is_not_missed_as_well():
    wrong = Finding(table="school_pupils", row=7, column="pupils", rule="NUMBER_UNREADABLE", severity=Severity.ERROR)

    assert find(school_pupils=[FIVE, without(SIX, "pupils"), SEVEN], findings=[wrong]) == []


def test_a_column_that_the_file_does_not_have_is_left_to_the_rule_about_that():
    table = make_table("school_pupils", *(without(row, "female") for row in (FIVE, SIX, SEVEN)), leave_out=["female"])

    assert find(school_pupils=table) == []


def test_a_column_that_is_gone_is_not_asked_about_again_as_the_whole_of_its_parts():
    rows = [without(row, "first_support") | {"first_support_female": 2} for row in (FIVE, SIX, SEVEN)]

    assert [rule for rule, _, _ in find(school_pupils=rows)] == ["COLUMN_GONE"]


CHOIR = {"title": "Chor", "participants": 20, "volunteers": 3}


@pytest.mark.parametrize(
    ("month", "offer", "rules"),
    [
        ("2026-12", CHOIR, ["YEAR_MISSING"]),
        ("2027-12", CHOIR, ["YEAR_MISSING"]),
        ("2026-12", CHOIR | {"participants": 0}, ["YEAR_MISSING"]),  # who came in other months is still not said
        ("2026-12", CHOIR | {"persons_in_year": 90}, []),
        ("2026-12", CHOIR | {"persons_in_year": 0}, []),  # said; that it is too few is another question
        ("2026-12", without(CHOIR, "participants"), []),
        ("2026-12", without(CHOIR, "participants") | {"participants_female": 5}, ["WHOLE_MISSING"]),
        ("2026-11", CHOIR, []),
        ("2027-01", CHOIR, []),
        ("2025-12", CHOIR, []),  # before its span
    ],
)
def test_december_asks_for_the_persons_of_the_year_beside_those_of_the_month(month, offer, rules):
    assert [rule for rule, _, _ in find(None, "association", month=month, offers=[offer])] == rules


def test_the_persons_of_the_year_are_asked_for_at_their_cell_by_offer():
    table = make_table("offers", CHOIR, CHOIR | {"title": "Nähkurs", "persons_in_year": 40})
    (finding,) = find_missing(make_reading("association", {"offers": table}, month="2026-12"), None, LIMITS)

    assert (finding.column, finding.severity) == ("persons_in_year", Severity.WARNING)
    assert finding.subject == "offers.persons_in_year[Chor]"
    assert "(Teilnehmende im Monat)" in finding.message


def test_last_years_persons_that_are_missing_are_one_question():
    """A year later the stocks of a row are not missed, as others may have come; those of a whole column are."""
    offers = [CHOIR, CHOIR | {"title": "Nähkurs"}]
    one, both = (said("2026-12", "association", offers=[row | {"persons_in_year": 90} for row in rows])
                 for rows in (offers[:1], offers))  # fmt: skip

    assert [rule for rule, _, _ in find(one, "association", month="2027-12", offers=offers[:1])] == ["YEAR_MISSING"]
    assert [rule for rule, _, _ in find(both, "association", month="2027-12", offers=offers)] == ["COLUMN_GONE"]


def test_persons_of_the_year_that_could_not_be_read_are_not_asked_for_as_well():
    row = make_table("offers", CHOIR).rows[0]
    wrong = Finding(
        table="offers", row=row, column="persons_in_year", rule="NUMBER_UNREADABLE", severity=Severity.ERROR
    )

    assert find(None, "association", month="2026-12", findings=[wrong], offers=[CHOIR]) == []


OF_YEAR = {"offers__participants": {("Chor",): (24, "2026-03"), ("Nähkurs",): (240, "2026-05")}}


def in_december(*offers, findings=(), year=OF_YEAR, **tables):
    """What is asked of the year's rows where these offers are in December's return."""
    reading = make_reading(
        "association",
        {"offers": list(offers), **tables} if offers else tables,
        month="2026-12",
        findings=list(findings),
    )
    return [(one.rule, one.subject) for one in find_missing(reading, None, LIMITS, year)]


SAID = CHOIR | {"persons_in_year": 90}
SEWING = ("YEAR_ROW_MISSING", "offers.persons_in_year[Nähkurs]")


@pytest.mark.parametrize(
    ("offers", "asked"),
    [
        ([SAID], [SEWING]),
        ([SAID, {"title": "Nähkurs", "participants": 0, "persons_in_year": 240}], []),
        ([SAID, {"title": "Nähkurs", "persons_in_year": 240}], []),
        ([SAID, {"title": "Nähkurs", "volunteers": 2}], [SEWING]),  # the row is there and says nothing of the year
        ([SAID, {"title": "Nähkurs", "participants": 3}], [("YEAR_MISSING", SEWING[1])]),
        ([], [("YEAR_ROW_MISSING", "offers.persons_in_year[Chor]"), SEWING]),  # the whole table is not there
    ],
)
def test_december_asks_for_every_row_of_the_year(offers, asked):
    places = {"meeting_places": [{"place": "Treff", "open_hours": 10, "target_group_hours": 5}]}

    assert in_december(*offers, **places) == asked


def test_a_row_of_the_year_is_not_missed_where_one_could_not_be_read():
    wrong = Finding(table="offers", row=8, column="title", rule="KEY_MISSING", severity=Severity.ERROR)

    assert in_december(SAID, findings=[wrong]) == []


def test_a_row_of_the_year_that_was_there_last_month_is_one_question():
    november = said("2026-11", "association", offers=[CHOIR, CHOIR | {"title": "Nähkurs"}])
    reading = make_reading("association", {"offers": [SAID]}, month="2026-12")
    (finding,) = find_missing(reading, november, LIMITS, OF_YEAR)

    assert (finding.rule, finding.severity) == ("YEAR_ROW_MISSING", Severity.WARNING)
    assert "In der Zeile „Nähkurs“ fehlt „verschiedene Personen im Jahr“" in finding.message
    assert "im Mai 2026 stand dort 240 („Teilnehmende im Monat“)" in finding.message


def test_that_the_table_is_missing_is_said_by_its_rows_of_the_year():
    reading = make_reading("association", {"meeting_places": [{"place": "Treff", "open_hours": 10}]}, month="2026-12")
    found = find_missing(reading, None, LIMITS, OF_YEAR)

    assert is_covered(Finding(table="offers", rule="TABLE_MISSING"), found)
    assert not is_covered(Finding(table="offer_funds", rule="TABLE_MISSING"), found)


def test_how_much_it_weighs_is_decided_by_the_policy():
    milder = LIMITS.model_copy(update={"missing_main": "warning", "missing_other": "error"})
    reading = make_reading(tables={"school_pupils": [without(FIVE, "pupils"), without(SIX, "first_support"), SEVEN]})

    assert [(one.column, one.severity) for one in find_missing(reading, SEPTEMBER, milder)] == [
        ("pupils", Severity.WARNING),
        ("first_support", Severity.ERROR),
    ]


def test_what_only_repeats_a_question_is_not_said_beside_it():
    reading = make_reading(tables={"school_pupils": [FIVE, without(SIX, "pupils"), SEVEN]})
    found = find_missing(reading, SEPTEMBER, LIMITS)
    hint = Finding(sheet=found[0].sheet, cell="B7", rule="HINT_LEFT")

    assert is_covered(hint, found)
    assert not is_covered(Finding(sheet=found[0].sheet, cell="B8", rule="HINT_LEFT"), found)
    assert not is_covered(Finding(sheet=found[0].sheet, cell="B7", rule="NUMBER_UNREADABLE"), found)
    assert is_covered(Finding(rule="EMPTY_RETURN"), found)
    assert not is_covered(Finding(rule="EMPTY_RETURN"), [])


def test_every_question_can_be_explained():
    assert set(MISSING) <= set(CATALOGUE)


def invent_returns(city, month):
    for place in city.places:
        if not is_closed(place.respondent, place.kind, month):
            is_nil = place.kind == "association" and is_resting(city.seed, place, month)
            rows = {} if is_nil else true_rows(city, place, month)
            yield make_reading(place.kind, rows, respondent=place.respondent, month=month, is_nil=is_nil)


def say(readings, month):
    """What everybody said, by respondent."""
    facts = {name: dict(list(frame.groupby("respondent"))) for name, frame in table_frames(readings).items()}
    return {
        one.respondent: Previous(
            month, {name: by[one.respondent] for name, by in facts.items() if one.respondent in by}
        )
        for one in readings
    }


@pytest.mark.slow
def test_a_year_of_an_invented_city_without_a_mistake_asks_next_to_nothing():
    """Fewer than 2 questions of a rule in 1,000 returns, and no error."""
    city, found, before, returns = invent_city(1), Counter(), {}, 0
    for month in (shift_month("2025-10", number) for number in range(13)):
        readings = list(invent_returns(city, month))
        asked = [one for reading in readings for one in find_missing(reading, before.get(reading.respondent), LIMITS)]
        found.update((one.rule, one.severity) for one in asked)
        before |= say(readings, month)
        returns += len(readings)

    assert returns > 3000
    assert not [rule for rule, severity in found if severity == Severity.ERROR]
    assert {rule: count for (rule, _), count in found.items() if count * 1000 >= 2 * returns} == {}
