"""The ``semeq`` command: errors as one line and an exit code."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import typer

from semeq.cli.commands import LazyGroup
from semeq.cli.console import err
from semeq.errors import SemeqError, WeakTermWarning

app = typer.Typer(
    name="semeq",
    cls=LazyGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Words to equalizer. Exit codes: 0 done, 1 refused with a reason, 2 wrong usage.",
)


@app.callback()
def _semeq() -> None:
    pass


def main() -> None:
    """Run the command line."""
    _note_thin_terms()
    try:
        app()
    except SemeqError as error:
        err.print_line("error", "red", str(error))
        sys.exit(1)


def _note_thin_terms() -> None:
    """Show the warning about a thin word as one line, without the place in the code."""
    show = warnings.showwarning

    def note(message: Warning | str, category: type[Warning], *rest: Any, **options: Any) -> None:
        if issubclass(category, WeakTermWarning):
            err.print_line("note", "yellow", str(message))
        else:
            show(message, category, *rest, **options)

    warnings.showwarning = note


if __name__ == "__main__":
    main()
