"""The system of 40 gains: trained, exported and judged by the same code as five bands."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import torch
import typer
from typer.testing import CliRunner

import semeq
from semeq.cli import comparing
from semeq.cli import training as commands
from semeq.eq.curves import rms_db
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ, graphic_eq
from semeq.errors import DataError, ModelLoadError, ParameterError
from semeq.train.artifact.codec import ArtifactCodec
from semeq.train.artifact.export import read_scripted
from semeq.train.data.loading import Splits, load_rows, load_splits
from semeq.train.model import synth_graphic
from semeq.train.model.batches import BatchSource
from semeq.train.model.loop import fit, load_checkpoint
from semeq.train.model.networks import Autoencoder
from semeq.train.model.normalize import graphic
from semeq.train.model.presets import load_preset, preset_names
from semeq.train.model.spaces import GRAPHIC, curves_db

N_ROWS = 1_595
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def parquet(skewed_rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("socialfx") / "eq.parquet"
    pq.write_table(pa.Table.from_pylist(skewed_rows), path)
    return path


@pytest.fixture(scope="module")
def splits(parquet: Path) -> Splits:
    return load_splits(parquet, load_preset("socialfx").data)


@pytest.fixture(scope="module")
def trained(parquet: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("run")
    result = run("train", "--dataset", "socialfx", "--data", str(parquet), "--output", str(folder),
                 "--steps", "60", "--logger", "none")  # fmt: skip
    assert result.exit_code == 0, result.output
    return folder


def run(*args: str):
    app = typer.Typer()
    for command in (commands.train, commands.evaluate, comparing.ablate):
        app.command()(command)
    return CliRunner().invoke(app, list(args))


def test_parts_hold_all_rows_and_no_curve_twice(splits: Splits) -> None:
    tables = (splits.train, splits.val, splits.test)
    assert sum(map(len, tables)) == N_ROWS
    assert splits.report.as_counts()["left"] == N_ROWS
    assert [len(t) / N_ROWS for t in tables] == pytest.approx([0.7, 0.15, 0.15], abs=0.02)
    for word in ("warm", "bright"):
        shares = [t.rows_of(word).sum() for t in tables]
        assert shares[0] / sum(shares) == pytest.approx(0.7, abs=0.06)
    for a, b in ((0, 1), (0, 2), (1, 2)):
        assert not {*tables[a].contributors.tolist()} & {*tables[b].contributors.tolist()}
    assert np.ptp(splits.train.params, axis=1) == pytest.approx(10.0)
    assert splits.train.params.mean(axis=1) == pytest.approx(0.0, abs=1e-12)


def test_equal_curves_stay_on_one_side(skewed_rows: Rows, tmp_path: Path) -> None:
    rows = skewed_rows[:60]
    twins = [row | {"text": "twin", "id": f"{row['id']}b"} for row in rows]
    pq.write_table(pa.Table.from_pylist(rows + twins), tmp_path / "eq.parquet")
    table = load_rows(tmp_path / "eq.parquet", load_preset("socialfx").data).table
    assert len(table) == 120
    assert len(set(table.contributors.tolist())) == 60
    assert table.contributors[:60].tolist() == table.contributors[60:].tolist()


def test_bad_rows_are_refused_or_left_out(skewed_rows: Rows, tmp_path: Path) -> None:
    rows = [*skewed_rows[:50], skewed_rows[50] | {"param_values": [0.0] * 39}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "eq.parquet")
    with pytest.raises(DataError, match="row 51: param_values must hold 40 gains, got 39"):
        load_rows(tmp_path / "eq.parquet", load_preset("socialfx").data)
    kept = load_rows(tmp_path / "eq.parquet", load_preset("socialfx", data={"skip_bad": True}).data)
    assert len(kept.table) == 50


def test_networks_start_near_the_identity(splits: Splits) -> None:
    torch.manual_seed(0)
    params = torch.tensor(splits.test.params, dtype=torch.float32)
    errors = {}
    for preset in ("socialfx", "socialfx-64", "socialfx-128"):
        model = Autoencoder(graphic(), load_preset(preset)).eval()
        assert model.latent_dim == {"socialfx": 32, "socialfx-64": 64, "socialfx-128": 128}[preset]
        with torch.no_grad():
            decoded = model.decode(model.encode(params)).numpy()
        errors[preset] = rms_db(decoded - splits.test.params).mean()
    assert max(errors.values()) < 1.5 < rms_db(splits.test.params).mean()


def test_training_artifact_and_figures(trained: Path, parquet: Path, splits: Splits) -> None:
    card = (trained / "model.md").read_text("utf-8")
    assert "the 40 gains of a graphic equalizer to 32 latent coordinates" in card
    assert "Split by curve" in card
    assert f"Training: {len(splits.train)} rows; held out: {len(splits.test)} rows." in card
    result = run("evaluate", str(trained / "model.pt"), "--data", str(parquet), "--json")
    assert result.exit_code == 0, result.output
    metrics = json.loads(result.output)
    held_out = metrics["reconstruction"]["held_out"]["curve_rms_db"]
    assert held_out["mean"] < 0.25 < metrics["reconstruction"]["floors"]["mean curve"]
    assert f"| {held_out['mean']:.3f} |" in card
    assert metrics["accuracy"]["warm_bright"]["held_out"]["top1"] > 0.9
    assert metrics["terms"]["warm"]["tilt_db"] < 0 < metrics["terms"]["bright"]["tilt_db"]
    assert set(metrics["accuracy"]) == {"warm_bright", "ten_terms", "rare_terms"}
    assert metrics["rows"]["train"]["rows"] == len(splits.train)

    codec = ArtifactCodec(read_scripted(trained / "model.pt"))
    decoded = codec.decode(codec.encode(splits.test.params))
    errors_db = rms_db(curves_db(decoded) - splits.test.params)
    assert errors_db.mean() == pytest.approx(held_out["mean"], abs=1e-4)
    played = graphic_eq(decoded[0], sample_rate=44_100).settings.curve_db(
        SOCIALEQ_CENTERS_HZ, sample_rate=44_100
    )
    np.testing.assert_allclose(played, decoded[0], atol=0.01)
    with pytest.raises(ModelLoadError, match="graphic-autoencoder"):
        semeq.load_model(trained / "model.pt")


def test_other_rows_are_refused(trained: Path, skewed_rows: Rows, tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(skewed_rows[:200]), tmp_path / "other.parquet")
    result = run("evaluate", str(trained / "model.pt"), "--data", str(tmp_path / "other.parquet"))
    assert isinstance(result.exception, DataError)
    assert "does not hold the rows" in str(result.exception)


@pytest.mark.parametrize("preset", [n for n in preset_names("socialfx") if n != "socialfx"])
def test_each_preset_trains(preset: str, splits: Splits, tmp_path: Path) -> None:
    config = load_preset(preset, schedule={"n_steps": 4, "steps_per_epoch": 2, "n_passes": 0})
    module = fit(splits.train, splits.val, config, output=tmp_path, progress=False, logger="none")
    latents = module.model.encode(torch.tensor(splits.val.params[:5], dtype=torch.float32))
    assert latents.shape == (5, config.network.latent_dim)
    decoded = module.model.decode(latents)
    assert decoded.shape == (5, 40)
    assert decoded.abs().max() <= 10.0


def test_the_earlier_attempts_differ_in_rows_passes_and_the_weight_of_contrast() -> None:
    weak, strong = load_preset("socialfx-0.1"), load_preset("socialfx-0.5")
    assert (weak.data.min_rows, weak.schedule.n_passes) == (1, 50)
    assert (strong.data.min_rows, strong.schedule.n_passes) == (10, 100)
    assert (weak.loss.contrast_weight_start, weak.loss.contrast_weight) == (0.1, 0.1)
    assert (strong.loss.contrast_weight_start, strong.loss.contrast_weight) == (0.5, 0.5)
    same = strong.changed(
        preset=weak.preset,
        data={"min_rows": 1},
        loss={"contrast_weight": 0.1, "contrast_weight_start": 0.1},
        schedule={"n_passes": 50},
    )
    assert same == weak
    network = weak.network
    assert (network.kind, network.hidden_widths, network.latent_dim) == ("residual", (128, 64), 32)
    for base in (weak, strong):
        for size in (64, 128):
            larger = load_preset(f"{base.preset}-{size}")
            assert larger == base.changed(preset=larger.preset, network={"latent_dim": size})


def test_rows_of_rare_words_are_left_out_on_demand(parquet: Path) -> None:
    everything = load_rows(parquet, load_preset("socialfx-0.1").data).table
    counts = everything.word_counts()
    frequent = {word for word, count in counts.items() if count >= 10}
    kept = load_rows(parquet, load_preset("socialfx-0.5").data)
    assert 0 < len(frequent) < len(counts)
    assert set(kept.table.words) == frequent
    assert len(kept.table) == sum(counts[word] for word in frequent) < len(everything) == N_ROWS
    assert kept.report.as_counts()["drop rare words"] == N_ROWS - len(kept.table)
    splits = load_splits(parquet, load_preset("socialfx-0.5").data)
    assert sum(map(len, (splits.train, splits.val, splits.test))) == len(kept.table)
    with pytest.raises(DataError, match="cleaning left none of 1595 rows"):
        load_rows(parquet, load_preset("socialfx", data={"min_rows": N_ROWS}).data)
    with pytest.raises(ParameterError, match="min_rows must be at least 1, got 0"):
        load_preset("socialfx", data={"min_rows": 0})
    assert load_preset("socialfx-0.5", dataset="socialeq").data.min_rows == 1  # a row a word


def test_presets_that_leave_rows_out_are_judged_on_all(parquet: Path, tmp_path: Path) -> None:
    options = ["--dataset", "socialfx", "--data", str(parquet), "-o", str(tmp_path)]
    options += ["--presets", "socialfx-0.5:1,socialfx:1", "--folds", "2", "--seeds", "1"]
    result = run("ablate", *options)
    assert result.exit_code == 0, result.output
    rows: dict[str, list[tuple[int, int]]] = {}
    for file in sorted(tmp_path.glob("SocialFX-socialfx*-fold*.json")):
        found = json.loads(file.read_text())["metrics"]["rows"]
        rows.setdefault(file.name.split("-1steps")[0], []).append(
            (found["train"]["rows"], found["held_out"]["rows"])
        )
    few, every = rows["SocialFX-socialfx-0.5"], rows["SocialFX-socialfx"]
    counts = load_rows(parquet, load_preset("socialfx").data).table.word_counts()
    assert sum(train for train, _ in few) == sum(n for n in counts.values() if n >= 10)
    assert sum(train for train, _ in every) == N_ROWS
    assert [held_out for _, held_out in few] == [held_out for _, held_out in every]
    summary = json.loads((tmp_path / "ablation.json").read_text())
    assert summary["protocol"]["length"] == {"socialfx-0.5:1": "1steps", "socialfx:1": "1steps"}


def test_passes_over_the_rows_are_the_length_of_a_training(splits: Splits, tmp_path: Path) -> None:
    config = load_preset("socialfx-0.1", schedule={"n_passes": 2})
    few = splits.train.select(np.arange(150))  # two batches of 64, and some
    module = fit(few, splits.val, config, output=tmp_path, progress=False, logger="none")
    schedule = module.config.schedule
    assert (schedule.n_passes, schedule.n_steps, schedule.steps_per_epoch) == (2, 4, 4)
    again = load_checkpoint(tmp_path, config, few)
    assert again.config == module.config
    assert torch.load(tmp_path / "last.ckpt", weights_only=False)["global_step"] == 4
    for n_rows, n_per_pass in ((1, 1), (95, 1), (97, 2), (1_274, 20), (385, 6)):
        assert config.for_rows(n_rows).schedule.n_steps == 2 * n_per_pass
    attempt = load_preset("socialfx-0.5").schedule
    for n_rows, steps in ((385, (600, 150)), (64_000, (100_000, 1_000)), (1, (100, 100))):
        schedule = attempt.for_rows(n_rows, 64)
        assert (schedule.n_steps, schedule.steps_per_epoch) == steps  # epochs of whole passes
    assert load_preset("socialfx").for_rows(1_274) == load_preset("socialfx")


def test_words_of_socialeq_are_a_data_set(shared_dir: Path, tmp_path: Path) -> None:
    words = str(shared_dir / "data/audealize/eqdescriptors.json")
    options = ["--presets", "socialfx:2", "--folds", "2", "--seeds", "1"]
    result = run("ablate", "--dataset", "socialeq", "--data", words, "-o", str(tmp_path), *options)
    assert result.exit_code == 0, result.output
    summary = json.loads((tmp_path / "ablation.json").read_text())["summary"]
    assert 0 < summary["socialfx:2"]["curve_rms_db"]["mean"] < 1.0
    assert np.isnan(summary["socialfx:2"]["accuracy"]["mean"])  # one row per word
    assert "nan" not in (tmp_path / "ablation.md").read_text()
    table = load_rows(words, load_preset("socialfx", dataset="socialeq").data).table
    assert len(table) == 394
    assert (table.n_people("warm"), table.languages["claro"]) == (122, "es")


def test_a_preset_of_other_settings_is_refused() -> None:
    with pytest.raises(ParameterError, match="'identity' cannot learn the data set 'socialfx'"):
        load_preset("identity", dataset="socialfx")
    with pytest.raises(ParameterError, match="cannot learn the data set 'safe'"):
        load_preset("socialfx", dataset="safe")
    with pytest.raises(
        ParameterError, match="no data set 'maestro'; there are safe, socialfx, socialeq"
    ):
        load_preset("identity", dataset="maestro")
    with pytest.raises(ParameterError, match="are for five bands"):
        load_preset("socialfx", network={"n_curve_points": 64})


def test_made_up_curves_are_like_real_ones(splits: Splits) -> None:
    config = load_preset("socialfx")
    batch = BatchSource(splits.train, config).draw(0)
    assert batch.params.shape == (
        config.batch.n_labeled + config.batch.n_shuffled + config.batch.n_uniform,
        40,
    )
    assert batch.params.mean(dim=1).abs().max() < 0.5
    assert batch.params.abs().max() <= synth_graphic.MAX_GAIN_DB
    smooth = GRAPHIC.uniform(500, torch.Generator().manual_seed(0))
    size = smooth.amax(dim=1) - smooth.amin(dim=1)
    assert size.median() == pytest.approx(10.0, abs=0.01)
    steps = smooth.diff(dim=1).square().mean().sqrt()
    assert steps < 0.25 * smooth.square().mean().sqrt()
    base = torch.tensor(splits.train.params[:500], dtype=torch.float32)
    moved = GRAPHIC.jitter(base, torch.Generator().manual_seed(0)) - base
    assert 0.5 < moved.square().mean().sqrt() < 2.0
