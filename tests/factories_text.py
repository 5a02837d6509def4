"""A small city that answers at random: `draw_city(number)` gives its answers (tests.proven) and the summary of them.

Nothing fits together in it: any cell may be empty, anybody silent or with a nil return, and in every third city a whole
kind has no month before. What the report says of it must be true all the same.
"""

from collections import Counter
from random import Random

from schemas.form.forms import FORMS, KINDS, TABLES, form_in, is_kind_asked
from schemas.report.panel import to_answer
from schemas.report.plan import COMPARED
from schemas.report.summary import FUNDS, Counts, Intake
from schemas.report.topics.plan import COURSES
from tests.factories_summary import MONTH, make_fact_frame, make_summary, make_totals
from tests.proven import City

BEFORE, YEAR = "2026-09", "2025-10"


def draw_city(number):
    """The answers of a city, and their summary."""
    draw = Random(number)  # noqa: S311 - a steady example
    people = {f"{kind}-{n}": kind for kind in _asked() for n in range(1 if kind == "centre" else draw.randint(2, 12))}
    months = [MONTH, BEFORE, *([YEAR] if number % 3 == 0 else [])]
    owed = [(month, who, kind) for month in months for who, kind in people.items() if draw.random() < 0.95]
    share = draw.choice([0.5, 0.8, 1.0])
    there = [one for one in owed if draw.random() < share]
    nil = {one for one in there if draw.random() < 0.1}
    rows = {name: [row for one in there if one not in nil for row in _rows(draw, name, *one)] for name in TABLES}
    city = City(MONTH, rows, there, owed, found=(draw.randint(0, 9), draw.randint(0, 9)))
    return city, _summary(city)


def _asked():
    return [kind for kind in KINDS if is_kind_asked(kind, MONTH)]


def _rows(draw, name, month, who, kind):
    table = next((one for one in form_in(kind, month).tables if one.name == name), None)
    if table is None:
        return
    for number in range(draw.randint(1, 3) if table.is_prefilled else draw.randint(0, 3)):
        row = {"month": month, "respondent_id": who, "kind": kind}
        for column in table.columns:
            value = draw.choice(column.code_list.codes) if column.code_list else f"a{number}"
            if column.is_number:
                size = draw.choice([0, 1, 3, 20, 400])
                value = (
                    None if draw.random() < 0.08 else draw.randint(0, size) if column.dtype == "Int64" else float(size)
                )
            row[column.name] = value
        yield dict.fromkeys(one.name for one in TABLES[name].columns) | row


def _summary(city):
    counts = Counter((month, kind) for month, _, kind in city.owed)
    came = Counter((month, kind) for month, _, kind in city.there)
    totals = {
        f"{name}__{column.name}": {month: sum(values) for month in (MONTH, BEFORE, YEAR)
                                   if (values := city.column(name, column.name, month))}
        for name, table in TABLES.items() for column in table.figures
    }  # fmt: skip
    year = {name: [row for row in city.rows[name] if row["month"].startswith(MONTH[:4])] for name in FUNDS}
    errors, warnings = city.found
    return make_summary(
        {name: city.of(name) for name in TABLES},
        year,
        totals=make_totals(**totals),
        answers=_answers(city),
        courses={one.table: make_fact_frame(one.table, *city.rows[one.table]) for one in COURSES},
        counts=tuple(Counts(month, kind, number, came[month, kind], nil=0, late=0, returned=0)
                     for (month, kind), number in counts.items()),
        intake=(Intake("school", 9, returned=0, superseded=0, errors=errors, warnings=warnings, informations=0),),
    )  # fmt: skip


def _answers(city):
    found = {}
    for month, who, kind in city.there:
        for total in COMPARED:
            name, _, column = total.partition(".")
            if any(form.name == kind and TABLES[name] in form.tables for form in FORMS.values()):
                rows = [row[column] for row in city.of(name, month) if row["respondent_id"] == who]
                values = [value for value in rows if value is not None]
                answer = to_answer(name, len(rows), len(values), float(sum(values)) if values else None)
                if answer is not None:
                    found.setdefault((month, total), {})[who] = answer
    return found
