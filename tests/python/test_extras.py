"""A base install does all but what its extras are for, and then names the extra."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

import semeq
from semeq.extras import EXTRAS, require_extra

ROOT = Path(__file__).parents[2]

# Every package of an extra out of reach, as in a base install.
BARE = f"""
import sys
class Bare:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {{*{sorted({p for each in EXTRAS.values() for p in each})!r}}}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Bare())
import numpy as np, semeq, tempfile, pathlib
noise = np.random.default_rng(0).normal(0, 0.1, (2, 44_100))
"""


def run_bare(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", BARE + code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_words_curves_and_sounds_need_no_extra() -> None:
    found = run_bare("""
y = semeq.render(noise, "warm", "bright", 0.3)
description = semeq.describe(y, sample_rate=44_100)
matched = semeq.match(noise, y, sample_rate=44_100)
moved = semeq.suggest(noise, "bright", sample_rate=44_100)
fitted = semeq.fit_settings(semeq.term("warm").settings.curve_db(sample_rate=44_100),
                            sample_rate=44_100)
print(len(description.words) > 0, matched.aligned, len(moved.settings.bands), fitted.rms_db < 0.1)
""")
    assert found.split() == ["True", "True", "5", "True"]


def test_a_folder_is_rendered_one_file_at_a_time() -> None:
    found = run_bare("""
import soundfile
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    soundfile.write(folder / "a.wav", noise.T, 44_100)
    print(semeq.render_folder(folder, folder / "out", "warm").n_rendered)
    try:
        semeq.render_folder(folder, folder / "out", "bright", n_jobs=2)
    except semeq.MissingExtraError as error:
        print(error)
""")
    assert found.splitlines() == [
        "1",
        "more than one call at a time needs joblib: pip install 'semeq[batch]'",
    ]


@pytest.mark.parametrize(
    ("code", "extra"),
    [
        ("semeq.describe(noise, sample_rate=44_100).plot()", "plot"),
        ("from semeq.plot import curves", "plot"),
        ("import semeq.demo; semeq.demo.run_demo('nowhere')", "plot"),
        ("semeq.find_words('a cozy fireplace')", "text"),
        ("import semeq.train", "train"),
    ],
)
def test_a_missing_extra_is_named(code: str, extra: str) -> None:
    found = run_bare(f"""
try:
    {code}
except semeq.MissingExtraError as error:
    print(error)
""")
    assert f"pip install 'semeq[{extra}]'" in found


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["terms", "-n", "3", "--markdown"], ["show", "cold"], ["train", "--help"]],
    ids=" ".join,
)
def test_commands_need_no_extra(arguments: list[str]) -> None:
    found = run_bare(f"""
from semeq.cli.app import main
sys.argv[1:] = {arguments!r}
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
""")
    assert len(found.splitlines()) > 3


def test_the_command_line_says_it_in_one_line() -> None:
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            BARE + "from semeq.cli.app import main; "
            "sys.argv[1:] = ['plot', 'term', 'warm', '-o', 'warm.png']; main()",
        ],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "200"},
    )
    assert result.returncode == 1
    assert result.stderr == ("error: a figure needs matplotlib: pip install 'semeq[plot]'\n"), (
        result.stdout
    )


def test_only_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in EXTRAS["train"]:
        found = None if name in {"pooch", "soxr"} else ModuleType(name)
        monkeypatch.setitem(sys.modules, name, found)
    with pytest.raises(semeq.MissingExtraError) as caught:
        require_extra("train", "training")
    assert str(caught.value) == "training needs pooch, soxr: pip install 'semeq[train]'"


def test_every_extra_is_one_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    assert {*EXTRAS, "torch", "all"} == {*extras}
    assert extras["all"] == [f"semeq[{','.join(sorted({*EXTRAS, 'torch'}))}]"]
