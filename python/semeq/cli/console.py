"""What every command shares: where text goes, and how an error looks."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from semeq.errors import ParameterError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from semeq.eq.settings import EqSettings
    from semeq.words.people.hand import Hand

_QUICK_S = 0.5  # work that is done by then shows no bar


class Terminal:
    """One of the two streams of text; rich, slow to import, is loaded with its first print.

    Parameters
    ----------
    stderr : bool
        Standard error, not standard output.
    """

    def __init__(self, *, stderr: bool) -> None:
        self._stderr = stderr

    @cached_property
    def console(self) -> Console:
        """What draws tables and bars."""
        from rich.console import Console

        return Console(stderr=self._stderr)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print as rich does."""
        self.console.print(*objects, **options)

    def print_plain(self, text: str) -> None:
        """Print text as it is, without rich."""
        (sys.stderr if self._stderr else sys.stdout).write(f"{text}\n")

    def print_line(self, label: str, color: str, text: str) -> None:
        """Print a colored label and a text on one line."""
        from rich.markup import escape

        self.print(f"[{color}]{label}:[/] {escape(text)}", soft_wrap=True, highlight=False)


out = Terminal(stderr=False)
err = Terminal(stderr=True)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for programs to read.")]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", help="A shipped model's name or an artifact file; nothing in it is executed."
    ),
]


HandOption = Annotated[
    Path | None,
    typer.Option("--hand", metavar="FILE", help="Your own settings of words, as Hand.save wrote."),
]


def read_hand(path: Path | None) -> Hand | None:
    """Read the hand of --hand, if there is one."""
    from semeq.words.people.hand import Hand

    return None if path is None else Hand.load(path)


def print_json(value: Any) -> None:
    """Write a value to standard output as indented JSON."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


@contextmanager
def progress(label: str, *, hidden: bool = False) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how many of how many are done, on a person's terminal.

    Parameters
    ----------
    label : str
        Stands before the bar.
    hidden : bool, default False
        Show nothing, because a program reads what is printed.

    Yields
    ------
    callable
        Takes the number done and the number in all.
    """
    if hidden or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    begun_s = time.monotonic()
    bar: Progress | None = None

    def show(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            if time.monotonic() - begun_s < _QUICK_S:
                return
            from rich.progress import Progress

            bar = Progress(console=err.console, transient=True)
            bar.add_task(label.replace("[", "\\["), total=None)
            bar.start()
        bar.update(bar.task_ids[0], completed=done, total=total)

    try:
        yield show
    finally:
        if bar is not None:
            bar.stop()


def print_bands(settings: EqSettings) -> None:
    """Print settings as a table, one band a row."""
    if not settings.bands:
        out.print("flat: no equalizer is needed")
        return
    from rich.table import Table

    table = Table("band", title="settings", title_justify="left")
    for name in ("gain (dB)", "freq (Hz)", "Q"):
        table.add_column(name, justify="right")
    for band in settings.bands:
        kind = band.kind.replace("_", " ")
        table.add_row(kind, f"{band.gain_db:+.1f}", f"{band.freq_hz:,.0f}", f"{band.q:.2f}")
    out.print(table)


def save_figure(ax: Any, path: Path) -> None:
    """Write the figure of matplotlib Axes, and close it."""
    import matplotlib.pyplot as plt

    try:
        if path.suffix.lstrip(".").lower() not in ax.figure.canvas.get_supported_filetypes():
            raise ParameterError(
                f"a figure's file must end in .png, .svg or .pdf, got {str(path)!r}"
            )
        if not path.parent.is_dir():
            raise ParameterError(f"the folder {path.parent} does not exist")
        ax.figure.savefig(path, dpi=130)
    except OSError as error:
        raise ParameterError(f"cannot write {path}: {error}") from error
    finally:
        plt.close(ax.figure)
