import csv
import json
from io import StringIO

import frictionless
import pytest

from config.cover import Terms
from config.policy import Disclosure
from schemas.report.cell import Mark, ReportCell, Sign
from schemas.report.model import ReportColumn, row
from tasks.report.data.codes import find_list
from tasks.report.data.describe import NO_LICENCE
from tasks.report.data.write_data import write_data, write_table_csv
from tasks.report.protect import protect_report
from tests.factories_report import COVER, NASTY, make_report, make_table


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
    assert len(package.resources) == len(list(make_report().tables())) + 2


def test_a_row_that_stands_twice_is_found(tmp_path):
    """The keys are there and looked at."""
    files = write_data(make_report())
    files["befunde.csv"] += files["befunde.csv"].splitlines(keepends=True)[-1]
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    found = frictionless.Package(str(tmp_path / "datapackage.json")).validate()

    assert "primary-key" in {kind for (kind,) in found.flatten(["type"])}


def planned_table(**overrides):
    lines = [("Grundschule", 10, "G", "body"), ("Übrige", 5, "other", "body"), ("ohne Angabe", 5, "<NA>", "body"),
             ("Insgesamt", 20, "total", "total")]  # fmt: skip
    rows = tuple(row(label, number, key=key, role=role) for label, number, key, role in lines)
    columns = (ReportColumn("group", "Schulform"), ReportColumn("pupils", "insgesamt", "persons"))
    return make_table(**({"id": "movement_by_type", "columns": columns, "rows": rows} | overrides))


def test_each_row_says_of_which_report_it_is_and_what_it_stands_for():
    lines = read(write_table_csv(planned_table(), make_report()))

    assert {(one["report_centre"], one["report_month"], one["report_version"]) for one in lines} == {
        ("05914000", "2026-10", "1.1")
    }
    assert [(one["row_key"], one["row_role"], one["row_list"], one["row_code"]) for one in lines] == [
        ("G", "body", "school_type", "G"), ("other", "body", "", ""), ("unanswered", "body", "", ""),
        ("total", "total", "", ""),
    ]  # fmt: skip


def test_a_table_that_no_plan_knows_has_the_list_that_calls_its_rows_so():
    rows = (row("Miete", 1, key="rent"), row("Personal", 2, key="staff"))

    assert find_list(planned_table(id="anything", rows=rows)).name == "budget_line"
    assert find_list(planned_table(id="anything", rows=(row("Mieten", 1, key="rent"),))) is None
    assert find_list(planned_table(id="anything", columns=(ReportColumn("kind", "Art"),), rows=())).name == "kind"


def test_what_nobody_decided_is_said_and_not_made_up():
    package = json.loads(write_data(make_report(cover=None))["datapackage.json"])

    assert "licenses" not in package
    assert NO_LICENCE in package["description"]
    assert package["contributors"] == [{"title": "Kommunales Integrationszentrum Hagen", "roles": ["publisher"]}]
    assert "Meldebogen Schule" in {source["title"] for source in package["sources"]}


def test_what_the_policy_says_of_licence_and_contact_stands_in_the_package():
    licence = {"title": "Datenlizenz Deutschland Zero 2.0", "path": "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"}
    terms = Terms(publisher="Stadt Hagen", email="statistik@hagen.example",
                  licence=licence["title"], licence_url=licence["path"])  # fmt: skip
    package = json.loads(write_data(make_report(terms=terms, cover=COVER))["datapackage.json"])

    assert package["licenses"] == [licence]
    assert [one["title"] for one in package["contributors"]] == ["Stadt Hagen", COVER.contact]
    assert NO_LICENCE not in package["description"]


def test_every_column_is_explained():
    package = json.loads(write_data(make_report(cover=None))["datapackage.json"])
    fields = [field for resource in package["resources"] for field in resource["schema"]["fields"]]
    assert all(field["title"] and field["description"] for field in fields)
    assert {"Personen", "€", "Stunden"} <= {field.get("unit") for field in fields}


def test_values_are_plain_and_signs_stand_beside_them():
    columns = (ReportColumn("was", "Was"), ReportColumn("zahl", "Zahl", "eur"))
    rows = (row("a", 1234.5), row("b", None), row("c", ReportCell(0, Sign.LESS, Mark.REVISED)), row("d", 0))
    written = read(write_table_csv(make_table(columns=columns, rows=rows), make_report()))

    assert [(line["zahl"], line["zahl_sign"]) for line in written] == [
        ("1234.5", ""), ("", "."), ("0", "0 r"), ("0", ""),
    ]  # fmt: skip


def test_columns_do_not_depend_on_the_figures():
    tables = [make_table(rows=rows) for rows in ((), (row("a", None, 1, 0.5),))]
    heads = [write_table_csv(table, make_report()).splitlines()[0] for table in tables]
    assert heads[0] == heads[1]


def test_key_figures_say_what_each_row_holds():
    lines = read(write_data(make_report())["kennzahlen.csv"])
    assert (lines[1]["row_kind"], lines[1]["jetzt"]) == ("share", "0.5839")


@pytest.mark.parametrize("text", ["=1+1", "+49 2331", "-5", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_cannot_become_a_formula(text):
    (line,) = read(write_table_csv(make_table(rows=(row(text, 1, 1, 1.0),)), make_report()))
    assert line["altersgruppe"] == f"'{text}"


def test_other_text_comes_back_as_it_was():
    assert NASTY in {line["satz"] for line in read(write_data(make_report())["befunde.csv"])}


def test_the_same_report_gives_the_same_bytes():
    assert write_data(make_report()) == write_data(make_report())
