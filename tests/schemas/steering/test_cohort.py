"""The chain from Kita to school by year of school entry: the same cohort a year and a grade earlier."""

from dataclasses import replace

from schemas.steering.cohort import cohorts_table, grades_table, years_back
from schemas.steering.facts import Member, window
from tests.schemas.steering.factories import GUARD, KITAS, make_city, make_members, rows_of

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

    assert line_of(table, "Jg. 1")["Förderung damals"] == ".", "of the Kita nobody knows the year of birth"
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


def kita_rows(month, **values):
    return rows_of("daycare_children", *(
        (name, {"month": month, "age_group": "Ü3", "children": 50, "certified_support_need": 10, **values})
        for name in KITAS
    ))  # fmt: skip


def test_between_kita_and_grade_one_there_is_no_change():
    """Support that was needed in the Kita and first support at school are two things: 41.7 and 5 percent here."""
    months, members = ("2027-02", "2028-02"), make_members(**SCHOOLS)
    kitas = [row for month in months for row in kita_rows(month, school_starters=20, school_starters_need=8)]
    pupils = ("school_pupils", grades(months[1], g01=5))
    facts = make_city(pupils, ("daycare_children", kitas), month=months[1], months=months, members=members)
    table = grades_table(facts, GUARD, months[1:], months)
    first = line_of(table, "Jg. 1")

    assert (first["dieselben ein Jahr zuvor"], first["Förderung damals"]) == ("Kita: bald schulpflichtig", "41,7\xa0%")
    assert (first["Förderbedarf, Erstförderung"], first["Veränderung (Punkte)"]) == ("5,0\xa0%", "x")
    assert any(note.startswith("Zwischen Kita und Jahrgang 1 steht keine Veränderung (x)") for note in table.notes)


SIX = {f"S{number}": Member("school", f"Schule {number}", "Haspe") for number in range(1, 7)}


def second_grades(month, **support):
    """A row a school: 100 pupils in grade 2, so many in first support."""
    return rows_of("school_pupils", *(
        (name, {"month": month, "grade": "02", "pupils": 100, "first_support": count})
        for name, count in support.items()
    ))  # fmt: skip


def read_second(rows, **more):
    facts = make_city(("school_pupils", rows), month=NOW, members=SIX, months=window(NOW, 3), **more)
    table = grades_table(facts, GUARD, window(NOW, 3), (NOW,))
    return line_of(table, "Jg. 2"), table.notes[0]


def test_a_share_is_that_of_the_schools_that_say_both_its_parts():
    some = second_grades(NOW, S1=20, S2=20, S3=20, S4=None, S5=None, S6=None)
    line, note = read_second(some)

    assert (line["Kinder"], line["Förderbedarf, Erstförderung"]) == ("600", "20,0\xa0%")
    assert "Schülerinnen und Schüler insgesamt: 6 von 6 Stellen" in note
    assert "in Erstförderung Deutsch: 3 von 6 Stellen" in note
    few = second_grades(NOW, S1=20, S2=20, S3=None, S4=None, S5=None, S6=None)
    assert read_second(few)[0]["Förderbedarf, Erstförderung"] == ".", "two schools are too few to be shown"


def test_a_share_is_of_one_month():
    """In September three schools had 200 pupils each, with 40 in first support; in October they left it empty."""
    before = second_grades("2026-09", S4=40, S5=40, S6=40)
    before = [replace(row, values={**row.values, "pupils": 200}) for row in before]
    now = second_grades(NOW, S1=20, S2=20, S3=20, S4=None, S5=None, S6=None)
    line, _ = read_second([*before, *now], least_older=3)

    assert (line["Kinder"], line["Förderbedarf, Erstförderung"]) == ("600", "20,0\xa0%")
    wrong = [row for row in before if row.respondent != "S6"]
    assert read_second([*wrong, *now], least_older=3)[0]["Förderbedarf, Erstförderung"] == "20,0\xa0%"
