"""The log of a training, drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt

from semeq.errors import DataError

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_training(folder: Path, *, ax: Axes | None = None) -> Axes:
    """Draw the losses of a training and the curve error of its validation rows.

    Parameters
    ----------
    folder : Path
        What ``semeq train`` wrote with the TensorBoard logger.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DataError
        If the folder holds no log.
    """
    scalars = _read_log(folder)
    ax = ax if ax is not None else plt.subplots(figsize=(7, 4), layout="constrained")[1]
    losses = sorted(name for name in scalars if name.startswith("train/") and "total" not in name)
    for name, color in zip(losses, plt.get_cmap("tab10").colors, strict=False):  # type: ignore[attr-defined]
        ax.plot(*scalars[name], color=color, linewidth=1, label=f"{name.split('/')[1]} loss")
    if "val/curve_rms_db" in scalars:
        ax.plot(
            *scalars["val/curve_rms_db"],
            color="black",
            marker="o",
            markersize=3,
            label="validation curve error (dB)",
        )
    ax.set_yscale("log")
    ax.set_xlabel("step")
    ax.set_ylabel("weighted loss, dB")
    ax.grid(visible=True, color="0.92")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.legend(frameon=False, fontsize=8)
    return ax


def _read_log(folder: Path) -> dict[str, tuple[list[int], list[float]]]:
    from tensorboard.backend.event_processing.event_accumulator import (  # noqa: PLC0415 - slow
        EventAccumulator,
    )

    scalars: dict[str, tuple[list[int], list[float]]] = {}
    for version in sorted({file.parent for file in folder.glob("logs/**/events.out.tfevents.*")}):
        log: Any = EventAccumulator(str(version), size_guidance={"scalars": 0})
        log.Reload()
        for name in log.Tags()["scalars"]:
            steps, values = scalars.setdefault(name, ([], []))
            steps += [event.step for event in log.Scalars(name)]
            values += [event.value for event in log.Scalars(name)]
    if not scalars:
        raise DataError(
            f"{folder} holds no training log: train with --logger tensorboard to write one"
        )
    return scalars
