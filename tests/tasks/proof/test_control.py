"""The control sheet: where each figure comes from, and what it lacks."""

from io import BytesIO

import openpyxl

from schemas.form.submission import State
from schemas.proof.facts import RowEnd
from schemas.proof.proof import make_proof
from tasks.proof.control import render_control
from tests.schemas.proof.factories import CENTRE, FIRST, MONTHS, RULES, fund, make_facts, owed, usual_rows


def read_sheets(proof, problems=()):
    book = openpyxl.load_workbook(BytesIO(render_control(proof, problems)))
    return {sheet.title: [row for row in sheet.iter_rows(values_only=True) if any(row)] for sheet in book}


def test_each_figure_names_its_source_and_its_months():
    proof = make_proof(make_facts(due="2026-10"), RULES)
    rows = {row[0]: row for row in read_sheets(proof)["Zahlen"]}

    assert set(proof.figures) <= set(rows)
    assert all(rows[name][5] for name in proof.figures), "every figure has a source"
    assert all(rows[name][6] for name, figure in proof.figures.items() if figure.value is None), "or says what it lacks"
    _, _, value, unit, state, source, lacks = rows["ki.ausgaben.bisher"]
    assert (value, unit, state) == (140001.0, "EUR", "unvollständig")
    assert source.startswith("Meldebogen Integrationszentrum, Blatt „Stellen“, Spalte „verausgabt im Monat (EUR)“")
    assert source.endswith("Monate: Januar bis Oktober")
    assert lacks == "noch nicht fällig: November bis Dezember"


def test_everything_missing_or_doubtful_is_listed():
    asked = owed(CENTRE, "2026-05", State.ACCEPTED_WITH_QUERIES, queries={"posts": "Ist das richtig?"})
    facts = make_facts(returns=[asked, owed(FIRST, "2026-04", State.MISSING)])
    rows = read_sheets(make_proof(facts, RULES))["Fehlendes"]

    assert ("Integrationszentrum", CENTRE, "Mai 2026", "Zweifel", "Rückfrage offen: Ist das richtig?") in rows
    assert ("Verein Eins", FIRST, "April 2026", "fehlt", "Meldung fehlt") in rows


def test_a_row_that_ended_is_said_with_the_reason_and_leaves_a_doubt():
    end = RowEnd("offer_funds", "B|fees", "Erläutert (Februar 2026): Keine Honorare mehr.")
    usual = [row for month in MONTHS for row in usual_rows(month)]
    facts = make_facts(rows=[fund("2026-01", line="fees"), *usual], returns=[owed(FIRST, "2026-02", ends=(end,))])
    rows = {row[0]: row for row in read_sheets(make_proof(facts, RULES))["Zahlen"]}
    _, _, value, _, state, source, lacks = rows["verein.v-05914000-0001.ausgaben.ist"]

    assert (value, state) == (1300.13, "zweifelhaft")
    assert lacks == f"Verein Eins ({FIRST}): Zeile beendet, zählt als 0 ({end.words}): Februar bis Dezember"
    assert "Verein Eins (V-05914000-0001), Zeile „" in source
    assert "Honorar“ wird ab Februar 2026 nicht mehr erwartet: Erläutert" in source
    assert "Keine Honorare mehr; Monate: Januar bis Dezember" in source


def test_a_name_that_looks_like_a_formula_stays_a_text():
    facts = make_facts(names={FIRST: "=1+1"}, returns=[owed(FIRST, "2026-04", State.MISSING)])
    book = openpyxl.load_workbook(BytesIO(render_control(make_proof(facts, RULES), ["=2+2"])))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")]

    assert {cell.value for cell in cells} >= {"=1+1", "=2+2"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
