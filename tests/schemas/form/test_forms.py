"""The five forms against domain.md section 5: every table, every column, every indicator, said once."""

import re

import pytest

from config.codes import fold
from schemas.form.forms import FORMS, TABLES, Form, Table, derive_table, form_in, is_kind_asked, table_in
from schemas.form.school import SchoolPupils

TABLES_OF = {
    "school": (
        "school_pupils",
        "school_arrivals",
        "heritage_language_lessons",
        "teacher_training",
        "parent_programmes",
    ),
    "daycare": ("daycare_children", "daycare_languages", "daycare_places", "parent_programmes"),
    "association": ("offers", "offer_funds", "meeting_places", "volunteer_training", "parent_programmes"),
    "centre": (
        "counselling",
        "recommendations",
        "interpreting",
        "case_management",
        "kim_cases",
        "posts",
        "kim_posts",
        "parent_guide_training",
        "network",
    ),
    "carrier": ("kim_cases", "kim_posts"),
}
COLUMNS_OF = {  # keys first, then the figures; the indicator behind the colon, B stock, F flow, R ratio
    "school_pupils": "grade | pupils:S01 B, pupils_female B, migration_background:S02 B, other_family_language:S03 B, "
    "foreign_nationality:S04 B, first_support:S05 B, first_support_female B, first_support_ukraine:S06 B, "
    "german_class:S07 B, german_group:S08 B, follow_up_support:S09 B, arrivals:S10 F, transitions:S11 F",
    "school_arrivals": "country | arrivals:S10 F, arrivals_female F",
    "heritage_language_lessons": "language, stage | participants:S12 B, groups:S13 B, weekly_hours:S14 B",
    "teacher_training": "course | teachers:S15 F",
    "daycare_children": "age_group | children:K01 B, children_female B, foreign_origin_parent:K02 B, "
    "other_family_language:K03 B, certified_support_need:K04 B, school_starters:K12 B, school_starters_need:K13 B",
    "daycare_languages": "language | children:K03 B",
    "daycare_places": "group_form, booked_hours | places_occupied:K05 B",
    "offers": "title | dates_held F, participants:V05 F, participants_female F, participants_under_27 F, "
    "participants_60_and_over:V07 F, volunteers:V04 B, paid_staff B, fee_paid_staff B, persons_in_year:V11 B",
    "offer_funds": "component, budget_line | granted_eur:V08 B, spent_eur:V09 F, own_eur F, third_party_eur:V10 F",
    "meeting_places": "place | open_hours F, target_group_hours:V03 F",
    "volunteer_training": "course | course_hours F, volunteers_qualified:V06 F, volunteers_female F",
    "parent_programmes": "programme, language | groups:K07 B, families:K08 B, children:K09 B, parent_guides:K10 B",
    "counselling": "stage | first_interviews:I01 F, school_places_found:I02 F, waiting:I03 B, "
    "median_waiting_days:I04 R, not_assessed:I10 B",
    "recommendations": "recommended_type, grade | recommendations:I11 F",
    "interpreting": "language, area | assignments:I05 F, interpreting_hours:I06 F",
    "case_management": "legal_area | consultations:I07 F",
    "posts": "module | granted_fte B, filled_fte:I08 B, grant_eur B, spent_eur F",
    "kim_cases": "legal_area | consultations:T01 F, persons_advised:T02 F, persons_female F, new_cases:T03 F, "
    "closed_cases:T04 F, open_cases:T05 B",
    "kim_posts": "kim_component | granted_fte B, filled_fte:T06 B",
    "parent_guide_training": "programme | qualified_guides:K11 F",
    "network": "partner | meetings:N01 F, participants:N02 F, agreements:N03 F",
}
NOTES_OF = {  # columns that are neither key nor figure
    "offers": {"component", "field_of_action", "target_group", "partner", "is_funded_by_komm_an"},
    "meeting_places": {"district"},
}
INDICATORS = (
    {f"S{number:02d}" for number in range(1, 16)}
    | {f"K{number:02d}" for number in range(1, 14)} - {"K06"}  # the domain has none
    | {f"V{number:02d}" for number in range(1, 12)}
    | {f"I{number:02d}" for number in range(1, 12)} - {"I09"}  # it is derived
    | {"N01", "N02", "N03"}
    | {f"T{number:02d}" for number in range(1, 7)}
)
COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
IDS = [f"{table.name}.{column.name}" for table, column in COLUMNS]


@pytest.mark.parametrize("form", TABLES_OF)
def test_a_form_has_its_tables(form):
    assert tuple(table.name for table in FORMS[form].tables) == TABLES_OF[form]


def test_there_are_five_forms_and_twenty_tables():
    assert set(FORMS) == set(TABLES_OF)
    assert set(TABLES) == set(COLUMNS_OF)
    assert {form.title for form in FORMS.values()} == {
        "Meldebogen Schule", "Meldebogen Kita", "Meldebogen Verein", "Meldebogen Integrationszentrum",
        "Meldebogen KIM-Träger",
    }  # fmt: skip


def describe(column):
    """For example `pupils:S01 B`."""
    indicator = f":{column.meaning.indicator}" if column.meaning.indicator else ""
    letter = {"stock": "B", "flow": "F", "ratio": "R"}[column.meaning.kind]
    return f"{column.name}{indicator} {letter}"


@pytest.mark.parametrize("name", COLUMNS_OF)
def test_a_table_has_its_columns(name):
    keys, _, figures = COLUMNS_OF[name].partition(" | ")
    table = TABLES[name]
    said = [describe(column) for column in table.figures]

    assert [column.name for column in table.keys] == keys.split(", ")
    assert said == figures.split(", ")
    rest = {column.name for column in table.columns} - {column.name for column in (*table.keys, *table.figures)}
    assert rest == NOTES_OF.get(name, set())


def test_every_indicator_of_the_domain_is_collected_and_no_other():
    assert {column.meaning.indicator for _, column in COLUMNS} - {None} == INDICATORS


def test_an_indicator_in_two_tables_is_a_total_and_its_breakdown():
    tables = {}
    for table, column in COLUMNS:
        if column.meaning.indicator:
            tables.setdefault(column.meaning.indicator, set()).add(table.name)

    assert {name: where for name, where in tables.items() if len(where) > 1} == {
        "S10": {"school_pupils", "school_arrivals"},
        "K03": {"daycare_children", "daycare_languages"},
    }


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_a_column_says_in_german_what_it_is(table, column):
    assert column.title.strip()
    assert column.description.endswith(".")
    assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
    if column.is_number:
        assert column.meaning.unit
        assert column.meaning.maximum
    elif not column.code_list:
        assert column.meaning.max_length
    for part_of in column.meaning.part_of:
        assert table.column(part_of).is_number


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_names_say_the_unit(table, column):
    unit = column.meaning.unit
    for word, ending in (("EUR", "_eur"), ("VZÄ", "_fte"), ("Stunden", "_hours"), ("Tage", "_days")):
        assert (unit == word) == (column.name.endswith(ending) and column.is_number), column.name


def test_only_money_that_is_spent_or_comes_in_may_come_back_and_it_is_no_part_or_whole_of_anything():
    """A part of less than nothing would be within every whole."""
    may = {(table.name, column.name) for table, column in COLUMNS if column.meaning.minimum < 0}
    flows = {
        (table.name, one.name) for table, one in COLUMNS if one.meaning.unit == "EUR" and one.meaning.kind == "flow"
    }
    related = {
        (table.name, name) for table, column in COLUMNS for name in (column.name, *column.meaning.part_of)
        if column.meaning.part_of
    }  # fmt: skip

    assert may == flows
    assert may == {("offer_funds", name) for name in ("spent_eur", "own_eur", "third_party_eur")} | {
        ("posts", "spent_eur")
    }
    assert not may & related
    assert all(
        "Minus" in table.column(name).description for table, _ in COLUMNS for at, name in may if at == table.name
    )


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_the_titles_of_a_table_are_told_apart(table):
    titles = [fold(column.title) for column in table.columns]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_heading_means_two_columns(table):
    labels = [(fold(label), column.name) for column in table.columns for label in column.labels]
    meant = {}
    for label, name in labels:
        assert meant.setdefault(label, name) == name, label


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_tables_of_a_form_are_told_apart(form):
    titles = [fold(table.title) for table in form.tables]

    assert len(set(titles)) == len(titles)
    assert len({title[:28] for title in titles}) == len(titles)  # Excel cuts a sheet's name at 31 characters


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_is_described_and_has_room(table):
    assert table.description.endswith(".")
    assert table.keys
    assert table.figures
    if table.is_prefilled:
        rows = 1
        for key in table.keys:
            rows *= len(key.code_list.codes)
        assert table.capacity >= min(rows, 9) or table.capacity == rows


def test_prefilled_tables_have_a_row_for_every_code():
    for table in TABLES.values():
        if table.is_prefilled:
            assert all(key.code_list for key in table.keys), table.name


def test_women_are_counted_wherever_persons_are_broken_down():
    """Gender is an expected breakdown (domain.md, section 8)."""
    with_women = {table.name for table, column in COLUMNS if column.name.endswith("_female")}

    assert with_women == {
        "school_pupils", "school_arrivals", "daycare_children", "offers", "volunteer_training", "kim_cases",
    }  # fmt: skip


def test_persons_are_marked_for_disclosure_control():
    counted = {f"{table.name}.{column.name}" for table, column in COLUMNS if column.meaning.is_persons}

    assert {
        "school_pupils.first_support_ukraine",
        "daycare_languages.children",
        "parent_programmes.families",
    } <= counted
    assert not {"school_pupils.grade", "network.meetings", "offer_funds.spent_eur", "posts.filled_fte"} & counted


def test_a_column_is_found_by_its_name():
    assert TABLES["posts"].column("grant_eur").title == "Zuwendung im Jahr (EUR)"
    with pytest.raises(KeyError):
        TABLES["posts"].column("grant")


def test_a_table_is_found_in_its_form():
    assert FORMS["school"].table("school_pupils") is TABLES["school_pupils"]
    with pytest.raises(KeyError):
        FORMS["school"].table("posts")


def test_a_table_is_derived_from_its_model():
    table = derive_table(SchoolPupils)

    assert isinstance(table, Table)
    assert table == TABLES["school_pupils"]
    assert isinstance(FORMS["school"], Form)


def test_a_form_lacks_what_its_month_does_not_ask():
    before, since = form_in("daycare", "2026-12"), form_in("daycare", "2027-01")
    new = {"school_starters", "school_starters_need"}

    assert new.isdisjoint(one.name for one in before.table("daycare_children").columns)
    assert new <= {one.name for one in since.table("daycare_children").columns}
    assert since is FORMS["daycare"], "what is asked in every month is the same object"
    assert form_in("school", "2026-10") is FORMS["school"]
    assert table_in("daycare_children", None) is TABLES["daycare_children"]


def test_carriers_are_asked_from_2027_on_and_the_centre_for_its_own_case_managers_alone():
    before, since = form_in("centre", "2026-12"), form_in("centre", "2027-01")
    names = [{table.name for table in form.tables} for form in (before, since)]

    assert names[0] - names[1] == {"case_management"}
    assert names[1] - names[0] == {"kim_cases", "kim_posts", "recommendations"}
    assert form_in("carrier", "2026-12").tables == ()
    assert form_in("carrier", "2027-01") is FORMS["carrier"]
    assert [is_kind_asked("carrier", month) for month in ("2026-12", "2027-01")] == [False, True]
    assert is_kind_asked("school", "2020-01")


def test_a_definition_tells_no_end_that_lies_ahead():
    column = TABLES["case_management"].column("consultations")

    assert column.definition.endswith("im Berichtsmonat. Gefragt bis Dezember 2026.")
    assert column.define_in("2026-12").endswith("im Berichtsmonat.")
    assert TABLES["kim_cases"].column("new_cases").define_in("2027-01").endswith("Gefragt ab Januar 2027.")


def test_persons_of_the_year_are_asked_in_december_alone():
    (column,) = (one for one in TABLES["offers"].columns if one.name == "persons_in_year")
    asked = [month for month in ("2025-12", "2026-11", "2026-12", "2027-01", "2027-12") if column.is_asked(month)]

    assert asked == ["2026-12", "2027-12"]
    assert column.definition.endswith("jede einmal gezählt. Gefragt ab Dezember 2026, nur im Dezember.")


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_a_part_is_asked_only_where_its_whole_is_and_a_key_always(table, column):
    months = [f"{year}-{number:02d}" for year in range(2025, 2029) for number in range(1, 13)]
    asked = {month for month in months if column.is_asked(month)}

    assert not (column.is_key and column.meaning.asked)
    for whole in column.meaning.part_of:
        assert asked <= {month for month in months if table.column(whole).is_asked(month)}


def test_the_programmes_are_one_table_on_three_forms():
    owners = [form.name for form in FORMS.values() if TABLES["parent_programmes"] in form.tables]

    assert owners == ["school", "daycare", "association"]


def test_the_tables_of_kim_are_on_the_forms_of_centre_and_carrier():
    for table in ("kim_cases", "kim_posts"):
        assert [form.name for form in FORMS.values() if TABLES[table] in form.tables] == ["centre", "carrier"]
