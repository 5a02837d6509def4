import csv
import json
from io import StringIO

import frictionless
import pytest

from config.policy import Disclosure
from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.model import ReportColumn, row
from tasks.report.data.write_data import write_data, write_table_csv
from tasks.report.protect import protect_report
from tests.factories_report import NASTY, make_report, make_table


def read(data: bytes) -> list[dict]:
    return list(csv.DictReader(StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("profile", ["rounding", "suppression", "none"])
def test_the_package_is_valid_for_frictionless(tmp_path, profile):
    disclosure = Disclosure(profile=profile, rounding_base=5, suppression_threshold=3, legal_basis="Satzung")
    for name, data in write_data(protect_report(make_report(), disclosure)).items():
        (tmp_path / name).write_bytes(data)
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    found = package.validate()
    assert found.valid, found.flatten(["type", "message"])
    assert len(package.resources) == len(list(make_report().tables()))


def test_every_column_is_explained():
    package = json.loads(write_data(make_report())["datapackage.json"])
    fields = [field for resource in package["resources"] for field in resource["schema"]["fields"]]
    assert all(field["title"] and field["description"] for field in fields)
    assert {"Personen", "€", "Stunden"} <= {field.get("unit") for field in fields}


def test_values_are_plain_and_signs_stand_beside_them():
    columns = (ReportColumn("was", "Was"), ReportColumn("zahl", "Zahl", "eur"))
    rows = (row("a", 1234.5), row("b", None), row("c", ReportCell(0, Sign.LESS, Mark.REVISED)), row("d", 0))
    written = read(write_table_csv(make_table(columns=columns, rows=rows)))

    assert [(line["zahl"], line["zahl_sign"]) for line in written] == [
        ("1234.5", ""), ("", "."), ("0", "0 r"), ("0", ""),
    ]  # fmt: skip


def test_columns_do_not_depend_on_the_figures():
    heads = [write_table_csv(make_table(rows=rows)).splitlines()[0] for rows in ((), (row("a", None, 1, 0.5),))]
    assert heads[0] == heads[1]


def test_key_figures_say_what_each_row_holds():
    lines = read(write_data(make_report())["kennzahlen.csv"])
    assert (lines[1]["row_kind"], lines[1]["jetzt"]) == ("share", "0.5839")


@pytest.mark.parametrize("text", ["=1+1", "+49 2331", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_cannot_become_a_formula(text):
    assert read(write_table_csv(make_table(rows=(row(text, 1, 1, 1.0),))))[0]["altersgruppe"] == f"'{text}"


def test_other_text_comes_back_as_it_was():
    assert NASTY in {line["satz"] for line in read(write_data(make_report())["befunde.csv"])}


def test_the_same_report_gives_the_same_bytes():
    assert write_data(make_report()) == write_data(make_report())
