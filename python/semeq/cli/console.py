"""What every command shares: where text goes, and how an error looks."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer
from rich.console import Console

out = Console()
err = Console(stderr=True)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for programs to read.")]
ModelOption = Annotated[
    str | None, typer.Option("--model", help="A shipped model's name or an artefact file.")
]


def print_json(value: Any) -> None:
    """Write a value to standard output as indented JSON."""
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
