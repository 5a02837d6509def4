"""What must hold in every table of the warehouse, whoever writes to it. One way in: `constrain(table)`.

Said once for all tables, by the columns' names: a month looks like one, a state is one of its list, nothing that is
counted is negative (where money may come back the form's column says so, in `info`). The two engines say a pattern
differently, so such a check exists once for each.

Free on purpose, because they keep what somebody stated or what may be gone: `submission.respondent_id`, `.month` and
`.form_version`, `explanation.respondent_id`, `outbox.respondent_id`, `respondent_span.successor_id`, the name of a
source, `answer.message_id` (the outbox is emptied before the answers are). A month of a fact need not stand in `month`:
a late return may come for one that was never opened. Codes of facts are checked when they are read and not here: a
list grows without a new version of the warehouse; tests/schemas/store/test_constraints.py watches that they stay joinable.
"""

from collections.abc import Iterable
from typing import Any, get_args

from sqlalchemy import Boolean, CheckConstraint, Column, Float, Integer, Numeric, String, Table, Text
from sqlalchemy.types import UserDefinedType

from config.codes import code_list
from schemas.files.incoming import ItemOutcome
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.mail.mail import Occasion

MONTHS = (
    "month",
    "month_from",
    "month_to",
    "named_month",
    "counted_month",
    "revised_month",
    "code.valid_from",
    "code.valid_to",
)  # fmt: skip - column or table.column
_GLOB = "[0-9][0-9][0-9][0-9]-[01][0-9]"
_PATTERN = "^[0-9]{4}-(0[1-9]|1[0-2])$"
MAY_BE_NEGATIVE = "may_be_negative"  # in a column's `info`
_DIGESTS = ("sha256", "policy", "codes")
_KINDS = tuple(code_list("kind").codes)
_LISTS: dict[str, tuple[str, ...]] = {  # table.column or column
    "state": tuple(State),
    "severity": tuple(Severity),
    "outcome": tuple(ItemOutcome),
    "form": _KINDS,
    "respondent.kind": _KINDS,
    "reporting_rate.kind": _KINDS,
    "outbox.kind": get_args(Occasion),
    "answer.kind": ("receipt", "report", "set_aside"),
}
_ORDERED = {  # the first is never after the second
    "respondent_span": (("valid_from", "valid_to"),),
    "waiver": (("month_from", "month_to"),),
    "code": (("valid_from", "valid_to"),),
    "month": (("opens", "deadline"),),
    "reporting_rate": (("accepted", "expected"),),
}


class TextByCodePoint(UserDefinedType[str]):
    """A text on PostgreSQL: it sorts by code point as on SQLite, whatever the server's language.

    Its length is what a reader may expect and no limit: SQLite knows none, and one overlong name in a file must not stop
    a whole batch. SQLAlchemy's own Text would repeat the collation at every parameter, where not all SQL allows it.
    """

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """What stands in CREATE TABLE."""
        return 'TEXT COLLATE "C"'

    def compare_against_backend(self, _dialect: Any, found: Any) -> bool:
        """Whether Alembic finds a type in the database that differs."""
        return not isinstance(found, Text)


def constrain(table: Table) -> None:
    """Give a table its checks, and its texts their order."""
    for column in table.columns:
        if isinstance(column.type, String):
            column.type = column.type.with_variant(TextByCodePoint(), "postgresql")
        for kind, condition, dialect in _conditions(table.name, column):
            _add(table, f"{column.name}_{kind}", condition, dialect)
    for first, second in _ORDERED.get(table.name, ()):
        _add(table, f"{first}_{second}", f"{_quoted(first)} <= {_quoted(second)}")


def _conditions(table: str, column: Column[Any]) -> Iterable[tuple[str, str, str | None]]:
    """(kind, SQL, dialect or None for both) of a column; NULL passes every check."""
    name = _quoted(column.name)
    if {column.name, f"{table}.{column.name}"} & {*MONTHS}:
        empty = f"{name} = '' OR " if column.name == "named_month" else ""
        yield "is_month", f"{empty}({name} GLOB '{_GLOB}' AND substr({name}, 6) BETWEEN '01' AND '12')", "sqlite"
        yield "is_month", f"{empty}{name} ~ '{_PATTERN}'", "postgresql"
    elif isinstance(column.type, Boolean):
        yield "is_boolean", f"{name} IN (0, 1)", "sqlite"
    elif column.info.get(MAY_BE_NEGATIVE):
        return
    elif isinstance(column.type, Integer | Numeric | Float) and not (column.primary_key or column.foreign_keys):
        yield "not_negative", f"{name} >= 0", None
    elif column.name in _DIGESTS and isinstance(column.type, String) and column.type.length == 64:
        yield "is_digest", f"length({name}) = 64", None
    allowed = _LISTS.get(f"{table}.{column.name}", _LISTS.get(column.name))
    if allowed:
        yield "in_list", f"{name} IN ({', '.join(repr(str(word)) for word in allowed)})", None


def _quoted(name: str) -> str:
    return f'"{name}"'


def _add(table: Table, name: str, condition: str, dialect: str | None = None) -> None:
    made = CheckConstraint(condition, name=name)
    if dialect:
        made = made.ddl_if(dialect=dialect)
    table.append_constraint(made)
