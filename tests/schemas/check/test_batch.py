"""Many readings as one frame a table, each row with the way back to its cell."""

import pandas as pd

from schemas.check.batch import content_digest, count_figures, place_of, return_frame, table_frames
from schemas.form.forms import TABLES
from tests.factories import make_nil, make_reading, make_table


def test_rows_keep_their_reading_and_their_position():
    frames = table_frames([
        make_reading("school", {"school_pupils": [{"grade": "05", "pupils": 1}, {"grade": "06", "pupils": 2}]}),
        make_reading("daycare"),
        make_reading("school", {"school_pupils": [{"grade": "05", "pupils": 3}]}, respondent="169470"),
    ])  # fmt: skip
    pupils = frames["school_pupils"]

    assert pupils["reading"].tolist() == [0, 0, 2]
    assert pupils["position"].tolist() == [0, 1, 0]
    assert pupils["respondent"].tolist() == ["169468", "169468", "169470"]
    assert pupils["pupils"].tolist() == [1, 2, 3]


def test_every_table_has_a_frame_with_the_types_of_its_columns():
    frames = table_frames([make_reading("school")])

    assert set(frames) == set(TABLES)
    for name, frame in frames.items():
        assert {column.name: str(frame[column.name].dtype) for column in TABLES[name].columns} == {
            column.name: column.dtype for column in TABLES[name].columns
        }


def test_an_empty_cell_is_missing_and_not_zero():
    pupils = table_frames([make_reading("school", {"school_pupils": [{"grade": "05", "pupils": None}]})])[
        "school_pupils"
    ]

    assert pupils["pupils"].isna().all()


def test_a_return_is_one_row_with_the_sum_of_each_column():
    frame = return_frame([make_reading(), make_reading("daycare"), make_nil()])

    assert frame["school_pupils__pupils"].isna().tolist() == [False, True, True]
    assert frame["school_pupils__pupils"].iloc[0] == 100
    assert frame["daycare_children__children"].iloc[1] == 20
    assert frame["is_nil"].tolist() == [False, False, True]
    assert frame["figures"].tolist() == [4, 4, 0]
    assert frame["reference_date"].tolist() == ["2026-10-28"] * 3


def test_a_sum_over_cells_of_which_some_are_missing_counts_what_is_there():
    rows = [{"grade": "05", "arrivals": 2}, {"grade": "06"}, {"grade": "07", "arrivals": 3}]

    assert return_frame([make_reading("school", {"school_pupils": rows})])["school_pupils__arrivals"].tolist() == [5]


def test_without_readings_there_are_columns_and_no_rows():
    assert return_frame([]).empty
    assert all(frame.empty and list(frame) for frame in table_frames([]).values())


def test_zero_is_a_figure_and_a_text_is_none():
    offer = {"title": "Sprachcafé", "component": "B", "participants": 0}

    assert count_figures(make_reading("association", {"offers": [offer]})) == 1


def test_the_digest_is_of_what_is_said_and_not_where():
    rows = [{"grade": "05", "pupils": 1}, {"grade": "06", "pupils": 2}]
    here = make_reading("school", {"school_pupils": rows}, file="a.xlsx")
    there = make_reading(
        "school", {"school_pupils": make_table("school_pupils", *reversed(rows), header_row=30)}, file="b.ods"
    )
    other = make_reading("school", {"school_pupils": [rows[0], {"grade": "06", "pupils": 3}]})

    assert content_digest(here) == content_digest(there)
    assert content_digest(here) != content_digest(other)


def test_missing_and_zero_have_different_digests():
    missing, zero = ({"grade": "05", "pupils": value} for value in (None, 0))

    assert content_digest(make_reading("school", {"school_pupils": [missing]})) != content_digest(
        make_reading("school", {"school_pupils": [zero]})
    )


def test_a_value_has_the_place_where_the_respondent_sees_it():
    table = make_table("school_pupils", {"grade": "05"}, {"grade": "06"}, sheet="Blatt 1", header_row=12)
    reading = make_reading("school", {"school_pupils": table})

    assert place_of(reading, "school_pupils", "pupils", 1) == ("Blatt 1", "B14", 14)
    assert place_of(reading, "school_pupils", "pupils", None) == ("Blatt 1", "B12", 12)
    assert place_of(reading, "head", "month", None) == ("Meldung", "B5", 5)


def test_what_the_file_lacks_has_no_place():
    table = make_table("school_pupils", {"grade": "05"}, leave_out=("arrivals",))
    reading = make_reading("school", {"school_pupils": table})

    assert place_of(reading, "school_pupils", "arrivals", 0) == (table.sheet, None, 6)
    assert place_of(reading, "school_arrivals", "arrivals", None) == (None, None, None)
    assert place_of(reading, "head", "remarks", None) == (None, None, None)


def test_identifiers_stay_text():
    frame = return_frame([make_reading("centre")])

    assert frame["respondent"].tolist() == ["05914000"]
    assert pd.api.types.is_string_dtype(frame["respondent"])
