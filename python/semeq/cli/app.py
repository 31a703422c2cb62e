"""The ``semeq`` command: its subcommands, and errors as one line and an exit code."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import typer
from rich.markup import escape

from semeq.cli import (
    batch,
    comparing,
    data,
    ears_training,
    listening,
    plot,
    render,
    training,
    vocabulary,
)
from semeq.cli.console import err
from semeq.errors import SemeqError, ThinTermWarning

app = typer.Typer(
    name="semeq",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Words to equalizer. Exit codes: 0 done, 1 refused with a reason, 2 wrong usage.",
)
app.command()(render.render)
app.command()(batch.batch)
app.command()(vocabulary.terms)
app.command()(vocabulary.show)
app.command()(vocabulary.find)
app.command()(render.demo)
app.command()(listening.describe)
app.command()(listening.match)
app.command()(listening.suggest)
app.command()(listening.estimate)
app.command()(listening.analyze)
app.command("data")(data.data)
app.command()(training.train)
app.command()(ears_training.train_audio)
app.command()(training.evaluate)
app.command("evaluate-words")(training.evaluate_words)
app.command()(training.export)
app.command()(comparing.ablate)
app.add_typer(plot.plot, name="plot")


def main() -> None:
    """Run the command line."""
    _note_thin_terms()
    try:
        app()
    except SemeqError as error:
        err.print(
            f"[red]error:[/] {escape(str(error))}", soft_wrap=True, highlight=False, markup=True
        )
        sys.exit(1)


def _note_thin_terms() -> None:
    """Show the warning about a thin word as one line, without the place in the code."""
    show = warnings.showwarning

    def note(message: Warning | str, category: type[Warning], *rest: Any, **options: Any) -> None:
        if issubclass(category, ThinTermWarning):
            err.print(f"[yellow]note:[/] {escape(str(message))}", soft_wrap=True, highlight=False)
        else:
            show(message, category, *rest, **options)

    warnings.showwarning = note


if __name__ == "__main__":
    main()
