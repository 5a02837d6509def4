"""What is wrong with the columns of a table: missing, unknown, twice, of persons, or of another month.

Ways in: `judge_columns`, and `judge_asked` once the month is known.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from schemas.check.level0 import make_finding
from schemas.files.areas import Area, Texts
from schemas.files.headings import describes_person, fold_label
from schemas.files.values import is_blank
from schemas.files.workbook import CellPlace, FoundTable
from schemas.finding import Finding
from schemas.form.forms import TABLES, Column, Table
from schemas.german import join_words

_ALIKE = 0.6  # of 1, as difflib measures: about two letters of five differ


def judge_columns(sheet: str, texts: Texts, area: Area, table: Table) -> Iterator[Finding]:
    """What is to be said about the columns of a table, found in an area of a sheet with these texts."""
    yield from _judge_unfound(sheet, area, table)
    match, row = area.match, area.header + 1
    for name, at in match.twice:
        other, column = CellPlace(sheet, row, match.columns[name] + 1).address, table.column(name)
        place, words = CellPlace(sheet, row, at + 1), {"other": other, "title": table.title}
        yield make_finding("COLUMN_TWICE", place, table=table.name, column=column, **words)
    for at, text, left in match.ambiguous:
        other = table.column(left).title
        yield make_finding("COLUMN_AMBIGUOUS", CellPlace(sheet, row, at + 1), table=table.name, value=text, other=other)
    for name in match.factors:
        at = match.columns[name]
        place, text = CellPlace(sheet, row, at + 1), texts[row - 1][at]
        yield make_finding("COLUMN_THOUSANDS", place, table=table.name, column=table.column(name), value=text)


def judge_asked(taken: FoundTable, month: str) -> Iterator[Finding]:
    """What is to be said about the columns of a table that are not asked in every month, by the one it is for.

    A form of another month lacks them, or has what nobody asks for now: that is taken out of its rows.
    """
    table, place = TABLES[taken.name], CellPlace(taken.sheet, taken.header_row, 0)
    sometimes = [column for column in table.columns if column.meaning.asked]
    lacking = (one for one in sometimes if one.is_asked(month) and one.name not in taken.columns)
    if new := [one for one in lacking if _begins(one)]:
        names = ", ".join(f"„{column.title}“ ({column.meaning.asked.german})" for column in new)
        only = new[0] if len(new) == 1 else None
        yield make_finding("COLUMN_NEW", place, table=table.name, column=only, title=table.title, columns=names)
    for column in (one for one in sometimes if not one.is_asked(month)):
        filled = [row for row, cells in taken.rows if not is_blank(cells.pop(column.name, ""))]
        if filled:
            place = CellPlace(taken.sheet, filled[0], taken.columns[column.name])
            said = column.meaning.asked.german
            yield make_finding("COLUMN_NOT_ASKED", place, table=table.name, column=column, asked=said)


def _begins(column: Column) -> bool:
    """Whether forms once lacked the column; what only ends was in all of them, and is missing as any other."""
    return bool(column.meaning.asked.first or column.meaning.asked.only)


def _judge_unfound(sheet: str, area: Area, table: Table) -> Iterator[Finding]:
    """Columns that are missing, headings that are none; a column that only one heading can mean is not missing."""
    row = area.header + 1
    same: dict[str, Any] = {"table": table.name, "title": table.title}
    missing = [column for column in table.columns if column.name not in area.match.columns]
    unknown = {
        at: (text, _find_nearest(text, missing))
        for at, text in area.match.unknown.items()
        if not text.startswith("#") and not describes_person(text)[0]  # that is said already
    }
    meant = {near[0].name: at for at, (_, near) in unknown.items() if len(near) == 1}
    for at, (text, near) in unknown.items():
        if not any(column.is_key and meant.get(column.name) == at for column in near):
            place = CellPlace(sheet, row, at + 1)
            yield make_finding("COLUMN_UNKNOWN", place, value=text, nearest=_say_nearest(near), **same)
    for key in (column for column in missing if column.is_key):
        place = CellPlace(sheet, row, meant[key.name] + 1 if key.name in meant else 0)
        nearest = _say_heading(unknown[meant[key.name]][0], key) if key.name in meant else ""
        yield make_finding("COLUMN_KEY_MISSING", place, column=key, nearest=nearest, **same)
    always = (column for column in missing if not (column.is_key or _begins(column)))  # others: judge_asked
    if others := [column for column in always if column.name not in meant]:
        names = ", ".join(f"„{column.title}“" for column in others)
        only = others[0] if len(others) == 1 else None
        yield make_finding("COLUMN_MISSING", CellPlace(sheet, row, 0), column=only, columns=names, **same)


def _find_nearest(text: str, missing: Sequence[Column]) -> list[Column]:
    """Which columns of the form may be meant, among those that were not found."""
    spelled = {fold_label(label): column for column in missing for label in column.labels}
    near = {spelled[one].name: spelled[one] for one in get_close_matches(fold_label(text), spelled, 3, _ALIKE)}
    return list(near.values())


def _say_nearest(near: Sequence[Column]) -> str:
    if not near:
        return ""
    meant = join_words([f"„{column.title}“" for column in near], "oder")
    only = " (sonst gilt diese Spalte als nicht gemeldet)" if len(near) == 1 else ""
    return f"Ist {meant} gemeint{only}, schreiben Sie bitte diese Überschrift darüber. "


def _say_heading(text: str, key: Column) -> str:
    return f"Ist es die Spalte „{text}“, schreiben Sie bitte diese Überschrift darüber: „{key.title}“. "
