"""The commands of the count, as staff call them: what a command refuses is no product."""

import pytest

from tests.recount.calls import _run

REFUSES = "import sys; sys.stderr.write('monatsbericht: Bitte zuerst umstellen'); sys.exit(1)"
FINDS_SOMETHING_MISSING = "import sys; print('Es fehlt ein Monat.'); sys.exit(1)"


def test_what_a_command_refuses_is_told_with_its_reason():
    with pytest.raises(RuntimeError, match="Bitte zuerst umstellen"):
        _run(REFUSES)


def test_what_a_command_finds_missing_is_no_refusal():
    assert _run(FINDS_SOMETHING_MISSING) == "Es fehlt ein Monat.\n"
