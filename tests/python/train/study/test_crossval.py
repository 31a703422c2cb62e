"""Comparisons on folds: three tables, and results that are kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from semeq.cli import comparing
from semeq.errors import DataError, ParameterError
from semeq.train.study.ablation import TABLES


@pytest.fixture(scope="module")
def ablation_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all comparisons of two folds, which share floors and ceilings."""
    return tmp_path_factory.mktemp("ablation")


def test_ablation_writes_a_table_a_group_and_keeps_finished_folds(
    made_up_csv: Path, ablation_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tmp_path = ablation_folder
    options: dict[str, Any] = {"presets": "cvae:3", "folds": 2, "seeds": 1}
    comparing.ablate(made_up_csv, tmp_path, **options, jobs=1)
    table = (tmp_path / "ablation.md").read_text()
    assert table.startswith("**Walks**\n\n| preset | off the dB line, dB: median |")
    assert re.findall(r"^\*\*(.*)\*\*$", table, re.MULTILINE) == list(TABLES)
    assert max(line.count("|") for line in table.splitlines()) <= 7  # fits a page
    files = sorted(tmp_path.glob("SAFE-DB-cvae-*-fold*.json"))
    results = [json.loads(file.read_text())["metrics"] for file in files]
    errors = [r["reconstruction"]["held_out"]["curve_rms_db"]["mean"] for r in results]
    assert re.search(rf"\| cvae:3 \| [\d.]+ → {np.mean(errors):.3f} ± ", table)
    summary = json.loads((tmp_path / "ablation.json").read_text())
    assert summary["protocol"]["length"] == {"cvae:3": "3steps"}
    assert summary["summary"]["cvae:3"]["curve_rms_db"]["mean"] == pytest.approx(np.mean(errors))
    kept = [*files, *tmp_path.glob("SAFE-DB-references-*-fold*.json")]
    times = {f: f.stat().st_mtime_ns for f in kept}
    assert len(times) == 4  # two folds, and their floors and ceilings
    comparing.ablate(made_up_csv, tmp_path, **options, jobs=1)
    assert {f: f.stat().st_mtime_ns for f in times} == times
    assert table in capsys.readouterr().out
    own = tmp_path / "cvae.toml"
    own.write_text('base = "cvae"\n[loss]\nkl_weight = 0.5\n')
    with pytest.raises(DataError, match="another configuration of the name 'cvae'"):
        comparing.ablate(made_up_csv, tmp_path, **(options | {"presets": f"{own}:3"}), jobs=1)


def test_adding_words_leaves_the_networks_figures_alone(
    made_up_csv: Path, write_words: Callable[[Path], Path], ablation_folder: Path
) -> None:
    tmp_path = ablation_folder
    words = write_words(tmp_path / "words.csv")
    comparing.ablate(
        made_up_csv, tmp_path, presets="supcon:2", folds=2, seeds=1, jobs=1, words=words,
        join_words=True,
    )  # fmt: skip
    summary = json.loads((tmp_path / "ablation.json").read_text())["summary"]
    plain, joined = summary["supcon:2"], summary["supcon:2 + words"]
    for figure in ("curve_rms_db", "silhouette", "accuracy", "ten_balanced"):
        assert joined[figure] == plain[figure]
    assert joined["warm_db"]["mean"] != plain["warm_db"]["mean"]
    with pytest.raises(ParameterError, match="five bands only"):
        comparing.ablate(made_up_csv, tmp_path, dataset="socialfx", words=words)
