"""What the README says is so: each command stands in its one table, each file that it names exists."""

import re
from pathlib import Path

import pytest

from flows.command.parser import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"(?<![\w/])(?:config|schemas|tasks|flows|tests)/[\w/.]*\w", README)))


def test_each_command_stands_in_the_table_and_no_other():
    rows = [line for line in README.splitlines() if re.match(r"\| `[\w-]+`( `[\w-]+`)* \|", line)]
    named = [name for row in rows for name in re.findall(r"`([\w-]+)`", row.split("|")[1]) if not name.isupper()]

    assert sorted(named) == sorted(COMMANDS)


@pytest.mark.parametrize("path", PATHS)
def test_each_file_that_it_names_is_there(path):
    assert (ROOT / path).exists()


def test_it_stays_a_page_for_three_readers():
    doors = re.findall(r"^## (.+)$", README, re.MULTILINE)

    assert doors == ["Staff", "Analysts", "People who change it"]
    assert len(README.splitlines()) <= 200
