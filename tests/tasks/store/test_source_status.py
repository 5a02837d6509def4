"""How the sources stand, for staff."""

from datetime import timedelta

from sqlalchemy import insert

from schemas.store.correspondence import incoming, source
from tasks.store.source_status import read_sources, sources_away
from tests.factories import AT
from tests.factories_inbox import lose_source, receive_folder


def enter(engine, name, *outcomes, **state):
    """A source with what came through it."""
    with engine.begin() as connection:
        connection.execute(insert(source), {"source": name, **state})
        for number, outcome in enumerate(outcomes):
            row = {
                "incoming_id": number, "source": name, "path": str(number), "mark": "m", "sha256": "0" * 64,
                "byte_count": 1, "received_at": AT, "seen_at": AT, "outcome": outcome, "parts": 1,
            }  # fmt: skip
            connection.execute(insert(incoming), row)


def test_what_came_is_counted_by_what_it_was(engine):
    enter(engine, "cloud", reached_at=AT)
    enter(engine, "postfach", "taken", "taken", "automatic", failed_at=AT, reason="weg")

    assert read_sources(engine, AT) == [
        {"source": "cloud", "reached_at": AT.isoformat(), "failed_at": None, "reason": None,
         "taken": 0, "nothing": 0, "automatic": 0, "refused": 0},
        {"source": "postfach", "reached_at": None, "failed_at": AT.isoformat(), "reason": "weg",
         "taken": 2, "nothing": 0, "automatic": 1, "refused": 0},
    ]  # fmt: skip


def test_what_came_before_is_not_counted(engine):
    enter(engine, "postfach", "nothing")

    assert read_sources(engine, AT + timedelta(seconds=1))[0]["nothing"] == 0


def test_away_is_what_the_last_look_did_not_reach(engine):
    lose_source(engine, "postfach", AT)
    lose_source(engine, "cloud", None)

    assert sources_away(engine) == {"postfach": AT}


def test_nobody_waits_for_a_source_that_was_taken_out_of_the_settings(engine, tmp_path):
    lose_source(engine, "postfach", AT)
    (tmp_path / "inbox").mkdir()

    receive_folder(engine, tmp_path / "inbox", tmp_path / "archive", AT)

    assert sources_away(engine) == {}
