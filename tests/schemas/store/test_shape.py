"""What a table or view looks like from outside is what the database gives."""

import pytest
from sqlalchemy import text

from schemas.store.shape import CLOSED, has_months, open_names, shape_of


@pytest.mark.parametrize("name", open_names())
@pytest.mark.slow
def test_the_columns_are_those_of_the_database(engine, name):
    with engine.connect() as connection:
        found = list(connection.execute(text(f'SELECT * FROM "{name}"')).keys())

    assert [field.name for field in shape_of(name)] == found
    assert all(field.comment for field in shape_of(name))


@pytest.mark.parametrize("name", [*CLOSED, "no_such_table"])
def test_addresses_and_what_does_not_exist_have_no_shape(name):
    assert name not in open_names()
    with pytest.raises(KeyError):
        shape_of(name)


def test_what_belongs_to_a_month_can_be_taken_month_by_month():
    assert has_months("current_school_pupils")
    assert has_months("indicator_value")
    assert not has_months("code")
    assert not has_months("month")
