"""A published page as a reader has it: `read_page(path)` gives its chapters with their sentences and tables."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
          "Dezember")  # fmt: skip
SHORT = ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez.")


@dataclass
class Chapter:
    """A heading, the sentences under it (what is a smaller heading begins with ###), and its tables by caption."""

    title: str
    sentences: list = field(default_factory=list)
    tables: dict = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.chapters, self.text, self.rows, self.caption = [Chapter("")], "", [], ""

    def handle_starttag(self, tag, _attrs):
        if tag in {"h2", "h3", "p", "li", "caption", "th", "td"}:
            self.text = ""
        if tag == "table":
            self.rows = []
        if tag == "tr":
            self.rows.append([])

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        text = " ".join(self.text.split())
        if tag == "h2":
            self.chapters.append(Chapter(text))
        elif tag in {"h3", "p", "li"}:
            self.chapters[-1].sentences.append(f"### {text}" if tag == "h3" else text)
        elif tag == "caption":
            self.caption = text
        elif tag in {"th", "td"}:
            self.rows[-1].append(text)
        elif tag == "table":
            self.chapters[-1].tables[self.caption] = self.rows[1:]


def read_page(path):
    """Its chapters by title, in their order."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    return {one.title: one for one in reader.chapters}


def long_month(month):
    """`2026-10` -> Oktober 2026."""
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def short_month(month):
    """`2026-10` -> Okt. 2026."""
    return f"{SHORT[int(month[5:]) - 1]} {month[:4]}"


def german(value, places=0, *, signed=False):
    """`1234.5` -> 1.234,5; halves go up, and what is signed has its sign."""
    factor = 10**places
    whole, rest = divmod(int(abs(value) * factor + 0.5 + 1e-9), factor)
    if signed and not (whole or rest):
        return "±0"
    sign = "−" if value < 0 and (whole or rest) else "+" if signed else ""
    return f"{sign}{whole:,}".replace(",", ".") + (f",{rest:0{places}d}" if places else "")


def shift(month, by):
    """The month so many later."""
    count = int(month[:4]) * 12 + int(month[5:]) - 1 + by
    return f"{count // 12}-{count % 12 + 1:02d}"
