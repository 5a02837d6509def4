"""Funds to the year's end: as worked out by hand, with their error on past months, and none without a past."""

from dataclasses import replace

import pytest

from schemas.steering.accounts import open_accounts
from schemas.steering.facts import LineEnd
from schemas.steering.forecast import Unsaid, expect, forecast_funds, outlook_table, season_of
from tests.schemas.steering.factories import CENTRE, make_city, rows_of

YEAR = [f"2026-{number:02d}" for number in range(1, 13)]
EVEN = {f"{number:02d}": 1 / 12 for number in range(1, 13)}


def spending(amounts, granted=1200.0, respondent="V1", year="2026"):
    """Rows of one pot: what was spent in January, February, ..."""
    pot = {"component": "B", "budget_line": "staff", "granted_eur": granted}
    return rows_of("offer_funds", *(
        (respondent, {**pot, "month": f"{year}-{number:02d}", "spent_eur": amount})
        for number, amount in enumerate(amounts, 1)
    ))  # fmt: skip


def make_facts(rows, month="2026-06", months=None, **more):
    known = months or [one for one in YEAR if one <= month]
    return make_city(("offer_funds", rows), month=month, months=known, **more)


def account_of(facts):
    (account,) = open_accounts(facts, "offer_funds")
    return account


def test_the_pace_so_far_is_shrunk_to_the_plan():
    account = account_of(make_facts(spending([50.0] * 6)))

    # six months of 50 trust the pace by 6 / (6 + 3): a month to come costs 2/3 * 50 + 1/3 * 100
    assert expect(account, "2026-06", "2026-12", EVEN, 3) == pytest.approx(300 + 6 * (2 / 3 * 50 + 1 / 3 * 100))


def test_without_a_grant_there_is_only_the_pace_and_without_a_past_only_the_grant():
    account = account_of(make_facts(spending([50.0] * 6, granted=None)))
    assert expect(account, "2026-06", "2026-12", EVEN, 3) == pytest.approx(600)

    silent = account_of(make_facts(spending([50.0]), missing={("V1", one) for one in YEAR if one > "2026-01"}))
    assert silent.recorded == {"2026-01"}
    silent.recorded = frozenset()
    assert expect(silent, "2026-06", "2026-12", EVEN, 3) == pytest.approx(1200)


def test_a_month_that_is_missing_counts_as_one_to_come_and_not_as_nothing():
    whole = account_of(make_facts(spending([100.0] * 6)))
    gap = account_of(make_facts(spending([100.0] * 6), missing={("V1", "2026-03")}))

    assert (
        expect(gap, "2026-06", "2026-12", EVEN, 3)
        == expect(whole, "2026-06", "2026-12", EVEN, 3)
        == pytest.approx(1200)
    )


def test_before_a_line_is_there_a_return_without_it_is_a_month_of_nothing():
    rows = [row for row in spending([0.0, 0.0, 100.0, 100.0]) if row.month > "2026-02"]
    account = account_of(make_facts(rows, month="2026-04"))

    assert account.recorded == {"2026-01", "2026-02", "2026-03", "2026-04"}
    assert account.spent_in(YEAR) == 200


def test_a_line_that_was_there_and_is_left_out_is_not_known_and_no_month_of_nothing():
    account = account_of(make_facts(spending([100.0, 100.0]), month="2026-04"))

    assert (account.recorded, account.left_out) == ({"2026-01", "2026-02"}, {"2026-03", "2026-04"})
    assert account.granted_by("2026-04") == 1200

    back = spending([100.0, 0.0, 0.0, 100.0])
    account = account_of(make_facts([row for row in back if row.month not in YEAR[1:3]], month="2026-04"))
    assert (account.recorded, account.left_out) == ({"2026-01", "2026-04"}, {"2026-02", "2026-03"})


def test_months_weigh_as_they_did_in_complete_years():
    late = spending([0.0] * 11 + [600.0], year="2025")
    facts = make_facts(late + spending([0.0] * 6), months=[*(one.replace("2026", "2025") for one in YEAR), *YEAR[:6]])
    weights = season_of(open_accounts(facts, "offer_funds"), "2026")

    assert weights["12"] == 1
    assert season_of(open_accounts(facts, "offer_funds"), "2025") == EVEN, "its own year is not known by then"


def test_the_error_is_that_of_the_same_forecast_in_past_months():
    """Spending is 10, 20, ... 100; two months are to come, and eight past months had two that are known by now."""
    amounts = [10.0 * number for number in range(1, 11)]
    facts = make_facts(spending(amounts), month="2026-10")
    total = forecast_funds(facts, "offer_funds", 3, 3)[-1]

    errors = []
    for now in range(1, 9):  # as of January, ..., August, two months ahead
        pace, trust = sum(amounts[:now]) / now, now / (now + 3)
        told = sum(amounts[:now]) + 2 * (trust * pace + (1 - trust) * 100)
        came = sum(amounts[: now + 2])
        errors.append(abs(told - came) / came)
    assert total.trials == 8
    assert total.error == pytest.approx(sum(errors) / 8)
    assert total.spent == sum(amounts)
    assert total.granted == 1200


def test_with_too_little_past_there_is_no_figure():
    facts = make_facts(
        spending([100.0] * 6), month="2026-06"
    )  # half a year ahead, and no month from which half a year is known
    (one, total) = forecast_funds(facts, "offer_funds", 3, 3)

    assert (one.expected, one.error, one.trials) == (None, None, 0)
    table = outlook_table(facts, 3, 3)
    assert table.lines[0][-1] == "zu wenig Vergangenheit (0)"
    assert any("Zu wenig Vergangenheit" in note for note in table.notes)
    assert total.spent == 600


def test_who_did_not_report_every_month_is_no_measure_of_the_error():
    rows = spending([100.0] * 10) + spending([100.0] * 10, respondent="V2")
    whole, short = (make_facts(rows, month="2026-10", missing=gone) for gone in ((), {("V2", "2026-02")}))
    assert [len(Unsaid.of(facts, "offer_funds").gaps) for facts in (whole, short)] == [0, 1]

    whole, short = (forecast_funds(facts, "offer_funds", 3, 3)[-1] for facts in (whole, short))
    assert whole.error == short.error == pytest.approx(0)
    assert short.expected == pytest.approx(whole.expected)


def test_the_table_prints_the_error_beside_the_forecast():
    table = outlook_table(make_facts(spending([100.0] * 10), month="2026-10"), 3, 3)

    assert table.heads[0] == "Topf"
    assert table.lines[0] == (
        "Baustein B: Zusammenkommen, Orientierung und Begleitung", "1.200", "1.000", "1.000", "1.200", "0",
        "0,0 % (aus 8 Monaten)",
    )  # fmt: skip
    assert table.lines[-1][0] == "Vereine zusammen"


def said_of(rows, missing=(), **more):
    """The line of all associations together, and what stands under the table of what is not known."""
    table = outlook_table(make_facts(rows, month="2026-10", missing=missing, **more), 3, 3)
    return dict(zip(table.heads, table.lines[-1], strict=True)), " ".join(table.notes[2:])


OTHERS = spending([100.0] * 10) + spending([100.0] * 10, respondent="V2")


def test_who_has_said_nothing_this_year_is_named_and_does_not_quietly_not_exist():
    line, notes = said_of(OTHERS, missing={("V3", one) for one in YEAR[:10]})

    assert line["bewilligt (€)"] == "2.400"
    assert "Zu den Ausgaben fehlen 10 Monatsangaben." in notes
    assert "Eine Stelle hat in diesem Jahr noch nichts gemeldet" in notes


def test_where_nobody_has_said_anything_that_is_said_too():
    table = outlook_table(make_facts([], missing={("V1", one) for one in YEAR[:6]}), 3, 3)

    assert table.lines == ()
    assert "Eine Stelle hat in diesem Jahr noch nichts gemeldet" in table.notes[-1]


def test_an_amount_left_empty_is_a_month_that_is_missing_and_not_one_of_nothing():
    full, _ = said_of(OTHERS)
    gap, notes = said_of(spending([100.0] * 9 + [None]) + spending([100.0] * 10, respondent="V2"))

    assert (full["ausgegeben (€)"], gap["ausgegeben (€)"]) == ("2.000", "1.900")
    assert full["Hochrechnung Jahresende (€)"] == gap["Hochrechnung Jahresende (€)"] == "2.400"
    assert "fehlt eine Monatsangabe" in notes


@pytest.mark.parametrize(("amounts", "said"), [([None] * 10, "."), ([0.0] * 10, "0"), ([None] * 9 + [0.0], "0")])
def test_spending_that_nobody_has_told_is_unknown_and_no_0(amounts, said):
    line, _ = said_of(spending(amounts))

    assert line["ausgegeben (€)"] == said


def test_a_grant_that_nobody_said_leaves_the_sum_unknown():
    line, notes = said_of(spending([100.0] * 10) + spending([100.0] * 10, granted=None, respondent="V2"))

    assert (line["bewilligt (€)"], line["Plan bis jetzt (€)"], line["gegen bewilligt (€)"]) == (".", ".", ".")
    assert line["ausgegeben (€)"] == "2.000"
    assert "Eine Stelle sagt nicht, was bewilligt ist" in notes


def test_months_before_the_recording_are_named_and_are_no_spending_of_nothing():
    """A centre that starts in July; half a year at 100 a month is 1,200 at the year's end."""
    table = outlook_table(make_facts(spending([100.0] * 12)[6:], month="2026-12", months=YEAR[6:]), 3, 3)
    line = dict(zip(table.heads, table.lines[-1], strict=True))

    assert (line["ausgegeben (€)"], line["Hochrechnung Jahresende (€)"], line["gegen bewilligt (€)"]) == (
        "600",
        "1.200",
        "0",
    )
    assert any(note.startswith("Nicht erfasst: Januar 2026, Februar 2026") for note in table.notes)


def test_a_year_that_is_known_in_part_measures_no_error():
    """2025 from July on would be a year of half the spending."""
    before = spending([100.0] * 12, year="2025")[6:]
    months = [*(one.replace("2026", "2025") for one in YEAR[6:]), *YEAR[:10]]
    with_it = forecast_funds(make_facts(before + spending([100.0] * 10), "2026-10", months), "offer_funds", 3, 3)[-1]
    without = forecast_funds(make_facts(spending([100.0] * 10), "2026-10"), "offer_funds", 3, 3)[-1]

    assert (with_it.trials, with_it.error) == (without.trials, pytest.approx(without.error))


def test_a_budget_line_that_vanishes_is_no_smaller_grant_and_no_overspending():
    """Two lines of 1,200 at 100 a month each; one is left out from July on."""
    staff, fees = spending([100.0] * 10), spending([100.0] * 10)
    fees = [replace(row, values={**row.values, "budget_line": "fees"}) for row in fees]
    whole, notes = said_of(staff + fees)
    short, said = said_of(staff + [row for row in fees if row.month < "2026-07"])

    assert notes == ""
    same = ("bewilligt (€)", "Plan bis jetzt (€)", "Hochrechnung Jahresende (€)", "gegen bewilligt (€)")
    assert [short[name] for name in same] == [whole[name] for name in same] == ["2.400", "2.000", "2.400", "0"]
    assert short["ausgegeben (€)"] == "1.600"
    assert "Zu den Ausgaben fehlen 4 Monatsangaben." in said
    assert "Eine Stelle lässt eine Zeile der Mittel weg, die in diesem Jahr schon da war" in said


def test_a_line_of_which_nobody_says_the_grant_leaves_the_pot_unknown_beside_one_that_is_said():
    fees = [replace(row, values={**row.values, "budget_line": "fees"}) for row in spending([100.0] * 10, granted=None)]
    line, notes = said_of(spending([100.0] * 10) + fees)

    assert (line["bewilligt (€)"], line["ausgegeben (€)"]) == (".", "2.000")
    assert "Eine Stelle sagt nicht, was bewilligt ist" in notes


def posts(*months):
    return "posts", rows_of("posts", *(
        (CENTRE, {"module": "KI", "grant_eur": 12000.0, "spent_eur": 1000.0, "month": month}) for month in months
    ))  # fmt: skip


def test_a_nil_return_is_a_month_in_which_nothing_was_spent():
    """In September, of a table that prints each line and of a list."""
    known = [one for one in YEAR[:10] if one != "2026-09"]
    rows = [row for row in spending([100.0] * 10) if row.month != "2026-09"]
    nil = frozenset({(CENTRE, "2026-09"), ("V1", "2026-09")})
    said, unsaid = (
        make_city(("offer_funds", rows), posts(*known), month="2026-10", months=YEAR[:10], nil=one)
        for one in (nil, frozenset())
    )

    for table, amount in (("offer_funds", 900), ("posts", 9000)):
        (account,) = open_accounts(said, table)
        assert (account.recorded, account.spent_in(YEAR)) == ({*YEAR[:10]}, amount)
        assert Unsaid.of(said, table).gaps == frozenset()
        assert len(Unsaid.of(unsaid, table).gaps) == 1
    assert outlook_table(said, 3, 3).notes[2:] == ()


GONE = spending([100.0, 100.0])
ENDED = LineEnd("V1", "offer_funds", "B|staff", "2026-03")


@pytest.mark.parametrize(
    ("end", "ended"),
    [
        (ENDED, YEAR[2:6]),
        (replace(ENDED, key=None), YEAR[2:6]),  # all of the table is gone, and that is explained
        (replace(ENDED, since="2026-05"), YEAR[4:6]),
        (replace(ENDED, until="2026-04"), YEAR[2:4]),  # a waiver ends with its months
        (replace(ENDED, key="B|fees"), ()),
        (replace(ENDED, respondent="V2"), ()),
        (replace(ENDED, table="posts"), ()),
    ],
)
def test_a_line_of_which_it_is_explained_why_it_is_gone_is_said_and_not_left_out(end, ended):
    account = account_of(make_facts(GONE, ends=(end,)))

    assert account.ended == set(ended)
    assert account.left_out == set(YEAR[2:6]) - set(ended)
    assert account.recorded == {*YEAR[:2], *ended}
    assert (account.spent_in(YEAR), account.granted_by("2026-06")) == (200, 1200)


def test_what_was_explained_holds_until_the_line_is_back():
    rows = [row for row in spending([100.0] * 6) if row.month not in {"2026-03", "2026-05"}]
    account = account_of(make_facts(rows, ends=(ENDED,)))

    assert (account.ended, account.left_out) == ({"2026-03"}, {"2026-05"})


def test_a_line_that_a_form_prints_ends_by_a_waiver_alone():
    end = LineEnd(CENTRE, "posts", "KI", "2026-09")
    for until, ended in ((None, set()), ("2026-12", {"2026-09", "2026-10"})):
        facts = make_city(posts(*YEAR[:8]), month="2026-10", months=YEAR[:10], ends=(replace(end, until=until),))
        (account,) = open_accounts(facts, "posts")
        assert account.ended == ended


def test_an_explained_line_is_no_gap_and_the_page_says_what_counts_instead():
    fees = [replace(row, values={**row.values, "budget_line": "fees"}) for row in spending([100.0] * 10)]
    rows = spending([100.0] * 10) + [row for row in fees if row.month < "2026-07"]
    line, said = said_of(rows, ends=(LineEnd("V1", "offer_funds", "B|fees", "2026-07"),))

    assert (line["bewilligt (€)"], line["ausgegeben (€)"]) == ("2.400", "1.600")
    assert said == (
        "Bei einer Stelle ist erläutert, warum eine Zeile der Mittel nicht mehr da ist: dort gilt als bewilligt, was "
        "zuletzt gesagt ist, und als Ausgabe seither nichts."
    )
