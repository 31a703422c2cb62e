"""Every example in README and docs runs and prints what it says."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import matplotlib as mpl
import pytest

import semeq
from semeq.markdown import markdown_table
from semeq.words.term_table import TERM_COLUMNS, term_row

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_python_on_pages(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    mpl.use("agg")
    monkeypatch.chdir(tmp_path)
    parser = doctest.DocTestParser()
    blocks = re.findall(r"```pycon\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    if any(re.search(r"import torch|torchscript", block) for block in blocks):
        request.getfixturevalue("libtorch")
    if any("semeq.train" in block for block in blocks):
        pytest.importorskip("semeq.train", reason="needs semeq[train]", exc_type=ImportError)
    test = parser.get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(optionflags=OPTIONS)
    runner.run(test)
    assert runner.failures == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_scripts_on_pages(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the blocks without prompts in turn, as one script."""
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    exec(compile("\n".join(blocks), page.name, "exec"), {})  # noqa: S102


def test_the_page_of_words_is_what_the_command_prints() -> None:
    rows = [term_row(info) for info in semeq.terms()[:60]]
    page = next(path for path in PAGES if path.name == "words.md").read_text("utf-8")
    assert page.endswith(f"{markdown_table(TERM_COLUMNS, rows)}\n")
