"""Hostile files, made by code: small on disk, the same bytes every time.

`WORKBOOKS`, `BOMBS` and `CONTAINERS` name them all; each is a `Hostile`: how its bytes are made, and what we say of it.
The raw zip below can say what no honest program writes: wrong sizes, the same bytes many times over.
"""

import random
import struct
import zlib
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

from schemas.finding import cell_address
from schemas.form.submission import HEAD
from tests.factories import BY_FORM, OCTOBER_FORMS
from tests.factories_envelopes import attribute, ber, make_signed, make_tnef, nest_signed, nest_tnef, properties
from tests.factories_mail import FROM, make_raw
from tests.factories_workbook import (
    PUPILS,
    Formula,
    change_part,
    make_book,
    make_csv,
    make_form,
    make_head,
    make_ods,
    make_rows,
    make_xls,
    school_grid,
)

SHEET, TEXTS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>"
LAUGHS += "".join(f"<!ENTITY a{level} '{f'&a{level - 1};' * 10}'>" for level in range(1, 10)) + "]>"
OUTSIDE = "<!DOCTYPE x [<!ENTITY a9 SYSTEM 'file:///etc/passwd'>]>"
NAME = "Meldung_169468_2026-10"
ROW = ["05", 41, 20]


class Hostile(NamedTuple):
    """One hostile file. `rule` is what we say of it; `is_read`: its figures are taken all the same."""

    make: Callable[[], bytes]
    rule: str | None = None
    suffix: str = ".xlsx"
    is_read: bool = False


# Raw zips


class Entry(NamedTuple):
    """One file of a raw zip; `size` and `crc` are what the directory says."""

    name: bytes
    packed: bytes
    size: int
    crc: int
    method: int = 8
    flags: int = 0
    attributes: int = 0


def pack(content, name):
    """An entry as every program writes it."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Entry(name.encode(), deflate.compress(content) + deflate.flush(), len(content), zlib.crc32(content))


def pack_often(block, times, name, *, before=b"", after=b""):
    """The same block very often, in no time: a piece of a packed stream that ends cleanly can be repeated."""
    pieces = []
    for content, end in ((before, zlib.Z_FULL_FLUSH), (block, zlib.Z_FULL_FLUSH), (after, zlib.Z_FINISH)):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        pieces.append(packer.compress(content) + packer.flush(end))
    crc = zlib.crc32(before)
    for _ in range(times):
        crc = zlib.crc32(block, crc)
    size = len(before) + len(block) * times + len(after)
    return Entry(name.encode(), pieces[0] + pieces[1] * times + pieces[2], size, zlib.crc32(after, crc))


def write_zip(*entries, shared=False):
    """A zip of these entries. `shared`: the bytes of the first one belong to all."""
    body, directory = bytearray(), bytearray()
    for number, one in enumerate(entries):
        offset = 0 if shared else len(body)
        fields = struct.pack(
            "<HHHHHLLLHH", 20, one.flags, one.method, 0, 33, one.crc, len(one.packed), one.size, len(one.name), 0
        )
        if not (shared and number):
            body += b"PK\x03\x04" + fields + one.name + one.packed
        tail = struct.pack("<HHHLL", 0, 0, 0, one.attributes, offset)
        directory += b"PK\x01\x02" + struct.pack("<H", 0x0314) + fields + tail + one.name
    count = len(entries) & 0xFFFF
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(body), 0)
    return bytes(body + directory) + b"PK\x05\x06" + end


def replace_part(content, entry):
    """The same workbook with one part given raw."""
    with ZipFile(BytesIO(content)) as old:
        kept = [pack(old.read(name), name) for name in old.namelist() if name.encode() != entry.name]
    return write_zip(*kept, entry)


def read_part(content, name):
    with ZipFile(BytesIO(content)) as parts:
        return parts.read(name).decode()


# Workbooks


def plain():
    """A return in which nothing is wrong but that most tables are missing."""
    return make_book(school_grid(ROW))


def change(part, old, new, content=None):
    """The plain workbook with something else in one of its parts."""
    book = content or plain()
    xml = read_part(book, part)
    assert old in xml, old
    return change_part(book, part, xml.replace(old, new, 1).encode())


def with_rows(xml):
    """More rows, as XML."""
    return change(SHEET, "</sheetData>", xml + "</sheetData>")


def with_many(xml, times, before="</sheetData>", part=SHEET, wide=1_000):
    """The same XML very often."""
    head, mark, rest = read_part(plain(), part).partition(before)
    block = xml.encode() * wide
    return replace_part(
        plain(), pack_often(block, times // wide, part, before=head.encode(), after=(mark + rest).encode())
    )


def text_cell(address, text):
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def with_texts(*texts):
    """A foreign column of texts beside the table."""
    return with_rows("".join(f'<row r="{row}">{text_cell(f"H{row}", text)}</row>' for row, text in enumerate(texts, 9)))


def bomb(times=1_000):
    """A sheet of a gigabyte in a megabyte."""
    return replace_part(plain(), pack_often(b" " * (1 << 20), times, SHEET))


def liar():
    """The same, but its directory says that it has 100 bytes."""
    return replace_part(plain(), pack_often(b" " * (1 << 20), 1_000, SHEET)._replace(size=100))


def overlapping():
    """A thousand sheets of ten megabytes, all of them the same bytes."""
    first = pack_often(b"<c/>" * (1 << 18), 10, BOOK)
    return write_zip(first, *(first for _ in range(1_000)), shared=True)


def repacked(method):
    """A gigabyte packed in another way, which needs only a kilobyte, or gigabytes of memory."""
    stream = BytesIO()
    with ZipFile(BytesIO(plain())) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = ZipInfo(name)
            content = bytes(60_000_000) if name == SHEET else old.read(name)
            new.writestr(info, content, method if name == SHEET else ZIP_DEFLATED)
    return stream.getvalue()


def quoted_ods(times=1_000):
    """An ods whose table is a gigabyte of the same rows."""
    book = make_ods(school_grid(ROW))
    head, mark, rest = read_part(book, "content.xml").partition("<table:table-row")
    entry = pack_often(
        b"<table:table-row/>" * 60_000, times, "content.xml", before=head.encode(), after=(mark + rest).encode()
    )
    return replace_part(book, entry)


def declaring(part, declared):
    """A part that declares entities and uses one."""
    old, new = {TEXTS: ("<t>", "<t>&a9;"), SHEET: ("<v>", "<v>&a9;"), BOOK: ('name="', 'name="&a9;')}[part]
    return change(part, "?>", "?>" + declared, change(part, old, new))


def declaring_ods(declared):
    book = make_ods(school_grid(ROW))
    xml = read_part(book, "content.xml").replace("?>", "?>" + declared, 1).replace("<text:p>", "<text:p>&a9;", 1)
    return change_part(book, "content.xml", xml.encode())


def numbered(first, last):
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>5</v></c></row>' for row in range(first, last + 1))
    return with_rows(rows)


def wide_rows():
    """Every one of the 16,384 columns filled, in ten rows."""
    letters = [cell_address(1, column)[:-1] for column in range(1, 16_385)]
    return with_rows(
        "".join(
            f'<row r="{row}">{"".join(f"<c r={chr(34)}{at}{row}{chr(34)}><v>1</v></c>" for at in letters)}</row>'
            for row in range(20, 30)
        )
    )


def many_parts(what):
    """A million of something that stands behind the rows."""
    rule = '<cfRule type="duplicateValues" priority="1"/>'
    blocks = {
        "merged": ("<mergeCells>", '<mergeCell ref="A9:B9"/>', "</mergeCells>"),
        "formats": ("", f'<conditionalFormatting sqref="A1">{rule}</conditionalFormatting>', ""),
    }
    start, one, end = blocks[what]
    xml = read_part(plain(), SHEET)
    head, mark, rest = xml.partition("</sheetData>")
    entry = pack_often(
        one.encode() * 1_000, 1_000, SHEET, before=(head + mark + start).encode(), after=(end + rest).encode()
    )
    return replace_part(plain(), entry)


def many_names():
    return with_many('<definedName name="n">Tabelle1!$A$1</definedName>', 1_000_000, "<calcPr", BOOK)


def many_sheets(count=10_000):
    sheets = "".join(f'<sheet name="Blatt {at}" sheetId="{at}" r:id="rId1"/>' for at in range(2, count))
    return change(BOOK, "</sheets>", sheets + "</sheets>")


def many_comments():
    comments = "".join(
        f'<comment ref="A{row}" authorId="0"><text><t>x</t></text></comment>' for row in range(1, 1_000_001)
    )
    head = '<?xml version="1.0"?><comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return change_part(
        plain(),
        "xl/comments1.xml",
        f"{head}<authors><author/></authors><commentList>{comments}</commentList></comments>".encode(),
    )


def heavy_texts():
    """A text of 32,000 characters in 40,000 cells: 1.3 GB once it is read."""
    book = make_book([*school_grid(ROW), [], ["x" * 32_000]])
    number = read_part(book, TEXTS).count("<si>") - 1
    cells = "".join(f'<c t="s"><v>{number}</v></c>' for _ in range(100))
    return change(
        SHEET,
        "</sheetData>",
        "".join(f'<row r="{row}">{cells}</row>' for row in range(20, 1_220)) + "</sheetData>",
        book,
    )


def many_words():
    """Two hundred thousand cells of different words beside the table: seconds, not milliseconds."""
    rows = "".join(
        f'<row r="{row}">{"".join(f"<c t={chr(34)}str{chr(34)}><v>{row} {at} Wort</v></c>" for at in range(40))}</row>'
        for row in range(20, 4_900)
    )
    return with_rows(rows)


def wrong_rows():
    """Thousands of rows in which everything is wrong."""
    rows = [["05"] + ["ca. 4"] * (len(PUPILS) - 1)] * 2_400
    rows += [["05", 5, 900, *[1000] * (len(PUPILS) - 3)]] * 2_400
    return make_book(school_grid(*rows, headings=PUPILS))


def absurd(number, rows=200, wide=1):
    """A legal return of a thousand rows in which all that can be wrong is wrong; each number gives other bytes."""
    name = ("school", "daycare", "association")[number % 3]
    head = make_head(respondent=BY_FORM[name], remarks=f"Fassung {number}")
    grids = {"Meldung": [[OCTOBER_FORMS[name].title], *([column.title, head[column.name]] for column in HEAD)]}
    for table in OCTOBER_FORMS[name].tables:
        keys = [[_absurd_cell(column, row, wide) for column in table.columns] for row in range(rows)]
        grids[table.name] = [[column.title for column in table.columns], *keys]
    return make_book(grids)


def _absurd_cell(column, row, wide):
    """Parts above their wholes, sums that do not fit, rows twice, and every third figure below zero."""
    if column.code_list:
        titles = list(column.code_list.titles.values())
        return titles[row % len(titles)]
    if not column.is_number:
        return f"{row} " + "x" * wide
    return -row - 1 if row % 3 == 0 else 90 + row if column.meaning.part_of else 7


def with_links():
    """Cells that a spreadsheet would run or open; their saved results are figures and texts."""
    grid = school_grid(["05", Formula("=[1]Tabelle1!A1", 41), Formula("=cmd|' /C calc'!A0", 20)])
    book = change_part(make_book(grid), "xl/externalLinks/externalLink1.xml", b"<externalLink/>")
    links = '<hyperlinks><hyperlink ref="A8" location="javascript:alert(1)" display="x"/></hyperlinks>'
    return change(SHEET, "</sheetData>", "</sheetData>" + links, book)


def named_sheets():
    """Sheet names that want to be a formula, markup, or the end of a quote."""
    grids = {"=1+1": school_grid(ROW), "<b>x</b>": [["Notiz"]], "a'b'c": [["Notiz"]], "'!A1&\"": [["Notiz"]]}
    plain_names = dict(zip(("S0", "S1", "S2", "S3"), grids.values(), strict=True))
    book = make_book(plain_names)
    for at, name in enumerate(grids):
        book = change(BOOK, f'name="S{at}"', f'name="{escape(name, {chr(34): "&quot;"})}"', book)
    return book


def fuzzed_xls(seed):
    """An old workbook with some bytes changed, header and directory included."""
    content, chance = bytearray(make_xls(school_grid(ROW))), random.Random(seed)  # noqa: S311 - the same bytes every time
    for _ in range(40):
        content[chance.randrange(76, len(content))] = chance.randrange(256)
    return bytes(content)


def garbage():
    """What begins as an old workbook and names its stream, and is nothing else."""
    chance = random.Random(1)  # noqa: S311 - the same bytes every time
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + chance.randbytes(50_000) + "Workbook".encode("utf-16-le")


def panicking():
    """Texts that a workbook refers to and that are not there: the library for Excel files panics."""
    return change(SHEET, "<v>0</v>", "<v>99999999</v>")


WORKBOOKS = {
    "laughs in texts": Hostile(lambda: declaring(TEXTS, LAUGHS), "FILE_ENTITIES"),
    "laughs in a sheet": Hostile(lambda: declaring(SHEET, LAUGHS), "FILE_ENTITIES"),
    "laughs in the book": Hostile(lambda: declaring(BOOK, LAUGHS), "FILE_ENTITIES"),
    "laughs in an ods": Hostile(lambda: declaring_ods(LAUGHS), "FILE_ENTITIES", ".ods"),
    "outside in texts": Hostile(lambda: declaring(TEXTS, OUTSIDE), "FILE_ENTITIES"),
    "outside in a sheet": Hostile(lambda: declaring(SHEET, OUTSIDE), "FILE_ENTITIES"),
    "outside in the book": Hostile(lambda: declaring(BOOK, OUTSIDE), "FILE_ENTITIES"),
    "outside in an ods": Hostile(lambda: declaring_ods(OUTSIDE), "FILE_ENTITIES", ".ods"),
    "bzip2": Hostile(lambda: repacked(ZIP_BZIP2), "FILE_BROKEN"),
    "lzma": Hostile(lambda: repacked(ZIP_LZMA), "FILE_BROKEN"),
    "overlapping": Hostile(overlapping, "FILE_UNPACKED_TOO_LARGE"),
    "16,384 columns": Hostile(wide_rows, "FILE_TOO_MANY_CELLS"),
    "small letters": Hostile(
        lambda: with_rows('<row r="20"><c r="xfd1048576"><v>1</v></c></row>'), "STRAY_CELLS", is_read=True
    ),
    "ten thousand sheets": Hostile(many_sheets, "FILE_TOO_MANY_CELLS"),
    "a billion claimed texts": Hostile(
        lambda: change(TEXTS, 'uniqueCount="', 'uniqueCount="1000000000'), "FILE_TOO_COSTLY"
    ),
    "macros": Hostile(lambda: make_book(school_grid(ROW), macros=True), "FILE_MACROS", ".xlsm", is_read=True),
    "links": Hostile(with_links, None, is_read=True),
    "sheet names": Hostile(named_sheets, "SHEET_UNKNOWN", is_read=True),
    "cell of 32,767 characters": Hostile(lambda: with_texts("x" * 32_767), "STRAY_CELLS", is_read=True),
    "cell of 40,000 characters": Hostile(lambda: with_texts("x" * 40_000), "FILE_TOO_MANY_CELLS"),
    "digits": Hostile(lambda: make_book(school_grid(["05", "1" * 32_000 + "x1", 20])), "NUMBER_UNREADABLE"),
    "version": Hostile(
        lambda: make_book({"A": school_grid(ROW), "_meldung": [["form", "school"], ["form_version", "9" * 9_000]]}),
        "FORM_VERSION",
        is_read=True,
    ),
    "NUL": Hostile(lambda: make_csv(school_grid(["05", "4\x001", 20])), "FILE_UNKNOWN", ".csv"),
    "NUL far below": Hostile(
        lambda: make_csv([*school_grid(ROW), *[["", "", ""]] * 2_000, ["\x00Notiz\x00"]]), None, ".csv", is_read=True
    ),
    "lone surrogates": Hostile(
        lambda: with_rows('<row r="20"><c r="H20" t="inlineStr"><is><t>&#xD800;</t></is></c></row>'), "FILE_BROKEN"
    ),
    "lone surrogates in a csv": Hostile(
        lambda: "\ufeff5;\ud800".encode("utf-16-le", "surrogatepass"), "FILE_UNKNOWN", ".csv"
    ),
    "quote without end": Hostile(lambda: make_csv(school_grid(ROW)) + b'"' + b"x" * 500_000, "FILE_UNKNOWN", ".csv"),
    "a million columns": Hostile(lambda: make_csv(school_grid(ROW)) + b"1;" * 1_000_000, "FILE_TOO_MANY_CELLS", ".csv"),
    "a million csv rows": Hostile(
        lambda: make_csv(school_grid(ROW)) + b"05;41;20\r\n" * 1_000_000, "FILE_TOO_MANY_CELLS", ".csv"
    ),
    "garbage": Hostile(garbage, "FILE_BROKEN", ".xls"),
    "panic": Hostile(panicking, "FILE_BROKEN"),
    "manifest bomb": Hostile(
        lambda: write_zip(
            pack(b"application/vnd.oasis.opendocument.spreadsheet", "mimetype"),
            pack(b"<x/>", "content.xml"),
            pack_often(b" " * (1 << 20), 1_000, "META-INF/manifest.xml"),
        ),
        "FILE_UNPACKED_TOO_LARGE",
        ".ods",
    ),
    "encrypted": Hostile(
        lambda: write_zip(pack(b"x", BOOK)._replace(flags=1), pack(b"x", "[Content_Types].xml")), "FILE_PASSWORD"
    ),
    "wrong rows": Hostile(wrong_rows, "FILE_TOO_MANY_ROWS"),
}

# What takes seconds.
BOMBS = {
    "a gigabyte": Hostile(bomb, "FILE_UNPACKED_TOO_LARGE"),
    "a gigabyte that lies": Hostile(liar, "FILE_BROKEN"),
    "a gigabyte of ods": Hostile(quoted_ods, "FILE_UNPACKED_TOO_LARGE", ".ods"),
    "a million rows": Hostile(lambda: numbered(9, 1_000_000), "FILE_TOO_MANY_CELLS"),
    "a million rows without numbers": Hostile(
        lambda: with_many("<row><c><v>5</v></c></row>", 1_000_000), "FILE_TOO_MANY_CELLS"
    ),
    "a million rows with the same number": Hostile(
        lambda: with_many('<row r="20"><c r="A20"><v>5</v></c></row>', 1_000_000), None, is_read=True
    ),
    "too much time": Hostile(lambda: with_many('<row r="99999">', 1_000_000), "FILE_TOO_COSTLY"),
    "a million merged cells": Hostile(lambda: many_parts("merged"), None, is_read=True),
    "a million formats": Hostile(lambda: many_parts("formats"), None, is_read=True),
    "a million names": Hostile(many_names, None, is_read=True),
    "a million comments": Hostile(many_comments, None, is_read=True),
    "three million texts": Hostile(
        lambda: with_many("<si><t>a</t></si>", 3_000_000, "</sst>", TEXTS, 10_000), None, is_read=True
    ),
    "too much memory": Hostile(heavy_texts, "FILE_TOO_COSTLY"),
    "two hundred thousand words": Hostile(many_words, "FILE_TOO_MANY_ROWS"),
}


# Archives and mails


def form(**head):
    """A whole return of the school in which nothing is wrong."""
    return make_form(rows=make_rows(school_arrivals=[]), **head)


def nested_zip(depth, name="a.zip", content=None):
    """Archives inside each other, the innermost with a return."""
    inner = write_zip(pack(form() if content is None else content, f"{NAME}.xlsx"))
    for _ in range(depth - 1):
        inner = write_zip(pack(inner, name))
    return inner


def zip_of_bombs():
    """Sixteen archives of sixteen archives of sixteen megabytes each, in some kilobytes."""
    inner = write_zip(pack_often(bytes(1 << 20), 16, "a.csv"))
    middle = write_zip(*(pack(inner, f"{number}.zip") for number in range(16)))
    return write_zip(*(pack(middle, f"{number}.zip") for number in range(16)))


def zip_of_names():
    """Names that lead out of every folder, a link, one name twice, characters that no screen should be sent."""
    names = [
        b"../../../oben.xlsx", b"/etc/wurzel.xlsx", b"C:\\Windows\\fenster.xlsx", b"zwei.xlsx", b"zwei.xlsx",
        b"rot\x1b[31m.xlsx", b"zeile\r\nBcc: a@b.xlsx", "um\u202exslx.exe.xlsx".encode(), b"=cmd|'!A0.xlsx", b"..",
        b"<img src=x onerror=alert(1)>.xlsx", b"\xff\xfe.xlsx", b"a" * 60_000 + b".xlsx",
    ]  # fmt: skip
    entries = [
        pack(form(remarks=f"Fassung {number}"), "x")._replace(name=name, flags=0x800 if name[:2] == b"um" else 0)
        for number, name in enumerate(names)
    ]
    link = pack(b"/etc/passwd", "link.xlsx")._replace(attributes=0o120777 << 16)
    return write_zip(*entries, link)


def many_attachments(count=10_000):
    return make_raw(*((f'Content-Type: x/y; name="{number}.xlsx"', b"x" * 300) for number in range(count)))


def nested_mail(depth=200):
    lines = [f"From: {FROM}"]
    for _ in range(depth):
        lines += ["Content-Type: message/rfc822", "", f"From: {FROM}"]
    return "\r\n".join([*lines, "", "Ende"]).encode()


def heavy_headers():
    """Five megabytes in one header, a hundred thousand others, and a return."""
    head = f"Subject: {'=?utf-8?q?x?= ' * 300_000}\r\n" + "".join(f"X-{number}: x\r\n" for number in range(100_000))
    disposition = f'Content-Type: x/y; name="{NAME}.xlsx"\r\nContent-Transfer-Encoding: base64'
    return make_raw((disposition, b64encode(form())), head=head)


def tnef_of_billions():
    """It says of itself that it holds four gigabytes, and a billion properties."""
    begins = attribute(0x00069002, bytes(14))
    tail = begins + attribute(0x00069005, properties(count=10**9)) + attribute(0x0006800F, b"x", size=2**32 - 1)
    return make_tnef(tail=tail)


def signed_in_pieces(count=200_000, depth=8):
    """A text in pieces of pieces, each of them nothing, so that whoever looks where one ends looks at all of them."""
    pieces = b"\4\0" * count
    for _ in range(depth):
        pieces = ber(0x24, pieces, endless=True)
    return make_signed(pieces)


def signed_mails(depth=20):
    """A mail that was signed again and again, with archives that grow at its end."""
    return nest_signed(depth, make_raw(('Content-Type: x/y; name="a.zip"', b64encode(zip_of_bombs()))))


CONTAINERS = {
    "winmail without end": Hostile(lambda: nest_tnef(50, form()), "FILE_MAIL", ".dat"),
    "winmail of ten thousand": Hostile(
        lambda: make_tnef(*((f"{number}.xlsx", b"x") for number in range(10_000))), "FILE_MAIL", ".dat"
    ),
    "winmail of bombs": Hostile(lambda: make_tnef(("a.zip", zip_of_bombs())), "FILE_ARCHIVE", ".dat"),
    "winmail of billions": Hostile(tnef_of_billions, "FILE_MAIL", ".dat"),
    "signed without end": Hostile(signed_mails, "FILE_MAIL", ".eml"),
    "signed in pieces of pieces": Hostile(signed_in_pieces, "FILE_MAIL", ".p7m"),
    "signed to gigabytes": Hostile(
        lambda: make_signed(bytes([4, 0x84]) + b"\x7f\xff\xff\xff" + form()), "FILE_MAIL", ".p7m"
    ),
    "archives without end": Hostile(lambda: nested_zip(50), "FILE_ARCHIVE", ".zip"),
    "archive of bombs": Hostile(zip_of_bombs, "FILE_ARCHIVE", ".zip"),
    "archive of ten thousand": Hostile(
        lambda: write_zip(*(pack(b"x", f"{number}.xlsx") for number in range(10_000))), "FILE_ARCHIVE", ".zip"
    ),
    "archive with a password": Hostile(
        lambda: write_zip(pack(b"x", "a.xlsx")._replace(flags=1)), "FILE_PASSWORD", ".zip"
    ),
    "ten thousand attachments": Hostile(many_attachments, "FILE_MAIL", ".eml"),
    "mails without end": Hostile(nested_mail, "FILE_MAIL", ".eml"),
    "heavy headers": Hostile(heavy_headers, None, ".eml", is_read=True),
}
