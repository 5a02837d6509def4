"""Forms filled in by chance, and what their own sheet "Prüfung" says of them in LibreOffice.

`invent_fillings(form, count)` fills in; `recalculate(folder, forms)` is one LibreOffice for all of them: a macro types
each filling into the open form and writes down what the sheet says. A filling is values by sheet, row and
column from 1; `BROKEN` is a cell with an error.
"""

import random
import subprocess

from config.places import ListedPlace, place_list
from schemas.check.live.board import MOST_SHOWN
from schemas.check.live.draft import COUNT
from schemas.check.live.whole import nil_row
from schemas.files.workbook import Fault
from schemas.form import layout
from tests.factories import OCTOBER_FORMS

BROKEN = Fault("error", "#DIV/0!")
WRITTEN = ("k.A.", "k. A.", "-", "–", "/", ".", "entfällt", "ca. 20", "5-10", "12 + 3", "<5", "25 %", "abc", "7", " 8 ",
           "007", "1.234", "1 234", "0,5 oder 1", "?", "1,234", "3.", "keine",
           "Null", "‹12›", "‹…›", "‹", "=", "1.2.3", "", "12 Kinder", "12Kinder", "keine Kinder", "1 234 Kinder",
           "12,5", "12,50 €", "€ 12", "1.234,50", "1.234.567", "1.23", "0,5", "12.5", "12,0", "-5", "-12,50",
           "12,- €", "3 TEUR", "1,5 T€", "(12,50)", "12 Stück", "12 Birnen", "10,125", "1234,567", "12,5,5", "1.23,5",
           ",5", "5,", "5-3", "7\n", "1\n2", "\n12 Kinder", "k.\nA.")  # fmt: skip
PLACES = place_list([ListedPlace(title="Mitte", aliases=("Stadtmitte", "City")), ListedPlace(title="Hohenlimburg/Ost")])
TEXTS = ("Mitte", "Mitte", "hohenlimburg / ost", "Stadtmitte", "Atlantis", "k.A.", "Mitte\n", "Stadt\nmitte")
ODD_CODES = ("Klingonisch", "Arabisch, Türkisch", "Arabisch\n", "xx", "–", "k.A.", "99999")


class Filler:
    """One filling in work."""

    def __init__(self, form, seed):
        self.form, self.chance, self.cells = form, random.Random(seed), {}  # noqa: S311 - the same fillings every time

    def put(self, table, row, name, value):
        names = [column.name for column in table.columns]
        self.cells[table.sheet, layout.FIRST_ROW + 1 + row, names.index(name) + 1] = value

    def fill(self):
        for table in self.form.tables:
            if self.chance.random() < 0.85:
                self.fill_table(table)
        for _ in range(self.chance.choice((0, 0, 1, 2, 4, 8))):
            self.spoil()
        if self.chance.random() < 0.08:
            self.cells[layout.HEAD_SHEET, nil_row(), 2] = self.chance.choice(
                ("Ja", "ja", "Nein", "vielleicht", "x", "")
            )
        return self.cells

    def fill_table(self, table):
        keys = layout.default_keys(table) if table.is_prefilled else self.invent_keys(table)
        for row, key in enumerate(keys):
            if table.is_prefilled and self.chance.random() < 0.25:
                continue
            if not table.is_prefilled:
                for column, code in zip(table.keys, key, strict=True):
                    self.put(table, row, column.name, self.spell(column, code))
            self.fill_row(table, row)

    def invent_keys(self, table):
        keys = []
        for _ in range(self.chance.choice((0, 1, 2, 4))):
            key = tuple(
                self.chance.choice(column.code_list.codes[:20])
                if column.code_list
                else self.chance.choice("ABCDEF") * 3
                for column in table.keys
            )
            keys += [key] if key not in keys or self.chance.random() < 0.2 else []
        return keys

    def spell(self, column, code):
        """A code as people write it; mostly as the list offers it."""
        if not column.code_list:
            return f"Angebot {code}"
        spellings = [spelled for spelled, meant in column.code_list.spellings.items() if meant == code]
        title = column.code_list.titles[code]
        return title if self.chance.random() < 0.8 else self.chance.choice((title.upper(), f" {title} ", *spellings))

    def fill_row(self, table, row):
        values = {}
        for column in table.figures:
            most = min([values.get(name) or 0 for name in column.meaning.part_of] or [60])
            values[column.name] = self.figure(column, most) if self.chance.random() < 0.9 else None
        for column in table.columns:
            if column.is_number and values[column.name] is not None:
                self.put(table, row, column.name, values[column.name])
            elif not column.is_number and not column.is_key and self.chance.random() < 0.5:
                code = column.code_list and self.chance.choice(column.code_list.codes)
                self.put(table, row, column.name, self.spell(column, code) if code else self.chance.choice(TEXTS))

    def figure(self, column, most):
        if column.dtype == "Int64":
            return float(self.chance.randint(0, int(most)))
        return round(self.chance.uniform(0, most), column.meaning.decimals)

    def spoil(self):
        """One mistake somewhere."""
        table = self.chance.choice(self.form.tables)
        rows = len(layout.default_keys(table)) if table.is_prefilled else 5
        column, row = self.chance.choice(table.columns), self.chance.randrange(min(rows, 16))
        if column.is_number:
            odd = (-1.0, 1e6, 1.5, 0.0, 20_001.0, 33.0, BROKEN, "", "", *self.chance.sample(WRITTEN, 4))
            refunds = (-12.5, -2e7) * 6 if column.meaning.minimum < 0 else ()
            self.put(table, row, column.name, self.chance.choice((*odd, *refunds)))
        elif not (column.is_key and table.is_prefilled):
            long = "x" * 90 if column.meaning.max_length else "xy"
            odd = ("", BROKEN, long, 5.0, *ODD_CODES) if column.code_list else ("", BROKEN, long, "x" * 250)
            self.put(table, row, column.name, self.chance.choice(odd))


def invent_hints(form):
    """What everybody said last month: some rows of each table."""
    filler, hints = Filler(OCTOBER_FORMS[form], f"{form} last month"), {}
    for table in OCTOBER_FORMS[form].tables:
        keys = (
            layout.default_keys(table)[:4] if all(key.code_list for key in table.keys) else [("Angebot AAA",), ("Alt",)]
        )
        rows = []
        for key in keys:
            values = {
                column.name: filler.figure(column, 40) for column in table.figures if filler.chance.random() < 0.8
            }
            rows.append(dict(zip([one.name for one in table.keys], key, strict=True)) | values)
        hints[table.name] = rows
    return hints


def invent_fillings(form, count):
    """Fillings of one form, always the same ones."""
    return [Filler(OCTOBER_FORMS[form], f"{form} {number}").fill() for number in range(count)]


def type_in(book, filling):
    """The cells of an opened form with a filling in them."""
    for sheet in book.sheets:
        for (name, row, column), value in filling.items():
            if name == sheet.name:
                sheet.rows += [[] for _ in range(row - len(sheet.rows))]
                sheet.rows[row - 1] += [""] * (column - len(sheet.rows[row - 1]))
                sheet.rows[row - 1][column - 1] = value


# Numbers as in a German office: 1.234,5.
GERMAN = (
    '<item oor:path="/org.openoffice.Setup/L10N">'
    '<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>de-DE</value></prop></item>'
)
MACRO = """
Sub Main
  On Error GoTo Failed
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  orders = createUnoService("com.sun.star.io.TextInputStream")
  orders.setInputStream(files.openFileRead("ORDERS")) : orders.setEncoding("UTF-8")
  answers = createUnoService("com.sun.star.io.TextOutputStream")
  answers.setOutputStream(files.openFileWrite("ANSWERS")) : answers.setEncoding("UTF-8")
  Do While Not orders.isEOF()
    part = Split(orders.readLine(), Chr(9))
    Select Case part(0)
      Case "open"
        doc = StarDesktop.loadComponentFromURL(part(1), "_blank", 0, hidden())
        doc.enableAutomaticCalculation(False)
        list = doc.Sheets.getByName("CELLS").getCellRangeByName(part(2))
        count = doc.Sheets.getByName("CELLS").getCellRangeByName("COUNT")
      Case "value"
        doc.Sheets.getByName(part(1)).getCellByPosition(CLng(part(3)) - 1, CLng(part(2)) - 1).setValue(Val(part(4)))
      Case "text"
        words = Replace(part(4), "NEWLINE", Chr(10))
        doc.Sheets.getByName(part(1)).getCellByPosition(CLng(part(3)) - 1, CLng(part(2)) - 1).setString(words)
      Case "error"
        doc.Sheets.getByName(part(1)).getCellByPosition(CLng(part(3)) - 1, CLng(part(2)) - 1).setFormula("=1/0")
      Case "ask"
        doc.calculate()
        answers.writeString("count" &amp; Chr(9) &amp; count.getValue() &amp; Chr(10))
        data = list.getDataArray()
        For i = 0 To UBound(data)
          If data(i)(0) &lt;&gt; "" Then
            words = Replace(data(i)(7), Chr(10), "NEWLINE")
            answers.writeString(data(i)(0) &amp; Chr(9) &amp; data(i)(5) &amp; Chr(9) &amp; words &amp; Chr(10))
          End If
        Next
      Case "close"
        doc.close(True)
    End Select
  Loop
  answers.closeOutput()
  StarDesktop.terminate()
  Exit Sub
Failed:
  answers.writeString("failed" &amp; Chr(9) &amp; Error() &amp; Erl() &amp; Join(part, " "))
  answers.closeOutput()
  StarDesktop.terminate()
End Sub
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
{}</script:module>"""


def recalculate(folder, forms):
    """For each form (its bytes, its first list row and its fillings) what its sheet says of each filling.

    Returns a list a form of (number of findings, [(number of the problem, place, sentence)]) a filling.
    """
    orders = []
    for at, (content, first_shown, original, fillings) in enumerate(forms):
        (folder / f"form{at}.xlsx").write_bytes(content)
        shown = f"A{first_shown}:I{first_shown + MOST_SHOWN - 1}"
        orders += [f"open\tfile://{folder}/form{at}.xlsx\t{shown}"]
        changed = {}
        for filling in fillings:
            orders += [order(place, value) for place, value in (changed | filling).items()]
            orders.append("ask")
            changed = {place: original.get(place, "") for place in filling}
        orders.append("close")
    (folder / "orders.txt").write_text("\n".join(orders), encoding="utf-8")
    run_macro(folder)
    return read_answers(folder, forms)


def order(place, value):
    where = "\t".join(map(str, place))
    if isinstance(value, Fault):
        return f"error\t{where}"
    if isinstance(value, float):
        return f"value\t{where}\t{value!r}"
    return f"text\t{where}\t" + value.replace("\n", "NEWLINE")  # an order is a line


def run_macro(folder):
    """LibreOffice makes its profile first: a macro that lies there before is thrown away."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True, timeout=120)
    macro = MACRO.replace("CELLS", layout.LIVE_CELLS_SHEET).replace("COUNT", COUNT)
    macro = macro.replace("ORDERS", f"file://{folder}/orders.txt").replace("ANSWERS", f"file://{folder}/answers.txt")
    module = folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
    module.write_text(MODULE.format(macro), encoding="utf-8")
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    known = settings.read_text(encoding="utf-8")
    settings.write_text(known.replace("</oor:items>", f"{GERMAN}</oor:items>"), encoding="utf-8")
    subprocess.run([*command, "macro:///Standard.Module1.Main()"], check=True, capture_output=True, timeout=500)


def read_answers(folder, forms):
    said = []
    for line in (folder / "answers.txt").read_text(encoding="utf-8").splitlines():
        number, *rest = line.replace("NEWLINE", "\n").split("\t")
        if number == "count":
            said.append((int(rest[0]), []))
        else:
            said[-1][1].append((int(number), *rest))
    answers = iter(said)
    return [[next(answers) for _ in fillings] for *_, fillings in forms]
