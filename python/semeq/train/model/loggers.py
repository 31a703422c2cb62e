"""Where the curves of a training go, and what Lightning need not say."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from lightning.pytorch.loggers import TensorBoardLogger
from lightning.pytorch.utilities import rank_zero_only

from semeq.errors import ParameterError

LoggerName = Literal["tensorboard", "wandb", "none"]


def is_first_process() -> bool:
    """Tell whether this is the one process of a training that prints and writes."""
    return bool(getattr(rank_zero_only, "rank", 0) == 0)


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
