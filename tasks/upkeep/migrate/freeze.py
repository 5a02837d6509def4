"""Write down the tables as they are now: `python -m tasks.upkeep.migrate.freeze`, or `write_ddl(dialect)`."""

import re
from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path

from sqlalchemy import create_mock_engine, text

from schemas.store import warehouse as w
from schemas.store.metadata import METADATA

VERSIONS = Path(__file__).parent / "versions"
DIALECTS = ("sqlite", "postgresql")
END = ";\n\n"  # of a statement; no statement of ours has an empty line inside
SCRIPT = '''"""Version {number}: say here what is new."""

from alembic import op

from tasks.upkeep.migrate.rebuild import rebuild

revision, down_revision = "v{number:04d}", "v{before:04d}"
FILL: dict[str, dict[str, str]] = {{}}  # table -> column -> SQL over the old row, where it is not simply taken over


def upgrade() -> None:
    """From version {before} to {number}."""
    rebuild(op.get_bind(), {number}, FILL)
'''


def main() -> None:
    """Freeze the tables of WAREHOUSE_VERSION."""
    number = w.WAREHOUSE_VERSION
    for dialect in DIALECTS:
        frozen_file(number, dialect).write_text(write_ddl(dialect), encoding="utf-8")
    script = VERSIONS / f"v{number:04d}.py"
    if not script.exists():
        script.write_text(SCRIPT.format(number=number, before=number - 1), encoding="utf-8")


def frozen_file(number: int, dialect: str) -> Path:
    """Where the tables of a version stand."""
    return VERSIONS / f"v{number:04d}_{dialect}.sql"


def read_ddl(number: int, dialect: str) -> list[str]:
    """The statements that make the tables and views of a version."""
    return [part for part in frozen_file(number, dialect).read_text(encoding="utf-8").split(END) if part.strip()]


def write_ddl(dialect: str) -> str:
    """What makes today's tables and views on an engine."""
    statements: list[str] = []

    def note(statement: object, *_: object, **__: object) -> None:
        written = str(statement.compile(dialect=engine.dialect))  # type: ignore[attr-defined]
        statements.append("\n".join(line.rstrip() for line in written.strip().splitlines() if line.strip()))

    engine = create_mock_engine(f"{dialect}+psycopg://" if dialect == "postgresql" else f"{dialect}://", note)
    METADATA.create_all(engine, checkfirst=False)
    for name, query in w.VIEWS.items():
        note(text(f"CREATE VIEW {name} AS {query}".replace(":", "\\:")))
    if dialect == "postgresql":
        for statement in chain.from_iterable(w.FUNCTIONS.values()):
            note(text(statement))
    return "".join(statement.replace("%%", "%") + END for statement in _sort_indexes(statements))


def _sort_indexes(statements: list[str]) -> list[str]:
    """SQLAlchemy keeps a table's indexes in a set."""
    is_index = [re.match("CREATE (UNIQUE )?INDEX", statement) is not None for statement in statements]
    for start, end in _runs(is_index):
        statements[start:end] = sorted(statements[start:end])
    return statements


def _runs(marks: list[bool]) -> Iterator[tuple[int, int]]:
    """Where marks that are set follow each other: (first, behind the last)."""
    place = 0
    for is_set, group in groupby(marks):
        length = len(list(group))
        if is_set:
            yield place, place + length
        place += length


if __name__ == "__main__":
    main()
