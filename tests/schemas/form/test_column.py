"""How a column is said once, and what follows from it."""

import sqlite3
from contextlib import closing

import pandas as pd
import pandera.pandas as pa
import pytest

from schemas.form.column import MOST_EUR, MOST_PERSONS, Asked, Meaning, code, count, money, number, persons, text


def checks_of(field):
    """The limits that pandera was given."""

    class Model(pa.DataFrameModel):
        column: pd.StringDtype = field

    made = Model.to_schema().columns["column"]
    return {check.name: check.statistics for check in made.checks}, made.nullable, made.metadata["meaning"]


def test_persons_are_confidential_and_limited():
    checks, nullable, meaning = checks_of(persons("Kinder", "Alle Kinder."))

    assert checks["greater_than_or_equal_to"] == {"min_value": 0}
    assert checks["less_than_or_equal_to"] == {"max_value": MOST_PERSONS}
    assert nullable
    assert meaning == Meaning("stock", "Personen", is_persons=True, maximum=MOST_PERSONS)


def test_things_are_not_confidential():
    _, _, meaning = checks_of(count("Gruppen", "Alle Gruppen.", unit="Gruppen", maximum=200))

    assert (meaning.is_persons, meaning.maximum, meaning.decimals) == (False, 200, 0)


def test_money_has_two_decimals():
    _, _, meaning = checks_of(money("Ausgaben", "Im Monat.", indicator="V09"))

    assert (meaning.kind, meaning.unit, meaning.decimals, meaning.maximum) == ("flow", "EUR", 2, MOST_EUR)
    assert meaning.indicator == "V09"


def test_a_number_says_its_own_limit():
    checks, _, meaning = checks_of(number("Stunden", "Im Monat.", kind="flow", unit="Stunden", maximum=744))

    assert checks["less_than_or_equal_to"] == {"max_value": 744}
    assert meaning.decimals == 1


@pytest.mark.parametrize(("kind", "nullable"), [("key", False), ("note", True)])
def test_a_key_must_be_there_and_a_note_need_not(kind, nullable):
    assert checks_of(code("Land", "Herkunft.", "country", kind=kind))[1] == nullable
    assert checks_of(text("Titel", "Des Angebots.", kind=kind))[1] == nullable


def test_a_code_comes_from_its_list():
    checks, _, meaning = checks_of(code("Gruppenform", "Nach KiBiz.", "group_form"))

    assert checks["isin"] == {"allowed_values": ["I", "II", "III"]}
    assert meaning.codes == "group_form"


def test_a_code_of_no_list_is_our_own_mistake():
    with pytest.raises(FileNotFoundError):
        code("Planet", "Herkunft.", "planet")


def test_a_text_has_a_length():
    checks, _, meaning = checks_of(text("Titel", "Des Angebots.", max_length=80))

    assert checks["str_length"] == {"min_value": 1, "max_value": 80, "exact_value": None}
    assert meaning.max_length == 80


def test_aliases_and_parts_are_kept():
    _, _, meaning = checks_of(persons("weiblich", "Mädchen.", part_of=("children",), aliases=("Mädchen",)))

    assert (meaning.part_of, meaning.aliases) == (("children",), ("Mädchen",))


SPAN = Asked("2027-01", "2027-12", only=(6, 12))


@pytest.mark.parametrize(
    ("month", "holds"),
    [("2026-12", False), ("2027-01", False), ("2027-06", True), ("2027-12", True), ("2028-06", False)],
)
def test_a_span_says_the_same_in_python_and_in_sql(month, holds):
    with closing(sqlite3.connect(":memory:")) as database:
        (in_sql,) = database.execute(f"SELECT {SPAN.condition('month')} FROM (SELECT '{month}' AS month)").fetchone()

    assert (SPAN.holds(month), bool(in_sql)) == (holds, holds)


def test_a_span_is_said_in_words():
    assert SPAN.german == "ab Januar 2027, bis Dezember 2027, nur im Juni und Dezember"
    assert not Asked()
    assert Asked().holds("1999-01")
