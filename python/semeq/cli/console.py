"""What every command shares: where text goes, and how an error looks."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from semeq.errors import ParameterError

if TYPE_CHECKING:
    from semeq.eq.settings import EqSettings

out = Console()
err = Console(stderr=True)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for programs to read.")]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", help="A shipped model's name or an artifact file; nothing in it is executed."
    ),
]


def print_json(value: Any) -> None:
    """Write a value to standard output as indented JSON."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def print_bands(settings: EqSettings) -> None:
    """Print settings as a table, one band a row."""
    if not settings.bands:
        out.print("flat: no equalizer is needed")
        return
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
