"""The cells that are probably wrong: the smallest sets, the nearest values, checked against trying everything."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.check.localisation import localise as localise_module
from schemas.check.localisation.localise import Constraint, Spot, _constraints, _smallest_sets, localise
from tests.factories import make_reading


def pupils(*rows, arrivals=()):
    """A school's return with some figures by grade, and arrivals by country."""
    given = [{"grade": f"{number:02d}", **row} for number, row in enumerate(rows, 1)]
    countries = [{"country": code, "arrivals": number} for code, number in zip(("166", "475"), arrivals, strict=False)]
    return make_reading(tables={"school_pupils": given, "school_arrivals": countries})


def told(groups):
    """Sets of (column, row, now, suggested) instead of records."""
    return [
        [[(change.spot.column, change.spot.position, change.value, change.suggested) for change in one] for one in sets]
        for sets in groups
    ]


def test_a_total_that_is_too_small_for_all_its_parts_is_the_one_that_is_wrong():
    reading = pupils({"pupils": 12, "pupils_female": 50, "migration_background": 60, "first_support": 20})

    assert told(localise(reading)) == [[[("pupils", 0, 12, 60)]]]


def test_where_two_cells_could_be_wrong_both_are_named_in_the_order_of_the_form():
    reading = pupils({"pupils": 30, "first_support": 40, "first_support_female": 50, "german_class": 45})

    assert told(localise(reading)) == [[[("pupils", 0, 30, 50), ("first_support", 0, 40, 50)]]]


def test_one_broken_rule_needs_no_search():
    assert localise(pupils({"pupils": 10, "pupils_female": 12})) == []


def test_a_sound_return_has_nothing_to_suggest():
    assert localise(pupils({"pupils": 100, "pupils_female": 50, "first_support": 20})) == []


def test_rows_that_nothing_links_are_groups_of_their_own():
    wrong = {"pupils": 10, "pupils_female": 20, "migration_background": 30}

    assert told(localise(pupils(wrong, {"pupils": 50}, wrong))) == [
        [[("pupils", 0, 10, 30)]],
        [[("pupils", 2, 10, 30)]],
    ]


def test_at_most_twenty_groups_are_looked_at():
    wrong = {"pupils": 10, "pupils_female": 20, "migration_background": 30}

    assert len(localise(pupils(*[wrong] * 25))) == 20


def test_a_group_of_very_many_cells_is_left_out():
    rows = [{"country": "166", "arrivals": 5, "arrivals_female": 9}] * 700
    tables = {"school_pupils": [{"grade": "05", "pupils": 10, "arrivals": 2}], "school_arrivals": rows}

    assert localise(make_reading(tables=tables)) == []


def arrivals(*wrong):
    """One grade that names as many arrivals as the countries together; of the first some more girls than arrivals."""
    rows = [{"country": "166", "arrivals": 5, "arrivals_female": 6 if number in wrong else 2} for number in range(20)]
    return make_reading(tables={"school_pupils": [{"grade": "05", "arrivals": 100}], "school_arrivals": rows})


def test_five_cells_at_most_are_suggested():
    assert [len(sets[0]) for sets in localise(arrivals(*range(5)))] == [5]
    assert localise(arrivals(*range(6))) == [[]]


def test_what_breaks_more_than_ten_rules_is_no_slip(monkeypatch):
    monkeypatch.setattr(localise_module, "_smallest_sets", lambda *_: ["searched"])

    assert localise(arrivals(*range(10))) == [["searched"]]
    assert localise(arrivals(*range(11))) == []


def test_a_search_that_takes_too_long_suggests_nothing(monkeypatch):
    monkeypatch.setattr("schemas.check.localisation.programme._SECONDS", 0.0)

    assert localise(arrivals(*range(5))) == [[]]


def test_sums_over_tables_link_their_cells():
    """2 children instead of 20: more of them speak another language, and the places are not as many."""
    reading = make_reading(
        "daycare",
        {
            "daycare_children": [{"age_group": "U3", "children": 2, "other_family_language": 7}],
            "daycare_languages": [{"language": "tr", "children": 7}],
            "daycare_places": [{"group_form": "I", "booked_hours": "35", "places_occupied": 20}],
        },
    )

    assert told(localise(reading)) == [[[("children", 0, 2, 20)]]]


def test_a_side_that_is_empty_is_not_mended_by_a_value():
    assert [one.rule for one in _constraints(pupils({"pupils": 100}, arrivals=(13,)))] == []


def test_what_is_as_last_month_is_trusted_more():
    reading = pupils({"pupils": 30, "first_support": 40, "first_support_female": 50})
    spots = {name: Spot("school_pupils", 0, name) for name in ("pupils", "first_support", "first_support_female")}
    unknown = told(localise(reading))
    trusting = told(localise(reading, last={spots["pupils"]: 30.0, spots["first_support_female"]: 50.0}))

    assert len(unknown[0]) > 1
    assert trusting != unknown
    assert all("first_support" in [cell[0] for cell in one] for one in trusting[0])


def test_rules_about_cells_that_could_not_be_read_say_nothing():
    reading = pupils({"pupils": 12, "pupils_female": 50, "migration_background": 60})

    assert localise(reading, refused={("school_pupils", "pupils")}) == []


def test_at_most_three_alternatives_are_named():
    rows = {"pupils": 10, "pupils_female": 20}
    spots = [(Spot("school_pupils", row, "pupils_female"), Spot("school_pupils", row, "pupils")) for row in range(3)]
    many = [Constraint("rule", {part: 1, whole: -1}, is_equation=False) for part, whole in spots]
    values = {spot: float(rows[spot.column]) for one in many for spot in one.weights}

    assert len(_smallest_sets(many, values, {})) == 3


def cheapest(constraints, values):
    """Every set of cells, smallest first, with every value from 0 to 4: how few are enough."""
    spots = list(values)
    for size in range(len(spots) + 1):
        for chosen in combinations(spots, size):
            for tried in product(range(5), repeat=size):
                changed = values | dict(zip(chosen, tried, strict=True))
                if not any(one.is_broken(changed) for one in constraints):
                    return size
    raise AssertionError("nothing helps, not even 0 everywhere")


COLUMNS = ("pupils", "pupils_female", "first_support", "first_support_female", "german_class")


@settings(max_examples=60)
@given(st.tuples(*(st.integers(0, 4) for _ in COLUMNS)))
def test_no_smaller_set_would_do_and_what_is_suggested_mends_everything(numbers):
    reading = pupils(dict(zip(COLUMNS, numbers, strict=True)))
    constraints = list(_constraints(reading))
    values = {Spot("school_pupils", 0, name): float(number) for name, number in zip(COLUMNS, numbers, strict=True)}
    groups = localise(reading)

    if sum(one.is_broken(values) for one in constraints) > 1:
        ((*sets,),) = groups
        assert sets
        for one in sets:
            mended = values | {change.spot: change.suggested for change in one}
            assert not any(constraint.is_broken(mended) for constraint in constraints)
            assert len(one) == cheapest(constraints, values)
    else:
        assert groups == []
