"""What the hidden sheet knows of a respondent, `fill_live`, and what the sheet "Prüfung" shows of an empty form, `show_empty`."""

from collections.abc import Mapping, Sequence

import pandas as pd

from config.codes import CodeList
from schemas.check.live import cells
from schemas.check.live.board import COUNT_CELL, FIRST_SHOWN, LIGHT_CELL, say_state
from schemas.check.live.draft import ANEW, MONTH, PLACES, Problem
from schemas.check.live.lines import TableLines
from schemas.check.live.plan import LivePlan
from schemas.check.live.whole import LOST, LOST_COLUMN, nil_row
from schemas.check.missing.before import Previous, lost_by_nil, say_key, starts_anew, stocks_before
from schemas.check.missing.find import find_missing
from schemas.files.reading import Reading, TableReading
from schemas.finding import Severity, cell_address, column_number
from schemas.form import layout
from schemas.form.filling import Cells, FormRows, Shape
from schemas.form.forms import TABLES, Form, Table
from schemas.german import format_month, format_plain
from schemas.time.month import shift_month


def fill_live(
    plan: LivePlan, shape: Shape, hints: Mapping[str, FormRows], month: str, places: CodeList | None = None
) -> Cells:
    """The hidden sheet's cells of one respondent: last month's rows by table, the month that is reported, its places."""
    form = plan.form
    previous = said_before(form, hints, month)
    found: Cells = {MONTH.replace("$", ""): format_month(previous.month)}
    found[PLACES.replace("$", "")] = cells.spellings(places) if places else ""
    found[ANEW.replace("$", "")] = int(starts_anew(previous, month, plan.thresholds))
    for table, (keys, _) in zip(form.tables, shape, strict=True):
        block, before = plan.blocks[table.name], stocks_before(table, previous, month)
        found |= _fill_table(block, keys, before)
        first = next((stock for stock in block.stocks if any(stock.name in row for row in before.values())), None)
        if first and plan.draft.tells("TABLE_GONE"):
            number = plan.draft.number_of(_problem_of(plan, "TABLE_GONE", first.name, block.sheet))
            found[f"{block.columns['K']}{block.header}"] = number
    if lost := lost_by_nil(form, previous, month):
        _, column, total = lost
        found |= {f"{LOST}{plan.head_line}": total, f"{LOST_COLUMN}{plan.head_line}": column.title}
    return found


def _fill_table(
    block: TableLines, keys: Sequence[tuple[str, ...]], before: Mapping[tuple[str, ...], Mapping[str, float]]
) -> Cells:
    found: Cells = {}
    order = [key for key in keys if key in before] if keys else list(before)
    for line, key in enumerate(order[: block.rows], start=block.first):
        found[f"{block.columns['K']}{line}"] = _spell(block.table, key)
        found[f"{block.columns['S']}{line}"] = say_key(block.table, key)
        found |= {f"{block.columns['L' + name]}{line}": value for name, value in before[key].items()}
    return found


def _spell(table: Table, key: tuple[str, ...]) -> str:
    """A row's key as the formulas spell it."""
    parts = (
        cells.number_code(column.code_list, code) if column.code_list else " ".join(code.split())
        for column, code in zip(table.keys, key, strict=True)
    )
    return "|".join(parts)


def said_before(form: Form, hints: Mapping[str, FormRows], month: str) -> Previous:
    """Last month's return as the hints tell it."""
    names = {table.name: [column.name for column in table.columns] for table in form.tables}
    facts = {name: pd.DataFrame(list(rows), columns=names[name]) for name, rows in hints.items() if name in names}
    return Previous(shift_month(month, -1), facts)


def show_empty(plan: LivePlan, head: Mapping[str, str], hints: Mapping[str, FormRows]) -> Cells:
    """The cells of the sheet "Prüfung" as they are before anybody has filled in anything."""
    form = plan.form
    reading = _empty_reading(form, head)
    previous = said_before(form, hints, head["month"])
    missing = [one for one in find_missing(reading, previous, plan.thresholds) if plan.draft.tells(one.rule)]
    asked = [(one.rule, one.column, one.table) for one in missing]
    if not asked and not reading.is_nil:
        asked = [("EMPTY_RETURN", None, None)]
    problems = [_problem_of(plan, rule, column, layout.SHEETS.get(table or "", "")) for rule, column, table in asked]
    errors = sum(one.severity == Severity.ERROR for one in problems)
    light, counts = say_state(errors, len(problems) - errors)
    shown: Cells = {LIGHT_CELL: light, COUNT_CELL: counts}
    for row, problem in enumerate(problems, start=FIRST_SHOWN):
        words = problem.sentence.replace("{m}", format_month(previous.month))
        for mark, value in _values_of(problem, form, previous, head["month"]).items():
            words = words.replace(mark, value)
        where = f"{problem.sheet} {problem.column}{_row_of(problem)}"
        shown |= dict(
            zip(
                (f"{column}{row}" for column in "ABCD"),
                (problem.severity.german, where, words, problem.hint),
                strict=True,
            )
        )
    return shown


def _empty_reading(form: Form, head: Mapping[str, str]) -> Reading:
    tables = {
        table.name: TableReading(
            table.name, layout.SHEETS[table.name], layout.HEADER_ROW + 1,
            {column.name: at for at, column in enumerate(table.columns, start=1)}, [],
            {column.name: [] for column in TABLES[table.name].columns},
        )
        for table in form.tables
    }  # fmt: skip
    return Reading("", "", form=form.name, month=head["month"], is_nil=head.get("nil_return") == "yes", tables=tables)


def _problem_of(plan: LivePlan, rule: str, column: str | None, sheet: str) -> Problem:
    """The problem of a rule at a column, or in the head."""
    at = {(table.sheet, cell_address(1, at)[:-1])
          for table in plan.form.tables for at, one in enumerate(table.columns, start=1)
          if one.name == column and table.sheet == sheet}  # fmt: skip
    known = (one for one in plan.draft.problems if one.rule == rule)
    return next(one for one in known if (one.sheet, one.column) in at or one.sheet == layout.HEAD_SHEET)


def _row_of(problem: Problem) -> int:
    return nil_row() if problem.sheet == layout.HEAD_SHEET else layout.HEADER_ROW + 1


def _values_of(problem: Problem, form: Form, previous: Previous, month: str) -> Mapping[str, str]:
    """What stands for the marks: of an empty form only what was there before."""
    if problem.rule == "NIL_AFTER_STOCK" and (lost := lost_by_nil(form, previous, month)):
        return {"{1}": format_plain(lost[2]), "{2}": lost[1].title}
    for table in form.tables:
        if table.sheet == problem.sheet:
            column = table.columns[column_number(problem.column) - 1]
            rows = stocks_before(table, previous, month).values()
            return {"{1}": format_plain(sum(row.get(column.name, 0) for row in rows))}
    return {}
