"""Which figure somebody means, in the words of the report."""

import pytest

from config.errors import UsageError
from schemas.analysis.question import Question, parse_question


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("S05 2026-10", Question("school_pupils", "first_support", "2026-10")),
        ("s05 2026-10 Grundschule", Question("school_pupils", "first_support", "2026-10", {"school_type": "G"})),
        ("S05 2026-10 Jahrgang 05", Question("school_pupils", "first_support", "2026-10", {"grade": "05"})),
        (
            "S05 2026-10 Gymnasium, Jg. 5",
            Question("school_pupils", "first_support", "2026-10", {"school_type": "GY", "grade": "05"}),
        ),
        ("K03 2026-10", Question("daycare_children", "other_family_language", "2026-10")),
        ("K03 2026-10 Türkisch", Question("daycare_languages", "children", "2026-10", {"language": "tr"})),
        ("S01 2026-10 169468", Question("school_pupils", "pupils", "2026-10", {"respondent_id": "169468"})),
        ("S01 2026-10 Stadtteil Haspe", Question("school_pupils", "pupils", "2026-10", {"district": "Haspe"})),
        ("K08 2026-10 Kita", Question("parent_programmes", "families", "2026-10", {"kind": "daycare"})),
        ("V01 2026-10", Question("offers", "rows", "2026-10", {"is_funded_by_komm_an": "yes"})),
        ("V02 2026-10", Question("meeting_places", "rows", "2026-10")),
        ("V02 2026-10 ohne Zuordnung", Question("meeting_places", "rows", "2026-10", {"district": "ohne Zuordnung"})),
        ("V02 2026-10 Stadtteil Ohne Angabe", Question("meeting_places", "rows", "2026-10", {"district": None})),
        (
            "V05 2026-10 Handlungsfeld ohne Angabe",
            Question("offers", "participants", "2026-10", {"field_of_action": None}),
        ),
        ("V05 2026-10 =Sprachcafé", Question("offers", "participants", "2026-10", {"title": "Sprachcafé"})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_words_of_the_report_are_understood(words, question):
    assert parse_question(words) == question


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Gefragt wird so"),
        ("S05", "Gefragt wird so"),
        ("S05 Oktober", "ist kein Monat"),
        ("X99 2026-10", "Die Kennzahl „X99“ gibt es nicht. Möglich sind: I01"),
        ("S05 2026-10 Turnhalle", "„Turnhalle“ ist bei S05 nicht bekannt"),
        ("S05 2026-10 Türkisch", "nicht bekannt"),
        ("S05 2026-10 ohne Zuordnung", "nicht bekannt"),
        ("V05 2026-10 ohne Angabe", "kann mehreres heißen: component, field_of_action, is_funded"),
    ],
)
def test_what_means_nothing_is_refused_with_what_would(words, said):
    with pytest.raises(UsageError, match=said):
        parse_question(words)


def test_a_question_has_a_title():
    assert parse_question("S05 2026-10").title == "in Erstförderung Deutsch"
