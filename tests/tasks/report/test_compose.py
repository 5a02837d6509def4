"""A summary told as a report: every chapter, every table with what a reader must know, every indicator explained."""

import re
from dataclasses import replace
from datetime import date

import pytest

from config.policy import load_policy
from schemas.form.forms import FORMS, TABLES
from schemas.report.check import check_report
from schemas.report.model import KeyFigures, PointList, ReportChart
from schemas.report.plan import PLAN, SECTIONS
from schemas.report.summary import Counts, Revision
from schemas.report.text.tell import tell_report
from schemas.report.view import view_report
from schemas.time.deadlines import Cycle
from tasks.report.compose import compose_report, status_of
from tests.factories_summary import make_summary, make_totals
from tests.schemas.form.test_forms import INDICATORS

POLICY = load_policy()


def full_row(name, number=1):
    """A row with a value in every column."""
    row = {
        c.name: c.code_list.codes[number % len(c.code_list.codes)] if c.code_list else f"a{number}"
        for c in TABLES[name].columns
    }
    return row | {c.name: number for c in TABLES[name].figures}


@pytest.fixture(scope="module")
def report():
    facts = {name: [full_row(name), full_row(name, 2)] for name in TABLES}
    totals = make_totals(school_pupils__pupils={"2026-10": 3}, school_pupils__first_support={"2026-10": 3})
    return compose_report(make_summary(facts, totals=totals), POLICY, "1.0")


def test_all_nine_chapters_and_the_annex_are_there(report):
    assert [section.number for section in report.sections] == list("123456789")
    assert [section.title for section in report.sections] == [
        POLICY.report.sections[name] for name in SECTIONS.values()
    ]
    assert report.annex.number == "A"


def test_the_cover_says_whose_report_it_is(report):
    assert report.centre_name == "Kommunales Integrationszentrum Hagen"
    assert (report.ags8, report.month, report.version, report.status) == ("05914000", "2026-10", "1.0", "vorläufig")
    assert report.vintage == "2026-11-12T06:30:00+01:00"
    assert report.title == POLICY.report.title


def test_summer_time_is_said():
    from datetime import datetime

    summary = make_summary(vintage=datetime(2026, 7, 12, 6, 30))

    assert compose_report(summary, POLICY, "1.0").vintage == "2026-07-12T06:30:00+02:00"


def test_every_table_has_period_unit_source_and_coverage(report):
    tables = list(report.tables())

    assert len(tables) > len(PLAN)
    for table in tables:
        assert table.period, table.id
        assert table.unit, table.id
        assert table.source, table.id
        assert 0 < table.coverage.n <= table.coverage.expected, table.id


def test_every_planned_table_stands_in_its_chapter(report):
    places = {block.id: section.number for section in report.sections for block in section.blocks}
    planned = {one.id: one.section for one in PLAN}

    assert {one.id for one in PLAN if not one.is_asked(report.month)} == planned.keys() - places.keys() != set()
    assert all(places[name] == planned[name] for name in planned.keys() & places.keys())


LATER = {"K12", "K13", "I10", "I11", "V11", "T01", "T02", "T03", "T04", "T05", "T06"}


def test_every_indicator_is_explained_in_the_annex(report):
    words = {term: meaning for block in report.annex.blocks for term, meaning in block.items}
    explained = {re.search(r"\b[SKVINT]\d\d\b", term)[0] for term in words if re.search(r"\b[SKVINT]\d\d\b", term)}

    assert explained == INDICATORS - LATER | {"I09"}, "later months ask more"
    assert all(words.values())


def test_a_report_is_sound(report):
    check_report(report)


@pytest.mark.parametrize("facts", [{}, {name: [full_row(name)] for name in TABLES}], ids=["empty", "one row each"])
def test_every_month_makes_a_sound_report(facts):
    composed = compose_report(make_summary(facts), POLICY, "1.0")

    check_report(composed)
    assert view_report(composed).month == "Oktober 2026"


def test_a_first_month_in_which_nobody_owes_makes_a_sound_report():
    composed = compose_report(make_summary(counts=(), intake=()), POLICY, "1.0")

    check_report(composed)
    assert view_report(composed)


def test_there_are_at_least_four_charts_each_before_its_table(report):
    charts = 0
    for section in report.sections:
        ids = [block.id for block in section.blocks]
        for place, block in enumerate(section.blocks):
            if isinstance(block, ReportChart):
                charts += 1
                assert ids[place + 1] == block.table
    assert charts >= 4


def test_a_chart_of_nothing_is_not_drawn():
    empty = compose_report(make_summary(), POLICY, "1.0")
    charts = [block for section in empty.sections for block in section.blocks if isinstance(block, ReportChart)]

    assert not charts


def test_the_first_page_has_the_key_figures_and_no_table(report):
    opening = tell_report(report, POLICY).opening

    assert [type(block) for block in opening.blocks] == [PointList, KeyFigures, PointList, PointList]


def test_no_sentence_holds_a_figure_of_its_own(report):
    """A figure in a sentence refers to its table: whatever protects the tables protects it too."""
    told = tell_report(report, POLICY)
    points = [item for block in told.opening.blocks if isinstance(block, PointList) for item in block.items]
    for section in (*told.sections, replace(told.opening, paragraphs=tuple(points))):
        for paragraph in section.paragraphs:
            text = paragraph if isinstance(paragraph, str) else paragraph.text
            assert not re.search(r"(?<!\{)\b\d{2,}\b(?!\})", re.sub(r"\d\d\.\d\d\.\d{4}|20\d\d", "", text)), text


def test_a_later_version_says_what_it_replaces():
    changed = Revision("2026-10", "offers.volunteers", 1.0, 5.0, 1, 0)
    composed = compose_report(make_summary(revisions=(changed,)), POLICY, "1.1")

    assert composed.status == "berichtigt"
    assert composed.release_note.startswith(
        "Diese Fassung ersetzt alle früheren Fassungen des Berichts für Oktober 2026."
    )
    assert len(composed.table("revisions").rows) == 1


@pytest.mark.parametrize(
    ("version", "day", "status"),
    [
        ("1.0", date(2026, 11, 12), "vorläufig"),
        ("1.1", date(2026, 11, 26), "berichtigt"),
        ("1.10", date(2027, 10, 31), "berichtigt"),
        ("1.1", date(2027, 11, 1), "endgültig"),
        ("1.0", date(2027, 11, 1), "endgültig"),
    ],
)
def test_a_report_is_provisional_then_revised_and_final_after_the_last_correction(version, day, status):
    assert status_of(version, day, Cycle.of("2026-10", POLICY.calendar)) == status


def test_titles_come_from_the_policy():
    words = POLICY.report.model_copy(update={"title": "Lagebericht", "imprint": "KI"})
    composed = compose_report(make_summary(), POLICY.model_copy(update={"report": words}), "1.0")

    assert (composed.title, composed.centre_name, composed.imprint) == (
        "Lagebericht",
        "KI Hagen",
        "Herausgeber: KI Hagen",
    )


def test_the_same_summary_makes_the_same_report():
    facts = {name: [full_row(name), full_row(name, 2)] for name in TABLES}

    assert compose_report(make_summary(facts), POLICY, "1.0") == compose_report(make_summary(facts), POLICY, "1.0")


def test_every_form_table_is_told_somewhere(report):
    """What is collected is reported: no table is asked for in vain."""
    told = {planned.table for planned in PLAN} | {"offer_funds", "posts"}

    assert told == {table.name for form in FORMS.values() for table in form.tables}


def test_a_month_without_returns_is_told_in_whole_sentences():
    nobody = tuple(replace(counts, accepted=0, nil=0, late=0) for counts in make_summary().counts)
    view = view_report(tell_report(compose_report(make_summary(counts=nobody), POLICY, "1.0"), POLICY))
    assert view.sections[1].paragraphs[0].startswith("Für Oktober 2026 liegen 0 von 250 Meldungen vor (0\u00a0%).")
    assert all(figure.change == "" for figure in view.opening[0].blocks[1].items[1:])


def in_holidays(facts=None, *, month="2026-08", **schools):
    """August: schools owe nothing, the others do."""
    counts = {
        "school": {"expected": 0, "accepted": 0, "exempt": 64} | schools,
        "daycare": {"expected": 120, "accepted": 110},
    }
    given = tuple(Counts(month, kind, nil=0, late=0, returned=0, **one) for kind, one in counts.items())
    summary = make_summary(facts, month=month, totals=make_totals(month=month), counts=given)
    return compose_report(summary, POLICY, "1.0").sections[3]


def test_holidays_are_said_once_instead_of_empty_tables():
    section = in_holidays()

    assert section.paragraphs == ("Schulferien: keine Erhebung (Sommerferien, 20.07.2026 bis 01.09.2026).",)
    assert section.blocks == ()


def test_a_school_that_reports_in_its_holidays_is_told():
    section = in_holidays({"school_pupils": [full_row("school_pupils")]})

    assert [block.id for block in section.blocks if hasattr(block, "rows")] == [
        planned.id for planned in PLAN if planned.table == "school_pupils"
    ]


@pytest.mark.parametrize("schools", [{"expected": 3}, {"exempt": 0}], ids=["some owe", "nobody is known"])
def test_where_nobody_answered_though_it_is_no_holiday_the_tables_stay(schools):
    section = in_holidays(**schools)

    assert section.paragraphs == ()
    assert len(section.blocks) == len([planned for planned in PLAN if planned.section == "4"])


def test_a_month_in_which_all_are_closed_for_another_reason_says_so():
    assert in_holidays(month="2026-11").paragraphs == (
        "Keine Erhebung: für November 2026 wird keine Meldung geschuldet.",
    )
