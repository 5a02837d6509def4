"""Chapter 8: granted and spent against an even plan, income less spending."""

import pytest

from schemas.report.cell import Sign
from schemas.report.funds import funds_statement, funds_table, grants_table, sources_table
from schemas.report.summary import Counts
from tests.factories_summary import cells_of, make_summary

PCT = 80.0


def fund(line="rent", **row):
    return {"component": "A", "budget_line": line} | row


def funds(month, *earlier):
    return make_summary({"offer_funds": month}, {"offer_funds": [*month, *earlier]})


def test_spending_stands_against_a_twelfth_of_the_grant_for_each_month_that_is_recorded():
    summary = funds([fund(granted_eur=1200.0, spent_eur=100.0)], fund(month="2026-09", spent_eur=650.5))

    assert cells_of(funds_table(summary, "budget_line", PCT), "rent") == {
        "group": "Miete", "granted": 1200.0, "spent": 100.0, "spent_to_date": 750.5, "straight_line": 200.0,
        "rest": 449.5, "outflow": pytest.approx(0.62541666),
    }  # fmt: skip


def test_a_refund_lowers_the_sums_and_where_more_came_back_than_was_spent_there_is_no_share():
    month = [fund(granted_eur=1200.0, spent_eur=-700.0), fund("fees", granted_eur=600.0, spent_eur=60.0)]
    table = funds_table(funds(month, fund(month="2026-09", spent_eur=650.5)), "budget_line", PCT)

    rent, total = cells_of(table, "rent"), cells_of(table, "total")
    assert (rent["spent"], rent["spent_to_date"], rent["outflow"]) == (-700.0, -49.5, "x")
    assert (total["spent"], total["spent_to_date"], total["outflow"]) == (-640.0, 10.5, pytest.approx(10.5 / 1800))


@pytest.mark.parametrize(("first", "months"), [("2026-01", 10), ("2026-09", 2), ("2025-12", 1)])
def test_recording_began_when_spending_was_first_owed_in_the_year(first, months):
    """Whoever owed and kept silent has spent in that month, too; last year has a grant of its own."""
    owed = Counts(first, "association", expected=65, accepted=0, nil=0, late=0, returned=0)
    rows = [fund(granted_eur=1200.0, spent_eur=100.0)]
    summary = make_summary({"offer_funds": rows}, counts=(owed, *make_summary().counts))

    assert cells_of(funds_table(summary, "budget_line", PCT), "rent")["straight_line"] == months * 100.0


def test_a_line_of_earlier_months_only_is_there_with_what_is_known():
    summary = funds([fund(granted_eur=1200.0, spent_eur=1.0)], fund("fees", month="2026-03", spent_eur=40.0))

    line = cells_of(funds_table(summary, "budget_line", PCT), "fees")
    assert (line["granted"], line["spent"], line["spent_to_date"], line["straight_line"]) == (".", ".", 40.0, ".")


def test_funds_can_be_seen_by_component():
    summary = funds([fund(granted_eur=10.0), {"component": "D", "budget_line": "rent", "granted_eur": 5.0}])
    table = funds_table(summary, "component", PCT)

    assert [line.key for line in table.rows] == ["A", "D", "total"]
    assert cells_of(table, "total")["granted"] == 15.0
    assert table.id == "funds_by_component"


def test_a_month_without_funds_has_a_total_of_nothing_known():
    line = cells_of(funds_table(make_summary(), "budget_line", PCT), "total")

    assert set(list(line.values())[1:]) == {"."}


def test_income_less_spending_is_the_rest():
    summary = funds(
        [fund(granted_eur=1200.0, spent_eur=100.0, own_eur=20.0, third_party_eur=5.0)],
        fund("fees", month="2026-09", granted_eur=0.0, spent_eur=50.0, own_eur=10.0, third_party_eur=0.0),
    )
    table = funds_statement(summary, PCT)
    rent, total = cells_of(table, "rent"), cells_of(table, "total")

    assert [total[name] for name in ("granted", "third_party", "own", "income")] == [1200, 5, 30, 1235]
    assert [cells_of(table, key)["spending"] for key in ("rent", "fees", "staff")] == [125, 60, 0]
    assert [rent[name] for name in ("income", "spent", "spending", "rest")] == [1225, 100, 125, 1100]
    assert (total["spent"], total["spending"]) == (150, 185)
    assert total["rest"] == total["income"] - total["spending"] == total["granted"] - total["spent"]


def test_a_statement_lists_every_budget_line_and_every_income():
    table = funds_statement(make_summary(), PCT)

    assert [line.key for line in table.rows] == ["staff", "fees", "rent", "materials", "other", "total"]
    assert [one.id for one in table.columns if one.group == "Einnahmen"] == ["granted", "third_party", "own", "income"]


def test_a_statement_of_which_nobody_reported_knows_nothing():
    """Nothing spent is what somebody says; where no return came nobody says it."""
    told, untold = (funds_statement(make_summary(counts=reported(m10=number)), PCT) for number in (1, 0))

    assert {*cells_of(told, "rent").values()} == {"Miete", 0.0}
    assert {*cells_of(untold, "rent").values()} == {"Miete", "."}
    assert {*cells_of(untold, "total").values()} == {"Insgesamt", "."}


def test_cents_add_up():
    others = {"own_eur": 0.0, "third_party_eur": 0.0}
    summary = funds([fund("rent", spent_eur=0.1, **others), fund("fees", spent_eur=0.2, **others)])

    assert cells_of(funds_statement(summary, PCT), "total")["spending"] == 0.3


def test_where_no_grant_is_known_there_is_no_income_and_no_rest():
    row = fund(spent_eur=5.0, own_eur=2.0, third_party_eur=0.0)
    line = cells_of(funds_statement(funds([row]), PCT), "rent")

    assert (line["granted"], line["income"], line["spending"], line["rest"]) == (".", ".", 7, ".")


def test_what_nobody_answered_is_unknown_and_what_it_adds_to():
    """What is left of the grant is known without it, and stands in the table by source."""
    summary = funds([fund(granted_eur=1200.0, spent_eur=100.0, own_eur=20.0)])
    statement, sources = cells_of(funds_statement(summary, PCT), "total"), sources_table(summary, PCT)

    assert [statement[name] for name in ("granted", "third_party", "own", "income", "spent", "spending", "rest")] == [
        1200, ".", 20, ".", 100, ".", ".",
    ]  # fmt: skip
    assert [cells_of(sources, key)["used"] for key in ("granted", "third_party", "own", "total")] == [100, ".", 20, "."]
    assert cells_of(sources, "granted")["rest"] == 1100


def test_a_sum_of_which_a_part_was_left_open_says_how_much_of_it():
    """Of four rows in two months one says nothing of third parties; the grant of one is known from another month."""
    known = {"own_eur": 1.0, "third_party_eur": 5.0}
    summary = funds(
        [fund(granted_eur=1200.0, spent_eur=100.0, own_eur=1.0), fund("fees", spent_eur=1.0, **known)],
        fund(month="2026-09", spent_eur=50.0, **known),
        fund("fees", month="2026-09", spent_eur=50.0, **known),
    )
    said = "Leer gelassene Angaben, die in keiner Summe stehen: „bewilligt im Jahr (EUR)“ 1 von 2"

    assert f"{said}, „Drittmittel im Monat (EUR)“ 1 von 4." in funds_statement(summary, PCT).notes
    assert f"{said}, „Drittmittel im Monat (EUR)“ 1 von 4." in sources_table(summary, PCT).notes
    assert f"{said}." in funds_table(summary, "budget_line", PCT).notes
    assert cells_of(sources_table(summary, PCT), "total")["used"] == 201 + 15 + 4


def test_a_year_in_which_every_cell_is_filled_in_says_nothing_of_open_ones():
    row = fund(granted_eur=1200.0, spent_eur=100.0, own_eur=0.0, third_party_eur=0.0)

    for table in (funds_statement(funds([row]), PCT), sources_table(funds([row]), PCT)):
        assert not [note for note in table.notes if note.startswith("Leer gelassene")]


def test_own_and_third_party_money_stand_apart_and_only_the_grant_has_a_plan():
    month = [fund(granted_eur=1200.0, spent_eur=100.0, own_eur=20.0, third_party_eur=5.5)]
    table = sources_table(funds(month, fund("fees", month="2026-09", spent_eur=50.0, own_eur=10.0)), PCT)

    assert [list(cells_of(table, key).values())[1:] for key in ("granted", "third_party", "own", "total")] == [
        [1200, 200, 150, 1050], [".", ".", 5.5, "."], [".", ".", 30, "."], [".", ".", 185.5, "."],
    ]  # fmt: skip
    statement = funds_statement(funds(month), PCT)
    assert cells_of(sources_table(funds(month), PCT), "granted")["rest"] == cells_of(statement, "total")["rest"]


def reported(**accepted):
    """Associations of whom 65 owe each month, and so many reported."""
    return tuple(
        Counts(f"2026-{month[1:]}", "association", expected=65, accepted=number, nil=0, late=0, returned=0)
        for month, number in accepted.items()
    )


def test_a_total_that_rests_on_months_with_few_returns_carries_its_sign_and_says_which():
    """52 of 65 are 80 percent."""
    others = {"own_eur": 0.0, "third_party_eur": 0.0}
    rows = [fund(granted_eur=1200.0, spent_eur=100.0, **others), fund(month="2026-09", spent_eur=50.0, **others)]
    summary = make_summary({"offer_funds": rows[:1]}, {"offer_funds": rows}, counts=reported(m08=51, m09=52, m10=60))
    table = funds_table(summary, "budget_line", PCT)
    signs = {column.id: table.cell("total", column.id).sign for column in table.columns}

    assert "Beruht auf 2 von 3 Monaten" in table.notes[-1]
    assert table.notes[-1].endswith("haben vollständig geantwortet für August 2026.")
    assert {name for name, sign in signs.items() if sign == Sign.LIMITED} == {"spent_to_date", "rest", "outflow"}
    assert table.cell("rent", "spent_to_date").sign == Sign.NONE
    assert (table.coverage.n, table.coverage.expected) == (163, 195)
    for other in (sources_table(summary, PCT), funds_statement(summary, PCT)):
        assert "Beruht auf " in other.notes[-1]
        assert Sign.LIMITED in {cell.sign for cell in other.rows[-1].cells}


def test_a_month_of_its_own_and_a_year_of_nothing_but_thin_months_are_limited_throughout():
    summary = make_summary({"offer_funds": [fund(granted_eur=1200.0, spent_eur=100.0)]}, counts=reported(m10=51))
    cells = funds_table(summary, "budget_line", PCT).row_by_key("total").cells[1:]

    assert [cell.sign for cell in cells] == [Sign.LIMITED] * 6


def test_whoever_leaves_a_cell_open_has_not_answered_the_month():
    """52 of 65 reported, of whom one says not what was spent."""
    rows = [fund(granted_eur=1.0, spent_eur=1.0), fund("fees", respondent_id="2", granted_eur=1.0)]
    summary = make_summary({"offer_funds": rows}, counts=reported(m10=52))

    assert funds_table(summary, "budget_line", PCT).cell("total", "spent").sign == Sign.LIMITED


def test_a_centre_that_missed_a_month_says_so():
    posts = [{"module": "KI", "grant_eur": 120.0, "spent_eur": 10.0}]
    counts = tuple(Counts(f"2026-{month}", "centre", expected=1, accepted=int(month == "10"), nil=0, late=0, returned=0)
                   for month in ("09", "10"))  # fmt: skip
    table = grants_table(make_summary({"posts": posts}, counts=counts), PCT)

    assert table.cell("total", "spent_to_date").sign == Sign.LIMITED
    assert table.notes[-1].startswith("Beruht auf 1 von 2 Monaten")
    assert cells_of(table, "total")["straight_line"] == 20


def test_the_centres_own_grant_is_shown_by_module():
    posts = [{"module": "KI", "grant_eur": 170000.0, "spent_eur": 15000.0}, {"module": "KIM", "grant_eur": 90000.0}]
    table = grants_table(make_summary({"posts": posts}), PCT)

    assert [line.cells[0].value for line in table.rows] == [
        "Kommunales Integrationszentrum (KI)", "Kommunales Integrationsmanagement (KIM)", "Insgesamt",
    ]  # fmt: skip
    assert cells_of(table, "KI")["straight_line"] == pytest.approx(14166.67)
    assert cells_of(table, "KIM")["spent"] == "."
    assert cells_of(table, "total")["granted"] == 260000.0


@pytest.mark.parametrize(
    "table",
    [
        funds_table(make_summary(), "budget_line", PCT),
        funds_statement(make_summary(), PCT),
        grants_table(make_summary(), PCT),
    ],
)
def test_the_period_is_the_year_to_the_month(table):
    assert table.period == "01.01.2026 bis 31.10.2026; im Monat: Oktober 2026"
    assert table.unit == "Euro"


def test_a_grant_counts_though_this_months_return_is_missing():
    """Spending is that of the whole year, so the grant must be everybody's, not only that of those who reported."""
    there = fund(granted_eur=1200.0, spent_eur=100.0, respondent_id="1")
    missing = fund(month="2026-09", granted_eur=600.0, spent_eur=50.0, respondent_id="2")

    line = cells_of(funds_table(funds([there], missing), "budget_line", PCT), "rent")

    assert (line["granted"], line["spent_to_date"]) == (1800.0, 150.0)


def test_a_grant_that_was_raised_in_the_year_counts_once_with_its_last_amount():
    raised = fund(granted_eur=1500.0, spent_eur=100.0)
    before = fund(month="2026-09", granted_eur=1200.0, spent_eur=100.0)

    assert cells_of(funds_table(funds([raised], before), "budget_line", PCT), "rent")["granted"] == 1500.0


@pytest.mark.parametrize(
    "build", [lambda summary: funds_table(summary, "budget_line", PCT), lambda summary: funds_statement(summary, PCT)]
)
def test_a_year_that_is_known_from_a_later_month_on_says_so(build):
    since_march = funds([fund(spent_eur=1.0)], fund(month="2026-03", spent_eur=1.0))
    since_january = funds([fund(spent_eur=1.0)], fund(month="2026-01", spent_eur=1.0))

    assert "Ausgaben sind erfasst ab März 2026." in build(since_march).notes
    assert not [note for note in build(since_january).notes if "erfasst ab" in note]
