"""`nachweis` on a year of workbooks: equal to a recount of these to the cent, by code that knows no warehouse."""

import shutil
from collections import Counter, defaultdict
from decimal import Decimal

import openpyxl
import pytest

from config import clock
from flows.command.cli import main
from tests.factories_proof import AFTER, MONTHS, Sent, make_city, make_sent, make_year

ASSOCIATION = "V-05914000-0001"
LINES = {
    "Personal": "personal",
    "Honorar": "honorar",
    "Miete": "miete",
    "Sachkosten": "sachkosten",
    "Sonstiges": "sonstiges",
}
FLOWS = {"ausgaben": "verausgabt", "eigenmittel": "Eigenmittel", "drittmittel": "Drittmittel"}
pytestmark = pytest.mark.slow


def later(city):
    """A corrected workbook: money was paid back in March, and one amount of the grant was mistyped."""
    (sent,) = [one for one in make_sent(city, "2026-03") if one.place.respondent == ASSOCIATION]
    first, *others = sent.rows["offer_funds"]
    return [Sent(sent.place, sent.month, sent.rows | {"offer_funds": [first | {"spent_eur": -12.34}, *others]})]


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    city = make_city()
    return make_year(tmp_path_factory.mktemp("proof") / "hagen", city=city, more=[later(city)]).home


@pytest.fixture
def home(year, tmp_path, monkeypatch):
    """A copy of the year, on a day when all of it is due."""
    monkeypatch.setattr(clock, "now", lambda: AFTER)
    shutil.copytree(year, tmp_path / "hagen")
    return tmp_path / "hagen"


def call(home, capsys, *arguments):
    capsys.readouterr()
    code = main([arguments[0], "--home", str(home), *arguments[1:]])
    said = capsys.readouterr()
    return code, " ".join((said.out + said.err).split())


def named_cells(path):
    """What stands in the named cells of a workbook: Decimals of the text in the file, not of a float."""
    book = openpyxl.load_workbook(path)
    found = {}
    for name, defined in book.defined_names.items():
        sheet, cell = next(iter(defined.destinations))
        value = book[sheet][cell.replace("$", "")] if ":" not in cell else None
        if value is not None:
            found[name] = Decimal(repr(value.value)) if isinstance(value.value, int | float) else value.value
    return found


def recount(home):
    """The money of the year out of the workbooks as they were sent: of each month's the last one that came."""
    newest = {path.name.partition("_")[2]: path for path in sorted((home / "sent").glob("*.xlsx"))}
    sums, plans = Counter(), defaultdict(dict)
    for name, path in sorted(newest.items(), key=lambda one: one[0]):
        respondent, month = name.removesuffix(".xlsx").split("_")[1:]
        book = openpyxl.load_workbook(path, data_only=True)
        for row in table(book, "Stellen", "Modul"):
            module = row["Modul"].partition("(")[2].rstrip(")").lower()
            for place in (f"{module}.ausgaben", f"{module}.ausgaben.m{month[5:]}"):
                sums[place] += money(row["verausgabt im Monat (EUR)"])
            plans[f"{module}.zuwendung"][respondent] = money(row["Zuwendung im Jahr (EUR)"])
        for row in table(book, "Mittel", "KOMM-AN-Baustein"):
            cell = respondent, row["KOMM-AN-Baustein"], row["Kostenart"]
            for place in ("vereine", f"vereine.{LINES[row['Kostenart']]}", f"verein.{respondent.lower()}"):
                for word, head in FLOWS.items():
                    sums[f"{place}.{word}"] += money(row[f"{head} im Monat (EUR)"])
                plans[f"{place}.zuwendung"][cell] = money(row["bewilligt im Jahr (EUR)"])
    return sums, {name: sum(said.values()) for name, said in plans.items()}


def table(book, sheet, first):
    """The filled rows of a form's table as dicts by heading; what is added up below it is none."""
    if sheet not in book.sheetnames:
        return
    rows = list(book[sheet].iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[0] == first)
    for row in rows[top + 1 :]:
        values = dict(zip(rows[top], row, strict=True))
        if row[0] and row[1] and not str(row[0]).startswith("Summe"):
            yield values


def money(value):
    return Decimal("0.00") if value is None else Decimal(repr(value)).quantize(Decimal("0.01"))


def test_the_proof_is_what_a_recount_of_the_workbooks_gives_to_the_cent(home, capsys):
    code, said = call(home, capsys, "nachweis", "--year", "2026")
    cells = named_cells(home / "nachweis/2026/verwendungsnachweis.xlsx")
    sums, plans = recount(home)

    assert code == 0, said
    assert len(sums) > 40
    assert sums["vereine.ausgaben"] > 10_000 < sums["ki.ausgaben"]
    for name in ("ki", "kim", "vereine", *(f"vereine.{line}" for line in LINES.values())):
        assert cells[f"{name}.ausgaben.ist"] == cells[f"{name}.ausgaben.bisher"] == sums[f"{name}.ausgaben"], name
        assert cells[f"{name}.ausgaben.plan"] == plans.get(f"{name}.zuwendung", 0), name
        assert cells[f"{name}.rest"] == plans.get(f"{name}.zuwendung", 0) - sums[f"{name}.ausgaben"], name
        assert cells[f"{name}.ausgaben.monate"] == 12
    for month in MONTHS:
        assert cells[f"kim.ausgaben.m{month[5:]}"] == sums[f"kim.ausgaben.m{month[5:]}"]
    for word in ("eigenmittel", "drittmittel"):
        assert cells[f"vereine.{word}.ist"] == sums[f"vereine.{word}"]
    assert cells["vereine.gesamt.ist"] == sum(
        sums[f"vereine.{word}"] for word in ("ausgaben", "eigenmittel", "drittmittel")
    )


def test_each_association_has_its_share(home, capsys):
    call(home, capsys, "nachweis", "--year", "2026")
    book = openpyxl.load_workbook(home / "nachweis/2026/verwendungsnachweis.xlsx")
    sums, plans = recount(home)
    rows = [row for row in book["Vereine"].iter_rows(values_only=True) if str(row[0]).startswith("V-")]

    assert len(rows) == 3
    for number, _, granted, known, months, spent, third, own, _ in rows:
        name = f"verein.{number.lower()}"
        assert months == 12
        assert Decimal(repr(granted)) == plans[f"{name}.zuwendung"]
        assert Decimal(repr(known)) == Decimal(repr(spent)) == sums[f"{name}.ausgaben"]
        assert (money(third), money(own)) == (sums[f"{name}.drittmittel"], sums[f"{name}.eigenmittel"])
