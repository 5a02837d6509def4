"""A planned table worked out: sums, shares, order, what is missing, what it says of itself."""

import pytest

from config.places import ListedPlace, place_list
from schemas.form.forms import TABLES
from schemas.report.cell import ReportCell, Sign
from schemas.report.model import Coverage
from schemas.report.plan import PLAN, SECTIONS, Share
from schemas.report.tables import build_table, describe_period, describe_source, kind_of, share_of
from schemas.report.text.coverage import coverage_of
from schemas.report.topics.charts import CHARTS
from schemas.report.topics.plan import COURSES, TRENDS
from tests.factories import POLICY
from tests.factories_summary import cells_of, make_summary

BY_ID = {planned.id: planned for planned in PLAN}


PLACES = place_list([ListedPlace(title="Haspe"), ListedPlace(title="Mitte", aliases=("Innenstadt",))])


def build(planned, places=None, **facts):
    return build_table(BY_ID[planned], make_summary(facts), POLICY.thresholds, places)


def child(age, **row):
    return {"age_group": age} | row


def test_groups_are_summed_over_respondents():
    table = build("children_by_age", daycare_children=[
        child("U3", children=10, children_female=4, respondent_id="1"),
        child("U3", children=5, children_female=3, respondent_id="2"),
        child("Ü3", children=40, children_female=19),
    ])  # fmt: skip

    assert (cells_of(table, "U3")["children"], cells_of(table, "U3")["children_female"]) == (15, 7)
    assert (cells_of(table, "total")["children"], cells_of(table, "total")["children_female"]) == (55, 26)
    assert [line.role for line in table.rows] == ["body", "body", "total"]


def test_groups_stand_in_the_order_of_their_code_list_under_their_titles():
    rows = [{"grade": grade, "pupils": 1} for grade in ("Q1", "10", "EF", "05")]

    assert [line.cells[0].value for line in build("support_by_grade", school_pupils=rows).rows] == [
        "Jahrgang 05", "Jahrgang 10", "Einführungsphase (EF)", "Qualifikationsphase 1 (Q1)", "Insgesamt",
    ]  # fmt: skip


@pytest.mark.parametrize(("month", "is_there"), [("2026-12", False), ("2027-01", True)])
def test_a_column_stands_in_the_table_from_the_month_on_in_which_it_is_asked(month, is_there):
    row = child("Ü3", children=40, school_starters=14, school_starters_need=5, month=month)
    summary = make_summary({"daycare_children": [row]}, month=month)
    table = build_table(BY_ID["children_by_age"], summary, POLICY.thresholds)
    new = {"school_starters", "school_starters_need"}

    assert new & {column.id for column in table.columns} == (new if is_there else set())
    if is_there:
        assert [cells_of(table, "Ü3")[name] for name in sorted(new)] == [14, 5]
        assert [column.part_of for column in table.columns if column.id in new] == ["children", "school_starters"]


def test_the_largest_group_stands_first_where_that_is_asked():
    rows = [{"language": "tr", "children": 9}, {"language": "uk", "children": 90}, {"language": "ar"}]
    table = build("family_languages", daycare_languages=rows)

    assert [line.key for line in table.rows] == ["uk", "tr", "ar", "total"]


def test_groups_of_the_same_size_stand_in_the_order_of_the_list():
    rows = [{"language": name, "children": 5} for name in ("uk", "tr", "ar")]

    assert [line.key for line in build("family_languages", daycare_languages=rows).rows] == ["ar", "tr", "uk", "total"]


def test_who_says_no_group_stands_last_without_one():
    rows = [{"title": "a", "field_of_action": None, "participants": 7}, {"title": "b", "field_of_action": "youth"}]
    table = build("offers_by_field", offers=rows)

    assert [line.cells[0].value for line in table.rows] == ["Jugend", "ohne Angabe", "Insgesamt"]


def test_missing_is_unknown_and_zero_is_zero():
    table = build("children_by_age", daycare_children=[child("U3", children=0), child("Ü3", children=None)])

    assert cells_of(table, "U3")["children"] == 0
    assert cells_of(table, "Ü3")["children"] == "."
    assert cells_of(table, "total")["children"] == 0


def test_a_share_is_of_true_values():
    table = build("children_by_age", daycare_children=[
        child("U3", children=3, other_family_language=1), child("Ü3", children=0, other_family_language=0),
    ])  # fmt: skip

    assert cells_of(table, "U3")["language_share"] == pytest.approx(1 / 3)
    assert cells_of(table, "Ü3")["language_share"] == "x"
    assert cells_of(table, "total")["language_share"] == pytest.approx(1 / 3)
    assert cells_of(table, "U3")["support_share"] == "."


def test_a_share_is_of_the_rows_that_have_both_parts():
    table = build("children_by_age", daycare_children=[
        child("U3", children=30, other_family_language=6), child("U3", children=70, respondent_id="2"),
    ])  # fmt: skip

    assert cells_of(table, "U3")["children"] == 100
    assert cells_of(table, "U3")["language_share"] == pytest.approx(0.2)
    assert table.cell("total", "language_share").parts == (6, 30)


def test_a_column_says_how_many_of_those_who_owe_it_answered():
    """A list that is left empty is an answer, an empty column in its rows is none."""
    filled = {column.name: 1 for column in TABLES["daycare_children"].figures} | {"age_group": "U3"}
    rows = [filled, filled | {"respondent_id": "2", "children_female": None}]
    offers = [{"title": "a", "field_of_action": "youth", "participants": 7}]

    assert (
        "Beantwortet von so vielen der 120, die es schulden: „darunter weiblich“ 1."
        in build("children_by_age", daycare_children=rows).notes
    )
    assert any(
        "der 65, die es schulden: „Termine im Monat“ 49," in note
        for note in build("offers_by_field", offers=offers).notes
    )


@pytest.mark.parametrize(
    ("silent", "pct", "sign"), [(0, 80.0, Sign.NONE), (25, 80.0, Sign.LIMITED), (25, 50.0, Sign.NONE)]
)
def test_a_total_that_too_few_answered_stands_in_brackets(silent, pct, sign):
    """All 120 daycares sent their return, some of them without the female children."""
    rows = [child("U3", children=10, children_female=None if place < silent else 4, respondent_id=str(place))
            for place in range(120)]  # fmt: skip
    summary = make_summary({"daycare_children": rows})
    table = build_table(BY_ID["children_by_age"], summary, POLICY.thresholds, least_pct=pct)

    assert table.cell("total", "children").sign == Sign.NONE
    assert table.cell("total", "children_female") == ReportCell(table.cell("U3", "children_female").value, sign)
    assert table.cell("U3", "children_female").sign == Sign.NONE
    assert any(note.startswith("( )") for note in table.notes) == (sign == Sign.LIMITED)


def test_a_median_has_no_total():
    rows = [
        {"stage": "primar", "median_waiting_days": 12.0, "waiting": 3},
        {"stage": "sek1", "median_waiting_days": 20.0},
    ]
    table = build("counselling_by_stage", counselling=rows)

    assert cells_of(table, "primar")["median_waiting_days"] == 12
    assert cells_of(table, "total")["median_waiting_days"] == "x"


def test_offers_are_counted_and_the_funded_among_them():
    rows = [
        {"title": "a", "field_of_action": "youth", "is_funded_by_komm_an": "yes"},
        {"title": "b", "field_of_action": "youth", "is_funded_by_komm_an": "no"},
        {"title": "c", "field_of_action": "youth", "is_funded_by_komm_an": None},
    ]
    table = build("offers_by_field", offers=rows)

    assert (cells_of(table, "youth")["rows"], cells_of(table, "youth")["funded"]) == (3, 1)


def test_a_table_can_be_made_by_what_the_register_says():
    rows = [
        {"place": "a", "open_hours": 40.0, "target_group_hours": 30.0, "district": "Haspe"},
        {"place": "b", "open_hours": 10.0, "target_group_hours": 0.0, "district": "Mitte"},
    ]
    by_district = build("places_by_district", PLACES, meeting_places=rows)
    by_type = build("pupils_by_type", school_pupils=[{"grade": "05", "pupils": 5, "school_type": "GY"}])

    assert [line.key for line in by_district.rows] == ["Haspe", "Mitte", "total"]
    assert cells_of(by_district, "total")["use_share"] == pytest.approx(0.6)
    assert by_type.rows[0].cells[0].value == "Gymnasium"
    assert by_type.columns[0].title == "Schulform"


def test_coverage_is_of_those_who_said_something_in_the_main_table():
    """Of 118 returns of daycares in force two hold children; nobody else's absence may look like an answer."""
    table = build("children_by_age", daycare_children=[
        child("U3", children=10, respondent_id="1"),
        child("Ü3", children=5, children_female=3, respondent_id="2"),
        child("Ü3", children=5, respondent_id="1"),
    ])  # fmt: skip

    assert table.coverage == Coverage(2, 120)
    assert "Nicht alle haben jede Spalte ganz ausgefüllt: „darunter weiblich“ 1 von 2" in " ".join(table.notes)


def test_a_table_that_everybody_filled_in_says_nothing_of_gaps():
    table = build("children_by_age", daycare_children=[
        {column.name: 1 for column in TABLES["daycare_children"].figures} | {"age_group": "U3", "respondent_id": "1"}
    ])  # fmt: skip

    assert not any("ausgefüllt" in note for note in table.notes)


OWN_WORDS = [
    {"place": "a", "open_hours": 40.0, "district": "Innenstadt"},
    {"place": "b", "open_hours": 10.0, "district": "hinter dem Bahnhof"},
    {"place": "c", "open_hours": 5.0, "district": None},
]


@pytest.mark.parametrize(
    ("places", "keys", "note"),
    [
        (PLACES, ["Mitte", "ohne Zuordnung", "nan", "total"], "nicht in der Liste der Stadtteile stehen"),
        (None, ["ohne Zuordnung", "nan", "total"], "führt noch keine Liste der Stadtteile"),
    ],
)
def test_a_place_that_is_in_no_list_is_counted_and_not_printed(places, keys, note):
    table = build("places_by_district", places, meeting_places=OWN_WORDS)

    assert [line.key.replace("<NA>", "nan") for line in table.rows] == keys
    assert "Bahnhof" not in str(table)
    assert cells_of(table, "total")["open_hours"] == 55
    assert any(note in one for one in table.notes)


def test_where_all_places_are_known_nothing_is_said_of_it():
    table = build("places_by_district", PLACES, meeting_places=OWN_WORDS[:1])

    assert not any("ohne Zuordnung" in note for note in table.notes)


def test_a_month_without_figures_says_so():
    table = build("children_by_age")

    assert table.rows == ()
    assert "Für den Berichtsmonat liegen keine Angaben vor." in table.notes


@pytest.mark.parametrize("planned", PLAN, ids=BY_ID)
def test_every_planned_table_states_what_a_reader_must_know(planned):
    main = {
        "daycare_children": [child("U3", children=5)],
        "counselling": [{"stage": "primar", "first_interviews": 1}],
        "kim_cases": [{"legal_area": "sgb2", "consultations": 1}],
    }
    table = build_table(planned, make_summary(main), POLICY.thresholds)

    assert table.period
    assert table.unit
    assert table.source.startswith("Meldebogen")
    assert 0 < table.coverage.n <= table.coverage.expected
    assert planned.section in SECTIONS
    assert table.columns[0].id == "group"
    assert len({column.id for column in table.columns}) == len(table.columns)


@pytest.mark.parametrize("planned", PLAN, ids=BY_ID)
def test_a_plan_names_columns_that_exist(planned):
    names = {column.name for column in TABLES[planned.table].columns} | {"rows", "funded"}
    for measure in planned.measures:
        wanted = {measure.numerator, measure.denominator} if isinstance(measure, Share) else {measure}
        assert wanted <= names
    assert planned.by in names | {"kind", "school_type", "district"}


@pytest.mark.parametrize("planned", PLAN, ids=BY_ID)
def test_a_share_is_left_out_with_what_it_is_made_of(planned):
    for month in ("2026-10", "2027-01"):
        asked = {column.name for column in TABLES[planned.table].columns if column.is_asked(month)} | {"rows", "funded"}
        for measure in planned.in_month(month).measures:
            assert {measure.numerator, measure.denominator} <= asked if isinstance(measure, Share) else measure in asked


def test_no_stock_is_planned_to_be_summed_over_months():
    """Stocks are reference-date values: a table is of one month only."""
    rows = [{"grade": "05", "pupils": 100}]
    summary = make_summary({"school_pupils": rows})

    assert set(summary.facts["school_pupils"]["month"]) == {"2026-10"}
    assert cells_of(build_table(BY_ID["support_by_grade"], summary, POLICY.thresholds), "total")["pupils"] == 100


@pytest.mark.parametrize(
    ("planned", "period"),
    [
        ("children_by_age", "Stichtag 31.10.2026"),
        ("arrivals_by_country", "Berichtsmonat Oktober 2026"),
        ("counselling_by_stage", "Bestände: Stichtag 31.10.2026; Zugänge: Berichtsmonat Oktober 2026"),
    ],
)
def test_stocks_have_a_reference_date_and_flows_a_month(planned, period):
    assert describe_period(BY_ID[planned], TABLES[BY_ID[planned].table], "2026-10") == period


def test_coverage_is_of_those_whose_form_holds_the_table():
    summary = make_summary()

    assert coverage_of(TABLES["school_pupils"], summary) == Coverage(60, 64)
    assert coverage_of(TABLES["parent_programmes"], summary) == Coverage(228, 249)
    assert coverage_of(TABLES["posts"], summary) == Coverage(1, 1)


def test_the_source_is_every_form_that_holds_the_table():
    assert describe_source(TABLES["parent_programmes"]) == "Meldebogen Schule, Meldebogen Kita, Meldebogen Verein"


@pytest.mark.parametrize(
    ("table", "column", "kind"),
    [
        ("school_pupils", "pupils", "persons"),
        ("network", "meetings", "count"),
        ("offer_funds", "spent_eur", "eur"),
        ("posts", "filled_fte", "fte"),
        ("interpreting", "interpreting_hours", "hours"),
        ("counselling", "median_waiting_days", "days"),
    ],
)
def test_how_a_column_is_shown_and_protected(table, column, kind):
    assert kind_of(TABLES[table].column(column)) == kind


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(1, 4, 0.25), (0, 4, 0.0), (None, 4, None), (1, None, None), (0, 0, ReportCell(None, Sign.SENSELESS))],
)
def test_a_share(numerator, denominator, expected):
    assert share_of(numerator, denominator) == expected


def test_every_part_names_its_whole_where_both_are_shown():
    """Disclosure control needs it: else the hidden part can be worked out."""
    columns = {column.id: column for column in build("support_by_type").columns}

    assert columns["first_support_female"].part_of == "first_support"
    assert columns["first_support"].part_of == "pupils"
    assert columns["first_support_share"].share_of == ("first_support", "pupils")


def test_charts_draw_tables_that_are_planned():
    special = {"rate_trend", "language_chain", "funds_by_line", *(one.id for one in (*TRENDS, *COURSES))}

    assert {chart.table for chart in CHARTS} <= set(BY_ID) | special
    assert len(CHARTS) >= 4
    assert all(chart.title for chart in CHARTS)


def test_the_chapters_are_those_of_the_domain():
    assert [POLICY.report.sections[name] for name in SECTIONS.values()] == [
        "Auf einen Blick", "Meldungen und Datenqualität", "Kindertagesbetreuung und Familienbildung", "Schule",
        "Vereine, Jugend und Senioren, KOMM-AN", "Beratung, Dolmetschen, Case Management", "Netzwerk", "Mittel",
        "Änderungen seit dem letzten Bericht",
    ]  # fmt: skip


@pytest.mark.parametrize(("month", "is_said"), [("2026-11", False), ("2026-12", True)])
def test_a_count_of_the_year_says_what_it_lacks_in_the_month_that_asks_for_it(month, is_said):
    offer = {"title": "Nähtreff", "field_of_action": "encounter", "participants": 9, "persons_in_year": 20}
    summary = make_summary({"offers": [offer]}, month=month)
    notes = " ".join(build_table(BY_ID["offers_by_field"], summary, POLICY.thresholds).notes)

    assert ("Was früher im Jahr endete, fehlt darin" in notes) == is_said
