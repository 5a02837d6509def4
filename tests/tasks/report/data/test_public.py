"""What may leave the centre: the figures of the reports in force, to the byte, or nothing."""

from datetime import datetime

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from config.errors import UsageError
from config.settings import load_settings
from tasks.existing_warehouse import open_warehouse_to_read
from tasks.report.data.public import export_public
from tasks.report.month import publish_month
from tasks.report.publish import PublicationError
from tasks.store.ledger import enter_month
from tasks.upkeep.roles import Roles, grant_roles
from tests.factories import OPEN_GATE as POLICY
from tests.factories import enter_respondents, keep, make_reading
from tests.factories_summary import MONTH

pytestmark = pytest.mark.slow

EARLY, REPORT_DAY, AFTER_CUTOFF = datetime(2026, 11, 5, 9), datetime(2026, 11, 12, 6, 30), datetime(2026, 11, 26, 6, 30)
SPAN = ("2026-09", MONTH)
EXACT = {"disclosure": POLICY.disclosure.model_copy(update={"profile": "none", "legal_basis": "§ 1 Testgesetz"})}


@pytest.fixture
def city(sqlite_engine, tmp_path):
    """A city whose month was reported; its settings."""
    enter_respondents(sqlite_engine)
    enter_month(sqlite_engine, MONTH, POLICY.calendar, EARLY)
    pupils = [{"grade": f"0{one}", "pupils": 30 + one, "first_support": one} for one in range(5, 9)]
    keep(sqlite_engine, make_reading("school", {"school_pupils": pupils}), at=EARLY)
    return load_settings(tmp_path / "hagen")


def publish(engine, settings, at=REPORT_DAY, policy=POLICY):
    return publish_month(engine, settings, policy, MONTH, at).folder


def test_what_is_public_is_what_the_version_in_force_printed(sqlite_engine, city, tmp_path):
    publish(sqlite_engine, city)
    pupils = [{"grade": "05", "pupils": 99, "first_support": 12}]
    keep(sqlite_engine, make_reading("school", {"school_pupils": pupils}), at=datetime(2026, 11, 20, 9))
    folder = publish(sqlite_engine, city, AFTER_CUTOFF)

    versions = export_public(sqlite_engine, city, SPAN, "csv", tmp_path / "out")

    written = {path.name: path.read_bytes() for path in (tmp_path / "out" / MONTH).iterdir()}
    assert versions == {MONTH: "1.1"}
    assert written == {path.name: path.read_bytes() for path in (folder / "daten").iterdir()}
    assert [path.name for path in (tmp_path / "out").iterdir()] == [MONTH]


def test_in_other_formats_the_figures_are_the_same(sqlite_engine, city, tmp_path):
    folder = publish(sqlite_engine, city)
    for form in ("parquet", "xlsx"):
        export_public(sqlite_engine, city, SPAN, form, tmp_path / form)

    frame = pd.read_parquet(tmp_path / "parquet" / MONTH / "support_by_grade.parquet")
    printed = pd.read_csv(folder / "daten" / "support_by_grade.csv")
    assert frame["pupils"].tolist() == printed["pupils"].tolist()
    assert all(value % 5 == 0 for value in frame["pupils"])
    assert (tmp_path / "xlsx" / MONTH / "tabellen.xlsx").read_bytes() == (folder / "tabellen.xlsx").read_bytes()


def test_a_publisher_passes_them_on_and_an_analyst_does_not(postgresql_engine, postgresql_server, tmp_path):
    """The one reads versions and no figure of the warehouse, the other figures and not how reports go out."""
    enter_respondents(postgresql_engine)
    enter_month(postgresql_engine, MONTH, POLICY.calendar, EARLY)
    keep(postgresql_engine, make_reading("school"), at=EARLY)
    settings = load_settings(tmp_path / "hagen")
    folder, roles = publish(postgresql_engine, settings), Roles("runs_here", "reads_here", "passes_on_here")
    grant_roles(postgresql_engine, roles, {})
    urls = [postgresql_engine.url.set(username=name).render_as_string(hide_password=False)
            for name in (roles.publisher, roles.reader)]  # fmt: skip
    engines = [open_warehouse_to_read(settings.model_copy(update={"warehouse_url": url})) for url in urls]
    try:
        assert export_public(engines[0], settings, SPAN, "csv", tmp_path / "out") == {MONTH: "1.0"}
        audit = text("SELECT audit FROM publication")
        for engine in engines:
            with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(audit)
    finally:
        with postgresql_engine.begin() as connection:
            for name in roles.names:
                connection.execute(text(f"DROP OWNED BY {name}"))
                connection.execute(text(f"DROP ROLE {name}"))
    names = {path.name for path in (folder / "daten").iterdir()}
    assert {path.name for path in (tmp_path / "out" / MONTH).iterdir()} == names


def test_where_nothing_is_published_nothing_is_public(sqlite_engine, city, tmp_path):
    with pytest.raises(UsageError, match="kein Bericht veröffentlicht"):
        export_public(sqlite_engine, city, SPAN, "csv", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_exact_figures_are_never_public(sqlite_engine, city, tmp_path):
    publish(sqlite_engine, city, policy=POLICY.model_copy(update=EXACT))
    with pytest.raises(UsageError, match="nicht für die Öffentlichkeit"):
        export_public(sqlite_engine, city, SPAN, "csv", tmp_path / "out")


@pytest.mark.parametrize("name", ["daten/support_by_grade.csv", "manifest.json"])
def test_what_was_changed_since_is_not_passed_on(sqlite_engine, city, tmp_path, name):
    file = publish(sqlite_engine, city) / name
    file.chmod(0o644)
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(PublicationError, match="monatsbericht verify"):
        export_public(sqlite_engine, city, SPAN, "csv", tmp_path / "out")
    assert not (tmp_path / "out").exists()
