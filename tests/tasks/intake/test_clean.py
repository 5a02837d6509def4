"""Typed values and their findings, on real files: every way of section 7 to write a figure, a code, a month, a name.

`TRIGGERS` has a file for every rule of level 0; the house's form, filled in properly, triggers none of them.
"""

import unicodedata
from datetime import date

import pytest

from schemas.check.catalogue import CATALOGUE
from schemas.check.level0 import LEVEL_0
from schemas.files.workbook import MAX_BYTES
from schemas.finding import Severity
from schemas.form.submission import HEAD
from tasks.intake.reading import read_files
from tasks.intake.worker import JobLimits
from tests.factories_triggers import CLUB, EUROS, LATER, META, ONE, TRIGGERS
from tests.factories_workbook import (
    NAME,
    Formula,
    head_grid,
    make_book,
    make_csv,
    make_form,
    make_ods,
    make_xls,
    pupils_grid,
    read_in,
    rules_of,
    school_grid,
    the_finding,
)


def pupils_of(cell):
    """What becomes of one cell in the column of pupils (B8), with its reading."""
    reading = read_in(make_book(school_grid(["01", cell, None])))
    return reading.tables["school_pupils"].values["pupils"][0], reading


def spent_of(cell):
    """What becomes of one cell in a column of euros (C8)."""
    grid = [*CLUB, ["Baustein", "Kostenart", "verausgabt"], ["Baustein A", "Miete", cell]]
    reading = read_in(make_book(grid))
    return reading.tables["offer_funds"].values["spent_eur"][0], reading


# Figures


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        ("12", 12, "NUMBER_AS_TEXT"),
        ("'12", 12, "NUMBER_AS_TEXT"),
        ("1.234", 1234, "NUMBER_WRITTEN"),
        ("1 234", 1234, "NUMBER_WRITTEN"),
        ("1\u00a0234", 1234, "NUMBER_WRITTEN"),
        ("1\u202f234", 1234, "NUMBER_WRITTEN"),
        ("1\u2009234", 1234, "NUMBER_WRITTEN"),
        ("1'234", 1234, "NUMBER_WRITTEN"),
        ("1.234,0", 1234, "NUMBER_WRITTEN"),
        ("12 Kinder", 12, "NUMBER_WRITTEN"),
        ("keine", 0, "NUMBER_WRITTEN"),
        ("Null", 0, "NUMBER_WRITTEN"),
        ("keine Kinder", 0, "NUMBER_WRITTEN"),
        ("0 (keine)", 0, "NUMBER_WRITTEN"),
        ("12 SuS", 12, "NUMBER_WRITTEN"),
        ("12,0", 12, "NUMBER_AS_TEXT"),
        ("−3", -3, "NUMBER_AS_TEXT"),
        (12.0000000001, 12, None),
        (0, 0, None),
    ],
)
def test_a_number_that_is_clear_is_used_and_the_repair_is_said(cell, value, rule):
    read, reading = pupils_of(cell)

    assert read == value
    assert isinstance(read, int)
    if rule:
        finding = the_finding(reading, rule)
        assert (finding.severity, finding.cell, finding.sheet) == (Severity.INFORMATION, "B8", "Tabelle1")


@pytest.mark.parametrize(
    "cell",
    ["k.A.", "k. A.", "K.A", "-", "–", "—", "--", "/", ".", "...", "…", "entfällt", "n. b.", "keine Angabe", "./."],
)
def test_a_non_answer_is_missing_and_not_zero(cell):
    read, reading = pupils_of(cell)

    assert read is None
    finding = the_finding(reading, "NON_ANSWER")
    assert (finding.severity, finding.cell) == (Severity.INFORMATION, "B8")


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("<5", "NUMBER_ESTIMATED"),
        ("> 100", "NUMBER_ESTIMATED"),
        ("ca. 20", "NUMBER_ESTIMATED"),
        ("etwa 20", "NUMBER_ESTIMATED"),
        ("ca.20 Kinder", "NUMBER_ESTIMATED"),
        ("20+", "NUMBER_ESTIMATED"),
        ("5-10", "NUMBER_RANGE"),
        ("5 – 10", "NUMBER_RANGE"),
        ("5 bis 10", "NUMBER_RANGE"),
        ("12 + 3", "NUMBER_CALCULATION"),
        ("=12+3", "NUMBER_CALCULATION"),
        ("25 %", "NUMBER_PERCENT"),
        ("25%", "NUMBER_PERCENT"),
        ("0,25", "NUMBER_NOT_WHOLE"),
        (0.25, "NUMBER_NOT_WHOLE"),
        (12.5, "NUMBER_NOT_WHOLE"),
        ("1.234,5", "NUMBER_NOT_WHOLE"),
        ("1,234", "NUMBER_AMBIGUOUS"),
        ("keine Ahnung", "NUMBER_UNREADABLE"),
        ("nichts bekannt", "NUMBER_UNREADABLE"),
        ("keine 3 Kinder", "NUMBER_UNREADABLE"),
        ("1O", "NUMBER_UNREADABLE"),
        ("12 krank", "NUMBER_UNREADABLE"),
        (True, "NUMBER_UNREADABLE"),
        (date(2026, 5, 3), "CELL_DATE"),
        (Formula("=1/0", "#DIV/0!"), "CELL_ERROR"),
        (Formula("=SUM(X1:X2)", ""), "CELL_FORMULA"),
    ],
)
def test_a_figure_that_is_not_clear_is_missing_and_an_error_that_says_how_to_mend_it(cell, rule):
    read, reading = pupils_of(cell)

    assert read is None
    finding = the_finding(reading, rule)
    assert (finding.severity, finding.sheet, finding.cell, finding.row) == (Severity.ERROR, "Tabelle1", "B8", 8)
    assert (finding.table, finding.column) == ("school_pupils", "pupils")
    assert finding.message.startswith("Blatt „Tabelle1“, Zelle B8: ")
    assert finding.hint.endswith(".")


def test_three_to_five_that_excel_made_a_date_says_so():
    _, reading = pupils_of(date(2026, 5, 3))

    assert "03.05.2026" in the_finding(reading, "CELL_DATE").message
    assert "3-5" in the_finding(reading, "CELL_DATE").message


@pytest.mark.parametrize("make", [make_book, make_ods, make_csv, make_xls], ids=["xlsx", "ods", "csv", "xls"])
def test_a_refused_figure_is_named_in_every_format(make):
    reading = read_in(make(school_grid(["01", "ca. 20", 11])))

    assert the_finding(reading, "NUMBER_ESTIMATED").cell == "B8"
    assert reading.tables["school_pupils"].values["pupils_female"] == [11]


def test_numbers_as_text_are_no_news_in_a_csv():
    reading = read_in(make_csv(school_grid(["01", 41, 20])), "Meldung.csv")

    assert reading.tables["school_pupils"].values["pupils"] == [41]
    assert "NUMBER_AS_TEXT" not in rules_of(reading)


@pytest.mark.parametrize(
    ("cell", "value", "rule"),
    [
        (1234.5, 1234.5, None),
        ("1.234,50 €", 1234.5, "NUMBER_WRITTEN"),
        ("1234,-", 1234.0, "NUMBER_WRITTEN"),
        ("1.234,--", 1234.0, "NUMBER_WRITTEN"),
        ("1.234,– €", 1234.0, "NUMBER_WRITTEN"),
        ("1234,-€", 1234.0, "NUMBER_WRITTEN"),
        ("1234,5 EUR", 1234.5, "NUMBER_WRITTEN"),
        ("€ 12", 12.0, "NUMBER_WRITTEN"),
        ("1.234", 1234.0, "NUMBER_WRITTEN"),
        ("1.234,5", 1234.5, "NUMBER_WRITTEN"),
        ("12.5", 12.5, "NUMBER_WRITTEN"),
        ("1,234.50", 1234.5, "NUMBER_WRITTEN"),
        ("12 TEUR", 12_000.0, "NUMBER_THOUSANDS"),
        ("12,5 T€", 12_500.0, "NUMBER_THOUSANDS"),
        ("3 Tsd. €", 3_000.0, "NUMBER_THOUSANDS"),
        (333.333333333, 333.33, "NUMBER_ROUNDED"),
        (0.125, 0.13, "NUMBER_ROUNDED"),
    ],
)
def test_euros_are_read_as_people_write_them(cell, value, rule):
    read, reading = spent_of(cell)

    assert read == value
    assert isinstance(read, float)
    assert [f.rule for f in reading.findings if f.column == "spent_eur"] == ([rule] if rule else [])


@pytest.mark.parametrize("cell", ["12 Kinder", "12,345", "3 Mio. €", "50 %"])
def test_what_is_no_amount_is_refused(cell):
    read, reading = spent_of(cell)

    assert read is None
    assert any(f.column == "spent_eur" and f.severity is Severity.ERROR for f in reading.findings)


def test_the_same_repair_in_many_cells_is_one_information_that_names_them():
    rows = [[f"{grade:02d}", str(40 + grade), "-"] for grade in range(1, 11)]
    reading = read_in(make_book(school_grid(*rows)))

    finding = the_finding(reading, "NUMBER_AS_TEXT")
    assert finding.cell == "B8"
    assert "B9" in finding.message
    assert "B17" in finding.message
    assert the_finding(reading, "NON_ANSWER").cell == "C8"


def test_errors_are_never_folded():
    reading = read_in(make_book(school_grid(["01", "ca. 3", None], ["02", "ca. 4", None])))

    assert [f.cell for f in reading.findings if f.rule == "NUMBER_ESTIMATED"] == ["B8", "B9"]


def test_of_more_than_two_hundred_alike_the_last_one_counts_the_rest():
    findings = read_in(make_book(school_grid(*[["01", "ca. 3", None]] * 250))).findings
    alike = [one for one in findings if one.rule == "NUMBER_ESTIMATED"]

    assert [one.cell for one in alike] == [f"B{row}" for row in range(8, 208)]
    assert alike[-1].message.endswith(" Dasselbe gilt für weitere 50 Stellen.")


# Codes


@pytest.mark.parametrize("written", ["1", 1, 1.0, "1.", "01", "Kl. 1", "Jg. 1", "Klasse 1", "E1", "Jahrgang 01"])
def test_a_grade_is_read_as_schools_write_it(written):
    reading = read_in(make_book(school_grid([written, 41, 20])))

    assert reading.tables["school_pupils"].values["grade"] == ["01"]
    assert ("CODE_NORMALISED" in rules_of(reading)) == (written not in {"01", "Jahrgang 01"})


@pytest.mark.parametrize(
    ("written", "code"), [("Ukraine", "166"), ("UA", "166"), ("ukr", "166"), (166, "166"), (0, "000")]
)
def test_a_country_is_read_by_name_iso_code_or_number(written, code):
    grid = [*school_grid(["01", 41, 20]), [], ["Herkunftsland", "Zugänge"], [written, 3]]

    assert read_in(make_book(grid)).tables["school_arrivals"].values["country"] == [code]


def test_an_unknown_code_is_refused_with_the_nearest_ones():
    reading = read_in(make_book(school_grid(["Klasse 27", 41, 20], ["02", 42, 21])))

    finding = the_finding(reading, "CODE_UNKNOWN")
    assert (finding.cell, finding.value, finding.severity) == ("A8", "Klasse 27", Severity.ERROR)
    assert "Jahrgang 07" in finding.hint
    assert "Jahrgang 01" not in finding.hint
    assert reading.tables["school_pupils"].rows == [9]


def country_findings(written, month="Oktober 2026"):
    grid = [
        *school_grid(["01", 41, 20], head=head_grid(Berichtsmonat=month)),
        [],
        ["Herkunftsland", "Zugänge"],
        [written, 3],
    ]
    return [one for one in read_in(make_book(grid)).findings if one.rule.startswith("CODE_")]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Syrein", "Am nächsten liegt „Syrien“."),
        ("Kongo", "„Demokratische Republik Kongo“ oder „Republik Kongo“"),
        ("Jugoslawien", "„Kroatien“"),
        ("Atlantis", "einen der 202 Einträge aus der Liste. Ist keiner der richtige, tragen Sie „unbekannt“ ein."),
    ],
)
def test_what_may_be_meant_is_named_and_never_the_first_of_the_list(written, words):
    (finding,) = country_findings(written)

    assert finding.rule == "CODE_UNKNOWN"
    assert words in finding.hint
    assert "Deutschland" not in finding.hint


@pytest.mark.parametrize("written", ["Syrien und Irak", "Syrien/Irak", "SY, IQ", "Syrien + Irak", "475;438"])
def test_two_entries_in_one_cell_are_a_question_that_names_both(written):
    (finding,) = country_findings(written)

    assert finding.rule == "CODE_SEVERAL"
    assert "„Syrien“ und „Irak“" in finding.message
    assert "eine Zeile je Eintrag" in finding.hint


@pytest.mark.parametrize(
    "written", ["Bosnien und Herzegowina", "Bosnien-Herzegowina", "Trinidad u. Tobago", "São Tomé und Príncipe"]
)
def test_an_entry_with_an_and_in_its_name_is_one(written):
    assert {one.rule for one in country_findings(written)} <= {"CODE_NORMALISED"}


def test_an_entry_that_has_ended_is_asked_about_and_its_figure_is_kept():
    reading = read_in(make_book([*LATER, ["Baustein A", "Miete", 7]]))
    finding = the_finding(reading, "CODE_ENDED")

    assert (finding.severity, finding.column) == (Severity.WARNING, "component")
    assert "Januar 2027" in finding.message
    assert "„kein Baustein“" in finding.hint
    assert "Baustein B" not in finding.hint
    assert reading.tables["offer_funds"].values["spent_eur"] == [7.0]


def test_an_entry_in_its_own_time_is_not_asked_about():
    reading = read_in(make_book([*EUROS, ["Baustein A", "Miete", 7]]))

    assert "CODE_ENDED" not in [one.rule for one in reading.findings]


def test_a_row_with_figures_and_no_key_is_refused():
    reading = read_in(make_book(school_grid(["01", 41, 20], [None, 42, 21])))

    finding = the_finding(reading, "ROW_WITHOUT_KEY")
    assert (finding.cell, finding.severity) == ("A9", Severity.ERROR)
    assert reading.tables["school_pupils"].rows == [8]


def test_prefilled_rows_without_a_figure_are_not_filled_in_and_free_ones_are_said():
    prefilled = read_in(make_form(rows={}), NAME)
    free = read_in(make_form(rows={"school_arrivals": [{"country": "166"}]}), NAME)

    pupils = prefilled.tables["school_pupils"]
    assert (pupils.rows, list(pupils.left_empty)[:2]) == ([], [("01",), ("02",)])
    assert pupils.left_empty[("02",)] == pupils.left_empty[("01",)] + 1
    assert prefilled.findings == []
    assert the_finding(free, "ROW_WITHOUT_FIGURES").row == 6
    assert free.tables["school_arrivals"].values == {"country": ["166"], "arrivals": [None], "arrivals_female": [None]}


# Texts


@pytest.mark.parametrize(
    ("written", "value", "is_repaired"),
    [
        ("Café Größe", "Café Größe", False),
        (unicodedata.normalize("NFD", "Café Größe"), "Café Größe", True),
        ("Café Größe".encode().decode("cp1252"), "Café Größe", True),
        ("MÃ¼ller", "Müller", True),
        ("  Treff\u200b ", "Treff", True),
        ("=1+1", "=1+1", False),
        (7.0, "7", False),
    ],
)
def test_umlauts_are_put_right(written, value, is_repaired):
    grid = [*CLUB, ["Titel des Angebots", "Teilnehmende"], [written, 5]]
    reading = read_in(make_book(grid))

    assert reading.tables["offers"].values["title"] == [value]
    assert ("TEXT_REPAIRED" in rules_of(reading)) == is_repaired


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_umlauts_survive_every_encoding(encoding):
    grid = [*CLUB, ["Titel des Angebots", "Teilnehmende"], ["Nähcafé", 5]]

    assert read_in(make_csv(grid, encoding=encoding), "a.csv").tables["offers"].values["title"] == ["Nähcafé"]


# The head


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("169468", "169468"), (169468, "169468"), ("169468.0", "169468"), (" 169 468 ", "169468"),
        (5914000, "05914000"), ("5914000", "05914000"), ("k-05914000-0001", "K-05914000-0001"),
        ("K 05914000 0001", "K-05914000-0001"), ("V-5914000-12", "V-05914000-0012"),
    ],
)  # fmt: skip
def test_an_identifier_is_read_as_people_write_it(written, identifier):
    reading = read_in(make_book([["Meldebogen Schule"], *head_grid(Schulnummer=written, Fehlanzeige="Ja")]))

    assert reading.respondent == identifier
    assert ("HEAD_RESPONDENT_REPAIRED" in rules_of(reading)) == (str(written) != identifier)


@pytest.mark.parametrize(
    "written", ["Oktober 2026", "10/2026", "2026-10", "Okt. 26", "10.2026", date(2026, 10, 1), 46296, "31.10.2026"]
)
def test_a_month_is_read_as_people_write_it(written):
    reading = read_in(make_book([["Meldebogen Schule"], *head_grid(Berichtsmonat=written, Fehlanzeige="Ja")]))

    assert reading.month == "2026-10"
    assert ("HEAD_MONTH_REPAIRED" in rules_of(reading)) == (written not in {"Oktober 2026", "2026-10"})


@pytest.mark.parametrize("written", ["Oktober", "13/2026", "dieser Monat"])
def test_a_month_that_is_not_complete_is_refused(written):
    reading = read_in(make_book([["Meldebogen Schule"], *head_grid(Berichtsmonat=written, Fehlanzeige="Ja")]))

    assert reading.month is None
    assert the_finding(reading, "HEAD_MONTH").cell == "B3"


@pytest.mark.parametrize(
    ("written", "is_1904", "rule"),
    [
        (date(2026, 10, 31), False, None),
        (date(2026, 10, 31), True, None),
        ("31.10.2026", False, None),
        ("2026-10-31", False, None),
        ("31.10.26", False, "HEAD_DATE_REPAIRED"),
        ("31. Oktober 2026", False, "HEAD_DATE_REPAIRED"),
        (46326, False, "HEAD_DATE_REPAIRED"),
        (44864, True, "HEAD_DATE_REPAIRED"),
    ],
)
def test_a_reference_date_is_read_also_as_a_serial_number(written, is_1904, rule):
    grid = [["Meldebogen Schule"], *head_grid(Stichtag=written, Fehlanzeige="Ja")]
    reading = read_in(make_book(grid, is_1904=is_1904))

    assert reading.reference_date == date(2026, 10, 31)
    assert rules_of(reading) == ([rule] if rule else [])


def test_a_file_name_of_another_month_is_refused_and_no_month_guessed():
    reading = read_in(make_form(), "Meldebogen-Schule_169468_2026-11.xlsx")

    finding = the_finding(reading, "HEAD_MONTH_FILE_NAME")
    assert (finding.sheet, finding.cell, finding.severity) == ("Meldung", "B7", Severity.ERROR)
    assert "Oktober 2026" in finding.message
    assert "November 2026" in finding.message
    assert (reading.respondent, reading.month) == ("169468", "2026-10"), "who answers for it stays known"


@pytest.mark.parametrize(
    "name", ["Meldung.xlsx", "169468 Okt 2026 (2).xlsx", "Meldung_2026-11-05.xlsx", "202611 x.xlsx"]
)
def test_a_file_name_that_names_the_same_or_no_month_is_fine(name):
    assert read_in(make_form(), name).month == "2026-10"


@pytest.mark.parametrize(
    ("label", "value", "field", "kept", "kept_as"),
    [
        ("Schulnummer", "100017", "respondent", "169468", "169468"),
        ("Berichtsmonat", "Mai 2026", "month", "Mai 2026", "2026-05"),
    ],
)
def test_a_head_that_contradicts_the_form_is_refused_and_the_sender_stays_known(label, value, field, kept, kept_as):
    grids = {
        "A": [["Meldebogen Schule"], *head_grid(**{label: value})],
        "B": pupils_grid(["01", 41, 20]),
        "_meldung": META,
    }
    reading = read_in(make_book(grids, hidden=("_meldung",)))

    finding = the_finding(reading, "HEAD_OTHER_FORM")
    assert (finding.sheet, finding.column, finding.severity) == ("A", field, Severity.ERROR)
    assert "_meldung" not in finding.message + finding.hint
    assert kept in finding.message
    assert getattr(reading, field) == kept_as


def test_a_hidden_sheet_that_says_nothing_to_be_understood_says_nothing():
    meta = [["form", "school"], ["respondent", "Musterschule"], ["month", "Oktober"]]
    reading = read_in(make_book({"A": [["Meldebogen Schule"], *pupils_grid(ONE)], "_meldung": meta}), "a.xlsx")

    assert (reading.respondent, reading.month) == (None, None)
    assert {"HEAD_MISSING"} <= set(rules_of(reading))


def test_an_overwritten_head_is_taken_from_the_hidden_sheet_and_said():
    grids = {
        "A": [["Meldebogen Schule"], ["Stichtag", "31.10.2026"]],
        "B": pupils_grid(["01", 41, 20]),
        "_meldung": META,
    }
    reading = read_in(make_book(grids, hidden=("_meldung",)))

    assert (reading.respondent, reading.month) == ("169468", "2026-10")
    assert sum(f.rule == "HEAD_FROM_HIDDEN" for f in reading.findings) == 2


def test_a_head_that_says_nothing_is_an_error():
    reading = read_in(make_book([["Meldebogen Schule"], *pupils_grid(["01", 41, 20])]))

    assert [f.severity for f in reading.findings if f.rule == "HEAD_MISSING"] == [Severity.ERROR] * 2
    assert the_finding(reading, "HEAD_DATE_MISSING").severity is Severity.WARNING


@pytest.mark.parametrize(
    ("written", "is_nil"), [("Ja", True), ("ja", True), (True, True), ("x", True), ("Nein", False), (None, False)]
)
def test_a_nil_return_is_said_explicitly(written, is_nil):
    reading = read_in(make_book([*school_grid(["01", 41, 20], head=head_grid(Fehlanzeige=written))]))

    assert reading.is_nil is is_nil


def test_the_rest_of_the_head_is_kept_and_never_told():
    reading = read_in(make_form(contact_name="Erika Muster", remarks="Zwei Klassen\nneu", nil_return="no"), NAME)

    assert reading.contact_name == "Erika Muster"
    assert reading.contact_email == "sekretariat@beispielschule.example"
    assert reading.remarks == "Zwei Klassen\nneu"
    assert reading.submission_keys == ("169468-2026-10",)
    assert set(reading.head_cells) == {column.name for column in HEAD}
    assert reading.findings == []


def test_findings_say_whose_return_they_are_about():
    finding = the_finding(pupils_of("ca. 20")[1], "NUMBER_ESTIMATED")

    assert (finding.file, finding.form, finding.respondent, finding.month) == (
        "Meldung.xlsx",
        "school",
        "169468",
        "2026-10",
    )


# Every rule


def test_every_rule_of_level_0_has_a_file_that_triggers_it():
    assert list(TRIGGERS) == [rule.id for rule in LEVEL_0]


OTHER_NAMES = dict.fromkeys(("CODE_ENDED", "COLUMN_NEW"), "Bogen.xlsx")  # without the month of NAME
OTHER_NAMES["FILE_NAME_PERSON"] = "Bogen Frau Beispiel.xlsx"


@pytest.mark.parametrize("rule", [rule.id for rule in LEVEL_0])
@pytest.mark.slow
def test_a_rule_finds_its_file(rule, tmp_path):
    name = OTHER_NAMES.get(rule, NAME)
    path = tmp_path / name
    path.write_bytes(TRIGGERS[rule])
    is_bounded = rule == "FILE_TOO_COSTLY"  # only a child process, which has limits, survives it
    reading = read_files([(path, name)], MAX_BYTES, JobLimits(1))[0] if is_bounded else read_in(TRIGGERS[rule], name)

    findings = [finding for finding in reading.findings if finding.rule == rule]
    assert findings
    for finding in findings:
        assert finding.severity is CATALOGUE[rule].severity
        assert finding.message
        assert finding.message.endswith(".")
        assert finding.hint.endswith(".")
        assert "{" not in finding.message + finding.hint
        assert "None" not in finding.message


def test_a_proper_return_triggers_none_of_them():
    assert read_in(make_form(), NAME).findings == []
