"""The counts of a table through the months."""

import numpy as np
import pandas as pd

from schemas.check.unusual.history import CountHistory, counts_of
from schemas.form.forms import TABLES

TABLE = TABLES["heritage_language_lessons"]


def frame_of(*rows):
    frame = pd.DataFrame(rows, columns=["respondent", "month", "language", "stage", "participants", "groups"])
    return frame.astype({"participants": "Int64", "groups": "Int64"})


def test_only_what_counts_somebody_is_looked_at():
    assert [column.name for column in counts_of(TABLE)] == ["participants", "groups"]
    assert counts_of(TABLES["offer_funds"]) == []


def test_each_count_stands_at_its_row_and_month():
    frame = frame_of(
        ("B", "2026-02", "tr", "primar", 16, 1),
        ("A", "2026-01", "tr", "sek1", 20, None),
        ("A", "2026-02", "ar", "primar", 15, 1),
        ("A", "2025-12", "ar", "primar", 99, 9),
    )
    history = CountHistory.of(TABLE, frame, ["2026-01", "2026-02"])

    assert history.rows == (("A", "ar", "primar"), ("A", "tr", "sek1"), ("B", "tr", "primar"))
    assert np.array_equal(history.counts[:, 0], [[np.nan, 15], [20, np.nan], [np.nan, 16]], equal_nan=True)
    assert np.array_equal(history.counts[:, 1], [[np.nan, 1], [np.nan, np.nan], [np.nan, 1]], equal_nan=True)


def test_the_rows_of_a_respondent_stand_together():
    frame = frame_of(*((name, "2026-01", language, "primar", 15, 1) for name in "BA" for language in ("tr", "ar")))
    history = CountHistory.of(TABLE, frame, ["2026-01"])

    assert list(history.by_respondent()) == [("A", slice(0, 2)), ("B", slice(2, 4))]


def test_a_row_without_its_key_is_no_row():
    history = CountHistory.of(TABLE, frame_of(("A", "2026-01", None, "primar", 15, 1)), ["2026-01"])

    assert (history.rows, list(history.by_respondent())) == ((), [])
