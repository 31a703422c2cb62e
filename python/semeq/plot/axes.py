"""Axes that all figures share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
from matplotlib.ticker import FuncFormatter, NullFormatter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_TICKS_HZ = (20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)


def new_axes(ax: Axes | None = None) -> Axes:
    """Return `ax`, or the axes of a new figure where there is none."""
    return ax if ax is not None else plt.subplots(figsize=(7, 4), layout="constrained")[1]


def without_box(ax: Axes) -> Axes:
    """Remove the upper and right border of `ax`, and return it."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def frequency_axis(ax: Axes) -> Axes:
    """Give `ax` a logarithmic frequency axis from 20 Hz to 20 kHz, and return it."""
    ax.set_xscale("log")
    ax.set_xlim(20, 20_000)
    ax.set_xticks(_TICKS_HZ)
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda hz, _: f"{hz / 1000:g}k" if hz >= 1000 else f"{hz:g}")
    )
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("frequency (Hz)")
    ax.grid(visible=True, which="major", color="0.92")
    return without_box(ax)


def gain_axes(ax: Axes) -> Axes:
    """Give `ax` a frequency axis, a gain axis in dB and a line at 0 dB, and return it."""
    ax.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    ax.set_ylabel("gain (dB)")
    return frequency_axis(ax)
