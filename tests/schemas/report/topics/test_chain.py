"""The chain of language support: what each step counts, of whom, and what is not asked."""

import pytest

from schemas.report.cell import Sign
from schemas.report.summary import Counts
from schemas.report.topics.chain import NOT_ASKED, chain_table
from schemas.report.topics.plan import CHAIN
from tests.factories_summary import cells_of, make_answers, make_summary, make_totals, tell_changes


def chain(summary, pct=80.0):
    return chain_table(summary, tell_changes(summary, panel=1)[0], pct)


def support(children, needs, months=("2026-10",)):
    """Kitas "a", "b", ... with so many children, and so many of them with a need."""
    said = {
        "daycare_children__children": dict(zip("abcdef", children, strict=False)),
        "daycare_children__certified_support_need": dict(zip("abcdef", needs, strict=False)),
    }
    totals = {name: {month: sum(one.values()) for month in months} for name, one in said.items()}
    answers = make_answers(**{name: dict.fromkeys(months, one) for name, one in said.items()})
    return make_summary(totals=make_totals(**totals), answers=answers)


def test_a_step_says_how_many_of_whom_and_who_answered():
    line = cells_of(chain(support([100, 60], [20, 10])), "K04")

    assert line["step"] == "Kita: mit festgestelltem Sprachförderbedarf"
    assert (line["now"], line["whole"], line["answered"], line["owed"]) == (30, 160, 2, 120)
    assert line["share"] == pytest.approx(30 / 160)


def test_a_share_is_of_those_who_answered_both():
    table = chain(support([100, 60], [20]))

    assert table.cell("K04", "share").parts == (20, 100)
    assert cells_of(table, "K04")["whole"] == 160


def test_a_change_is_that_of_the_table_of_changes():
    summary = support([100, 60], [20, 10], ("2026-09", "2026-10"))
    line = cells_of(chain(summary), "K04")

    assert (line["change"], line["n"]) == (0, 2)
    assert {column.id: column.same_as for column in chain(summary).columns if column.same_as} == {
        "change": ("change_month", "change")
    }


def test_a_step_of_few_answers_is_limited_and_says_what_that_means():
    table = chain(support([100], [20]))

    assert table.cell("K04", "now").sign == Sign.LIMITED
    assert table.notes[-1].startswith("( ):")


def test_what_is_of_no_whole_has_no_share():
    line = cells_of(chain(make_summary()), "S11")

    assert (line["whole"], line["share"]) == ("x", "x")


def test_the_chain_goes_from_the_language_at_home_to_the_regular_class_and_says_what_is_not_asked():
    table = chain(make_summary())

    assert [line.key for line in table.rows] == [step.key for step in CHAIN]
    assert table.notes == NOT_ASKED
    assert len({line.cells[0].value for line in table.rows}) == len(CHAIN)


def test_in_holidays_the_steps_of_the_schools_are_left_out():
    counts = (
        Counts("2026-08", "school", expected=0, accepted=0, nil=0, late=0, returned=0, exempt=64),
        Counts("2026-08", "daycare", expected=120, accepted=118, nil=0, late=0, returned=0),
    )
    table = chain(make_summary(month="2026-08", counts=counts, totals=make_totals(month="2026-08")))

    assert [line.key for line in table.rows] == ["K03", "K04", "K09"]
    assert "In den Ferien schulden Schulen keine Meldung." in table.notes
