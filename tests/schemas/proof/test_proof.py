"""A proof of use: to the cent, and what is missing is named and never nothing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from config.proof import Annual, Payment, Post
from schemas.form.submission import State
from schemas.proof.differences import NO_DECEMBER
from schemas.proof.facts import RowEnd
from schemas.proof.gaps import ROW_DROPPED, ROW_ENDED, ROW_NOTHING, Gap
from schemas.proof.layout import call_blocks
from schemas.proof.proof import LISTS, make_proof
from tests.schemas.proof.factories import CENTRE, FIRST, MONTHS, RULES, SECOND, fund, make_facts, owed, post, usual_rows


def value(facts, name, rules=RULES):
    return make_proof(facts, rules).figures[name].value


def reasons(facts, name, rules=RULES):
    return {(gap.respondent, gap.month, gap.reason) for gap in make_proof(facts, rules).figures[name].gaps}


def missing(facts, name):
    return {
        (gap.respondent, gap.month, gap.reason) for gap in make_proof(facts, RULES).figures[name].gaps if gap.is_open
    }


def rows_with(changed):
    """Everybody's usual rows, with others in place of those of the same return."""
    places = {(row.respondent, row.month) for row in changed}
    usual = [row for month in MONTHS for row in usual_rows(month) if (row.respondent, row.month) not in places]
    return [*usual, *changed]


def test_twelve_months_add_up_to_the_cent():
    """Binary fractions would give 1200.1199999999999 here."""
    assert value(make_facts(), "verein.v-05914000-0001.ausgaben.ist") == Decimal("1200.12")
    assert value(make_facts(), "ki.ausgaben.ist") == Decimal("168001.20")
    assert value(make_facts(), "ki.rest") == Decimal("1998.80")


@pytest.mark.parametrize(
    ("returns", "rows", "reason"),
    [
        ([owed(FIRST, "2026-04", State.MISSING)], None, "Meldung fehlt"),
        ([owed(FIRST, "2026-04", State.RETURNED)], None, "Meldung zurückgegeben"),
        ([], rows_with([fund("2026-04", spent_eur=None)]), "Zelle leer gelassen"),
        ([], rows_with([fund("2026-04", line="other", spent_eur=Decimal("1.00"))]), "Zeile fehlt"),
    ],
    ids=["missing return", "returned", "empty cell", "missing row"],
)
def test_a_month_that_is_missing_leaves_the_year_unknown(returns, rows, reason):
    facts = make_facts(returns=returns, rows=rows)
    name = "verein.v-05914000-0001.ausgaben"
    known = sum(
        (row.amount("spent_eur") or 0 for row in facts.rows_in("offer_funds", {"respondent_id": FIRST})), Decimal(0)
    )

    assert value(facts, f"{name}.ist") is None
    assert value(facts, f"{name}.bisher") == known
    assert (FIRST, "2026-04", reason) in reasons(facts, f"{name}.ist")
    assert value(facts, "vereine.ausgaben.ist") is None, "nor is a sum that it belongs to known"
    assert value(facts, "ki.ausgaben.ist") is not None, "what others sent is"


def test_a_row_counts_as_missing_only_after_it_was_there_once():
    fees = [row for month in MONTHS[5:] for row in (fund(month), fund(month, line="fees"))]

    assert value(make_facts(rows=rows_with(fees)), "verein.v-05914000-0001.ausgaben.ist") == Decimal("1900.19")


ENDED = RowEnd("offer_funds", "B|fees", "Erläutert (April 2026): Es gibt keine Honorare mehr.")
WAIVED = RowEnd("offer_funds", "B|fees", "Ausnahme bis 31.12.2026: Die Kostenart ist weggefallen.", is_waived=True)
SPENT = "verein.v-05914000-0001.ausgaben.ist"


def with_fees(until, *ends, back=()):
    """Fees that are told up to a month, and again in those of `back`; `ends` are (month, answer or waiver)."""
    told = [*(month for month in MONTHS if month <= until), *back]
    rows = [row for month in told for row in (fund(month), fund(month, line="fees", spent_eur=Decimal("5.00")))]
    answered = [owed(FIRST, month, ends=tuple(end for of, end in ends if of == month)) for month, _ in ends]
    return make_facts(rows=rows_with(rows), returns=answered)


@pytest.mark.parametrize(
    ("ends", "months"),
    [
        pytest.param([], MONTHS[3:], id="not explained"),
        pytest.param([("2026-04", ENDED)], [], id="explained"),
        pytest.param([("2026-04", replace(ENDED, key="B|rent"))], MONTHS[3:], id="explained for another row"),
        pytest.param([("2026-04", replace(ENDED, table="posts"))], MONTHS[3:], id="explained for another table"),
        pytest.param([("2026-06", ENDED)], MONTHS[3:5], id="explained later"),
        pytest.param([("2026-04", replace(ENDED, key=None))], [], id="explained for the whole table"),
        pytest.param([(month, WAIVED) for month in MONTHS[3:]], [], id="waived"),
        pytest.param([("2026-04", WAIVED)], MONTHS[4:], id="waived for one month"),
        pytest.param(
            [(month, replace(WAIVED, table="posts")) for month in MONTHS[3:]], MONTHS[3:], id="another table's"
        ),
        pytest.param([("2026-02", WAIVED)], MONTHS[3:], id="waived for a month in which it was there"),
    ],
)
def test_a_row_is_expected_until_somebody_says_why_it_is_no_more(ends, months):
    facts = with_fees("2026-03", *ends)

    assert value(facts, SPENT) == (None if months else Decimal("1215.12"))
    assert missing(facts, SPENT) == {(FIRST, month, "Zeile fehlt") for month in months}


@pytest.mark.parametrize(
    ("ends", "doubted"),
    [
        pytest.param([("2026-04", ENDED)], MONTHS[3:], id="explained"),
        pytest.param([("2026-04", ENDED), ("2026-06", WAIVED)], MONTHS[3:], id="explained, then waived for a month"),
        pytest.param([(month, WAIVED) for month in MONTHS[3:]], MONTHS[3:], id="waived"),
    ],
)
def test_what_rests_on_a_row_that_ended_is_doubtful_with_the_words(ends, doubted):
    """That it is handed in later is an explanation, too."""
    figures = make_proof(with_fees("2026-03", *ends), RULES).figures
    reason = f"{ROW_NOTHING} ({ends[0][1].words})"

    for name in (SPENT, "vereine.honorar.ausgaben.ist", "vereine.ausgaben.bisher", "vereine.gesamt.ist"):
        assert figures[name].value is not None
        assert [(gap.month, gap.reason, gap.is_open) for gap in figures[name].gaps] == [
            (month, reason, False) for month in doubted
        ]
    assert not figures["vereine.personal.ausgaben.ist"].gaps, "the other row is nobody's question"


def test_a_waiver_after_which_the_row_comes_back_leaves_its_month_doubtful():
    facts = with_fees("2026-03", ("2026-04", WAIVED), back=MONTHS[4:])

    assert value(facts, SPENT) == Decimal("1255.12")
    assert reasons(facts, SPENT) == {(FIRST, "2026-04", f"{ROW_NOTHING} ({WAIVED.words})")}


def test_a_row_that_comes_back_is_expected_again():
    back = ("2026-07", "2026-08")

    assert missing(with_fees("2026-03", ("2026-04", ENDED), back=back), SPENT) == {
        (FIRST, month, "Zeile fehlt") for month in MONTHS[8:]
    }
    again = with_fees("2026-03", ("2026-04", ENDED), ("2026-09", ENDED), back=back)
    assert value(again, SPENT) == Decimal("1225.12")


def test_an_answer_of_a_return_that_is_not_in_force_ends_nothing():
    facts = with_fees("2026-03", ("2026-04", ENDED))
    facts = replace(
        facts, returns=[replace(one, is_in_force=one.is_in_force and not one.ends) for one in facts.returns]
    )

    assert (FIRST, "2026-05", "Zeile fehlt") in reasons(facts, SPENT)


def test_the_grant_of_a_row_that_ended_counts_on_with_the_reason():
    figure = make_proof(with_fees("2026-03", ("2026-04", ENDED)), RULES).figures[
        "verein.v-05914000-0001.zuwendung.plan"
    ]

    assert figure.value == Decimal("2400.00")
    assert [(gap.month, gap.reason, gap.is_open) for gap in figure.gaps] == [
        ("2026-04", f"{ROW_ENDED} ({ENDED.words})", False)
    ]


NO_POSTS = dict.fromkeys(("granted_fte", "filled_fte", "grant_eur", "spent_eur"))


WITHOUT_KIM = RowEnd("posts", "KIM", "Ausnahme bis 31.12.2026: Weg.", is_waived=True)


def without_kim(*ends, is_kept=True):
    """Posts of KIM told up to April alone; `ends` are (month, what was answered or waived)."""
    late = MONTHS[4:]
    kept = [post(month, "KIM", **NO_POSTS) for month in late if is_kept]
    returns = [owed(CENTRE, month, ends=(end,)) for month, end in ends]
    return make_facts(rows=rows_with([*(post(month) for month in late), *kept]), returns=returns)


@pytest.mark.parametrize("is_kept", [True, False], ids=["kept without figures", "not kept"])
@pytest.mark.parametrize(
    ("end", "of", "ended"),
    [
        (replace(WITHOUT_KIM, is_waived=False), MONTHS[4:], ()),  # 0 has to be said
        (WITHOUT_KIM, MONTHS[4:], MONTHS[4:]),
        (WITHOUT_KIM, MONTHS[4:5], MONTHS[4:5]),
        (WITHOUT_KIM, MONTHS[5:7], MONTHS[5:7]),
        (replace(WITHOUT_KIM, key=None), MONTHS[4:], MONTHS[4:]),
        (replace(WITHOUT_KIM, key="KI"), MONTHS[4:], ()),
        (replace(WITHOUT_KIM, table="kim_posts"), MONTHS[4:], ()),
        (replace(WITHOUT_KIM, table="", key=None), MONTHS[4:], ()),
    ],
)
def test_a_row_of_a_prefilled_table_ends_by_a_waiver_alone_and_for_its_months(end, of, ended, is_kept):
    facts = without_kim(*((month, end) for month in of), is_kept=is_kept)
    left = set(MONTHS[4:]) - set(ended)

    assert value(facts, "kim.ausgaben.ist") == (None if left else Decimal("56000.40"))
    assert {month for _, month, _ in missing(facts, "kim.ausgaben.ist")} == left
    for month in MONTHS[4:]:
        is_known = [value(facts, f"kim.{word}.m{month[5:]}") is not None for word in ("ausgaben", "stellen")]
        assert is_known == [month in ended] * 2
    assert value(facts, "ki.ausgaben.ist") == Decimal("168001.20"), "the other row is nobody's question"


def test_posts_and_money_of_waived_months_are_doubtful_in_the_calls_too():
    figures = make_proof(without_kim(*((month, WITHOUT_KIM) for month in MONTHS[4:])), RULES).figures

    for name in ("kim.ausgaben.ist", "kim.stellen.mittel", "abruf.2_3.verausgabt"):
        assert {(gap.month, gap.is_open) for gap in figures[name].gaps} == {(month, False) for month in MONTHS[4:]}
        assert {gap.reason for gap in figures[name].gaps} == {f"{ROW_NOTHING} ({WITHOUT_KIM.words})"}
    for name in ("kim.ausgaben.m09", "kim.stellen.m09"):
        assert (figures[name].value, [gap.is_open for gap in figures[name].gaps]) == (Decimal(0), [False])
    assert not figures["kim.ausgaben.m04"].gaps


def test_a_month_after_the_waiver_leaves_the_call_unknown():
    assert value(without_kim(("2026-05", WITHOUT_KIM)), "abruf.2_3.verausgabt") is None


def test_a_nil_return_is_nothing_and_no_gap():
    facts = make_facts(returns=[owed(FIRST, "2026-07", State.NIL)])

    assert value(facts, "verein.v-05914000-0001.ausgaben.ist") == Decimal("1100.11")
    assert value(facts, "verein.v-05914000-0001.ausgaben.monate") == 12


def test_who_is_exempt_lacks_nothing():
    exempt = owed(FIRST, "2026-07", State.EXEMPT, is_owed=False)

    assert value(make_facts(returns=[exempt]), "verein.v-05914000-0001.ausgaben.ist") == Decimal("1100.11")


def test_an_open_query_makes_a_figure_doubtful_and_not_unknown():
    asked = owed(CENTRE, "2026-05", State.ACCEPTED_WITH_QUERIES, queries={"posts": "Ist das richtig?"})
    proof = make_proof(make_facts(returns=[asked]), RULES)
    figure = proof.figures["ki.ausgaben.ist"]

    assert figure.value == Decimal("168001.20")
    assert [(gap.month, gap.is_open) for gap in figure.gaps] == [("2026-05", False)]


def test_months_to_come_are_named_and_leave_the_year_open():
    facts = make_facts(due="2026-10")

    assert value(facts, "ki.ausgaben.ist") is None
    assert value(facts, "ki.ausgaben.bisher") == Decimal("140001.00")
    assert value(facts, "ki.ausgaben.monate") == 10
    assert reasons(facts, "ki.ausgaben.ist") == {("", month, "noch nicht fällig") for month in ("2026-11", "2026-12")}


def test_months_before_the_ledger_began_are_named():
    facts = make_facts(first="2026-04")

    assert value(facts, "ki.ausgaben.ist") is None
    assert {month for _, month, _ in reasons(facts, "ki.ausgaben.ist")} == {"2026-01", "2026-02", "2026-03"}


def test_what_no_form_asks_for_stays_empty_and_says_so():
    figures = make_proof(make_facts(), RULES).figures

    for name in ("ki.personal.ist", "ki.spenden.ist", "kommanteil1.ausgaben.ist", "vereine.zuwendung.eingang"):
        assert figures[name].value is None
        assert figures[name].lacks


def test_a_figure_of_the_year_fills_what_no_form_asks_for_and_is_compared_with_what_the_months_know():
    annual = tuple(
        Annual(year=2026, figure=figure, eur=Decimal(eur), source="Jahresabschluss")
        for figure, eur in (
            ("kommanteil1.ausgaben.ist", "61234.56"),
            ("ki.ausgaben.ist", "168000.00"),
            ("ki.nichts", "1.00"),
        )
    )
    proof = make_proof(make_facts(), RULES.model_copy(update={"annual": annual}))
    said = " ".join(proof.differences)

    assert proof.figures["kommanteil1.ausgaben.ist"].value == Decimal("61234.56")
    assert "Jahresabschluss" in proof.figures["kommanteil1.ausgaben.ist"].source
    assert proof.figures["ki.ausgaben.ist"].value == Decimal("168001.20"), "what the months know stands"
    assert "Unterschied 1,20" in said
    assert "„ki.nichts“ gibt es nicht" in said


def test_a_grant_that_changes_counts_as_said_last_and_is_named():
    changed = [post(month, grant_eur=Decimal("180000.00")) for month in MONTHS[8:]]
    proof = make_proof(make_facts(rows=rows_with([*changed, *(post(month, "KIM") for month in MONTHS[8:])])), RULES)

    assert proof.figures["ki.zuwendung.plan"].value == Decimal("180000.00")
    (said,) = [one for one in proof.differences if "180.000,00" in one]
    assert "170.000,00\u00a0€ im Januar bis August" in said
    assert "September bis Dezember" in said


def test_spending_above_the_grant_is_named():
    proof = make_proof(make_facts(rows=rows_with([fund("2026-04", spent_eur=Decimal("5000.00"))])), RULES)

    assert any("mehr als bewilligt" in one and "verein.v-05914000-0001" in one for one in proof.differences)


def test_posts_times_rate_is_compared_with_the_grant():
    assert any("KIM: 3,50 VZÄ" in one and "199.500,00" in one for one in make_proof(make_facts(), RULES).differences)


def rates_of(*spans):
    """Rates of KIM: amount, first and last month."""
    rate = RULES.rates[0]
    made = ({"eur": Decimal(eur), "valid_from": first, "valid_to": last} for eur, first, last in spans)
    return RULES.model_copy(update={"rates": tuple(rate.model_copy(update=one) for one in made)})


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        (
            [("57000", "", "2026-06"), ("60000", "2026-07", "")],
            "zu 57.000,00\u00a0€ (Januar bis Juni) und 60.000,00\u00a0€ (Juli bis Dezember) sind 204.750,00",
        ),
        ([("57000", "", "2026-06")], "KIM: rates in nachweis.toml nennt für Juli bis Dezember keinen Satz"),
    ],
)
def test_a_rate_counts_for_its_months(spans, said):
    (sentence,) = [one for one in make_proof(make_facts(), rates_of(*spans)).differences if one.startswith("KIM")]

    assert said in sentence


def test_rates_that_make_up_the_grant_are_no_difference():
    rows = rows_with([post(month, "KIM", grant_eur=Decimal("204750.00")) for month in MONTHS])
    rules = rates_of(("57000", "", "2026-06"), ("60000", "2026-07", ""))

    assert not [one for one in make_proof(make_facts(rows=rows), rules).differences if "bewilligte Stellen zu" in one]


def of_posts(grant, *counts, **more):
    """What is said of rates where KIM has so many granted posts in each month (None: the return is missing)."""
    rows = [
        row
        for month, count in zip(MONTHS, counts, strict=False)
        for row in (post(month), post(month, "KIM", granted_fte=Decimal(count or 0), grant_eur=Decimal(grant)))
    ]
    gone = [owed(CENTRE, month, State.MISSING) for month, count in zip(MONTHS, counts, strict=False) if count is None]
    proof = make_proof(make_facts(rows=rows_with(rows), returns=gone, **more), RULES)
    return [one for one in proof.differences if one.startswith("KIM") and "bewilligte Stellen" in one]


@pytest.mark.parametrize(
    ("grant", "counts", "due"),
    [
        ("370500", [6] * 6 + [7] * 6, "2026-12"),
        ("375250", [6] * 5 + [7] * 5, "2026-10"),  # months to come are as was said last
        ("342000", [6, None, 6, *[6] * 9], "2026-12"),  # nobody said another number
        ("171000", [6] * 6 + [0] * 6, "2026-12"),
    ],
)
def test_posts_that_change_in_the_year_are_weighed_by_month(grant, counts, due):
    assert of_posts(grant, *counts, due=due) == []


def test_posts_that_change_are_told_with_their_months():
    (said,) = of_posts("399000", *[6] * 6, *[7] * 6)

    assert said.startswith(
        "KIM: 6,00 VZÄ (Januar bis Juni) und 7,00 VZÄ (Juli bis Dezember) bewilligte Stellen zu 57.000,00\u00a0€ sind "
        "370.500,00\u00a0€, bewilligt sind 399.000,00\u00a0€"
    )


def test_a_month_that_may_have_either_number_of_posts_compares_nothing():
    assert of_posts("370500", *[6] * 5, None, *[7] * 6) == [
        "KIM: bewilligte Stellen sind für Juni nicht bekannt; verglichen ist nichts."
    ]


def held(number, holder, first, last=None):
    return Post(number=number, holder=holder, module="KI", fte=Decimal(1), first=first, last=last)


def test_posts_are_listed_by_number_and_compared_with_what_was_reported():
    posts = (
        held("KI-1", "P-017", date(2025, 1, 1), date(2026, 8, 30)),
        held("KI-1", "P-031", date(2026, 10, 1)),
        held("KI-9", "P-001", date(2027, 3, 1)),
    )
    proof = make_proof(make_facts(), RULES.model_copy(update={"posts": posts}))

    assert LISTS["stellen"][:2] == ("nummer", "inhabernummer")
    assert [(row[0], row[1], row[4]) for row in proof.lists["stellen"]] == [("KI-1", "P-017", 7), ("KI-1", "P-031", 3)]
    assert any(
        "KI: gemeldet sind 3,00 VZÄ" in one and "0,00 VZÄ (August bis September)" in one for one in proof.differences
    )


def test_months_to_come_are_none_in_which_a_post_was_held():
    posts = (held("KI-1", "P-017", date(2026, 1, 1)), held("KI-2", "P-020", date(2026, 4, 1)))
    rules = RULES.model_copy(update={"posts": posts})
    early, late = (make_proof(make_facts(due=due), rules, date(2026, 4, 20)) for due in ("2026-03", "2026-12"))

    assert [(row[0], row[4]) for row in early.lists["stellen"]] == [("KI-1", 3)]
    assert any("besetzte Monate bis März 2026" in one for one in early.differences)
    assert [(row[0], row[4]) for row in late.lists["stellen"]] == [("KI-1", 12), ("KI-2", 9)]
    assert not any("besetzte Monate" in one for one in late.differences)


def test_an_association_that_never_answered_is_in_the_list_without_figures():
    facts = make_facts(returns=[owed(SECOND, month, State.MISSING) for month in MONTHS])
    rows = {row[0]: row for row in make_proof(facts, RULES).lists["vereine"]}

    assert rows[SECOND][1:] == ("Verein Zwei", None, None, Decimal(0), None, None, None, None)
    assert value(facts, "vereine.zuwendung.plan") is None


def test_a_grant_whose_row_is_gone_counts_on_but_not_without_a_word():
    """It may have ended, or stand in another row since."""
    rows = [row for month in MONTHS for row in usual_rows(month) if row.respondent != FIRST]
    rows += [fund(month, component="A" if month < "2026-03" else "B") for month in MONTHS]
    figure = make_proof(make_facts(rows=rows), RULES).figures["vereine.zuwendung.plan"]

    assert (figure.value, {gap.is_open for gap in figure.gaps}) == (Decimal("3600.00"), {False})
    assert {(gap.respondent, gap.reason) for gap in figure.gaps} == {(FIRST, ROW_DROPPED)}
    assert [gap.month for gap in figure.gaps] == list(MONTHS[2:])


MISSED = "Meldung fehlt, was zuletzt genannt war, zählt"
ITS_PLAN = "verein.v-05914000-0002.zuwendung.plan"


def heard_until(last, *returns, respondent=SECOND):
    """A year in which all returns of one are missing after a month."""
    return make_facts(returns=[*returns, *(owed(respondent, month, State.MISSING) for month in MONTHS if month > last)])


@pytest.mark.parametrize("name", ["vereine.zuwendung.plan", ITS_PLAN, "vereine.miete.ausgaben.plan"])
def test_a_grant_whose_newest_returns_are_missing_is_what_was_said_last_and_doubtful(name):
    figure = make_proof(heard_until("2026-01"), RULES).figures[name]

    assert figure.value == (Decimal("2400.00") if name == "vereine.zuwendung.plan" else Decimal("1200.00"))
    assert figure.gaps == tuple(Gap(SECOND, month, MISSED, is_open=False) for month in MONTHS[1:])


def test_a_line_in_which_nothing_was_granted_is_doubtful_as_long_as_a_newer_return_is_missing():
    figure = make_proof(heard_until("2026-11"), RULES).figures["vereine.honorar.zuwendung.plan"]

    assert (figure.value, figure.gaps) == (Decimal(0), (Gap(SECOND, "2026-12", MISSED, is_open=False),))


def test_the_centres_own_grant_and_posts_are_doubtful_too():
    figures = make_proof(heard_until("2026-11", respondent=CENTRE), RULES).figures

    for name in ("ki.zuwendung.plan", "kim.stellen.plan", "abruf.2_1.bewilligt"):
        assert figures[name].value is not None
        assert figures[name].gaps == (Gap(CENTRE, "2026-12", MISSED, is_open=False),)


@pytest.mark.parametrize("name", ["vereine.zuwendung.plan", "vereine.honorar.zuwendung.plan"])
def test_a_grant_is_unknown_where_one_never_stated_a_row_and_owes_a_return(name):
    """That nothing happened in a month says nothing of the grant."""
    proof = make_proof(heard_until("2026-01", owed(SECOND, "2026-01", State.NIL)), RULES)
    figure = proof.figures[name]

    assert [row[2] for row in proof.lists["vereine"] if row[0] == SECOND] == [None], "it is in the list, too"
    assert (figure.value, figure.lacks) == (None, "noch nicht gemeldet")
    assert {(gap.respondent, gap.month) for gap in figure.gaps} == {(SECOND, month) for month in MONTHS[1:]}


def test_a_return_that_was_missed_before_others_came_leaves_the_grant_as_it_was_said_since():
    figure = make_proof(make_facts(returns=[owed(SECOND, "2026-04", State.MISSING)]), RULES).figures[ITS_PLAN]

    assert (figure.value, figure.gaps) == (Decimal("1200.00"), ())


def test_a_return_that_is_not_due_leaves_no_doubt_on_the_grant():
    facts = make_facts(due="2026-10", returns=[owed(SECOND, "2026-10", State.EXPECTED)])

    assert make_proof(facts, RULES).figures[ITS_PLAN].gaps == ()


def test_stocks_are_not_added_over_months():
    figures = make_proof(make_facts(), RULES).figures

    assert figures["ki.stellen.mittel"].value == figures["ki.stellen.m03"].value == Decimal("3.00")
    assert make_proof(make_facts(due="2026-11"), RULES).figures["ki.stellen.mittel"].value is None


def test_a_call_says_what_was_spent_and_not_yet_called():
    payments = (Payment(ziffer="2.1", day=date(2026, 3, 1), eur=Decimal("42500.50"), source="Kasse"),)
    rules = RULES.model_copy(update={"payments": payments})
    facts = make_facts(due="2026-10")

    assert value(facts, "abruf.2_1.verausgabt", rules) == Decimal("140001.00"), "months to come do not matter"
    assert value(facts, "abruf.2_1.offen", rules) == Decimal("97500.50")
    assert value(facts, "abruf.2_1.verfuegbar", rules) == Decimal("127499.50")
    assert value(facts, "abruf.2_1.bedarf", rules) is None
    assert value(facts, "abruf.2_3.abgerufen", rules) is None, "what nobody said is not nothing"
    assert value(facts, "abruf.2_2.bewilligt", rules) is None


def paid_rules(*payments, **lists):
    """Payments of a Ziffer: which, when, how much."""
    made = tuple(Payment(ziffer=one, day=day, eur=Decimal(eur), source="Kasse") for one, day, eur in payments)
    return RULES.model_copy(update={"payments": made} | lists)


def test_a_payment_of_a_later_day_is_named_and_does_not_count_yet():
    rules = paid_rules(("2.1", date(2026, 3, 1), "42500.50"), ("2.1", date(2026, 12, 1), "70000.00"))
    proof = make_proof(make_facts(), rules, date(2026, 11, 30))

    assert proof.figures["abruf.2_1.abgerufen"].value == Decimal("42500.50")
    assert proof.differences[-1] == (
        "nachweis.toml, payments: Ziffer 2.1, 70.000,00\u00a0€ am 01.12.2026: "
        "das ist nach dem 30.11.2026 und zählt noch nicht."
    )
    assert value(make_facts(), "abruf.2_1.abgerufen", rules) == Decimal("112500.50"), "known by then"


def test_more_called_than_granted_is_named():
    proof = make_proof(make_facts(), paid_rules(("2.1", date(2026, 3, 1), "900000.00")))

    assert any(
        one.startswith("abruf.2_1.abgerufen: 900.000,00") and "um 730.000,00" in one for one in proof.differences
    )


def test_what_is_left_of_a_ziffer_follows_from_figures_of_the_year_too():
    annual = tuple(
        Annual(year=2026, figure=f"abruf.2_2.{word}", eur=Decimal(eur), source="Bescheid")
        for word, eur in (("bewilligt", "10000.00"), ("verausgabt", "8000.00"))
    )
    proof = make_proof(make_facts(), paid_rules(("2.2", date(2026, 3, 1), "5000.00"), annual=annual))

    assert proof.figures["abruf.2_2.verfuegbar"].value == Decimal("5000.00")
    assert proof.figures["abruf.2_2.offen"].value == Decimal("3000.00")
    assert any("abruf.2_2.bewilligt: Bescheid nennt" in one and "eingetragen ist" in one for one in proof.differences)


def test_a_call_with_a_month_missing_is_not_worked_out():
    facts = make_facts(due="2026-10", returns=[owed(CENTRE, "2026-04", State.LATE)])

    assert value(facts, "abruf.2_1.verausgabt") is None
    assert (CENTRE, "2026-04", "Meldung überfällig") in reasons(facts, "abruf.2_1.verausgabt")


def test_a_return_that_is_expected_is_not_due_yet():
    """The month is open and its deadline lies ahead: a call for funds does not wait for it, a year does."""
    facts = make_facts(due="2026-10", returns=[owed(CENTRE, "2026-10", State.EXPECTED)])

    assert value(facts, "abruf.2_1.verausgabt") == Decimal("126000.90")
    assert value(facts, "ki.ausgaben.ist") is None
    assert (CENTRE, "2026-10", "noch nicht fällig") in reasons(facts, "ki.ausgaben.ist")


@pytest.mark.parametrize(
    ("figure", "eur", "due", "said"),
    [
        ("ki.ausgaben.ist", "168001.20", "2026-12", "die Meldungen ergeben dasselbe"),
        ("ki.ausgaben.ist", "168001.21", "2026-12", "Unterschied −0,01"),
        (
            "ki.ausgaben.ist",
            "1.00",
            "2026-10",
            "noch nicht vergleichbar (vollständig sind 10 von 12 Monaten; belegt sind",
        ),
        ("ki.zuwendung.eingang", "1.00", "2026-12", "noch nicht vergleichbar (Was ausgezahlt wurde"),
        ("ki.stellen.plan", "3.50", "2026-12", "keine Zahl in Euro"),
    ],
)
def test_a_figure_of_the_year_is_compared_to_the_cent(figure, eur, due, said):
    annual = (Annual(year=2026, figure=figure, eur=Decimal(eur), source="Jahresabschluss"),)
    proof = make_proof(make_facts(due=due), RULES.model_copy(update={"annual": annual}))

    assert any(said in one for one in proof.differences)


def test_without_figures_of_the_year_it_is_said_that_no_form_asks_for_them():
    assert NO_DECEMBER in make_proof(make_facts(), RULES).differences


def test_a_rate_of_other_months_compares_nothing():
    old = RULES.model_copy(update={"rates": (RULES.rates[0].model_copy(update={"valid_to": "2025-12"}),)})

    assert any("57.000" in one for one in make_proof(make_facts(), RULES).differences)
    assert not any("57.000" in one for one in make_proof(make_facts(), old).differences)


def test_a_newer_return_that_was_sent_back_makes_the_figure_doubtful():
    """What is in force counts; somebody has tried to correct it."""
    back = owed(CENTRE, "2026-05", State.RETURNED, is_in_force=True)
    figure = make_proof(make_facts(returns=[back]), RULES).figures["ki.ausgaben.ist"]

    assert figure.value == Decimal("168001.20")
    assert [(gap.month, gap.reason, gap.is_open) for gap in figure.gaps] == [
        ("2026-05", "neuere Lieferung zurückgegeben", False)
    ]


def test_a_ziffer_of_two_modules_tells_no_module_what_it_got():
    item = RULES.items[0].model_copy(update={"modules": ("KI", "KIM")})
    call = RULES.calls[0].model_copy(update={"items": (item,)})
    paid = (Payment(ziffer="2.1", day=date(2026, 3, 1), eur=Decimal("9.00"), source="Kasse"),)
    rules = RULES.model_copy(update={"calls": (call,), "payments": paid})

    assert value(make_facts(), "ki.zuwendung.eingang", rules) is None
    assert value(make_facts(), "abruf.2_1.abgerufen", rules) == Decimal("9.00")
    assert value(make_facts(), "abruf.2_1.bewilligt", rules) == Decimal("340000.00")


def test_a_call_names_its_next_date():
    call = RULES.calls[0].model_copy(update={"dates": (date(2026, 3, 1), date(2026, 9, 1))})
    rules = RULES.model_copy(update={"calls": (call,)})

    assert "nächster Abruftermin: 01.09.2026" in call_blocks(rules, make_facts(), date(2026, 3, 2))[0].title
    assert "nächster Abruftermin: nicht hinterlegt" in call_blocks(rules, make_facts(), date(2026, 9, 2))[0].title
