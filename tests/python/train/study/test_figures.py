"""Figures show the data they were given."""

from __future__ import annotations

import json
import re
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from typer.testing import CliRunner

from semeq.cli.plot import plot as commands
from semeq.errors import DataError, ParameterError
from semeq.train.data.cleaning import clean
from semeq.train.data.safe import read_safe
from semeq.train.data.table import SettingsTable
from semeq.train.model.spaces import curves_db
from semeq.train.study.ablation import METRICS, REFERENCES, plot_ablation
from semeq.train.study.figures import (
    plot_confusion,
    plot_latent_map,
    plot_param_distribution,
    plot_term_spread,
)
from semeq.train.study.training_log import plot_training

mpl.use("agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def table(made_up_csv: Path) -> SettingsTable:
    return clean(read_safe(made_up_csv))[0]


@pytest.mark.parametrize("method", ["pca", "tsne"])
def test_a_map_shows_every_setting_and_names_the_terms(rng, method) -> None:
    words = ["warm"] * 20 + ["bright"] * 15 + ["thin"] * 5
    latents = rng.normal(size=(40, 8))
    ax = plt.subplots()[1]
    assert plot_latent_map(latents, words, {"warm": latents[0]}, method=method, ax=ax) is ax
    counts = {c.get_label(): len(c.get_offsets()) for c in ax.collections}
    assert counts == {"other words": 5, "warm": 20, "bright": 15}
    assert [text.get_text() for text in ax.texts] == ["warm"]


def test_an_unknown_map_is_refused(rng) -> None:
    with pytest.raises(ParameterError, match="pca, tsne or umap, got 'som'"):
        plot_latent_map(rng.normal(size=(9, 4)), ["warm"] * 9, {"warm": np.zeros(4)}, method="som")


def test_a_word_shows_its_median_and_who_stands_behind_it(table: SettingsTable) -> None:
    ax = plot_term_spread(table, "warm", np.zeros(128))
    rows = table.select(table.rows_of("warm"))
    median = np.median(curves_db(rows.params), axis=0)
    np.testing.assert_allclose(ax.get_lines()[0].get_ydata(), median)
    people = table.n_people("warm")
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == [f"warm: median of {len(rows)} settings by {people} people", "the model"]
    with pytest.raises(DataError, match="no row carries the word 'wooly'"):
        plot_term_spread(table, "wooly")


@pytest.mark.parametrize("kind", ["gain", "freq", "q"])
def test_distributions_before_and_after_cleaning(made_up_csv: Path, table, kind) -> None:
    raw = read_safe(made_up_csv)
    ax = plot_param_distribution(raw, table, kind)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == [f"as read ({len(raw)} rows)", f"cleaned ({len(table)} rows)"]
    assert ax.get_xscale() == ("linear" if kind == "gain" else "log")


def test_a_confusion_matrix_counts() -> None:
    truth = ["warm", "warm", "warm", "bright"]
    ax = plot_confusion(truth, ["warm", "warm", "bright", "bright"], ["warm", "bright", "thin"])
    assert [text.get_text() for text in ax.texts] == ["2", "1", "1"]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["warm", "bright"]


def test_a_folder_without_a_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"{re.escape(str(tmp_path))} holds no training log"):
        plot_training(tmp_path)


def test_an_ablation_shows_each_preset() -> None:
    figure = {"mean": 0.5, "sd": 0.1, "train": 0.4}
    summary = {name: {f.key: figure for f in METRICS} for name in ("safe", "supcon:500")}
    summary |= {name: dict.fromkeys(paths, figure) for name, paths in REFERENCES.items()}
    axes = plot_ablation(summary)
    assert [label.get_text() for label in axes[0].get_yticklabels()] == ["safe", "supcon:500"]


def test_commands_write_files_and_refuse_clearly(made_up_csv: Path, tmp_path: Path) -> None:
    def run(*args: str):
        return CliRunner().invoke(commands, [*args])

    data = ["--data", str(made_up_csv)]
    for args in (
        ["words", "--labels", "9"],
        ["morph", "--from", "warm", "--to", "bright"],
        ["term", "warm", *data],
        ["data", *data],
    ):
        target = tmp_path / f"{args[0]}.svg"
        result = run(*args, "--output", str(target))
        assert result.exit_code == 0, result.output
        assert "<svg" in target.read_text()[:500]
    result = run("latent", *data, "--output", str(tmp_path / "map.png"))
    assert isinstance(result.exception, DataError)  # rows the shipped model was not trained on
    result = run("morph", "--from", "warm", "--to", "bright", "-o", str(tmp_path / "a.txt"))
    assert "must end in .png, .svg or .pdf" in str(result.exception)
    broken = tmp_path / "ablation.json"
    broken.write_text(json.dumps([]))
    result = run("ablation", str(broken), "--output", str(tmp_path / "b.png"))
    assert "is not an ablation.json" in str(result.exception)
