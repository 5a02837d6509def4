"""The years before a long demo's last months: in the warehouse as said, and reported, without forms or letters."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from config.settings import load_settings
from flows.command.upkeep import demo_city
from flows.command.upkeep.demo import LONG_MONTHS, MOST_MONTHS
from flows.command.upkeep.demo_city import LAST_OF_LONG, MONTHS, WITH_FORMS, _claim_home, _register, split_months
from flows.command.upkeep.demo_years import load_years
from schemas.store import warehouse as w
from schemas.store.correspondence import answer
from schemas.time.month import shift_month
from tasks.existing_warehouse import check_home
from tasks.store.publication import list_versions
from tasks.warehouse import open_warehouse
from tests.factories_city import small_city
from tests.flows.command.upkeep.test_demo import (
    SEED,
    SMALL_DEMO,
    check_printed,
    check_report,
    check_warehouse,
    naive_totals,
    report_moment,
)
from tests.flows.conftest import run_python

# A demo is long from its fifth month on, not from its fourteenth: the years before are two months.
LONG_AT_ONCE = SMALL_DEMO.replace("demo_city.invent_city = ", "demo_city.MOST_MONTHS = 4\ndemo_city.invent_city = ")
YEARS = ("2022-07", "2022-08", "2022-09")


def test_up_to_thirteen_months_all_are_filled_in_and_of_more_the_last_three():
    assert split_months(MOST_MONTHS) == ((), MONTHS)
    before, filled_in = split_months(LONG_MONTHS)

    assert (len(before), len(filled_in), filled_in[-1]) == (LONG_MONTHS - WITH_FORMS, WITH_FORMS, LAST_OF_LONG)
    assert [shift_month("2022-07", number) for number in range(LONG_MONTHS)] == [*before, *filled_in]


@pytest.mark.slow
def test_they_are_in_the_warehouse_as_they_were_said_and_are_loaded_and_reported_once(tmp_path):
    settings, city, told = load_settings(tmp_path / "home"), small_city(SEED), []
    _claim_home(settings, SEED)
    _register(settings, city, YEARS[0])
    files = load_years(settings, city, YEARS, lambda *what: told.append(what))
    engine = open_warehouse(settings.url)

    for month in YEARS:
        assert check_warehouse(settings.home, city, month, report_moment(month, 1)) > 40
        assert list_versions(engine, settings.centre, month) == ["1.0"]
        folder = settings.reports / settings.centre / month / "v1.0"
        check_printed(folder, naive_totals(city, month, report_moment(month, 1)))
    assert told == [(f"Jahre davor: {month}", number, 3) for number, month in enumerate(YEARS)]
    with engine.connect() as connection:
        for table in (w.submission, answer):
            assert connection.scalar(select(func.count()).select_from(table)) == files
    assert load_years(settings, city, YEARS, lambda *_: None) == 0
    check_home(settings)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_long_demo_reports_every_month_and_follows_the_goals_of_its_city(tmp_path, monkeypatch):
    home = tmp_path / "home"
    done = run_python(LONG_AT_ONCE, "demo", "--home", home, "--seed", SEED, "--months", 5, seconds=800)
    assert done.returncode == 0, done.stdout + done.stderr

    monkeypatch.setattr(demo_city, "MOST_MONTHS", 4)
    before, filled_in = split_months(5)
    folders = sorted((home / "reports" / "05914000").iterdir())
    assert tuple(path.name for path in folders) == (*before, *filled_in)
    assert all("Mehr ältere Menschen" in (one / "v1.0" / "bericht.html").read_text("utf-8") for one in folders)
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        months = [month for (month,) in connection.execute("SELECT DISTINCT month FROM current_offers ORDER BY month")]
    assert tuple(months) == (*before, *filled_in)
    for month in filled_in:
        for number in (0, 1):
            check_report(home, replace(small_city(SEED), has_story=True), month, number)
