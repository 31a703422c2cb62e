"""Figures on log-frequency axes. Every function draws on `ax` and returns it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.ticker import FuncFormatter, NullFormatter

from semeq.eq.response import GRID_HZ
from semeq.errors import ParameterError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from semeq.eq.settings import EqSettings
    from semeq.words.terms import Term

_TICKS_HZ = (20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)


def plot_settings(
    settings: EqSettings | Mapping[str, EqSettings],
    *,
    sample_rate: float = 44_100,
    ax: Axes | None = None,
    **line: Any,
) -> Axes:
    """Draw the curve of one equalizer, or of several under their names.

    Parameters
    ----------
    settings : EqSettings or mapping of str to EqSettings
        Several are drawn dark to light in their order, with a legend.
    sample_rate : float, default 44100
        In Hz.
    ax : matplotlib Axes, optional
        Default: a new figure's.
    **line
        Passed to :meth:`matplotlib.axes.Axes.plot`.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import semeq
    >>> ax = plot_settings({"warm": semeq.morph("warm", "warm"), "flat": semeq.EqSettings(())})
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['warm', 'flat']
    """
    ax = ax if ax is not None else plt.subplots(figsize=(7, 4), layout="constrained")[1]
    grid = GRID_HZ[sample_rate / 2 > GRID_HZ]
    if isinstance(settings, Mapping):
        colors = plt.get_cmap("plasma")(np.linspace(0, 0.85, len(settings)))
        for (name, each), color in zip(settings.items(), colors, strict=True):
            curve_db = each.curve_db(grid, sample_rate=sample_rate)
            ax.plot(grid, curve_db, **{"label": name, "color": color} | line)
        ax.legend(frameon=False)
    else:
        ax.plot(grid, settings.curve_db(grid, sample_rate=sample_rate), **line)
    ax.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    ax.set_ylabel("gain (dB)")
    return frequency_axis(ax)


def plot_term(term: Term, *, ax: Axes | None = None, **line: Any) -> Axes:
    """Draw the curve of a word, with the band that half of its settings lie in.

    Parameters
    ----------
    term : Term
        As :func:`semeq.term` returns it. Words without single settings have no band.
    ax : matplotlib Axes, optional
        Default: a new figure's.
    **line
        Passed to :meth:`matplotlib.axes.Axes.plot`.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import semeq
    >>> ax = plot_term(semeq.term("warm"))
    >>> ax.get_title()[:11]
    'warm: solid'
    """
    ax = plot_settings(term.settings, ax=ax, **({"label": "the word"} | line))
    if term.band_db is not None:
        color = ax.get_lines()[0].get_color()
        low_db, high_db = (np.asarray(quartile) for quartile in term.band_db)
        ax.fill_between(
            GRID_HZ,
            low_db,
            high_db,
            color=color,
            alpha=0.2,
            linewidth=0,
            label="half of its settings",
        )
        ax.legend(frameon=False)
    ax.set_title(f"{term.term}: {term.evidence}", fontsize="small", wrap=True)
    return ax


def plot_morph(
    curves_db: npt.ArrayLike, *, start: str = "", end: str = "", ax: Axes | None = None
) -> Axes:
    """Draw a walk between two words as a surface: frequency across, alpha up, gain in color.

    Parameters
    ----------
    curves_db : array_like, shape (n_alphas, 128)
        Curves on the model's grid for alphas evenly from 0 to 1, as
        ``semeq.morph_batch(..., output="curve_db")`` gives them.
    start, end : str, optional
        Names of the two ends.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> import semeq
    >>> alphas = np.linspace(0, 1, 21)
    >>> curves_db = semeq.morph_batch(
    ...     "warm", "bright", alphas, output="curve_db", sample_rate=44_100
    ... )
    >>> ax = plot_morph(curves_db, start="warm", end="bright")
    >>> float(ax.get_ylim()[1])
    1.0
    """
    ax = ax if ax is not None else plt.subplots(figsize=(7, 4), layout="constrained")[1]
    surface = np.asarray(curves_db, dtype=np.float64)
    if surface.ndim != 2 or surface.shape[1] != len(GRID_HZ):
        raise ParameterError(
            f"curves_db must have shape (n_alphas, {len(GRID_HZ)}), got {surface.shape}"
        )
    limit_db = max(float(np.abs(surface).max()), 1e-3)
    alphas = np.linspace(0.0, 1.0, len(surface))
    image = ax.pcolormesh(
        GRID_HZ,
        alphas,
        surface,
        cmap="RdBu_r",
        vmin=-limit_db,
        vmax=limit_db,
        shading="gouraud",
        rasterized=True,  # as vectors, it takes half a minute and megabytes
    )
    whole_db = [level for level in range(-60, 61, 2) if level != 0 and abs(level) < limit_db]
    lines = ax.contour(GRID_HZ, alphas, surface, whole_db, colors="0.35", linewidths=0.5)
    ax.clabel(lines, fontsize=7, fmt="%+d")
    ax.figure.colorbar(image, ax=ax, label="gain (dB)")
    ax.set_ylim(0.0, 1.0)
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], [f"0 {start}", "0.25", "0.5", "0.75", f"1 {end}"])
    ax.set_ylabel("alpha")
    frequency_axis(ax).grid(visible=False)
    return ax


def plot_spectrum(
    audio: npt.NDArray[Any], sample_rate: float, *, ax: Axes | None = None, **line: Any
) -> Axes:
    """Draw the long-term power spectrum of audio, smoothed over a sixth of an octave.

    Parameters
    ----------
    audio : ndarray, shape (n_frames,) or (n_channels, n_frames)
        Channels are averaged in power.
    sample_rate : float
        In Hz.
    ax : matplotlib Axes, optional
        Default: a new figure's.
    **line
        Passed to :meth:`matplotlib.axes.Axes.plot`.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> noise = np.random.default_rng(0).standard_normal(44_100)
    >>> plot_spectrum(noise, 44_100).get_xlabel()
    'frequency (Hz)'
    """
    ax = ax if ax is not None else plt.subplots(figsize=(7, 4), layout="constrained")[1]
    power = np.mean(np.abs(np.fft.rfft(np.atleast_2d(audio))) ** 2, axis=0)
    freq_hz = np.fft.rfftfreq(np.shape(audio)[-1], 1 / sample_rate)
    grid = GRID_HZ[sample_rate / 2 > GRID_HZ]
    half_band = 2 ** (1 / 12)
    edges = np.searchsorted(freq_hz, [grid / half_band, grid * half_band])
    energy = np.concatenate([[0.0], np.cumsum(power)])
    width = np.maximum(edges[1] - edges[0], 1)
    mean = (energy[edges[0] + width] - energy[edges[0]]) / width
    ax.plot(grid, 10 * np.log10(np.maximum(mean / power.size, 1e-20)), **line)
    ax.set_ylabel("level (dB)")
    return frequency_axis(ax)


def frequency_axis(ax: Axes) -> Axes:
    """Give `ax` a logarithmic frequency axis from 20 Hz to 20 kHz."""
    ax.set_xscale("log")
    ax.set_xlim(20, 20_000)
    ax.set_xticks(_TICKS_HZ)
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda hz, _: f"{hz / 1000:g}k" if hz >= 1000 else f"{hz:g}")
    )
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("frequency (Hz)")
    ax.grid(visible=True, which="major", color="0.92")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax
