"""What of a workbook is about single persons and never gets past its opening. One way in: `withhold(sheets)`. Pure.

A column of a list of persons is emptied (in a sheet without a table of the form all below its heading), a text that
names somebody gives place to a mark. Who may be called stands in the head and stays. So nothing that reads on - check,
warehouse, findings, answers - can repeat what it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from schemas.files.areas import Texts, says_whose
from schemas.files.head_cells import find_head
from schemas.files.headings import (
    HeadingLine,
    describes_person,
    fold_label,
    form_titles,
    head_label,
    is_birth,
    is_heading,
    known_labels,
    titles,
)
from schemas.files.persons import BIRTH, NAME, PHONE, find_person, is_name, reaches_office
from schemas.files.values import tidy, withheld_mark
from schemas.files.workbook import Cell, CellPlace, Fault, Sheet
from schemas.form import layout

_KEPT = ("contact_name", "contact_email", "submission_key")  # of the head
_LIST = 3  # so many cells that are nothing but a name are a list of persons
_HELPFUL = 2  # so many headings beside a name make a list, where none of them alone does


class Withheld(NamedTuple):
    """Something that was taken out: where, and what of a person it told; None: a column of a list of persons."""

    place: CellPlace
    kind: str | None


@dataclass
class _Look:
    """A sheet in work: its cells as tidied texts, what was found, and which cells are emptied or marked."""

    sheet: Sheet
    texts: Texts
    is_ours: bool
    columns: list[CellPlace] = field(default_factory=list)
    kinds: dict[tuple[int, int], str] = field(default_factory=dict)
    emptied: set[tuple[int, int]] = field(default_factory=set)

    @cached_property
    def letterhead(self) -> range:
        """The rows above all fields and tables of the form."""
        return range(next((number for number, row in enumerate(self.texts) if _asks(row)), 0))

    @cached_property
    def contacts(self) -> set[tuple[int, int]]:
        """Where the head names who may be called, and its key: the value's cell, be it the label's own."""
        if self.sheet.name == layout.META_SHEET:
            return {(number, 1) for number, row in enumerate(self.texts) if row and row[0] in layout.META_FIELDS}
        head = find_head(self.sheet, self.texts, range(len(self.texts)))
        return {(place.row - 1, place.column - 1) for name in _KEPT for place, _ in head.get(name, ())}


def withhold(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[Withheld]]:
    """The sheets without what is about single persons, and what was taken out, in the order of the sheets."""
    kept: list[Sheet] = []
    found: list[Withheld] = []
    for number, sheet in enumerate(sheets, 1):
        named = sheet
        if find_person(tidy(sheet.name)) or (" " in sheet.name.strip() and is_name(tidy(sheet.name))):
            named = replace(sheet, name=f"Blatt {number}")
            found.append(Withheld(CellPlace(named.name, 0, 0), NAME))
        cleaned, taken = _withhold(named)
        kept.append(cleaned)
        found += taken
    return kept, found


def _withhold(sheet: Sheet) -> tuple[Sheet, Iterable[Withheld]]:
    said = set(chain.from_iterable(sheet.rows))  # most of it many times
    if not any(map(_is_suspect, (cell for cell in said if isinstance(cell, (str, Fault))))):
        return sheet, ()
    texts = [tuple(_text_of(cell) for cell in row) for row in sheet.rows]
    look = _Look(sheet, texts, any(map(_is_ours, texts)))
    suspects = {(number, at) for number, row in enumerate(texts) for at, text in enumerate(row) if _is_suspect(text)}
    if suspects <= look.contacts:
        return sheet, ()
    _find_columns(look)
    _find_texts(look)
    found = [Withheld(place, None) for place in look.columns]
    found += [Withheld(_place(look, spot), kind) for spot, kind in look.kinds.items()]
    return replace(sheet, rows=list(_rows_without(look))), found


def _text_of(cell: Cell) -> str:
    """What is looked at: texts, and what a faulty cell holds."""
    return tidy(str(cell) if isinstance(cell, Fault) else cell) if isinstance(cell, str | Fault) else ""


@lru_cache(maxsize=20_000)
def _is_suspect(cell: Cell) -> bool:
    """Whether a text may be a reason to look closer."""
    text = _text_of(cell)
    is_sure, is_who, *_ = describes_person(text)
    return is_sure or is_who or find_person(text) is not None or is_name(text)


def _is_ours(row: HeadingLine) -> bool:
    """Whether a row belongs to a form: headings of a table, a title, a label of the head."""
    return _asks(row) or any(fold_label(text) in known for text in row if text for known in (titles(), form_titles()))


def _asks(row: HeadingLine) -> bool:
    """Whether a row holds a field of the head, or the headings of a table."""
    filled = [text for text in row if text]
    return sum(map(is_heading, filled)) > 1 or any(head_label(text.partition(":")[0]) for text in filled)


def _place(look: _Look, spot: tuple[int, int]) -> CellPlace:
    return CellPlace(look.sheet.name, spot[0] + 1, spot[1] + 1)


# Lists of persons


def _find_columns(look: _Look) -> None:
    """The headings of columns about single persons, and everything below them."""
    for number, row in enumerate(look.texts):
        spots = [at for at, text in enumerate(row) if text and _is_asked(look, number, at)]
        sure = [at for at in spots if describes_person(row[at])[0] and _is_column(look, number, at)]
        asked = sorted({*sure, *(spots if _begins_list(look, number, spots) else ())})
        look.columns += [_place(look, (number, at)) for at in asked]
        if asked:
            _empty_below(look, number, {*asked, *_beside(row, asked)})
    _find_bare_list(look)


def _is_asked(look: _Look, number: int, at: int) -> bool:
    """Whether a text is a heading that is about persons, none of our own, and not below another one."""
    text = look.texts[number][at]
    if (number, at) in look.emptied or find_person(text) == PHONE:  # a number itself is no heading for numbers
        return False
    return any(describes_person(text)) and not is_heading(text) and (head_label(text) is None or not look.is_ours)


def _is_column(look: _Look, number: int, at: int) -> bool:
    """Whether a heading that is about persons for sure heads a column, and is no label with its value beside it."""
    row = look.texts[number]
    if not look.is_ours or any(map(is_heading, filter(None, row))):
        return True
    beside = row[at + 1] if at + 1 < len(row) else ""
    return _is_filled(look, number + 1, at) and (not _is_filled(look, number, at + 1) or any(describes_person(beside)))


def _begins_list(look: _Look, number: int, spots: Sequence[int]) -> bool:
    """Whether headings side by side say who it is and what is said of them, with texts below the first."""
    asked = [describes_person(look.texts[number][at]) for at in spots]
    who = [at for at, (_, is_who, _, _) in zip(spots, asked, strict=True) if is_who]
    details = sum(is_said for _, is_who, is_said, _ in asked if not is_who)
    helpful = sum(helps for *_, helps in asked)
    return bool(who) and (details > 0 or helpful >= _HELPFUL) and any(_has_text(look, number + 1, at) for at in who)


def _beside(row: Sequence[str], listed: Sequence[int]) -> Iterator[int]:
    """The columns of the same list that have other headings: up to a gap, or to a column of the form."""
    for step in (-1, 1):
        at = (min(listed) if step < 0 else max(listed)) + step if listed else -1
        while 0 <= at < len(row) and row[at] and not is_heading(row[at]):
            yield at
            at += step
    yield from (at for at in range(min(listed, default=0), max(listed, default=-1)) if not is_heading(row[at]))


def _empty_below(look: _Look, number: int, columns: set[int]) -> None:
    """Empty these columns down to the next part of the form; in a sheet that is none of it, everything."""
    for below in range(number + 1, len(look.texts)):
        row = look.texts[below]
        if _is_ours(row):
            break
        look.emptied |= {(below, at) for at in (columns if look.is_ours else range(len(row)))}


def _find_bare_list(look: _Look) -> None:
    """Names below or beside each other without a heading are a list, too."""
    named = [
        (number, at)
        for number, row in enumerate(look.texts)
        for at, text in enumerate(row)
        if text and is_name(text) and not _is_known(text) and (number, at) not in look.emptied
    ]
    names = [spot for spot in named if spot not in look.contacts]
    if len(names) < _LIST:
        return
    look.columns.append(_place(look, names[0]))
    if look.is_ours:
        look.kinds |= dict.fromkeys(names[1:], NAME)
        look.emptied.add(names[0])
    else:
        look.emptied |= {
            (number, at) for number in range(names[0][0], len(look.texts)) for at in range(len(look.texts[number]))
        }


# Single texts


def _find_texts(look: _Look) -> None:
    for number, row in enumerate(look.texts):
        for at, text in enumerate(row):
            spot = number, at
            if spot not in look.emptied and spot not in look.kinds and (kind := _kind_of(look, spot, text)):
                look.kinds[spot] = kind


def _kind_of(look: _Look, spot: tuple[int, int], text: str) -> str | None:
    number, at = spot
    if text:
        kind = find_person(text)
        is_ours = _is_known(text) or spot in look.contacts or says_whose(text)
        is_ours = is_ours or (number in look.letterhead and reaches_office(text))
        return kind if kind and not is_ours else None
    label = next((one for one in reversed(look.texts[number][:at]) if one), "")
    return BIRTH if isinstance(look.sheet.rows[number][at], date) and is_birth(label) else None


def _is_known(text: str) -> bool:
    """Whether our own forms say so."""
    return fold_label(text) in known_labels()


def _is_filled(look: _Look, number: int, at: int) -> bool:
    return number < len(look.sheet.rows) and at < len(look.sheet.rows[number]) and look.sheet.rows[number][at] != ""


def _has_text(look: _Look, number: int, at: int) -> bool:
    """Whether a text stands in one of the next rows of a column."""
    return any(at < len(row) and row[at] for row in look.texts[number : number + 3])


def _rows_without(look: _Look) -> Iterator[list[Cell]]:
    for number, row in enumerate(look.sheet.rows):
        yield [
            "" if (number, at) in look.emptied
            else withheld_mark(_place(look, (number, at)).address) if (number, at) in look.kinds
            else cell
            for at, cell in enumerate(row)
        ]  # fmt: skip
