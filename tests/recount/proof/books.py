"""A year's proof of use and its calls for funds, counted once more: `recount_proof(home, folder, year, due)`.

Read are the two workbooks and their control sheets cell by cell, and the amounts of the two PDFs.
"""

import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import config
from tests.recount.pdf import amounts_of, recount_amounts
from tests.recount.proof.amounts import count_amounts
from tests.recount.proof.control import recount_control
from tests.recount.proof.differences import list_differences
from tests.recount.proof.forms import recount_calls, recount_form
from tests.recount.proof.year import Year
from tests.recount.sheets import read_book

NAMES = ("verwendungsnachweis", "mittelabruf")


def recount_proof(home, folder, year, due):
    """Every cell of the workbooks, and the amounts of the PDFs beside them; `due` is the last month that is due."""
    names = [*NAMES, *(f"{name}-kontrollblatt" for name in NAMES)]
    books = {name: read_book(folder / f"{name}.xlsx") for name in names}
    papers = {name: amounts_of(folder / f"{name}.pdf") for name in NAMES}
    printed = [
        *(cell for book in books.values() for cell in book.printed),
        *(one for told in papers.values() for one in told),
    ]
    return printed, list(recount_books(home, books, papers, (year, due)))


def recount_books(home, books, papers, when):
    """Workbooks, control sheets and PDFs."""
    rules = read_rules(home)
    with closing(sqlite3.connect(home / "warehouse.db")) as connection:
        money = Year(connection, *when)
        amounts = count_amounts(money, rules)
        centre, changed = _centre(connection), _newest_change(connection, money.year)
    said = list(list_differences(money, rules, amounts))
    yield from recount_form(books[NAMES[0]], money, amounts, centre)
    yield from recount_calls(books[NAMES[1]], money, amounts, rules, centre)
    for name in NAMES:
        yield from recount_control(books[f"{name}-kontrollblatt"], money, amounts, (centre, changed, said))
        yield from recount_amounts(papers[name], books[name], said)


def _centre(connection):
    """Number and name of the one whose respondents these are."""
    query = "SELECT centre_id, name FROM centre WHERE centre_id IN (SELECT centre_id FROM respondent)"
    return connection.execute(query).fetchone()


def read_rules(home):
    """Rates, calls and payments: the lists of the home's nachweis.toml before ours."""
    found = {}
    for folder in (Path(config.__file__).parent, home):
        path = folder / "nachweis.toml"
        found |= tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _newest_change(connection, year):
    query = "SELECT max(max(accepted_at, coalesce(superseded_at, ''))) FROM submission WHERE month LIKE ?"
    return connection.execute(query, (f"{year}-%",)).fetchone()[0]
