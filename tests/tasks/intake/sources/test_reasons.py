"""What is seen of a server that is away changes from minute to minute; that it is away does not."""

import errno
import os
import socket
import ssl
from types import SimpleNamespace

import pytest

from config.errors import SourceError, UnreachableError
from config.sources import Source
from tasks.intake.sources.reasons import LATE_READING, LATE_SENDING, explaining, tell_apart

SOURCE = Source(name="fern", url="webdavs://cloud.example/meldungen")


class AnsweredError(Exception):
    """As httpx complains of an answer."""

    def __init__(self, status):
        super().__init__("geheim")
        self.response = SimpleNamespace(status_code=status)


def reason(error):
    with pytest.raises(UnreachableError) as caught, explaining(SOURCE, 9.0):
        raise error
    assert "geheim" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "x"), "der Server cloud.example nimmt keine Verbindung an"),
        (ConnectionResetError(errno.ECONNRESET, "x"), "die Verbindung ist abgebrochen"),
        (EOFError(), "die Verbindung ist abgebrochen"),
        (TimeoutError(), "der Server cloud.example antwortet nicht (9 s gewartet)"),
        (
            OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH)),
            "der Server cloud.example ist nicht zu erreichen",
        ),
        (ssl.SSLError("geheim"), "mit dem Server cloud.example kommt keine verschlüsselte Verbindung zustande"),
        (AnsweredError(503), "der Server cloud.example antwortet mit dem Fehler 503"),
    ],
)
def test_what_may_pass_is_one_trouble_of_the_source(error, said):
    found = str(reason(error))

    assert found == said
    assert tell_apart("fern", found) == "fern "


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (AnsweredError(401), "die Anmeldung wurde abgelehnt; bitte MONATSBERICHT_SOURCE_FERN_USER"),
        (AnsweredError(404), "den Ordner gibt es dort nicht"),
        (AnsweredError(418), "der Server cloud.example lehnt ab, was verlangt wird (Fehler 418)"),
        (socket.gaierror(8, "geheim"), "den Server cloud.example gibt es nicht"),
        (ssl.SSLCertVerificationError("geheim"), "das Zertifikat des Servers cloud.example ist nicht gültig"),
        (PermissionError(errno.EACCES, "x"), "die Berechtigung fehlt"),
        (ZeroDivisionError("geheim"), "unerwarteter Fehler (ZeroDivisionError)"),
    ],
)
def test_what_somebody_has_to_mend_is_another(error, said):
    found = str(reason(error))

    assert found.startswith(said)
    assert tell_apart("fern", found) == f"fern {found}"


@pytest.mark.parametrize("late", [LATE_READING, LATE_SENDING])
def test_a_server_that_is_slow_may_be_quick_again(late):
    assert tell_apart("fern", late) == "fern "


def test_of_two_sources_that_are_away_staff_hear_of_each():
    one, both = SourceError(("a",), ("fern ",)).about, SourceError(("b", "c"), ("fern ", "nah ")).about

    assert both.split()[0] == one
    assert len(set(both.split())) == 2
