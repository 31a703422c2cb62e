"""A data set, a loss and a preset from outside the package, trained from the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import typer
from torch import Tensor
from typer.testing import CliRunner

from semeq import load_model
from semeq.cli.data import data
from semeq.cli.training import configure, train
from semeq.errors import ParameterError
from semeq.train.artifact.export import weights_sha256
from semeq.train.data.dataset import Dataset
from semeq.train.data.filters import CleaningReport, CleaningStep
from semeq.train.data.loading import load_splits
from semeq.train.data.options import parse_assignment
from semeq.train.data.records import Checked
from semeq.train.data.registry import DATASETS, register_dataset
from semeq.train.data.table import SettingsTable
from semeq.train.model.config import TrainConfig
from semeq.train.model.contrast import (
    CONTRASTIVE_LOSSES,
    LossConfig,
    register_contrastive_loss,
)
from semeq.train.model.loop import fit
from semeq.train.model.networks import Autoencoder
from semeq.train.model.normalize import per_band
from semeq.train.model.presets import load_preset
from semeq.train.vocabulary.build import build_vocabulary
from semeq.train.vocabulary.placement import place
from semeq.train.vocabulary.terms import consistent_latents

N_ROWS, N_PEOPLE = 120, 10


# The one file of a data set: a reader, a cleaner, and the record.


def read_toy(path: Path, /, *, on_bad: str) -> Checked[SettingsTable]:
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    good = [row for row in rows if len(row["params"]) == 13]
    if on_bad == "raise" and len(good) < len(rows):
        raise ParameterError("a toy row is bad")
    table = SettingsTable(
        ids=np.arange(len(good)),
        words=np.array([row["word"] for row in good]),
        contributors=np.array([row["who"] for row in good]),
        params=np.array([row["params"] for row in good]),
        source="Toy",
    )
    return Checked(table, tuple("bad" for _ in range(len(rows) - len(good))))


def clean_toy(
    raw: SettingsTable, /, *, min_examples: int = 1
) -> tuple[SettingsTable, CleaningReport]:
    kept = np.isin(raw.words, raw.frequent_words(min_examples))
    step = CleaningStep("drop rare words", 0, int((~kept).sum()), int(kept.sum()))
    return raw.select(kept), CleaningReport(len(raw), (step,))


TOY = Dataset(
    name="toy",
    title="Toys",
    license="CC0",
    space="five-bands",
    read=read_toy,
    clean=clean_toy,
    default_preset="supcon",
    min_examples=2,
    tells_people_apart=True,
)


def center_loss(embedding: Tensor, labels: Tensor, config: LossConfig) -> Tensor:
    """Mean squared distance of each row from the mean of its word."""
    own = [embedding[labels == label] for label in labels.unique() if label >= 0]
    spread = torch.cat([(rows - rows.mean(dim=0)).square().sum(dim=1) for rows in own])
    return spread.mean() / config.temperature


PRESET = """
base = "identity"

[data]
dataset = "toy"

[network]
hidden_widths = [48, 48]

[loss]
contrast = "centers"
temperature = 2.0

[batch]
teacher = "none"
n_taught = 0

[schedule]
n_steps = 8
steps_per_epoch = 4
"""


@pytest.fixture
def registered() -> Iterator[None]:
    """The line in each registry, taken back after the test."""
    register_dataset(TOY)
    register_contrastive_loss("centers", center_loss)
    yield
    del DATASETS["toy"], CONTRASTIVE_LOSSES["centers"]


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = np.random.default_rng(1)
    sound = np.array([0.0, 120, 0, 350, 1, 0, 1_000, 1, 0, 3_000, 1, 0, 7_000])
    rows = []
    for i in range(N_ROWS):
        word, sign = (("boingy", 1.0), ("floopy", -1.0))[i % 2]
        params = sound.copy()
        params[[0, 2, 5, 8, 11]] = sign * np.array([5, 2, 0, -2, -5]) + rng.normal(size=5)
        rows.append({"word": word, "who": f"p{rng.integers(N_PEOPLE)}", "params": params.tolist()})
    path = tmp_path_factory.mktemp("toys") / "toys.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.fixture
def preset(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(PRESET)
    return path


def run(*args: str) -> Any:
    app = typer.Typer()
    app.command("data")(data)
    app.command()(train)
    return CliRunner().invoke(app, list(args))


@pytest.mark.usefixtures("registered")
def test_a_toy_is_trained_with_a_loss_and_a_preset_of_its_own(
    toys: Path, preset: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    result = run(
        "train", "--data", str(toys), "--output", str(folder), "--preset", str(preset),
        "--set", "loss.contrast_weight=0.25", "--set", "network.latent_dim=24",
        "--logger", "none",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    model = load_model(folder / "model.pt")
    assert {info.term for info in model.vocabulary} == {"boingy", "floopy"}
    assert all(source.name == "Toy" for info in model.vocabulary for source in info.sources)
    metadata = model.metadata
    config = metadata["training"]["config"]
    assert config["preset"] == "mine"
    assert config["loss"]["contrast"] == "centers"
    assert (config["loss"]["contrast_weight"], config["network"]["latent_dim"]) == (0.25, 24)
    assert json.loads((folder / "config.json").read_text())["config"] == config
    assert (metadata["data"]["name"], metadata["license"]) == ("Toys", "CC0")
    assert metadata["latent_dim"] == 24
    command = metadata["training"]["command"]
    assert "--preset mine.toml" in command
    assert "--set loss.contrast_weight=0.25" in command
    assert str(tmp_path) not in command


@pytest.mark.usefixtures("registered")
def test_the_loss_and_its_weight_decide_the_weights(
    toys: Path, preset: Path, tmp_path: Path
) -> None:
    hashes = []
    for i, weight in enumerate((0.25, 0.25, 5.0)):
        config = load_preset(preset, loss={"contrast_weight": weight})
        splits = load_splits(toys, config.data)
        module = fit(
            splits.train, splits.val, config,
            output=tmp_path / str(i), logger="none", progress=False,
        )  # fmt: skip
        hashes.append(weights_sha256(module.model))
    assert hashes[0] == hashes[1] != hashes[2]


@pytest.mark.usefixtures("registered")
def test_a_new_data_set_is_checked_by_the_same_command(toys: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(toys.read_text() + '\n{"word": "x", "who": "y", "params": []}')
    result = run("data", "toy", "--file", str(bad), "--skip-bad", "--json")
    assert result.exit_code == 0, result.output
    facts = json.loads(result.output)
    assert (facts["n_read"], facts["words"], len(facts["skipped"])) == (N_ROWS, 2, 1)
    result = run("data", "toy")
    assert "name a local copy with --file" in str(result.exception)
    config = configure(None, "toy")
    assert (config.preset, config.data.min_examples) == ("supcon", 2)


@pytest.mark.usefixtures("registered")
def test_names_are_taken_once() -> None:
    assert register_dataset(TOY) is TOY
    with pytest.raises(ParameterError, match="data set 'toy' already"):
        register_dataset(replace(TOY, title="Other toys"))
    with pytest.raises(ParameterError, match="a loss 'triplet' already"):
        register_contrastive_loss("triplet", center_loss)


def test_without_its_line_a_data_set_is_unknown(preset: Path) -> None:
    with pytest.raises(ParameterError, match="no data set 'toy'; there are safe, socialfx"):
        load_preset(preset)


def test_words_of_any_data_set_lie_among_their_own_settings(toys: Path) -> None:
    """Not only those of SAFE-DB: 30 settings of one's own decide a word's point."""
    table = read_toy(toys, on_bad="raise").data
    entries = build_vocabulary(table, None, min_examples=4)
    assert [entry.sources[0].name for entry in entries] == ["Toy", "Toy"]
    torch.manual_seed(0)
    model = Autoencoder(per_band(), TrainConfig()).eval()
    curves = np.array([entry.curve_db for entry in entries])
    own = consistent_latents(model, [entry.params for entry in entries], curves)
    torch.testing.assert_close(place(model, table, entries), own)


@pytest.mark.parametrize(
    ("assignment", "message"),
    [
        ("loss.contrast_weight=much", "contrast_weight must be a number, got 'much'"),
        ("loss.contrast=dots", "contrast must be none, supcon-euclidean, .* got 'dots'"),
        ("loss.weigth=1", r"unknown training options \['loss.weigth'\]; known are"),
        ("seeds=1", r"unknown training options \['seeds'\]"),
        ("network.hidden_widths=48", "hidden_widths must be a list of whole numbers"),
        ("network.latent_dim=2.5", "latent_dim must be a whole number, got 2.5"),
        ("network.identity_start=1", "identity_start must be true or false, got 1"),
        ("network.kind=cnn", "kind must be one of silu, residual, isometric, got 'cnn'"),
        ("loss=0.1", "loss must be a group of options, got 0.1"),
        ("loss.contrast_weight", "set as GROUP.NAME=VALUE"),
        ("data.dataset=maestro", "no data set 'maestro'"),
    ],
)
def test_a_wrong_assignment_is_refused(assignment: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        configure("identity", None, changes=[assignment])


def test_values_are_read_as_in_toml() -> None:
    config = configure(
        "supcon",
        "safe",
        600,
        ["network.hidden_widths=[64, 32]", "loss.contrast_weight_start=none", "loss.kl_weight=1"],
    )
    assert config.network.hidden_widths == (64, 32)
    assert config.loss.contrast_weight_start is None
    assert isinstance(config.loss.kl_weight, float)
    assert (config.schedule.n_steps, config.schedule.steps_per_epoch) == (600, 200)
    assert parse_assignment('data.dataset = "safe"') == {"data": {"dataset": "safe"}}


def test_presets_of_ones_own_are_files(tmp_path: Path) -> None:
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    first.write_text('base = "second.toml"\n[loss]\ncontrast_weight = 0.9\n')
    second.write_text('base = "supcon"\n[loss]\nparam_weight = 3\n')
    config = load_preset(first)
    assert (config.preset, config.loss.contrast_weight, config.loss.param_weight) == (
        "first",
        0.9,
        3.0,
    )
    assert config.schedule.n_steps == load_preset("supcon").schedule.n_steps
    second.write_text('base = "first.toml"\n')
    with pytest.raises(ParameterError, match="name each other as base"):
        load_preset(first)
    second.write_text("[loss")
    with pytest.raises(ParameterError, match="cannot be read as TOML"):
        load_preset(second)
    with pytest.raises(ParameterError, match="cannot be read as TOML"):
        load_preset(tmp_path / "none.toml")
