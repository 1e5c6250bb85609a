"""A progress bar on standard error, shown on a terminal only and gone when the work is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fourfold.core.progress import Tick
from fourfold.core.words import Lang, words


@contextmanager
def progress(lang: Lang) -> Iterator[Tick]:
    """A function to tell of progress: what is being done, how many are done, how many there are."""
    w, console = words(lang), Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def tick(what: str, done: int, of: int) -> None:
            bar.update(task, description=w(what), completed=done, total=of)

        yield tick
