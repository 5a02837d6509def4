"""The list of respondents: what is right is taken over, and every line that is not is said."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from schemas.finding import Severity
from schemas.form.register import REGISTER
from schemas.store import warehouse as w
from tasks.intake.register.import_register import import_register
from tests.factories import AT, CENTRE, rows_of

KINDS = "Schule, Kita, Verein, Integrationszentrum, KIM-Träger"
NO_DAY = "ist kein Datum (erwartet wird JJJJ-MM-TT oder TT.MM.JJJJ)."
HEADING = [column.title for column in REGISTER]


def line(**overrides):
    """One respondent as a row of text."""
    row = {
        "respondent": "169468", "kind": "Schule", "name": "Grundschule Am Beispiel", "school_type": "G",
        "district": "Haspe", "carrier": "Stadt Hagen", "email": "", "phone": "", "valid_from": "2020-08-01",
        "valid_to": "", "successor": "", "legal_status": "öffentlich",
    } | overrides  # fmt: skip
    return [row[column.name] for column in REGISTER]


def daycare(number="K-05914000-0001", **overrides):
    return line(**{"respondent": number, "kind": "Kita", "school_type": ""} | overrides)


def take(engine, *lines, heading=HEADING, at=AT):
    return import_register(engine, [heading, *lines], "register.csv", CENTRE, at)


def messages(result):
    return [finding.message for finding in result.findings]


def test_a_list_is_taken_over(engine):
    result = take(engine, line(), daycare(email="kita@hagen.example"))

    assert (result.respondents, result.spans, result.findings, result.is_imported) == (2, 2, (), True)
    assert rows_of(engine, w.respondent)[0] == {
        "respondent_id": "169468", "centre_id": CENTRE, "kind": "school", "name": "Grundschule Am Beispiel",
        "school_type": "G", "district": "Haspe", "carrier": "Stadt Hagen",
        "legal_status": "public",
    }  # fmt: skip
    assert rows_of(engine, w.respondent_span)[0] == {
        "respondent_id": "169468", "valid_from": date(2020, 8, 1), "valid_to": None, "successor_id": None,
    }  # fmt: skip
    assert rows_of(engine, w.contact, "respondent_id", "name", "email") == [
        ("K-05914000-0001", None, "kita@hagen.example")
    ]


def test_columns_are_found_by_their_heading_in_any_order(engine):
    short = [
        ["gültig ab", "Art", "Schulnummer", "NAME", "Schulform", ""],
        ["01.08.2020", "schule", "169468", "A", "02", ""],
    ]
    result = import_register(engine, short, "liste.xlsx", CENTRE, AT)

    assert result.is_imported
    assert rows_of(engine, w.respondent, "respondent_id", "school_type") == [("169468", "G")]


@pytest.mark.parametrize("written", ["2020-08-01", "01.08.2020", "2020-08-01 00:00:00"])
def test_days_are_read_as_people_and_programs_write_them(engine, written):
    take(engine, line(valid_from=written))

    assert rows_of(engine, w.respondent_span, "valid_from") == [(date(2020, 8, 1),)]


def test_a_respondent_may_have_several_spans(engine):
    result = take(
        engine,
        line(valid_from="2025-08-01", name="Neuer Name", successor="169470"),
        line(valid_to="2024-07-31", name="Alter Name"),
    )

    assert (result.respondents, result.spans) == (1, 2)
    assert rows_of(engine, w.respondent, "name") == [("Neuer Name",)]
    assert rows_of(engine, w.respondent_span, "valid_from", "valid_to", "successor_id") == [
        (date(2020, 8, 1), date(2024, 7, 31), None), (date(2025, 8, 1), None, "169470"),
    ]  # fmt: skip


def test_blank_lines_and_short_lines_are_fine(engine):
    assert take(engine, ["", " "], line()[:8], [""]).spans == 1


def test_taking_it_over_again_changes_nothing(engine):
    take(engine, line(), daycare())
    before = {table.name: rows_of(engine, table) for table in (w.respondent, w.respondent_span, w.contact)}
    take(engine, line(), daycare())

    assert {table.name: rows_of(engine, table) for table in (w.respondent, w.respondent_span, w.contact)} == before


def test_a_later_list_replaces_what_it_names_and_leaves_the_rest(engine):
    take(engine, line(), daycare())
    take(engine, line(name="Umbenannt", valid_to="2026-07-31"))

    assert rows_of(engine, w.respondent, "respondent_id", "name") == [
        ("169468", "Umbenannt"), ("K-05914000-0001", "Grundschule Am Beispiel"),
    ]  # fmt: skip
    assert rows_of(engine, w.respondent_span, "respondent_id", "valid_to") == [
        ("169468", date(2026, 7, 31)), ("K-05914000-0001", None),
    ]  # fmt: skip


def test_the_list_says_where_to_call(engine):
    take(engine, line(phone="02331 207-0", email="a@x.example"), daycare(phone="02331 1"))
    take(engine, line(email="b@x.example"))

    assert rows_of(engine, w.contact, "respondent_id", "email", "phone") == [
        ("169468", "b@x.example", "02331 207-0"), ("K-05914000-0001", None, "02331 1"),
    ]  # fmt: skip


def test_a_later_list_changes_the_address_and_not_whom_to_call(engine):
    take(engine, line())
    with engine.begin() as connection:
        connection.execute(
            insert(w.contact), {"respondent_id": "169468", "name": "Sekretariat", "email": "alt@x.example"}
        )
    take(engine, line(email="neu@x.example"))

    assert rows_of(engine, w.contact, "respondent_id", "name", "email") == [("169468", "Sekretariat", "neu@x.example")]


def test_the_zero_that_excel_ate_is_put_back_and_said(engine):
    result = take(engine, line(respondent="5914000", kind="Integrationszentrum", school_type=""))

    assert result.is_imported
    assert rows_of(engine, w.respondent, "respondent_id", "kind") == [("05914000", "centre")]
    assert [(finding.rule, finding.severity) for finding in result.findings] == [
        ("REGISTER_ZERO_RESTORED", Severity.INFORMATION)
    ]
    assert messages(result) == ["Zeile 2: die führende Null der Nummer 05914000 wurde ergänzt."]


@pytest.mark.parametrize(
    ("row", "cell", "message"),
    [
        (line(respondent=""), "A2", "Zeile 2, Nummer: fehlt."),
        (line(name=""), "C2", "Zeile 2, Name: fehlt."),
        (line(valid_from=""), "H2", "Zeile 2, gültig ab: fehlt."),
        (line(kind="Hort"), "B2", f"Zeile 2, Art: „Hort“ ist nicht bekannt, möglich sind: {KINDS}."),
        (line(valid_from="1. August"), "H2", f"Zeile 2, gültig ab: „1. August“ {NO_DAY}"),
        (line(valid_to="31.02.2026"), "I2", f"Zeile 2, gültig bis: „31.02.2026“ {NO_DAY}"),
        (line(school_type=""), "A2", "Zeile 2: bei einer Schule fehlt die Schulform."),
        (line(valid_to="2020-07-31"), "A2", "Zeile 2: „gültig bis“ liegt vor „gültig ab“."),
    ],
    ids=["number", "name", "beginning", "unknown kind", "no day", "no such day", "school type", "backwards"],
)
def test_a_wrong_line_costs_that_line_and_no_other(engine, row, cell, message):
    result = take(engine, row, daycare())

    assert (result.is_imported, result.has_errors, result.respondents, result.spans) == (True, True, 1, 1)
    assert messages(result) == [message]
    assert (result.findings[0].cell, result.findings[0].rule) == (cell, "REGISTER_VALUE")
    assert result.findings[0].hint
    assert rows_of(engine, w.respondent, "respondent_id") == [("K-05914000-0001",)]


def test_everything_wrong_in_a_line_is_said(engine):
    result = take(engine, line(kind="Hort", valid_from="bald", name=""), line(respondent="1", valid_to="nie"))

    assert [finding.cell for finding in result.findings] == ["B2", "C2", "H2", "I3", "A3"]
    assert not result.is_imported


def test_a_respondent_with_a_wrong_line_stays_as_it_was_known(engine):
    """Taking its good line alone would end its debts where the wrong line begins."""
    spans = line(valid_to="2024-07-31"), line(valid_from="2025-08-01")
    take(engine, *spans)
    before = rows_of(engine, w.respondent_span)
    result = take(engine, line(name="Neu", valid_to="2023-07-31"), line(valid_from="August 2025"), daycare())

    assert result.respondents == 1
    assert [message[:8] for message in messages(result)] == ["Zeile 3,", "Zeile 2 "]
    assert messages(result)[1] == "Zeile 2 wurde ausgelassen, weil von 169468 eine Zeile nicht stimmt."
    assert rows_of(engine, w.respondent, "name")[0] == ("Grundschule Am Beispiel",)
    assert rows_of(engine, w.respondent_span)[:2] == before


def test_two_lines_of_which_one_lost_its_zero_are_one_respondent(engine):
    centre = {"kind": "Integrationszentrum", "school_type": ""}
    result = take(
        engine, line(respondent="5914000", valid_to="morgen", **centre), line(respondent="05914000", **centre)
    )

    assert result.respondents == 0


def test_a_corrected_list_takes_what_was_left_out(engine):
    take(engine, line(valid_from="bald"), daycare())
    result = take(engine, line(), daycare())

    assert (result.respondents, result.has_errors) == (2, False)


def test_a_column_that_the_list_does_not_have_stays_as_known(engine):
    take(engine, line())
    short = [["Nummer", "Art", "Name", "gültig ab", "Schulform"], ["169468", "Schule", "Umbenannt", "2020-08-01", "G"]]
    import_register(engine, short, "kurz.csv", CENTRE, AT)

    assert rows_of(engine, w.respondent, "name", "district", "legal_status") == [("Umbenannt", "Haspe", "public")]


def test_titles_and_blank_lines_above_the_headings_are_fine(engine):
    rows = [["Berichtsstellen der Stadt", "Stand 2026"], [], ["", "vertraulich"], HEADING, line(valid_from="bald")]
    result = import_register(engine, rows, "liste.csv", CENTRE, AT)

    assert result.findings[0].cell == "H5"
    assert messages(result)[0].startswith("Zeile 5, gültig ab: „bald“")


def test_two_columns_that_say_the_same_are_refused(engine):
    result = take(engine, [*line(), "169470"], heading=[*HEADING, "Schulnummer"])

    assert not result.is_imported
    assert messages(result) == ["Dasselbe sagen die Spalten „Nummer“ und „Schulnummer“."]


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("Schule", "16946", "sechs Ziffern"),
        ("Schule", "069468", "sechs Ziffern"),
        ("Schule", "980001", "keine Herkunftsnummer"),
        ("Schule", "999000", "keine Herkunftsnummer"),
        ("Schule", "１６９４６８", "sechs Ziffern"),
        ("Kita", "K-5914000-0001", "K-<AGS>-<nnnn>"),
        ("Kita", "V-05914000-0001", "K-<AGS>-<nnnn>"),
        ("Verein", "169468", "V-<AGS>-<nnnn>"),
        ("Integrationszentrum", "591400", "achtstellige AGS"),
    ],
)
def test_a_number_must_fit_its_kind(engine, kind, number, expected):
    result = take(engine, line(respondent=number, kind=kind))

    assert not result.is_imported
    assert f"die Nummer „{number}“ passt nicht, erwartet wird " in messages(result)[0]
    assert expected in messages(result)[0]


@pytest.mark.parametrize("number", ["100123", "169468", "979999", "999001"])
def test_school_numbers_of_every_series_are_taken(engine, number):
    assert take(engine, line(respondent=number)).is_imported


def test_everything_that_is_wrong_is_said_at_once(engine):
    result = take(engine, line(name=""), daycare(kind="Hort"), line(respondent="1"))

    assert [message[:7] for message in messages(result)] == ["Zeile 2", "Zeile 3", "Zeile 4"]


@pytest.mark.parametrize(
    ("first", "second", "is_imported"),
    [
        (("2020-08-01", "2024-07-31"), ("2024-08-01", ""), True),
        (("2020-08-01", "2024-07-31"), ("2024-07-31", ""), False),
        (("2020-08-01", ""), ("2024-08-01", ""), False),
        (("2020-08-01", ""), ("2020-08-01", ""), True),
        (("2020-08-01", "2026-12-31"), ("2022-01-01", "2022-12-31"), False),
    ],
    ids=["one after the other", "share a day", "both open", "the same twice", "one inside the other"],
)
def test_spans_of_a_respondent_do_not_overlap(engine, first, second, is_imported):
    lines = [line(valid_from=start, valid_to=end) for start, end in (second, first)]
    result = take(engine, *lines)

    assert result.is_imported == is_imported
    if not is_imported:
        assert result.findings[0].rule == "REGISTER_SPANS_OVERLAP"
        assert messages(result)[0].startswith("Die Zeiträume von 169468 überschneiden sich")


def test_spans_of_different_respondents_may_overlap(engine):
    assert take(engine, line(), line(respondent="169470"), daycare()).is_imported


def test_an_unknown_column_is_an_error(engine):
    result = take(engine, [*line(), "x"], heading=[*HEADING, "Faxnummer"])

    assert not result.is_imported
    assert messages(result) == ["Die Spalte „Faxnummer“ ist unbekannt."]
    assert result.findings[0].cell == "M1"
    assert result.findings[0].hint.startswith("Erwartet werden: Nummer, Art, Name")


def test_missing_columns_are_all_named(engine):
    result = take(engine, ["169468", "A"], heading=["Nummer", "Name"])

    assert messages(result) == ["Es fehlen die Spalten: Art, gültig ab."]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([], "REGISTER_COLUMN_MISSING"),
        ([[]], "REGISTER_COLUMN_MISSING"),
        ([HEADING], "REGISTER_EMPTY"),
        ([HEADING, ["", ""]], "REGISTER_EMPTY"),
    ],
    ids=["nothing", "an empty line", "a heading only", "a heading and blanks"],
)
def test_an_empty_list_is_an_error(engine, rows, rule):
    result = import_register(engine, rows, "leer.csv", CENTRE, AT)

    assert not result.is_imported
    assert [finding.rule for finding in result.findings] == [rule]
    assert result.findings[0].file == "leer.csv"


def test_a_refused_list_leaves_the_known_register(engine):
    take(engine, line())
    take(engine, line(name="Anders"), heading=["Spalte ohne Sinn", *HEADING[1:]])

    assert rows_of(engine, w.respondent, "name") == [("Grundschule Am Beispiel",)]


def test_what_the_register_said_before_stays_on_record(engine):
    later = AT + timedelta(days=30)
    take(engine, line(), daycare())
    take(engine, line(), daycare(), at=AT + timedelta(days=1))
    take(engine, line(district="Eilpe"), daycare(), at=later)

    assert rows_of(engine, w.respondent_history, "respondent_id", "number", "recorded_at", "district") == [
        ("169468", 1, AT, "Haspe"), ("169468", 2, later, "Eilpe"), ("K-05914000-0001", 1, AT, "Haspe"),
    ]  # fmt: skip


def test_another_span_is_on_record_too(engine):
    take(engine, line())
    take(engine, line(valid_to="2026-07-31", successor="169470"), at=AT + timedelta(days=1))

    assert rows_of(engine, w.respondent_history, "spans") == [
        ('[["2020-08-01", null, null]]',), ('[["2020-08-01", "2026-07-31", "169470"]]',),
    ]  # fmt: skip


def test_the_newest_span_of_a_respondent_is_what_it_is_called(engine):
    take(engine, line(valid_from="2025-08-01", name="Neu"), line(valid_to="2024-07-31", name="Alt"))

    assert rows_of(engine, w.respondent_history, "number", "name") == [(1, "Neu")]


def test_a_change_is_never_in_a_report_that_is_out(engine):
    vintage = AT + timedelta(days=7)
    report = {"centre_id": CENTRE, "month": "2026-10", "version": "1.0", "vintage": vintage, "content": "c" * 64}
    take(engine, line())
    with engine.begin() as connection:
        connection.execute(insert(w.publication), report)
    take(engine, line(district="Eilpe"))

    assert rows_of(engine, w.respondent_history, "recorded_at") == [(AT,), (vintage + timedelta(seconds=1),)]


@pytest.mark.parametrize(("number", "kind"), [
    ("05915000", "Integrationszentrum"), ("V-05915000-0001", "Verein"), ("K-05154008-0001", "Kita"),
])  # fmt: skip
def test_whoever_belongs_to_another_centre_is_not_taken(engine, number, kind):
    result = take(engine, line(), line(respondent=number, kind=kind, school_type=""))

    assert result.respondents == 1
    assert f"gehört zur Gemeinde {number[-8:] if number[0] == '0' else number[2:10]}" in messages(result)[0]


def test_a_kreis_has_those_of_all_its_municipalities(engine):
    kleve = "05154000"
    result = import_register(engine, [HEADING, daycare("K-05154008-0001")], "register.csv", kleve, AT)

    assert (result.respondents, messages(result)) == (1, [])


def test_an_address_that_is_none_is_said_and_the_others_are_used(engine):
    result = take(engine, daycare(email="a@kita.example; kaputt@; kein-mail"))

    assert result.respondents == 1
    assert [message.split("„")[1].split("“")[0] for message in messages(result)] == ["kaputt@", "kein-mail"]


def test_a_successor_must_be_there_and_be_another(engine):
    own, gone = daycare("K-05914000-0001"), daycare("K-05914000-0002", valid_to="2026-12-31")
    place = [column.name for column in REGISTER].index("successor")
    own[place], gone[place] = "K-05914000-0001", "K-05914000-0099"
    result = take(engine, own, gone)

    assert [row["respondent_id"] for row in rows_of(engine, w.respondent)] == ["K-05914000-0002"]
    assert "ist die Berichtsstelle selbst" in messages(result)[0]
    assert any("„K-05914000-0099“ von K-05914000-0002 steht weder" in message for message in messages(result))
