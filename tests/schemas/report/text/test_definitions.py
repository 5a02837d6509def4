"""A definition says what is counted, by whom, when, in which unit and version."""

import pytest

from schemas.report.text.definitions import define_indicators


@pytest.mark.parametrize(
    ("indicator", "parts"),
    [
        ("S05", ("Meldebogen Schule", "Bestand am letzten Tag des Berichtsmonats", "Fassung 1 der Definition.")),
        ("V05", ("Meldebogen Verein", "Zugang im Berichtsmonat", "sind es Teilnahmen, keine Personen")),
        ("V11", ("Meldebogen Verein", "Zeitbezug: Kalenderjahr, einmal im Dezember gefragt.")),
        ("I04", ("Meldebogen Integrationszentrum", "nie addiert", "Einheit: Tage.")),
        ("K08", ("Meldebogen Schule, Meldebogen Kita und Meldebogen Verein", "Einheit: Familien.")),
    ],
)
def test_an_indicator_is_defined(indicator, parts):
    text = next(text for term, text in define_indicators("2027-12") if term.startswith(indicator))

    assert [part for part in parts if part not in text] == []


def test_each_is_defined_once_in_the_order_of_their_ids():
    ids = [term.split()[0] for term, _ in define_indicators("2027-12")]

    assert ids == sorted(set(ids))


def test_a_report_defines_only_what_its_month_asks():
    ids = {term.split()[0] for term, _ in define_indicators("2026-10")}

    later = {term.split()[0] for term, _ in define_indicators("2027-01")}
    new = {"K12", "K13", "I10", "I11", "T01", "T02", "T03", "T04", "T05", "T06"}

    assert ids.isdisjoint(new | {"V11"})
    assert later - ids == new
    assert ids - later == {"I07"}
