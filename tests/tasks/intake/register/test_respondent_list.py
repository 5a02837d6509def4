"""The official directory of schools as it is: the centre's own schools are taken, and what was used is said."""

from datetime import date

import pytest

from config.codes import centre_of
from schemas.store import warehouse as w
from tasks.intake.reading import read_list
from tasks.intake.register.import_register import import_register
from tests.factories import AT, CENTRE, rows_of

TITLE = ["Verzeichnis der Schulen (erfunden)", "", "Stand: 15.10.2026"]
HEADING = [
    "Schuljahr", "Schulform", "Amtlicher Gemeindeschlüssel", "Verwaltungsbezirk", "Schulnummer",
    "Amtliche Bezeichnung 1", "Amtliche Bezeichnung 2", "Amtliche Bezeichnung 3", "Ort", "Rechtsstatus",
    "Telefonnummer Vorwahl", "Telefonnummer Durchwahl", "Offizielle E-Mail-Adresse", "Anzahl",
]  # fmt: skip


def school(number="169468", ags="05914000", **overrides):
    """One school of an invented directory."""
    row = {
        "Schuljahr": "2026/27", "Schulform": "Grundschule", "Amtlicher Gemeindeschlüssel": ags, "Schulnummer": number,
        "Amtliche Bezeichnung 1": "Eulenschule", "Amtliche Bezeichnung 3": "- Primarstufe -", "Ort": "Hagen",
        "Rechtsstatus": "Öffentlich", "Telefonnummer Vorwahl": "02331", "Telefonnummer Durchwahl": "1 23",
        "Offizielle E-Mail-Adresse": f"{number}@schule.example", "Anzahl": "140",
    } | overrides  # fmt: skip
    return [row.get(title, "") for title in HEADING]


def take(engine, *lines, above=(TITLE, []), heading=HEADING, centre=CENTRE):
    return import_register(engine, [*above, heading, *lines], "schulen.csv", centre, AT)


def said(result):
    return "\n".join(finding.message for finding in result.findings)


def test_a_school_is_taken_with_all_that_the_directory_knows(engine):
    result = take(engine, school(), school("169470", Rechtsstatus="Privat", Schulform="Freie Waldorfschule"))

    assert (result.respondents, result.has_errors) == (2, False)
    assert rows_of(engine, w.respondent) == [
        {"respondent_id": "169468", "centre_id": CENTRE, "kind": "school", "name": "Eulenschule - Primarstufe -",
         "school_type": "G", "district": None, "carrier": None, "legal_status": "public"},
        {"respondent_id": "169470", "centre_id": CENTRE, "kind": "school", "name": "Eulenschule - Primarstufe -",
         "school_type": "FW", "district": None, "carrier": None, "legal_status": "private"},
    ]  # fmt: skip
    assert rows_of(engine, w.contact, "email", "phone")[0] == ("169468@schule.example", "02331 1 23")
    assert rows_of(engine, w.respondent_span, "valid_from", "valid_to")[0] == (date(2026, 8, 1), None)


def test_it_says_what_it_used_and_what_it_left(engine):
    result = take(
        engine,
        school(),
        school("169470", Schulform="Freie Waldorfschule"),
        school("100001", "05315000"),
        ["Quelle: erfunden"],
    )

    use, unused, others, notes, word = said(result).split("\n")
    assert use.startswith("Amtliches Schulverzeichnis, Überschriften in Zeile 3. Verwendet: Schuljahr (Schuljahr), ")
    assert "Nummer (Schulnummer), Name (Amtliche Bezeichnung 1 + Amtliche Bezeichnung 2 + Amtliche Bez" in use
    assert use.endswith("Durchwahl), E-Mail (Offizielle E-Mail-Adresse).")
    assert unused == "Nicht verwendet: Verwaltungsbezirk, Ort, Anzahl."
    assert others == "Zeilen anderer Integrationszentren, die ausgelassen wurden: 1 (Köln 1)."
    assert notes == "Ohne Schulnummer und Gemeindeschlüssel, also keine Schule: Zeile 7."
    assert word == "Schulform: „Freie Waldorfschule“ wurde zu „Waldorfschule“ (1-mal)."


def test_where_every_column_is_used_none_is_said_to_be_unused(engine):
    heading = ["Schulnummer", "Name", "Schulform", "AGS"]

    assert "Nicht verwendet" not in said(take(engine, ["169468", "Eule", "G", "05914000"], heading=heading))


def test_of_many_other_centres_the_largest_are_named(engine):
    others = ["05315000", "05315000", "05111000", "05112000", "05113000", "05114000", "05116000", "05117000"]
    result = take(engine, school(), *(school("100001", ags) for ags in others))

    assert "ausgelassen wurden: 8 (Köln 2, Düsseldorf 1, Duisburg 1, Essen 1, Krefeld 1 und 2 weitere)." in said(result)


@pytest.mark.parametrize(
    ("ags", "centre"),
    [
        ("05914000", "05914000"), ("05166032", "05166000"), ("05334002", "05334002"), ("05334004", "05334000"),
        ("09162000", None), ("Hagen", None), ("", None),
    ],
    ids=["a city", "a town of a Kreis", "the city of Aachen", "its region", "Munich", "a word", "nothing"],
)  # fmt: skip
def test_a_municipality_belongs_to_one_centre(ags, centre):
    assert centre_of(ags) == centre


def test_a_kreis_takes_all_its_municipalities(engine):
    rows = [school("100001", "05166004"), school("100013", "5166032"), school("100025", "05114000")]

    result = take(engine, *rows, centre="05166000")

    assert result.respondents == 2
    assert "Gemeindeschlüssel: die führende Null wurde ergänzt (1-mal)." in said(result)


def test_a_directory_of_others_only_is_refused_and_says_whose_it_is(engine):
    result = take(engine, school("100001", "05315000"))

    assert not result.is_imported
    assert "(Köln 1)" in said(result)
    assert result.findings[-1].rule == "REGISTER_FOREIGN"
    assert said(result).endswith("Die Liste enthält keine Schule des Integrationszentrums 05914000.")


def test_wrong_lines_are_said_and_the_others_taken(engine):
    result = take(
        engine, school("12345"), school("169470", Schulform="Zauberschule"), school("169482", "5914"), school(),
        school("130175"), school("130175", Schulform="Hauptschule"),
    )  # fmt: skip
    errors = [finding for finding in result.findings if finding.severity == "error"]

    assert rows_of(engine, w.respondent, "respondent_id") == [("169468",)]
    assert [(finding.cell, finding.value) for finding in errors] == [
        ("C6", "5914"), ("E4", "12345"), ("B5", "Zauberschule"), (None, "130175"),
    ]  # fmt: skip
    assert "Zeile 5, Schulform: „Zauberschule“ ist nicht bekannt, möglich sind: Grundschule" in said(result)
    assert "Die Zeiträume von 130175 überschneiden sich (Zeile 8 und Zeile 9)." in said(result)
    assert all(finding.hint for finding in errors)


def test_what_the_centre_knows_better_stays(engine):
    own = [
        ["Nummer", "Art", "Name", "Schulform", "Stadtteil", "gültig ab", "gültig bis"],
        ["169468", "Schule", "Eule", "G", "Haspe", "2020-08-01", "2022-07-31"],
        ["169468", "Schule", "Eule", "G", "Haspe", "2024-08-01", ""],
    ]
    import_register(engine, own, "eigene.csv", CENTRE, AT)
    before = rows_of(engine, w.respondent_span)
    take(engine, school())

    assert rows_of(engine, w.respondent, "name", "district") == [("Eulenschule - Primarstufe -", "Haspe")]
    assert rows_of(engine, w.respondent_span) == before
    assert rows_of(engine, w.respondent_history, "number") == [(1,), (2,)]


def test_taking_it_again_adds_nothing_to_the_record(engine):
    take(engine, school())
    take(engine, school())

    assert rows_of(engine, w.respondent_history, "number") == [(1,)]


def test_a_directory_without_a_year_counts_from_the_school_year_of_today(engine):
    take(engine, school(Schuljahr=""))

    assert rows_of(engine, w.respondent_span, "valid_from") == [(date(2026, 8, 1),)]


def test_the_ministrys_own_file_writes_codes(engine):
    heading = [
        "Schulnummer", "Schulform", "Schulbezeichnung_1", "Schulbezeichnung_2", "Telefonvorwahl", "Telefon", "E-Mail",
        "Rechtsform", "Gemeindeschluessel", "Schulbetriebsschluessel",
    ]  # fmt: skip
    row = ["169468", "20", "Gymnasium", "Am Teich", "02331", "55", "a@schule.example", "2", "05914000", "1"]
    result = take(engine, row, above=[["Schuldaten", "erfunden"]], heading=heading)

    assert not result.has_errors
    assert "Nicht verwendet: Schulbetriebsschluessel." in said(result)
    assert rows_of(engine, w.respondent, "name", "school_type", "legal_status") == [
        ("Gymnasium Am Teich", "GY", "private")
    ]
    assert "Schulform: „20“ wurde zu „Gymnasium“ (1-mal)." in said(result)


def test_a_directory_without_a_school_is_empty(engine):
    result = take(engine)

    assert [finding.rule for finding in result.findings] == ["REGISTER_EMPTY"]


def test_a_directory_without_a_column_that_is_needed_is_refused_once(engine):
    result = take(engine, school(), school("169470"), heading=["x" if one == "Schulform" else one for one in HEADING])

    assert said(result) == "Es fehlen die Spalten: Schulform."


ODD = '"Eulen-\nschule"'


@pytest.mark.parametrize(
    ("separator", "encoding", "first"),
    [(";", "cp1252", ""), (";", "utf-8-sig", ""), ("\t", "utf-16", ""), (",", "utf-8", "Titel,erfunden\n\n"),
     (";", "cp1252", "sep=;\n")],
    ids=["cp1252", "BOM", "tabs", "commas and a title", "sep="],
)  # fmt: skip
def test_it_is_read_however_a_program_wrote_it(engine, tmp_path, separator, encoding, first):
    path = tmp_path / "schulen.csv"
    lines = [HEADING, [], school(**{"Amtliche Bezeichnung 1": ODD, "Amtliche Bezeichnung 2": "Förderung"})]
    path.write_bytes((first + "\r\n".join(separator.join(row) for row in lines)).encode(encoding))
    result = import_register(engine, read_list(path, 10**6)[""], path.name, CENTRE, AT)

    assert not result.has_errors, said(result)
    assert rows_of(engine, w.respondent, "name") == [("Eulen- schule Förderung - Primarstufe -",)]


@pytest.mark.parametrize("number", ["169468.0", "169 468", "\u00a0169468\u00a0"])
@pytest.mark.parametrize("ags", ["5914000.0", "05 9 14 000", "05914000"])
def test_numbers_are_read_however_a_spreadsheet_wrote_them(engine, number, ags):
    result = take(engine, school(number, ags))

    assert (result.respondents, result.has_errors) == (1, False)
    assert rows_of(engine, w.respondent, "respondent_id") == [("169468",)]


def test_of_several_school_years_in_one_list_the_newest_of_each_school_counts(engine):
    result = take(engine, school(), school(Schuljahr="2025/26"), school("169470", Schuljahr="2025/26"))

    assert (result.respondents, result.has_errors) == (2, False)
    assert "Zeilen früherer Schuljahre, die ausgelassen wurden: 1." in said(result)
    assert rows_of(engine, w.respondent_span, "valid_from") == [(date(2026, 8, 1),), (date(2025, 8, 1),)]


def test_the_same_line_twice_counts_once_and_is_said(engine):
    result = take(engine, school(), school())

    assert (result.respondents, result.spans, result.has_errors) == (1, 1, False)
    assert "Zeile 5 steht so schon in Zeile 4 und zählt einmal." in said(result)


@pytest.mark.parametrize("year", ["9999/00", "0000/01", "1924/25"])
def test_a_school_year_that_cannot_be_meant_is_said_and_owes_nothing_by_it(engine, year):
    result = take(engine, school(Schuljahr=year), school("169470"))

    assert result.respondents == 1
    assert f"„{year}“ ist kein Datum" in said(result)


def test_a_school_that_the_next_directory_lacks_is_named_since_it_goes_on_owing(engine):
    take(engine, school(), school("169470"), school("169471"))
    result = take(engine, school(), school("169471", Schulform="Baumschule"))

    named = [finding.message for finding in result.findings if finding.rule == "REGISTER_NOT_LISTED"]
    assert len(named) == 1
    assert named[0].startswith("Eulenschule - Primarstufe - (169470) steht im Register, aber nicht in dieser Liste")
