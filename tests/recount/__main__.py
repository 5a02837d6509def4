"""Count every number of a long demo's steering page, proof and review once more: `python -m tests.recount --home HOME`.

HOME is that of `monatsbericht demo --months 60`; it is copied and not changed. Exit code 1 where a number differs or
was not counted, or where another story is told than was planted.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from functools import partial
from pathlib import Path

from tests.recount.calls import ask_views, call
from tests.recount.german import shift
from tests.recount.page import read_page
from tests.recount.printed import differing, take_census
from tests.recount.proof.books import recount_proof
from tests.recount.review.paper import recount_review
from tests.recount.sheets import leaves, read_book, read_leaves
from tests.recount.steering.record import recount_record
from tests.recount.steering.view import recount_steering
from tests.recount.story import Told, tell_story

CONTROL = "verwendungsnachweis-kontrollblatt.xlsx"
PUBLISHED = "SELECT DISTINCT month FROM publication WHERE manifest IS NOT NULL ORDER BY month"
MOST_SHOWN = 20


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.recount", description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--year", default="2026", help="the year of the proof of use")
    parser.add_argument("--without-story", action="store_true", help="only numbers: a part of the city has no story")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        shutil.copytree(asked.home, home, ignore=shutil.ignore_patterns("archive", "log", "inbox", "prefect", "*.pid"))
        return 1 if recount_home(home, asked.year, with_story=not asked.without_story) else 0


def recount_home(home, year, *, with_story):
    """Write the three products into a home and count them; how many lines differ or are not counted."""
    months, wrong = published_months(home), 0
    day = f"{shift(months[-1], 1)}-20"  # when the last month is due, and no other
    for title, (printed, claims) in write_products(home, months, year, partial(call, day, home)):
        wrong += show(title, take_census(printed, claims))
    if with_story:
        claims = list(tell_story(home, listen(home, day, months, year)))
        wrong += show_story(claims)
    return wrong


def write_products(home, months, year, call):
    """Each product with its texts and the claims on them; `call` runs a command and returns what it says."""
    month, first, last = months[-1], months[0][:4], months[-1][:4]
    call("steering", "--month", month)
    record = call("steering", "--month", month, "--json")
    yield f"Steuerung {month}", recount_view(home, record, month)
    call("nachweis", "--year", year)
    call("nachweis", "--year", year, "--abruf")
    yield f"Nachweis {year}", recount_proof(home, home / "nachweis" / year, year, month)
    call("review", "--from", first, "--to", last)
    yield "Rückblick", recount_review(home, home / "reviews" / f"{first}-{last}", f"{first}-01", month)


def recount_view(home, record, month):
    """The page of a month and the record for machines beside it."""
    page, record = read_page(home / "steuerung.html"), read_leaves(record, "steering --json")
    claims = [*recount_steering(home, page, month), *recount_record(record, page, home, month)]
    return [*page.printed, *leaves(record)], claims


def listen(home, day, months, year):
    """What the products say of all these months."""
    ask_views(day, home, home / "views", months)
    views = {one: read_leaves((home / "views" / f"{one}.json").read_text(encoding="utf-8"), one) for one in months}
    review = read_page(home / "reviews" / f"{months[0][:4]}-{months[-1][:4]}" / "rueckblick.html")
    proofs = {}
    for one in dict.fromkeys((year, months[-1][:4])):
        call(day, home, "nachweis", "--year", one)
        rows = read_book(home / "nachweis" / one / CONTROL)["Zahlen"]
        proofs[one] = {row[0]: row[2] for row in rows[5:] if row[0]}
    return Told(views, review, proofs)


def published_months(home):
    """The months with a report, in their order."""
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        return [one for (one,) in connection.execute(PUBLISHED)]


def show(title, lines):
    """A line a table, then the product; how many of its lines are wrong."""
    found, counted, constant = (
        sum(getattr(one, name) for one in lines.values()) for name in ("found", "counted", "constant")
    )
    different, uncounted = (
        sum(len(getattr(one, name)) for one in lines.values()) for name in ("different", "uncounted")
    )
    for (file, table), one in lines.items():
        if one.found or one.different:
            say(f"    {one.found:6,} found {one.counted:6,} counted {len(one.different):3} different   {file}  {table}")
        for place, told, own in one.different[:MOST_SHOWN]:
            say(f"        {place}\n            printed {told}\n            counted {own}")
        for text in one.uncounted[:MOST_SHOWN]:
            say(f"        not counted: {text}")
    said = f"{title}: {found:,} numbers found, {counted:,} counted, {constant} constants of a method, "
    say(f"{said}{different} differences, {uncounted} texts not counted\n")
    return different + uncounted


def show_story(claims):
    wrong = differing(claims)
    say(f"Story: {len(claims):,} statements, {len(wrong)} told otherwise than planted or true")
    for place, told, planted in wrong:
        say(f"    {place}\n        told    {told}\n        planted {planted}")
    return len(wrong)


def say(text):
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
