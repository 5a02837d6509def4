"""What is asked of the whole return: is it one at all, and do its tables agree. Way in: `WholeReturn.begin`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.check.catalogue import CATALOGUE, CHECKS
from schemas.check.live import cells
from schemas.check.live.draft import FIGURES, MISSING, NIL, REFUSED, Draft, Formula, Problem, quote
from schemas.check.live.lines import TableLines
from schemas.check.rule import RETURN, Check
from schemas.form import layout
from schemas.form.forms import TABLES, Form
from schemas.form.submission import HEAD

LOST, LOST_COLUMN = "F", "G"  # in the line of the head: what a nil return would lose, for NIL_AFTER_STOCK
_RAW, _SPELLED, _CODE = "C", "D", "E"
_PARTS, _WHOLES = "C", "D"
_NIL_FIELD = next(column for column in HEAD if column.name == "nil_return")


@dataclass
class WholeReturn:
    """The lines that are about the whole return: the head's, and one for each rule that compares tables."""

    draft: Draft
    form: Form
    line: int
    edits: dict[int, Check]

    @classmethod
    def begin(cls, draft: Draft, form: Form) -> "WholeReturn":
        """Take the lines."""
        rules = list(edits_of(form))
        line = draft.last_line + 1
        draft.last_line = line + len(rules)
        return cls(draft, form, line, dict(enumerate(rules, line + 1)))

    def read_head(self, lists: Mapping[str, str]) -> None:
        """Whether it is a nil return."""
        draft, line = self.draft, self.line
        draft.put(line, 2, nil_row())
        stands, spelled = f"${_RAW}{line}", f"${_SPELLED}{line}"
        draft.names["Kopf"] = f"='{layout.HEAD_SHEET}'!$A:$B"
        draft.put(line, _RAW, Formula(cells.raw("Kopf", f"$B{line}", "2", is_dated=False)))
        draft.put(line, _SPELLED, Formula(cells.folded(stands)))
        draft.put(line, _CODE, Formula(cells.code_in(spelled, lists["yes_no"])))
        for column in (LOST, LOST_COLUMN):
            draft.put(line, column, None)

    def ask(self) -> Iterator[tuple[int, str]]:
        """Line and formula of each question about the head."""
        line, code = self.line, f"${_CODE}{self.line}"
        lost = f"N(${LOST}{line})>0"
        unread = self._problem("HEAD_NIL", f"${_RAW}{line}")
        yield line, f'IF({code}={quote(cells.REFUSED)},{self.draft.report(unread)},"")'
        for rule, condition, values in (
            ("NIL_WITH_FIGURES", f"AND({NIL},{FIGURES}>0)", ("H",)),
            ("NIL_AFTER_STOCK", f"AND({NIL},{FIGURES}=0,{lost})", (LOST, LOST_COLUMN)),
            ("EMPTY_RETURN", f"AND(NOT({NIL}),{FIGURES}=0,{REFUSED}=0,{MISSING}=0)", ()),
        ):
            problem = self._problem(rule, *values)
            yield line, f'IF({condition},{self.draft.report(problem)},"")'

    def compare(self, blocks: Mapping[str, TableLines]) -> Iterator[tuple[int, str]]:
        """Line and formula of each rule that compares sums of tables."""
        for line, check in self.edits.items():
            if (edit := check.edit) is None:
                continue
            sides = [edit.parts, edit.wholes]
            block, column = _place(blocks, check.cells[0])
            self.draft.put(line, 2, layout.HEADER_ROW + 1)
            for at, names in zip((_PARTS, _WHOLES), sides, strict=True):
                self.draft.put(line, at, Formula(_sum([_place(blocks, name) for name in names])))
            every = [_place(blocks, name) for names in sides for name in names]
            unread = "+".join(
                f'{one.spoils(name)}+SUMPRODUCT(({one.down("F")}>0)*({one.down("V" + name)}="{cells.REFUSED}"))'
                for one, name in every
            )
            sign = "<>" if edit.is_equation else ">"
            words = {name: f"{{{1 if name in edit.parts else 2}}}" for name in check.cells}
            problem = Problem(
                check.id, check.severity, block.sheet, block.sheet_column(block.table.column(column)), "B",
                check.sentence.format(**words), check.hint, (_PARTS, _WHOLES),
            )  # fmt: skip
            parts, wholes = f"${_PARTS}{line}", f"${_WHOLES}{line}"
            condition = f"AND({unread}=0,COUNT({parts},{wholes})>0,N({parts}){sign}N({wholes}))"
            yield line, f'IF({condition},{self.draft.report(problem)},"")'

    def _problem(self, rule_id: str, *values: str) -> Problem:
        rule = CATALOGUE[rule_id]
        words = {"value": "{1}", "figures": "{1}", "column": "{2}", "month": "{m}"}
        sentence = rule.sentence.format(**words)
        return Problem(rule_id, rule.severity, layout.HEAD_SHEET, "B", "B", sentence, rule.hint, tuple(values))


def edits_of(form: Form) -> Iterator[Check]:
    """The rules that compare sums of a form's tables."""
    names = {f"{table.name}__{column.name}" for table in form.tables for column in table.columns}
    for check in CHECKS.values():
        if check.table == RETURN and check.edit and names.issuperset(check.cells):
            yield check


def nil_row() -> int:
    """The row of the head's field "Fehlanzeige"."""
    return layout.FIRST_FIELD + 1 + HEAD.index(_NIL_FIELD)


def _place(blocks: Mapping[str, TableLines], name: str) -> tuple[TableLines, str]:
    table, _, column = name.partition("__")
    return blocks[TABLES[table].name], column


def _sum(columns: Sequence[tuple[TableLines, str]]) -> str:
    """The sum of columns of tables, "" where nobody answered any of them."""
    sums = "+".join(f'SUMIF({one.down("R")},"?*",{one.down("V" + name)})' for one, name in columns)
    some = "+".join(f'SUMPRODUCT(({one.down("R")}<>"")*ISNUMBER({one.down("V" + name)}))' for one, name in columns)
    return f'IF({some}=0,"",{sums})'
