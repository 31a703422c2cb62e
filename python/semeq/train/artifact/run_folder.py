"""The folder of a training: its configuration, and how often the test rows were looked at."""

from __future__ import annotations

import json
from pathlib import Path

from semeq.errors import DataError
from semeq.train.artifact.export import weights_sha256
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.model.config import TrainConfig, from_dict
from semeq.train.model.module import AutoencoderTraining


def save_config(output: Path, config: TrainConfig, command: str) -> None:
    """Write what a later export or resume needs to know.

    Parameters
    ----------
    output : Path
        The folder; made if it does not exist.
    config : TrainConfig
        What is trained.
    command : str
        What to type to train it again.
    """
    output.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"config": config.as_dict(), "command": command}, indent=2)
    (output / "config.json").write_text(text + "\n")


def load_config(output: Path) -> tuple[TrainConfig, str]:
    """Read what :func:`save_config` wrote.

    Raises
    ------
    DataError
        If the folder is not one of a training.
    """
    try:
        saved = json.loads((output / "config.json").read_text())
        return from_dict(saved["config"]), saved["command"]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{output} is not the folder of a training: {error}") from error


def open_test_part(
    output: Path, module: AutoencoderTraining, sessions: GraphicTable | None = None
) -> int:
    """Note, in the training's folder, that a model is judged on the test rows.

    Parameters
    ----------
    output : Path
        The folder.
    module : AutoencoderTraining
        The model.
    sessions : GraphicTable, optional
        Words that are joined to its vocabulary.

    Returns
    -------
    int
        How many different models of this folder have been, this one included; the same
        weights with another vocabulary count as another model.
    """
    log = output / "test_openings.json"
    judged: list[str] = json.loads(log.read_text()) if log.exists() else []
    name = weights_sha256(module.model) + ("" if sessions is None else f" with {sessions.sha256}")
    judged = sorted({*judged, name})
    log.write_text(json.dumps(judged, indent=2) + "\n")
    return len(judged)
