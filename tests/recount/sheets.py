"""Workbooks and tables of data as a reader has them: `read_book(path)`, `read_table(path)`, `read_leaves(path)`."""

import csv
import json
from decimal import Decimal

import openpyxl

from tests.recount.printed import Printed


class Book(dict):
    """The sheets by name, each a list of rows of texts; `printed` holds every text of the workbook."""

    printed = ()


def number_text(value):
    """A number as text, whatever decimals the file gave it: 170000.0 -> 170000; unknown is empty."""
    if value is None:
        return ""
    exact = Decimal(str(value)).normalize()
    return format(exact or Decimal(0), "f")


def read_book(path):
    """All cells of a workbook; a cell that is empty is an empty text."""
    book = Book()
    for sheet in openpyxl.load_workbook(path, data_only=True):
        place = (path.name, sheet.title)
        book[sheet.title] = [
            [Printed(_text(value), place) for value in row] for row in sheet.iter_rows(values_only=True)
        ]
    book.printed = [cell for rows in book.values() for row in rows for cell in row]
    return book


def _text(value):
    return " ".join(value.split()) if isinstance(value, str) else number_text(value)


def read_table(path):
    """The rows of a CSV file by the names of its columns."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: Printed(text, (path.name, "")) for name, text in row.items()} for row in csv.DictReader(file)
        ]  # fmt: skip


def read_leaves(text, file):
    """The same JSON with every text and number in it as a printed text."""
    return _leaf(json.loads(text), (file, ""))


def _leaf(value, place):
    if isinstance(value, dict):
        return {name: _leaf(one, (place[0], place[1] or name)) for name, one in value.items()}
    if isinstance(value, list):
        return [_leaf(one, place) for one in value]
    if isinstance(value, bool) or value is None:
        return value
    return Printed(_text(value), place)


def leaves(value):
    """Every printed text in it."""
    if isinstance(value, Printed):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)
