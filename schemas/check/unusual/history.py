"""The counts of a table through the months: `CountHistory.of(table, frame, months)`. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from schemas.form.forms import Column, Table

Array = npt.NDArray[np.float64]
PAST = 24  # months that are looked back: each calendar month stands twice in it


@dataclass(frozen=True)
class CountHistory:
    """`counts[row, column, month]`, NaN where nothing is said; the last month is the one that is judged.

    A row is a respondent with a key of the table; those of one respondent stand together, in the order of their keys.
    """

    table: Table
    rows: tuple[tuple[str, ...], ...]
    counts: Array

    @classmethod
    def of(cls, table: Table, frame: pd.DataFrame, months: Sequence[str]) -> "CountHistory":
        """From one row a respondent, month and key; of rows that stand twice the last counts, other months do not."""
        names = ["respondent", *(key.name for key in table.keys)]
        frame = frame[frame["month"].isin(months)].dropna(subset=names)
        columns = [column.name for column in counts_of(table)]
        grouped = frame.groupby(names, sort=True)
        rows = [key if isinstance(key, tuple) else (key,) for key in grouped.indices]
        places = {month: place for place, month in enumerate(months)}
        values = np.full((len(rows), len(columns), len(months)), np.nan)
        values[grouped.ngroup().to_numpy(), :, frame["month"].map(places).to_numpy(dtype=int)] = frame[
            columns
        ].to_numpy(dtype=float, na_value=np.nan)
        return cls(table, tuple(rows), values)

    def by_respondent(self) -> Iterator[tuple[str, slice]]:
        """The rows of each."""
        start = 0
        for stop in range(1, len(self.rows) + 1):
            if stop == len(self.rows) or self.rows[stop][0] != self.rows[start][0]:
                yield self.rows[start][0], slice(start, stop)
                start = stop


def counts_of(table: Table) -> list[Column]:
    """The columns of a table that count something."""
    return [column for column in table.figures if column.dtype == "Int64"]
