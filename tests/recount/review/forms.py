"""The review's other forms say what its page says: data, course of the figures, text to edit, PDF."""

from dataclasses import dataclass

from tests.recount.pdf import read_pdf, recount_paper_pdf
from tests.recount.printed import Printed
from tests.recount.review.goals import break_of
from tests.recount.sheets import leaves, read_leaves, read_table

DATA, COURSE, DOCUMENT, PDF = "rueckblick.json", "verlauf.csv", "rueckblick.docx", "rueckblick.pdf"


@dataclass
class Forms:
    """All beside the page: data, rows of the course, paragraphs and tables of the document, pages of the PDF."""

    data: dict
    course: list
    document: list
    pdf: list

    @property
    def printed(self):
        course = [cell for row in self.course for cell in row.values()]
        return [*leaves(self.data), *course, *(text for part in self.document for text in flat(part)), *self.pdf]


def flat(part):
    """The texts of a paragraph or a table."""
    return [part] if isinstance(part, str) else [text for row in part for text in row]


def read_forms(folder):
    """All that lies beside the page."""
    data = read_leaves((folder / DATA).read_text(encoding="utf-8"), DATA)
    return Forms(data, read_table(folder / COURSE), _read_document(folder / DOCUMENT), read_pdf(folder / PDF))


def recount_forms(forms, page, reports, concept):
    """Each of them against the page, and the course against the reports."""
    yield from _data(forms.data, page, reports)
    yield from _course(forms.course, reports, concept)
    yield f"{DOCUMENT}: Absätze und Tabellen", forms.document, _as_document(forms.data)
    head = page[""].texts  # the title of the window is no text of the paper
    shown = [text for text in page.printed if text.place[1] != "Inhalt" and text is not head[0][1]]
    heads = [text for part in forms.data["parts"] for table in part["tables"] for text in table["heads"]]
    yield from recount_paper_pdf(forms.pdf, shown, [*heads, *(text for _, text in head)])


def _data(data, page, reports):
    told = page[""].texts
    yield f"{DATA}: Kopf", [data["title"]], [next(text for tag, text in told if tag == "h1")]
    yield f"{DATA}: Grundlage", [fact[1] for fact in data["facts"]], [text for tag, text in told if tag == "dd"]
    yield f"{DATA}: Datenstand", data["vintage"], max(one["vintage"] for one in reports.files.values() if one)
    for part in data["parts"]:
        chapter = page[part["title"]]
        notes = [note for table in part["tables"] for note in table["notes"]]
        said = [*part["sentences"], *part["points"], *notes, *(text for _, text in part["terms"])]
        yield f"{DATA}: {part['title']}", said, list(chapter.sentences)
        for table in part["tables"]:
            shown = chapter.tables[table["title"]]
            yield f"{DATA}: {table['title']}", [table["heads"], *table["rows"]], [list(shown.heads), *shown]


def _course(rows, reports, concept):
    """A row a figure and month."""
    cuts = {goal["indicator"]: break_of(goal) for goal in concept["goals"]}
    counted = []
    for name, points in sorted(reports.series.items()):
        cut, reason = cuts.get(name, ("", ""))
        for month in reports.months:
            one = points[month]
            version = reports.files[month]["version"] if reports.files[month] else ""
            figures = (one.value, one.answered, one.owed, one.panel, one.before, one.change)
            shown = ["" if value is None else str(value) for value in figures]
            counted.append(
                [
                    name,
                    reports.title(name),
                    month,
                    version,
                    one.state,
                    *shown,
                    one.definition,
                    reason if month == cut else "",
                ]
            )
    yield f"{COURSE}: Zahl der Zeilen", len(rows), len(counted)
    for row, line in zip(rows, counted, strict=False):
        yield f"{COURSE}: {line[0]} {line[2]}", list(row.values()), line


def _read_document(path):
    """Paragraphs, and tables as rows of texts, in their order."""
    import docx

    place, found = (path.name, ""), []
    for block in docx.Document(path).iter_inner_content():
        if hasattr(block, "rows"):
            rows = [[cell.text for cell in row.cells] for row in block.rows]
            found.append([[Printed(" ".join(text.split()), place) for text in row] for row in rows])
        elif block.text.strip():
            found.append(Printed(" ".join(block.text.split()), place))
    return found


def _as_document(data):
    """The data, which were held against the page, in the order of the document."""
    found = [data["centre"], data["title"], *(f"{label}: {text}" for label, text in data["facts"])]
    for part in data["parts"]:
        found += [part["title"], *part["sentences"], *part["points"]]
        for table in part["tables"]:
            found += [table["title"], [table["heads"], *table["rows"]], *table["notes"]]
        found += [text for term in part["terms"] for text in term]
    return found
