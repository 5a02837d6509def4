"""Finding form, head and tables wherever they stand: sheets, headings, rows of sums, strays."""

import pytest

from schemas.finding import Severity
from tests.factories_workbook import (
    NAME,
    PUPILS,
    Formula,
    Merged,
    comment,
    head_grid,
    make_book,
    make_csv,
    make_form,
    make_ods,
    make_rows,
    make_xls,
    pupils_grid,
    read_in,
    rules_of,
    school_grid,
    the_finding,
)

ROWS = (["01", 41, 20], ["02", 42, 21])
CLUB = [["Meldebogen Verein"], *head_grid(Schulnummer="V-05914000-0001"), []]  # its table begins in row 7


def pupils(reading):
    return reading.tables["school_pupils"]


def assert_rows(reading):
    """What ROWS say, wherever it stands."""
    assert reading.form == "school"
    assert reading.respondent == "169468"
    assert reading.month == "2026-10"
    assert pupils(reading).values["grade"] == ["01", "02"]
    assert pupils(reading).values["pupils"] == [41, 42]
    assert pupils(reading).values["pupils_female"] == [20, 21]


# Sheets


def test_our_own_form_leaves_nothing_to_say():
    reading = read_in(make_form(), NAME)

    assert reading.findings == []
    assert list(reading.tables) == [
        "school_pupils", "school_arrivals", "heritage_language_lessons", "teacher_training", "parent_programmes",
    ]  # fmt: skip


@pytest.mark.parametrize("make", [make_book, make_xls, make_ods, make_csv], ids=["xlsx", "xls", "ods", "csv"])
def test_the_same_return_is_read_from_every_format(make):
    reading = read_in(make(school_grid(*ROWS)))

    assert_rows(reading)
    assert pupils(reading).header_row == 7
    assert pupils(reading).rows == [8, 9]
    assert pupils(reading).columns == {"grade": 1, "pupils": 2, "pupils_female": 3}


def test_sheets_may_be_renamed_and_reordered():
    reading = read_in(make_book({"xyz": pupils_grid(*ROWS), "Kopf (alt)": [["Meldebogen Schule"], *head_grid()]}))

    assert_rows(reading)
    assert pupils(reading).sheet == "xyz"


def test_a_second_heading_and_a_line_below_a_table_are_no_rows():
    reading = read_in(make_book([*HEAD, pupils_grid()[0], [None, "Anzahl", "Anzahl"], *ROWS, [], ["Stand: 31.10."]]))

    assert_rows(reading)
    assert {one.severity for one in reading.findings if one.cell or one.rule == "STRAY_CELLS"} == {Severity.INFORMATION}


HEAD = [["Meldebogen Schule"], *head_grid(), []]


@pytest.mark.parametrize("visible", [[], pupils_grid(), pupils_grid(["01", None, None])], ids=["none", "bare", "empty"])
def test_a_table_that_is_filled_on_a_hidden_sheet_only_does_not_count_and_goes_back(visible):
    reading = read_in(
        make_book(
            {"Kopf": [["Meldebogen Schule"], *head_grid(), [], *visible], "Vorjahr": pupils_grid(*ROWS)},
            hidden=("Vorjahr",),
        )
    )
    finding = the_finding(reading, "TABLE_HIDDEN")

    assert (finding.sheet, finding.severity) == ("Vorjahr", Severity.ERROR)
    assert "Einblenden" in finding.hint
    assert not reading.tables or not any(pupils(reading).values["pupils"])
    assert "TABLE_MISSING" not in [one.rule for one in reading.findings if one.table == "school_pupils"]


def test_of_a_table_on_a_visible_and_a_hidden_sheet_the_visible_one_counts():
    book = {
        "Kopf": [["Meldebogen Schule"], *head_grid(), [], *pupils_grid(*ROWS)],
        "Vorjahr": pupils_grid(["01", 7, 3]),
    }
    reading = read_in(make_book(book, hidden=("Vorjahr",)))

    assert pupils(reading).values["pupils"] == [row[1] for row in ROWS]
    assert the_finding(reading, "SHEET_HIDDEN").severity == Severity.INFORMATION
    assert "TABLE_TWICE" not in [one.rule for one in reading.findings]


def test_a_head_on_a_hidden_sheet_contradicts_nothing():
    book = {"Bogen": [*HEAD, *pupils_grid(*ROWS)], "Alt": head_grid(Berichtsmonat="September 2025")}
    reading = read_in(make_book(book, hidden=("Alt",)))

    assert reading.month == "2026-10"


def test_a_copied_sheet_with_the_same_content_counts_once():
    reading = read_in(make_book({"A": school_grid(*ROWS), "A (2)": pupils_grid(*ROWS)}))

    assert_rows(reading)
    finding = the_finding(reading, "TABLE_TWICE_SAME")
    assert (finding.sheet, finding.severity) == ("A (2)", Severity.INFORMATION)
    assert "Blatt „A“, Zeile 7" in finding.message


def test_an_empty_copy_of_a_sheet_does_no_harm():
    reading = read_in(make_book({"leer": pupils_grid(["01"], ["02"]), "voll": school_grid(*ROWS)}))

    assert_rows(reading)
    assert pupils(reading).sheet == "voll"


def test_two_sheets_that_say_different_things_are_refused_naming_both():
    reading = read_in(make_book({"Oktober": school_grid(*ROWS), "September": pupils_grid(["01", 40, 19])}))

    finding = the_finding(reading, "TABLE_TWICE")
    assert finding.severity is Severity.ERROR
    assert finding.sheet == "September"
    assert "Blatt „Oktober“" in finding.message
    assert pupils(reading).rows == []


def test_a_sheet_that_is_none_of_ours_is_named():
    reading = read_in(make_book({"A": school_grid(*ROWS), "Notizen": [["Frau S. anrufen"], [17]]}))

    assert the_finding(reading, "SHEET_UNKNOWN").sheet == "Notizen"
    assert "Frau S." not in str(reading.findings)


def test_a_table_of_another_form_is_refused():
    children = [["Altersgruppe", "Kinder insgesamt"], ["U3", 20]]
    reading = read_in(make_book({"A": school_grid(*ROWS), "Kita": children}))

    finding = the_finding(reading, "TABLE_FOREIGN")
    assert finding.sheet == "Kita"
    assert "Meldebogen Schule" in finding.message
    assert "daycare_children" not in reading.tables


def test_several_tables_may_stand_one_below_the_other_in_a_csv():
    arrivals = [["Zugänge nach Herkunftsland"], ["Herkunftsland", "Zugänge"], ["Ukraine", 3], ["Syrien", 2]]
    reading = read_in(make_csv([*school_grid(*ROWS), [], *arrivals]), "Meldung.csv")

    assert_rows(reading)
    assert reading.tables["school_arrivals"].values["country"] == ["166", "475"]
    assert reading.tables["school_arrivals"].rows == [13, 14]


def test_two_tables_may_stand_one_below_the_other_without_a_title_or_a_blank_row():
    reading = read_in(make_book([*school_grid(*ROWS), ["Herkunftsland", "Zugänge"], ["Ukraine", 3]]))

    assert_rows(reading)
    assert reading.tables["school_arrivals"].values["arrivals"] == [3]


@pytest.mark.parametrize(
    ("respondent", "form"),
    [("169468", "school"), ("K-05914000-0001", "daycare"), ("V-05914000-0001", "association"), ("05914000", "centre")],
)
def test_without_title_and_tables_the_identifier_says_which_form_it_is(respondent, form):
    reading = read_in(make_book(head_grid(Schulnummer=respondent, Fehlanzeige="Ja")))

    assert reading.form == form
    assert reading.is_nil


def test_tables_that_only_one_form_has_say_which_form_it_is():
    head = head_grid(Schulnummer="unbekannt")

    assert read_in(make_book([*head, [], *pupils_grid(*ROWS)])).form == "school"


def test_a_form_that_cannot_be_recognised_is_an_error():
    reading = read_in(make_book([["Bestellung Büromaterial"], ["Stifte", 12]]))

    assert reading.form is None
    assert "FORM_UNKNOWN" in rules_of(reading)


def test_missing_tables_are_asked_for_but_not_in_a_nil_return():
    asked = read_in(make_book(school_grid(*ROWS)))
    nil = read_in(make_book([["Meldebogen Schule"], *head_grid(Fehlanzeige="Ja")]))

    assert sum(finding.rule == "TABLE_MISSING" for finding in asked.findings) == 4
    assert rules_of(nil) == []


def test_a_file_without_any_table_is_an_error():
    reading = read_in(make_book([["Meldebogen Schule"], *head_grid()]))

    assert rules_of(reading) == ["TABLE_NONE"]


def test_an_older_form_is_asked_about():
    meta = [["form", "school"], ["form_version", "0"], ["respondent", "169468"], ["month", "2026-10"]]
    reading = read_in(make_book({"A": school_grid(*ROWS), "_meldung": meta}, hidden=("_meldung",)))

    finding = the_finding(reading, "FORM_VERSION")
    assert (finding.sheet, finding.cell, finding.value) == (None, None, "0"), "nobody sees that sheet"
    assert finding.message.startswith("Der Bogen hat die Version 0")
    assert reading.form_version == 0


# Headings


def test_title_rows_and_a_sheet_that_starts_away_from_a1_keep_exact_addresses():
    grid = [["Stadt Hagen"], ["Stand: vorläufig"], [], *school_grid(["01", "ca. 20", 20])]
    reading = read_in(make_book(grid, top=4, left=3))

    assert the_finding(reading, "NUMBER_ESTIMATED").cell == "E15"
    assert pupils(reading).columns["grade"] == 4


def test_columns_may_stand_in_another_order():
    headings = (PUPILS[2], PUPILS[1], "Jg.", PUPILS[0])
    reading = read_in(make_book(school_grid([20, 41, None, "01"], [21, 42, None, "02"], headings=headings)))

    assert_rows(reading)


MERGED = [None, Merged("Schülerinnen und Schüler", 2), None, Merged("Erstförderung", 3)]
NOT_MERGED = [None, "Schülerinnen und Schüler", None, "Erstförderung"]


@pytest.mark.parametrize("upper", [MERGED, NOT_MERGED], ids=["merged", "not merged"])
def test_headings_in_two_lines_are_read_together(upper):
    lower = ["Jahrgang", "insgesamt", "weiblich", "insgesamt", "weiblich", "Ukraine"]
    reading = read_in(make_book([*school_grid()[:-1], upper, lower, ["01", 41, 20, 6, 3, 2]]))

    assert {name: values[0] for name, values in pupils(reading).values.items() if values[0] is not None} == {
        "grade": "01", "pupils": 41, "pupils_female": 20,
        "first_support": 6, "first_support_female": 3, "first_support_ukraine": 2,
    }  # fmt: skip
    assert pupils(reading).header_row == 8


def test_a_heading_that_is_broken_over_lines_of_its_cell_is_recognised():
    headings = ("Jahr-\ngang", "Schülerinnen und\nSchüler insgesamt", "darunter\nweiblich")

    assert_rows(read_in(make_book(school_grid(*ROWS, headings=headings))))


def test_headings_with_wrong_encoding_are_recognised():
    headings = [text.encode().decode("cp1252") for text in PUPILS[:3]]

    assert_rows(read_in(make_book(school_grid(*ROWS, headings=headings))))


def test_a_bare_female_belongs_to_what_stands_left_of_it():
    headings = ("Jahrgang", "Schülerzahl", "davon weiblich", "Erstförderung", "davon weiblich")
    reading = read_in(make_book(school_grid(["01", 41, 20, 6, 3], headings=headings)))

    assert pupils(reading).values["pupils_female"] == [20]
    assert pupils(reading).values["first_support_female"] == [3]


def test_a_female_whose_whole_is_unclear_is_refused():
    headings = ("Jahrgang", "Schülerzahl", "Erstförderung", "darunter weiblich")
    reading = read_in(make_book(school_grid(["01", 41, 6, 3], headings=headings)))

    finding = the_finding(reading, "COLUMN_AMBIGUOUS")
    assert finding.cell == "D7"
    assert pupils(reading).values["pupils_female"] == [None]


def test_a_missing_column_is_asked_for_and_a_missing_key_refused():
    missing = read_in(make_book(school_grid(["01", 41], headings=PUPILS[:2])))
    keyless = read_in(make_book(school_grid([41, 20, 3], headings=PUPILS[1:])))

    assert "„darunter weiblich“" in the_finding(missing, "COLUMN_MISSING").message
    assert pupils(missing).values["pupils_female"] == [None]
    assert the_finding(keyless, "COLUMN_KEY_MISSING").row == 7
    assert "school_pupils" not in keyless.tables


def test_an_unknown_column_is_reported_and_not_read():
    reading = read_in(make_book(school_grid(["01", 41, 20, 9], headings=(*PUPILS[:3], "mit Fahrrad"))))

    finding = the_finding(reading, "COLUMN_UNKNOWN")
    assert (finding.cell, finding.value, finding.severity) == ("D7", "mit Fahrrad", Severity.WARNING)


def test_a_heading_that_can_mean_one_missing_column_only_is_one_finding():
    """The other columns are missing still; of a key the error says under which heading it seems to stand."""
    others = read_in(make_book(school_grid(["01", 41, 20], headings=(*PUPILS[:2], "darunter weiblch"))))
    keyless = read_in(make_book(school_grid(["01", 41, 20, 3], headings=("Jahrgänge", *PUPILS[1:]))))

    assert "„darunter weiblich“ gemeint (sonst gilt" in the_finding(others, "COLUMN_UNKNOWN").hint
    assert "„darunter weiblich“" not in the_finding(others, "COLUMN_MISSING").message
    finding = the_finding(keyless, "COLUMN_KEY_MISSING")
    assert (finding.cell, "Spalte „Jahrgänge“" in finding.hint) == ("A7", True)
    assert "COLUMN_UNKNOWN" not in rules_of(keyless)


@pytest.mark.parametrize(
    "heading", ["Name", "Vorname, Nachname", "Geb.-Datum", "Geburtsdatum", "Name des Kindes", "Telefon", "Anschrift"]
)
def test_a_column_about_persons_is_refused_and_never_repeated(heading):
    reading = read_in(make_book(school_grid(["01", 41, 20, "Erika Muster"], headings=(*PUPILS[:3], heading))))

    finding = the_finding(reading, "COLUMN_PERSON")
    assert (finding.cell, finding.severity, finding.value) == ("D7", Severity.ERROR, None)
    assert "Muster" not in str(reading)


def test_a_list_of_persons_on_another_sheet_is_refused_too():
    listed = [["Vorname", "Nachname"], ["Erika", "Muster"]]
    reading = read_in(make_book({"A": school_grid(*ROWS), "Liste": listed}))

    assert [(f.sheet, f.cell) for f in reading.findings if f.rule == "COLUMN_PERSON"] == [
        ("Liste", "A1"),
        ("Liste", "B1"),
    ]
    assert "Muster" not in str(reading)


def test_the_same_column_twice_is_refused_naming_both():
    reading = read_in(make_book(school_grid(["01", 41, 20, 44], headings=(*PUPILS[:3], "Schülerzahl"))))

    finding = the_finding(reading, "COLUMN_TWICE")
    assert finding.cell == "D7"
    assert "B7" in finding.message


def test_a_column_in_thousands_of_euros_is_multiplied_and_said():
    funds = [*CLUB, ["Baustein", "Kostenart", "bewilligt (TEUR)", "verausgabt"], ["Baustein A", "Miete", 12.5, 300]]
    reading = read_in(make_book(funds))

    assert reading.tables["offer_funds"].values["granted_eur"] == [12_500.0]
    assert reading.tables["offer_funds"].values["spent_eur"] == [300.0]
    assert the_finding(reading, "COLUMN_THOUSANDS").cell == "C7"


# Rows


@pytest.mark.parametrize("label", ["Gesamt", "Summe:", "insgesamt", "SUMME", "davon", "davon weiblich", "Gesamtsumme"])
def test_rows_of_sums_are_no_data(label):
    reading = read_in(make_book(school_grid(ROWS[0], [label, 83, 41], ROWS[1])))

    assert_rows(reading)
    assert the_finding(reading, "ROW_TOTAL").row == 9


def test_a_sum_that_differs_from_its_rows_is_asked_about():
    reading = read_in(make_book(school_grid(*ROWS, ["Gesamt", 99, 41])))

    finding = the_finding(reading, "ROW_TOTAL_DIFFERS")
    assert (finding.cell, finding.severity) == ("B10", Severity.WARNING)
    assert "99" in finding.message
    assert "83" in finding.message


def test_a_sum_of_a_part_is_not_compared():
    assert "ROW_TOTAL_DIFFERS" not in rules_of(read_in(make_book(school_grid(*ROWS, ["davon neu", 5, 2]))))


def test_a_table_knows_the_address_of_its_cells():
    table = pupils(read_in(make_book(school_grid(*ROWS))))

    assert table.address(1, "pupils_female") == "C9"
    assert table.address(1, "arrivals") is None


def test_our_own_row_of_sums_is_not_worth_a_word():
    assert "ROW_TOTAL" not in rules_of(read_in(make_form(), NAME))


def test_an_offer_may_be_called_like_a_sum_of_something():
    offers = [
        *CLUB,
        ["Titel des Angebots", "Teilnehmende"],
        ["Gesamtschul-Lotsen", 12],
        ["Total verspielt", 8],
        ["Summe", 20],
    ]
    reading = read_in(make_book(offers))

    assert reading.tables["offers"].values["title"] == ["Gesamtschul-Lotsen", "Total verspielt"]


WIDE = ["Titel des Angebots", "Handlungsfeld", "Teilnehmende", "Ehrenamtliche"]
COURSES = [["Nähkurs", "Jugend", 12, 2], ["Chor", "Senioren", 8, 1]]
SUMS_IN_WORDS = [
    "Angebote gesamt", "Gesamt Oktober", "davon Frauen", "darunter neu", "Total Oktober", "Alle Angebote zusammen",
    "Summe der Angebote", "insg.", "Endsumme", "Gesamtergebnis", "Übertrag", "männlich", "hiervon Jugendliche",
    "alle Angebote", "alles zusammen", "∑ Angebote", "Σ",
]  # fmt: skip


@pytest.mark.parametrize("label", SUMS_IN_WORDS)
def test_a_row_of_offers_that_is_called_a_sum_does_not_count(label):
    reading = read_in(make_book([*CLUB, WIDE, *COURSES, [label, None, 14, 3]]))

    assert reading.tables["offers"].values["title"] == ["Nähkurs", "Chor"]
    assert {"ROW_LIKE_SUM", "ROW_TOTAL"} & set(rules_of(reading))


def offers_with(*rows):
    reading = read_in(make_book([*CLUB, WIDE, *rows]))
    return reading.tables["offers"].values["title"], rules_of(reading)


def test_a_row_of_offers_that_equals_those_above_does_not_count_and_is_asked_about():
    titles, rules = offers_with(*COURSES, ["Oktober", None, 20, 3])

    assert titles == ["Nähkurs", "Chor"]
    assert "ROW_EQUALS_SUM" in rules


@pytest.mark.parametrize(
    "rows",
    [
        [["Oktober", None, 20, 3], *COURSES],  # what the finding advises: the first row sums nothing up
        [*COURSES, ["Boxen", "Jugend", 20, 3]],  # an offer of its own: it says for whom
        [*COURSES, ["Boxen", None, 20, 4]],
        [["Chor", None, 12, None], ["Boxen", None, 8, None], ["Tanz", None, 20, None]],  # one figure: perhaps by chance
        [["Chor", None, 0, 0], ["Boxen", None, 0, 0], ["Tanz", None, 0, 0]],
    ],
    ids=["first", "described", "differs", "one figure", "nothing"],
)
def test_an_offer_is_not_taken_for_a_sum(rows):
    titles, rules = offers_with(*rows)

    assert titles == [row[0] for row in rows]
    assert "ROW_EQUALS_SUM" not in rules


def test_an_offer_may_be_called_like_a_table_or_a_label():
    names = ["HSU", "Monat", "Netzwerk", "Angebote"]
    reading = read_in(
        make_book([*CLUB, ["Titel des Angebots", "Teilnehmende", "Ehrenamtliche"], *([n, 5, 1] for n in names)])
    )

    assert reading.tables["offers"].values["title"] == names


def test_a_head_may_stand_below_the_table():
    assert_rows(read_in(make_book([["Meldebogen Schule"], *pupils_grid(*ROWS), [], *head_grid()])))


def test_blank_rows_in_between_are_no_end():
    grid = school_grid(ROWS[0], [], [None, " ", "\u00a0"], [], [], ROWS[1])

    assert_rows(read_in(make_book(grid)))
    assert pupils(read_in(make_book(grid))).rows == [8, 13]


def test_stray_cells_and_errors_far_below_are_named_and_not_read():
    grid = [
        *school_grid(*ROWS),
        *[[]] * 30,
        [Formula("=#REF!", "#REF!")],
        ["Stand 5.11., gez. Sekretariat"],
        [None, None, None, None, 7],
    ]
    reading = read_in(make_book(grid))

    assert_rows(reading)
    message = the_finding(reading, "STRAY_CELLS").message
    assert all(cell in message for cell in ("A40", "A41", "E42"))


def test_a_lone_text_far_below_is_no_offer_but_one_in_the_list_is():
    offers = [
        *CLUB,
        ["Titel des Angebots", "Teilnehmende"],
        ["Sprachcafé", 12],
        ["Nähkurs"],
        [],
        [],
        [],
        ["Bitte beachten!"],
    ]
    reading = read_in(make_book(offers))

    assert reading.tables["offers"].values["title"] == ["Sprachcafé", "Nähkurs"]
    assert the_finding(reading, "ROW_WITHOUT_FIGURES").row == 9
    assert "A13" in the_finding(reading, "STRAY_CELLS").message


# The head


def test_the_head_is_found_beside_below_or_inside_its_labels():
    title = ["Meldebogen Schule"]
    table = [[], *pupils_grid(*ROWS)]
    first = [["Schulnummer:", None, None, "169468"], ["Monat", "Oktober 2026"], ["Stichtag", "31.10.2026"]]
    second = [["Schulnummer: 169468", "Berichtsmonat: Oktober 2026"], ["Stichtag: 31.10.2026"]]
    third = [["Schulnummer", "Monat", "Stichtag"], ["169468", "Oktober 2026", "31.10.2026"]]
    beside, inside, below = (read_in(make_book([title, *head, *table])) for head in (first, second, third))

    for reading in (beside, inside, below):
        assert_rows(reading)
        assert str(reading.reference_date) == "2026-10-31"
    assert beside.head_cells["respondent"] == ("Tabelle1", "D2")
    assert inside.head_cells["month"] == ("Tabelle1", "B2")
    assert below.head_cells["reference_date"] == ("Tabelle1", "C3")


def test_an_empty_field_does_not_take_the_next_label_for_its_value():
    head = [["Schulnummer", "169468", "Monat", "Oktober 2026"], ["Ansprechperson"], ["E-Mail"]]
    reading = read_in(make_book([["Meldebogen Schule"], *head, ["Stichtag", "31.10.2026"], [], *pupils_grid(*ROWS)]))

    assert_rows(reading)
    assert reading.contact_name is None
    assert reading.contact_email is None


def test_a_comment_at_a_figure_is_named_and_those_of_the_form_are_not():
    assert "CELLS_COMMENTED" not in rules_of(read_in(make_form(rows=make_rows()), NAME))
    commented = the_finding(read_in(comment(make_form(rows=make_rows()), "Jahrgänge", "B6"), NAME), "CELLS_COMMENTED")

    assert "(B6)" in commented.message
    assert "geschätzt" not in commented.message
