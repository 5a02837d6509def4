"""The hidden sheet of a form as a whole: `plan_live(form, shape, thresholds)`, cached; the tasks draw what it says."""

from dataclasses import dataclass
from functools import cache

from config.codes import code_list
from config.policy import Thresholds
from schemas.check.live import cells
from schemas.check.live.asked import Asker
from schemas.check.live.board import lay_out_board
from schemas.check.live.draft import (
    ANEW,
    BROKEN,
    COUNT,
    ERRORS,
    FIGURES,
    FIRST_LIST,
    MISSING,
    MONTH,
    NIL,
    NON_ANSWERS,
    PLACES,
    QUESTION,
    REFUSED,
    UNITS,
    Draft,
    Formula,
    letters,
)  # fmt: skip
from schemas.check.live.lines import TableLines, lay_out_table
from schemas.check.live.whole import WholeReturn
from schemas.form.filling import Shape
from schemas.form.forms import Form

_MOST_SLOTS = 150


@dataclass(frozen=True)
class LivePlan:
    """Everything on the hidden sheet: its cells, the tables' lines, and where the list of problems begins."""

    form: Form
    thresholds: Thresholds
    draft: Draft
    blocks: dict[str, TableLines]
    head_line: int
    first_shown: int


@cache
def plan_live(form: Form, shape: Shape, thresholds: Thresholds) -> LivePlan:
    """Lay out the hidden sheet for a form (of schemas.form.forms.form_in) whose tables have these rows.

    Every stage in `thresholds` has begun.
    """
    draft = Draft(stages=thresholds.stages)
    lists = _put_lists(draft, form)
    whole = WholeReturn.begin(draft, form)
    whole.read_head(lists)
    blocks = {
        table.name: lay_out_table(draft, table, rows, lists)
        for table, (_, rows) in zip(form.tables, shape, strict=True)
    }
    first_slot = max(column for _, column in draft.cells) + 1
    last_slot = letters(first_slot + _MOST_SLOTS)
    area = f"${letters(first_slot)}${whole.line}:${last_slot}${draft.last_line}"
    draft.slot = first_slot
    for at, block in enumerate(blocks.values()):
        earlier = [_answers(one.header, first_slot) for one in list(blocks.values())[:at]]
        draft.slot = first_slot
        for first, last, formula in Asker(draft, block, form, thresholds, _count(earlier)).ask():
            draft.put_down(first, last, draft.next_slot(), formula)
            draft.slot += 1
    draft.slot = first_slot
    for line, formula in [*whole.ask(), *whole.compare(blocks)]:
        draft.put(line, draft.next_slot(), Formula(formula))
        draft.slot += 1
    _count_all(draft, whole, blocks, area, first_slot)
    first_shown = lay_out_board(draft, f"$A$1:${last_slot}${draft.last_line}", area)
    return LivePlan(form, thresholds, draft, blocks, whole.line, first_shown)


def _answers(line: int, first_slot: int) -> str:
    return f"COUNT(${letters(first_slot)}${line}:${letters(first_slot + _MOST_SLOTS)}${line})"


def _count(counts: list[str]) -> str:
    return f"({'+'.join(counts or ['0'])})"


def _put_lists(draft: Draft, form: Form) -> dict[str, str]:
    """The spellings of the form's code lists, one cell each; returns where."""
    columns = [column for table in form.tables for column in table.columns]
    names = dict.fromkeys(["yes_no", *(one.meaning.codes for one in columns if one.meaning.codes)])
    found = {}
    for row, name in enumerate(names, start=FIRST_LIST):
        draft.put(row, 1, name)
        draft.put(row, 2, cells.spellings(code_list(name)))
        found[name] = f"$B${row}"
    draft.last_line = FIRST_LIST + len(names) - 1
    return found


def _count_all(draft: Draft, whole: WholeReturn, blocks: dict[str, TableLines], area: str, first_slot: int) -> None:
    line = whole.line
    yes = cells.number_code(code_list("yes_no"), "yes")
    draft.put(line, "H", Formula(FIGURES))
    said = {
        NIL: f'$E${line}="{yes}"',
        FIGURES: "+".join(block.head("F") for block in blocks.values()),
        REFUSED: "+".join(block.head("Z") for block in blocks.values()),
        MISSING: _count([_answers(block.header, first_slot) for block in blocks.values()]),
        COUNT: f"COUNT({area})",
        ERRORS: f'COUNTIF({area},"<{QUESTION}")',
        BROKEN: f"SUMPRODUCT(--ISERROR({area}))>0",
    }
    for cell, formula in said.items():
        _put_global(draft, cell, Formula(formula))
    _put_global(draft, NON_ANSWERS, cells.non_answers())
    _put_global(draft, UNITS, cells.units())
    for cell in (MONTH, ANEW, PLACES):
        _put_global(draft, cell, None)


def _put_global(draft: Draft, cell: str, content: Formula | str | None) -> None:
    draft.put(int(cell.rpartition("$")[2]), "B", content)
