"""What the steering view says is what the warehouse holds: counted again by queries of its own."""

from datetime import datetime

import pytest
from sqlalchemy import insert, text

from config.places import ListedPlace
from config.policy import Policy, Steering
from schemas.finding import Severity
from schemas.form.submission import State
from schemas.store import correspondence as c
from tasks.steering.read_facts import read_steering
from tests.factories import CENTRE, POLICY, keep, make_finding, make_nil, make_reading, make_verdict
from tests.tasks.steering.conftest import ASSOCIATIONS, AT, KITAS, MONTHS, send

LATER = datetime(2026, 11, 20, 9)
RULE = {
    "title": "Sprachbildung",
    "need": "K03",
    "supply": "offers",
    "by": "district",
    "least_need": 10,
    "least_per_100": 2,
}


def steering(**changes):
    return POLICY.model_copy(update={"steering": Steering(gaps=(RULE,), months=len(MONTHS)), **changes})


def view_of(engine, policy: Policy | None = None, vintage=LATER):
    return read_steering(engine, CENTRE, "2026-10", vintage, policy or steering())


def table_of(view, name):
    table = next(one for tables in view.sections.values() for one in tables if one.id == name)
    return {line[0]: dict(zip(table.heads, line, strict=True)) for line in table.lines}


def asked(engine, query):
    with engine.connect() as connection:
        return dict(connection.execute(text(query)).all())


def round_to_5(count):
    return f"{5 * ((count + 2) // 5):.0f}"


def test_needs_and_offers_are_those_of_a_query_of_its_own(city):
    send(city)
    places = table_of(view_of(city), "places")
    children = asked(city, """
        SELECT r.district, SUM(s.other_family_language) FROM submission u
        JOIN daycare_children s ON s.submission_id = u.submission_id
        JOIN respondent r ON r.respondent_id = u.respondent_id
        WHERE u.month = '2026-10' AND u.accepted_at IS NOT NULL AND u.superseded_at IS NULL GROUP BY r.district
    """)  # fmt: skip
    offers = asked(city, """
        SELECT district, COUNT(*) FROM (SELECT DISTINCT r.district, o.respondent_id, o.title FROM offers o
        JOIN respondent r ON r.respondent_id = o.respondent_id) AS once GROUP BY district
    """)  # fmt: skip

    assert children == {"Haspe": 54, "Mitte": 117}
    for place in ("Haspe", "Mitte"):
        assert places[place]["Kita: andere Familiensprache"] == round_to_5(children[place])
        assert places[place]["Angebote der Vereine"] == str(offers[place])
    assert places["gesamte Stadt"]["Kita: andere Familiensprache"] == round_to_5(sum(children.values()))


def test_the_views_of_the_warehouse_hold_what_the_page_compares(city):
    send(city)
    need = asked(city, """
        SELECT district, value FROM steering_need
        WHERE month = '2026-10' AND indicator = 'K03' AND fact_table = 'daycare_children'
    """)  # fmt: skip
    supply = asked(
        city, "SELECT district, offers FROM steering_supply WHERE month = '2026-10' AND target_group = 'children'"
    )

    assert need == {"Haspe": 54, "Mitte": 117}
    assert supply == {"Haspe": 1, "Mitte": 1}


def test_funds_are_those_of_a_query_of_its_own(city):
    send(city)
    line = table_of(view_of(city), "funds")["Vereine zusammen"]
    (spent,) = asked(city, "SELECT 1, SUM(spent_eur) FROM current_offer_funds WHERE month LIKE '2026-%'").values()

    assert line["ausgegeben (€)"] == f"{spent:.0f}" == "402"
    assert line["bewilligt (€)"] == "2.400"


def test_a_nil_return_of_the_centre_is_read_as_one_and_not_as_a_month_that_lacks(city):
    send(city, without={CENTRE})
    for month in MONTHS:
        keep(city, make_nil("centre", respondent=CENTRE, month=month), at=AT)
    view = view_of(city)

    assert table_of(view, "network")["Schule"]["Okt. 2026"] == "–"
    waiting = next(one for one in view.sections["needs"] if one.id == "waiting")
    assert waiting.notes == ("Das Integrationszentrum hat in diesen Monaten Fehlanzeige gemeldet.",)


def test_a_gap_is_claimed_by_what_is_in_force(city):
    send(city)

    assert [(one.gap.where, one.gap.need, one.gap.supply) for one in view_of(city).gaps] == [
        ("Mitte", 115, 1),
        ("Haspe", 55, 1),
    ]


def test_where_the_returns_of_the_need_are_missing_no_gap_is_claimed(city):
    send(city, without=KITAS)
    view = view_of(city)

    assert view.gaps == ()
    assert [one.where for one in view.unjudged] == ["Haspe", "Mitte"]
    assert table_of(view, "places")["Haspe"]["Kita: andere Familiensprache"] == "."


def test_it_is_told_as_the_vintage_knew_it(city):
    send(city)
    send(city, at=LATER, plus=50)

    assert [one.gap.need for one in view_of(city, vintage=AT).gaps] == [115, 55]
    assert [one.gap.need for one in view_of(city).gaps] == [265, 205]


def test_places_are_called_as_the_centres_list_calls_them(city):
    send(city)
    listed = (ListedPlace(title="Hagen-Haspe", aliases=("Haspe",)), ListedPlace(title="Boele"))
    view = view_of(city, steering(places=listed))

    assert list(table_of(view, "places")) == ["Boele", "Hagen-Haspe", "ohne Zuordnung", "gesamte Stadt"]


def test_a_rule_that_means_nothing_is_named_and_the_rest_goes_on(city):
    send(city)
    wrong = Steering(
        gaps=({**RULE, "need": "X99"}, RULE), neighbours=(("Haspe", "Atlantis"),), rounding_base=3, months=2
    )
    view = view_of(city, steering(steering=wrong))

    assert len(view.gaps) == 2
    assert [sentence.partition(":")[0] for sentence in view.problems] == [
        "Die Lücke „Sprachbildung“ in policy.toml ([steering], gaps) bleibt außer Acht",
        "policy.toml ([steering], neighbours) nennt den Ort „Atlantis“, den es nicht gibt.",
        "Diese Seite rundet auf Vielfache von 3, die Berichte auf Vielfache von 5",
    ]


@pytest.mark.parametrize("month", [*MONTHS, "2027-03"])
def test_every_month_has_a_page_whatever_is_known_of_it(city, month):
    view = read_steering(city, CENTRE, month, LATER, POLICY)

    assert view.gaps == (), "where nobody reported nothing is claimed"
    assert {one.where for one in view.unjudged} == {"gesamte Stadt"}
    assert all(table.heads for tables in view.sections.values() for table in tables)


ASKED = {"severity": Severity.WARNING, "table": "offer_funds", "subject": "offer_funds.granted_eur[B|staff]"}
ANSWER = "Erläutert (Oktober 2026): Der Kurs ist zu Ende."


@pytest.mark.parametrize(
    ("asked", "is_said"),
    [
        ({"rule": "ROW_GONE", "answer": ANSWER}, True),
        ({"rule": "TABLE_GONE", "subject": "offer_funds.granted_eur[]", "answer": ANSWER}, True),
        ({"rule": "ROW_GONE"}, False),
        ({"rule": "ROW_GONE", "subject": "offer_funds.granted_eur[B|rent]", "answer": ANSWER}, False),
        ({"rule": "ROW_GONE", "subject": "offer_funds.granted_eur", "answer": ANSWER}, False),  # names no row
        ({"rule": "SAME_AS_LAST_MONTH", "answer": ANSWER}, False),
    ],
)
def test_a_line_of_the_funds_that_is_explained_to_be_gone_is_no_month_that_lacks(city, asked, is_said):
    name = next(iter(ASSOCIATIONS))
    send(city)
    verdict = make_verdict(State.ACCEPTED, make_finding(message="Fehlt?", **ASKED | asked))
    keep(city, make_reading("association", {}, respondent=name, month="2026-10"), verdict, at=LATER)
    notes = " ".join(view_of(city).sections["funds"][0].notes)

    assert ("erläutert, warum eine Zeile der Mittel nicht mehr da ist" in notes) == is_said
    assert ("fehlt eine Monatsangabe" in notes) == ("lässt eine Zeile der Mittel weg" in notes) == (not is_said)
    assert "erläutert" not in " ".join(view_of(city, vintage=AT).sections["funds"][0].notes), "not known by then"


@pytest.mark.parametrize(("until", "is_said"), [("2026-10", True), ("2026-09", False)])
def test_a_waiver_of_a_line_that_is_gone_holds_for_its_months(city, until, is_said):
    name = next(iter(ASSOCIATIONS))
    waiver = {"waiver_id": 1, "rule": "ROW_GONE", "respondent_id": name, "month_from": "2026-09", "month_to": until,
              "reason": "Weg.", "given_by": "Leitung", "given_at": AT, "expires_on": LATER.date()}  # fmt: skip
    send(city)
    with city.begin() as connection:
        connection.execute(insert(c.waiver), waiver)
    asked = make_finding(message="Fehlt?", rule="ROW_GONE", answer="Ausnahme: Weg.", waiver_id=1, **ASKED)
    verdict = make_verdict(State.ACCEPTED, asked)
    keep(city, make_reading("association", {}, respondent=name, month="2026-10"), verdict, at=LATER)

    assert ("lässt eine Zeile der Mittel weg" in " ".join(view_of(city).sections["funds"][0].notes)) == (not is_said)
