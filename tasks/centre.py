"""Who the centre is, in letters, answers and report alike. Ways in: `read_centre_name`, `read_sender_name`."""

from sqlalchemy import Connection, Engine, select

from config.policy import ReportWords
from schemas.store import warehouse as w


def read_centre_name(connection: Connection, centre_id: str) -> str:
    """The city or district of a centre; empty where the warehouse does not know it."""
    return str(connection.scalar(select(w.centre.c.name).where(w.centre.c.centre_id == centre_id)) or "")


def read_sender_name(engine: Engine, centre_id: str, words: ReportWords) -> str:
    """Who writes: what the policy calls a centre, and its city or district."""
    with engine.connect() as connection:
        return words.office(read_centre_name(connection, centre_id))
