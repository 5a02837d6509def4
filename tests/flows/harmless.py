"""Whether anything that we wrote could run: `check_files(folder)` looks into every page, workbook and csv there."""

import csv
import re
from html.parser import HTMLParser
from io import BytesIO
from zipfile import ZipFile

import openpyxl

STARTS = ("=", "+", "-", "@", "\t", "\r")
TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "nav", "article", "aside",
    "h1", "h2", "h3", "h4", "p", "ol", "ul", "li", "dl", "dt", "dd", "div", "span", "table", "caption", "colgroup",
    "col",
    "thead", "tbody", "tfoot", "tr", "th", "td", "br", "strong", "em", "b", "i", "a", "abbr", "small", "time", "figure",
    "figcaption", "svg", "g", "path", "text", "tspan", "rect", "line", "circle", "defs", "clippath", "desc",
    "sup", "sub",
    "details", "summary", "hr", "wbr",
}  # fmt: skip
OUR_FUNCTIONS = {
    "ABS", "AND", "CELL", "CHAR", "CHOOSE", "COLUMN", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "ERROR.TYPE",
    "EXACT", "FIND", "FIXED", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISNUMBER",
    "ISTEXT", "LEFT", "LEN", "LOWER", "MATCH", "MAX", "MID", "MIN", "MOD", "N", "NA", "NOT", "OR", "RIGHT", "ROUND",
    "ROW", "SMALL", "SUBSTITUTE", "SUBTOTAL", "SUM", "SUMIF", "SUMPRODUCT", "TEXT", "TRIM", "VALUE",
}  # fmt: skip
_STRING, _FUNCTION = re.compile(r'"(?:[^"]|"")*"'), re.compile(r"([A-Za-z][A-Za-z0-9._]*)\(")


class _Page(HTMLParser):
    """Refuses what loads or runs; keeps the text."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text = ""

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name in {"href", "src", "xlink:href"}:
                assert value.startswith(("#", "https://", "mailto:", "tabellen.xlsx", "bericht.pdf", "daten/")), value

    def handle_data(self, data):
        self.text += data


def check_page(page):
    """A page holds no element that we do not write ourselves, no handler and no foreign address; returns its text."""
    parser = _Page()
    parser.feed(page)
    parser.close()
    return parser.text


def check_workbook(content):
    """No macro, link to another file, or formula that is not ours; returns all texts of its cells."""
    with ZipFile(BytesIO(content)) as parts:
        names = parts.namelist()
        assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
        for name in names:
            if name.endswith(".rels"):
                assert b"TargetMode" not in parts.read(name), name
    texts = []
    for sheet in openpyxl.load_workbook(BytesIO(content)):
        for cell in (cell for row in sheet.iter_rows() for cell in row):
            if cell.data_type == "f":
                assert is_ours(str(getattr(cell.value, "text", cell.value))), cell.value
            if isinstance(cell.value, str):
                texts.append(cell.value)
            if cell.hyperlink:
                assert cell.hyperlink.location
                assert not cell.hyperlink.target
    return texts


def is_ours(formula):
    """What sums, counts, compares and shows an error: no function that reaches out, no other program, no other file."""
    code = _STRING.sub('""', formula)
    links = re.findall(r"HYPERLINK\((.{11})", formula)
    return (
        set(_FUNCTION.findall(code)) <= OUR_FUNCTIONS
        and not set(code) & set("|[]\\")
        and all(link.startswith(('"#', "_pruefung!$")) for link in links)
    )


def check_csv(content):
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(STARTS) or cell.lstrip("+-").replace(".", "").isdigit(), cell


def check_files(folder):
    """Look into every file of a folder; returns how many there were."""
    count = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        count += 1
        assert path.name.isprintable()
        if path.suffix == ".html":
            check_page(path.read_text(encoding="utf-8"))
        elif path.suffix == ".xlsx":
            check_workbook(path.read_bytes())
        elif path.suffix == ".csv":
            check_csv(path.read_bytes())
    return count
