"""A figure of a walk between two words: the curves of all alphas as a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from semeq.errors import ParameterError
from semeq.plot.arrays import check_numbers, freqs_or_grid
from semeq.plot.axes import frequency_axis, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_morph(
    curves_db: npt.ArrayLike,
    freq_hz: npt.ArrayLike | None = None,
    *,
    start: str = "",
    end: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Draw a walk between two words as a surface: frequency across, alpha up, gain in color.

    Parameters
    ----------
    curves_db : array_like, shape (n_alphas, n_freqs)
        Gains in dB for evenly spaced alphas from 0 to 1, as
        ``semeq.morph_batch(..., output="curve_db")`` returns them.
    freq_hz : array_like, shape (n_freqs,), optional
        Where the curves are given, in Hz. Default: the model's grid.
    start, end : str, optional
        Names of the two ends.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        If the shape differs.

    Examples
    --------
    >>> ax = plot_morph([[0, 0], [6, -6]], [100, 1_000], start="flat", end="dark")
    >>> float(ax.get_ylim()[1])
    1.0
    """
    freqs = freqs_or_grid(freq_hz)
    surface = check_numbers("curves_db", curves_db)
    if surface.ndim != 2 or len(surface) < 2 or surface.shape[1] != len(freqs):
        raise ParameterError(
            f"curves_db must have shape (n_alphas, {len(freqs)}) with at least 2 alphas, "
            f"got {surface.shape}"
        )
    ax = new_axes(ax)
    limit_db = max(float(np.abs(surface).max()), 1e-3)
    alphas = np.linspace(0.0, 1.0, len(surface))
    image = ax.pcolormesh(
        freqs,
        alphas,
        surface,
        cmap="RdBu_r",
        vmin=-limit_db,
        vmax=limit_db,
        shading="gouraud",
        rasterized=True,  # as vectors, it takes half a minute and megabytes
    )
    whole_db = [level for level in range(-60, 61, 2) if level != 0 and abs(level) < limit_db]
    lines = ax.contour(freqs, alphas, surface, whole_db, colors="0.35", linewidths=0.5)
    ax.clabel(lines, fontsize=7, fmt="%+d")
    ax.figure.colorbar(image, ax=ax, label="gain (dB)")
    ax.set_ylim(0.0, 1.0)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], [f"0 {start}", "0.25", "0.5", "0.75", f"1 {end}"])
    ax.set_ylabel("alpha")
    frequency_axis(ax).grid(visible=False)
    return ax
