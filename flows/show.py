"""What people read on the terminal: sentences, tables, JSON, and a sign that something is going on."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from schemas.visible import escape_unseen, visible

console = Console(highlight=False)


def say(sentence: str) -> None:
    """One sentence; square brackets in it are text, not markup."""
    console.print(visible(sentence), markup=False, soft_wrap=True)


def show_json(value: Any) -> None:
    """For machines: nothing else may be on the standard output then."""
    sys.stdout.write(escape_unseen(json.dumps(value, ensure_ascii=False, indent=2)) + "\n")


def show_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as wide as the terminal allows."""
    table = Table(title=title, title_justify="left")
    for head in heads:
        # A path that does not fit goes on in the next line; cut off it would be of no use.
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(escape(visible(str(cell))) for cell in row))
    console.print(table)


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
