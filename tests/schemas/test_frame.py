"""Frames out of plain values."""

import pandas as pd
import pytest

from schemas.frame import rows_frame, typed


@pytest.mark.parametrize("dtype", ["Int64", "Float64", "string", "boolean"])
def test_none_is_missing_in_every_type(dtype):
    array = typed([None, None], dtype)

    assert array.isna().tolist() == [True, True]
    assert str(array.dtype) == dtype


def test_whole_numbers_stay_whole_beside_a_missing_one():
    assert typed([1, None], "Int64").tolist() == [1, pd.NA]


def test_rows_become_columns_in_the_order_of_their_types():
    frame = rows_frame([("a", 1), ("b", None)], {"name": "string", "number": "Int64"})

    assert list(frame) == ["name", "number"]
    assert frame["name"].tolist() == ["a", "b"]
    assert frame["number"].isna().tolist() == [False, True]


def test_no_rows_make_an_empty_frame_with_the_same_types():
    frame = rows_frame([], {"name": "string", "number": "Int64"})

    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {"name": "string", "number": "Int64"}
    assert frame.empty


def test_a_row_with_another_number_of_values_is_our_mistake():
    with pytest.raises(ValueError, match="zip"):
        rows_frame([("a", 1, 2)], {"name": "string", "number": "Int64"})
