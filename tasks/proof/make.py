"""Make the files of a proof or of the calls for funds out of the home's template or our own. One way in: `make_papers`.

What is wrong with a template or its TOML is named, and the rest is made all the same: with our neutral form where the
centre's cannot be used at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.german import join_words
from schemas.proof.layout import FormBlock
from schemas.proof.mapping import fill_alike, read_mapping
from schemas.proof.proof import Proof
from tasks.proof.control import render_control
from tasks.proof.draw_pdf import draw_pdf
from tasks.proof.fill import UnusableWorkbookError, fill_workbook
from tasks.proof.neutral import make_form_book, map_alike
from tasks.store.home_files import is_lost, remember

MISSED = (
    "war da und fehlt: bitte mit ihrer Zuordnung (.toml) aus der Sicherung zurückholen oder mit --template neu anlegen."
)
NOT_READ = (
    "ist keine .xlsx-Datei und wird nicht gelesen. Bitte in Excel mit „Speichern unter“ als „Excel-Arbeitsmappe "
    "(*.xlsx)“ unter dem Namen {} speichern."
)
_OTHERS = {".xlsm", ".xlsb", ".xls", ".xltx", ".xltm", ".ods", ".ots"}
OUR_OWN = "Gefüllt ist stattdessen die neutrale Vorlage."
CONTROL = "kontrollblatt.xlsx"


@dataclass(frozen=True)
class ProofPaper:
    """One of the two papers: what its files are called, its title, its tables."""

    name: str
    title: str
    blocks: Sequence[FormBlock]

    def template(self, folder: Path) -> Path:
        """Where the centre lays its own form."""
        return folder / f"{self.name}-vorlage.xlsx"


def make_papers(folder: Path, paper: ProofPaper, proof: Proof, signature: str) -> tuple[Mapping[str, bytes], list[str]]:
    """The files by name (workbook, PDF, control sheet), and what could not be done, in German sentences.

    Raises:
        OSError: the centre's template is there and cannot be read.
    """
    book, problems = _fill_template(paper.template(folder), paper, proof)
    files = {
        f"{paper.name}.xlsx": book,
        f"{paper.name}.pdf": draw_pdf(paper.title, paper.blocks, proof, signature),
        f"{paper.name}-{CONTROL}": render_control(proof, problems),
    }
    return files, problems


def make_templates(paper: ProofPaper, proof: Proof) -> Mapping[str, bytes]:
    """The neutral form and its TOML, under the names by which the home's are looked for."""
    book = make_form_book(paper.title, paper.blocks, proof, spare=20)
    return {f"{paper.name}-vorlage.xlsx": book, f"{paper.name}-vorlage.toml": map_alike(paper.blocks).encode()}


def _fill_template(template: Path, paper: ProofPaper, proof: Proof) -> tuple[bytes, list[str]]:
    mapping = template.with_suffix(".toml")
    if not template.exists():
        return _fill_our_own(paper, proof), [f"{said} {OUR_OWN}" for said in _say_not_there(template)]
    remember(template.parent, template.name)
    try:
        text = mapping.read_text(encoding="utf-8-sig")
        filling = read_mapping(text, proof, mapping.name)
        book, problems, found = fill_workbook(template.read_bytes(), filling, template.name)
    except FileNotFoundError:
        return _fill_our_own(paper, proof), [f"Zur Vorlage {template.name} fehlt {mapping.name}. {OUR_OWN}"]
    except UnicodeDecodeError:
        return _fill_our_own(paper, proof), [f"{mapping.name} ist nicht in UTF-8 gespeichert. {OUR_OWN}"]
    except (UnusableWorkbookError, ValueError) as error:
        return _fill_our_own(paper, proof), [f"{error} {OUR_OWN}"]
    said = [*filling.problems, *problems]
    if not found:
        return _fill_our_own(paper, proof), [*said, f"{template.name} hat keine der benannten Zellen. {OUR_OWN}"]
    return book, said


def _say_not_there(template: Path) -> Iterator[str]:
    """That the centre's form is there in a format in which it is not looked for, or was there once."""
    alike = (one for one in template.parent.glob("*") if one.stem.casefold() == template.stem.casefold())
    if others := sorted(one.name for one in alike if one.suffix.lower() in _OTHERS):
        yield f"{join_words(others)} {NOT_READ.format(template.name)}"
    elif template.with_suffix(".toml").exists() or is_lost(template.parent, template.name):
        yield f"{template.name} {MISSED}"


def _fill_our_own(paper: ProofPaper, proof: Proof) -> bytes:
    """What our form has no cell for is no fault: it shows what a proof shows, the control sheet everything."""
    form = make_form_book(paper.title, paper.blocks, proof)
    return fill_workbook(form, fill_alike(proof, paper.blocks), paper.name)[0]
