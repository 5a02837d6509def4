"""How often the gate takes a usual move for a jump, and what it finds: on cities that its thresholds were not set by.

Measured in May to October 2026 of seeds 11 to 16 (36 months, each by the twelve before it): no false alarm, neither in
the whole city nor in a quarter of it, with jump_pct 10 or 5. Eight of 64 schools that wrote 0 for their pupils, or two
of 16, in the 18 months that have one before: with 10 % 15 are found in the whole and none in the quarter, with 5 % all.
But with 5 % the demo's April is held for volunteers whom nobody forgot, so it stays at 10; four of 16 are found by it.
"""

from functools import cache

import pytest

from schemas.report.gate.evidence import Evidence
from schemas.report.gate.jumps import find_jumps
from schemas.report.panel import Answer, to_answer
from schemas.report.plan import COMPARED
from schemas.time.month import shift_month
from tasks.invent.city import invent_city
from tasks.invent.month import true_rows
from tasks.invent.season import FIRST, is_closed
from tests.factories import POLICY
from tests.factories_summary import make_summary, make_totals

SEEDS = range(11, 17)
MONTHS = [shift_month(FIRST, number) for number in range(14)]
JUDGED = MONTHS[-6:]
PUPILS = "school_pupils.pupils"


@cache
def city_answers(seed, share):
    """What a part of a city says in the columns of the key figures, without any mistake: one respondent in `share`."""
    city, found = invent_city(seed), {}
    for month in MONTHS:
        for place in city.places[::share]:
            if not is_closed(place.respondent, place.kind, month):
                for column, answer in said_by(true_rows(city, place, month)):
                    found.setdefault((month, column), {})[place.respondent] = answer
    return found


def said_by(rows):
    for column in COMPARED:
        table, _, name = column.partition(".")
        if table in rows:
            values = [row[name] for row in rows[table] if row.get(name) is not None]
            answer = to_answer(table, len(rows[table]), len(values), float(sum(values)) if values else None)
            if answer is not None:
                yield column, answer


def jumps(answers, month, *, is_main):
    """The columns that jump in a month, by the twelve before it."""
    trend = {"months": 13, "month": month}
    summary = make_summary(answers=answers, month=month, totals=make_totals(**trend))
    return [one.subject for one in find_jumps(Evidence(summary, None, POLICY), is_main=is_main)]


def forget(answers, month, most):
    """The answers where so many schools wrote 0 for all their pupils."""
    names = sorted(answers[month, PUPILS])[:: max(1, len(answers[month, PUPILS]) // most)][:most]
    return answers | {(month, PUPILS): answers[month, PUPILS] | dict.fromkeys(names, Answer(0.0))}


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_jumps_where_nobody_made_a_mistake_and_forgotten_pupils_do(seed):
    answers = city_answers(seed, share=4)
    compared = [one for one in JUDGED if all(answers.get((month, PUPILS)) for month in (one, shift_month(one, -1)))]

    assert [jumps(answers, month, is_main=main) for month in JUDGED for main in (True, False)] == [[]] * 12
    assert len(compared) == 3, "not in the holidays, nor after them"
    assert all(PUPILS in jumps(forget(answers, month, 4), month, is_main=True) for month in compared)
