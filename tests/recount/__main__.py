"""Count every number of a long demo's steering page, proof and review once more: `python -m tests.recount --home HOME`.

HOME is that of `monatsbericht demo --months 60`; it is copied and not changed. The commands are called as staff would
on 28 July 2027, when June is the last month that is due. Exit code 1 where a number differs, or another story is told
than was planted.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.recount.page import read_page
from tests.recount.proof import recount_proof
from tests.recount.review import recount_review
from tests.recount.steering import recount_steering
from tests.recount.story import tell_story

MONTH, YEARS, YEAR = "2027-06", ("2022-01", "2027-06"), "2026"
IN_JULY = """
import sys
from datetime import datetime
from config import clock
from flows.command.cli import main
clock.now = lambda: datetime(2027, 7, 28, 9)
sys.exit(main(sys.argv[1:]))
"""


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.recount", description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        shutil.copytree(asked.home, home, ignore=shutil.ignore_patterns("archive", "log", "inbox", "prefect"))
        (home / "archive").symlink_to((asked.home / "archive").resolve())
        return 1 if sum(show(title, found) for title, found in products(home)) else 0


def products(home):
    """Each product with what is told and counted of it."""
    call(home, "review", "--from", YEARS[0][:4], "--to", YEARS[1][:4])
    call(home, "nachweis", "--year", YEAR)
    page, review = write_steering(home, MONTH), home / "reviews" / f"{YEARS[0][:4]}-{YEARS[1][:4]}"
    yield f"Steuerung {MONTH}", list(recount_steering(home, read_page(page), MONTH))
    yield f"Nachweis {YEAR}", list(recount_proof(home, home / "nachweis" / YEAR, YEAR))
    yield "Rückblick", list(recount_review(home, review, *YEARS))
    yield "Was geschah", list(tell_story(home, review, lambda month: write_steering(home, month)))


def write_steering(home, month):
    """The page of a month."""
    call(home, "steering", "--month", month)
    return home / "steuerung.html"


def call(home, *arguments):
    """Run a command; what it finds missing is no failure of the count."""
    done = subprocess.run(
        [sys.executable, "-c", IN_JULY, arguments[0], "--home", str(home), *arguments[1:]],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode not in {0, 1}:
        raise RuntimeError(done.stdout + done.stderr)


def show(title, found):
    """How many were counted, and those that differ; True where one does."""
    wrong = [one for one in found if one[1] != one[2]]
    sys.stdout.write(f"{title}: {sum(map(size, found)):,} counted, {len(wrong)} lines differ\n")
    for place, told, counted in wrong[:20]:
        sys.stdout.write(f"    {place}\n        told    {told}\n        counted {counted}\n")
    return bool(wrong)


def size(one):
    """How many numbers a line has."""
    rows = one[1] if isinstance(one[1], list) else [one[1]]
    return sum(len(row) if isinstance(row, list) else 1 for row in rows)


if __name__ == "__main__":
    sys.exit(main())
