"""A first list of places, as the register says them. One way in: `propose_places(engine, home)`."""

from pathlib import Path

from sqlalchemy import Engine, select

from config.codes import fold
from config.places import FILE, write_places
from schemas.files.persons import find_person
from schemas.store import warehouse as w


def propose_places(engine: Engine, home: Path) -> int:
    """Write orte.csv where there is none and the register knows districts; returns how many stand in it."""
    if (home / FILE).exists():
        return 0
    people = w.respondent
    query = select(people.c.district).where(people.c.district.is_not(None)).distinct().order_by(people.c.district)
    with engine.connect() as connection:
        said = [name.strip() for name in connection.scalars(query) if name.strip() and not find_person(name)]
    titles = {fold(name): name for name in reversed(said)}
    if titles:
        write_places(home, sorted(titles.values()))
    return len(titles)
