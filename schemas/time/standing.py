"""How the returns of a month stand, by kind: `count_standing(rows)`. Pure: rows of the ledger in, counts out.

What looks alike is told apart: late, nil, exempt, missing, and a return that came on time and holds no figure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from schemas.form.forms import FORMS
from schemas.form.submission import IN_FORCE, State

_OUTSTANDING = {State.EXPECTED: "expected", State.LATE: "overdue", State.MISSING: "missing"}


@dataclass
class Standing:
    """Returns of one kind: `owed` is the whole of which `accepted`, `returned` ... are parts.

    `nil`, `empty` and `late` are parts of `accepted`. `exempt` owe nothing; `voluntary` of them reported all the same.
    """

    kind: str
    owed: int = 0
    accepted: int = 0
    nil: int = 0
    empty: int = 0
    late: int = 0
    returned: int = 0
    unreadable: int = 0
    expected: int = 0
    overdue: int = 0
    missing: int = 0
    exempt: int = 0
    voluntary: int = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one row of the ledger (tasks.store.ledger.read_ledger)."""
        state = State(row["state"])
        if not row["is_owed"]:
            self.exempt += 1
            self.voluntary += state in IN_FORCE
            return
        self.owed += 1
        if state in IN_FORCE:
            self.accepted += 1
            self.nil += state == State.NIL
            self.empty += bool(row["is_empty"])
            self.late += bool(row["is_late"])
        elif state in _OUTSTANDING:
            name = _OUTSTANDING[state]
            setattr(self, name, getattr(self, name) + 1)
        elif state == State.UNREADABLE:
            self.unreadable += 1
        else:
            self.returned += 1


def count_standing(rows: Iterable[Mapping[str, Any]]) -> list[Standing]:
    """One line a kind that there is, and at the end one for all of them (kind "total")."""
    kinds = {kind: Standing(kind) for kind in FORMS}
    for row in rows:
        kinds[row["kind"]].add(row)
    found = [one for one in kinds.values() if one.owed or one.exempt]
    names = [one.name for one in fields(Standing) if one.name != "kind"]
    return [*found, Standing("total", **{name: sum(getattr(part, name) for part in found) for name in names})]
