"""Every command in README and docs runs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_commands_on_pages(page: Path, run: Callable[..., Any]) -> None:
    """Run each line ``$ semeq ...`` of a page in turn, in one folder that holds the demo."""
    text = page.read_text("utf-8")
    lines = [
        line.removeprefix("$ ")
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
        if line.startswith("$ semeq ") and "../shared" not in line
    ]
    if lines:
        lines.insert(0, "semeq demo")
    for line in lines:
        result = run(*shlex.split(line)[1:])
        assert result.code == 0, f"{line}\n{result.stderr}"
