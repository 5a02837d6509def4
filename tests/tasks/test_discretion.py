"""Of what a program trips over, logs and Prefect hear the kind and the place, never the words."""

import logging
import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from config.errors import UnexpectedError, UsageError, WarehouseError
from tasks.discretion import Discretion, discreet, tell_where

SECRET = "Frau Zwiebelfisch hat 73591 Kinder"


def fail(error):
    raise error from RuntimeError(SECRET)


def test_what_nobody_expected_is_told_by_its_kind_only():
    with pytest.raises(UnexpectedError, match=r"Unerwarteter Fehler \(ValueError\)") as caught:
        discreet(fail)(ValueError(SECRET))

    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(UsageError("So geht das nicht."), id="ours speaks for itself"),
        pytest.param(FileNotFoundError(2, "nicht da", "/srv/eingang"), id="the machine names a path"),
    ],
)
def test_what_speaks_for_itself_stays_what_it_is(error):
    with pytest.raises(type(error)) as caught:
        discreet(fail)(error)

    assert caught.value is error


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("database is locked", "Der Datenbestand lässt sich nicht lesen: ein anderes Programm hält sie gesperrt."),
        ("FATAL:  terminating connection", "Der Datenbestand lässt sich nicht lesen: der Server antwortet nicht."),
        (f"no such thing as {SECRET}", "Unerwarteter Fehler (OperationalError). Bitte das Protokoll"),
    ],
)
def test_a_database_that_is_away_for_a_moment_may_be_asked_again(said, told):
    error = OperationalError("SELECT name", {"name": SECRET}, sqlite3.OperationalError(said))
    with pytest.raises(WarehouseError) as caught:
        discreet(fail)(error)

    assert str(caught.value).startswith(told)
    assert SECRET not in str(caught.value)


def test_a_full_disk_stays_what_it_is():
    error = OperationalError("INSERT", (), sqlite3.OperationalError("database or disk is full"))
    with pytest.raises(OperationalError) as caught:
        discreet(fail)(error)

    assert caught.value is error


def test_what_a_function_returns_is_what_it_returns():
    assert discreet(len)("drei") == 4
    assert discreet(fail).__name__ == "fail"


def test_a_traceback_names_places_and_kinds_and_only_our_own_words():
    with pytest.raises(UnexpectedError) as caught:
        discreet(fail)(ValueError(SECRET))
    told = tell_where(caught.value)

    assert SECRET not in told
    assert told.index("RuntimeError") < told.index("ValueError") < told.index("UnexpectedError: Unerwarteter Fehler")
    assert "in fail" in told
    assert told.count("Daraus wurde:") == 2


def test_a_log_record_is_cleaned_before_any_handler_sees_it(caplog):
    logger = logging.getLogger("monatsbericht.probe")
    discretion = Discretion()
    logger.addFilter(discretion)
    try:
        try:
            fail(ValueError(SECRET))
        except ValueError as error:
            logger.warning("Encountered exception: %r of %s", error, 3, exc_info=error)
        logger.error("ohne Ausnahme: %(count)s", {"count": 2})
    finally:
        logger.removeFilter(discretion)

    assert SECRET not in caplog.text
    assert "Encountered exception: 'ValueError' of 3" in caplog.text
    assert "in fail" in caplog.text
    assert "ohne Ausnahme: 2" in caplog.text


def test_the_database_does_not_repeat_what_it_was_given(engine):
    with engine.begin() as connection, pytest.raises(IntegrityError) as caught:
        connection.execute(text("INSERT INTO respondent (respondent_id) VALUES (:said)"), {"said": SECRET})

    assert SECRET not in str(caught.value).partition("DETAIL")[0]
