"""What people do who follow a hint to the letter: `ways_of(hint)` gives all that it advises, as functions.

A way takes what was sent, what would have been true, and the finding; it changes what was sent.
"""

import re
from copy import deepcopy
from dataclasses import replace
from datetime import date

from schemas.check.catalogue import CHECKS
from schemas.check.rule import RETURN
from schemas.check.settle import Waiver, is_waivable
from schemas.form.forms import FORMS, TABLES
from schemas.form.layout import SHEETS
from tests.factories import OCTOBER_FORMS
from tests.factories_mending import HEAD, row_of
from tests.factories_workbook import Formula, read_in

_OF_FIGURES = {"SAME_AS_LAST_MONTH", "REPORTED_TWICE"}  # their place is the head, what is asked about all figures
PROTOCOL = ["Erläuterung", "Regel", "Gegenstand", "Wert wie gelesen"]
REMARKS = (
    "Prüfen Sie auch", "prüfen Sie, ob die Zahlen dort gelten", "nichts tun", "er enthält nur Anzahlen",
    "Am nächsten liegt", "Für jede Berichtsstelle und jeden Monat gibt es", "Bitte klären Sie, wer meldet",
    "das Integrationszentrum ergänzt", "Senden Sie dann den Bogen noch einmal", "prüfen Sie diese Angaben zuerst",
    "Geändert haben wir nichts",
)  # fmt: skip
ASKS = re.compile("fragen wir (danach|dann nach dem Grund|nach dem Grund)")  # a question that the hint announces
IDLE = re.compile("nichts tun|ob die Zahlen dort gelten")


def ways_of(hint):
    """What a hint advises, in its order; raises ValueError where a clause advises nothing that anybody could do."""
    found = []
    for clause in re.split(r"(?<=[.;])\s+", hint):
        rest, ways = clause, []
        for words, way in WAYS:
            if re.search(words, rest):
                rest = re.sub(words, "", rest)
                ways.append(way)
        if not ways and not ASKS.search(clause) and not any(remark in clause for remark in REMARKS):
            raise ValueError(f"nobody can follow „{clause}“")
        found += ways or ([leave] if IDLE.search(clause) else [])
    return found


def leave(sent, truth, finding):
    """Nothing at all."""


def send_new_form(sent, truth, finding):
    """The true figures in the form that was sent for them."""
    for name, value in vars(truth).items():
        if name not in {"known", "day", "secret"}:
            setattr(sent, name, deepcopy(value))


def save_as_csv(sent, truth, finding):
    """As text, in an encoding that is told apart from all others."""
    send_new_form(sent, truth, finding)
    sent.file, sent.encoding = "Meldung.csv", "utf-8-sig"


def correct(sent, truth, finding):
    """What is true in the cells that are meant; where a heading or no cell is named, in the whole table."""
    check = CHECKS.get(finding.rule)
    sent.twist = truth.twist
    if finding.rule in _OF_FIGURES:
        restore_all(sent, truth, finding)
    elif finding.sheet in {HEAD, None} or finding.column in {"respondent", "month", "reference_date", "nil_return"}:
        _correct_head(sent, truth, finding)
    elif check and check.table == RETURN:
        for name in {cell.partition("__")[0] for cell in check.cells}:
            restore(sent, truth, replace(finding, table=name))
    elif finding.cell and (finding.row or 0) > 1 and finding.sheet in truth.grids:
        names = [column.name for column in TABLES[finding.table].columns] if check else []
        cells = [f"{chr(65 + names.index(name))}{finding.row}" for name in check.cells] if check else [finding.cell]
        for cell in cells:
            sent.put(finding.sheet, cell, truth.get(finding.sheet, cell))
    else:
        restore(sent, truth, finding)


def _correct_head(sent, truth, finding):
    if finding.cell:
        sent.put(finding.sheet, finding.cell, truth.get(finding.sheet, finding.cell))
    else:
        sent.grids[HEAD] = deepcopy(truth.grids[HEAD])


def restore(sent, truth, finding):
    """The whole table as it should be."""
    name = SHEETS[finding.table] if finding.table else finding.sheet
    sent.grids[name] = deepcopy(truth.grids[name])


def restore_all(sent, truth, finding):
    """All tables as they should be."""
    sent.grids = deepcopy(truth.grids)


def rename_file(sent, truth, finding):
    """The file's name as it should be."""
    sent.file = truth.file


def write_label(sent, truth, finding):
    """Label and value on the head's sheet, as the hint names the label."""
    sent.grids[HEAD] += [[], *(row for row in truth.grids[HEAD][1:] if row and row not in sent.grids[HEAD])]


def empty(sent, truth, finding):
    """The cell without anything in it."""
    sent.put(finding.sheet, finding.cell, None)


def zero(sent, truth, finding):
    """0 in the cell and all that are a part of it; where a row, column or table is meant, in all of its figures."""
    if finding.table is None:
        return sent.put(finding.sheet, finding.cell, 0)
    table, grid = TABLES[finding.table], sent.grids[finding.sheet]
    rows = grid[1:] if finding.rule in {"TABLE_GONE", "COLUMN_GONE"} else [grid[finding.row - 1]]
    is_all = finding.rule in {"TABLE_GONE", "ROW_GONE", "ROW_WITHOUT_FIGURES"}
    for row in rows:
        row.extend([None] * (len(table.columns) - len(row)))
        for at, column in enumerate(table.columns):
            if column.is_number and (is_all or _is_of(table, column, finding.column)):
                row[at] = 0
    return None


def _is_of(table, column, whole):
    """Whether a column is the whole, or a part of it or of a part; who are supported are first supported, too."""
    wholes = column.meaning.part_of + (("first_support",) if column.name in {"german_class", "german_group"} else ())
    return column.name == whole or any(_is_of(table, table.column(one), whole) for one in wholes)


def zero_and_explain(sent, truth, finding):
    """0, and the reason in the Prüfprotokoll."""
    zero(sent, truth, finding)
    explain(sent, truth, finding)


def explain(sent, truth, finding):
    """Words in the Prüfprotokoll that came back, in the row of the finding."""
    assert finding.severity == "warning", f"{finding.rule}: nobody is asked to explain an error"
    sheet = sent.grids.setdefault("Prüfprotokoll", [list(PROTOCOL)])
    sheet.append(["Das ist so.", finding.rule, finding.subject, finding.value])


def choose_nil(sent, truth, finding):
    """A return of nothing: all figures away, Fehlanzeige: Ja."""
    names = [table.name for table in FORMS[sent.form].tables if table.sheet in sent.grids]
    (sent.clear(*names) if names else sent).head(nil_return="Ja")


def unset_nil(sent, truth, finding):
    """Fehlanzeige: Nein."""
    sent.head(nil_return="Nein")


def clear_all(sent, truth, finding):
    """All figures away."""
    sent.clear()


def clear_row(sent, truth, finding):
    """The figures of a row away."""
    row = sent.grids[finding.sheet][finding.row - 1]
    keys = len(TABLES[finding.table].keys)
    row[keys:] = [None] * len(row[keys:])


def delete_row(sent, truth, finding):
    """The row away."""
    del sent.grids[finding.sheet][finding.row - 1]


def move_first(sent, truth, finding):
    """The row directly under the heading."""
    grid = sent.grids[finding.sheet]
    grid.insert(1, grid.pop(finding.row - 1))


def rename_row(sent, truth, finding):
    """Another name for the row."""
    sent.grids[finding.sheet][finding.row - 1][0] = "Sprachcafé"


def merge_rows(sent, truth, finding):
    """Two rows of the same name added up in the first."""
    grid, keys = sent.grids[finding.sheet], len(TABLES[finding.table].keys)
    second = grid.pop(finding.row - 1)
    first = next(row for row in grid[1:] if row[:keys] == second[:keys])
    first[:] = [_add(*pair) for pair in zip(first, second, strict=True)]


def merge_tables(sent, truth, finding):
    """The second table's rows added to those of the first, then away."""
    keys, second = len(TABLES[finding.table].keys), sent.grids.pop(finding.sheet)
    for row in sent.table(finding.table)[1:]:
        for other in second[1:]:
            if row[:keys] == other[:keys]:
                row[:] = [_add(*pair) for pair in zip(row, other, strict=True)]


def _add(one, other):
    return one + other if isinstance(one, int | float) and isinstance(other, int | float) else one


def delete_sheet(sent, truth, finding):
    """The sheet away."""
    del sent.grids[finding.sheet]


def delete_column(sent, truth, finding):
    """The column of a heading away."""
    at = ord(finding.cell[0]) - 65
    for row in sent.grids[finding.sheet]:
        del row[at : at + 1]


def write_heading(sent, truth, finding):
    """The form's heading over the column."""
    sent.put(finding.sheet, finding.cell, truth.get(finding.sheet, finding.cell))


def show_sheet(sent, truth, finding):
    """The hidden sheet shown."""
    sent.hidden = tuple(name for name in sent.hidden if name != finding.sheet)


def save_again(sent, truth, finding):
    """Opened and saved in Excel: the formula has its result."""
    at = sent.get(finding.sheet, finding.cell)
    sent.put(finding.sheet, finding.cell, Formula(at.text, truth.get(finding.sheet, finding.cell)))


def write_harmless(sent, truth, finding):
    """Another text, about nobody."""
    sent.put(finding.sheet, finding.cell, "Alles wie immer")


def write_remark(sent, truth, finding):
    """What stood in a comment, among the remarks."""
    sent.head(remarks="Einige Zahlen kamen spät")


def write_correction(sent, truth, finding):
    """„Korrektur“ among the remarks."""
    sent.head(remarks="Korrektur")


def wait(sent, truth, finding):
    """The same form on the month's last working day."""
    sent.day = date(2026, 11, 30)


def call(sent, truth, finding):
    """What the centre does who is called: a waiver, the file let in, or the register put right."""
    if finding.rule in {"RESPONDENT_UNKNOWN", "RESPONDENT_CLOSED"}:
        sent.know(register=truth.known.register)
    elif finding.rule == "SUBMISSION_KEY":
        sent.content = sent.write()  # the very file that came, as a workbook holds the time of its making
        sent.know(cleared=frozenset({read_in(sent.content, sent.file).sha256}))
    else:
        assert is_waivable(finding.rule), f"{finding.rule}: nobody may set it aside"
        span = (finding.respondent, "2020-01", "2030-12", "Stimmt.", date(2030, 12, 31))
        waivers = [*sent.known.waivers.get(finding.respondent, ()), Waiver(1, finding.rule, *span)]
        sent.know(waivers={finding.respondent: waivers})


def third_row(sent, table):
    """A further row of nothing but zeros, with a key of its own."""
    sent.table(table).append(row_of(OCTOBER_FORMS[sent.form].table(table), len(sent.table(table)) - 1, 0))
    return sent


# Words of hints, the narrower first: what they say is taken out before the wider ones are tried.
WAYS = [
    ("„CSV UTF-8“", save_as_csv),
    (r"Excel-Datei \(.xlsx\)|Excel-Arbeitsmappe \(.xlsx\)", send_new_form),
    ("in einen neuen(, leeren)? Bogen|unter neuem Namen|ohne Kennwort", send_new_form),
    ("Anhang einer neuen|die Bögen einzeln|Überschriften der Tabellen stehen", send_new_form),
    ("speichern Sie den Bogen erneut|entfernen Sie Bilder|löschen Sie, was nicht zur Meldung", send_new_form),
    ("den (zugesandten|aktuellen) Bogen|der Ihnen (für diesen Monat )?zugesandt wurde", send_new_form),
    (r"(\btragen Sie sie bitte )?in den (richtigen|Bogen für diesen Monat)", send_new_form),
    ("einen eigenen Bogen|in zwei Bögen", send_new_form),
    ("rufen Sie uns bitte an.*", call),
    (r"tragen Sie 0 ein( \(auch bei allen Teilen davon\))? und nennen den Grund im Prüfprotokoll", zero_and_explain),
    (r"[Tt]ragen Sie 0 ein", zero),
    ("tragen Sie (bitte )?die Zahlen (dieses Monats|an ihrer Stelle)", restore),
    ("im Prüfprotokoll", explain),
    ("schreiben Sie bitte in die Bemerkungen", write_remark),
    (".*schreiben Sie bitte „Korrektur“ in die Bemerkungen", write_correction),
    ("wählen Sie (bitte )?„Fehlanzeige: Ja", choose_nil),
    ("wählen Sie (bitte )?„Fehlanzeige: Nein", unset_nil),
    ("löschen Sie die Angaben", clear_all),
    ("löschen Sie die Zahlen", clear_row),
    ("oder die Zeile löschen|löschen Sie bitte die Zeile", delete_row),
    ("einen anderen Namen", rename_row),
    ("in die erste Zeile der Tabelle", move_first),
    ("fassen Sie sie bitte zu einer zusammen", merge_rows),
    ("in einer Tabelle zusammen", merge_tables),
    ("löschen Sie bitte die andere|löschen Sie die Tabelle hier", delete_sheet),
    ("löschen Sie die Spalte|lassen Sie bitte nur diese stehen", delete_column),
    ("löschen Sie den Text", empty),
    ("schreiben Sie ihn ohne Angaben zu Personen neu", write_harmless),
    ("schreiben Sie bitte (diese|die passende) Überschrift", write_heading),
    ("lassen Sie die Zelle leer", empty),
    ("blenden Sie das Blatt bitte ein", show_sheet),
    ("speichern Sie sie erneut", save_again),
    ("an seinem letzten Arbeitstag noch einmal", wait),
    ("den Monat im Bogen|die Nummer im Bogen", correct),
    ("den Dateinamen", rename_file),
    ("rechts neben „", write_label),
    (".*füllen Sie die Tabelle aus, und auch die anderen", restore_all),
    ("ergänzen Sie (die Tabelle|die Zeile|sie bitte)|füllen Sie die (sichtbare )?Tabelle", restore),
    ("übernehmen Sie die Spalte|Überschriften des", restore),
    ("füllen Sie bitte die Tabellen aus|senden Sie den ausgefüllten Bogen|eine Zeile je Eintrag", restore_all),
    ("berichtigen|[Bb]eide Angaben prüfen|ergänzen|kürzen", correct),
    ("wieder richtig|aus der (Auswahl)?[Ll]iste", correct),
    (r"\b(tragen|schreiben|wählen) Sie (?!in Excel)|künftig|auf den letzten Tag", correct),
]
