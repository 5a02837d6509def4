from dataclasses import replace

import pytest

from schemas.report.check import check_report
from schemas.report.model import Coverage, KeyFigures, ReportChart, ReportError, row
from tests.factories_report import make_report, make_table, with_table


def report_with(**overrides):
    return with_table(make_report(), make_table(id="kita_kinder", **overrides))


def test_a_good_report_passes():
    check_report(make_report())


def test_a_report_without_tables_passes():
    check_report(make_report(sections=()))


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"rows": (row("U3", -1, 1, 0.5),)}, "kita_kinder, Zeile 1, Spalte kinder: kleiner als null"),
        ({"rows": (row("U3", 2.5, 1, 0.5),)}, "Spalte kinder: keine ganze Zahl"),
        ({"rows": (row("U3", 1, 1, -0.5),)}, "Spalte anteil: kleiner als null"),
        ({"rows": (row("U3", "viele", 1, 0.5),)}, "Spalte kinder: Text gehört in Textspalten"),
        ({"rows": (row(3, 1, 1, 0.5),)}, "Spalte altersgruppe: Text gehört in Textspalten"),
        ({"coverage": Coverage(5, 3)}, "kita_kinder: mehr Meldungen als erwartet"),
        ({"title": " "}, "kita_kinder: title fehlt"),
        ({"source": ""}, "kita_kinder: source fehlt"),
    ],
    ids=[
        "negative",
        "half a person",
        "negative share",
        "text for a number",
        "number for text",
        "coverage",
        "title",
        "source",
    ],
)
def test_what_cannot_be_right_is_named(overrides, message):
    with pytest.raises(ReportError, match=message):
        check_report(report_with(**overrides))


def test_missing_values_are_no_fault():
    check_report(report_with(rows=(row("U3", None, None, None),)))


@pytest.mark.parametrize(
    "block",
    [
        ReportChart("bild", "Bild", "line", "nichts", "a", ("b",)),
        ReportChart("bild", "Bild", "line", "verlauf", "monat", ("nichts",)),
        KeyFigures("bild", "kennzahlen", ("nichts",), "kennzahl", "jetzt"),
    ],
    ids=["no table", "no column", "no row"],
)
def test_charts_and_key_figures_name_what_is_there(block):
    report = make_report()
    first = replace(report.sections[0], blocks=(*report.sections[0].blocks, block))
    with pytest.raises(ReportError, match=r"bild: .*nichts"):
        check_report(replace(report, sections=(first, *report.sections[1:])))
