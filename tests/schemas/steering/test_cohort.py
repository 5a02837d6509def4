"""The chain from Kita to school by year of school entry: the same cohort a year and a grade earlier."""

from schemas.steering.cohort import cohorts_table, grades_table, years_back
from schemas.steering.facts import Member, window
from tests.schemas.steering.factories import GUARD, make_city, rows_of

SCHOOLS = {name: Member("school", f"Schule {name}", "Haspe") for name in ("S1", "S2", "S3")}
NOW, BEFORE = "2026-10", "2025-10"


def grades(month, **support):
    """A row a school and grade: of 100 pupils each, so many in first support."""
    return rows_of("school_pupils", *(
        (name, {"month": month, "grade": grade.removeprefix("g"), "pupils": 100, "first_support": count})
        for name in SCHOOLS for grade, count in support.items()
    ))  # fmt: skip


def make_facts(rows, **more):
    months = [*window(BEFORE, 3), *window(NOW, 3)]
    return make_city(
        ("school_pupils", rows), ("daycare_children", []), month=NOW, members=SCHOOLS, months=months, **more
    )


def line_of(table, head):
    return next(dict(zip(table.heads, line, strict=True)) for line in table.lines if line[0] == head)


def test_a_grade_stands_beside_itself_a_year_and_a_grade_earlier():
    facts = make_facts(grades(BEFORE, g01=20, g02=30) + grades(NOW, g01=5, g02=10))
    second = line_of(grades_table(facts, GUARD, window(NOW, 3), (BEFORE, NOW)), "Jg. 2")

    assert second["kam in die Schule"] == "2025/26"
    assert (second["dieselben ein Jahr zuvor"], second["Förderung damals"]) == ("Jg. 1", "20,0\xa0%")
    assert (second["Förderbedarf, Erstförderung"], second["Veränderung (Punkte)"]) == ("10,0\xa0%", "−10,0")


def test_what_cannot_be_known_is_said():
    facts = make_facts(grades(BEFORE, g01=20) + grades(NOW, g01=5))
    table = grades_table(facts, GUARD, window(NOW, 3), (BEFORE, NOW))

    assert line_of(table, "Jg. 1")["Veränderung (Punkte)"] == ".", "of the Kita nobody knows the year of birth"
    assert any("nicht das Lebensjahr" in note for note in table.notes)
    assert any("Kein Meldebogen verfolgt ein einzelnes Kind" in note for note in table.notes)


def test_a_year_that_is_not_there_is_not_made_up():
    table = grades_table(make_facts(grades(NOW, g01=5, g02=10)), GUARD, window(NOW, 3), (NOW,))

    assert line_of(table, "Jg. 2")["Veränderung (Punkte)"] == "."
    assert "Für Oktober 2025 ist nichts bekannt" in table.notes[0]


def test_a_cohort_is_read_along_its_line():
    facts = make_facts(grades(BEFORE, g01=20, g02=30) + grades(NOW, g01=5, g02=10))
    table = cohorts_table(facts, GUARD, window(NOW, 3), (BEFORE, NOW))

    assert table.heads == ("Einschulung", "2025/26", "2026/27")
    assert table.lines == (
        ("2026/27", ".", "Jg. 1: 5,0\xa0%"),
        ("2025/26", "Jg. 1: 20,0\xa0%", "Jg. 2: 10,0\xa0%"),
        ("2024/25", "Jg. 2: 30,0\xa0%", "."),
    )


def test_a_grade_of_one_school_is_not_shown():
    rows = [row for row in grades(NOW, g01=5, g02=10) if row.values["grade"] == "01" or row.respondent == "S1"]

    assert [line[0] for line in cohorts_table(make_facts(rows), GUARD, window(NOW, 3), (NOW,)).lines] == []


def test_only_years_with_returns_are_looked_at():
    assert years_back("2026-10", ("2024-10", "2025-09", "2026-10")) == ("2026-10", "2024-10")
