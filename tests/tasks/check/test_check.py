"""What a respondent is told: the state, the cell, the German sentence."""

import time
from dataclasses import replace
from datetime import date

import pytest

from schemas.check import failures as checks
from schemas.check.batch import table_frames
from schemas.check.known import Known
from schemas.check.missing.before import Previous
from schemas.check.settle import Explained, Waiver
from schemas.files.reading import Explanation
from schemas.finding import Severity
from schemas.form.forms import FORMS, TABLES
from schemas.form.submission import State
from schemas.mail.submission_key import submission_key
from schemas.report.plan import PLAN
from schemas.report.tables import build_table
from tasks.check.check import check_readings
from tests.factories import (
    CENTRE,
    DAY,
    DAY_OF,
    DAYCARE,
    POLICY,
    make_digests,
    make_facts,
    make_finding,
    make_known,
    make_most,
    make_nil,
    make_reading,
    make_table,
)
from tests.factories_summary import make_summary
from tests.factories_workbook import make_book, make_csv, make_form, make_rows, read_in, school_grid


def check(*readings, known=None, policy=POLICY, day=DAY):
    return check_readings(readings, make_known() if known is None else known, policy, day)


def check_one(reading, **given):
    (verdict,) = check(reading, **given)
    return verdict


def the_finding(verdict, rule):
    (finding,) = [finding for finding in verdict.findings if finding.rule == rule]
    return finding


def pupils(*rows, **overrides):
    """A school's return with these rows of pupils only."""
    return make_reading("school", {"school_pupils": rows}, **overrides)


@pytest.mark.parametrize("form", FORMS)
def test_a_return_without_fault_is_accepted(form):
    verdict = check_one(make_reading(form), day=DAY_OF[form])

    assert (verdict.state, verdict.findings) == (State.ACCEPTED, ())


def test_an_error_sends_the_return_back_and_names_the_cell():
    verdict = check_one(pupils({"grade": "05", "pupils": 100}, {"grade": "06", "pupils": 80, "pupils_female": 91}))
    finding = the_finding(verdict, "SCHOOL_PUPILS_PUPILS_FEMALE_WITHIN_S01")

    assert verdict.state == State.RETURNED
    assert (finding.sheet, finding.cell, finding.row) == ("Schülerinnen und Schüler nach J", "C7", 7)
    assert (finding.table, finding.column, finding.value) == ("school_pupils", "pupils_female", "91")
    assert finding.message == (
        "Blatt „Schülerinnen und Schüler nach J“, Zelle C7, Jahrgang 06: "
        "„darunter weiblich“ (91) ist mehr als „Schülerinnen und Schüler insgesamt“ (80)."
    )
    assert finding.hint == "Bitte beide Angaben prüfen: ein Teil kann nicht größer sein als das Ganze."


def test_a_finding_says_whose_it_is():
    finding = check_one(pupils({"grade": "05", "pupils": -1}, file="Mai.xlsx")).findings[0]

    assert (finding.file, finding.form, finding.respondent, finding.month) == (
        "Mai.xlsx",
        "school",
        "169468",
        "2026-10",
    )


@pytest.mark.parametrize(
    ("row", "rule", "cell", "sentence"),
    [
        ({"grade": "05", "pupils": -3}, "BELOW_ZERO", "B6",
         "„Schülerinnen und Schüler insgesamt“ ist -3: erwartet wird 0 oder mehr."),
        ({"grade": "05", "pupils": 20_001}, "ABOVE_LIMIT", "B6",
         "„Schülerinnen und Schüler insgesamt“ ist 20.001: mehr als 20.000 ist nicht möglich."),
        ({"grade": None, "pupils": 4}, "KEY_MISSING", "A6", "In der Zeile fehlt die Angabe „Jahrgang“."),
        ({"grade": "99", "pupils": 4}, "CODE_NOT_LISTED", "A6", "„Jahrgang“: „99“ steht nicht in der Liste."),
    ],
)  # fmt: skip
def test_a_limit_of_a_column_is_an_error_with_its_sentence(row, rule, cell, sentence):
    verdict = check_one(pupils(row))
    finding = the_finding(verdict, rule)

    assert verdict.state == State.RETURNED
    assert finding.cell == cell
    assert finding.message.replace("−", "-").endswith(sentence)


def test_a_text_that_is_too_long_names_the_limit():
    reading = make_reading("association", {"offers": [{"title": "x" * 201}]})

    assert the_finding(check_one(reading), "TEXT_TOO_LONG").message.endswith(
        "„Titel des Angebots“ ist zu lang: höchstens 200 Zeichen."
    )


def test_a_warning_asks_but_accepts():
    verdict = check_one(pupils({"grade": "05", "pupils": 100, "first_support": 61}))
    finding = the_finding(verdict, "FIRST_SUPPORT_HIGH")

    assert verdict.state == State.ACCEPTED_WITH_QUERIES
    assert finding.severity == Severity.WARNING
    assert finding.message.endswith("In der Erstförderung (61) sind mehr als 60 % der Schülerinnen und Schüler (100).")


def test_a_sentence_states_the_threshold_that_is_in_force():
    strict = POLICY.model_copy(update={"thresholds": POLICY.thresholds.model_copy(update={"first_support_pct": 7.5})})

    message = the_finding(check_one(pupils({"grade": "05", "pupils": 100, "first_support": 8}), policy=strict),
                          "FIRST_SUPPORT_HIGH").message  # fmt: skip

    assert "mehr als 7,50 %" in message


def test_information_alone_changes_nothing():
    verdict = check_one(make_reading(findings=[make_finding()]))

    assert verdict.state == State.ACCEPTED
    assert verdict.count(Severity.INFORMATION) == 1


def test_codes_are_spoken_as_their_titles():
    lesson = {"language": "tr", "stage": "primar", "participants": 20, "groups": 2}
    reading = make_reading("school", {"heritage_language_lessons": [lesson]})
    finding = the_finding(check_one(reading), "HSU_GROUP_SMALL")

    assert finding.message == (
        "Blatt „Herkunftssprachlicher Unterrich“, Zelle D6, Türkisch, Primarstufe: 2 HSU-Gruppen für 20 Teilnehmende: "
        "im Durchschnitt weniger als die Mindestgröße (Primarstufe 15, Sekundarstufe I 18)."
    )


def test_a_file_that_could_not_be_read_stays_unreadable():
    broken = make_finding(rule="FILE_BROKEN", severity=Severity.ERROR, file="")
    verdict = check_one(make_reading(None, {}, respondent=None, month=None, is_readable=False, findings=[broken]))

    assert verdict.state == State.UNREADABLE
    assert [finding.rule for finding in verdict.findings] == ["FILE_BROKEN"]
    assert verdict.findings[0].file == "None_None.xlsx"


def test_a_nil_return_is_a_return():
    assert check_one(make_nil()).state == State.NIL


def test_a_nil_return_with_figures_goes_back():
    verdict = check_one(make_reading(is_nil=True))

    assert verdict.state == State.RETURNED
    assert the_finding(verdict, "NIL_WITH_FIGURES").message == (
        "Blatt „Meldung“, Zelle B9: Die Meldung ist als Fehlanzeige gekennzeichnet, enthält aber 4 Angaben."
    )


def test_a_return_without_a_figure_is_asked_about():
    verdict = check_one(make_reading("association", {"offers": []}))

    assert verdict.state == State.ACCEPTED_WITH_QUERIES
    assert the_finding(verdict, "EMPTY_RETURN").cell == "B9"


def test_a_school_that_forgot_its_pupils_is_sent_back_with_one_finding():
    verdict = check_one(pupils({"grade": "05"}))

    assert verdict.state == State.RETURNED
    assert [finding.rule for finding in verdict.findings] == ["MAIN_TABLE_EMPTY"]


@pytest.mark.parametrize(
    ("overrides", "rule", "cell", "value", "sentence"),
    [
        ({"respondent": "169486"}, "RESPONDENT_UNKNOWN", "B4", "169486",
         "Die Berichtsstelle „169486“ steht nicht im Register."),
        ({"respondent": DAYCARE}, "FORM_OF_OTHER_KIND", "B4", DAYCARE,
         f"Der Meldebogen „Meldebogen Schule“ gehört nicht zur Berichtsstelle {DAYCARE} (Kita)."),
        ({"month": "2026-11"}, "MONTH_NOT_OPEN", "B5", "2026-11",
         ("Für den Berichtsmonat November 2026 werden heute keine Meldungen angenommen "
          "(offen von 30.11.2026 bis 30.11.2027).")),
        ({"reference_date": date(2026, 9, 30)}, "REFERENCE_DATE_OUTSIDE", "B6", "2026-09-30",
         "Der Stichtag 30.09.2026 liegt nicht im Berichtsmonat Oktober 2026."),
    ],
)  # fmt: skip
def test_a_wrong_head_is_an_error_that_names_its_cell(overrides, rule, cell, value, sentence):
    verdict = check_one(make_reading(**overrides))
    finding = the_finding(verdict, rule)

    assert verdict.state == State.RETURNED
    assert (finding.table, finding.sheet, finding.cell, finding.value) == (None, "Meldung", cell, value)
    assert finding.message == f"Blatt „Meldung“, Zelle {cell}: {sentence}"


def test_a_file_that_is_named_for_another_respondent_goes_back():
    verdict = check_one(make_reading(file="Meldebogen-Schule_169470_2026-10.xlsx"))

    assert verdict.state == State.RETURNED
    assert the_finding(verdict, "NAMED_FOR_OTHER").message.endswith(
        "Der Bogen nennt die Berichtsstelle 169468, der Dateiname aber 169470; welche gilt, wird nicht geraten."
    )


@pytest.mark.parametrize(
    "file", ["169468_169470.xlsx", "Meldung_251031.xlsx", "Kita K-05914000-0001.xlsx", "Oktober.xlsx"]
)
def test_a_name_that_says_nobody_else_is_no_question(file):
    assert "NAMED_FOR_OTHER" not in {finding.rule for finding in check_one(make_reading(file=file)).findings}


def test_a_closed_respondent_hears_who_followed():
    known = make_known(("169468", "school", "2020-08-01", "2026-07-31", "169470"))
    finding = the_finding(check_one(make_reading(), known=known), "RESPONDENT_CLOSED")

    assert finding.message.endswith(
        "Die Berichtsstelle 169468 war im Berichtsmonat Oktober 2026 nicht in Betrieb; Nachfolge: 169470."
    )


@pytest.mark.parametrize(("month", "closed"), [("2026-10", ["RESPONDENT_CLOSED"]), ("2027-01", [])])
def test_a_kind_reports_for_the_months_in_which_it_is_asked(month, closed):
    found = check_one(make_reading("carrier", month=month)).findings

    assert [one.rule for one in found if one.rule in {"RESPONDENT_CLOSED", "TABLE_NONE"}] == closed
    said = "meldet als KIM-Träger ab Januar 2027: für Oktober 2026 wird nichts erwartet."
    assert [one.message.endswith(said) for one in found if one.rule in closed] == [True] * len(closed)


def test_a_number_with_a_typing_error_is_also_unknown():
    rules = [finding.rule for finding in check_one(make_reading(respondent="169486")).findings]

    assert rules == ["RESPONDENT_UNKNOWN", "SCHOOL_NUMBER_CHECK_DIGIT"]


def test_without_a_register_everybody_is_unknown():
    assert the_finding(check_one(make_reading(), known=Known()), "RESPONDENT_UNKNOWN")


@pytest.mark.parametrize("missing", ["form", "respondent", "month"])
def test_a_return_that_nobody_can_assign_goes_back(missing):
    assert check_one(make_reading(**{missing: None})).state == State.RETURNED


def test_sums_that_differ_point_at_the_first_table_the_file_has():
    arrivals = [{"grade": "05", "pupils": 9, "arrivals": 5}]
    both = make_reading("school", {"school_pupils": arrivals, "school_arrivals": [{"country": "166", "arrivals": 3}]})
    one = pupils(*arrivals)

    at_both, at_one = (the_finding(verdict, "ARRIVALS_DIFFER") for verdict in check(both, one))

    assert (at_both.table, at_both.column, at_both.cell, at_both.value) == ("school_arrivals", "arrivals", "B5", "3")
    assert (at_one.table, at_one.column, at_one.cell, at_one.value) == ("school_pupils", "arrivals", "M5", "5")
    assert at_both.message.endswith(
        "Die Zugänge nach Herkunftsland (3) ergeben zusammen nicht die Zugänge nach Jahrgang (5)."
    )
    assert "(leer)" in at_one.message


def test_a_column_that_the_file_lacks_has_no_cell_but_its_row():
    row = {"grade": "05", "pupils": 9, "first_support": 2, "german_group": 3}
    table = make_table("school_pupils", row, leave_out=("german_class",))
    finding = the_finding(
        check_one(make_reading("school", {"school_pupils": table})), "GERMAN_SUPPORT_ABOVE_FIRST_SUPPORT"
    )

    assert (finding.sheet, finding.cell, finding.row) == ("Schülerinnen und Schüler nach J", None, 6)


def test_a_row_that_stands_twice_is_named_once_each():
    verdict = check_one(
        pupils({"grade": "05", "pupils": 9}, {"grade": "05", "pupils": 9}, {"grade": "05", "pupils": 9})
    )
    found = [finding for finding in verdict.findings if finding.rule == "SCHOOL_PUPILS_ROW_TWICE"]

    assert [finding.cell for finding in found] == ["A7", "A8"]
    assert found[0].message.endswith("Jahrgang 05: Die Zeile „Jahrgang 05“ steht mehrfach in der Tabelle.")


def test_a_stock_that_jumps_is_compared_with_last_month():
    known = make_known(last={"school_pupils": make_facts("school_pupils", {"grade": "05", "pupils": 50})})
    finding = the_finding(check_one(pupils({"grade": "05", "pupils": 66}), known=known), "SCHOOL_PUPILS_PUPILS_JUMPS")

    assert finding.message.endswith(
        "„Schülerinnen und Schüler insgesamt“ ist 66, im Vormonat war es 50: eine ungewöhnlich große Änderung."
    )


@pytest.mark.parametrize(("until", "left_out"), [("2026-10", {}), ("2026-09", {"counselling": (("sek1",),)})])
def test_a_row_that_is_gone_is_left_out_unless_somebody_said_by_name_that_it_need_not_be_there(until, left_out):
    rows = [{"stage": stage, "waiting": 18, "not_assessed": 4} for stage in ("primar", "sek1")]
    before = table_frames([make_reading("centre", {"counselling": rows})])
    waiver = Waiver(1, "ROW_GONE", CENTRE, "2026-09", until, "zusammengelegt", date(2026, 12, 31))
    known = make_known(previous={(CENTRE, "2026-10"): Previous("2026-09", before)}, waivers={CENTRE: [waiver]})
    verdict = check_one(make_reading("centre", {"counselling": rows[:1]}), known=known)

    assert [one.rule for one in verdict.findings if one.is_open] == ["ROW_GONE"] * len(left_out)
    assert verdict.left_out == left_out


def test_last_months_file_sent_again_is_asked_about():
    digest = check_one(make_reading(month="2026-09"), day=date(2026, 10, 5)).digest
    known = make_known(digests=make_digests(("169468", "2026-09", digest)))

    assert check_one(make_reading(), known=known).state == State.ACCEPTED_WITH_QUERIES
    assert the_finding(check_one(make_reading(), known=known), "SAME_AS_LAST_MONTH").cell == "B5"


def test_two_that_report_the_same_are_both_asked():
    verdicts = check(make_reading(), make_reading(respondent="169470"))

    assert [the_finding(one, "REPORTED_TWICE").value for one in verdicts] == ["169468", "169470"]
    assert the_finding(verdicts[0], "REPORTED_TWICE").message.endswith(
        "Die Berichtsstelle 169470 hat für Oktober 2026 genau dieselben Angaben gemeldet."
    )


def test_spending_counts_from_january():
    row = {"component": "A", "budget_line": "rent", "granted_eur": 1200.0, "spent_eur": 150.5}
    before = make_facts("offer_funds", {"component": "A", "budget_line": "rent", "spent_eur": 1100.0})
    reading = make_reading("association", {"offer_funds": [row]})
    finding = the_finding(check_one(reading, known=make_known(spent={"offer_funds": before})), "SPENT_ABOVE_GRANTED")

    assert finding.message.endswith("Im Jahr sind bisher 1.250,50 EUR verausgabt, bewilligt sind 1.200 EUR.")


def test_persons_of_the_year_are_compared_with_its_highest_month():
    row = {"title": "Nähkurs", "participants": 20, "persons_in_year": 239}
    reading = make_reading("association", {"offers": [row]}, month="2026-12")
    finding = the_finding(
        check_one(reading, known=make_known(most=make_most())), "OFFERS_PERSONS_IN_YEAR_BELOW_EARLIER"
    )

    assert (finding.column, finding.value) == ("persons_in_year", "239")
    assert finding.message.endswith(
        "„verschiedene Personen im Jahr“ (239) ist weniger als „Teilnehmende im Monat“ im Mai 2026 (240): wer damals "
        "da war, zählt auch im Jahr."
    )


def test_a_nil_return_in_december_is_asked_for_the_persons_of_the_year():
    finding = the_finding(
        check_one(make_nil("association", month="2026-12"), known=make_known(most=make_most())), "YEAR_MISSING_BY_NIL"
    )

    assert "(im Mai 2026 eines mit 240 Teilnehmenden), und nur der Bogen für Dezember 2026 fragt" in finding.message


@pytest.mark.parametrize("make", [make_book, make_csv], ids=["xlsx", "csv"])
def test_a_cell_that_was_refused_is_not_reported_as_missing_again(make):
    reading = read_in(make(school_grid(["Klasse X", 20, 9], ["05", 30, 12])), "Meldung.xlsx")
    rules = [finding.rule for finding in check_one(reading).findings]

    assert rules.count("CODE_UNKNOWN") == 1
    assert "KEY_MISSING" not in rules


def test_a_return_whose_only_cells_were_refused_is_not_called_empty():
    reading = read_in(make_book(school_grid(["05", "etwa 20", None])))
    verdict = check_one(reading)

    assert verdict.state == State.RETURNED
    assert "EMPTY_RETURN" not in [finding.rule for finding in verdict.findings]


def test_our_own_form_filled_in_passes():
    verdict = check_one(read_in(make_form(rows=make_rows(school_arrivals=[])), "Meldebogen-Schule_169468_2026-10.xlsx"))

    assert verdict.state == State.ACCEPTED, verdict.findings


def test_one_bad_reading_does_not_touch_the_others():
    good, bad = make_reading(), make_reading("daycare", {"daycare_children": [{"age_group": "U3", "children": -1}]})

    assert [verdict.state for verdict in check(good, bad, good)] == [State.ACCEPTED, State.RETURNED, State.ACCEPTED]


def test_a_whole_batch_is_judged_as_each_reading_alone():
    readings = [make_reading(form) for form in FORMS]

    assert check(*readings) == [check_one(reading) for reading in readings]


def test_nothing_to_check_is_no_mistake():
    assert check() == []


@pytest.mark.parametrize(
    "reading",
    [
        pytest.param({"form": None, "tables": {}, "respondent": None, "month": None}, id="nothing known"),
        pytest.param({"tables": {}}, id="no tables"),
        pytest.param({"month": None, "reference_date": None}, id="no month"),
        pytest.param({"respondent": None}, id="no respondent"),
        pytest.param({"head_cells": {}}, id="head in no cell"),
        pytest.param({"month": "2099-12"}, id="far future"),
        pytest.param({"month": "2000-01"}, id="long past"),
        pytest.param({"tables": {name: [] for name in TABLES}}, id="every table, no row"),
        pytest.param({"tables": {name: [{}] for name in TABLES}}, id="every table, an empty row"),
        pytest.param({"tables": {"offers": [{"title": "{0} {x} %s"}]}}, id="braces in a text"),
    ],
)
@pytest.mark.slow
def test_odd_readings_are_judged_too(reading):
    assert isinstance(check_one(make_reading(**{"form": "school"} | reading)).state, State)


def test_a_rule_that_breaks_is_our_mistake_and_not_a_finding(monkeypatch):
    monkeypatch.setattr(checks, "_passes", lambda rule, thresholds, frame: frame["no such column"])

    with pytest.raises(KeyError, match="no such column"):
        check_one(make_reading())


def test_a_sum_says_nothing_where_one_of_its_figures_was_refused():
    reading = make_reading("daycare", tables={
        "daycare_children": [{"age_group": "U3", "children": None}, {"age_group": "Ü3", "children": 60}],
        "daycare_places": [{"group_form": "I", "booked_hours": "35", "places_occupied": 80}],
    })  # fmt: skip
    row = reading.tables["daycare_children"].rows[0]
    refused = make_finding(
        rule="NUMBER_ESTIMATED", severity=Severity.ERROR, table="daycare_children", column="children", row=row
    )

    (without,) = check_readings([reading], make_known(), POLICY, DAY)
    (verdict,) = check_readings([replace(reading, findings=[refused])], make_known(), POLICY, DAY)

    assert "PLACES_DIFFER" in {finding.rule for finding in without.findings}
    assert {finding.rule for finding in verdict.findings} == {"NUMBER_ESTIMATED"}


# --- the submission key, explanations and waivers -------------------------------------------------------------------

SECRET = b"only for this test"


def with_key(respondent="169468", month="2026-10", **overrides):
    return make_reading(submission_keys=(submission_key(SECRET, respondent, month),), **overrides)


def judge_key(reading, **known):
    (verdict,) = check_readings([reading], make_known(**known), POLICY, DAY, SECRET)
    return verdict.state.value, [one.message for one in verdict.findings if one.rule == "SUBMISSION_KEY"]


def test_a_file_with_its_key_is_taken():
    assert judge_key(with_key()) == ("accepted", [])


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        (make_reading(), "fehlt"),
        (with_key(respondent="169469"), "passt nicht"),
        (make_reading(submission_keys=("geraten",)), "passt nicht"),
    ],
    ids=["no key", "somebody else's", "made up"],
)
def test_a_file_whose_key_does_not_fit_is_set_aside(reading, words):
    state, messages = judge_key(reading)

    assert state == "set_aside"
    assert [words in message for message in messages] == [True]


@pytest.mark.parametrize(("month", "spoken"), [("2026-09", "September 2026"), ("2026-11", "November 2026")])
def test_the_form_of_another_month_is_set_aside_and_yet_known_to_be_theirs(month, spoken):
    (verdict,) = check_readings([with_key(month=month)], make_known(), POLICY, DAY, SECRET)

    assert verdict.state == State.SET_ASIDE
    assert [(one.rule, one.cell) for one in verdict.findings] == [("KEY_OF_OTHER_MONTH", "B5")]
    assert verdict.findings[0].message.endswith(
        f"Im Bogen steht Oktober 2026, sein Meldeschlüssel gehört aber zum Bogen für {spoken}."
    )


def test_one_of_two_keys_is_enough():
    """Somebody mistyped the one that is printed; the hidden sheet still has it."""
    reading = make_reading(submission_keys=("XXXX", submission_key(SECRET, "169468", "2026-10")))

    assert judge_key(reading) == ("accepted", [])


def test_what_somebody_let_in_is_not_asked_for_its_key():
    reading = make_reading()

    assert judge_key(reading, cleared=frozenset({reading.sha256})) == ("accepted", [])


def test_without_a_secret_nobody_asks():
    (verdict,) = check_readings([make_reading()], make_known(), POLICY, DAY)

    assert verdict.state.value == "accepted"


def doubtful(**overrides):
    """A return with one warning: two thirds of the grade in first support."""
    return make_reading(tables={"school_pupils": [{"grade": "05", "pupils": 90, "first_support": 60}]}, **overrides)


def first(reading, **known):
    (verdict,) = check_readings([reading], make_known(**known), POLICY, DAY)
    return verdict, next(one for one in verdict.findings if one.rule == "FIRST_SUPPORT_HIGH")


def test_a_finding_says_what_it_is_about_in_words_that_stay():
    _, finding = first(doubtful())

    assert finding.subject == "school_pupils.first_support[05]"


def test_an_explanation_in_the_file_settles_the_warning():
    verdict, asked = first(doubtful())
    words = Explanation(asked.rule, asked.subject, asked.value, "Zwei neue Klassen.")
    explained, settled = first(doubtful(explanations=(words,)))

    assert verdict.count(Severity.WARNING) - explained.count(Severity.WARNING) == 1
    assert settled.answer == "Erläutert (Oktober 2026): Zwei neue Klassen."
    assert settled.severity == Severity.WARNING


def test_an_explanation_of_an_earlier_month_is_remembered():
    _, asked = first(doubtful())
    words = Explained("169468", "2026-09", asked.rule, asked.subject, asked.value, "Wie immer.")

    assert first(doubtful(), explained={"169468": [words]})[1].answer == "Erläutert (September 2026): Wie immer."


def test_a_waived_error_sends_nothing_back():
    wrong = make_reading(tables={"school_pupils": [{"grade": "05", "pupils": 9, "first_support": 10}]})
    waivers = [
        Waiver(number, rule, "169468", "2026-10", "2026-10", "Umzug", date(2026, 12, 31))
        for number, rule in enumerate(("SCHOOL_PUPILS_S05_WITHIN_S01", "FIRST_SUPPORT_HIGH"), 1)
    ]
    (before,) = check_readings([wrong], make_known(), POLICY, DAY)
    (after,) = check_readings([wrong], make_known(waivers={"169468": waivers}), POLICY, DAY)

    assert before.state.value == "returned_for_correction"
    assert after.state.value in {"accepted", "accepted_with_queries"}
    assert {one.waiver_id for one in after.findings if one.waiver_id} == {1, 2}


def test_linked_rules_that_are_broken_together_name_the_cell_that_is_probably_wrong():
    row = {"grade": "05", "pupils": 12, "pupils_female": 50, "migration_background": 60}
    verdict = check_one(make_reading(tables={"school_pupils": [row]}))

    assert the_finding(verdict, "SUGGESTION").cell == "B6"
    assert verdict.count(Severity.ERROR) == 2
    assert "SUGGESTION" not in [one.rule for one in check_one(doubtful()).findings]


def test_a_suggestion_changes_nothing():
    row = {"grade": "05", "pupils": 12, "pupils_female": 50, "migration_background": 60}
    reading = make_reading(tables={"school_pupils": [row]})
    check_one(reading)

    assert reading.tables["school_pupils"].values["pupils"] == [12]


def test_thousands_of_wrong_rows_cost_seconds_and_are_counted():
    """A small file must not hold up all others."""
    wrong = {"grade": "05", "pupils": 5, "pupils_female": 900, "migration_background": 900, "first_support": 900}
    started = time.thread_time()
    verdict = check_one(make_reading(tables={"school_pupils": [wrong] * 4_900}))

    within = [one for one in verdict.findings if one.rule == "SCHOOL_PUPILS_S02_WITHIN_S01"]
    assert len(within) == 200
    assert within[-1].message.endswith("Dasselbe gilt für weitere 4.700 Stellen.")
    assert len([one for one in verdict.findings if one.rule == "SUGGESTION"]) <= 20
    assert time.thread_time() - started < 30


def test_a_threshold_of_the_policy_stands_in_finding_and_report_alike():
    """33 % was written into the report's note once, whatever the policy said."""
    policy = POLICY.model_copy(update={"thresholds": POLICY.thresholds.model_copy(update={"meeting_place_pct": 50.0})})
    place = {"place": "Café", "open_hours": 40.0, "target_group_hours": 18.0}  # 45 %
    reading = make_reading("association", {"meeting_places": [place]})
    planned = next(one for one in PLAN if one.id == "places_by_district")

    (verdict,) = check(reading, policy=policy)
    table = build_table(planned, make_summary({"meeting_places": [place | {"district": "Mitte"}]}), policy.thresholds)

    (found,) = [finding for finding in verdict.findings if finding.rule == "MEETING_PLACE_LITTLE_USED"]
    assert "mindestens 50 %" in found.message
    assert any("mindestens 50 %" in note for note in table.notes)
    assert "MEETING_PLACE_LITTLE_USED" not in {finding.rule for finding in check(reading)[0].findings}
