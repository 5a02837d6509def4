"""The sheet "Prüfprotokoll": all findings with links, what to do, room for explanations."""

import re
from io import BytesIO

import openpyxl
import pytest

from schemas.files.protocol import EXPLANATION, RULE, SHEET, SUBJECT
from schemas.files.workbook import Sheet, Workbook
from schemas.finding import Severity
from schemas.form.forms import FORMS
from schemas.form.layout import SHEETS
from tasks.letters.annotate.workbook import annotate
from tests.factories import make_finding
from tests.factories_answer import judge, make_case, make_mistaken, open_book
from tests.factories_workbook import NAME, make_book, make_form, make_rows, school_grid

MISTAKEN = make_mistaken()


def protocol(content=MISTAKEN, **overrides):
    return open_book(judge(content).annotate(**overrides))[SHEET]


def table(sheet):
    """The findings as dicts by heading."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(rows) if row[0] == "Nr.")
    found = []
    for row in rows[start + 1 :]:
        if row[0] is None:
            break
        found.append(dict(zip(rows[start], row, strict=True)))
    return found


def texts(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_it_is_the_first_sheet_and_the_one_that_opens():
    book = open_book(judge(MISTAKEN).annotate())

    assert book.sheetnames[0] == SHEET
    assert book.active.title == SHEET


def test_it_says_whose_it_is_what_became_of_it_and_what_to_do_in_three_steps():
    said = texts(protocol())

    assert "Grundschule Am Beispiel (169468), Oktober 2026" in said
    assert "Die Meldung ist noch nicht angenommen: 2 Fehler und 2 Rückfragen." in said
    assert [text[:2] for text in said if re.match(r"\d\. ", text)] == ["1.", "2.", "3."]
    assert any("bitte bis zum 10.11.2026" in text for text in said)
    assert any(NAME in text and "eingegangen 05.11.2026, 08:00 Uhr" in text for text in said)


def test_it_lists_every_finding_errors_first():
    judged = judge(MISTAKEN)
    listed = table(open_book(judged.annotate())[SHEET])

    assert {(row[RULE], row[SUBJECT]) for row in listed} == {(one.rule, one.subject) for one in judged.verdict.findings}
    assert [row["Art"] for row in listed] == ["Fehler", "Fehler", "Rückfrage", "Rückfrage", "Hinweis", "Hinweis"]
    assert [row["Nr."] for row in listed] == [1, 2, 3, 4, 5, 6]
    assert listed[0]["Gefundener Wert"] == "ca. 41"


def test_every_link_leads_to_the_cell_of_its_finding():
    book = open_book(judge(MISTAKEN).annotate())
    sheet = book[SHEET]
    links = [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]

    assert len(links) == len(table(sheet))
    for link in links:
        name, address = re.fullmatch(r"'(.+)'!([A-Z]+\d+)", link.location).groups()
        assert book[name][address].comment
        assert link.target is None


@pytest.mark.parametrize("name", ["It's #1", "Kinder & Gruppen", "ä ö"])
def test_a_link_finds_a_sheet_whatever_it_is_called(name):
    said = make_finding(severity=Severity.ERROR, sheet=name, cell="A1")
    judged = judge(make_book({name: [["x"]]}))
    book = open_book(annotate(judged.book, judged.reading, make_case([said])))
    (link,) = [cell.hyperlink for row in book[SHEET].iter_rows() for cell in row if cell.hyperlink]

    assert link.location == f"'{name.replace(chr(39), chr(39) * 2)}'!A1"


def test_nothing_links_to_a_hidden_sheet():
    judged = judge(make_book({"Blatt": [["x"]], "Versteck": [["y"]]}, hidden=["Versteck"]))
    said = make_finding(severity=Severity.ERROR, sheet="Versteck", cell="A1")
    sheet = open_book(annotate(judged.book, judged.reading, make_case([said])))[SHEET]

    assert not [cell for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert table(sheet)[0]["Zelle"] == "A1"


def test_only_queries_have_a_free_cell_for_an_explanation():
    sheet = protocol()
    rows = {sheet.cell(row, 2).value: sheet.cell(row, 8) for row in range(1, 30)}

    assert not rows["Rückfrage"].protection.locked
    assert rows["Rückfrage"].fill.start_color.rgb == "FFFFFBE6"
    assert rows["Fehler"].protection.locked
    assert rows["Hinweis"].protection.locked


def settled(**parts):
    query = {"severity": Severity.WARNING, "sheet": "Jahrgänge", "cell": "B6", "subject": "school_pupils.pupils[01]"}
    return make_finding(**(query | parts))


def test_an_answer_that_exists_stands_there_already_without_our_words_around_it():
    judged = judge(MISTAKEN)
    said = settled(answer="Erläutert (September 2026): Klasse geteilt (seit August).")
    (row,) = table(open_book(annotate(judged.book, judged.reading, make_case([said])))[SHEET])

    assert (row["Art"], row[EXPLANATION]) == ("Erledigte Rückfrage", "Klasse geteilt (seit August).")


def test_a_waiver_is_shown_and_cannot_be_rewritten():
    judged = judge(MISTAKEN)
    said = settled(answer="Ausnahme bis 31.12.2026: Umbau", waiver_id=3)
    sheet = open_book(annotate(judged.book, judged.reading, make_case([said])))[SHEET]
    (row,) = table(sheet)
    (cell,) = [cell for line in sheet.iter_rows() for cell in line if cell.value == "Ausnahme bis 31.12.2026: Umbau"]

    assert row["Art"] == "Ausnahme"
    assert cell.protection.locked


def fill_in(content, change):
    book = openpyxl.load_workbook(BytesIO(content))
    change(book[SHEET])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_explanations_come_back_with_rule_subject_and_value():
    judged = judge(MISTAKEN)

    def explain(sheet):
        for row in range(1, 30):
            if sheet.cell(row, 2).value == "Rückfrage":
                sheet.cell(row, 8).value = f"=Grund {sheet.cell(row, 9).value}"[1:]

    again = judge(fill_in(judged.annotate(), explain))

    queries = [one for one in judged.verdict.findings if one.severity is Severity.WARNING]
    assert {(one.rule, one.subject, one.value, one.text) for one in again.reading.explanations} == {
        (one.rule, one.subject, one.value, f"Grund {one.rule}") for one in queries
    }
    assert not [one for one in again.verdict.findings if one.severity is Severity.WARNING and one.is_open]


def test_what_was_explained_stands_in_the_next_protocol_and_comes_back_again():
    def explain(sheet):
        sheet.cell(next(row for row in range(1, 30) if sheet.cell(row, 2).value == "Rückfrage"), 8).value = "Grund"

    first = judge(fill_in(judge(MISTAKEN).annotate(), explain))
    second = judge(first.annotate())

    assert [one.text for one in second.reading.explanations] == ["Grund"]
    assert second.reading.explanations == first.reading.explanations


def test_a_protocol_sorted_by_its_reader_says_the_same():
    def turn(sheet):
        start = next(row for row in range(1, 30) if sheet.cell(row, 1).value == "Nr.") + 1
        count = sum(isinstance(sheet.cell(row, 1).value, int) for row in range(start, 30))
        rows = [[sheet.cell(row, column).value for column in range(1, 12)] for row in range(start, start + count)]
        for row, values in enumerate(reversed(rows), start):
            for column, value in enumerate(values, 1):
                sheet.cell(row, column).value = (
                    f"Text {values[8]}" if column == 8 and values[1] == "Rückfrage" else value
                )

    again = judge(fill_in(judge(MISTAKEN).annotate(), turn))

    assert {one.text for one in again.reading.explanations} == {
        f"Text {one.rule}" for one in again.reading.explanations
    }
    assert len(again.reading.explanations) == 2


def test_an_unexplained_protocol_explains_nothing():
    assert judge(judge(MISTAKEN).annotate()).reading.explanations == ()


def test_the_protocol_alone_is_no_data():
    content = make_book({SHEET: [["Nr.", EXPLANATION, RULE, SUBJECT], [1, "Text", "R", "s"]],
        "Bogen": school_grid(["05", 41, 20])})  # fmt: skip
    found = judge(content).reading.findings

    assert not [one for one in found if one.sheet == SHEET]


def test_it_says_what_was_read():
    said = texts(protocol())

    assert "Was wir gelesen haben (Kontrollsummen)" in said
    assert any("in Erstförderung Deutsch: 75" in text for text in said)


def test_a_figure_is_shown_as_germans_write_it():
    judged = judge(make_form(rows=make_rows()))
    said = settled(value="12.50")
    (row,) = table(open_book(annotate(judged.book, judged.reading, make_case([said])))[SHEET])

    assert (row["Gefundener Wert"], row["Wert wie gelesen"]) == ("12,5", "12.50")


def test_too_many_findings_are_said_to_be_too_many(monkeypatch):
    monkeypatch.setattr("schemas.answer.case.MOST", 3)
    monkeypatch.setattr("tasks.letters.annotate.protocol.MOST", 3)
    sheet = protocol()

    assert len(table(sheet)) == 3
    assert "Es sind 6 Befunde; hier stehen die ersten 3." in texts(sheet)


def test_a_finding_without_a_place_stands_in_the_protocol_only():
    book = Workbook(NAME, "", [Sheet("Blatt", [["x"]])])
    said = make_finding(severity=Severity.ERROR, rule="TABLE_NONE")
    (row,) = table(open_book(annotate(book, judge(MISTAKEN).reading, make_case([said])))[SHEET])

    assert (row["Blatt"] or "", row["Zelle"]) == ("", None)


def test_it_is_printed_on_one_page_across_with_no_type_under_eight_points():
    """As Excel counts: a column has seven pixels a digit and five more, 96 to the inch; all is scaled to the page."""
    sheet = protocol()
    across = sum(int(sheet.column_dimensions[letter].width * 7) for letter in "ABCDEFGH") / 96
    scale = (11.69 - sheet.page_margins.left - sheet.page_margins.right) / across
    printed = {cell.font.size for row in sheet.iter_rows(max_col=8) for cell in row if cell.value is not None}

    assert (sheet.print_area.split("!")[1][:5], sheet.page_setup.orientation) == ("$A$1:", "landscape")
    assert (sheet.page_setup.fitToWidth or 1, int(sheet.page_setup.fitToHeight)) == (1, 0)
    assert min(printed) * min(scale, 1) >= 8


def test_no_word_of_a_place_is_wider_than_its_column():
    sheet = protocol()
    words = [(word, "C") for name in SHEETS.values() for word in name.replace("-", " ").split()]
    words += [(word, "B") for word in ("Rückfrage", "Erledigte", "Ausnahme")]

    assert [word for word, letter in words if len(word) > sheet.column_dimensions[letter].width] == []


def test_a_wrong_entry_of_a_short_list_is_told_all_right_ones():
    said = make_finding(rule="CODE_UNKNOWN", table="offers", column="component", hint="Am nächsten liegt „B“.")
    judged = judge(MISTAKEN)
    (row,) = table(open_book(annotate(judged.book, judged.reading, make_case([said])))[SHEET])

    titles = FORMS["association"].tables[0].columns[1].code_list.titles
    assert [title for title in titles.values() if title not in row["Abhilfe"]] == []
