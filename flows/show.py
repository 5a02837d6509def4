"""What people read on the terminal: sentences, tables, JSON, and a sign that something is going on."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from schemas.visible import escape_unseen, visible

console = Console(highlight=False)
_LONGEST_WORD = 20  # signs; longer is a path or a digest
_FRAME = 3  # signs around a column
_ENDLESS = 10_000


def say(sentence: str) -> None:
    """One sentence; square brackets in it are text, not markup."""
    console.print(visible(sentence), markup=False, soft_wrap=True)


def show_json(value: Any) -> None:
    """For machines: nothing else may be on the standard output then."""
    sys.stdout.write(escape_unseen(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def show_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table; where it would have to tear words (numbers of respondents!) apart, a block of lines for each row."""
    cells = [[visible(str(cell)) for cell in row] for row in rows]
    # What is piped into a file or another program has no width: nothing in it may be folded.
    screen = console if console.is_terminal else Console(highlight=False, width=_ENDLESS)
    widths = _fit(list(zip(heads, *cells, strict=True)), screen.width - 1)
    if widths is None:
        _show_blocks(title, heads, cells)
        return
    table = Table(title=title, title_justify="left")
    for head, width in zip(heads, widths, strict=True):
        # A path that does not fit goes on in the next line; cut off it would be of no use.
        table.add_column(head, overflow="fold", width=width)
    for row in cells:
        table.add_row(*(escape(cell) for cell in row))
    screen.print(table)


def _fit(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How wide each column may be, the widest give way first; None where their words do not fit."""
    widths = [max(cell_len(line) for cell in column for line in cell.split("\n")) for column in columns]
    least = [max((cell_len(word) for cell in column for word in cell.split()), default=0) for column in columns]
    room -= _FRAME * len(columns)
    while sum(widths) > room:
        able = [at for at, width in enumerate(widths) if width > min(least[at], _LONGEST_WORD)]
        if not able:
            return None
        widths[max(able, key=widths.__getitem__)] -= 1
    return widths


def _show_blocks(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    console.print(title, style="italic", markup=False)
    for row in rows:
        console.print()
        grid = Table.grid(padding=(0, 2))
        for head, cell in zip(heads, row, strict=True):
            grid.add_row(escape(head), escape(cell))
        console.print(grid)


@contextmanager
def tracking(first: str) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error; tell it `(what, done, of)`."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        shown = bar.add_task(first, total=None)
        yield lambda what, done, of: bar.update(shown, description=escape(visible(what)), completed=done, total=of)


@contextmanager
def working(sentence: str) -> Iterator[None]:
    """A bar for one piece of work whose length is not known beforehand."""
    with tracking(sentence):
        yield
