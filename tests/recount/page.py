"""A published page as a reader has it: `read_page(path)` gives its chapters with their sentences and tables."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.recount.printed import Printed

BLOCKS = {"title", "h1", "h2", "h3", "p", "li", "dt", "dd", "caption", "th", "td", "summary"}
UNSEEN = {"style", "script"}


class Rows(list):
    """The rows of a table, with its caption and the heads of its columns."""

    caption = ""
    heads = ()


@dataclass
class Chapter:
    """A heading, what stands under it in its order as (element, text), and its tables by caption."""

    title: str
    texts: list = field(default_factory=list)
    tables: dict = field(default_factory=dict)

    @property
    def sentences(self):
        """Paragraphs and points, in their order."""
        return [text for tag, text in self.texts if tag in {"p", "li", "dd"}]

    def table(self, begin):
        """The table whose caption begins so."""
        return next(rows for caption, rows in self.tables.items() if caption.startswith(begin))


class _Reader(HTMLParser):
    def __init__(self, file):
        super().__init__()
        self.file, self.open, self.printed = file, [["", ""]], []
        self.chapters, self.rows, self.line = [Chapter("")], Rows(), []

    def handle_starttag(self, tag, _attrs):
        if tag in BLOCKS | UNSEEN:
            self.open.append([tag, ""])
        elif tag == "table":
            self.rows = Rows()
        elif tag == "tr":
            self.line = []

    def handle_data(self, data):
        self.open[-1][1] += data

    def handle_endtag(self, tag):
        if tag in BLOCKS | UNSEEN:
            self.take(*self.open.pop())
        elif tag == "tr":
            self.rows.append(self.line)
        elif tag == "thead":
            self.rows.heads = self.rows.pop()

    def take(self, tag, text):
        """A block that is whole."""
        text = " ".join(text.split())
        if tag in UNSEEN or (not text and tag not in {"th", "td"}):
            return
        if tag == "h2":
            self.chapters.append(Chapter(text))
        chapter = self.chapters[-1]
        if tag == "caption":
            self.rows.caption, chapter.tables[text] = text, self.rows
        is_cell = tag in {"caption", "th", "td"}
        table = f": {self.rows.caption}" if is_cell else ""
        told = Printed(text, (self.file, f"{chapter.title}{table}"))
        self.printed.append(told)
        if tag in {"th", "td"}:
            self.line.append(told)
        elif tag == "caption":
            self.rows.caption = told
        else:
            chapter.texts.append((tag, told))


class Page(dict):
    """The chapters by title; `printed` holds every text of the page."""

    printed = ()


def read_page(path):
    """Its chapters by title, in their order."""
    reader = _Reader(path.name)
    reader.feed(path.read_text(encoding="utf-8"))
    reader.take("", reader.open[0][1])  # what stands in no element that we know
    page = Page((one.title, one) for one in reader.chapters)
    page.printed = reader.printed
    return page
