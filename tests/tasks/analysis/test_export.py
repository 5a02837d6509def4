"""What leaves the warehouse, read back by tools that we did not write: DuckDB, pandas, openpyxl, frictionless."""

import csv
import io
import json
from datetime import timedelta

import duckdb
import openpyxl
import pandas as pd
import pytest
from frictionless import Package

from config.errors import UsageError
from config.places import ListedPlace, place_list
from schemas.form.forms import TABLES
from schemas.visible import rearm
from tasks.analysis.export import SDMX, export_tables, write_sdmx
from tests.factories import AT, DAYCARE, SCHOOL, enter_respondents, keep, make_reading

OCTOBER, BOTH = ("2026-10", "2026-10"), ("2026-09", "2026-10")
VIEW = "current_school_pupils"
TITLE = '=HYPERLINK("http://boese.example")'


@pytest.fixture
def city(engine):
    """A school in two months, an association's offer whose title looks like a formula."""
    enter_respondents(engine)
    for number, month in ((90, "2026-09"), (100, "2026-10")):
        rows = {"school_pupils": [{"grade": "05", "pupils": number, "first_support": None}]}
        keep(engine, make_reading(tables=rows, month=month))
    keep(engine, make_reading("association", {"offers": [{"title": TITLE, "participants": 24}]}))
    return engine


def test_parquet_is_read_by_duckdb_over_all_months(city, tmp_path):
    export_tables(city, [VIEW], BOTH, "parquet", tmp_path / "out")
    files = f"{tmp_path}/out/{VIEW}/*/*.parquet"
    query = f"SELECT month, respondent_id, pupils, first_support FROM read_parquet('{files}') ORDER BY 1"
    rows = duckdb.sql(query).fetchall()

    assert rows == [("2026-09", SCHOOL, 90, None), ("2026-10", SCHOOL, 100, None)]


def test_parquet_is_read_by_pandas_over_all_months(city, tmp_path):
    export_tables(city, [VIEW], BOTH, "parquet", tmp_path / "out")
    frame = pd.read_parquet(tmp_path / "out" / VIEW)

    assert frame[["month", "pupils"]].to_numpy().tolist() == [["2026-09", 90], ["2026-10", 100]]


def test_parquet_keeps_types_and_comments(city, tmp_path):
    export_tables(city, [VIEW, "submission"], OCTOBER, "parquet", tmp_path / "out")
    frame = pd.read_parquet(tmp_path / "out" / VIEW / "2026-10" / "data.parquet")
    sent = pd.read_parquet(tmp_path / "out" / "submission" / "2026-10" / "data.parquet")

    assert frame["pupils"].tolist() == [100]
    assert sent["accepted_at"].tolist() == [pd.Timestamp(AT)] * 2
    assert sent["is_nil"].tolist() == [False, False]


def test_csv_is_read_by_pandas(city, tmp_path):
    export_tables(city, ["indicator_value"], OCTOBER, "csv", tmp_path / "out")
    frame = pd.read_csv(tmp_path / "out" / "indicator_value" / "2026-10" / "data.csv", dtype={"code_1": str})

    missing = frame["value"].isna()
    assert set(frame[missing]["obs_status"]) == {"O"}
    assert frame[~missing][["indicator", "code_1", "value", "conf_status"]].to_numpy().tolist() == [
        ["S01", "05", 100.0, "N"],
        ["V05", "1", 24.0, "N"],
    ]


def test_a_csv_file_runs_nothing_and_its_numbers_stay_numbers(city, tmp_path):
    funds = {"component": "A", "budget_line": "rent", "spent_eur": -12.5}
    tables = {"offers": [{"title": TITLE, "participants": 24}], "offer_funds": [funds]}
    keep(city, make_reading("association", tables), at=AT + timedelta(hours=1))
    export_tables(
        city, ["current_offers", "current_offer_funds", "respondent"], OCTOBER, "csv", tmp_path / "out", has_text=True
    )
    rows = {path.parts[-3]: read_csv(path) for path in (tmp_path / "out").glob("current_*/*/data.csv")}
    (respondents,) = (tmp_path / "out" / "respondent").glob("data.csv")

    assert rearm(rows["current_offers"][0]["title"]) == TITLE
    assert rows["current_offers"][0]["title"] == f"'{TITLE}"
    assert rows["current_offer_funds"][0]["spent_eur"] == "-12.5"
    assert {row["centre_id"] for row in read_csv(respondents)} == {"05914000"}
    assert (
        "führenden Nullen"
        in json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))["description"]
    )


def read_csv(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


def test_a_place_that_the_centre_does_not_know_stays_in_the_house(city, tmp_path):
    """It may be somebody's address; what is in the list is exported as the list calls it."""
    rows = [{"place": "a", "district": "Hagen-Haspe", "open_hours": 4.0}, {"place": "b", "district": "bei uns"}]
    keep(city, make_reading("association", {"meeting_places": rows}, month="2026-09"))
    places = place_list([ListedPlace(title="Haspe", aliases=("Hagen-Haspe",))])
    told = {}
    for name, known in (("list", places), ("none", None)):
        export_tables(city, ["history_meeting_places", "indicator_value"], BOTH, "csv", tmp_path / name, places=known)
        write_sdmx(city, BOTH, tmp_path / f"{name}_sdmx", places=known)
        text = (tmp_path / name / "history_meeting_places" / "2026-09" / "data.csv").read_text(encoding="utf-8")
        told[name] = [row["district"] for row in csv.DictReader(io.StringIO(text))]
        for path in (*(tmp_path / name).rglob("data.csv"), tmp_path / f"{name}_sdmx" / "indicator_value.csv"):
            assert "bei uns" not in path.read_text(encoding="utf-8")

    assert told == {"list": ["Haspe", ""], "none": ["", ""]}


def test_the_package_is_valid_for_frictionless(city, tmp_path):
    export_tables(city, [VIEW, "code", "indicator_value"], BOTH, "csv", tmp_path / "out")
    report = Package(str(tmp_path / "out" / "datapackage.json")).validate()

    assert report.valid, report.flatten(["message"])
    assert len(report.tasks) == 3


def test_xlsx_is_read_by_openpyxl_and_runs_nothing(city, tmp_path):
    export_tables(city, ["current_offers", VIEW], BOTH, "xlsx", tmp_path / "out", has_text=True)
    sheet = openpyxl.load_workbook(tmp_path / "out" / "current_offers.xlsx").active
    cells = {cell.value: cell.data_type for line in sheet.iter_rows() for cell in line}
    pupils = openpyxl.load_workbook(tmp_path / "out" / f"{VIEW}.xlsx").active

    assert cells[TITLE] == "s"
    assert [line[0].value for line in pupils.iter_rows()] == ["month", "2026-09", "2026-10"]


def test_the_same_warehouse_gives_the_same_bytes(city, tmp_path):
    for form in ("parquet", "csv", "xlsx"):
        one, two = (
            {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
            for folder in (tmp_path / f"{form}1", tmp_path / f"{form}2")
            if export_tables(city, [VIEW], BOTH, form, folder)
        )
        assert one == two


@pytest.mark.parametrize("name", ["contact", "outbox", "no_such_table", "submission; DROP TABLE code"])
def test_addresses_and_unknown_names_are_refused(city, tmp_path, name):
    with pytest.raises(UsageError, match="lässt sich nicht ausgeben"):
        export_tables(city, [name], OCTOBER, "csv", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_is_there_is_not_written_over(city, tmp_path):
    export_tables(city, [VIEW], OCTOBER, "csv", tmp_path / "out")

    with pytest.raises(UsageError, match="gibt es schon"):
        export_tables(city, [VIEW], OCTOBER, "csv", tmp_path / "out")


def test_a_month_in_which_nothing_came_has_no_file(city, tmp_path):
    parts = export_tables(city, [VIEW], ("2026-08", "2026-10"), "csv", tmp_path / "out")

    assert [(part.month, part.rows) for part in parts] == [("2026-09", 1), ("2026-10", 1)]


def test_sdmx_csv_says_what_each_observation_is(city, tmp_path):
    count = write_sdmx(city, OCTOBER, tmp_path / "werte")
    everything = read_csv(tmp_path / "werte" / "indicator_value.csv")

    rows = [row for row in everything if row["OBS_STATUS"] != "O"]
    assert len(everything) == count == len(rows) + 13 + 7  # indicators left empty, and other columns
    assert {row["OBS_VALUE"] for row in everything if row not in rows} == {""}
    assert list(rows[0]) == ["STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", *SDMX]
    assert (rows[0]["STRUCTURE"], rows[0]["FREQ"], rows[0]["REF_AREA"]) == ("dataflow", "M", "05914000")
    assert (rows[0]["CODE_1"], rows[0]["BREAKDOWN_2"], rows[0]["CODE_2"]) == ("05", "_Z", "_Z")
    assert (rows[0]["MEASURE"], rows[0]["BREAKDOWN"], rows[0]["COMPONENT"]) == ("pupils", "_T", "_Z")
    key = [
        name for name in SDMX if name not in {"OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS", "CONF_STATUS", "SUBMISSION"}
    ]
    assert len({tuple(row[name] for name in key) for row in everything}) == count
    with pytest.raises(UsageError, match="gibt es schon"):
        write_sdmx(city, OCTOBER, tmp_path / "werte")
    assert [(row["INDICATOR"], row["TIME_PERIOD"], row["OBS_VALUE"], row["OBS_STATUS"]) for row in rows] == [
        ("S01", "2026-10", "100.0", "P"),
        ("V05", "2026-10", "24.0", "P"),
    ]


def test_a_superseded_figure_is_not_taken_out(city, tmp_path):
    later = AT + timedelta(days=1)
    keep(city, make_reading(tables={"school_pupils": [{"grade": "05", "pupils": 77}]}), at=later)
    export_tables(city, [VIEW], OCTOBER, "csv", tmp_path / "out")

    assert pd.read_csv(tmp_path / "out" / VIEW / "2026-10" / "data.csv")["pupils"].tolist() == [77]
    assert DAYCARE not in (tmp_path / "out" / VIEW / "2026-10" / "data.csv").read_text()


OFFERS = [{"title": "Lesen mit Eltern", "participants": 12}, {"title": "Aalkurs", "participants": 7}]


def test_free_text_stays_in_the_house_and_a_number_tells_rows_apart(city, tmp_path):
    keep(city, make_reading("association", {"offers": OFFERS}, remarks="Bitte anrufen"), at=AT + timedelta(hours=1))
    names = ["current_offers", "indicator_value", "history_offers", "submission"]
    export_tables(city, names, OCTOBER, "csv", tmp_path / "out")
    write_sdmx(city, OCTOBER, tmp_path / "sdmx")

    written = {path: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.csv")}
    assert len(written) == 5
    for text in ("Lesen", "Aalkurs", "HYPERLINK", "anrufen", ".xlsx"):
        assert not [path for path, content in written.items() if text in content]
    rows = read_csv(tmp_path / "out" / "current_offers" / "2026-10" / "data.csv")
    assert sorted((row["title"], row["participants"]) for row in rows) == [("2", "7"), ("3", "12")], (
        "1 is what it wrote before"
    )
    long = read_csv(tmp_path / "out" / "indicator_value" / "2026-10" / "data.csv")
    told = [(row["code_1"], float(row["value"])) for row in long if row["indicator"] == "V05" and row["value"]]
    assert sorted(told) == [("2", 7.0), ("3", 12.0)]
    assert "bleibt im Haus" in (tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8")


def titles(city, folder, months=BOTH):
    """What stands for the title of an offer, by month and participants, in the facts and in the long form."""
    export_tables(city, ["current_offers", "indicator_value"], months, "csv", folder)
    rows = [row for path in sorted((folder / "current_offers").rglob("*.csv")) for row in read_csv(path)]
    long = [row for path in sorted((folder / "indicator_value").rglob("*.csv")) for row in read_csv(path)]
    facts = {(row["month"], float(row["participants"])): row["title"] for row in rows}
    told = {(row["month"], float(row["value"])): row["code_1"] for row in long if row["indicator"] == "V05"}
    assert facts == told
    return facts


def test_a_text_has_the_same_number_in_every_month_and_after_a_correction(engine, tmp_path):
    enter_respondents(engine)
    days = iter(range(5))

    def send(month, *offers):
        rows = [{"title": title, "participants": number} for title, number in offers]
        keep(engine, make_reading("association", {"offers": rows}, month=month), at=AT + timedelta(days=next(days)))

    send("2026-09", ("Lesen", 12), ("Sprachcafé", 20))
    first = titles(engine, tmp_path / "1")
    send("2026-10", ("Aalkurs", 7), ("Sprachcafé", 21))
    second = titles(engine, tmp_path / "2")
    send("2026-09", ("Abendkreis", 5), ("Sprachcafé", 19))

    assert first == {("2026-09", 12): "1", ("2026-09", 20): "2"}
    assert second == first | {("2026-10", 7): "3", ("2026-10", 21): "2"}
    corrected = {("2026-09", 5): "4", ("2026-09", 19): "2", ("2026-10", 7): "3", ("2026-10", 21): "2"}
    assert titles(engine, tmp_path / "3") == corrected
    assert titles(engine, tmp_path / "4", ("2026-10", "2026-10")) == {
        key: number for key, number in corrected.items() if key[0] == "2026-10"
    }


def test_who_needs_it_takes_it_along_and_is_told_not_to_pass_it_on(city, tmp_path):
    write_sdmx(city, OCTOBER, tmp_path / "sdmx", has_text=True)
    export_tables(city, ["current_offers"], OCTOBER, "csv", tmp_path / "out", has_text=True)

    assert "HYPERLINK" in (tmp_path / "sdmx" / "indicator_value.csv").read_text(encoding="utf-8")
    assert "bitte nicht weitergeben" in (tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8")


OWN_WORDS = [
    ("offers", "title", True),
    ("volunteer_training", "course", True),
    ("meeting_places", "place", True),
    ("meeting_places", "district", False),
    ("offers", "component", False),
]


@pytest.mark.parametrize(("table", "column", "is_own"), OWN_WORDS)
def test_the_column_itself_says_whether_its_text_stays(table, column, is_own):
    assert TABLES[table].column(column).is_own_words is is_own
