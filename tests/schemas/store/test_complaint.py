"""What databases and drivers say in English, staff read in German."""

import sqlite3

import pytest
from sqlalchemy.exc import OperationalError

from schemas.store.complaint import AWAY, explain_error

TO = 'connection failed: connection to server at "127.0.0.1", port 5432 failed: '
RESOLVED = """connection failed: Multiple connection attempts failed. All failures were:
- host: 'db.example', port: 5432, hostaddr: '::1': connection failed: Network is unreachable
- host: 'db.example', port: 5432, hostaddr: '127.0.0.1': connection failed: Connection refused"""


def complain(said):
    return explain_error(OperationalError("SELECT 1", {"name": "geheim"}, sqlite3.OperationalError(said)))


@pytest.mark.parametrize(
    "said",
    [
        f"{TO}Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?",
        f"{TO}FATAL:  the database system is shutting down",
        f"{TO}FATAL:  the database system is starting up",
        f"{TO}server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
        "terminating connection due to administrator command",
        "consuming input failed: server closed the connection unexpectedly",
        "the connection is lost",
        "the connection is closed",
        f"{TO}Connection timed out",
        f"{TO}No such file or directory\n\tIs the server running locally and accepting connections on that socket?",
        RESOLVED,
    ],
)
def test_a_server_that_stops_is_gone_or_starts_is_one_fault(said):
    """Staff are told once of each sentence: with others for each second of it they would be told several times."""
    assert complain(said) == AWAY


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (f'{TO}FATAL:  database "x" does not exist', "die Datenbank gibt es auf dem Server nicht"),
        (f'{TO}FATAL:  password authentication failed for user "x"', "der Server weist Rolle oder Kennwort ab"),
        (f"{TO}FATAL:  sorry, too many clients already", "der Server nimmt gerade keine weitere Verbindung an"),
        ("something new\nand its details", "something new"),
    ],
)
def test_other_faults_are_others(said, told):
    assert complain(said) == told
