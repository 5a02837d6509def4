"""What to look at first, in German, at the cell."""

from schemas.check.localisation.suggestion import suggest
from schemas.finding import Severity
from tests.factories import make_facts, make_reading


def about(row, **known):
    reading = make_reading(tables={"school_pupils": [{"grade": "05", **row}]})
    return list(suggest(reading, known.get("refused", ()), known.get("last", {})))


def test_one_cell_is_named_with_what_would_fit():
    (finding,) = about({"pupils": 12, "pupils_female": 50, "migration_background": 60})

    assert finding.severity == Severity.INFORMATION
    assert (finding.rule, finding.table, finding.column, finding.cell) == (
        "SUGGESTION",
        "school_pupils",
        "pupils",
        "B6",
    )
    assert finding.message == (
        "Mehrere Befunde hängen zusammen. Wahrscheinlich stimmt nur diese Angabe nicht: „Schülerinnen und Schüler "
        "insgesamt“ (Blatt „Schülerinnen und Schüler nach J“, Zelle B6): mit 60 statt 12 passt alles zusammen."
    )
    assert "Geändert haben wir nichts" in finding.hint


def test_where_it_may_be_one_or_another_both_are_named():
    (finding,) = about({"pupils": 70, "pupils_female": 75, "first_support": 80, "first_support_female": 90})

    assert "nur eines davon falsch" in finding.message
    assert finding.message.count("; oder ") == 1
    assert finding.message.count(" und „") == 2


def test_last_months_figures_tell_which_cell_is_to_be_trusted():
    row = {"pupils": 30, "first_support": 40, "first_support_female": 50}
    last = make_facts("school_pupils", {"grade": "05", "pupils": 30, "first_support_female": 50})
    (finding,) = about(row, last={"school_pupils": last})

    assert "„in Erstförderung Deutsch“" in finding.message
    assert finding.message != about(row)[0].message


def test_nothing_is_said_of_cells_that_could_not_be_read():
    assert (
        about({"pupils": 12, "pupils_female": 50, "migration_background": 60}, refused={("school_pupils", "pupils")})
        == []
    )
