"""Every rule on rows where it passes, where it fails and where it does not apply.

Hand-written rules stand in `CASES` with their own rows; those made from the columns (a part within its whole, a steady
stock, a row key that stands once) share the same few numbers, since they are one function each.
"""

import re
from functools import cache
from string import Formatter

import pandas as pd
import pytest

from config.policy import load_policy
from schemas.check.batch import return_frame, table_frames
from schemas.check.catalogue import CATALOGUE, CHECKS, list_rules
from schemas.check.column_rules import _stock_is_steady, _year_covers_earlier
from schemas.check.enrich import enrich_returns, enrich_table
from schemas.check.expression import Edit, NotNegative, Once
from schemas.check.rule import RETURN
from schemas.check.rules import WRITTEN, check_digit_fits
from schemas.finding import Severity
from schemas.form.forms import TABLES
from schemas.form.submission import HEAD
from schemas.frame import typed
from tests.factories import DAY, POLICY, make_known, make_reading

LIMITS = load_policy().thresholds
PASS, FAIL, IDLE = True, False, None

# rule -> rows on which it passes, fails, does not apply; a row names only what the rule looks at
CASES = {
    "RESPONDENT_UNKNOWN": (
        [{"respondent": "169468", "is_known": True}],
        [{"respondent": "169486", "is_known": False}],
        [{"respondent": None, "is_known": False}],
    ),
    "RESPONDENT_CLOSED": (
        [{"is_known": True, "month": "2026-10", "is_active": True}],
        [{"is_known": True, "month": "2026-10", "is_active": False}],
        [
            {"is_known": False, "month": "2026-10", "is_active": None},
            {"is_known": True, "month": None, "is_active": None},
        ],
    ),
    "FORM_OF_OTHER_KIND": (
        [{"form": "school", "kind": "school"}, {"form": "centre", "kind": "centre"}],
        [{"form": "school", "kind": "daycare"}],
        [{"form": "school", "kind": None}, {"form": None, "kind": "school"}],
    ),
    "MONTH_NOT_OPEN": (
        [{"month": "2026-10", "is_open": True}],
        [{"month": "2026-10", "is_open": False}],
        [{"month": None, "is_open": None}],
    ),
    "REFERENCE_DATE_OUTSIDE": (
        [{"reference_date": "2026-10-31", "month": "2026-10"}, {"reference_date": "2026-10-01", "month": "2026-10"}],
        [{"reference_date": "2026-11-01", "month": "2026-10"}, {"reference_date": "2025-10-31", "month": "2026-10"}],
        [{"reference_date": None, "month": "2026-10"}, {"reference_date": "2026-10-31", "month": None}],
    ),
    "SUBMISSION_KEY": (
        [{"key_fits": True, "is_known": True, "month": "2026-10"}],
        [{"key_fits": False, "is_known": True, "month": "2026-10"}],
        [
            {"key_fits": None, "is_known": True, "month": "2026-10"},
            {"key_fits": False, "is_known": False, "month": "2026-10"},
            {"key_fits": False, "is_known": True, "month": None},
        ],
    ),
    "NAMED_FOR_OTHER": (
        [{"respondent": "169468", "kind": "school", "named": "169468", "named_kind": "school"}],
        [{"respondent": "169468", "kind": "school", "named": "169470", "named_kind": "school"}],
        [
            {"respondent": "169468", "kind": "school", "named": "261031", "named_kind": None},
            {"respondent": "V-05914000-0001", "kind": "association", "named": "169470", "named_kind": "school"},
            {"respondent": "169486", "kind": None, "named": "169470", "named_kind": "school"},
        ],
    ),
    "KEY_OF_OTHER_MONTH": (
        [{"is_known": True, "month": "2026-10", "key_month": "2026-10"}],
        [{"is_known": True, "month": "2026-10", "key_month": "2026-09"}],
        [
            {"is_known": True, "month": "2026-10", "key_month": None},
            {"is_known": False, "month": "2026-10", "key_month": "2026-09"},
        ],
    ),
    "EARLIER_MONTH": (
        [{"is_known": True, "month": "2026-09", "missing_month": None}],
        [{"is_known": True, "month": "2026-09", "missing_month": "2026-10"}],
        [{"is_known": False, "month": "2026-09", "missing_month": "2026-10"}],
    ),
    "SCHOOL_NUMBER_CHECK_DIGIT": (
        [{"form": "school", "respondent": "169468"}],
        [{"form": "school", "respondent": "169467"}],
        [
            {"form": "school", "respondent": "100123"},
            {"form": "daycare", "respondent": "169467"},
            {"form": "school", "respondent": None},
            {"form": None, "respondent": "169467"},
        ],
    ),
    "EMPTY_RETURN": (
        [{"figures": 1, "is_nil": False}],
        [{"figures": 0, "is_nil": False}],
        [{"figures": 0, "is_nil": True}],
    ),
    "NIL_WITH_FIGURES": (
        [{"figures": 0, "is_nil": True}],
        [{"figures": 3, "is_nil": True}],
        [{"figures": 3, "is_nil": False}],
    ),
    "GERMAN_SUPPORT_ABOVE_FIRST_SUPPORT": (
        [
            {"german_class": 8, "german_group": 4, "first_support": 12},
            {"german_class": None, "german_group": 4, "first_support": 12},
        ],
        [
            {"german_class": 8, "german_group": 5, "first_support": 12},
            {"german_class": 13, "german_group": None, "first_support": 12},
        ],
        [
            {"german_class": None, "german_group": None, "first_support": 12},
            {"german_class": 8, "german_group": 4, "first_support": None},
        ],
    ),
    "FIRST_SUPPORT_HIGH": (
        [{"first_support": 60, "pupils": 100}],
        [{"first_support": 61, "pupils": 100}],
        [
            {"first_support": 0, "pupils": 0},
            {"first_support": None, "pupils": 100},
            {"first_support": 60, "pupils": None},
        ],
    ),
    "HSU_GROUP_SMALL": (
        [{"stage": "primar", "groups": 2, "participants": 30}, {"stage": "sek1", "groups": 2, "participants": 36}],
        [{"stage": "primar", "groups": 2, "participants": 29}, {"stage": "sek1", "groups": 2, "participants": 35}],
        [
            {"stage": "sek2", "groups": 2, "participants": 5},
            {"stage": "primar", "groups": 0, "participants": 0},
            {"stage": "primar", "groups": None, "participants": 5},
            {"stage": "primar", "groups": 2, "participants": None},
        ],
    ),
    "MEETING_PLACE_LITTLE_USED": (
        [{"open_hours": 100.0, "target_group_hours": 33.0}],
        [{"open_hours": 100.0, "target_group_hours": 32.5}],
        [
            {"open_hours": 0.0, "target_group_hours": 0.0},
            {"open_hours": None, "target_group_hours": 5.0},
            {"open_hours": 100.0, "target_group_hours": None},
        ],
    ),
    "ARRIVALS_DIFFER": (
        [{"school_arrivals__arrivals": 7, "school_pupils__arrivals": 7},
         {"school_arrivals__arrivals": None, "school_pupils__arrivals": 0}],
        [{"school_arrivals__arrivals": 6, "school_pupils__arrivals": 7},
         {"school_arrivals__arrivals": None, "school_pupils__arrivals": 7},
         {"school_arrivals__arrivals": 6, "school_pupils__arrivals": None}],
        [{"school_arrivals__arrivals": None, "school_pupils__arrivals": None}],
    ),
    "LANGUAGES_DIFFER": (
        [{"daycare_languages__children": 9, "daycare_children__other_family_language": 9}],
        [{"daycare_languages__children": 8, "daycare_children__other_family_language": 9}],
        [{"daycare_languages__children": None, "daycare_children__other_family_language": None}],
    ),
    "PLACES_DIFFER": (
        [{"daycare_places__places_occupied": 45, "daycare_children__children": 45}],
        [{"daycare_places__places_occupied": 44, "daycare_children__children": 45}],
        [{"daycare_places__places_occupied": None, "daycare_children__children": None}],
    ),
    "SAME_AS_LAST_MONTH": (
        [{"digest": "a", "digest_last": "b", "figures": 4}],
        [{"digest": "a", "digest_last": "a", "figures": 4}],
        [{"digest": "a", "digest_last": None, "figures": 4}, {"digest": "a", "digest_last": "a", "figures": 0}],
    ),
    "YEAR_MISSING_BY_NIL": (
        [{"is_nil": True, "year_most": None}],
        [{"is_nil": True, "year_most": 45}],
        [{"is_nil": False, "year_most": 45}, {"is_nil": False, "year_most": None}],
    ),
    "SPENT_ABOVE_GRANTED": (
        [{"spent_to_date_eur": 1200.0, "granted_eur": 1200.0}],
        [{"spent_to_date_eur": 1200.01, "granted_eur": 1200.0}],
        [{"spent_to_date_eur": 1200.0, "granted_eur": None}],
    ),
    "PERSONS_ABOVE_TALKS": (
        [{"persons_advised": 21, "consultations": 30}, {"persons_advised": 30, "consultations": 30}],
        [{"persons_advised": 31, "consultations": 30}, {"persons_advised": 1, "consultations": 0}],
        [{"persons_advised": None, "consultations": 30}, {"persons_advised": 21, "consultations": None}],
    ),
    "KIM_POSTS_EXCEEDED": (
        [{"filled_fte": 1.5, "granted_fte": 1.5}, {"filled_fte": 0.0, "granted_fte": 0.0}],
        [{"filled_fte": 1.75, "granted_fte": 1.5}],
        [{"filled_fte": None, "granted_fte": 1.5}, {"filled_fte": 1.0, "granted_fte": None}],
    ),
    "GRANT_EXCEEDED": (
        [{"spent_to_date_eur": 170000.0, "grant_eur": 170000.0}],
        [{"spent_to_date_eur": 170000.01, "grant_eur": 170000.0}],
        [{"spent_to_date_eur": 170000.0, "grant_eur": None}],
    ),
    "REPORTED_TWICE": (
        [{"twin": None, "figures": 4}],
        [{"twin": "169470", "figures": 4}],
        [{"twin": "169470", "figures": 0}],
    ),
}  # fmt: skip

# What the columns must give (domain.md, section 6), said once more in full.
WITHIN = {
    "school_pupils": {
        "SCHOOL_PUPILS_PUPILS_FEMALE_WITHIN_S01": ("pupils_female", "pupils"),
        "SCHOOL_PUPILS_S02_WITHIN_S01": ("migration_background", "pupils"),
        "SCHOOL_PUPILS_S03_WITHIN_S01": ("other_family_language", "pupils"),
        "SCHOOL_PUPILS_S03_WITHIN_S02": ("other_family_language", "migration_background"),
        "SCHOOL_PUPILS_S04_WITHIN_S01": ("foreign_nationality", "pupils"),
        "SCHOOL_PUPILS_S05_WITHIN_S01": ("first_support", "pupils"),
        "SCHOOL_PUPILS_FIRST_SUPPORT_FEMALE_WITHIN_S05": ("first_support_female", "first_support"),
        "SCHOOL_PUPILS_S06_WITHIN_S05": ("first_support_ukraine", "first_support"),
    },
    "school_arrivals": {"SCHOOL_ARRIVALS_ARRIVALS_FEMALE_WITHIN_S10": ("arrivals_female", "arrivals")},
    "daycare_children": {
        "DAYCARE_CHILDREN_CHILDREN_FEMALE_WITHIN_K01": ("children_female", "children"),
        "DAYCARE_CHILDREN_K02_WITHIN_K01": ("foreign_origin_parent", "children"),
        "DAYCARE_CHILDREN_K03_WITHIN_K01": ("other_family_language", "children"),
        "DAYCARE_CHILDREN_K04_WITHIN_K01": ("certified_support_need", "children"),
        "DAYCARE_CHILDREN_K12_WITHIN_K01": ("school_starters", "children"),
        "DAYCARE_CHILDREN_K13_WITHIN_K12": ("school_starters_need", "school_starters"),
        "DAYCARE_CHILDREN_K13_WITHIN_K04": ("school_starters_need", "certified_support_need"),
    },
    "offers": {
        "OFFERS_PARTICIPANTS_FEMALE_WITHIN_V05": ("participants_female", "participants"),
        "OFFERS_PARTICIPANTS_UNDER_27_WITHIN_V05": ("participants_under_27", "participants"),
        "OFFERS_V07_WITHIN_V05": ("participants_60_and_over", "participants"),
    },
    "kim_cases": {"KIM_CASES_PERSONS_FEMALE_WITHIN_T02": ("persons_female", "persons_advised")},
    "meeting_places": {"MEETING_PLACES_V03_WITHIN_OPEN_HOURS": ("target_group_hours", "open_hours")},
    "volunteer_training": {
        "VOLUNTEER_TRAINING_VOLUNTEERS_FEMALE_WITHIN_V06": ("volunteers_female", "volunteers_qualified")
    },
}
OF_YEAR = {"OFFERS_PERSONS_IN_YEAR_BELOW_MONTH": ("persons_in_year", "participants")}
WITHIN_CASES = [(5, 5, PASS), (0, 0, PASS), (6, 5, FAIL), (1, 0, FAIL), (None, 5, IDLE), (5, None, IDLE)]
JUMP_CASES = [  # now, a month ago, in this month
    (130, 100, "2026-10", PASS),
    (70, 100, "2026-10", PASS),
    (131, 100, "2026-10", FAIL),
    (69, 100, "2026-10", FAIL),
    (11, 1, "2026-10", PASS),  # fewer than ten more is no jump, however small the stock was
    (12, 1, "2026-10", FAIL),
    (0, 11, "2026-10", FAIL),
    (12, None, "2026-10", IDLE),
    (None, 100, "2026-10", IDLE),
    (500, 100, "2026-08", IDLE),  # in August grades and groups start anew
]
EARLIER_CASES = [  # of the year, of the month, of the highest month before
    (45, 20, 45, PASS),
    (44, 20, 45, FAIL),
    (44, None, 45, FAIL),
    (0, 0, 45, FAIL),
    (10, 20, 45, IDLE),  # less than its own month, which is said already
    (44, 20, None, IDLE),
    (None, 20, 45, IDLE),
]
TWICE_CASES = [  # (reading, key) of two rows
    ((0, "a"), (0, "b"), [PASS, PASS]),
    ((0, "a"), (0, "a"), [PASS, FAIL]),
    ((0, "a"), (1, "a"), [PASS, PASS]),  # two respondents may both report a row
    ((0, None), (0, None), [IDLE, IDLE]),
]


def rules_made_by(function):
    return {name: rule for name, rule in CHECKS.items() if getattr(rule.holds, "func", None) is function}


def derived_rules(kind):
    """The rules of an expression that nobody wrote out."""
    written = {rule.id for rule in WRITTEN}
    return {name: rule for name, rule in CHECKS.items() if isinstance(rule.holds, kind) and name not in written}


def make_frame(rule, rows):
    """The rows as the rule gets them: typed, with every column that it may ask for."""
    dtypes = frame_columns(rule.table)
    columns = {name: [row.get(name, 0 if dtype == "int64" else None) for row in rows] for name, dtype in dtypes.items()}
    return pd.DataFrame({name: typed(values, dtypes[name]) for name, values in columns.items()})


@cache
def frame_columns(name):
    """What there is in a frame after enrichment, with its dtypes."""
    if name == RETURN:
        frame = enrich_returns(return_frame([make_reading()]), make_known(), POLICY.calendar, DAY)
    else:
        frame = enrich_table(table_frames([make_reading()])[name], TABLES[name], make_known())
    return {column: str(dtype) for column, dtype in frame.dtypes.items()}


def judge(rule, rows, limits=LIMITS):
    verdicts = rule.holds(make_frame(rule, rows), limits).astype("boolean")
    return [None if pd.isna(verdict) else bool(verdict) for verdict in verdicts]


def by_hand():
    return [name for name in CHECKS if name in CASES]


def test_every_rule_has_its_cases():
    derived = {
        **derived_rules(Edit),
        **rules_made_by(_stock_is_steady),
        **rules_made_by(_year_covers_earlier),
        **derived_rules(Once),
        **derived_rules(NotNegative),
    }

    assert set(CHECKS) == set(CASES) | set(derived)
    assert not set(CASES) & set(derived)
    assert {rule.id for rule in WRITTEN} == set(CASES)


@pytest.mark.parametrize("name", by_hand())
@pytest.mark.parametrize("place", [0, 1, 2], ids=["passes", "fails", "does not apply"])
def test_a_rule_judges_as_its_sentence_says(name, place):
    rows = CASES[name][place]

    assert judge(CHECKS[name], rows) == [(PASS, FAIL, IDLE)[place]] * len(rows)


@pytest.mark.parametrize("name", by_hand())
def test_rules_judge_every_row_by_itself(name):
    good, bad, idle = CASES[name]

    assert judge(CHECKS[name], [*idle, *bad, *good]) == [IDLE] * len(idle) + [FAIL] * len(bad) + [PASS] * len(good)


def test_the_parts_and_their_wholes_are_those_of_the_domain():
    found = {name: rule.cells for name, rule in derived_rules(Edit).items() if name not in OF_YEAR}

    assert found == {name: cells for rules in WITHIN.values() for name, cells in rules.items()}


@pytest.mark.parametrize(("year", "month", "most", "verdict"), EARLIER_CASES)
def test_a_count_of_the_year_is_no_smaller_than_any_earlier_month(year, month, most, verdict):
    rule = CHECKS["OFFERS_PERSONS_IN_YEAR_BELOW_EARLIER"]
    row = {"persons_in_year": year, "participants": month, "participants__most": most}

    assert judge(rule, [row]) == [verdict]


def test_nothing_says_that_foreigners_have_a_migration_background():
    """S02 >= S04 does not hold: nationality plays no part in the definition of migration background."""
    rule = CHECKS["SCHOOL_PUPILS_S04_WITHIN_S01"]

    assert "migration_background" not in rule.cells
    assert "SCHOOL_PUPILS_S04_WITHIN_S02" not in CHECKS


@pytest.mark.parametrize(("part", "whole", "expected"), WITHIN_CASES)
@pytest.mark.parametrize("name", sorted(derived_rules(Edit).keys() - OF_YEAR.keys()))
def test_a_part_is_not_larger_than_its_whole(name, part, whole, expected):
    rule = CHECKS[name]

    assert judge(rule, [dict(zip(rule.cells, (part, whole), strict=True))]) == [expected]
    assert rule.severity == Severity.ERROR


@pytest.mark.parametrize(("month", "year", "expected"), WITHIN_CASES)
@pytest.mark.parametrize(("name", "cells"), OF_YEAR.items())
def test_whoever_was_there_in_the_month_was_there_in_the_year(name, cells, month, year, expected):
    """One is asked about what is not so: the year's different persons cannot be fewer than those of one month."""
    rule = CHECKS[name]

    assert rule.cells == cells
    assert judge(rule, [dict(zip(cells, (year, month), strict=True))]) == [expected]
    assert rule.severity == Severity.WARNING


@pytest.mark.parametrize("name", derived_rules(NotNegative))
def test_money_that_comes_back_is_asked_about_and_a_slip_of_the_keyboard_is_told_by_its_limit(name):
    rule = CHECKS[name]
    amounts = [0.0, 12.5, -0.01, -10_000_000.0, -10_000_000.01, None]

    assert judge(rule, [{rule.cells[0]: amount} for amount in amounts]) == [PASS, PASS, FAIL, FAIL, IDLE, IDLE]
    assert rule.severity == Severity.WARNING
    assert "Ist das eine Rückzahlung?" in rule.sentence


@pytest.mark.parametrize(("now", "before", "month", "expected"), JUMP_CASES)
@pytest.mark.parametrize("name", rules_made_by(_stock_is_steady))
def test_a_stock_does_not_jump(name, now, before, month, expected):
    rule = CHECKS[name]
    stock = rule.cells[0]

    assert judge(rule, [{stock: now, f"{stock}__last": before, "month": month}]) == [expected]
    assert rule.severity == Severity.WARNING


def test_every_stock_but_money_is_watched_for_jumps():
    stocks = {
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.meaning.kind == "stock" and column.is_number and column.meaning.unit != "EUR"
    }

    assert {(rule.table, rule.cells[0]) for rule in rules_made_by(_stock_is_steady).values()} == stocks
    assert ("school_pupils", "arrivals") not in stocks  # a flow may be 0 and 40 in turn


@pytest.mark.parametrize(("first", "second", "expected"), TWICE_CASES)
@pytest.mark.parametrize("name", derived_rules(Once))
def test_a_row_key_stands_once(name, first, second, expected):
    rule = CHECKS[name]
    rows = [{"reading": reading, **dict.fromkeys(rule.cells, key)} for reading, key in (first, second)]

    assert judge(rule, rows) == expected
    assert rule.severity == Severity.ERROR


def test_a_row_key_is_all_of_its_columns():
    rows = [{"language": "tr", "stage": "primar"}, {"language": "tr", "stage": "sek1"}]

    assert judge(CHECKS["HERITAGE_LANGUAGE_LESSONS_ROW_TWICE"], rows) == [PASS, PASS]


def test_every_table_has_its_row_key():
    assert {rule.table for rule in derived_rules(Once).values()} == set(TABLES)


@pytest.mark.parametrize(
    ("threshold", "value", "rule", "row"),
    [
        ("first_support_pct", 61.0, "FIRST_SUPPORT_HIGH", {"first_support": 61, "pupils": 100}),
        ("hsu_group_primary", 14.0, "HSU_GROUP_SMALL", {"stage": "primar", "groups": 2, "participants": 29}),
        ("hsu_group_secondary", 17.0, "HSU_GROUP_SMALL", {"stage": "sek1", "groups": 2, "participants": 35}),
        ("meeting_place_pct", 32.0, "MEETING_PLACE_LITTLE_USED", {"open_hours": 100.0, "target_group_hours": 32.5}),
        ("jump_pct", 40.0, "SCHOOL_PUPILS_PUPILS_JUMPS", {"pupils": 140, "pupils__last": 100, "month": "2026-10"}),
        ("jump_count", 11, "SCHOOL_PUPILS_PUPILS_JUMPS", {"pupils": 12, "pupils__last": 1, "month": "2026-10"}),
    ],
)
def test_another_threshold_is_another_verdict(threshold, value, rule, row):
    assert judge(CHECKS[rule], [row]) == [FAIL]
    assert judge(CHECKS[rule], [row], LIMITS.model_copy(update={threshold: value})) == [PASS]


def test_the_months_without_jumps_come_from_the_policy():
    row = {"pupils": 500, "pupils__last": 100, "month": "2026-08"}
    never = LIMITS.model_copy(update={"jump_exempt_months": ()})

    assert judge(CHECKS["SCHOOL_PUPILS_PUPILS_JUMPS"], [row]) == [IDLE]
    assert judge(CHECKS["SCHOOL_PUPILS_PUPILS_JUMPS"], [row], never) == [FAIL]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        pytest.param("169468", True, id="the example"),
        pytest.param("169470", True, id="10 counts as 0"),
        pytest.param("169469", False, id="one digit wrong"),
        pytest.param("169648", False, id="two digits swapped"),
        pytest.param("101000", True, id="first number that has one"),
        pytest.param("101001", False, id="the next is none"),
        pytest.param("100000", None, id="old series, first"),
        pytest.param("100999", None, id="old series, last"),
        pytest.param("16946", None, id="five digits"),
        pytest.param("K-05914000-0001", None, id="a daycare"),
        pytest.param("１６９４６８", None, id="full-width digits"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_check_digit_of_a_school_number(number, expected):
    assert check_digit_fits(number) is expected


@pytest.mark.parametrize("rule", CHECKS.values(), ids=CHECKS)
def test_a_sentence_knows_all_its_words(rule):
    words = {name for _, name, _, _ in Formatter().parse(rule.sentence) if name}

    assert words <= set(frame_columns(rule.table)) | set(type(LIMITS).model_fields)


@pytest.mark.parametrize("rule", CHECKS.values(), ids=CHECKS)
def test_a_rule_speaks_german_in_whole_sentences(rule):
    for sentence in (rule.sentence, rule.hint):
        assert re.search(r"\b(der|die|das|den|ist|im|in|und|nicht|bitte|sind|kann|einer)\b", sentence, re.IGNORECASE)
        assert not re.search(r"\b(the|is|not|please|must|of)\b", sentence)
    assert rule.sentence.endswith((".", "?"))
    assert rule.hint.endswith(".")
    assert "  " not in rule.sentence


@pytest.mark.parametrize("rule", CHECKS.values(), ids=CHECKS)
def test_a_rule_points_at_cells_that_exist(rule):
    known = set(frame_columns(rule.table)) | {f"head__{column.name}" for column in HEAD}

    assert set(rule.cells) <= known
    assert rule.version >= 1
    assert rule.level in {0, 1, 2, 3}


@pytest.mark.parametrize(
    ("severity", "rules"),
    [
        ("error", ["REFERENCE_DATE_OUTSIDE", "MONTH_NOT_OPEN", "RESPONDENT_UNKNOWN", "RESPONDENT_CLOSED"]),
        (
            "warning",
            ["GERMAN_SUPPORT_ABOVE_FIRST_SUPPORT", "FIRST_SUPPORT_HIGH", "ARRIVALS_DIFFER", "LANGUAGES_DIFFER"],
        ),
        ("warning", ["PLACES_DIFFER", "HSU_GROUP_SMALL", "MEETING_PLACE_LITTLE_USED", "SAME_AS_LAST_MONTH"]),
        ("warning", ["SPENT_ABOVE_GRANTED", "GRANT_EXCEEDED", "EMPTY_RETURN", "SCHOOL_NUMBER_CHECK_DIGIT"]),
    ],
)
def test_rules_weigh_what_the_domain_says(severity, rules):
    assert {CHECKS[name].severity.value for name in rules} == {severity}


def test_a_rule_cannot_be_entered_twice():
    with pytest.raises(ValueError, match="EMPTY_RETURN is defined twice"):
        list_rules(WRITTEN, [CATALOGUE["FILE_EMPTY"], CATALOGUE["EMPTY_RETURN"]])


def test_a_rule_of_every_level_stands_in_the_one_catalogue():
    assert {rule.level for rule in CATALOGUE.values()} == {0, 1, 2, 3}
    assert all(rule.id == name and rule.sentence and rule.hint and rule.version for name, rule in CATALOGUE.items())
    assert set(CHECKS) < set(CATALOGUE)
