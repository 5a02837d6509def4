"""The frames that all sentences share: how a figure is put in, which case a change is, how it is compared.

Ways in: `sentence` and `join_sentences` make paragraphs, `case_of` reads a change's case off its printed cell, and
`compare` says it. Nothing here holds a figure: each is a reference to a cell, so that text and table cannot differ.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from config.codes import code_list
from schemas.form.forms import FORMS, TABLES
from schemas.german import format_month, join_words
from schemas.report.cell import ReportCell, Sign
from schemas.report.changes import LAST_MONTH, LAST_YEAR, Comparison
from schemas.report.model import CellRef, Paragraph, Report, cell_kind
from schemas.report.plan import KEY_FIGURES
from schemas.report.words import cell_text, find_cell
from schemas.time.month import shift_month

SMALL = 20.0  # a change of what is less than this is measured against this


class ChangeCase(Enum):
    """What a printed change says: more, less, as much as can be seen, a panel that is too small, nothing to compare."""

    RISE = "rise"
    FALL = "fall"
    SAME = "same"
    UNTOLD = "untold"
    NOTHING = "nothing"


@dataclass(frozen=True)
class SpokenFigure:
    """How a key figure is spoken of: `state` with `{now}` in it."""

    key: str
    state: str = ""

    @property
    def who(self) -> str:
        """Who answers it: "Schulen"."""
        total = next(one.total for one in KEY_FIGURES if one.key == self.key)
        kinds = [name for name, form in FORMS.items() if TABLES[total.partition(".")[0]] in form.tables]
        return name_kind(kinds[0]) if len(kinds) == 1 else "Berichtsstellen"


def name_kind(kind: str) -> str:
    """All respondents of a kind: "Vereine"."""
    return code_list("kind").extra.get(kind, {}).get("plural", "Berichtsstellen")


def in_dative(who: str) -> str:
    """Who answers as it stands after "bei den": "Vereinen"."""
    return who if who.endswith(("n", "s")) else f"{who}n"


def sentence(text: str, **refs: CellRef) -> Paragraph:
    """A sentence with its figures by name: `sentence("{now} Kinder", now=...)`."""
    for at, name in enumerate(refs):
        text = re.sub(rf"(?<!{{){{{name}}}(?!}})", f"{{{at}}}", text)
    return Paragraph(text, tuple(refs.values()))


def join_sentences(parts: Sequence[Paragraph]) -> Paragraph:
    """One paragraph of several sentences."""
    texts, refs = [], list[CellRef]()
    for part in parts:
        texts.append(re.sub(r"(?<!{){(\d+)}(?!})", lambda at: f"{{{int(at[1]) + len(refs)}}}", part.text))  # noqa: B023
        refs += part.refs
    return Paragraph(" ".join(texts), tuple(refs))


def name_all(names: Sequence[str]) -> str:
    """Names as they are spoken, safe to stand in a sentence's text."""
    return join_words(names).replace("{", "{{").replace("}", "}}")


def figure(key: str, column: str = "now", table: str = "key_figures", *, is_size: bool = False) -> CellRef:
    """A cell of the key figures, or of a table of changes."""
    return CellRef(table, key, column, is_size)


def has_table(report: Report, table: str) -> bool:
    """Whether the report prints the table."""
    return any(one.id == table for one in report.tables())


def printed(report: Report, ref: CellRef) -> float | None:
    """The figure of a cell as it is printed; None where a sign stands instead, or there is no such table or row."""
    if not has_table(report, ref.table) or all(line.key != ref.row for line in report.table(ref.table).rows):
        return None
    value = find_cell(report, ref).value
    return float(value) if isinstance(value, int | float) else None


def if_printed(report: Report, text: str, **refs: CellRef) -> tuple[Paragraph, ...]:
    """A sentence whose figures all stand in their tables; none where a sign stands in place of one."""
    return () if any(printed(report, ref) is None for ref in refs.values()) else (sentence(text, **refs),)


def case_of(report: Report, key: str, comparison: Comparison) -> ChangeCase:
    """The case of a key figure's change, by what is printed."""
    if not has_table(report, comparison.table):
        return ChangeCase.NOTHING
    ref = figure(key, "change", comparison.table)
    cell = find_cell(report, ref)
    if not isinstance(cell.value, int | float):
        return ChangeCase.UNTOLD if cell.sign == Sign.UNRELIABLE else ChangeCase.NOTHING
    if cell_text(report, ref).startswith("±0"):
        return ChangeCase.SAME
    return ChangeCase.RISE if cell.value > 0 else ChangeCase.FALL


def compare(report: Report, told: SpokenFigure, comparison: Comparison = LAST_MONTH) -> Paragraph:
    """What became of a figure since another month, by its case and on how many respondents."""
    then = format_month(shift_month(report.month, -comparison.months_back))
    table = comparison.table
    case = case_of(report, told.key, comparison)
    size = figure(told.key, "change", table, is_size=True)
    if case in {ChangeCase.RISE, ChangeCase.FALL}:
        is_rise = case == ChangeCase.RISE
        among = f"sind es {{size}} {'mehr' if is_rise else 'weniger'} als im {then}"
        alone = f"Das ist gegenüber dem {then} ein {'Plus' if is_rise else 'Minus'} von {{size}}."
        return _on_panel(report, told, table, (among, alone), size=size)
    if case == ChangeCase.SAME:
        word = "in der gedruckten Genauigkeit so viele wie" if _is_rounded(report, size) else "so viele wie"
        return _on_panel(report, told, table, (f"sind es {word} im {then}", f"Das sind {word} im {then}."))
    if case == ChangeCase.UNTOLD:
        return sentence(
            f"Ob es mehr oder weniger als im {then} sind, lässt sich nicht sagen: die Zahl der {told.who}, die in beiden "
            "Monaten vollständig geantwortet haben, ist zu klein ({n}).",
            n=figure(told.key, "n", table),
        )
    return Paragraph(f"Mit dem {then} lässt sich das nicht vergleichen: dafür liegt keine Zahl vor.")


def warn_of_gaps(report: Report, told: SpokenFigure) -> tuple[Paragraph, ...]:
    """That a figure rests on too few answers, where its cell says so."""
    if find_cell(report, figure(told.key)).sign != Sign.LIMITED:
        return ()
    return (
        Paragraph(
            "Diese Zahl ist nur eingeschränkt aussagefähig, weil zu wenige derer vollständig geantwortet haben, die sie schulden."
        ),
    )


def explain_rest(report: Report, told: SpokenFigure, comparison: Comparison = LAST_MONTH) -> tuple[Paragraph, ...]:
    """That the sum moved otherwise than the panel, where what the others add is at least as large as the change."""
    names = ("rest", "change", "joined", "left")
    rest, change, joined, left = (printed(report, figure(told.key, name, comparison.table)) for name in names)
    if not rest or change is None or abs(rest) < abs(change) or not (joined or left):
        return ()
    return (
        sentence(
            f"Die Summe aller Antworten ging auch deshalb von {{before}} auf {{now}}, weil nicht dieselben {told.who} "
            "vollständig antworteten: {joined} nur jetzt, {left} nur damals.",
            **{name: figure(told.key, name, comparison.table) for name in ("before", "now", "joined", "left")},
        ),
    )


def tell(report: Report, told: SpokenFigure, *beside: Paragraph) -> tuple[Paragraph, ...]:
    """The state of a key figure, what limits it, its changes and what stands beside it; nothing where none is printed."""
    if printed(report, figure(told.key)) is None:
        return ()
    year = () if case_of(report, told.key, LAST_YEAR) == ChangeCase.NOTHING else (compare(report, told, LAST_YEAR),)
    limits = warn_of_gaps(report, told)
    return (state(told), *limits, compare(report, told), *explain_rest(report, told), *year, *beside)


def state(told: SpokenFigure) -> Paragraph:
    """What a key figure is now."""
    return sentence(told.state, now=figure(told.key))


def relative_change(report: Report, key: str) -> float:
    """How large a printed change is beside what it is a change of; 0 where there is none. What is small moves easily."""
    change, before = (printed(report, figure(key, name, LAST_MONTH.table)) for name in ("change", "panel_before"))
    return abs(change) / max(abs(before), SMALL) if change is not None and before is not None else 0.0


def _on_panel(report: Report, told: SpokenFigure, table: str, words: tuple[str, str], **refs: CellRef) -> Paragraph:
    """A comparison with the number of those compared; where there is but one, its own words."""
    number = printed(report, figure(told.key, "n", table))
    if number is None or number == 1:
        return sentence(words[1], **refs)
    return sentence(f"Bei denselben {{n}} {in_dative(told.who)} {words[0]}.", n=figure(told.key, "n", table), **refs)


def _is_rounded(report: Report, ref: CellRef) -> bool:
    table = report.table(ref.table)
    line = table.row_by_key(ref.row)
    return cell_kind(table, line, table.column_index(ref.column)) == "persons"


def cells_of_rows(report: Report, table: str, column: str) -> dict[str, ReportCell]:
    """The printed cells of a column by the keys of its body rows; nothing where the table is not printed."""
    if not has_table(report, table):
        return {}
    found = report.table(table)
    place = found.column_index(column)
    return {line.key: line.cells[place] for line in found.rows if line.role == "body"}
