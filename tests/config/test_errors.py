"""The sentences that people read when something is to be mended."""

import errno
import os

import pytest

from config import errors
from config.errors import (
    OS_REASONS,
    FaultError,
    GateError,
    IntakeError,
    MailError,
    MonatsberichtError,
    OutageError,
    SourceError,
    TargetError,
    explain_failure,
    explain_os_error,
    raise_problems,
)

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, MonatsberichtError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_exception_of_ours_is_in_the_tree_and_explained(kind):
    assert issubclass(kind, MonatsberichtError)
    assert kind.__doc__.endswith(".")
    assert kind.__name__ in errors.__doc__


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (IntakeError(("a.xlsx: kein Zugriff",)), "Eine Datei im Eingang ließ sich nicht aufnehmen"),
        (FaultError(("7 (a.xlsx)",)), "An einer Lieferung ist das Programm gescheitert"),
    ],
    ids=["inbox", "fault"],
)
def test_a_sentence_names_the_files_and_says_what_to_do(error, said):
    assert str(error).startswith(said)
    assert "a.xlsx" in str(error)
    assert str(error).endswith(".")


def test_many_files_are_cut_short():
    said = str(IntakeError(tuple(f"{number}.xlsx: weg" for number in range(40))))

    assert said.startswith("40 Dateien")
    assert "4.xlsx: weg …" in said
    assert "5.xlsx" not in said


@pytest.mark.parametrize("number", OS_REASONS, ids=errno.errorcode.get)
def test_what_the_machine_refuses_is_said_in_german(number):
    assert explain_os_error(OSError(number, os.strerror(number))) == OS_REASONS[number]


def test_a_full_disk_is_known_by_the_words_of_sqlite():
    assert explain_os_error(RuntimeError("database or disk is full")) == OS_REASONS[errno.ENOSPC]


@pytest.mark.parametrize("words", ["database disk image is malformed", "file is not a database"])
def test_so_is_a_damaged_warehouse_with_the_way_back(words):
    assert "monatsbericht restore" in explain_failure(RuntimeError(words))


@pytest.mark.parametrize("error", [OSError(errno.ENOENT, "no"), OSError("no number"), ValueError("no")])
def test_what_cannot_be_mended_at_a_desk_has_no_words(error):
    assert explain_os_error(error) is None


def test_without_problems_nothing_is_raised():
    raise_problems([])


def test_one_problem_is_raised_as_it_is():
    with pytest.raises(IntakeError):
        raise_problems([IntakeError(("a.xlsx: weg",))])


@pytest.mark.parametrize("number", [1, 2])
def test_what_was_done_all_the_same_is_told_with_the_problems(number):
    with pytest.raises(OutageError) as raised:
        raise_problems([MailError("Der Mailserver ist aus.")] * number, [{"new": 3}])

    assert raised.value.done == ({"new": 3},)


def test_servers_that_were_away_are_an_outage():
    with pytest.raises(OutageError, match=r"Quelle „cloud“.*Der Mailserver"):
        raise_problems([SourceError(("Quelle „cloud“: aus.",)), MailError("Der Mailserver ist aus.")])


def test_problems_of_one_run_are_about_each_of_them_as_when_they_come_alone():
    source, target = SourceError(("a",), ("fern ",)), TargetError(("b",), ("land ",))
    with pytest.raises(OutageError) as raised:
        raise_problems([source, target, MailError("3 Mails warten: der Server ist aus.")])

    others = [source.about, target.about, MailError("4 Mails warten: der Server ist aus.").about]
    assert raised.value.about.split() == others


def test_an_outage_beside_a_fault_is_no_mere_outage():
    with pytest.raises(MonatsberichtError) as raised:
        raise_problems([SourceError(("Quelle „cloud“: aus.",)), FaultError(("7 (a.xlsx)",))])

    assert not isinstance(raised.value, OutageError)
    assert "cloud" in str(raised.value)
    assert "a.xlsx" in str(raised.value)


@pytest.mark.parametrize(("other", "kind"), [(GateError("September."), GateError), (FaultError(("7",)), None)])
def test_several_reports_that_are_held_are_held_and_nothing_else(other, kind):
    with pytest.raises(MonatsberichtError) as raised:
        raise_problems([GateError("Oktober."), other])

    assert type(raised.value) is (kind or MonatsberichtError)
