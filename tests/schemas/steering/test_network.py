"""Partner by month, and what followed an agreement as far as it can be told."""

from schemas.steering.network import follow_up_table, network_table
from tests.schemas.steering.factories import CENTRE, make_city, rows_of

MONTHS = ("2026-08", "2026-09", "2026-10")


def make_network(**more):
    rows = rows_of("network", *(
        (CENTRE, {"month": month, "partner": "school", "meetings": meetings, "agreements": agreements})
        for month, meetings, agreements in (("2026-08", 2, 1), ("2026-09", 3, 0), ("2026-10", 0, None))
    ))  # fmt: skip
    return make_city(("network", rows), months=MONTHS, **more)


def line_of(table, partner="Schule"):
    return dict(zip(table.heads, next(line for line in table.lines if line[0] == partner), strict=True))


def test_each_month_says_its_meetings_and_agreements():
    line = line_of(network_table(make_network()))

    assert [line[month] for month in ("Juli 2026", "Aug. 2026", "Sep. 2026", "Okt. 2026")] == [".", "2 +1", "3", "–"]


def test_a_month_without_a_return_is_unknown_and_said():
    table = network_table(make_network(missing={(CENTRE, "2026-09")}))

    assert line_of(table)["Sep. 2026"] == "."
    assert "Für 10 von 12 Monaten liegt keine Meldung des Integrationszentrums vor (.); das ist keine 0." in table.notes


def test_a_nil_return_says_that_nobody_was_met():
    rows = [row for row in make_network().rows["network"] if row.month != "2026-09"]
    facts = make_city(("network", rows), months=MONTHS, nil=frozenset({(CENTRE, "2026-09")}))

    assert [line[-2] for line in network_table(facts).lines] == ["–"] * 9
    assert line_of(follow_up_table(facts))["Treffen seither"] == "–"
    assert line_of(follow_up_table(facts), "Kita")["Vereinbarungen"] == "– (11 Monate unbekannt)"


def test_what_followed_an_agreement_is_told_as_far_as_it_is_known():
    table = follow_up_table(make_network())

    assert table.lines[2] == ("Schule", "1 (10 Monate unbekannt)", "Aug. 2026", "3", "Sep. 2026")
    assert line_of(table, "Kita")["die letzte"] == "keine gemeldet"
    assert "Ob eine Vereinbarung eingehalten wurde, ist nicht bekannt" in table.notes[0]


def test_months_that_are_not_known_are_counted_beside_the_meetings():
    table = follow_up_table(make_network(missing={(CENTRE, "2026-09")}))

    assert line_of(table)["Treffen seither"] == "– (ein Monat unbekannt)"


def test_of_whom_nothing_is_known_there_are_not_no_agreements():
    """Nine months are from before the recording, and in October the cell was left empty."""
    assert line_of(follow_up_table(make_network()), "Kita")["Vereinbarungen"] == "."
    assert line_of(follow_up_table(make_network()))["Vereinbarungen"] == "1 (10 Monate unbekannt)"
