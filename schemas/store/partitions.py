"""Facts on PostgreSQL lie in one partition a calendar year: `YEARLY`, and `add_year` that makes those of a year.

By year and not by month: a question over all months locks every partition and index that it may touch. With
ten years by month, `SELECT count(*) FROM indicator_value` holds 4,427 locks; a server as it comes grants 6,400 to all of
its users together (max_locks_per_transaction 64 times max_connections 100). By year it holds 467, and a month is found by
the key anyway. What comes for a year that has no partition yet lies in the default one.

The function is the owner's: who only writes facts may call it and needs no right to make tables. It waits for others who
make the same partitions, and a minute for readers: who leaves a transaction open must not stop the month for ever.
"""

from sqlalchemy import DDL, Connection, MetaData, event, text

YEARLY = "RANGE (month)"

_FUNCTION = """
CREATE OR REPLACE FUNCTION add_year(year text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET lock_timeout = '60s' AS $$
DECLARE parent record;
BEGIN
  IF year !~ '^[0-9]{4}$' THEN RAISE EXCEPTION 'no year: %', year; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('add_year'));
  FOR parent IN
    SELECT c.relname, c.relnamespace::regnamespace AS folder FROM pg_class c
    WHERE c.relkind = 'p' AND c.relnamespace = current_schema()::regnamespace
      AND to_regclass(format('%I.%I', current_schema(), c.relname || '_' || year)) IS NULL ORDER BY c.relname
  LOOP
    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
      parent.relname || '_' || year, parent.relname, year || '-01', (year::int + 1) || '-01');
  END LOOP;
END $$
"""


def attach_partitions(metadata: MetaData) -> None:
    """Let the partitioned tables of METADATA come with their default partition, and with `add_year`."""
    for table in metadata.tables.values():
        if table.dialect_options["postgresql"]["partition_by"]:
            rest = DDL(f"CREATE TABLE {table.name}_rest PARTITION OF {table.name} DEFAULT")  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", rest.execute_if(dialect="postgresql"))
    event.listen(metadata, "after_create", create_add_year)


def create_add_year(_target: object, connection: Connection, **_: object) -> None:
    """Make `add_year`, or put today's in its place; nothing to do on SQLite."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_FUNCTION.replace("%", "%%"))


def level_years(connection: Connection) -> None:
    """Give a table that came later the years that the others have; nothing to do on SQLite."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                "SELECT add_year(substr(relname, length('posts_') + 1)) FROM pg_class "
                "WHERE relname ~ '^posts_[0-9]{4}$' AND relnamespace = current_schema()::regnamespace"
            )
        )


def add_years(connection: Connection, months: set[str]) -> None:
    """Make the partitions that facts of these months need; nothing to do on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    for year in sorted({month[:4] for month in months}):
        if connection.scalar(text("SELECT to_regclass(:name) IS NULL"), {"name": f"posts_{year}"}):
            connection.execute(text("SELECT add_year(:year)"), {"year": year})
