"""Run a training with Lightning: checkpoints, resume, seed, progress, logger."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import lightning
from lightning.pytorch.callbacks import Callback, ModelCheckpoint, TQDMProgressBar
from lightning.pytorch.loggers import TensorBoardLogger
from lightning.pytorch.utilities import rank_zero_only

from semeq.errors import DataError, ParameterError
from semeq.train.data.socialeq import WordCurves
from semeq.train.data.table import SettingsTable
from semeq.train.model.batches import SettingsData, contrast_classes
from semeq.train.model.config import TrainConfig
from semeq.train.model.mixing import check_crowd, crowd_settings
from semeq.train.model.module import AutoencoderTraining
from semeq.train.model.normalize import make_normalizer

LoggerName = Literal["tensorboard", "wandb", "none"]
CHECKPOINT_FILE = "last.ckpt"


def fit(
    train: SettingsTable,
    val: SettingsTable,
    config: TrainConfig,
    *,
    output: Path,
    crowd: WordCurves | None = None,
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
    crowd : WordCurves, optional
        SocialEQ's words, for a configuration that learns from them too (``n_crowd``).
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
    mixed = _mixed(train, crowd, config)
    checkpoint = output / CHECKPOINT_FILE
    if resume and not checkpoint.exists():
        raise DataError(f"nothing to resume: {checkpoint} does not exist")
    output.mkdir(parents=True, exist_ok=True)
    lightning.seed_everything(config.seed, verbose=False)
    module = AutoencoderTraining(config, make_normalizer(config.normalizer, train.params))
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
            max_epochs=stop_after_epochs or config.n_epochs,
            deterministic=True,
            gradient_clip_val=config.max_grad_norm,
            callbacks=callbacks,
            logger=make_logger(logger, output),
            enable_progress_bar=progress,
            enable_model_summary=False,
            num_sanity_val_steps=0,
            reload_dataloaders_every_n_epochs=1,  # a data loader knows the epoch it is for
            use_distributed_sampler=False,
            log_every_n_steps=config.log_every_n_steps,
        )
        data = SettingsData(train, val, config, mixed)
        trainer.fit(module, data, ckpt_path=checkpoint if resume else None)
    return module.cpu().eval()


def _mixed(
    train: SettingsTable, crowd: WordCurves | None, config: TrainConfig
) -> SettingsTable | None:
    """Fit settings to the crowd's words that `train` has a class for."""
    check_crowd(config, crowd)
    if crowd is None or not config.n_crowd:
        return None
    mixed = crowd_settings(crowd, contrast_classes(train, config))
    if not len(mixed):
        raise DataError("no word of SocialEQ's has enough rows in the training part to be mixed")
    return mixed


def is_first_process() -> bool:
    """Tell whether this is the one process of a training that prints and writes."""
    return bool(getattr(rank_zero_only, "rank", 0) == 0)


def load_checkpoint(output: Path, config: TrainConfig, train: SettingsTable) -> AutoencoderTraining:
    """Load what :func:`fit` left in `output`.

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
        config=config,
        normalizer=make_normalizer(config.normalizer, train.params),
    )
    return module.eval()


def logger_name(name: str) -> LoggerName:
    """Check the name of a logger.

    Raises
    ------
    ParameterError
        If there is no such logger.
    """
    match name:
        case "tensorboard" | "wandb" | "none":
            return name
    raise ParameterError(f"logger must be tensorboard, wandb or none, got {name!r}")


def make_logger(name: LoggerName, output: Path) -> Any:
    """Build the Lightning logger of a name; False for none."""
    match name:
        case "none":
            return False
        case "tensorboard":
            return TensorBoardLogger(output, name="logs")
        case "wandb":
            if find_spec("wandb") is None:
                raise ParameterError("logger wandb needs the package wandb: pip install wandb")
            from lightning.pytorch.loggers import WandbLogger  # noqa: PLC0415 - optional

            return WandbLogger(project="semeq", save_dir=output)


@contextmanager
def quiet() -> Iterator[None]:
    """Silence advertisements, and advice that does not apply: batches need no workers."""
    log = logging.getLogger("lightning.pytorch")
    level = log.level
    log.setLevel(logging.WARNING)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*does not have many workers.*")
        warnings.filterwarnings("ignore", ".*exists and is not empty.*")
        warnings.filterwarnings("ignore", ".*isinstance.treespec, LeafSpec.*", FutureWarning)
        yield
    log.setLevel(level)
