"""What the neutral forms look like, on paper and as a workbook: `proof_blocks(facts)` and `call_blocks(rules)`. Pure.

A block is a table of named figures, or one of the lists of a proof. Names are those of the figures.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from config.codes import code_list
from config.proof import ProofRules
from schemas.form.forms import TABLES
from schemas.german import MONTHS
from schemas.proof.calls import name_item, next_date
from schemas.proof.facts import FUNDS, YearFacts
from schemas.proof.figure import word_of
from schemas.proof.grants import PART_ONE
from schemas.proof.shares import ALL, ONE

_MONEY = ("Plan (bewilligt)", "belegt bisher", "vollständige Monate", "Ist im Jahr", "Rest (Plan − Ist)")
SHARES = "vereine"  # the list of associations
_SOURCES = (("Drittmittel", "drittmittel"), ("Spenden", "spenden"), ("Eigenmittel", "eigenmittel"))


@dataclass(frozen=True)
class FormLine:
    """A row of a block: its words, and the names of its figures ("" leaves a cell free)."""

    label: str
    names: tuple[str, ...]
    is_total: bool = False


@dataclass(frozen=True)
class FormBlock:
    """A table on a sheet; one with `listed` takes the rows of that list and has no lines of its own."""

    sheet: str
    title: str
    heads: tuple[str, ...]
    lines: tuple[FormLine, ...] = ()
    listed: str = ""


def proof_blocks(facts: YearFacts) -> list[FormBlock]:
    """The numerical proof: the centre's own grants, KOMM-AN, posts, and the associations' shares."""
    modules = code_list("module").titles
    return [
        *(_module_block(module, title) for module, title in modules.items()),
        _part_one_block(),
        _share_block("Vereine: Einnahmen und Ausgaben (KOMM-AN, weitergeleitet)", _share_lines(facts)),
        *(_months_block(facts, module, title) for module, title in modules.items()),
        FormBlock(
            "Stellenliste",
            "Stellen und ihre Besetzung nach Nummern",
            ("Stelle", "Inhaberin, Inhaber (Nummer)", "Modul", "Anteil (VZÄ)", "besetzte Monate"),
            listed="stellen",
        ),
        FormBlock(
            "Vereine",
            "Anteile der Vereine",
            (
                "Nummer",
                "Verein",
                "bewilligt",
                "belegt bisher",
                "vollständige Monate",
                "verausgabt im Jahr",
                "Drittmittel und Spenden",
                "Eigenmittel",
                "Rest",
            ),
            listed=SHARES,
        ),
    ]


def call_blocks(rules: ProofRules, facts: YearFacts, day: date) -> list[FormBlock]:
    """The calls for funds, each a block with its next date, each Ziffer a row."""
    heads = ("Ziffer", "bewilligt im Jahr", "verausgabt bis heute", "bisher abgerufen", "verausgabt, nicht abgerufen",
             "höchstens noch abrufbar", "Bedarf (trägt das Zentrum ein)")  # fmt: skip
    words = ("bewilligt", "verausgabt", "abgerufen", "offen", "verfuegbar", "bedarf")
    return [
        FormBlock(
            "Mittelabruf",
            f"{call.title}, Haushaltsjahr {facts.year}, nächster Abruftermin: {next_date(call, day) or 'nicht hinterlegt'}",
            heads,
            tuple(
                FormLine(f"{item.ziffer} {item.title}", tuple(f"{name_item(item)}.{word}" for word in words))
                for item in call.items
            ),
        )
        for call in rules.calls
    ]


def names_on(blocks: Sequence[FormBlock], known: Iterable[str]) -> list[str]:
    """The names of all figures that stand in these tables, those of a list of associations included."""
    shown = [name for block in blocks for line in block.lines for name in line.names if name]
    has_shares = any(block.listed == SHARES for block in blocks)
    return [*dict.fromkeys(shown), *(name for name in known if has_shares and name.startswith(f"{ONE}."))]


def _module_block(module: str, title: str) -> FormBlock:
    name = word_of(module)
    lines = [
        FormLine(
            "Einnahmen: Zuwendung des Landes", (f"{name}.zuwendung.plan", "", "", f"{name}.zuwendung.eingang", "")
        ),
        *(FormLine(f"Einnahmen: {label}", ("", "", "", f"{name}.{word}.ist", "")) for label, word in _SOURCES),
        *(FormLine(f"Ausgaben: {line}", ("", "", "", f"{name}.{word_of(line)}.ist", "")) for line in _budget_lines()),
        FormLine("Ausgaben zusammen", (f"{name}.ausgaben.plan", *_spent(name), f"{name}.rest"), is_total=True),
    ]
    return FormBlock("Grundförderung", f"{title}: Einnahmen und Ausgaben", ("", *_MONEY), tuple(lines))


def _part_one_block() -> FormBlock:
    line = FormLine(
        "Ausgaben zusammen", (f"{PART_ONE}.zuwendung.plan", "", "", f"{PART_ONE}.ausgaben.ist", ""), is_total=True
    )
    return FormBlock("KOMM-AN", "KOMM-AN NRW, Teil I (Stellen und Maßnahmen des Zentrums)", ("", *_MONEY), (line,))


def _share_block(title: str, lines: list[FormLine]) -> FormBlock:
    return FormBlock("KOMM-AN", title, ("", *_MONEY), tuple(lines))


def _share_lines(facts: YearFacts) -> list[FormLine]:
    components = TABLES[FUNDS].column("component").code_list
    used = {row.values["component"] for row in facts.rows if row.table == FUNDS}
    shown = [title for code, title in (components.titles if components else {}).items() if code in used]
    return [
        FormLine("Einnahmen: Zuwendung des Landes", (f"{ALL}.zuwendung.plan", "", "", f"{ALL}.zuwendung.eingang", "")),
        FormLine("Einnahmen: Drittmittel und Spenden", ("", *_year(f"{ALL}.drittmittel"), "")),
        FormLine("Einnahmen: davon Spenden", ("", "", "", f"{ALL}.spenden.ist", "")),
        FormLine("Einnahmen: Eigenmittel", ("", *_year(f"{ALL}.eigenmittel"), "")),
        *(_outflow(f"Ausgaben aus der Zuwendung: {line}", f"{ALL}.{word_of(line)}") for line in _budget_lines()),
        *(_outflow(f"Ausgaben aus der Zuwendung: {title}", f"{ALL}.{word_of(title)}") for title in shown),
        _outflow("Ausgaben aus der Zuwendung zusammen", ALL, is_total=True),
        FormLine(
            "Alle Ausgaben (mit Dritt- und Eigenmitteln)", ("", f"{ALL}.gesamt.bisher", "", f"{ALL}.gesamt.ist", "")
        ),
    ]


def _outflow(label: str, name: str, *, is_total: bool = False) -> FormLine:
    return FormLine(label, (f"{name}.ausgaben.plan", *_spent(name), f"{name}.rest"), is_total)


def _months_block(facts: YearFacts, module: str, title: str) -> FormBlock:
    name = word_of(module)
    lines = [
        FormLine(MONTHS[int(month[5:]) - 1], ("", f"{name}.stellen.m{month[5:]}", f"{name}.ausgaben.m{month[5:]}"))
        for month in facts.months
    ]
    total = FormLine("Jahr (Stellen: Mittel)", (f"{name}.stellen.plan", f"{name}.stellen.mittel", ""), is_total=True)
    heads = ("", "bewilligte Stellen (VZÄ)", "besetzt am Stichtag (VZÄ)", "Ausgaben")
    return FormBlock("Stellen", f"{title}: Stellen und Ausgaben nach Monaten", heads, (*lines, total))


def _spent(name: str) -> tuple[str, str, str]:
    return _year(f"{name}.ausgaben")


def _year(name: str) -> tuple[str, str, str]:
    return f"{name}.bisher", f"{name}.monate", f"{name}.ist"


def _budget_lines() -> list[str]:
    return list(code_list("budget_line").titles.values())
