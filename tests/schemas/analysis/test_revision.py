"""Two states of the figures compared: what is another value, what only stands elsewhere, and why."""

from schemas.analysis.revision import ChangedValue, ChangeReason, compare_values, describe_move, sum_causes

A, B = ("169468", "2026-10"), ("169470", "2026-10")
GRADE = ("S01", "school_pupils", "grade", "05", None, None)
OTHER = ("S01", "school_pupils", "grade", "06", None, None)
LATE, NEW = ChangeReason("late"), ChangeReason("resubmitted")


def change(place, mark, before, after, cause, note=None):
    return ChangedValue(place[1], place[0], *mark, before, after, cause, note)


def test_only_what_differs_is_a_change():
    found = compare_values({A: {GRADE: 10, OTHER: 5}}, {A: {GRADE: 12, OTHER: 5}}, {A: NEW}, {})

    assert found == (change(A, GRADE, 10, 12, "resubmitted"),)


def test_what_appears_and_what_disappears():
    found = compare_values({A: {GRADE: 10}}, {A: {OTHER: 5}, B: {GRADE: 0}}, {A: NEW, B: LATE}, {})

    assert found == (
        change(A, GRADE, 10, None, "resubmitted"), change(A, OTHER, None, 5, "resubmitted"),
        change(B, GRADE, None, 0, "late"),
    )  # fmt: skip


def test_a_move_in_the_register_moves_every_value():
    found = compare_values({A: {GRADE: 10, OTHER: 5}}, {A: {GRADE: 12, OTHER: 5}}, {A: NEW}, {A[0]: "Stadtteil: x → y"})

    assert found == (
        change(A, GRADE, 10, 12, "resubmitted"), change(A, OTHER, 5, 5, "register", "Stadtteil: x → y"),
    )  # fmt: skip


def test_what_a_figure_is_filed_under_stands_in_the_note():
    field = ("field_of_action", "offers", "title", "Café", None, None)
    found = compare_values(
        {A: {field: "health"}, B: {field: "health"}}, {A: {field: "youth"}}, {A: ChangeReason("rule", "x"), B: NEW}, {}
    )

    assert found == (
        change(A, field, None, None, "rule", "x; health → youth"),
        change(B, field, None, None, "resubmitted", "health → –"),
    )  # fmt: skip
    assert compare_values({A: {field: "health"}}, {A: {field: "health"}}, {}, {A[0]: "Stadtteil: x → y"}) == ()


def test_a_move_is_said_in_german_and_a_new_name_is_none():
    old = {"centre_id": "05914000", "kind": "school", "school_type": "G", "district": None, "name": "A"}

    assert describe_move(old, old | {"name": "B"}) == ""
    assert (
        describe_move(old, old | {"school_type": "GE", "district": "Mitte"})
        == "Schulform: G → GE; Stadtteil: – → Mitte"
    )


def test_causes_are_counted_by_values_and_respondents():
    found = compare_values({}, {A: {GRADE: 1, OTHER: 2}, B: {GRADE: 3}}, {A: LATE, B: LATE}, {})

    assert sum_causes(found) == {"late": (3, 2)}
    assert found[0].breakdown == "Jahrgang 05"
