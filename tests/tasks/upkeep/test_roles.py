"""Who may do what on PostgreSQL: every forbidden thing is tried, as the role itself."""

from dataclasses import asdict

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from config.errors import UsageError, WarehouseError
from schemas.store import warehouse as w
from schemas.store.metadata import METADATA
from schemas.store.shape import CLOSED, HIDDEN, PUBLISHED
from tasks.store.ledger import enter_month
from tasks.store.publication import next_plan
from tasks.upkeep.roles import PASSWORDS, Roles, grant_roles
from tasks.warehouse import connect, exclusive, open_warehouse
from tests.factories import AT, CENTRE, POLICY, enter_respondents, keep, make_reading
from tests.tasks.analysis.test_questions import QUESTIONS

WRITER, READER, PUBLISHER = "pipeline_of_tests", "analyst_of_tests", "publisher_of_tests"
ROLES = Roles(WRITER, READER, PUBLISHER)


@pytest.fixture(scope="module")
def owner(postgresql_server):
    """A warehouse with a return in it, and both roles."""
    with postgresql_server.fresh() as url:
        engine = open_warehouse(url)
        enter_respondents(engine)
        keep(engine, make_reading(contact_name="Frau Muster", contact_email="muster@schule.example"))
        grant_roles(engine, ROLES, {})
        yield engine
        engine.dispose()


@pytest.fixture(scope="module", autouse=True)
def roles_go(postgresql_server):
    yield
    postgresql_server.run(*(f"DROP ROLE IF EXISTS {name}" for name in ROLES.names))


def url_as(owner, role):
    return owner.url.set(username=role).render_as_string(hide_password=False)


def do(owner, role, statement):
    engine = connect(url_as(owner, role))
    with engine.connect() as connection:
        found = connection.execute(text(statement))
        return found.all() if found.returns_rows else None


BOOKKEEPING = [name for name in METADATA.tables if name not in {*CLOSED, *HIDDEN, "dissemination"}]


@pytest.mark.parametrize("name", [*w.VIEWS, *BOOKKEEPING])
def test_an_analyst_reads_figures_and_bookkeeping(owner, name):
    do(owner, READER, f'SELECT * FROM "{name}"')


@pytest.mark.parametrize(("question", "sql"), QUESTIONS, ids=[question[:30] for question, _ in QUESTIONS])
def test_an_analyst_asks_what_the_readme_asks(owner, question, sql):
    do(owner, READER, sql)


def test_an_analyst_asks_what_was_known(owner):
    assert do(owner, READER, "SELECT count(*) FROM indicator_value_as_of('2027-01-01')") != [(0,)]


@pytest.mark.parametrize("name", [*CLOSED, "dissemination"])
def test_an_analyst_does_not_see_who_wrote_and_where_to_reach_them(owner, name):
    with pytest.raises(ProgrammingError, match="permission denied"):
        do(owner, READER, f'SELECT * FROM "{name}"')


@pytest.mark.parametrize(("name", "column"), [(name, column) for name in HIDDEN for column in HIDDEN[name]])
def test_an_analyst_sees_a_submission_and_not_what_somebody_wrote_in_it(owner, name, column):
    with pytest.raises(ProgrammingError, match="permission denied"):
        do(owner, READER, f"SELECT {column} FROM {name}")
    other = next(one.name for one in METADATA.tables[name].columns if one.name not in HIDDEN[name])
    do(owner, READER, f"SELECT {other} FROM {name}")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO centre VALUES ('1', 'a', 'b', 'c')",
        "UPDATE school_pupils SET pupils = 0",
        "UPDATE publication SET manifest = ''",
        "DELETE FROM submission",
        "DELETE FROM current_school_pupils",
        "TRUNCATE school_pupils",
        "DROP TABLE school_pupils",
        "DROP VIEW indicator_value",
        "ALTER TABLE submission ADD COLUMN note text",
        "CREATE TABLE mine (number int)",
        "CREATE TEMPORARY TABLE mine (number int)",
        "CREATE VIEW mine AS SELECT * FROM contact",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "SELECT add_year('2031')",
        "SELECT * FROM school_pupils_2026",
        "COPY school_pupils TO '/tmp/figures'",
        "SELECT pg_read_file('/etc/passwd')",
        f"SET ROLE {WRITER}",
        f"GRANT SELECT ON contact TO {READER}",
    ],
)
def test_an_analyst_changes_nothing(owner, statement):
    with pytest.raises(DBAPIError, match=r"permission denied|must be|cannot delete from view"):
        do(owner, READER, statement)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_publisher_reads_which_versions_there_are_and_where_they_went(owner, name):
    columns = ", ".join(PUBLISHED[name]) or "*"
    do(owner, PUBLISHER, f"SELECT {columns} FROM {name}")


@pytest.mark.parametrize("name", [*w.VIEWS, *(name for name in METADATA.tables if name not in PUBLISHED)])
def test_a_publisher_reads_no_true_figure_and_nobodys_name(owner, name):
    with pytest.raises(ProgrammingError, match="permission denied"):
        do(owner, PUBLISHER, f'SELECT * FROM "{name}"')


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT audit FROM publication",
        "SELECT * FROM indicator_value_as_of('2027-01-01')",
        "UPDATE publication SET manifest = ''",
        "DELETE FROM dissemination",
        "CREATE TABLE mine (number int)",
        f"SET ROLE {READER}",
    ],
)
def test_a_publisher_does_nothing_else(owner, statement):
    with pytest.raises(DBAPIError, match="permission denied"):
        do(owner, PUBLISHER, statement)


def test_the_pipeline_does_a_whole_run(owner):
    """A month of another year, too: its partitions are made for it."""
    engine = open_warehouse(url_as(owner, WRITER))
    with exclusive(engine):
        enter_month(engine, "2027-02", POLICY.calendar, AT)
        number = keep(engine, make_reading(month="2027-02", contact_name="Frau Neu"))
        plan = next_plan(engine, CENTRE, "2027-02", AT)
    found = do(owner, WRITER, f"SELECT tableoid::regclass::text FROM school_pupils WHERE submission_id = {number}")

    assert found == [("school_pupils_2027",)]
    assert plan.version == "1.0"
    assert do(owner, READER, "SELECT count(*) FROM current_school_pupils WHERE month = '2027-02'") == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE school_pupils",
        "ALTER TABLE submission ADD COLUMN note text",
        "CREATE TABLE mine (number int)",
        "TRUNCATE submission CASCADE",
        "DROP VIEW indicator_value",
        "CREATE OR REPLACE FUNCTION add_year(year text) RETURNS void LANGUAGE sql AS 'SELECT'",
        "CREATE ROLE mine",
    ],
)
def test_the_pipeline_changes_rows_and_no_tables(owner, statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be"):
        do(owner, WRITER, statement)


def test_giving_the_rights_again_changes_nothing(owner):
    query = text(
        "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee IN (:writer, :reader, :publisher) ORDER BY 1, 2, 3"
    )
    words = asdict(ROLES)
    with owner.connect() as connection:
        before = connection.execute(query, words).all()
    assert grant_roles(owner, ROLES, {}) == ()
    with owner.connect() as connection:
        assert connection.execute(query, words).all() == before


def test_a_password_reaches_the_server_encrypted_only(owner):
    grant_roles(owner, ROLES, {PASSWORDS["writer"]: "sehr geheim"})
    with owner.connect() as connection:
        query = text("SELECT rolname, rolpassword FROM pg_authid WHERE rolname IN (:a, :b) ORDER BY 1")
        found = dict(tuple(row) for row in connection.execute(query, {"a": WRITER, "b": READER}))

    assert found[WRITER].startswith("SCRAM-SHA-256$")
    assert found[READER] is None


@pytest.mark.parametrize("name", ["Analyst", "a b", "x;DROP", "postgres", "pg_monitor", "", "ä"])
def test_a_name_that_is_none_is_refused(owner, name):
    with pytest.raises(UsageError, match="kann keine Rolle heißen"):
        grant_roles(owner, Roles(WRITER, name, PUBLISHER), {})


def test_one_name_for_both_is_refused(owner):
    with pytest.raises(UsageError, match="drei Namen"):
        grant_roles(owner, Roles(WRITER, READER, READER), {})


def test_a_role_that_may_more_is_left_alone(owner, postgresql_server):
    postgresql_server.run("CREATE ROLE almighty SUPERUSER")
    with pytest.raises(WarehouseError, match="darf mehr als sie soll"):
        grant_roles(owner, Roles(WRITER, "almighty", PUBLISHER), {})
    postgresql_server.run("DROP ROLE almighty")


def test_who_may_not_make_roles_is_told(owner):
    engine = connect(url_as(owner, WRITER))
    with pytest.raises(WarehouseError, match="Rechte reichen nicht"):
        grant_roles(engine, Roles("someone", "someone_else", "a_third"), {})


def test_sqlite_knows_no_roles(sqlite_engine):
    with pytest.raises(WarehouseError, match="Rollen gibt es nur auf PostgreSQL"):
        grant_roles(sqlite_engine, ROLES, {})
