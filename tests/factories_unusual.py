"""A school whose months are alike, and ten others like it: the past against which counts are unusual."""

from schemas.check.unusual.rules import Past
from schemas.form.forms import TABLES
from schemas.frame import rows_frame
from schemas.time.month import shift_month

MONTH = "2026-10"
MONTHS = [shift_month(MONTH, -number) for number in range(24, 0, -1)]
COLUMNS = ("pupils", "migration_background", "first_support", "german_class", "arrivals")
SIZES = {"01": (80, 40, 20, 11, 3), "02": (60, 31, 15, 9, 2), "03": (95, 52, 26, 14, 4)}


def rows_in(number, **changes):
    """A school's rows in the month of that number; `changes` by grade (g01) replace figures."""
    for at, (grade, sizes) in enumerate(SIZES.items()):
        moved = [size + (number * (at + 2) + place) % 3 - 1 for place, size in enumerate(sizes)]
        yield {"grade": grade, **dict(zip(COLUMNS, moved, strict=True)), **changes.get(f"g{grade}", {})}


def past_of(*respondents, months=MONTHS, rows=rows_in):
    """The past of these schools, by `rows` of each month's number, and of ten peers whose months are all alike."""
    columns = {column.name: column.dtype for column in TABLES["school_pupils"].columns}
    own, peers = (
        rows_frame(
            ((name, month, *(row.get(column) for column in columns))
             for name in some for at, month in enumerate(months) for row in made(at)),
            {"respondent": "string", "month": "string", **columns},
        )
        for some, made in ((respondents, rows), ([f"9{number:05d}" for number in range(10)], rows_in))
    )  # fmt: skip
    return Past({"school_pupils": own}, {"school_pupils": peers})
