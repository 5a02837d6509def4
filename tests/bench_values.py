"""How fast the long form answers: `python -m tests.bench_values --centres 54 --respondents 370 --months 12`.

Fills a warehouse of that size with made-up figures, on SQLite in a file and on the tests' PostgreSQL, and asks
`indicator_value` what analysts ask: one month, one indicator over all months, one respondent, and what was known then.
"""

import argparse
import sys
import tempfile
import time
from datetime import datetime, timedelta
from itertools import islice, product

from sqlalchemy import insert, text

from config.codes import centres
from config.policy import load_policy
from schemas.form.forms import FORMS
from schemas.store import warehouse as w
from schemas.store.partitions import add_years
from schemas.time.deadlines import Cycle
from schemas.time.month import shift_month
from tasks.store.ledger import enter_month
from tasks.warehouse import load_rows, open_warehouse
from tests.servers import postgresql

FIRST, CALENDAR = "2026-01", load_policy().calendar
SHARES = {"school": 0.2, "daycare": 0.65, "association": 0.15}  # of the respondents; and one centre
MOST_ROWS = 10  # of a table in a return
QUESTIONS = {
    "one month, summed": "SELECT indicator, fact_table, SUM(value) FROM indicator_value WHERE month = :month "
    "GROUP BY indicator, fact_table",
    "one month, all rows": "SELECT * FROM indicator_value WHERE month = :month",
    "one indicator, all months": "SELECT month, SUM(value) FROM indicator_value WHERE indicator = 'S05' GROUP BY month",
    "... by status": "SELECT month, obs_status, SUM(value) FROM indicator_value WHERE indicator = 'S05' "
    "GROUP BY month, obs_status",
    "one indicator and month": "SELECT SUM(value) FROM indicator_value WHERE indicator = 'S05' AND month = :month",
    "one respondent, all months": "SELECT * FROM indicator_value WHERE respondent_id = '100000'",
    "one month as it was known": "SELECT indicator, SUM(value) FROM history_indicator_value WHERE month = :month "
    "AND known_from <= '2030-01-01' AND (known_until IS NULL OR known_until > '2030-01-01') GROUP BY indicator",
}


def main():
    parser = argparse.ArgumentParser()
    for name, number in (("centres", 54), ("respondents", 370), ("months", 12)):
        parser.add_argument(f"--{name}", type=int, default=number)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, postgresql.server() as server, server.fresh() as url:
        for address in (f"sqlite:///{folder}/warehouse.db", url):
            engine = open_warehouse(address)
            begun = time.perf_counter()
            rows = fill(engine, asked.centres, asked.respondents, asked.months)
            say(f"{engine.dialect.name}: {rows:,} rows of facts loaded in {time.perf_counter() - begun:.0f} s")
            for question, query in QUESTIONS.items():
                seconds, count = ask(engine, query, shift_month(FIRST, asked.months - 1))
                say(f"  {question}: {seconds:.2f} s ({count:,} rows)")
            engine.dispose()


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def ask(engine, query, month):
    """Seconds of the second time, and how many rows there are."""
    with engine.connect() as connection:
        for _ in range(2):
            begun = time.perf_counter()
            parameters = {"month": month} if ":month" in query else {}
            count = sum(1 for _ in connection.execute(text(query), parameters))
    return time.perf_counter() - begun, count


def fill(engine, many_centres, many_respondents, many_months):
    """Returns of everybody in every month, each month in a transaction; returns how many rows of facts there are."""
    people = list(make_respondents(many_centres, many_respondents))
    with engine.begin() as connection:
        names = ("respondent_id", "centre_id", "kind", "name")
        load_rows(connection, w.respondent, names, [(*one, one[0]) for one in people])
    months = [shift_month(FIRST, number) for number in range(many_months)]
    total = 0
    for number, month in enumerate(months):
        enter_month(engine, month, CALENDAR, datetime(2020, 1, 1))
        with engine.begin() as connection:
            add_years(connection, {month})
            total += fill_month(connection, people, month, number * len(people) + 1)
            publish(connection, {centre for _, centre, _ in people}, month)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    return total


def make_respondents(many_centres, many_respondents):
    """(number, centre, kind) of each; the centres themselves come last in theirs."""
    for place, centre in enumerate(centres()[:many_centres]):
        number = place * many_respondents
        for kind, share in SHARES.items():
            for _ in range(round(share * (many_respondents - 1))):
                yield f"{100_000 + number}", centre["centre_id"], kind
                number += 1
        yield centre["centre_id"], centre["centre_id"], "centre"


def fill_month(connection, people, month, first):
    at = datetime.fromisoformat(f"{month}-28")
    sent = list(enumerate(people, first))
    same = {"named_month": month, "month": month, "byte_count": 1, "file": "x.xlsx", "is_nil": False,
            "state": "accepted", "errors": 0, "informations": 0, "received_at": at, "accepted_at": at}  # fmt: skip
    names = ["submission_id", "sha256", "form", "respondent_id", "warnings", *same]
    rows = [(number, f"{number:064d}", kind, name, int(number % 9 == 0), *same.values())
            for number, (name, _, kind) in sent]  # fmt: skip
    load_rows(connection, w.submission, names, rows)
    same = {"month": month, "is_owed": True, "state": "accepted", "entered_at": at, "is_late": False}
    names = ["respondent_id", "form", "submission_id", *same]
    load_rows(connection, w.return_, names, [(name, kind, number, *same.values()) for number, (name, _, kind) in sent])
    count = 0
    for form in FORMS.values():
        mine = [(number, name) for number, (name, _, kind) in sent if kind == form.name]
        count += sum(fill_table(connection, table, month, mine) for table in form.tables)
    return count


def fill_table(connection, table, month, sent):
    inside = [column.name for column in table.columns]
    names = ["month", "respondent_id", "submission_id", *inside, "source_sheet", "source_row"]
    codes = [key.code_list.codes if key.code_list else ("a", "b", "c") for key in table.keys]
    keys = list(islice(product(*codes), MOST_ROWS))
    rest = [figure_or_text(column) for column in table.columns if not column.is_key]
    order = [*(key.name for key in table.keys), *(column.name for column in table.columns if not column.is_key)]
    place = [order.index(name) for name in inside]
    rows = []
    for number, name in sent:
        for row, key in enumerate(keys):
            values = (*key, *((part + number + row) % 50 if isinstance(part, int) else part for part in rest))
            rows.append((month, name, number, *(values[at] for at in place), "Blatt", row))
    load_rows(connection, w.FACTS[table.name], names, rows)
    return len(rows)


def figure_or_text(column):
    if column.is_number:
        return len(column.name)
    return column.code_list.codes[0] if column.code_list else None


def publish(connection, names, month):
    """The two reports that everybody makes of a month."""
    cycle = Cycle.of(month, CALENDAR)
    for version, day in (("1.0", cycle.report), ("1.1", cycle.cutoff + timedelta(days=1))):
        rows = [{"centre_id": name, "month": month, "version": version, "content": "c" * 64, "manifest": "m" * 64,
                 "vintage": datetime.combine(day, datetime.min.time())} for name in sorted(names)]  # fmt: skip
        connection.execute(insert(w.publication), rows)


if __name__ == "__main__":
    main()
