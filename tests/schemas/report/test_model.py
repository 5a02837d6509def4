from decimal import Decimal

import numpy as np
import pytest

from schemas.report.cell import ReportCell, Sign, to_cell
from schemas.report.model import Report, ReportColumn, ReportError, cell_kind, row
from tests.factories_report import make_report, make_table


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (3, ReportCell(3)),
        (np.int64(3), ReportCell(3)),
        (np.float64(0.5), ReportCell(0.5)),
        (Decimal("12.30"), ReportCell(12.3)),
        ("Text", ReportCell("Text")),
        (None, ReportCell(None, Sign.UNKNOWN)),
        (ReportCell(None, Sign.LATER), ReportCell(None, Sign.LATER)),
    ],
)
def test_plain_values_become_cells(value, cell):
    made = to_cell(value)
    assert made == cell
    assert type(made.value) is type(cell.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, [1], object()])
def test_what_is_no_figure_is_refused(value):
    with pytest.raises(ReportError):
        to_cell(value)


@pytest.mark.parametrize("sign", [Sign.NONE, Sign.LESS, Sign.LIMITED])
def test_a_missing_value_says_why(sign):
    with pytest.raises(ReportError, match="braucht ein Zeichen"):
        ReportCell(None, sign)


def test_a_sign_instead_of_a_value_stands_alone():
    with pytest.raises(ReportError, match="anstelle"):
        ReportCell(3, Sign.UNKNOWN)


def test_a_row_has_as_many_cells_as_there_are_columns():
    with pytest.raises(ReportError, match="2 Zellen statt 4"):
        make_table(rows=(row("a", 1),))


@pytest.mark.parametrize("name", ["", "Ä", "a-b", "1a", "a b"])
def test_ids_are_plain(name):
    with pytest.raises(ReportError, match="Kennung"):
        make_table(id=name)


def test_a_change_says_of_what():
    with pytest.raises(ReportError, match="change_of"):
        ReportColumn("a", "A", "change")


def test_ids_are_given_once():
    report = make_report()
    with pytest.raises(ReportError, match="kennzahlen"):
        make_report(sections=(*report.sections, *(s for s in report.sections if s.number == "1")))


@pytest.mark.parametrize("vintage", ["2026-11-12", "2026-11-12T06:00:00", "gestern"])
def test_the_vintage_has_an_offset(vintage):
    with pytest.raises(ReportError, match="Zeitzone"):
        make_report(vintage=vintage)


def test_what_is_not_there_is_said_by_name():
    with pytest.raises(ReportError, match="keine Tabelle fehlt"):
        make_report().table("fehlt")
    with pytest.raises(ReportError, match="keine Spalte fehlt"):
        make_table().column_index("fehlt")
    with pytest.raises(ReportError, match="keine Zeile 'fehlt'"):
        make_table().row_by_key("fehlt")


def test_a_value_column_holds_what_its_row_says():
    table = make_report().table("kennzahlen")
    assert cell_kind(table, table.row_by_key("v09"), 1) == "eur"
    assert cell_kind(table, table.row_by_key("v09"), table.column_index("veraenderung")) == "eur"


def test_tables_come_in_the_order_of_the_report():
    report = make_report()
    assert isinstance(report, Report)
    assert [table.id for table in report.tables()][:3] == ["kennzahlen", "verlauf", "ruecklauf"]
