"""A fifth kind of respondent, libraries, added by files under schemas/ and config/ alone: from form to published table.

The program is copied, the files are put in place, and its commands are run: nobody else in it knows of a library.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from config.settings import load_settings
from tests.flows.conftest import our_environment, serving

ROOT = Path(__file__).parents[2]
NUMBER, CENTRE = "B-05914000-0001", "05914000"
LIBRARY = '''"""The form of the libraries (Meldebogen Bibliothek): media and loans by language."""

import pandas as pd
import pandera.pandas as pa

from schemas.form.column import code, count, persons
from schemas.form.kind import Kind, Numbers


class LibraryLoans(pa.DataFrameModel):
    """One row a language."""

    language: pd.StringDtype = code("Sprache", "Sprache der Medien.", "language")
    media: pd.Int64Dtype = count("Medien", "Am Stichtag.", kind="stock", unit="Medien", indicator="B01", maximum=99999)
    readers: pd.Int64Dtype = persons("Lesende", "Wer im Monat etwas entliehen hat.", kind="flow", indicator="B02")
    readers_young: pd.Int64Dtype = persons("darunter unter 18", "Davon Kinder.", kind="flow", part_of=("readers",))

    class Config:
        """How the table is called and laid out."""

        name = "library_loans"
        title = "Medien und Lesende nach Sprache"
        description = "Je Sprache eine Zeile."
        metadata = {"capacity": 12, "sheet": "Bibliothek"}


KIND = Kind(
    "library", "Meldebogen Bibliothek", (LibraryLoans,),
    Numbers("B-<AGS>-<nnnn>", "B-05914000-0001", "Bibliotheksnummer", letter="B"), main=("B02",),
)
'''
PLANNED = """
PLAN = (*PLAN, PlannedTable(
    "loans", "7", "Bibliotheken nach Sprache", "library_loans", "language", ("media", "readers", "readers_young"),
))
"""
LOANS = {"Arabisch": (400, 120, 45), "Türkisch": (650, 85, 30)}
REGISTER = f"""Nummer;Art;Name;gültig ab
{NUMBER};Bibliothek;Stadtbücherei;2020-01-01
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The program with its fifth form."""
    place = tmp_path_factory.mktemp("program")
    for room in ("config", "schemas", "tasks", "flows"):
        shutil.copytree(ROOT / room, place / room, ignore=shutil.ignore_patterns("__pycache__"))
    (place / "schemas/form/library.py").write_text(LIBRARY, encoding="utf-8")
    forms = place / "schemas/form/forms.py"
    text = forms.read_text(encoding="utf-8")
    text = text.replace("carrier.KIND)", "carrier.KIND, library.KIND)").replace(
        "daycare, school", "daycare, library, school"
    )
    forms.write_text(text, encoding="utf-8")
    with (place / "config/codes/kind.csv").open("a", encoding="utf-8") as kinds:
        kinds.write("library;Bibliothek;Bibliotheken|Bücherei\n")
    with (place / "schemas/report/plan.py").open("a", encoding="utf-8") as plan:
        plan.write(PLANNED)
    return place


@pytest.fixture(scope="module")
def home(program, prepared, tmp_path_factory):
    """A home in which one library has reported and the month is published."""
    home = tmp_path_factory.mktemp("city") / "home"
    run(program, home, "init")
    shutil.copytree(prepared / "prefect", home / "prefect", dirs_exist_ok=True)
    with serving(load_settings(home)):
        play(program, home)
    return home


def play(program, home):
    """Registered, filled in, collected and published."""
    register = home / "stellen.csv"
    register.write_text(REGISTER, encoding="utf-8")
    run(program, home, "register", str(register))
    run(program, home, "run", "--month", "2026-09", "--at", "2026-10-01")  # the month opens before its forms are made
    run(program, home, "forms", "--month", "2026-09")
    fill_in(next((home / "meldeboegen" / "2026-09").glob("*.xlsx")), home / "inbox")
    run(program, home, "run", "--month", "2026-09", "--at", "2026-10-12T06:30")


def run(program, home, *arguments, code=0):
    """What one command of the copied program says."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from flows.command.cli import main; sys.exit(main())",
         *arguments, "--home", str(home)],
        cwd=program, env=our_environment(PYTHONPATH=str(program)),
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == code, f"{arguments}: {done.stdout}{done.stderr}"
    return done.stdout


def fill_in(form, inbox):
    """The workbook as a librarian would fill it in."""
    book = load_workbook(form)
    sheet = book["Bibliothek"]
    heads = {str(cell.value).replace("\n", ""): cell for row in sheet.iter_rows() for cell in row if cell.value}
    first = heads["Sprache"]
    columns = [heads[title].column for title in ("Sprache", "Medien", "Lesende", "darunter unter 18")]
    for line, (language, figures) in enumerate(LOANS.items(), first.row + 1):
        for column, value in zip(columns, (language, *figures), strict=True):
            sheet.cell(line, column, value)
    book.save(inbox / "Bibliothek_2026-09.xlsx")


@pytest.mark.slow
def test_no_line_of_tasks_or_flows_knows_of_it(program):
    for room in ("tasks", "flows"):
        for path in (program / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert text == (ROOT / path.relative_to(program)).read_text(encoding="utf-8")
            assert not re.search(r"[\"']library[\"']|library_loans|Meldebogen Bibliothek", text)


@pytest.mark.slow
def test_its_table_is_published(home):
    page = (home / "reports" / CENTRE / "2026-09" / "v1.0" / "bericht.html").read_text(encoding="utf-8")

    assert "Bibliotheken nach Sprache" in page
    assert "</span> Medien und Lesende nach Sprache</span>" not in page, "a table is called as the plan calls it"
    for figure in ("1.050", "205", "75", "Arabisch", "B02 Lesende"):
        assert figure in page


@pytest.mark.slow
def test_its_figures_can_be_exported_and_explained(program, home):
    run(program, home, "export", "indicator_value", "--from", "2026-09", "--until", "2026-09", "--format", "csv")
    (path,) = (home / "export").rglob("data.csv")
    frame = pd.read_csv(path, dtype=str).dropna(subset="indicator")

    assert set(frame["indicator"]) == {"B01", "B02"}
    assert frame.loc[frame["indicator"] == "B02", "value"].astype(float).sum() == 205
    told = run(program, home, "explain", "B02", "2026-09")
    assert NUMBER in told


@pytest.mark.slow
def test_its_columns_and_rules_stand_in_the_dictionary(program, home):
    run(program, home, "dictionary")
    page = (home / "woerterbuch" / "datenwoerterbuch.md").read_text(encoding="utf-8")

    assert "current\\_library\\_loans" in page or "current_library_loans" in page
    assert "Wer im Monat etwas entliehen hat." in page
    assert "LIBRARY" in page


@pytest.mark.slow
def test_its_mistakes_are_found(program, home, tmp_path):
    form = next((home / "meldeboegen" / "2026-09").glob("*.xlsx"))
    fill_in(form, tmp_path)
    book = load_workbook(tmp_path / "Bibliothek_2026-09.xlsx")
    for row in book["Bibliothek"].iter_rows():
        if row[0].value == "Arabisch" or (len(row) > 1 and row[1].value == "Arabisch"):
            row[-1].value = None
            next(cell for cell in row if cell.value == 45).value = 450
    book.save(tmp_path / "falsch.xlsx")
    told = run(program, home, "check", str(tmp_path / "falsch.xlsx"), "--at", "2026-10-05", code=1)

    assert "450" in told
    assert "ist mehr als" in " ".join(told.split())
