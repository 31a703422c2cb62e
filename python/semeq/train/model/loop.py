"""Run a training with Lightning, from the first step or from a checkpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import lightning
import torch
from lightning.pytorch.callbacks import Callback, ModelCheckpoint, TQDMProgressBar
from torch import Tensor

from semeq.errors import DataError
from semeq.train.data.graphic import WordCurves
from semeq.train.data.table import SettingsTable
from semeq.train.model.batches import SettingsData
from semeq.train.model.config import TrainConfig
from semeq.train.model.loggers import LoggerName, make_logger, quiet
from semeq.train.model.mixing import at_playable_level, mixed_settings
from semeq.train.model.module import AutoencoderTraining
from semeq.train.model.normalize import make_normalizer

CHECKPOINT_FILE = "last.ckpt"
_N_ANY = 8_192


def fit(
    train: SettingsTable,
    val: SettingsTable,
    config: TrainConfig,
    *,
    output: Path,
    socialeq: WordCurves | None = None,
    resume: bool = False,
    logger: LoggerName = "tensorboard",
    progress: bool = True,
    accelerator: str = "cpu",
    devices: int | Literal["auto"] = "auto",
    strategy: str = "auto",
    stop_after_epochs: int | None = None,
) -> AutoencoderTraining:
    """Train a model; a checkpoint of each epoch lies in ``output/last.ckpt``.

    Parameters
    ----------
    train, val : SettingsTable
        Rows to learn from; rows to watch.
    config : TrainConfig
        What to train.
    output : Path
        Folder for checkpoint and logs.
    socialeq : WordCurves, optional
        SocialFX's words, for a configuration that learns from them too (``n_socialeq`` or
        ``n_curves``).
    resume : bool, default False
        Go on from the checkpoint. The result equals that of an uninterrupted run.
    logger : {"tensorboard", "wandb", "none"}
        Where curves go; wandb must be installed.
    progress : bool, default True
        Show a progress bar.
    accelerator : str, default "cpu"
        Lightning's name of the device; the CPU is the one that reproduces a weights hash.
    devices : int or "auto", default "auto"
        How many; "auto" is one CPU process, or all GPUs. Each has batches of its own, so that
        a step sees as many times the rows.
    strategy : str, default "auto"
        Lightning's way to use several; "auto" runs the program once for each, as `torchrun` does.
    stop_after_epochs : int, optional
        Stop early, as if interrupted.

    Returns
    -------
    AutoencoderTraining
        In evaluation mode, on the CPU.

    Raises
    ------
    DataError
        If there is nothing to resume.
    ParameterError
        If the configuration asks for words that were not given.
    """
    config = config.for_rows(len(train))
    mixed = mixed_settings(train, socialeq, config)
    checkpoint = output / CHECKPOINT_FILE
    if resume and not checkpoint.exists():
        raise DataError(f"nothing to resume: {checkpoint} does not exist")
    output.mkdir(parents=True, exist_ok=True)
    lightning.seed_everything(config.seed, verbose=False)
    module = AutoencoderTraining(config, make_normalizer(config.network.normalizer, train.params))
    if module.model.basis is not None:
        module.model.align(_any_settings(train, config))
    callbacks: list[Callback] = [
        ModelCheckpoint(
            output,
            filename=checkpoint.stem,
            enable_version_counter=False,
            save_on_train_epoch_end=True,
        )
    ]
    if progress:
        callbacks.append(TQDMProgressBar(refresh_rate=25))
    with quiet():
        trainer = lightning.Trainer(
            accelerator=accelerator,
            devices=devices,
            strategy=strategy,
            max_epochs=stop_after_epochs or config.schedule.n_epochs,
            deterministic=True,
            gradient_clip_val=config.schedule.max_grad_norm,
            callbacks=callbacks,
            logger=make_logger(logger, output),
            enable_progress_bar=progress,
            enable_model_summary=False,
            num_sanity_val_steps=0,
            reload_dataloaders_every_n_epochs=1,  # a data loader knows the epoch it is for
            use_distributed_sampler=False,
            log_every_n_steps=config.schedule.log_every_n_steps,
        )
        curves = (
            at_playable_level(socialeq.grid_curves_db)
            if socialeq is not None and config.batch.n_curves
            else None
        )
        data = SettingsData(train, val, config, mixed, curves)
        trainer.fit(module, data, ckpt_path=checkpoint if resume else None)
    return module.cpu().eval()


def _any_settings(train: SettingsTable, config: TrainConfig) -> Tensor:
    """Draw settings such as a model may meet: recombined rows, and any within the bounds."""
    generator = torch.Generator().manual_seed(config.seed)
    rows = torch.tensor(train.params, dtype=torch.float32)
    recombined = config.space.recombine(rows, _N_ANY, generator)
    return torch.cat([recombined, config.space.uniform(_N_ANY, generator)])


def load_checkpoint(output: Path, config: TrainConfig, train: SettingsTable) -> AutoencoderTraining:
    """Load what :func:`fit` left in a folder.

    Parameters
    ----------
    output : Path
        The folder.
    config : TrainConfig
        What was trained.
    train : SettingsTable
        Its training rows, which some normalizers depend on.

    Raises
    ------
    DataError
        If there is no checkpoint.
    """
    checkpoint = output / CHECKPOINT_FILE
    if not checkpoint.exists():
        raise DataError(f"{output} holds no training: {CHECKPOINT_FILE} does not exist")
    module = AutoencoderTraining.load_from_checkpoint(
        checkpoint,
        map_location="cpu",
        config=config.for_rows(len(train)),
        normalizer=make_normalizer(config.network.normalizer, train.params),
    )
    return module.eval()
