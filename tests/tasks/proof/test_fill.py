"""Named cells of somebody's workbook: filled, and nothing else in it changed."""

from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName

from schemas.proof.mapping import Filling
from tasks.proof.fill import UnusableWorkbookError, fill_workbook
from tests.factories_workbook import change_part


def make_template(names, cells=(), sheets=("Nachweis",)):
    """A workbook made with another library than ours: `names` to places, `cells` (sheet, address, value)."""
    book = openpyxl.Workbook()
    book.active.title = sheets[0]
    for sheet in sheets[1:]:
        book.create_sheet(sheet)
    for sheet, address, value in cells:
        book[sheet][address] = value
    for name, place in names.items():
        book.defined_names[name] = DefinedName(name, attr_text=place)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(template, cells=None, areas=None):
    content, problems, _ = fill_workbook(template, Filling(cells or {}, areas or {}), "vorlage.xlsx")
    return openpyxl.load_workbook(BytesIO(content)), problems


def test_amounts_and_texts_stand_in_their_cells_and_all_else_stays():
    template = make_template(
        {"Summe": "Nachweis!$C$7", "Stadt": "'Blatt ''Ä'''!$B$2"},
        [("Nachweis", "A7", "Summe"), ("Nachweis", "D7", 5), ("Nachweis", "A9", "Fuß")],
        ("Nachweis", "Blatt 'Ä'"),
    )
    book, problems = fill(template, {"Summe": Decimal("123456789.10"), "Stadt": "Hagen & Kreis <x>"})

    assert problems == []
    assert book["Nachweis"]["C7"].value == 123456789.10
    assert [cell.value for cell in book["Nachweis"][7]] == ["Summe", None, 123456789.10, 5]
    assert book["Nachweis"]["A9"].value == "Fuß"
    assert book["Blatt 'Ä'"]["B2"].value == "Hagen & Kreis <x>"


def test_the_cent_stands_in_the_file_as_written_and_not_as_a_binary_fraction():
    content, *_ = fill_workbook(
        make_template({"Summe": "Nachweis!$B$2"}), Filling({"Summe": Decimal("0.30")}, {}), "vorlage.xlsx"
    )

    assert b"<v>0.30</v>" in ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_an_unknown_figure_empties_its_cell():
    template = make_template({"Summe": "Nachweis!$B$2"}, [("Nachweis", "B2", 0)])
    book, problems = fill(template, {"Summe": None})

    assert (book["Nachweis"]["B2"].value, problems) == (None, [])


def test_a_text_never_becomes_a_formula_not_even_when_it_is_edited():
    book, _ = fill(make_template({"Name": "Nachweis!$B$2"}), {"Name": '=HYPERLINK("http://x","y")'})
    cell = book["Nachweis"]["B2"]

    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x","y")')
    assert cell.quotePrefix


def test_a_formula_stays_and_is_said_and_sums_are_worked_out_anew():
    template = make_template(
        {"Summe": "Nachweis!$B$3", "Wert": "Nachweis!$B$2"}, [("Nachweis", "B3", "=SUM(B1:B2)"), ("Nachweis", "B1", 2)]
    )
    book, problems = fill(template, {"Summe": Decimal(1), "Wert": Decimal("3.50")})

    assert book["Nachweis"]["B3"].value == "=SUM(B1:B2)"
    assert problems == ["vorlage.xlsx, „Summe“: in B3 steht eine Formel; sie bleibt stehen."]
    assert book.calculation.fullCalcOnLoad


def test_a_formula_of_the_template_that_takes_the_unknown_for_nothing_is_named():
    template = make_template(
        {"Plan": "Nachweis!$B$2", "Ist": "Nachweis!$B$4", "Liste": "Nachweis!$A$10:$B$12"},
        [("Nachweis", "B5", "=B2-B4"), ("Nachweis", "B6", "=B2*2"), ("Nachweis", "B13", "=SUM(B10:B12)")],
    )
    filled = {"Plan": Decimal("5.00"), "Ist": Decimal("3.00")}
    known = [("V-1", Decimal(1)), ("V-2", Decimal(2))]

    assert fill(template, filled, {"Liste": known})[1] == [], "a row that no association needs is no gap"
    _, problems = fill(template, filled | {"Ist": None}, {"Liste": [("V-1", Decimal(1)), ("V-2", None)]})
    assert [one.partition(", die leer")[0] for one in problems] == [
        "vorlage.xlsx, Blatt „Nachweis“: die Formel in B5, B13 rechnet mit Zellen"
    ]


def test_a_list_fills_its_area_row_by_row_and_empties_what_is_left():
    template = make_template({"Vereine": "Nachweis!$A$2:$C$4"}, [("Nachweis", "A4", "alt"), ("Nachweis", "A5", "Fuß")])
    book, problems = fill(template, areas={"Vereine": [("V-1", None, Decimal("1.00")), ("V-2", "x", None)]})
    rows = [[cell.value for cell in row] for row in book["Nachweis"]["A2:C5"]]

    assert rows == [["V-1", None, 1], ["V-2", "x", None], [None, None, None], ["Fuß", None, None]]
    assert problems == []


def test_a_list_that_is_longer_than_its_area_is_said_and_writes_over_nothing():
    template = make_template({"Vereine": "Nachweis!$A$2:$B$3"}, [("Nachweis", "A4", "Fuß")])
    book, problems = fill(template, areas={"Vereine": [(f"V-{number}", None, "zu viel") for number in range(3)]})

    assert book["Nachweis"]["A4"].value == "Fuß"
    assert problems == [
        "vorlage.xlsx, „Vereine“ hat Platz für 2 von 3 Zeilen; alle stehen im Kontrollblatt.",
        "vorlage.xlsx, „Vereine“ hat Platz für 2 von 3 Spalten.",
    ]


@pytest.mark.parametrize(
    "place", ["Nachweis!#REF!", "#REF!", "'Weg'!$A$1", "Nachweis!$A:$A", "Nachweis!$A$1:$XFD$99999", '"Text"']
)
def test_a_name_that_stands_for_no_cell_is_said_and_the_rest_is_filled(place):
    template = make_template({"Fort": place, "Da": "Nachweis!$A$1"})
    book, problems = fill(template, {"Fort": Decimal(1), "Da": Decimal(2)})

    assert book["Nachweis"]["A1"].value == 2
    assert problems == ["In der Vorlage vorlage.xlsx gibt es keine Zelle mit dem Namen „Fort“."]


def test_names_are_found_whatever_their_case():
    book, problems = fill(make_template({"SUMME": "Nachweis!$A$1"}), {"summe": Decimal(2)})

    assert (book["Nachweis"]["A1"].value, problems) == (2, [])


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("Nachweis!$B$2", "„Zweite“ liegt auf Zellen von „Erste“"),
        ("Nachweis!$B$4", "„Zweite“ liegt auf Zellen von „Liste“"),
    ],
)
def test_what_would_be_written_over_something_else_is_said_and_left_out(other, said):
    template = make_template({"Erste": "Nachweis!$B$2", "Zweite": other, "Liste": "Nachweis!$A$3:$B$5"})
    cells = {"Erste": Decimal(1), "Zweite": Decimal(2)}
    book, problems = fill(template, cells, {"Liste": [("V-1", "x"), ("V-2", "y")]})

    assert book["Nachweis"]["B2"].value == 1
    assert book["Nachweis"]["B4"].value == "y"
    assert problems == [f"vorlage.xlsx, {said} und wird nicht gefüllt."]


def merge(template, *areas):
    """A template with merged cells."""
    book = openpyxl.load_workbook(BytesIO(template))
    for area in areas:
        book.active.merge_cells(area)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_of_merged_cells_only_the_first_is_seen():
    template = merge(make_template({"Da": "Nachweis!$B$2", "Weg": "Nachweis!$C$3"}), "B2:D2", "B3:D3")
    book, problems = fill(template, {"Da": Decimal(1), "Weg": Decimal(2)})

    assert (book["Nachweis"]["B2"].value, book["Nachweis"]["B3"].value) == (1, None)
    (said,) = problems
    assert said.startswith("vorlage.xlsx, „Weg“: C3 gehört zu verbundenen Zellen")


def test_a_row_of_a_list_in_merged_cells_is_said():
    template = merge(make_template({"Liste": "Nachweis!$A$2:$C$3"}), "A2:B2")
    _, problems = fill(template, areas={"Liste": [("V-1", "x", None), ("V-2", "y", None)]})

    assert [one.partition(" gehört")[0] for one in problems] == ["vorlage.xlsx, „Liste“: B2"]


def test_a_template_may_have_a_sheet_that_is_a_chart():
    book = openpyxl.load_workbook(BytesIO(make_template({"Summe": "Nachweis!$B$2"}, [("Nachweis", "B1", 5)])))
    chart = BarChart()
    chart.add_data(Reference(book["Nachweis"], min_col=2, min_row=1, max_row=2))
    book.create_chartsheet("Bild").add_chart(chart)
    stream = BytesIO()
    book.save(stream)
    filled, problems = fill(stream.getvalue(), {"Summe": Decimal(2)})

    assert (filled["Nachweis"]["B2"].value, problems) == (2, [])
    assert filled.sheetnames == ["Nachweis", "Bild"]


def test_the_same_values_give_the_same_bytes():
    template = make_template({"Summe": "Nachweis!$B$2"})

    assert len({fill_workbook(template, Filling({"Summe": Decimal(1)}, {}), "v")[0] for _ in range(2)}) == 1


def test_rows_and_cells_without_an_address_are_counted():
    """Some programs leave out what follows from the order."""
    template = make_template(
        {"Wert": "Nachweis!$B$2"}, [("Nachweis", "A1", 1), ("Nachweis", "A2", 2), ("Nachweis", "C2", 3)]
    )
    part = "xl/worksheets/sheet1.xml"
    bare = ZipFile(BytesIO(template)).read(part).replace(b'<row r="1"', b"<row").replace(b'<row r="2"', b"<row")
    bare = bare.replace(b'<c r="A1"', b"<c").replace(b'<c r="A2"', b"<c")
    book, problems = fill(change_part(template, part, bare), {"Wert": Decimal(9)})

    assert problems == []
    assert [cell.value for cell in book["Nachweis"][2]] == [2, 9, 3]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no workbook",
        b"PK\x03\x04broken",
        change_part(make_template({}), "xl/workbook.xml", b"<workbook"),
        change_part(make_template({}), "xl/worksheets/sheet1.xml", b"<worksheet/>"),
    ],
    ids=["empty", "text", "torn", "broken book", "sheet without rows"],
)
def test_what_is_no_workbook_is_refused_in_german(content):
    with pytest.raises(UnusableWorkbookError, match="lässt sich nicht als Excel-Datei"):
        fill_workbook(content, Filling({"Summe": Decimal(1)}, {}), "vorlage.xlsx")


def test_a_name_of_the_workbook_goes_before_one_of_a_sheet_and_of_two_sheets_none_is_meant():
    book = openpyxl.Workbook()
    for title in ("A", "B"):
        sheet = book.create_sheet(title)
        for name in ("Summe", "Zwei"):
            sheet.defined_names[name] = DefinedName(name, attr_text=f"{title}!$C$3")
    book.defined_names["Summe"] = DefinedName("Summe", attr_text="B!$A$1")
    stream = BytesIO()
    book.save(stream)
    filled, problems = fill(stream.getvalue(), {"Summe": Decimal(1), "Zwei": Decimal(2)})

    assert (filled["B"]["A1"].value, filled["A"]["C3"].value) == (1, None)
    assert problems == ["In der Vorlage vorlage.xlsx gibt es keine Zelle mit dem Namen „Zwei“."]


def test_an_entity_in_a_template_is_not_expanded():
    """A template that would fetch or multiply something is one that cannot be read."""
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    template = change_part(make_template({"Summe": "Nachweis!$A$1"}), "xl/workbook.xml", bomb)

    assert fill_workbook(template, Filling({"Summe": Decimal(1)}, {}), "v.xlsx")[2] == 0
