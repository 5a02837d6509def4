"""What people read on the terminal: sentences, tables, JSON, and a sign that something is going on."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from schemas.german import format_date, format_moment, format_number
from schemas.visible import escape_unseen, visible

if TYPE_CHECKING:
    from rich.console import Console

    from schemas.finding import Finding

_LONGEST_WORD = 20  # characters; longer is a path or a digest
_GAP = 2  # characters between columns
_ENDLESS = 10_000


@cache
def console() -> "Console":
    """The terminal, or whatever stands for it."""
    from rich.console import Console

    return Console(highlight=False)


def say(sentence: str) -> None:
    """One sentence; square brackets in it are text, not markup."""
    console().print(visible(sentence), markup=False, soft_wrap=True)


def warn(sentence: str) -> None:
    """A sentence about what is wrong, red where there is colour."""
    console().print(visible(sentence), markup=False, soft_wrap=True, style="bold red")


def show_json(value: Any) -> None:
    """For machines: nothing else may be on the standard output then."""
    sys.stdout.write(escape_unseen(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def _spoken(cell: object) -> str:
    if isinstance(cell, datetime):
        return format_moment(cell)
    return format_date(cell) if isinstance(cell, date) else str(cell)


def show_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table of the columns in which something stands; a block of lines for each row where words would be torn."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    # What is piped into a file or another program has no width: nothing in it may be folded.
    screen = console() if console().is_terminal else Console(highlight=False, width=_ENDLESS)
    columns = _filled(heads, [[visible(_spoken(cell)) for cell in row] for row in rows])
    widths = _fit(columns, screen.width)
    screen.print(title, style="italic", markup=False)
    if widths is None:
        _show_blocks(columns)
        return
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for column, width in zip(columns, widths, strict=True):
        # A path that does not fit goes on in the next line; cut off it would be of no use.
        table.add_column(escape(column[0]), overflow="fold", width=width)
    for row in list(zip(*columns, strict=True))[1:]:
        table.add_row(*map(escape, row))
    screen.print(table)
    screen.print()


def show_findings(found: "Sequence[Finding]") -> None:
    """By file; the sentence says sheet and cell."""
    rows = [(f.severity.german, f.file, f"{f.message} {f.hint}".strip()) for f in found]
    if rows:
        show_table("Befunde", ("Art", "Datei", "Befund"), rows)


def write_figure(value: float | None) -> str:
    """As it is read: whole, or with two decimals."""
    return "–" if value is None else format_number(value, 0 if value == int(value) else 2)


def _filled(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The columns, head first, without those that are empty in every row."""
    return [column for column in zip(heads, *rows, strict=True) if any(column[1:]) or not rows]


def _fit(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How wide each column may be, the widest give way first; None where their words do not fit."""
    from rich.cells import cell_len

    widths = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in columns]
    least = [max((cell_len(word) for cell in column for word in cell.split()), default=0) for column in columns]
    room -= _GAP * (len(columns) - 1)
    while sum(widths) > room:
        able = [at for at, width in enumerate(widths) if width > min(least[at], _LONGEST_WORD)]
        if not able:
            return None
        widths[max(able, key=widths.__getitem__)] -= 1
    return widths


def _show_blocks(columns: Sequence[Sequence[str]]) -> None:
    """A row under the other, what is empty left out."""
    from rich.markup import escape
    from rich.table import Table

    heads = [column[0] for column in columns]
    for row in list(zip(*columns, strict=True))[1:]:
        grid = Table.grid(padding=(0, 2))
        for head, cell in zip(heads, row, strict=True):
            if cell:
                grid.add_row(escape(head), escape(cell))
        console().print(grid)
        console().print()


@contextmanager
def tracking(first: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error; tell it `(what, done, of)`."""
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    # Sentences said meanwhile stand above the bar; what is piped elsewhere must not get onto the terminal.
    screen, is_shared = Console(stderr=True), console().is_terminal
    with Progress(*columns, console=screen, transient=True, redirect_stdout=is_shared) as bar:
        shown = bar.add_task(first, total=None)
        yield lambda what, done, of: bar.update(shown, description=escape(visible(what)), completed=done, total=of)


@contextmanager
def working(sentence: str) -> Iterator[None]:
    """A bar for one piece of work whose length is not known beforehand."""
    with tracking(sentence):
        yield
