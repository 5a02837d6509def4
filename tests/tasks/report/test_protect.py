from dataclasses import replace

import pytest

from config.policy import Disclosure, load_policy
from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.model import Coverage, ReportColumn, ReportTable, Section, row
from schemas.report.protection.grid import build_grid
from schemas.report.view import view_report
from schemas.report.words import chart_rows, table_texts
from tasks.report.compose import compose_report
from tasks.report.protect import protect_report, protect_table, round_to
from tests.factories_report import make_report, make_table
from tests.factories_summary import MONTH, make_summary, make_totals

ROUNDING = Disclosure(profile="rounding", rounding_base=5, suppression_threshold=3)
SUPPRESSION = Disclosure(profile="suppression", rounding_base=5, suppression_threshold=3)
NONE = Disclosure(profile="none", rounding_base=5, suppression_threshold=3, legal_basis="Satzung")


def column(table, name):
    index = table.column_index(name)
    return [line.cells[index].value for line in table.rows]


def small_table(rows, **overrides):
    return make_table(rows=rows, **overrides)


def revision_table(old, new):
    return ReportTable(
        id="berichtigung", title="Berichtigung", period="Oktober 2026", unit="Personen", source="Vergleich",
        coverage=Coverage(1, 1),
        columns=(ReportColumn("zahl", "Zahl"), ReportColumn("alt", "alt", "value"), ReportColumn("neu", "neu", "value"),
                 ReportColumn("diff", "Veränderung", "change", change_of=("neu", "alt"))),
        rows=(row("Kinder", old, new, new - old, kind="persons"), row("Gruppen", 1, 2, 1, kind="count")),
    )  # fmt: skip


@pytest.mark.parametrize(("value", "rounded"), [(0, 0), (1, 0), (2, 0), (3, 5), (5, 5), (7, 5), (8, 10), (1002, 1000)])
def test_counts_are_rounded_to_multiples_of_five(value, rounded):
    assert round_to(value, 5) == rounded


def test_shares_are_those_of_the_rounded_counts():
    table = protect_table(make_table(), ROUNDING)
    assert column(table, "kinder") == [1205, 4565, 5770]
    pairs = zip(column(table, "weiblich"), column(table, "kinder"), strict=True)
    assert column(table, "anteil") == [round(part / whole, 3) for part, whole in pairs]


def test_a_share_that_remembers_its_counts_is_made_of_them_rounded_and_forgets_them():
    share = ReportCell(8 / 12, Sign.LIMITED, parts=(8, 12))
    table = protect_table(small_table((row("a", 155, 10, share),)), ROUNDING)
    assert table.rows[0].cells[3] == ReportCell(1.0, Sign.LIMITED)


def test_a_share_of_a_handful_is_not_told():
    table = protect_table(small_table((row("a", 2, 1, 0.5),)), ROUNDING)
    assert table.rows[0].cells[3] == ReportCell(None, Sign.UNRELIABLE)


@pytest.mark.parametrize("disclosure", [ROUNDING, SUPPRESSION], ids=lambda d: d.profile)
def test_no_share_remembers_its_counts_outside(disclosure):
    table = protect_table(small_table((row("a", 155, 100, ReportCell(100 / 155, parts=(100, 155))),)), disclosure)
    assert table.rows[0].cells[3] == ReportCell(round(100 / 155, 3))


def test_shares_of_what_is_no_person_stay_as_they_are():
    table = make_report().table("treffpunkte")
    rows = protect_report(make_report(), ROUNDING).table("treffpunkte").rows
    assert rows == table.rows


@pytest.mark.parametrize("disclosure", [ROUNDING, SUPPRESSION], ids=lambda d: d.profile)
def test_no_share_is_exact_enough_to_find_the_counts_it_was_made_of(disclosure):
    table = protect_table(
        small_table((row("a", 155, 10, 10 / 155), row("z", 155, 10, 10 / 155, role="total"))), disclosure
    )
    assert column(table, "anteil") == [0.065, 0.065]


def test_the_change_of_a_share_is_the_difference_of_what_is_printed():
    table = revision_table(11, 13)
    shares = row("Anteil", 0.4582, 0.4592, 0.001, kind="share")
    table = protect_table(replace(table, rows=(*table.rows, shares)), ROUNDING)
    assert column(table, "diff")[2] == 0.001
    assert column(table, "neu")[2] == 0.459


def test_totals_are_rounded_by_themselves_and_a_note_says_so():
    table = protect_table(
        small_table((row("a", 2, 1, 0.5), row("b", 2, 1, 0.5), row("c", 4, 2, 0.5, role="total"))), ROUNDING
    )
    assert column(table, "kinder") == [0, 0, 5]
    assert "auf Vielfache von 5 gerundet" in table.notes[-1]


def test_a_true_nothing_and_a_rounded_nothing_look_the_same():
    table = protect_table(small_table((row("a", 0, 0, None), row("b", 2, 1, None))), ROUNDING)
    texts = table_texts(table)
    assert texts[0][1] == texts[1][1] == "0"


def test_signs_and_marks_survive_rounding():
    cells = (ReportCell("a"), ReportCell(13, Sign.LIMITED, Mark.REVISED), ReportCell(None, Sign.LATER), ReportCell(0.5))
    table = protect_table(small_table((row(*cells),)), ROUNDING)
    assert table_texts(table)[0][1:3] == ("(15)\u00a0r", "...")


def test_a_revision_shows_the_difference_of_rounded_figures():
    table = protect_table(revision_table(11, 13), ROUNDING)
    assert column(table, "diff") == [5, 1]


@pytest.mark.parametrize(("old", "new"), [(2, 9), (9, 1)])
def test_a_revision_of_a_hidden_figure_shows_no_difference(old, new):
    table = protect_table(revision_table(old, new), SUPPRESSION)
    assert table_texts(table)[0][3] == "."
    assert column(table, "diff")[1] == 1


def test_suppression_hides_small_counts_their_company_and_their_shares():
    rows = (row("a", 10, 2, 0.2), row("b", 20, 9, 0.45), row("c", 30, 15, 0.5), row("z", 60, 26, 26 / 60, role="total"))
    table = protect_table(small_table(rows), SUPPRESSION)
    assert column(table, "weiblich")[:2] == [None, None]
    assert column(table, "anteil")[:2] == [None, None]
    assert column(table, "kinder") == [10, 20, 30, 60]


def test_suppression_hides_a_part_whose_rest_is_small():
    rows = (row("a", 10, 9, 0.9), row("b", 20, 9, 0.45))
    assert column(protect_table(small_table(rows), SUPPRESSION), "weiblich") == [None, 9]


def test_a_darunter_row_counts_as_a_part_of_the_row_above():
    rows = (
        row("Kinder", 50, 20, 0.4),
        row("darunter Ukraine", 49, 20, 0.4, role="part"),
        row("x", 50, 20, 0.4, role="total"),
    )
    assert column(protect_table(small_table(rows), SUPPRESSION), "kinder")[1] is None


def test_columns_that_make_up_a_whole_protect_each_other():
    columns = (
        ReportColumn("art", "Art"),
        ReportColumn("a", "A", "persons", adds_to="alle"),
        ReportColumn("b", "B", "persons", adds_to="alle"),
        ReportColumn("c", "C", "persons", adds_to="alle"),
        ReportColumn("alle", "Alle", "persons"),
    )
    table = protect_table(make_table(columns=columns, rows=(row("x", 1, 8, 30, 39),)), SUPPRESSION)
    assert [cell.value for cell in table.rows[0].cells[1:]] == [None, None, 30, 39]


def test_missing_figures_do_not_hinder_suppression():
    rows = (row("a", None, None, None), row("b", 7, 2, 2 / 7), row("z", 7, 2, 2 / 7, role="total"))
    assert column(protect_table(small_table(rows), SUPPRESSION), "weiblich") == [None, None, None]


def test_a_total_of_distinct_persons_is_no_sum():
    rows = (row("a", 10, 5, 0.5), row("b", 10, 5, 0.5), row("z", 15, 8, 0.5, role="total"))
    grid = build_grid(small_table(rows))
    assert all(len(line) == 3 for line in grid.lines)  # only part, rest and whole


def test_the_internal_profile_changes_nothing():
    report = make_report()
    assert protect_report(report, NONE) is report
    assert protect_table(make_table(), NONE) == make_table()


def test_a_table_without_persons_stays_as_it_is():
    table = make_report().table("treffpunkte")
    assert protect_table(table, ROUNDING) is table


@pytest.mark.parametrize("disclosure", [ROUNDING, SUPPRESSION], ids=lambda d: d.profile)
def test_charts_sentences_and_key_figures_follow_the_protected_tables(disclosure):
    report = protect_report(make_report(), disclosure)
    view = view_report(report)
    chart = next(block for block in make_report().sections[4].blocks if block.id == "angebote_bild")
    small = [text for *_, text in chart_rows(chart, report.table("angebote"))][-2:]
    assert small == (["0", "0"] if disclosure is ROUNDING else [".", "."])
    if disclosure is ROUNDING:
        assert view.sections[0].blocks[0].items[1].value == "1.745\u00a0r"
        assert "1.745 Schülerinnen" in view.sections[0].paragraphs[0]


def test_the_annex_tells_how_figures_were_protected():
    block = protect_report(make_report(), SUPPRESSION).annex.blocks[-1]
    assert block.id == "geheimhaltung"
    assert "unter 3 sind durch einen Punkt" in block.items[0][1]


def change_tables(panel_before, panel_now):
    """A table of changes with the panel and the rest, and one that repeats its change."""
    columns = (ReportColumn("zahl", "Zahl"),
               *(ReportColumn(name, name, "value") for name in ("before", "now", "first", "second")),
               ReportColumn("change", "Veränderung", "change", change_of=("second", "first")),
               ReportColumn("rest", "Rest", "change", change_of=("now", "before", "second", "first")))  # fmt: skip
    parts = (None, None) if panel_now is None else (panel_now - panel_before, 0)
    change, rest = (ReportCell(None, Sign.UNRELIABLE) if part is None else part for part in parts)
    line = row("Kinder", 103, 148, panel_before, panel_now, change, rest, key="k", kind="persons")
    told = make_table(id="aenderung", columns=columns, rows=(line,))
    again = (ReportColumn("zahl", "Zahl"), ReportColumn("neu", "V", "change", same_as=("aenderung", "change")))
    repeated = make_table(id="kurz", columns=again, rows=(row("Kinder", change, key="k", kind="persons"),))
    return make_report(sections=(Section("1", "eins", "Eins", (repeated, told)),))


def test_a_change_is_worked_out_once_and_repeated_as_it_was_protected():
    report = protect_report(change_tables(92, 98), ROUNDING)

    assert [cell.value for cell in report.table("aenderung").rows[0].cells[1:]] == [105, 150, 90, 100, 10, 35]
    assert report.table("kurz").cell("k", "neu").value == 10


@pytest.mark.parametrize("disclosure", [ROUNDING, SUPPRESSION], ids=lambda d: d.profile)
def test_a_change_that_cannot_be_told_stays_untold(disclosure):
    report = protect_report(change_tables(None, None), disclosure)

    assert {report.table("aenderung").cell("k", "change").sign, report.table("kurz").cell("k", "neu").sign} == {"/"}


def test_a_change_on_a_hidden_panel_is_hidden_wherever_it_stands():
    report = protect_report(change_tables(2, 98), SUPPRESSION)

    assert {report.table("aenderung").cell("k", "change").sign, report.table("kurz").cell("k", "neu").sign} == {"."}


def withheld_month(*names):
    """A month of one school of which figures of these names are kept back."""
    totals = make_totals(school_pupils__pupils={MONTH: 40}, school_pupils__first_support={MONTH: 9})
    facts = {"school_pupils": [{"grade": "05", "pupils": 40, "first_support": 9, "migration_background": 20}]}
    raw = compose_report(make_summary(facts, totals=totals), load_policy(), "1.0")
    return protect_report(raw, ROUNDING, {f"{MONTH}/{name}" for name in names})


def test_a_figure_that_is_kept_back_stands_nowhere_and_neither_does_a_share_of_it():
    report = withheld_month("school_pupils.first_support")
    places = [
        ("support_by_type", "total", "first_support"),
        ("support_by_type", "total", "first_support_share"),
        ("support_by_grade", "total", "first_support"),
        ("key_figures", "S05", "now"),
        ("change_month", "S05", "now"),
        ("trend", MONTH, "first_support"),
        ("language_chain", "S05", "now"),
        ("language_chain", "S05", "share"),
    ]
    assert {report.table(table).cell(key, name) for table, key, name in places} == {ReportCell(None, Sign.UNKNOWN)}
    assert report.table("support_by_type").cell("G", "first_support").value == 10


def test_a_table_that_keeps_something_back_says_so_and_the_annex_too():
    kept, said = withheld_month("school_pupils.pupils/grade=05"), "Ein Punkt (.) steht auch für Zahlen"
    assert said in " ".join(kept.table("support_by_grade").notes)
    assert said not in " ".join(kept.table("pupils_by_type").notes)
    assert "Nicht genannte Zahlen" in dict(kept.annex.blocks[-1].items)
    assert "Nicht genannte Zahlen" not in dict(withheld_month().annex.blocks[-1].items)
