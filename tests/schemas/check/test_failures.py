"""Rules and limits over a batch: one failure a rule and row, each limit by its own name, our errors not swallowed."""

from dataclasses import replace

import pytest

from config.policy import load_policy
from schemas.check import failures as checks
from schemas.check.batch import table_frames
from schemas.check.catalogue import CHECKS
from schemas.check.column_rules import LIMITS
from schemas.check.enrich import enrich_table
from schemas.check.failures import find_failures
from schemas.check.rule import RETURN
from schemas.finding import Severity
from schemas.form.forms import TABLES
from tests.factories import make_known, make_reading

THRESHOLDS = load_policy().thresholds
FUNDS = {"component": "A", "budget_line": "rent"}


def frame_of(table, *rows):
    form = "association" if table in {"offers", "offer_funds", "meeting_places"} else "school"
    return enrich_table(table_frames([make_reading(form, {table: rows})])[table], TABLES[table], make_known())


def failures(table, *rows):
    """(row, column, what is broken) of every failure."""
    found = find_failures(table, frame_of(table, *rows), THRESHOLDS, {})
    return [(failure.index, failure.column, failure.broken.id) for failure in found]


def test_good_rows_have_no_failures():
    assert failures("school_pupils", {"grade": "05", "pupils": 100, "pupils_female": 51}) == []


def test_an_empty_frame_has_no_failures():
    assert find_failures("school_pupils", frame_of("school_pupils").iloc[:0], THRESHOLDS, {}) == []


def test_a_failed_rule_is_one_failure_and_not_one_a_column():
    rows = [{"grade": "05", "pupils": 10, "pupils_female": 11}, {"grade": "06", "pupils": 10, "pupils_female": 12}]

    assert failures("school_pupils", *rows) == [
        (0, "pupils_female", "SCHOOL_PUPILS_PUPILS_FEMALE_WITHIN_S01"),
        (1, "pupils_female", "SCHOOL_PUPILS_PUPILS_FEMALE_WITHIN_S01"),
    ]


def test_two_rules_broken_by_one_row_are_two_failures():
    row = {"grade": "05", "pupils": 10, "pupils_female": 11, "foreign_nationality": 12}

    assert [broken for _, _, broken in failures("school_pupils", row)] == [
        "SCHOOL_PUPILS_PUPILS_FEMALE_WITHIN_S01",
        "SCHOOL_PUPILS_S04_WITHIN_S01",
    ]


@pytest.mark.parametrize(
    ("table", "row", "expected"),
    [
        ("school_pupils", {"grade": "05", "pupils": -1}, ("pupils", "BELOW_ZERO")),
        ("school_pupils", {"grade": "05", "pupils": 20_001}, ("pupils", "ABOVE_LIMIT")),
        ("school_pupils", {"grade": None, "pupils": 1}, ("grade", "KEY_MISSING")),
        ("school_pupils", {"grade": "14", "pupils": 1}, ("grade", "CODE_NOT_LISTED")),
        ("offers", {"title": "a" * 201}, ("title", "TEXT_TOO_LONG")),
        ("offers", {"title": "a", "component": "E"}, ("component", "CODE_NOT_LISTED")),
        ("meeting_places", {"place": "a", "open_hours": -0.5}, ("open_hours", "BELOW_ZERO")),
        ("offer_funds", FUNDS | {"own_eur": -0.01}, ("own_eur", "OFFER_FUNDS_OWN_EUR_REFUND")),
        ("offer_funds", FUNDS | {"own_eur": -10_000_000.01}, ("own_eur", "BELOW_ZERO")),
        ("meeting_places", {"place": "a", "open_hours": 744.5}, ("open_hours", "ABOVE_LIMIT")),
    ],
)
def test_a_limit_of_a_column_has_its_own_name(table, row, expected):
    assert failures(table, row) == [(0, *expected)]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("school_pupils", {"grade": "05", "pupils": 0}),
        ("school_pupils", {"grade": "05", "pupils": 20_000}),
        ("school_pupils", {"grade": "05"}),  # an empty cell is missing, not wrong
        ("offers", {"title": "a" * 200}),
        ("offers", {"title": "a", "component": None}),
        ("meeting_places", {"place": "a", "open_hours": 744.0}),
        ("offer_funds", FUNDS | {"granted_eur": 0.0, "spent_eur": 0.0, "own_eur": None}),
    ],
)
def test_values_on_the_edge_are_good(table, row):
    assert failures(table, row) == []


def test_every_limit_has_an_error_a_sentence_and_a_hint():
    assert {limit.id for limit in LIMITS.values()} == {
        "BELOW_ZERO", "ABOVE_LIMIT", "CODE_NOT_LISTED", "TEXT_TOO_LONG", "KEY_MISSING",
    }  # fmt: skip
    for limit in LIMITS.values():
        assert limit.severity == Severity.ERROR
        assert limit.sentence.endswith(".")
        assert limit.hint.endswith(".")
        assert limit.sentence.format(title="Titel", value="3", minimum="0", maximum="5")


def test_failures_come_in_the_order_of_the_rows():
    rows = [{"grade": "05", "pupils": -1}, {"grade": "99", "pupils": -1, "pupils_female": 0}, {"grade": "06"}]

    assert [index for index, _, _ in failures("school_pupils", *rows)] == [0, 1, 1, 1]


def test_an_exception_in_a_rule_is_our_mistake(monkeypatch):
    def divide(rule, thresholds, frame):
        raise ZeroDivisionError

    monkeypatch.setattr(checks, "_passes", divide)

    with pytest.raises(ZeroDivisionError):
        find_failures("school_pupils", frame_of("school_pupils", {"grade": "05", "pupils": 1}), THRESHOLDS, {})


def test_a_rule_of_the_shadow_that_fails_is_named_and_stops_no_other(monkeypatch):
    """It is not asked where it fails; the others find what they find, and limits are limits."""

    def divide(*_):
        raise ZeroDivisionError("so many")

    name = "SCHOOL_PUPILS_S05_WITHIN_S01"
    broken = replace(CHECKS[name], holds=divide, stage="shadow")
    monkeypatch.setitem(CHECKS, name, broken)
    frame, failed = frame_of("school_pupils", {"grade": "05", "pupils": -1, "pupils_female": 3}), {}
    found = {failure.broken.id for failure in find_failures("school_pupils", frame, THRESHOLDS, failed)}

    assert failed == {name: "ZeroDivisionError: so many"}
    assert {"BELOW_ZERO", "SCHOOL_PUPILS_PUPILS_FEMALE_WITHIN_S01"} <= found
    monkeypatch.setitem(CHECKS, name, replace(broken, stage="warning"))
    with pytest.raises(ZeroDivisionError):
        find_failures("school_pupils", frame, THRESHOLDS, failed)


def test_an_exception_in_a_limit_is_our_mistake():
    frame = frame_of("school_pupils", {"grade": "05", "pupils": 1}).assign(grade=5)

    with pytest.raises(RuntimeError, match="could not be carried out on column 'grade'"):
        find_failures("school_pupils", frame, THRESHOLDS, {})


def test_a_rule_that_asks_for_a_missing_column_is_our_mistake():
    frame = frame_of("school_pupils", {"grade": "05", "pupils": 1}).drop(columns="pupils__last")

    with pytest.raises(KeyError, match="pupils__last"):
        find_failures("school_pupils", frame, THRESHOLDS, {})


def test_every_rule_is_carried_out_on_its_table():
    assert {rule.table for rule in CHECKS.values()} == {RETURN, *TABLES}
