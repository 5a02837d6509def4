"""The mistakes people make (domain.md section 7), as the demo makes them. One way in: `MISTAKES`.

A mistake in the figures changes what stands in the file, and sometimes what is true then (a "k. A." is no figure);
a mistake with the file changes its bytes. Each says whether the return can be used all the same.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from random import Random

from schemas.form.forms import KINDS, TABLES, form_in
from schemas.form.layout import SHEETS
from schemas.form.submission import HEAD
from tasks.invent.school import InventedRows


@dataclass(frozen=True)
class Mistake:
    """What goes wrong: `figures` changes (written, true) rows, `file` the bytes and the file name's ending."""

    name: str
    is_usable: bool
    figures: Callable[[InventedRows, InventedRows, Random], None] | None = None
    file: Callable[[bytes], bytes] | None = None
    ending: str = ".xlsx"
    kinds: tuple[str, ...] = tuple(KINDS)
    weight: int = 1


def main_cell(rows: InventedRows, stream: Random) -> tuple[str, int, str]:
    """A figure of the form's first table: its table, row and column."""
    table = next(iter(rows))
    row = stream.randrange(len(rows[table]))
    column = next(column.name for column in TABLES[table].figures if rows[table][row].get(column.name) is not None)
    return table, row, column


def _put(pattern: str) -> Callable[[InventedRows, InventedRows, Random], None]:
    """Write a text instead of a figure; `{}` is the figure itself."""

    def spoil(written: InventedRows, _true: InventedRows, stream: Random) -> None:
        table, row, column = main_cell(written, stream)
        written[table][row][column] = pattern.format(written[table][row][column])

    return spoil


def _leave_out(text: str | None) -> Callable[[InventedRows, InventedRows, Random], None]:
    """Answer that there is no answer, or nothing: the last figure of a row is missing then."""

    def spoil(written: InventedRows, true: InventedRows, stream: Random) -> None:
        table = next(iter(written))
        row = stream.randrange(len(written[table]))
        column = [one.name for one in TABLES[table].figures if one.name in written[table][row]][-1]
        written[table][row][column] = text
        true[table][row][column] = None

    return spoil


def _part_above_whole(written: InventedRows, _true: InventedRows, stream: Random) -> None:
    table = next(iter(written))
    row = written[table][stream.randrange(len(written[table]))]
    column = next(column for column in TABLES[table].figures if column.meaning.part_of)
    row[column.name] = row[column.meaning.part_of[0]] + stream.randint(3, 9)


def _with_euro_sign(written: InventedRows, _true: InventedRows, stream: Random) -> None:
    row = stream.choice(written["offer_funds"])
    whole, cents = divmod(round(row["granted_eur"] * 100), 100)
    row["granted_eur"] = f"{whole:,}".replace(",", ".") + f",{cents:02d} €"


def _forget_main_table(written: InventedRows, _true: InventedRows, _stream: Random) -> None:
    """The first sheet stays as it came; all others are filled in."""
    for row in written[next(iter(written))]:
        row.update(dict.fromkeys((column.name for column in TABLES[next(iter(written))].figures), None))


def _add_sums(written: InventedRows, _true: InventedRows, _stream: Random) -> None:
    """Below the offers stands what they are together, and a part of it."""
    figures = [column.name for column in TABLES["offers"].figures]
    sums = {name: sum(row.get(name) or 0 for row in written["offers"]) for name in figures}
    written["offers"] += [{"title": "Angebote gesamt"} | sums, {"title": "davon Frauen", "participants": 3}]


def _rename_sheets(book: bytes) -> bytes:
    """The second and third sheet get Excel's own names."""

    def rename(xml: str) -> str:
        names = re.findall(r'<sheet name="([^"]+)"', xml)
        for number, name in enumerate([name for name in names if name in SHEETS.values()], 2):
            xml = xml.replace(f'name="{name}"', f'name="Tabelle{number}"').replace(f"'{name}'!", f"Tabelle{number}!")
            xml = xml.replace(f">{name}!", f">Tabelle{number}!")
        return xml

    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(entry, rename(part.decode()) if entry.filename == "xl/workbook.xml" else part)
    return stream.getvalue()


_SCAN = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
_PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x48\x00\x48\x00\x00" + bytes(range(256)) * 8 + b"\xff\xd9"


def _protected(_: bytes) -> bytes:
    name = "EncryptedPackage".encode("utf-16-le")
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1_016) + name + bytes(3_000)


def write_legacy_csv(form: str, head: dict[str, str], rows: InventedRows) -> bytes:
    """The return as an old program exports it: semicolons, cp1252, one table below the other."""
    text = io.StringIO()
    out = csv.writer(text, delimiter=";", lineterminator="\r\n")
    out.writerows([column.title, head.get(column.name, "")] for column in HEAD)
    for table in form_in(form, head["month"]).tables:
        if table.name not in rows:
            continue
        out.writerows([[], [table.title], [column.title for column in table.columns]])
        for row in rows[table.name]:
            values = (row.get(column.name) for column in table.columns)
            out.writerow(str(value).replace(".", ",") if isinstance(value, float) else value for value in values)
    return text.getvalue().encode("cp1252", errors="replace")


def spoil_figures(mistake: Mistake | None, rows: InventedRows, stream: Random) -> tuple[InventedRows, InventedRows]:
    """What is written and what is true."""
    written, true = deepcopy(rows), deepcopy(rows)
    if mistake and mistake.figures:
        mistake.figures(written, true, stream)
    return written, true


MISTAKES: tuple[Mistake, ...] = (
    Mistake("unit", is_usable=True, figures=_put("{} Personen"), weight=3),
    Mistake("blank in number", is_usable=True, figures=_put(" {}\u202f"), weight=2),
    Mistake("k. A.", is_usable=True, figures=_leave_out("k. A."), weight=3),
    Mistake("dash", is_usable=True, figures=_leave_out("–"), weight=3),
    Mistake("euro sign", is_usable=True, figures=_with_euro_sign, kinds=("association",), weight=4),
    Mistake("renamed sheets", is_usable=True, file=_rename_sheets, weight=3),
    Mistake("csv", is_usable=True, ending=".csv", weight=3),
    Mistake("figure forgotten", is_usable=True, figures=_leave_out(None), weight=2),
    Mistake("sums among offers", is_usable=True, figures=_add_sums, kinds=("association",), weight=4),
    Mistake("main table forgotten", is_usable=False, figures=_forget_main_table, kinds=("school", "daycare"), weight=4),
    Mistake("about", is_usable=False, figures=_put("ca. {}"), weight=4),
    Mistake("less than", is_usable=False, figures=_put("<{}"), weight=2),
    Mistake("sum", is_usable=False, figures=_put("{} + 3"), weight=2),
    Mistake(
        "part above whole",
        is_usable=False,
        figures=_part_above_whole,
        kinds=("school", "daycare", "association"),
        weight=6,
    ),
    Mistake("other month in name", is_usable=False, weight=2),
    Mistake("mistyped number", is_usable=False, kinds=("school",), weight=5),
    Mistake("last month's file", is_usable=False, weight=2),
    Mistake("scan", is_usable=False, file=lambda _: _SCAN, ending=".pdf", weight=2),
    Mistake("photo", is_usable=False, file=lambda _: _PHOTO, ending=".jpg", weight=1),
    Mistake("empty", is_usable=False, file=lambda _: b"", weight=1),
    Mistake("broken", is_usable=False, file=lambda book: book[: len(book) // 2], weight=2),
    Mistake("password", is_usable=False, file=_protected, weight=1),
)
