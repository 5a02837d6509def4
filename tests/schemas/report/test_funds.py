"""Chapter 8: granted and spent against an even plan, income less spending."""

import pytest

from schemas.report.funds import funds_statement, funds_table, grants_table
from schemas.report.summary import Counts
from tests.factories_summary import cells_of, make_summary


def fund(line="rent", **row):
    return {"component": "A", "budget_line": line} | row


def funds(month, *earlier):
    return make_summary({"offer_funds": month}, {"offer_funds": [*month, *earlier]})


def test_spending_stands_against_a_twelfth_of_the_grant_for_each_month_that_is_recorded():
    summary = funds([fund(granted_eur=1200.0, spent_eur=100.0)], fund(month="2026-09", spent_eur=650.5))

    assert cells_of(funds_table(summary, "budget_line"), "rent") == {
        "group": "Miete", "granted": 1200.0, "spent": 100.0, "spent_to_date": 750.5, "straight_line": 200.0,
        "outflow": pytest.approx(0.62541666),
    }  # fmt: skip


def test_a_refund_lowers_the_sums_and_where_more_came_back_than_was_spent_there_is_no_share():
    month = [fund(granted_eur=1200.0, spent_eur=-700.0), fund("fees", granted_eur=600.0, spent_eur=60.0)]
    table = funds_table(funds(month, fund(month="2026-09", spent_eur=650.5)), "budget_line")

    rent, total = cells_of(table, "rent"), cells_of(table, "total")
    assert (rent["spent"], rent["spent_to_date"], rent["outflow"]) == (-700.0, -49.5, "x")
    assert (total["spent"], total["spent_to_date"], total["outflow"]) == (-640.0, 10.5, pytest.approx(10.5 / 1800))


@pytest.mark.parametrize(("first", "months"), [("2026-01", 10), ("2026-09", 2), ("2025-12", 1)])
def test_recording_began_when_spending_was_first_owed_in_the_year(first, months):
    """Whoever owed and kept silent has spent in that month, too; last year has a grant of its own."""
    owed = Counts(first, "association", expected=65, accepted=0, nil=0, late=0, returned=0)
    rows = [fund(granted_eur=1200.0, spent_eur=100.0)]
    summary = make_summary({"offer_funds": rows}, counts=(owed, *make_summary().counts))

    assert cells_of(funds_table(summary, "budget_line"), "rent")["straight_line"] == months * 100.0


def test_a_line_of_earlier_months_only_is_there_with_what_is_known():
    summary = funds([fund(granted_eur=1200.0, spent_eur=1.0)], fund("fees", month="2026-03", spent_eur=40.0))

    line = cells_of(funds_table(summary, "budget_line"), "fees")
    assert (line["granted"], line["spent"], line["spent_to_date"], line["straight_line"]) == (".", ".", 40.0, ".")


def test_funds_can_be_seen_by_component():
    summary = funds([fund(granted_eur=10.0), {"component": "D", "budget_line": "rent", "granted_eur": 5.0}])
    table = funds_table(summary, "component")

    assert [line.key for line in table.rows] == ["A", "D", "total"]
    assert cells_of(table, "total")["granted"] == 15.0
    assert table.id == "funds_by_component"


def test_a_month_without_funds_has_a_total_of_nothing_known():
    line = cells_of(funds_table(make_summary(), "budget_line"), "total")

    assert set(list(line.values())[1:]) == {"."}


def test_income_less_spending_is_the_rest():
    summary = funds(
        [fund(granted_eur=1200.0, spent_eur=100.0, own_eur=20.0, third_party_eur=5.0)],
        fund("fees", month="2026-09", spent_eur=50.0, own_eur=10.0),
    )
    table = funds_statement(summary)
    amounts = {line.key: line.cells[2].value for line in table.rows}

    assert (amounts["granted"], amounts["own"], amounts["third_party"], amounts["income"]) == (1200, 30, 5, 1235)
    assert (amounts["spent_rent"], amounts["spent_fees"], amounts["spent_staff"]) == (125, 60, 0)
    assert amounts["spending"] == 185
    assert amounts["rest"] == amounts["income"] - amounts["spending"]


def test_a_statement_lists_every_income_and_every_budget_line():
    assert [line.key for line in funds_statement(make_summary()).rows] == [
        "granted", "third_party", "own", "income", "spent_staff", "spent_fees", "spent_rent", "spent_materials",
        "spent_other", "spending", "rest",
    ]  # fmt: skip


def test_cents_add_up():
    summary = funds([fund("rent", spent_eur=0.1), fund("fees", spent_eur=0.2)])

    assert next(line.cells[2].value for line in funds_statement(summary).rows if line.key == "spending") == 0.3


def test_the_centres_own_grant_is_shown_by_module():
    posts = [{"module": "KI", "grant_eur": 170000.0, "spent_eur": 15000.0}, {"module": "KIM", "grant_eur": 90000.0}]
    table = grants_table(make_summary({"posts": posts}))

    assert [line.cells[0].value for line in table.rows] == [
        "Kommunales Integrationszentrum (KI)", "Kommunales Integrationsmanagement (KIM)", "Insgesamt",
    ]  # fmt: skip
    assert cells_of(table, "KI")["straight_line"] == pytest.approx(14166.67)
    assert cells_of(table, "KIM")["spent"] == "."
    assert cells_of(table, "total")["granted"] == 260000.0


@pytest.mark.parametrize(
    "table", [funds_table(make_summary(), "budget_line"), funds_statement(make_summary()), grants_table(make_summary())]
)
def test_the_period_is_the_year_to_the_month(table):
    assert table.period == "01.01.2026 bis 31.10.2026; im Monat: Oktober 2026"
    assert table.unit == "Euro"


def test_a_grant_counts_though_this_months_return_is_missing():
    """Spending is that of the whole year, so the grant must be everybody's, not only that of those who reported."""
    there = fund(granted_eur=1200.0, spent_eur=100.0, respondent_id="1")
    missing = fund(month="2026-09", granted_eur=600.0, spent_eur=50.0, respondent_id="2")

    line = cells_of(funds_table(funds([there], missing), "budget_line"), "rent")

    assert (line["granted"], line["spent_to_date"]) == (1800.0, 150.0)


def test_a_grant_that_was_raised_in_the_year_counts_once_with_its_last_amount():
    raised = fund(granted_eur=1500.0, spent_eur=100.0)
    before = fund(month="2026-09", granted_eur=1200.0, spent_eur=100.0)

    assert cells_of(funds_table(funds([raised], before), "budget_line"), "rent")["granted"] == 1500.0


@pytest.mark.parametrize("build", [lambda summary: funds_table(summary, "budget_line"), funds_statement])
def test_a_year_that_is_known_from_a_later_month_on_says_so(build):
    since_march = funds([fund(spent_eur=1.0)], fund(month="2026-03", spent_eur=1.0))
    since_january = funds([fund(spent_eur=1.0)], fund(month="2026-01", spent_eur=1.0))

    assert "Ausgaben sind erfasst ab März 2026." in build(since_march).notes
    assert not [note for note in build(since_january).notes if "erfasst ab" in note]
