"""Training of the blind estimator, as a Lightning module."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader

from semeq.ears.bands import BANDS
from semeq.train.data.table import SettingsTable
from semeq.train.ears.batches import EarsBatch, EarsBatches
from semeq.train.ears.clips import Clips
from semeq.train.ears.config import EarsConfig
from semeq.train.ears.estimator import BlindEstimator
from semeq.train.model.curve import EqCurve
from semeq.train.model.loggers import LoggerName, make_logger, quiet

_INTERVAL_WEIGHT = 0.1
_TINY_DB2 = 1e-4
_NOISE_BATCH, _NOISE_RATE = 192, 3e-3
_NOISE_SHUFFLED, _NOISE_UNIFORM = 0.3, 0.1  # noise betrays any equalizer, not only usual ones


class EarsTraining(lightning.LightningModule):
    """Audio's features to a latent, through the frozen decoder to a curve, to its error in dB."""

    level_weight = 0.3
    _nearest: Tensor

    def __init__(self, estimator: BlindEstimator, config: EarsConfig) -> None:
        super().__init__()
        self.estimator, self.config = estimator, config
        self.curve = EqCurve()
        grid = torch.linspace(0.0, 1.0, self.curve.warped_grid.numel(), dtype=torch.float64)
        octaves = torch.from_numpy(np.log(BANDS.centers_hz / 20.0) / np.log(1_000.0))
        self.register_buffer("_nearest", torch.searchsorted(grid, octaves), persistent=False)

    def training_step(self, batch: EarsBatch) -> Tensor:
        """Return the mean RMS error of the curve, plus the misfit of the stated error."""
        _, params, log_scale = self.estimator(batch.features)
        curve, residual = self._shape_loss(params, batch.curve_db)
        # The likelihood of the errors as Laplace-distributed; it does not move the estimate.
        distance = residual.detach()[:, self._nearest].abs()
        interval = (distance * torch.exp(-log_scale) + log_scale).mean()
        self.log_dict({"train/curve_rms_db": curve, "train/interval": interval}, prog_bar=True)
        total: Tensor = curve + _INTERVAL_WEIGHT * interval
        return total

    def _shape_loss(self, params: Tensor, curve_db: Tensor) -> tuple[Tensor, Tensor]:
        """Return the mean RMS error, and the errors, levels apart.

        The level of an equalizer cannot be heard: what is usual is learned, at the side.
        """
        residual = self.curve(params) - curve_db
        level = residual.mean(dim=1, keepdim=True)
        residual = residual - level
        rms = (residual.square().mean(dim=1) + _TINY_DB2).sqrt().mean()
        return rms + self.level_weight * level.abs().mean(), residual

    def configure_optimizers(self) -> Any:
        """AdamW with a one-cycle schedule over the whole run."""
        return _optimizers(self, self.config, self.config.n_steps, self.config.learning_rate)


class NoiseTraining(EarsTraining):
    """The same for the expert for noise alone."""

    level_weight = 0.03

    def training_step(self, batch: EarsBatch) -> Tensor:
        """Return the mean RMS error of the curve."""
        estimator = self.estimator
        out = estimator.hear_noise(batch.features)
        params = estimator.decoder(estimator.latent_mean + estimator.latent_scale * out)
        curve, _ = self._shape_loss(params, batch.curve_db)
        self.log("noise/curve_rms_db", curve, prog_bar=True)
        return curve

    def configure_optimizers(self) -> Any:
        """AdamW with a one-cycle schedule over the steps for noise."""
        return _optimizers(
            self.estimator.noise, self.config, self.config.n_noise_steps, _NOISE_RATE
        )


def fit_estimator(
    estimator: BlindEstimator,
    table: SettingsTable,
    music: Clips,
    config: EarsConfig,
    *,
    output: Path,
    logger: LoggerName = "none",
    progress: bool = False,
) -> BlindEstimator:
    """Train an estimator in place, and return it ready for use.

    Parameters
    ----------
    estimator : BlindEstimator
        Freshly made.
    table : SettingsTable
        Settings to learn from.
    music : Clips
        Music to learn from.
    config : EarsConfig
        How.
    output : Path
        Folder for logs.
    logger : {"tensorboard", "wandb", "none"}
        Where curves go.
    progress : bool
        Show a progress bar.
    """
    training = EarsTraining(estimator, config)
    if config.n_noise_steps and config.music_ratio < 1.0:
        estimator.noise.requires_grad_(False)
    _run(training, EarsBatches(table, music, config), config.n_steps, output, logger, progress)
    return training.estimator.cpu().eval()


def fit_noise(
    estimator: BlindEstimator, table: SettingsTable, music: Clips, config: EarsConfig, output: Path
) -> dict[str, Tensor]:
    """Train the expert for noise alone, in place.

    Parameters
    ----------
    estimator : BlindEstimator
        Whose expert is trained.
    table : SettingsTable
        Settings to learn from.
    music : Clips
        Not heard; what batches are made with.
    config : EarsConfig
        How.
    output : Path
        Folder for logs.

    Returns
    -------
    dict of str to Tensor
        The expert's state, for other estimators.
    """
    alone = replace(
        config,
        music_ratio=0.0,
        batch_size=_NOISE_BATCH,
        n_shuffled=_NOISE_SHUFFLED,
        n_uniform=_NOISE_UNIFORM,
    )
    training = NoiseTraining(estimator, alone)
    batches = EarsBatches(table, music, alone)
    _run(training, batches, config.n_noise_steps, output, "none", progress=False)
    return estimator.noise.state_dict()


def _run(
    training: EarsTraining,
    batches: EarsBatches,
    n_steps: int,
    output: Path,
    logger: LoggerName,
    progress: bool,
) -> None:
    with quiet():
        trainer = lightning.Trainer(
            accelerator="cpu",
            max_steps=n_steps,
            deterministic=True,
            gradient_clip_val=1.0,
            logger=make_logger(logger, output),
            enable_checkpointing=False,
            enable_progress_bar=progress,
            enable_model_summary=False,
            log_every_n_steps=min(50, n_steps),
        )
        trainer.fit(training, DataLoader(batches, batch_size=None))


def _optimizers(module: nn.Module, config: EarsConfig, n_steps: int, rate: float) -> Any:
    optimizer = torch.optim.AdamW(
        [each for each in module.parameters() if each.requires_grad],
        lr=rate,
        weight_decay=config.weight_decay,
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=n_steps)
    return [optimizer], [{"scheduler": schedule, "interval": "step"}]
