"""The numbers of a PDF, read from its text: it prints those of the page or workbook beside it, and no others."""

import re
from collections import Counter
from decimal import Decimal

import pypdf

from tests.recount.german import german
from tests.recount.printed import Printed, numbers_in

AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})*,\d\d")
FIGURE = re.compile(r"-?\d+(\.\d+)?")
HEAD = {"Haushaltsjahr", "AGS"}
MONTHS_IN = {"Grundförderung": 3, "KOMM-AN": 3, "Vereine": 4}  # the column that counts months


def read_pdf(path):
    """Its pages as texts."""
    return [Printed(page.extract_text(), (path.name, "")) for page in pypdf.PdfReader(path).pages]


def recount_paper_pdf(pages, texts, often):
    """Every number of the page, each as often; `often` are those of foot lines and of heads that each page repeats."""
    shown, told = (Counter(number for text in of for number in numbers_in(text)) for of in (texts, pages))
    numbered = {str(number) for number in range(1, len(pages) + 1)}
    file = pages[0].place[0]
    yield f"{file}: Zahlen, die dort fehlen", [pages, sorted((shown - told).elements())], [pages, []]
    more = set(told - shown) - numbered - {number for text in often for number in numbers_in(text)}
    yield f"{file}: Zahlen, die nur dort stehen", sorted(more), []


def amounts_of(path):
    """The amounts of a PDF: what has two decimals; numbers of associations and names of months are in its workbook."""
    return [Printed(one, (path.name, "Beträge")) for page in read_pdf(path) for one in AMOUNT.findall(page)]


def recount_amounts(told, book, said):
    """Those of the workbook beside it and of the sentences on what differs, each as often."""
    shown = [amount for sentence in said for amount in AMOUNT.findall(sentence)]
    for sheet, rows in book.items():
        for row in rows:
            cells = [cell for at, cell in enumerate(row) if at not in {0, MONTHS_IN.get(sheet)}]
            shown += [german(Decimal(cell), 2) for cell in cells if FIGURE.fullmatch(cell) and row[0] not in HEAD]
    yield f"{told[0].place[0]}: Beträge", sorted(told), sorted(one.lstrip("−") for one in shown)
