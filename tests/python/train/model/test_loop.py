"""Training off the CPU and in several processes, as far as a machine without a GPU can tell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from lightning.pytorch.utilities import rank_zero_only
from torch.fx.experimental import _config as fx_config

from semeq.cli.training import train
from semeq.eq.curves import rms_db
from semeq.train.artifact.run_folder import load_config
from semeq.train.data.loading import load_splits
from semeq.train.model.batches import Batch, BatchSource
from semeq.train.model.config import TrainConfig
from semeq.train.model.loop import load_checkpoint
from semeq.train.model.module import AutoencoderTraining
from semeq.train.model.normalize import make_normalizer
from semeq.train.model.presets import load_preset
from semeq.train.model.spaces import curves_db


@pytest.mark.parametrize(
    "config",
    [
        load_preset("identity", loss={"morph_weight": 1.0}),
        load_preset("triplet"),
        load_preset("cvae"),
        load_preset("log-fixed-v3"),
        load_preset("socialfx"),
    ],
    ids=lambda config: config.preset,
)
def test_no_loss_makes_a_tensor_on_the_cpu(config: TrainConfig) -> None:
    """The device `meta` computes shapes only, and refuses to meet tensors of the CPU."""
    rows = np.array(config.space.bounds).mean(axis=1) + np.zeros((2, 1))
    normalizer = make_normalizer(config.network.normalizer, rows)
    module = AutoencoderTraining(config, normalizer).to("meta")
    n_rows = config.batch.n_labeled + config.batch.n_shuffled + config.batch.n_uniform
    params = torch.empty(n_rows, config.space.n_params, device="meta")
    labels = torch.zeros(n_rows, dtype=torch.int64, device="meta")
    batch = Batch(params, labels, torch.empty(0, 128, device="meta"))
    module.__dict__["trainer"] = None
    # How many rows there are, only data could tell.
    with fx_config.patch(meta_nonzero_assume_all_nonzero=True):  # type: ignore[attr-defined]
        total = torch.stack(list(module.losses(batch).values())).sum()
        total.backward()
    assert all(weight.grad.device.type == "meta" for weight in module.model.decoder.parameters())
    assert module.model.decode(module.model.encode(params)).device.type == "meta"


def test_processes_draw_rows_of_their_own_at_the_same_step(made_up_csv: Path) -> None:
    config = load_preset(
        "curriculum",
        batch={"curriculum_steps": 1},
        schedule={"n_steps": 8, "steps_per_epoch": 4},
    )
    source = BatchSource(load_splits(made_up_csv, config.data).train, config)
    alone, first, second = source.draw(2), source.draw(2, rank=0), source.draw(2, rank=1)
    assert torch.equal(alone.params, first.params)
    assert not torch.equal(first.params, second.params)
    for rank in range(2):  # warm and bright only, in every process
        labels = source.draw(0, rank).labels[: config.batch.n_labeled]
        assert set(labels.tolist()) <= {0, 1, -1}
    assert 2 in source.draw(1, rank=1).labels


def test_two_processes_train_one_model(made_up_csv: Path, tmp_path: Path) -> None:
    """From the command line, as with two GPUs."""
    run = tmp_path / "run"
    command = [sys.executable, "-m", "semeq.cli.app", "train", "--data", str(made_up_csv)]
    command += ["--preset", "identity"]
    command += ["--output", str(run), "--steps", "6", "--devices", "2", "--no-export"]
    done = subprocess.run(
        [*command, "--logger", "none"],
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "MEMBER: 2/2" in done.stderr
    assert done.stdout.count("drop duplicates") == 1
    config, again = load_config(run)
    assert again.endswith("--devices 2 --steps 6")
    splits = load_splits(made_up_csv, config.data)
    model = load_checkpoint(run, config, splits.train).model
    assert all(torch.isfinite(weight).all() for weight in model.parameters())
    params = torch.tensor(splits.val.params, dtype=torch.float32)
    with torch.no_grad():
        decoded = model.decode(model.encode(params)).numpy()
    assert rms_db(curves_db(decoded) - curves_db(splits.val.params)).mean() < 1.0


def test_only_the_first_process_prints_and_writes(
    made_up_csv: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(rank_zero_only, "rank", 1)
    train(made_up_csv, tmp_path, steps=2, preset="no-contrast", logger="none")
    written = {file.name for file in tmp_path.iterdir()}
    assert written <= {"last.ckpt"}  # Lightning's own
    assert "drop duplicates" not in capsys.readouterr().out
