"""`completion`, as bash uses it."""

import subprocess

import pytest

from flows.command.cli import main

ASK = """
{script}
COMP_WORDS=(monatsbericht {words}) COMP_CWORD={number}
_monatsbericht
echo "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["rer"], "rerun"),
        (["remind", "--l"], "--list"),
        (["--home", "hagen", "export", "--f"], "--from --format"),
        (["report", "--ver"], "--version"),
        (["--ver"], "--version"),
        (["check", "meldung"], ""),
    ],
)
def test_bash_is_offered_what_can_come_next(words, offered, capsys):
    assert main(["completion"]) == 0
    script = ASK.format(script=capsys.readouterr().out, words=" ".join(words), number=len(words))
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.split() == offered.split()
