"""What older versions said, from the warehouse."""

from schemas.answer.changes import facts_of, find_changed_cells
from tasks.letters.replaced_facts import read_replaced_facts
from tests.factories import enter_respondents, keep, make_nil, make_reading


def test_facts_come_back_as_they_were_read(engine):
    enter_respondents(engine)
    reading = make_reading("association")
    number = keep(engine, reading)

    assert read_replaced_facts(engine, [number]) == {number: facts_of(reading)}
    assert find_changed_cells(read_replaced_facts(engine, [number])[number], reading) == ()


def test_each_submission_has_its_own(engine):
    enter_respondents(engine)
    numbers = [keep(engine, make_reading(form)) for form in ("school", "daycare")]

    assert {number: sorted(facts) for number, facts in read_replaced_facts(engine, numbers).items()} == {
        1: ["school_arrivals", "school_pupils"], 2: ["daycare_children", "daycare_languages", "daycare_places"],
    }  # fmt: skip


def test_without_facts_there_is_no_entry(engine):
    enter_respondents(engine)

    assert read_replaced_facts(engine, [keep(engine, make_nil())]) == {}
    assert read_replaced_facts(engine, []) == {}
