"""The years before a long demo's last months: in the warehouse as they were said, without forms, answers or reports."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from config.settings import load_settings
from flows.command.upkeep.demo import LONG_MONTHS, MOST_MONTHS
from flows.command.upkeep.demo_city import LAST_OF_LONG, MONTHS, REPORTED, _claim_home, _register, split_months
from flows.command.upkeep.demo_years import load_years
from schemas.store import warehouse as w
from schemas.store.correspondence import answer
from schemas.time.month import shift_month
from tasks.existing_warehouse import check_home
from tasks.warehouse import open_warehouse
from tests.factories_city import small_city
from tests.flows.command.upkeep.test_demo import SEED, SMALL_DEMO, check_report, check_warehouse, report_moment
from tests.flows.conftest import run_python

YEARS = ("2022-07", "2022-08", "2022-09")


def test_up_to_thirteen_months_all_have_reports_and_of_more_the_last_three():
    assert split_months(MOST_MONTHS) == ((), MONTHS)
    before, reported = split_months(LONG_MONTHS)

    assert (len(before), len(reported), reported[-1]) == (LONG_MONTHS - REPORTED, REPORTED, LAST_OF_LONG)
    assert [shift_month("2022-07", number) for number in range(LONG_MONTHS)] == [*before, *reported]


@pytest.mark.slow
def test_they_are_in_the_warehouse_as_they_were_said_and_are_loaded_once(tmp_path):
    settings, city, told = load_settings(tmp_path / "home"), small_city(SEED), []
    _claim_home(settings, SEED)
    _register(settings, city, YEARS[0])
    files = load_years(settings, city, YEARS, lambda *what: told.append(what))
    engine = open_warehouse(settings.url)

    for month in YEARS:
        assert check_warehouse(settings.home, city, month, report_moment(month, 1)) > 40
    assert told == [(f"Jahre davor: {month}", number, 3) for number, month in enumerate(YEARS)]
    with engine.connect() as connection:
        for table in (w.submission, answer):
            assert connection.scalar(select(func.count()).select_from(table)) == files
    assert load_years(settings, city, YEARS, lambda *_: None) == 0
    check_home(settings)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_long_demo_publishes_its_last_three_months_alone(tmp_path):
    home = tmp_path / "home"
    done = run_python(SMALL_DEMO, "demo", "--home", home, "--seed", SEED, "--months", MOST_MONTHS + 1, seconds=800)
    assert done.returncode == 0, done.stdout + done.stderr

    before, reported = split_months(MOST_MONTHS + 1)
    assert tuple(sorted(path.name for path in (home / "reports" / "05914000").iterdir())) == reported
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        months = [month for (month,) in connection.execute("SELECT DISTINCT month FROM current_offers ORDER BY month")]
    assert tuple(months) == (*before, *reported)
    for month in reported:
        for number in (0, 1):
            check_report(home, replace(small_city(SEED), has_story=True), month, number)
