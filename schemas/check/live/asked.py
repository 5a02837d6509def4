"""What is asked of a form's own cells: every rule of one return as a formula. Way in: `Asker(...).ask()`.

A rule's expression (schemas.check.expression), a column's limits (schemas.form.column) and what must not be missing
(schemas.check.missing) are taken as they are; here is only how a spreadsheet says them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from config.policy import Thresholds
from schemas.check.catalogue import CATALOGUE, CHECKS
from schemas.check.column_rules import say_limits
from schemas.check.expression import Edit, NotNegative, Once, Proportion
from schemas.check.live.cells import REFUSED, is_unlisted, number_code
from schemas.check.live.draft import ANEW, FIGURES, NIL, PLACES, STEP, Draft, Formula, Problem, quote
from schemas.check.live.lines import TableLines
from schemas.check.missing.find import main_figure, parts_by_whole, rule_of_whole, weigh
from schemas.check.nearest import CHOOSE, entry_words
from schemas.check.rule import Check, Rule
from schemas.files.values import describe_expected
from schemas.form.forms import Column, Form
from schemas.german import format_plain

Slots = Iterator[tuple[int, int, str]]
"""First line, last line and formula of one column of answers."""


@dataclass(frozen=True)
class Asker:
    """The questions of one table."""

    draft: Draft
    block: TableLines
    form: Form
    thresholds: Thresholds
    earlier: str  # how many questions the tables before have that have no figure; a formula

    def ask(self) -> Slots:
        """Every question of the table, each a column of answers."""
        for column in self.block.table.columns:
            yield from self._unreadable(column)
        for check in CHECKS.values():
            if check.table == self.block.table.name and {*check.cells} <= {
                one.name for one in self.block.table.columns
            }:
                yield from self._check(check)
        yield from self._missing()

    # What cannot be read, and what lies outside its limits

    def _unreadable(self, column: Column) -> Slots:
        block, line = self.block, self.block.first
        value, stands = block.at("V" + column.name), block.at("X" + column.name)
        is_read = f"{block.at('F')}>0" if column.is_number else f"{block.at('I')}>0"
        cases = [(f"AND({is_read},ISERROR({stands}))", self._of_cell(CATALOGUE["CELL_ERROR"], column, stands))]
        if column.is_number or column.meaning.codes:
            rule = CATALOGUE["NUMBER_UNREADABLE" if column.is_number else "CODE_UNKNOWN"]
            cases.append((f"AND({is_read},{value}={quote(REFUSED)})", self._of_cell(rule, column, stands)))
        cases += self._outside(column, value)
        if column.is_key:
            without = f'AND({block.at("F")}>0,{value}="")'
            cases.append((without, self._of_cell(CATALOGUE["ROW_WITHOUT_KEY"], column)))
        yield line, block.last, self._first_of(cases)

    def _outside(self, column: Column, value: str) -> Iterator[tuple[str, Problem]]:
        counts, meaning = f'{self.block.at("R")}<>""', column.meaning
        if column.is_number:
            below = f"AND({counts},ISNUMBER({value}),N({value})<{meaning.minimum})"
            yield below, self._of_cell(CATALOGUE["BELOW_ZERO"], column, value)
            above = f"AND({counts},ISNUMBER({value}),N({value})>{meaning.maximum})"
            yield above, self._of_cell(CATALOGUE["ABOVE_LIMIT"], column, value)
        elif meaning.max_length:
            yield f"AND({counts},LEN({value})>{meaning.max_length})", self._of_cell(CATALOGUE["TEXT_TOO_LONG"], column)
        if meaning.is_place:
            unknown = f'{PLACES}<>"",{value}<>"",{is_unlisted(self.block.at("T" + column.name), PLACES)}'
            yield f"AND({counts},{unknown})", self._of_cell(CATALOGUE["PLACE_UNKNOWN"], column, value)

    # Rules of rows

    def _check(self, check: Check) -> Slots:
        block, line = self.block, self.block.first
        condition = self._condition(check)
        if not condition:
            return
        first = line + isinstance(check.holds, Once)
        words, values = self._words(check)
        problem = Problem(
            check.id, check.severity, block.sheet, block.sheet_column(block.table.column(check.cells[0])), "B",
            check.sentence.format(**words), check.hint, values,
        )  # fmt: skip
        if isinstance(check.holds, Once):
            block.twice = f"COUNT({block.answers(self._spoil())})"
        yield first, block.last, f'IF({condition},{self.draft.report(problem)},"")'

    def _condition(self, check: Check) -> str:
        """When a row breaks the rule."""
        block, rule = self.block, check.holds
        counts = f'{block.at("R")}<>""'
        if isinstance(rule, Once):
            key, column = block.at("R", block.first + 1), block.columns["R"]
            above = f"${column}${block.first}:${column}{block.first}"
            return f'AND({key}<>"",SUMPRODUCT(--EXACT({above},{key}))>0)'
        if isinstance(rule, NotNegative):
            value = block.at("V" + rule.column)
            return f"AND({counts},ISNUMBER({value}),N({value})<0,N({value})>={rule.least})"
        if isinstance(rule, Edit):
            return f"AND({counts},{_breaks({name: block.at('V' + name) for name in rule.weights()}, rule)})"
        return f"AND({counts},{self._too_much_or_little(rule)})" if isinstance(rule, Proportion) else ""

    def _too_much_or_little(self, share: Proportion) -> str:
        part, whole, asked = (self.block.at("V" + name) for name in (share.part, share.whole, share.asked))
        known = f"ISNUMBER({part}),ISNUMBER({whole}),N({asked})>0"
        sign = ">" if share.is_most else "<"
        if not share.by:
            bound = getattr(self.thresholds, share.limit)
            return f"{known},N({part})*{share.per}{sign}N({whole})*{bound}"
        column = self.block.table.column(share.by)
        cases = [
            f"AND({self.block.at('V' + share.by)}={quote(number_code(column.code_list, code))},"
            f"N({part})*{share.per}{sign}N({whole})*{getattr(self.thresholds, limit)})"
            for code, limit in share.limits
            if column.code_list
        ]
        return f"{known},OR({','.join(cases)})"

    def _words(self, check: Check) -> tuple[dict[str, str], tuple[str, ...]]:
        """The words of a sentence: thresholds, and marks for the row's values with the columns where they stand."""
        block = self.block
        read = {one.name: ("V" if one.is_number else "X") + one.name for one in block.table.columns}
        used = [name for name in read if f"{{{name}}}" in check.sentence]
        known = {name: format_plain(value) for name, value in self.thresholds if isinstance(value, int | float)}
        marks = {name: f"{{{number}}}" for number, name in enumerate(used, start=1)}
        return known | marks, tuple(block.columns[read[name]] for name in used)

    # What is missing

    def _missing(self) -> Slots:
        block, main = self.block, main_figure(self.form)
        is_main = main is not None and main[0] is block.table
        self.draft.put(block.header, block.columns["M"], 0)
        gone: dict[str, str] = {}
        if main and is_main:
            yield from self._main_empty(main[1])
        if block.stocks:
            yield from self._table_gone()
        for stock in block.stocks:
            self._spoil(stock.name)
            problem = self._of_missing("COLUMN_GONE", stock, "L" + stock.name)
            answer = self.draft.report(problem)
            yield block.header, block.header, f'IF({block.head("V" + stock.name)}=1,{answer},"")'
        for stock in block.stocks:
            gone[stock.name] = self._spoil()
            yield from self._row_gone(stock)
        for name, parts in parts_by_whole(block.table).items():
            self._spoil(name)
            yield from self._whole_missing(block.table.column(name), parts, gone.get(name))

    def _spoil(self, column: str | None = None) -> str:
        """The next answers spoil sums, of one column or of the table; returns where they stand."""
        self.block.spoiling.append((column, self.draft.next_slot()))
        return self.draft.next_slot()

    def _main_empty(self, column: Column) -> Slots:
        block = self.block
        values = block.down("V" + column.name)
        filled = f'SUMPRODUCT(({block.down("R")}<>"")*ISNUMBER({values}))'
        empty = f"IF(AND(NOT({NIL}),{filled}=0,{block.head('Z')}=0),1,0)"
        self.draft.put(block.header, block.columns["M"], Formula(empty))
        self._spoil()
        answer = self.draft.report(self._of_missing("MAIN_TABLE_EMPTY", column))
        yield block.header, block.header, f'IF({block.head("M")}=1,{answer},"")'

    def _table_gone(self) -> Slots:
        """A table that has no figure, at the first stock that it had; in an empty return only the first table is said."""
        block, header = self.block, self.block.header
        for stock in block.stocks:
            self.draft.number_of(self.of_table_gone(stock))
        self.draft.put(header, block.columns["K"], None)
        self._spoil()
        asked = f"NOT({NIL}),{block.head('M')}=0,{block.head('F')}=0,{block.head('Z')}=0"
        had = f"N({block.head('K')})>0,OR({FIGURES}>0,{self.earlier}=0)"
        yield header, header, f'IF(AND({asked},{had}),ROW()*{STEP}+{block.head("K")},"")'

    def of_table_gone(self, stock: Column) -> Problem:
        """That a table has no figure, though it had this stock."""
        return self._of_missing("TABLE_GONE", stock, "L" + stock.name)

    def _row_gone(self, stock: Column) -> Slots:
        """A row that is gone, said at its first stock, or one stock of a row that is there."""
        block, line = self.block, self.block.first
        had, gone = block.at("L" + stock.name), block.head("V" + stock.name)
        before = [one.name for one in block.stocks[: block.stocks.index(stock)]]
        first = "+".join([f"({block.at('L' + one)}>0)*({block.head('V' + one)}=0)" for one in before] or ["0"])
        place, stocks, missing = block.at("P"), block.at("A"), block.at("M")
        asked = f"NOT({NIL}),NOT({ANEW}),{block.head('F')}>0,{block.head('M')}=0,N({had})>0,{gone}=0,{missing}>0"
        lost = f"AND({missing}={stocks},OR({place}=0,{missing}>1))"
        here = f"INDEX({block.down('V' + stock.name)},MAX(1,{place}))"
        empty = f"AND({place}>0,ISTEXT({here}),{here}<>{quote(REFUSED)})"
        row = self.draft.report(self._of_missing("ROW_GONE", stock, "L" + stock.name, "S", row="Q"))
        cell = self.draft.report(self._of_missing("STOCK_GONE", stock, "L" + stock.name, row="Q"))
        is_placed = f"{block.twice}=0,OR({place}>0,{block.head('U')}=0)"
        which = f'IF({lost},IF(AND({first}=0,{is_placed}),{row},""),IF({empty},{cell},""))'
        yield line, block.last, f'IF(AND({asked}),{which},"")'

    def _whole_missing(self, whole: Column, parts: list[Column], gone: str | None) -> Slots:
        block, line = self.block, self.block.first
        given = "&".join(f'IF(ISNUMBER({block.at("V" + one.name)}),{quote(", " + one.title)},"")' for one in parts)
        words = f"MID({given},3,500)"
        value = block.at("V" + whole.name)
        asked = f'NOT({NIL}),{block.at("R")}<>"",{block.head("M")}=0,N({block.head("V" + whole.name)})=0'
        empty = f"ISTEXT({value}),{value}<>{quote(REFUSED)}"
        if gone:
            said = f"${gone}${block.first}:${gone}${block.last}"
            here = f"ROW({block.at('R')})-{block.header}"
            empty += f",SUMPRODUCT(({block.down('P')}={here})*ISNUMBER({said}))=0"
        names = self.draft.next_slot(1)
        problem = self._of_missing(rule_of_whole(whole), whole, row="B")
        problem = replace(problem, values=(names,))
        answer = self.draft.report(problem)
        yield line, block.last, f'IF(AND({asked},{empty},{given}<>""),{answer},"")'
        yield line, block.last, words

    # In the words of the rules

    def _of_cell(self, rule: Rule, column: Column, stands: str = "") -> Problem:
        words = {"value": "{1}", "expected": describe_expected(column), "column": column.title, "title": column.title}
        hint = rule.hint.format_map(entry_words(column, "", None) or {"nearest": CHOOSE})
        sentence = rule.sentence.format_map(words | say_limits(column))
        used = (stands.lstrip("$").rstrip("0123456789"),) if stands else ()
        block = self.block
        return Problem(rule.id, rule.severity, block.sheet, block.sheet_column(column), "B", sentence, hint, used)

    def _of_missing(self, rule_id: str, column: Column, *values: str, row: str = "") -> Problem:
        block = self.block
        rule = weigh(CATALOGUE[rule_id], block.table, column, main_figure(self.form), self.thresholds)
        words = {"table": block.table.title, "column": column.title, "month": "{m}", "value": "{1}", "row": "{2}"}
        return Problem(
            rule_id, rule.severity, block.sheet, block.sheet_column(column), block.columns.get(row, "B"),
            rule.sentence.format(**words, parts="{1}"), rule.hint, tuple(block.columns[one] for one in values),
        )  # fmt: skip

    def _first_of(self, cases: list[tuple[str, Problem]]) -> str:
        formula = '""'
        for is_true, problem in reversed([case for case in cases if self.draft.tells(case[1].rule)]):
            formula = f"IF({is_true},{self.draft.report(problem)},{formula})"
        return formula


def _breaks(cells: Mapping[str, str], edit: Edit) -> str:
    """When an inequality of one row does not hold; the parts of a condition."""
    parts, wholes = ([cells[name] for name in names] for names in (edit.parts, edit.wholes))
    read = [f"{cell}<>{quote(REFUSED)}" for cell in parts]
    some = "OR(" + ",".join(f"ISNUMBER({cell})" for cell in parts) + ")"
    known = [f"ISNUMBER({cell})" for cell in wholes]
    sums = ["+".join(f"N({cell})" for cell in some_cells) for some_cells in (parts, wholes)]
    return ",".join([*read, some, *known, f"{sums[0]}>{sums[1]}"])
