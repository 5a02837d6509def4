"""What the warehouse already knows that a check needs: `Known`, filled by tasks.recall, empty in a first month."""

from dataclasses import dataclass, field

import pandas as pd

_SPAN = {"respondent": "string", "kind": "string", "valid_from": "string", "valid_to": "string", "successor": "string"}
_DIGEST = {"respondent": "string", "month": "string", "digest": "string"}


def _empty(columns: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame({name: pd.array([], dtype=dtype) for name, dtype in columns.items()})


@dataclass
class Known:
    """Register and past months.

    `register`: one row a respondent and span, dates as YYYY-MM-DD; `digests`: what each respondent has in force;
    `last`: by table the facts in force of last month, `spent`: by table `spent_eur` of the year's earlier months,
    both with `respondent`, `month` (the month they are compared with) and the table's keys.
    """

    register: pd.DataFrame = field(default_factory=lambda: _empty(_SPAN))
    digests: pd.DataFrame = field(default_factory=lambda: _empty(_DIGEST))
    last: dict[str, pd.DataFrame] = field(default_factory=dict)
    spent: dict[str, pd.DataFrame] = field(default_factory=dict)
