"""Frames out of plain values, with the dtypes of the forms. One way in: `rows_frame(rows, dtypes)`."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd


def typed(values: Iterable[object], dtype: str) -> Any:
    """A pandas array of that dtype ("Int64", "Float64", "string", "boolean"); None is missing."""
    array: Any = pd.array  # its stubs know every dtype but not one that is given as text
    return array(list(values), dtype=dtype)


def rows_frame(rows: Iterable[Iterable[object]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """A frame from rows in the order of `dtypes`; no rows make an empty frame with the same columns."""
    columns = list(zip(*rows, strict=True)) or [() for _ in dtypes]
    return pd.DataFrame(
        {name: typed(values, dtype) for (name, dtype), values in zip(dtypes.items(), columns, strict=True)}
    )
