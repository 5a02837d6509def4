"""`TRIGGERS`: a file for every rule of level 0, by the rule's id, and the grids that they are made of."""

from datetime import date

from tests.factories_envelopes import ENVELOPED, make_signed
from tests.factories_hostile import LAUGHS, SHEET, TEXTS, change, declaring
from tests.factories_workbook import (
    PUPILS,
    Formula,
    change_part,
    comment,
    head_grid,
    make_book,
    make_csv,
    make_form,
    make_ods,
    make_rows,
    make_xls,
    make_zip,
    pupils_grid,
    school_grid,
)

CLUB = [["Meldebogen Verein"], *head_grid(Schulnummer="V-05914000-0001"), []]
META = [["form", "school"], ["form_version", "1"], ["respondent", "169468"], ["month", "2026-10"]]
ONE = ["01", 41, 20]
TWO_HEADS = {
    "A": [["Meldebogen Schule"], *head_grid(Berichtsmonat="Mai 2026")],
    "B": pupils_grid(ONE),
    "_meldung": META,
}
OLD_META = [*META[:1], ["form_version", "0"], *META[2:]]
OTHER = head_grid(Schulnummer="169470")
OFFERS = [*CLUB, ["Titel des Angebots", "Teilnehmende"]]
FUNDS = [*CLUB, ["Baustein", "Kostenart", "verausgabt (TEUR)"], ["Baustein A", "Miete", 1]]
EUROS = [*CLUB, ["Baustein", "Kostenart", "verausgabt"]]
LATER = [["Meldebogen Verein"], *head_grid(Schulnummer="V-05914000-0001", Berichtsmonat="Januar 2027"), [], *EUROS[-1:]]
KITA = [
    ["Meldebogen Kita"],
    *head_grid(Schulnummer="K-05914000-0001"),
    [],
    ["Altersgruppe", "Kinder insgesamt", "Schulanfänger"],
]
LATER_KITA = [*KITA[:1], *head_grid(Schulnummer="K-05914000-0001", Berichtsmonat="Januar 2027"), [], KITA[-1][:2]]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

TRIGGERS = {
    "FILE_EMPTY": b"",
    "FILE_TOO_LARGE": bytes(20_000_001),
    "FILE_UNPACKED_TOO_LARGE": change_part(make_book([["x"]]), "xl/worksheets/sheet1.xml", b" " * 400_000_000),
    "FILE_TOO_MANY_CELLS": make_ods([["a"]] * 10_001),
    "FILE_TOO_MANY_ROWS": make_book(school_grid(*[ONE] * 1_001)),
    "FILE_TOO_COSTLY": change(TEXTS, 'uniqueCount="', 'uniqueCount="1000000000'),
    "FILE_ENTITIES": declaring(TEXTS, LAUGHS),
    "FILE_BROKEN": make_form()[:5_000],
    "FILE_PASSWORD": OLE + "EncryptedPackage".encode("utf-16-le"),
    "FILE_PDF": b"%PDF-1.7",
    "FILE_PICTURE": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "FILE_DOCUMENT": OLE + "WordDocument".encode("utf-16-le"),
    "FILE_HTML": b"<html></html>",
    "FILE_MAIL": b"From: a@b.example\r\n",
    "FILE_ENCRYPTED_MAIL": make_signed(None, kind=ENVELOPED),
    "FILE_ARCHIVE": b"Rar!\x1a\x07",
    "FILE_BINARY_WORKBOOK": make_zip("xl/workbook.bin"),
    "FILE_UNKNOWN": bytes(range(32)) * 9,
    "FILE_EXTENSION": make_xls(school_grid(ONE)),
    "FILE_MACROS": make_book(school_grid(ONE), macros=True),
    "FILE_ENCODING": make_csv(school_grid(ONE), encoding="cp1252"),
    "FILE_ENCODING_UNKNOWN": make_csv([["Привет", "мир"]], encoding="cp1251"),
    "FILE_NAME_PERSON": make_book(school_grid(ONE)),
    "FORM_UNKNOWN": make_book([["Einkaufsliste"]]),
    "FORM_VERSION": make_book({"A": school_grid(ONE), "_meldung": OLD_META}),
    "TABLE_NONE": make_book([["Meldebogen Schule"], *head_grid()]),
    "TABLE_MISSING": make_book(school_grid(ONE)),
    "TABLE_TWICE": make_book({"A": school_grid(ONE), "B": pupils_grid(["01", 7, 2])}),
    "TABLE_TWICE_SAME": make_book({"A": school_grid(ONE), "B": pupils_grid(ONE)}),
    "TABLE_FOREIGN": make_book({"A": school_grid(ONE), "B": [["Altersgruppe", "Kinder insgesamt"], ["U3", 2]]}),
    "TABLE_HIDDEN": make_book({"A": head_grid(), "B": pupils_grid(ONE)}, hidden=("B",)),
    "SHEET_HIDDEN": make_book({"A": school_grid(ONE), "B": pupils_grid(ONE)}, hidden=("B",)),
    "SHEET_UNKNOWN": make_book({"A": school_grid(ONE), "B": [["Notiz"]]}),
    "HEAD_MISSING": make_book([["Meldebogen Schule"], *pupils_grid(ONE)]),
    "HEAD_DATE_MISSING": make_book([["Meldebogen Schule"], *pupils_grid(ONE)]),
    "HEAD_FROM_HIDDEN": make_book({"A": [["Meldebogen Schule"], *pupils_grid(ONE)], "_meldung": META}),
    "HEAD_CONTRADICTS": make_book({"A": school_grid(ONE), "B": head_grid(Schulnummer="169470")}),
    "HEAD_TWO_RETURNS": make_book({"A": school_grid(ONE), "B": school_grid(["01", 7, 2], head=OTHER)}),
    "HEAD_OTHER_FORM": make_book(TWO_HEADS),
    "HEAD_RESPONDENT": make_book(head_grid(Schulnummer="Musterschule")),
    "HEAD_RESPONDENT_REPAIRED": make_book(head_grid(Schulnummer="169 468")),
    "HEAD_MONTH": make_book(head_grid(Berichtsmonat="Oktober")),
    "HEAD_MONTH_REPAIRED": make_book(head_grid(Berichtsmonat="10/2026")),
    "HEAD_MONTH_FILE_NAME": make_book(head_grid(Berichtsmonat="September 2026")),
    "HEAD_DATE": make_book(head_grid(Stichtag="Monatsende")),
    "HEAD_DATE_REPAIRED": make_book(head_grid(Stichtag="31.10.26")),
    "HEAD_NIL": make_book(head_grid(Fehlanzeige="vielleicht")),
    "COLUMN_MISSING": make_book(school_grid(ONE)),
    "COLUMN_NEW": make_book([*LATER_KITA, ["U3", 20]]),
    "COLUMN_NOT_ASKED": make_book([*KITA, ["U3", 20, 0]]),
    "COLUMN_KEY_MISSING": make_book(school_grid([41], headings=PUPILS[1:])),
    "COLUMN_UNKNOWN": make_book(school_grid(ONE, headings=(*PUPILS[:3], "mit Fahrrad"))),
    "COLUMN_PERSON": make_book(school_grid(ONE, headings=(*PUPILS[:3], "Vorname"))),
    "TEXT_PERSON": make_book(school_grid(ONE, head=head_grid(Bemerkungen="Kind Mohamed fehlt"))),
    "COLUMN_TWICE": make_book(school_grid(ONE, headings=(*PUPILS[:3], "Schülerzahl"))),
    "COLUMN_AMBIGUOUS": make_book(school_grid(ONE, headings=(*PUPILS[:2], "Erstförderung", "darunter weiblich"))),
    "COLUMN_THOUSANDS": make_book(FUNDS),
    "ROW_TOTAL": make_book(school_grid(ONE, ["Summe", 41, 20])),
    "ROW_LIKE_SUM": make_book([*OFFERS, ["Nähkurs", 5], ["Angebote gesamt", 5]]),
    "ROW_EQUALS_SUM": make_book([*OFFERS, ["Nähkurs", 5], ["Chor", 8], ["Boxen", 2], ["Oktober", 15]]),
    "ROW_TOTAL_DIFFERS": make_book(school_grid(ONE, ["Summe", 42, 20])),
    "ROW_WITHOUT_KEY": make_book(school_grid(ONE, [None, 42, 20])),
    "ROW_WITHOUT_FIGURES": make_book([*OFFERS, ["Nähkurs"]]),
    "CELLS_HIDDEN": change(SHEET, '<row r="8"', '<row hidden="1" r="8"', make_book(school_grid(ONE))),
    "CELLS_COMMENTED": comment(make_form(rows=make_rows()), "Jahrgänge", "B6"),
    "STRAY_CELLS": make_book([*school_grid(ONE), [], [None, None, None, None, 7]]),
    "ROW_SUGGESTED": make_book([*OFFERS, ["Nähkurs", "‹5›"]]),
    "HINT_LEFT": make_book(school_grid(["01", "‹41›", 20])),
    "CELL_ERROR": make_book(school_grid(["01", Formula("=1/0", "#DIV/0!"), 20])),
    "CELL_FORMULA": make_book(school_grid(["01", Formula("=B1+B2", ""), 20])),
    "CELL_LOST": change(SHEET, "<v>41</v>", "<v>&#52;1</v>", make_book(school_grid(ONE))),
    "CELL_DATE": make_book(school_grid(["01", date(2026, 5, 3), 20])),
    "NON_ANSWER": make_book(school_grid(["01", "k. A.", 20])),
    "NUMBER_AS_TEXT": make_book(school_grid(["01", "41", 20])),
    "NUMBER_WRITTEN": make_book(school_grid(["01", "1.041", 20])),
    "NUMBER_THOUSANDS": make_book([*EUROS, ["Baustein A", "Miete", "1 TEUR"]]),
    "NUMBER_ROUNDED": make_book([*EUROS, ["Baustein A", "Miete", 1.005]]),
    "NUMBER_ESTIMATED": make_book(school_grid(["01", "<5", 20])),
    "NUMBER_RANGE": make_book(school_grid(["01", "5-10", 20])),
    "NUMBER_CALCULATION": make_book(school_grid(["01", "12 + 3", 20])),
    "NUMBER_PERCENT": make_book(school_grid(["01", "25 %", 20])),
    "NUMBER_NOT_WHOLE": make_book(school_grid(["01", 12.5, 20])),
    "NUMBER_AMBIGUOUS": make_book(school_grid(["01", "1,234", 20])),
    "NUMBER_UNREADABLE": make_book(school_grid(["01", "viele", 20])),
    "CODE_UNKNOWN": make_book(school_grid(["Klasse 27", 41, 20])),
    "CODE_SEVERAL": make_book([*school_grid(ONE), [], ["Herkunftsland", "Zugänge"], ["Syrien und Irak", 3]]),
    "CODE_ENDED": make_book([*LATER, ["Baustein A", "Miete", 1]]),
    "CODE_NORMALISED": make_book(school_grid(["Kl. 1", 41, 20])),
    "TEXT_REPAIRED": make_book([*OFFERS, ["NÃ¤hkurs", 5]]),
}  # fmt: skip
