"""Need and supply side by side: a sum that lacks a month says so."""

import pytest

from schemas.steering.facts import window
from schemas.steering.needs import languages_table, offers_table, places_table, waiting_table
from schemas.steering.rules import DISTRICT
from tests.schemas.steering.factories import ASSOCIATIONS, CENTRE, GUARD, KITAS, MONTH, make_city, offers, rows_of

MONTHS = window(MONTH, 3)


def counselling(*given):
    return "counselling", rows_of("counselling", *(
        (CENTRE, {"month": month, "stage": "primar", "waiting": 9, "school_places_found": 5}) for month in given
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("told", "notes"),
    [
        (MONTHS, []),
        (MONTHS[:2], ["nicht für jeden dieser Monate gemeldet"]),
        ((), ["in diesen Monaten nichts gemeldet"]),
    ],
    ids=["all", "two of three", "none"],
)
def test_places_found_in_a_month_that_was_left_out_are_said_to_be_missing(told, notes):
    facts = make_city(counselling(*told), months=MONTHS, missing={(CENTRE, one) for one in MONTHS if one not in told})
    table = waiting_table(facts, GUARD, MONTHS)

    assert len(table.notes) == len(notes)
    assert all(part in note for part, note in zip(notes, table.notes, strict=True))
    assert [line[2] for line in table.lines] == ([str(5 * len(told))] if told else [])


def test_a_nil_return_of_the_centre_is_an_answer_and_no_month_that_lacks():
    nil = frozenset((CENTRE, one) for one in MONTHS)
    table = waiting_table(make_city(counselling(), months=MONTHS, nil=nil), GUARD, MONTHS)
    assert (table.lines, table.notes) == ((), ("Das Integrationszentrum hat in diesen Monaten Fehlanzeige gemeldet.",))

    last = frozenset({(CENTRE, MONTH)})
    table = waiting_table(make_city(counselling(*MONTHS[:2]), months=MONTHS, nil=last), GUARD, MONTHS)
    assert ([line[2] for line in table.lines], table.notes) == (["10"], ())

    left_empty = waiting_table(make_city(counselling(), months=MONTHS), GUARD, MONTHS)
    assert left_empty.notes == ("Das Integrationszentrum hat dazu in diesen Monaten nichts gemeldet.",)


def test_assignments_lack_a_month_that_was_left_out():
    spoken = rows_of(
        "interpreting", *((CENTRE, {"month": month, "language": "ar", "assignments": 4}) for month in MONTHS[:2])
    )
    table = languages_table(
        make_city(("interpreting", spoken), months=MONTHS, missing={(CENTRE, MONTH)}), GUARD, MONTHS
    )

    assert table.lines[0][-1] == "8"
    assert "Dolmetschen: Einsätze: 1 von 1 Stellen, davon 1 nicht vollständig." in table.notes[-1]


@pytest.mark.parametrize(("missing", "assignments"), [((), "–"), ({CENTRE, *ASSOCIATIONS}, ".")])
def test_a_supply_of_which_nobody_told_anything_is_not_known(missing, assignments):
    """The Kitas say that they have no groups of parents; there is no school that could say it of lessons."""
    spoken = rows_of("daycare_languages", *((name, {"language": "tr", "children": 20}) for name in KITAS))
    table = languages_table(make_city(("daycare_languages", spoken), missing=missing), GUARD, (MONTH,))

    assert table.lines == (("Türkisch", "120", "–", ".", assignments),)


def test_a_place_says_how_many_associations_left_out_a_month():
    facts = make_city(offers(("V2", "Tanz", "health", "all")), months=MONTHS, missing={("V2", MONTHS[0]), "V1"})
    table = places_table(facts, GUARD, MONTHS)

    assert {line[0]: line[-4:] for line in table.lines} == {
        "Haspe": (".", ".", "0 von 1", "–"),
        "Mitte": ("1", "–", "2 von 2", "1"),
        "gesamte Stadt": ("1", "–", "2 von 3", "1"),
    }


def offers_by(columns, **more):
    """The line of health: an offer of Mitte for everybody."""
    facts = make_city(offers(("V2", "Tanz", "health", "all")), listed_places=("Boele",), **more)
    table = offers_table(facts, (MONTH,), columns)
    line = next(line for line in table.lines if line[0] == "Gesundheit")
    return dict(zip(table.heads, line, strict=True)), table


def test_offers_of_a_place_where_no_association_answered_are_unknown_and_no_dash():
    line, table = offers_by(DISTRICT, missing={"V1"})

    assert line == {"Handlungsfeld": "Gesundheit", "Boele": "–", "Haspe": ".", "Mitte": "1", "zusammen": "1"}
    assert "„–“ heißt: keines gemeldet, „.“: niemand hat geantwortet." in table.notes[-1]


@pytest.mark.parametrize(("missing", "shown"), [((), {"1", "–"}), (set(ASSOCIATIONS), {"."})])
@pytest.mark.parametrize("columns", ["target_group", DISTRICT])
def test_where_nobody_answered_no_table_of_offers_has_a_dash_but_where_nobody_is_asked(columns, missing, shown):
    line, _ = offers_by(columns, missing=missing)
    said = {text for head, text in line.items() if head not in {"Handlungsfeld", "Boele"}}

    assert said == shown
