"""Figures of curves in dB over frequency. Every function draws on `ax` and returns it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt

from semeq.plot.arrays import check_curve, freqs_or_grid
from semeq.plot.axes import gain_axes, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_curves(
    curves_db: npt.ArrayLike | Mapping[str, npt.ArrayLike],
    freq_hz: npt.ArrayLike | None = None,
    *,
    ax: Axes | None = None,
    **line: Any,
) -> Axes:
    """Draw one curve, or several under their names.

    Parameters
    ----------
    curves_db : array_like, shape (n_freqs,), or mapping of str to array_like
        Gains in dB. Several curves are drawn dark to light in their order, with a legend.
    freq_hz : array_like, shape (n_freqs,), optional
        Where the curves are given, in Hz. Default: the model's grid.
    ax : matplotlib Axes, optional
        Default: a new figure's.
    **line
        Passed to :meth:`matplotlib.axes.Axes.plot`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        If a curve has not one value per frequency.

    Examples
    --------
    >>> import semeq
    >>> warm = semeq.morph("warm", "warm").curve_db(sample_rate=44_100)
    >>> ax = plot_curves({"warm": warm, "half": 0.5 * warm})
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['warm', 'half']
    """
    freqs = freqs_or_grid(freq_hz)
    if not isinstance(curves_db, Mapping):
        curve = check_curve("curves_db", curves_db, freqs)
        ax = new_axes(ax)
        ax.plot(freqs, curve, **line)
        return gain_axes(ax)
    curves = {
        name: check_curve(f"curves_db[{name!r}]", each, freqs) for name, each in curves_db.items()
    }
    ax = new_axes(ax)
    colors = plt.get_cmap("plasma")(np.linspace(0, 0.85, len(curves)))
    for (name, curve), color in zip(curves.items(), colors, strict=True):
        ax.plot(freqs, curve, **{"label": name, "color": color} | line)
    ax.legend(frameon=False)
    return gain_axes(ax)


def plot_band(
    low_db: npt.ArrayLike,
    high_db: npt.ArrayLike,
    freq_hz: npt.ArrayLike | None = None,
    *,
    ax: Axes | None = None,
    **fill: Any,
) -> Axes:
    """Fill the range between two curves.

    Parameters
    ----------
    low_db, high_db : array_like, shape (n_freqs,)
        Gains in dB.
    freq_hz : array_like, shape (n_freqs,), optional
        Where they are given, in Hz. Default: the model's grid.
    ax : matplotlib Axes, optional
        Default: a new figure's.
    **fill
        Passed to :meth:`matplotlib.axes.Axes.fill_between`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        If a curve has not one value per frequency.

    Examples
    --------
    >>> ax = plot_band([-1, -2], [1, 2], [100, 1_000], label="interval")
    >>> ax.get_ylabel()
    'gain (dB)'
    """
    freqs = freqs_or_grid(freq_hz)
    low, high = check_curve("low_db", low_db, freqs), check_curve("high_db", high_db, freqs)
    ax = new_axes(ax)
    ax.fill_between(freqs, low, high, **{"alpha": 0.2, "linewidth": 0} | fill)
    return gain_axes(ax)


def plot_deviation(
    deviation_db: npt.ArrayLike, freq_hz: npt.ArrayLike | None = None, *, ax: Axes | None = None
) -> Axes:
    """Draw a curve and fill what lies above 0 dB in one color, and what lies below in another.

    Parameters
    ----------
    deviation_db : array_like, shape (n_freqs,)
        In dB; NaN is left out.
    freq_hz : array_like, shape (n_freqs,), optional
        Where it is given, in Hz. Default: the model's grid.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        If the curve has not one value per frequency.

    Examples
    --------
    >>> ax = plot_deviation([-1, 2, 3], [100, 1_000, 10_000])
    >>> len(ax.collections)
    2
    """
    freqs = freqs_or_grid(freq_hz)
    deviation = check_curve("deviation_db", deviation_db, freqs)
    ax = plot_curves(deviation, freqs, ax=ax, color="0.2", linewidth=1.0)
    for above, color in ((deviation >= 0, "C1"), (deviation < 0, "C0")):
        ax.fill_between(freqs, 0, deviation, where=above, color=color, alpha=0.35)
    return ax
