"""The files of a paper: a template that cannot be filled is named, and our neutral form stands in."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from schemas.proof.layout import proof_blocks
from schemas.proof.proof import make_proof
from tasks.proof.fill import NOT_PLAIN
from tasks.proof.make import OUR_OWN, ProofPaper, make_papers, make_templates
from tests.schemas.proof.factories import RULES, make_facts

NAME = "verwendungsnachweis-vorlage"
SHEET = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TYPES = "[Content_Types].xml"


@pytest.fixture(scope="module")
def proof():
    return make_proof(make_facts(), RULES)


@pytest.fixture
def paper(proof):
    return ProofPaper("verwendungsnachweis", "Zahlenmäßiger Verwendungsnachweis", proof_blocks(proof.facts))


@pytest.fixture
def folder(proof, paper, tmp_path):
    """The neutral form as the centre's own."""
    for name, content in make_templates(paper, proof).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def retype(content, kind=SHEET, **parts):
    """The workbook with another content type, and with more parts."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(SHEET, kind) if name == TYPES else old.read(name))
        for name, part in parts.items():
            new.writestr(f"xl/{name}.bin", part)
    return made.getvalue()


def test_a_template_is_filled_without_a_word(folder, paper, proof):
    assert make_papers(folder, paper, proof, "")[1] == []


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"},
        {"kind": b"application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"},
        {"vbaProject": b"x"},
        {"kind": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml", "vbaProject": b"x"},
    ],
    ids=["macros by its type", "an Excel template", "macros as a part", "both"],
)
def test_a_workbook_with_macros_that_was_only_renamed_is_refused(folder, paper, proof, changes):
    path = folder / f"{NAME}.xlsx"
    path.write_bytes(retype(path.read_bytes(), **changes))
    files, problems = make_papers(folder, paper, proof, "")
    made = ZipFile(BytesIO(files["verwendungsnachweis.xlsx"]))

    assert problems == [f"Die Vorlage {NAME}.xlsx {NOT_PLAIN} {OUR_OWN}"]
    assert "xl/vbaProject.bin" not in made.namelist()
    assert SHEET in made.read(TYPES)


@pytest.mark.parametrize("name", [f"{NAME}.xlsm", f"{NAME}.XLS", f"{NAME.title()}.ods"])
@pytest.mark.parametrize("has_mapping", [True, False])
def test_a_template_in_another_format_is_named(folder, paper, proof, name, has_mapping):
    (folder / f"{NAME}.xlsx").rename(folder / name)
    if not has_mapping:
        (folder / f"{NAME}.toml").unlink()
    (said,) = make_papers(folder, paper, proof, "")[1]

    assert said.startswith(f"{name} ist keine .xlsx-Datei und wird nicht gelesen.")
    assert f"unter dem Namen {NAME}.xlsx speichern. {OUR_OWN}" in said


def test_a_template_of_another_paper_is_none_of_this(folder, paper, proof):
    (folder / f"{NAME}.xlsx").rename(folder / "mittelabruf-vorlage.xlsm")
    (folder / f"{NAME}.toml").unlink()

    assert make_papers(folder, paper, proof, "")[1] == []
