"""The program as its next version might be, with a column, an index and two checks more than today's.

`python -m tests.tasks.upkeep.migrate.next_program (open|migrate) URL` is that program, in a process of its own because
tables can be changed only once; `pretend` lets today's program take itself for it, with today's tables.
"""

import sys
from pathlib import Path

from sqlalchemy import BigInteger, CheckConstraint, Column, Index

from schemas.store import warehouse as w
from tasks.upkeep.migrate import upgrade
from tasks.upkeep.roles import read_rights
from tasks.warehouse import open_warehouse
from tests.tasks.upkeep.migrate.next_versions import VERSION

STEPS = (*upgrade.VERSIONS, Path(__file__).parent / "next_versions")


def main(task, url):
    change_tables()
    w.WAREHOUSE_VERSION, upgrade.VERSIONS = VERSION, STEPS
    if task == "open":
        open_warehouse(url).dispose()
    else:
        upgrade.migrate(url, read_rights)


def change_tables():
    from tests.tasks.upkeep.migrate.next_versions.step import CHECKS

    pupils = w.FACTS["school_pupils"]
    pupils.append_column(Column("visitors", BigInteger, comment="Besuche im Monat"))
    pupils.append_constraint(CheckConstraint('"visitors" >= 0', name="visitors_not_negative"))
    Index(None, pupils.c.visitors)
    for table in (w.FACTS["meeting_places"], w.finding):
        table.append_constraint(CheckConstraint(CHECKS[table.name], name="has_place"))


def pretend(monkeypatch):
    monkeypatch.setattr(w, "WAREHOUSE_VERSION", VERSION)
    monkeypatch.setattr(upgrade, "VERSIONS", STEPS)


if __name__ == "__main__":
    main(*sys.argv[1:])
