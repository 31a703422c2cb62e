"""Training, export and evaluation on made-up data, in seconds."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import typer
from typer.testing import CliRunner

from semeq import load_model
from semeq.cli import training as commands
from semeq.cli.data import data
from semeq.eq.params import SAFE_BOUNDS
from semeq.errors import DataError
from semeq.train.artifact.build import build_artifact
from semeq.train.artifact.codec import ArtifactCodec
from semeq.train.artifact.export import Artifact, weights_sha256, write_artifact
from semeq.train.artifact.rounding import round_decoder
from semeq.train.artifact.run_folder import open_test_part
from semeq.train.artifact.weights import artifact_tensors, network_tensors
from semeq.train.data.loading import load_splits
from semeq.train.model.config import TrainConfig
from semeq.train.model.loop import fit, load_checkpoint
from semeq.train.model.module import AutoencoderTraining
from semeq.train.model.normalize import per_band
from semeq.train.model.presets import load_preset
from semeq.train.study.training_log import plot_training
from semeq.train.vocabulary.terms import term_latents

TINY = TrainConfig().changed(
    network={"hidden_widths": [48, 48], "embedding": "subspace", "embedding_dim": 4},
    batch={
        "n_real": 32, "n_jittered": 16, "n_taught": 32, "n_shuffled": 8, "n_uniform": 8,
        "teacher": "forest",
    },
    schedule={"n_steps": 30, "steps_per_epoch": 10},
)  # fmt: skip


@pytest.fixture(scope="module")
def trained(made_up_csv: Path, tmp_path_factory: pytest.TempPathFactory):
    torch.set_num_threads(1)
    splits = load_splits(made_up_csv, TINY.data)
    folder = tmp_path_factory.mktemp("run")
    module = fit(splits.train, splits.val, TINY, output=folder, progress=False)
    return module, splits, folder


@pytest.fixture(scope="module")
def exported(trained, tmp_path_factory: pytest.TempPathFactory):
    module, splits, _ = trained
    round_decoder(module.model, splits.train)
    artifact, metadata = build_artifact(module, splits, test_openings=1, command="semeq train")
    path = tmp_path_factory.mktemp("artifact") / "made-up.pt"
    metadata = write_artifact(artifact, metadata, artifact_tensors(artifact), path)
    return artifact, metadata, path


def test_same_seed_same_weights_and_resume_changes_nothing(trained, tmp_path: Path) -> None:
    module, splits, _ = trained
    interrupted = fit(
        splits.train, splits.val, TINY, output=tmp_path, progress=False, logger="none",
        stop_after_epochs=1,
    )  # fmt: skip
    assert weights_sha256(interrupted.model) != weights_sha256(module.model)
    resumed = fit(
        splits.train, splits.val, TINY, output=tmp_path, progress=False, logger="none", resume=True
    )
    assert weights_sha256(resumed.model) == weights_sha256(module.model)
    loaded = load_checkpoint(tmp_path, TINY, splits.train)
    assert weights_sha256(loaded.model) == weights_sha256(module.model)


def test_another_seed_gives_other_weights(trained, tmp_path: Path) -> None:
    module, splits, _ = trained
    config = TINY.changed(seed=1, schedule={"n_steps": 10})
    other = fit(splits.train, splits.val, config, output=tmp_path, progress=False, logger="none")
    assert weights_sha256(other.model) != weights_sha256(module.model)


def test_tensorboard_log_is_written(trained) -> None:
    """And the figure of it shows each loss and the validation error."""
    ax = plot_training(trained[2])
    shown = {line.get_label(): line for line in ax.get_lines()}
    assert {"curve loss", "contrast loss", "params loss"} < set(shown)
    validation = shown["validation curve error (dB)"]
    assert len(validation.get_xdata()) == TINY.schedule.n_epochs
    plt.close(ax.figure)


def test_nothing_to_resume_is_said(trained, tmp_path: Path) -> None:
    splits = trained[1]
    with pytest.raises(DataError, match="nothing to resume"):
        fit(splits.train, splits.val, TINY, output=tmp_path, resume=True, progress=False)
    with pytest.raises(DataError, match="holds no training"):
        load_checkpoint(tmp_path, TINY, splits.train)


def test_artifact_has_the_contracted_interface(exported) -> None:
    artifact, metadata, path = exported
    params = torch.tensor(SAFE_BOUNDS).mean(dim=1).repeat(3, 1)
    latents = artifact.encode(params)
    assert latents.shape == (3, 32)
    assert artifact.embed(latents).shape == (3, metadata["embedding_dim"])
    assert artifact.term_latents.shape == (len(metadata["terms"]), 32)
    assert [entry["term"] for entry in metadata["terms"]] == artifact.terms
    with zipfile.ZipFile(path) as archive:
        name = next(n for n in archive.namelist() if n.endswith("extra/metadata.json"))
        assert json.loads(archive.read(name)) == json.loads(json.dumps(metadata))


def test_decoding_never_leaves_the_bounds(exported) -> None:
    far = 100.0 * torch.randn(2_000, 32, generator=torch.Generator().manual_seed(0))
    decoded, bounds = exported[0].decode(far), torch.tensor(SAFE_BOUNDS)
    assert ((decoded >= bounds[:, 0]) & (decoded <= bounds[:, 1])).all()


def test_words_keep_their_meaning(exported) -> None:
    terms = exported[1]["metrics"]["terms"]
    assert terms["warm"]["tilt_db"] < 0 < terms["bright"]["tilt_db"]
    assert terms["bright"]["tilt_db"] - terms["warm"]["tilt_db"] > 3.0
    walk = ArtifactCodec(exported[0]).walk("warm", "bright", np.linspace(0, 1, 11))
    assert (np.diff(walk[:, 11]) > 0).all(), "the high shelf rises from warm to bright"


def test_no_person_is_in_artifact_card_or_log(trained, exported, secrets: tuple[str, ...]) -> None:
    folder = trained[2]
    files = [exported[2], *(f for f in folder.rglob("*") if f.is_file())]
    for file in files:
        content = file.read_bytes()
        for secret in (*secrets, "contributor-0"):
            assert secret.encode() not in content, f"{file.name} holds {secret!r}"


def test_command_line_end_to_end(
    made_up_csv: Path, tmp_path: Path, secrets: tuple[str, ...]
) -> None:
    runner = CliRunner()
    app = typer.Typer()
    app.command("data")(data)
    for command in (commands.train, commands.evaluate, commands.export):
        app.command()(command)

    shown = runner.invoke(app, ["data", "safe", "--file", str(made_up_csv), "--json"])
    assert json.loads(shown.output)["n_read"] == 240

    run = tmp_path / "run"
    options = ["--data", str(made_up_csv), "--output", str(run), "--logger", "none"]
    result = runner.invoke(
        app, ["train", "--preset", "identity", *options, "--steps", "20", "--no-export"]
    )
    assert result.exit_code == 0, result.output
    assert not (run / "model.pt").exists()
    assert not (run / "test_openings.json").exists()

    target = tmp_path / "made-up.pt"
    result = runner.invoke(app, ["export", str(run), "--data", str(made_up_csv), "-o", str(target)])
    assert result.exit_code == 0, result.output
    card = target.with_suffix(".md").read_text()
    assert "opened once" in card
    assert not any(secret in result.output + card for secret in secrets)

    result = runner.invoke(app, ["evaluate", str(target), "--data", str(made_up_csv), "--json"])
    assert result.exit_code == 0, result.output
    again = json.loads(result.output)
    mean = again["reconstruction"]["held_out"]["curve_rms_db"]["mean"]
    assert re.search(rf"curve RMS error, mean \(dB\) \| [\d.]+ \| {mean:.3f} ", card)


def test_models_judged_on_the_test_rows_are_counted(trained, tmp_path: Path) -> None:
    module = trained[0]
    assert [open_test_part(tmp_path, module) for _ in range(2)] == [1, 1]
    other = AutoencoderTraining(TINY, per_band())
    assert open_test_part(tmp_path, other) == 2


def test_other_rows_than_the_trained_ones_are_refused(
    exported, tmp_path: Path, made_up_rows: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    data = write_csv(tmp_path / "other.csv", made_up_rows(100))
    with pytest.raises(DataError, match="does not hold the rows"):
        commands.evaluate(str(exported[2]), data)


@pytest.mark.parametrize(
    "preset", ["zscore-v1", "log-fixed-v3", "floweq-1d", "cvae", "triplet", "curriculum"]
)
def test_each_kind_of_preset_trains_and_exports(
    preset: str, tmp_path: Path, made_up_csv: Path, exported
) -> None:
    config = load_preset(preset, schedule={"n_steps": 4, "steps_per_epoch": 2})
    splits = load_splits(made_up_csv, config.data)
    module = fit(splits.train, splits.val, config, output=tmp_path, progress=False, logger="none")
    terms = exported[0].terms
    latents = term_latents(module.model, splits.train, terms)
    artifact = Artifact(module.model, module.projection, terms, latents)
    metadata = exported[1] | {
        "latent_dim": config.network.latent_dim,
        "embedding_dim": module.projection(latents[:1]).shape[1],
        "networks": "scripted" if network_tensors(artifact) is None else "silu",
        "n_curve_points": config.network.n_curve_points,
    }
    write_artifact(artifact, metadata, artifact_tensors(artifact), tmp_path / "model.pt")
    engine = "native" if metadata["networks"] == "silu" else "torchscript"
    model = load_model(tmp_path / "model.pt", engine=engine)
    params = splits.test.params
    np.testing.assert_allclose(
        model.decode(model.encode(params)),
        ArtifactCodec(artifact).decode(ArtifactCodec(artifact).encode(params)),
        rtol=1e-3,
        atol=1e-3,
    )
