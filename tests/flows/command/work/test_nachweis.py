"""`nachweis` on a year of workbooks: equal to a recount of these to the cent, by code that knows no warehouse."""

import json
import shutil
from collections import Counter, defaultdict
from decimal import Decimal

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import update

from config import clock
from config.settings import load_settings
from flows.command.cli import main
from schemas.store import warehouse as w
from tasks.warehouse import open_warehouse
from tests.factories_proof import AFTER, MONTHS, Sent, make_city, make_sent, make_year
from tests.tasks.proof.test_fill import make_template

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


@pytest.fixture(scope="module")
def counted(year):
    """The sums and plans of the year out of its workbooks."""
    return recount(year)


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
    """What stands in the named cells of a workbook; an amount as the shortest decimal of what was read."""
    book = openpyxl.load_workbook(path)
    places = {name: next(iter(defined.destinations)) for name, defined in book.defined_names.items()}
    values = {
        name: book[sheet][cell.replace("$", "")].value for name, (sheet, cell) in places.items() if ":" not in cell
    }
    return {name: amount(value) for name, value in values.items() if value is not None}


def amount(value):
    return Decimal(repr(value)) if isinstance(value, int | float) else value


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


def test_the_proof_is_what_a_recount_of_the_workbooks_gives_to_the_cent(home, capsys, counted):
    code, said = call(home, capsys, "nachweis", "--year", "2026")
    cells = named_cells(home / "nachweis/2026/verwendungsnachweis.xlsx")
    sums, plans = counted

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


def test_each_association_has_its_share(home, capsys, counted):
    call(home, capsys, "nachweis", "--year", "2026")
    book = openpyxl.load_workbook(home / "nachweis/2026/verwendungsnachweis.xlsx")
    sums, plans = counted
    rows = [row for row in book["Vereine"].iter_rows(values_only=True) if str(row[0]).startswith("V-")]

    assert len(rows) == 3
    for number, _, granted, known, months, spent, third, own, _ in rows:
        name = f"verein.{number.lower()}"
        assert months == 12
        assert Decimal(repr(granted)) == plans[f"{name}.zuwendung"]
        assert Decimal(repr(known)) == Decimal(repr(spent)) == sums[f"{name}.ausgaben"]
        assert (money(third), money(own)) == (sums[f"{name}.drittmittel"], sums[f"{name}.eigenmittel"])


def test_twice_the_same_gives_the_same_bytes_and_touches_nothing(home, capsys):
    folder = home / "nachweis/2026"
    call(home, capsys, "nachweis", "--year", "2026")
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    call(home, capsys, "nachweis", "--year", "2026")

    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before
    assert {name.partition(".")[0] for name in before} == {
        "verwendungsnachweis", "verwendungsnachweis-kontrollblatt", "pruefsummen"
    }  # fmt: skip
    shutil.rmtree(folder)
    call(home, capsys, "nachweis", "--year", "2026")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        name: one for name, (one, _) in before.items()
    }


def test_a_template_of_another_shape_is_filled_by_its_toml_alone(home, capsys, counted):
    """Made with another library, other sheets, merged cells, a formula of its own; the names are the centre's."""
    folder = home / "nachweis"
    folder.mkdir()
    (folder / "verwendungsnachweis-vorlage.xlsx").write_bytes(make_template(
        {"Ausgabe_KIM": "'Formblatt B'!$F$12:$G$12", "Kreis": "'Formblatt B'!$B$3", "Anteile": "Anlage!$B$4:$D$9"},
        [("Formblatt B", "A12", "2.3 KIM"), ("Formblatt B", "H12", "=F12*2"), ("Anlage", "E4", "bleibt")],
        ("Formblatt B", "Anlage"),
    ))  # fmt: skip
    (folder / "verwendungsnachweis-vorlage.toml").write_text(
        '[zellen]\nAusgabe_KIM = "kim.ausgaben.ist"\nKreis = "zentrum"\n'
        '[listen.Anteile]\nliste = "vereine"\nspalten = ["name", "", "verausgabt"]\n',
        encoding="utf-8",
    )
    code, said = call(home, capsys, "nachweis", "--year", "2026")
    book = openpyxl.load_workbook(folder / "2026/verwendungsnachweis.xlsx")
    sums, _ = counted

    assert code == 0, said
    assert book.sheetnames == ["Formblatt B", "Anlage"]
    assert money(book["Formblatt B"]["F12"].value) == sums["kim.ausgaben"]
    assert (book["Formblatt B"]["B3"].value, book["Formblatt B"]["H12"].value) == ("Hagen", "=F12*2")
    rows = [[cell.value for cell in row] for row in book["Anlage"]["B4:E9"]]
    assert [money(row[2]) for row in rows[:3]] == [
        sums[f"verein.v-05914000-000{number}.ausgaben"] for number in (1, 2, 3)
    ]
    assert rows[0][3] == "bleibt"
    assert [row[:3] for row in rows[3:]] == [[None] * 3] * 3


@pytest.mark.parametrize(
    ("book", "mapping", "sentence", "is_theirs"),
    [
        (
            {"Da": "Blatt!$B$2"},
            '[zellen]\nDa = "ki.ausgaben.ist"\nWeg = "jahr"',
            "keine Zelle mit dem Namen „Weg“",
            True,
        ),
        (
            {"Da": "Blatt!$B$2"},
            '[zellen]\nDa = "ki.ausgaben.ist"\nX = "ki.nix"',
            "die Zahl „ki.nix“, die es nicht gibt",
            True,
        ),
        ({}, '[zellen]\nDa = "ki.ausgaben.ist"', "hat keine der benannten Zellen", False),
        ({"Da": "Blatt!$B$2"}, "[zellen", "keine gültige TOML-Datei", False),
        ({"Da": "Blatt!$B$2"}, "# \udce4", "ist nicht in UTF-8 gespeichert", False),
        ({"Da": "Blatt!$B$2"}, None, "fehlt verwendungsnachweis-vorlage.toml", False),
        (None, "[zellen]", "verwendungsnachweis-vorlage.xlsx war da und fehlt", False),
        (b"kein Excel", '[zellen]\nDa = "ki.ausgaben.ist"', "lässt sich nicht als Excel-Datei", False),
    ],
    ids=[
        "unknown cell",
        "unknown figure",
        "no names",
        "broken toml",
        "other encoding",
        "no toml",
        "no book",
        "broken workbook",
    ],
)
def test_what_is_wrong_with_a_template_is_said_and_the_rest_is_filled(
    home, capsys, counted, book, mapping, sentence, is_theirs
):
    folder = home / "nachweis"
    folder.mkdir()
    if book is not None:
        content = book if isinstance(book, bytes) else make_template(book, sheets=("Blatt",))
        (folder / "verwendungsnachweis-vorlage.xlsx").write_bytes(content)
    if mapping is not None:
        (folder / "verwendungsnachweis-vorlage.toml").write_bytes(mapping.encode(errors="surrogateescape"))
    code, said = call(home, capsys, "nachweis", "--year", "2026")
    sums, _ = counted

    assert code == 1
    assert sentence in said
    assert (
        named_cells(folder / "2026/verwendungsnachweis.xlsx")["Da" if is_theirs else "ki.ausgaben.ist"]
        == sums["ki.ausgaben"]
    )
    control = openpyxl.load_workbook(folder / "2026/verwendungsnachweis-kontrollblatt.xlsx")
    assert any(sentence in str(row[0]) for row in control["Vorlage"].iter_rows(values_only=True))


def test_the_neutral_form_can_be_had_to_begin_with_and_is_filled_as_it_is(home, capsys):
    call(home, capsys, "nachweis", "--year", "2026")
    ours = named_cells(home / "nachweis/2026/verwendungsnachweis.xlsx")
    assert call(home, capsys, "nachweis", "--year", "2026", "--template")[0] == 0
    code, said = call(home, capsys, "nachweis", "--year", "2026")

    assert code == 0, said
    assert named_cells(home / "nachweis/2026/verwendungsnachweis.xlsx") == ours


def test_a_form_of_the_centre_that_was_lost_is_missed(home, capsys):
    folder = home / "nachweis"
    folder.mkdir()
    template = folder / "verwendungsnachweis-vorlage.xlsx"
    template.write_bytes(make_template({"Da": "Blatt!$B$2"}, sheets=("Blatt",)))
    template.with_suffix(".toml").write_text('[zellen]\nDa = "ki.ausgaben.ist"\n', encoding="utf-8")
    assert call(home, capsys, "nachweis", "--year", "2026")[0] == 0
    assert call(home, capsys, "nachweis", "--year", "2026", "--template")[0] == 1  # nobody's own form is overwritten
    template.unlink()
    template.with_suffix(".toml").unlink()
    code, said = call(home, capsys, "nachweis", "--year", "2026")

    assert code == 1
    assert "verwendungsnachweis-vorlage.xlsx war da und fehlt" in said


def test_what_somebody_edited_is_left_alone(home, capsys):
    call(home, capsys, "nachweis", "--year", "2026")
    path = home / "nachweis/2026/verwendungsnachweis.xlsx"
    path.write_bytes(b"edited")
    code, said = call(home, capsys, "nachweis", "--year", "2026")

    assert (code, path.read_bytes()) == (1, b"edited")
    assert "wurde von Hand geändert" in said
    assert named_cells(path.with_name("verwendungsnachweis_neu.xlsx"))["jahr"] == "2026"


def test_the_calls_for_funds_stand_by_ziffer(home, capsys, counted):
    (home / "nachweis.toml").write_text(
        'payments = [{ ziffer = "2.1", day = 2026-03-01, eur = 42500.55, source = "Kasse" }]', encoding="utf-8"
    )
    code, said = call(home, capsys, "nachweis", "--year", "2026", "--abruf")
    cells = named_cells(home / "nachweis/2026/mittelabruf.xlsx")
    sums, plans = counted

    assert code == 0, said
    assert cells["abruf.2_1.verausgabt"] == sums["ki.ausgaben"]
    assert cells["abruf.2_1.offen"] == sums["ki.ausgaben"] - Decimal("42500.55")
    assert cells["abruf.2_1.verfuegbar"] == plans["ki.zuwendung"] - Decimal("42500.55")
    assert cells["abruf.2_3.bewilligt"] == plans["kim.zuwendung"]
    known = {"2_1": ("bewilligt", "verausgabt", "abgerufen", "offen", "verfuegbar"), "2_3": ("bewilligt", "verausgabt")}
    names = {f"abruf.{ziffer}.{word}" for ziffer, words in known.items() for word in words}
    assert {name for name in cells if name.startswith("abruf.")} == names, "all else is not known, and empty"


def test_a_broken_nachweis_toml_is_said_and_the_rest_is_written(home, capsys):
    (home / "nachweis.toml").write_text("payments = [", encoding="utf-8")
    code, said = call(home, capsys, "nachweis", "--year", "2026")

    assert code == 1
    assert "nachweis.toml ist keine gültige TOML-Datei" in said
    assert (home / "nachweis/2026/verwendungsnachweis.pdf").exists()


def test_a_nachweis_toml_that_was_lost_is_missed(home, capsys):
    """Without it the calls are ours, and the payments gone: nobody takes that for what the centre said."""
    (home / "nachweis.toml").write_text(
        'payments = [{ ziffer = "2.1", day = 2026-03-01, eur = 42500.55, source = "Kasse" }]', encoding="utf-8"
    )
    assert call(home, capsys, "nachweis", "--year", "2026", "--abruf")[0] == 0
    (home / "nachweis.toml").unlink()
    code, said = call(home, capsys, "nachweis", "--year", "2026", "--abruf")

    assert code == 1
    assert "nachweis.toml war da und fehlt" in said
    assert "Gerechnet ist ohne diese Datei." in said
    code, said = call(home, capsys, "explain", "Nachweis 2026 abruf.2_1.bewilligt")
    assert code == 1
    assert "nachweis.toml war da und fehlt" in said


def test_each_figure_of_the_control_sheet_is_explained_down_to_its_cells(home, capsys, counted):
    code, _ = call(home, capsys, "nachweis", "--year", "2026")
    capsys.readouterr()
    code = main(["explain", "--home", str(home), "Nachweis 2026 verein.v-05914000-0001.ausgaben.ist", "--json"])
    told = json.loads(capsys.readouterr().out)
    sums, _ = counted

    assert code == 0
    assert Decimal(told["value"]) == sums["verein.v-05914000-0001.ausgaben"]
    assert sum(money(source["value"]) for source in told["sources"]) == Decimal(told["value"])
    assert {source["month"] for source in told["sources"]} == set(MONTHS)
    assert all(source["sheet"] == "Mittel" and source["cell"] for source in told["sources"])
    assert "Spalte „verausgabt im Monat (EUR)“" in told["source"]


def test_a_figure_that_is_not_known_says_why(home, capsys):
    code, said = call(home, capsys, "explain", "Nachweis 2026 ki.spenden.ist")

    assert code == 1
    assert "unbekannt" in said
    assert "fragt nach Eigenmitteln, Drittmitteln und Spenden des Zentrums nicht" in said
    code, said = call(home, capsys, "explain", "Nachweis 2026 ki.spende.ist")
    assert code == 2
    assert "ki.spenden.ist" in said


@pytest.mark.parametrize("name", ["2_1.bedarf", "2_1.abgerufen", "2_1.offen", "2_2.verausgabt", "2_2.bewilligt"])
def test_a_figure_of_a_call_is_explained_in_sentences_with_one_full_stop(home, capsys, name):
    _, said = call(home, capsys, "explain", f"Nachweis 2026 abruf.{name}")

    assert f"Ziffer {name[:3].replace('_', '.')}" in said
    assert ".." not in said


def test_a_month_that_is_missing_leaves_its_cells_empty_and_is_named(home, capsys, counted):
    """The return of one association is withdrawn, as if it had never come."""
    engine = open_warehouse(load_settings(home).url)
    with engine.begin() as connection:
        owed = w.return_.c
        its = (owed.respondent_id == ASSOCIATION) & (owed.month == "2026-05")
        connection.execute(update(w.return_).where(its).values(submission_id=None, state="missing"))
    engine.dispose()
    code, said = call(home, capsys, "nachweis", "--year", "2026")
    cells = named_cells(home / "nachweis/2026/verwendungsnachweis.xlsx")

    assert code == 1
    assert f"({ASSOCIATION}): Meldung fehlt: Mai" in said
    assert "vereine.ausgaben.ist" not in cells
    assert cells["vereine.ausgaben.monate"] == 11
    assert cells["ki.ausgaben.ist"] == counted[0]["ki.ausgaben"]
    control = openpyxl.load_workbook(home / "nachweis/2026/verwendungsnachweis-kontrollblatt.xlsx")
    assert any(row[1] == ASSOCIATION and row[3] == "fehlt" for row in control["Fehlendes"].iter_rows(values_only=True))


def test_who_gets_no_money_is_not_waited_for(home, capsys, counted):
    """No return of one association ever came: the year is open, until nachweis.toml says that it gets nothing."""
    engine = open_warehouse(load_settings(home).url)
    with engine.begin() as connection:
        its = w.return_.c.respondent_id == ASSOCIATION
        connection.execute(update(w.return_).where(its).values(submission_id=None, state="missing"))
    engine.dispose()
    code, said = call(home, capsys, "nachweis", "--year", "2026")
    assert code == 1
    assert "gehört in nachweis.toml unter unfunded" in said
    assert "vereine.ausgaben.ist" not in named_cells(home / "nachweis/2026/verwendungsnachweis.xlsx")

    told = f'{{ year = 2026, respondent = "{ASSOCIATION}", source = "kein Bescheid" }}'
    (home / "nachweis.toml").write_text(f"unfunded = [{told}]\n", encoding="utf-8")
    code, said = call(home, capsys, "nachweis", "--year", "2026")
    cells = named_cells(home / "nachweis/2026/verwendungsnachweis.xlsx")
    of_it = counted[0][f"verein.{ASSOCIATION.lower()}.ausgaben"]

    assert code == 0, said
    assert cells["vereine.ausgaben.ist"] == counted[0]["vereine.ausgaben"] - of_it
    control = openpyxl.load_workbook(home / "nachweis/2026/verwendungsnachweis-kontrollblatt.xlsx")
    differing = [str(row[0]) for row in control["Abweichungen"].iter_rows(values_only=True)]
    assert any(f"({ASSOCIATION}) bekommt nach nachweis.toml" in one for one in differing)


def test_who_reports_money_is_counted_whatever_nachweis_toml_says(home, capsys, counted):
    told = f'{{ year = 2026, respondent = "{ASSOCIATION}", source = "kein Bescheid" }}'
    (home / "nachweis.toml").write_text(f"unfunded = [{told}]\n", encoding="utf-8")
    call(home, capsys, "nachweis", "--year", "2026")

    cells = named_cells(home / "nachweis/2026/verwendungsnachweis.xlsx")
    assert cells["vereine.ausgaben.ist"] == counted[0]["vereine.ausgaben"]
    control = openpyxl.load_workbook(home / "nachweis/2026/verwendungsnachweis-kontrollblatt.xlsx")
    assert any("hat Mittel gemeldet" in str(row[0]) for row in control["Abweichungen"].iter_rows(values_only=True))


def test_the_paper_is_for_everybody(home, capsys, counted):
    """PDF/UA and PDF/A, with the amounts in it as Germans write them."""
    call(home, capsys, "nachweis", "--year", "2026")
    reader = PdfReader(home / "nachweis/2026/verwendungsnachweis.pdf")
    text = " ".join(page.extract_text() for page in reader.pages).replace("\xa0", " ")
    sums, _ = counted

    assert reader.metadata.title == "Zahlenmäßiger Verwendungsnachweis 2026"
    assert "/StructTreeRoot" in reader.root_object
    assert f"{sums['kim.ausgaben']:,.2f}".translate(str.maketrans(",.", ".,")) in text


def test_a_year_that_cannot_be_is_refused(home, capsys):
    assert call(home, capsys, "nachweis", "--year", "1999")[0] == 2
    assert call(home, capsys, "nachweis", "--year", "0")[0] == 2
