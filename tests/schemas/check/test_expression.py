"""A rule as a linear edit: what counts as nothing, and what cannot be asked."""

import pandas as pd
import pytest

from schemas.check.expression import Edit
from tests.factories import POLICY

WITHIN = Edit(("girls",), ("all",))
BOTH = Edit(("girls", "boys"), ("all",))
EQUAL = Edit(("girls", "boys"), ("all",), is_equation=True)


def judge(edit, girls, boys, everybody):
    columns = {"girls": [girls], "boys": [boys], "all": [everybody]}
    frame = pd.DataFrame({name: pd.array(values, dtype="Int64") for name, values in columns.items()})
    (verdict,) = edit(frame, POLICY.thresholds).astype("boolean")
    return None if pd.isna(verdict) else bool(verdict)


@pytest.mark.parametrize(
    ("edit", "row", "verdict"),
    [
        (WITHIN, (3, None, 3), True),
        (WITHIN, (4, None, 3), False),
        (WITHIN, (None, None, 3), None),
        (WITHIN, (3, None, None), None),
        (BOTH, (2, 2, 3), False),
        (BOTH, (2, None, 3), True),
        (BOTH, (None, 4, 3), False),
        (BOTH, (None, None, 3), None),
        (BOTH, (2, 2, None), None),
        (EQUAL, (2, 1, 3), True),
        (EQUAL, (2, 2, 3), False),
        (EQUAL, (2, None, 3), False),
        (EQUAL, (None, None, 3), False),
        (EQUAL, (None, None, 0), True),
        (EQUAL, (2, 1, None), False),
        (EQUAL, (None, None, None), None),
    ],
)
def test_an_edit_passes_fails_or_is_not_asked(edit, row, verdict):
    assert judge(edit, *row) is verdict


def test_parts_weigh_plus_and_wholes_minus():
    assert BOTH.weights() == {"girls": 1, "boys": 1, "all": -1}
