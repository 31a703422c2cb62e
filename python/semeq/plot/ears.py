"""Figures of what the ears hear. Every function draws on `ax` and returns it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np

from semeq.eq.response import GRID_HZ
from semeq.plot.curves import frequency_axis

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from semeq.ears.analyze import ClipAnalysis
    from semeq.ears.describe import Description, Trajectory
    from semeq.ears.estimate import EqEstimate
    from semeq.ears.match import Match
    from semeq.ears.suggest import Suggestion


def plot_description(description: Description, *, ax: Axes | None = None) -> Axes:
    """Draw how a recording's spectrum differs from the reference, and say its words.

    Parameters
    ----------
    description : Description
        Of :func:`semeq.describe`.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes
    """
    ax = _or_new(ax)
    freq_hz, deviation_db = description.freq_hz, description.deviation_db
    ax.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    ax.fill_between(freq_hz, 0, deviation_db, where=deviation_db >= 0, color="C1", alpha=0.35)
    ax.fill_between(freq_hz, 0, deviation_db, where=deviation_db < 0, color="C0", alpha=0.35)
    ax.plot(freq_hz, deviation_db, color="0.2", linewidth=1.0)
    ax.set_ylabel(f"level less {description.reference} (dB)")
    words = [f"{word.term} {word.score:.0%}" for word in description.words]
    ax.set_title(", ".join(words) or description.note or "nothing stands out", fontsize="medium")
    return frequency_axis(ax)


def plot_trajectory(trajectory: Trajectory, *, n_words: int = 5, ax: Axes | None = None) -> Axes:
    """Draw the scores of the words that stand out most, over time.

    Parameters
    ----------
    trajectory : Trajectory
        Of :func:`semeq.describe` with `window_s`.
    n_words : int, default 5
        How many words at most.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes
    """
    ax = _or_new(ax)
    named = Counter(word.term for each in trajectory.descriptions for word in each.words)
    for term, _ in named.most_common(n_words):
        ax.plot(trajectory.times_s, trajectory.scores(term), label=term)
    if named:
        ax.legend(frameon=False)
    ax.set_ylim(0, 1)
    ax.set_xlabel("time (s)")
    ax.set_ylabel("share of music with less of the word")
    return _without_box(ax)


def plot_match(match: Match, *, ax: Axes | None = None) -> Axes:
    """Draw a measured difference and the settings fitted to it.

    Parameters
    ----------
    match : Match
        Of :func:`semeq.match`.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes
    """
    ax = _or_new(ax)
    trusted = np.where(match.weights > 0.1, match.curve_db, np.nan)
    ax.plot(match.freq_hz, trusted, color="0.6", linewidth=3, label="measured")
    level_db = match.fit.level_db
    grid = GRID_HZ[match.sample_rate / 2 > GRID_HZ]
    curve_db = match.settings.curve_db(grid, sample_rate=match.sample_rate) + level_db
    ax.plot(grid, curve_db, color="C1", label="settings")
    ax.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    ax.legend(frameon=False)
    ax.set_ylabel("gain (dB)")
    ax.set_title(str(match), fontsize="medium")
    return frequency_axis(ax)


def plot_estimate(estimate: EqEstimate, *, ax: Axes | None = None) -> Axes:
    """Draw a blind estimate with its interval.

    Parameters
    ----------
    estimate : EqEstimate
        Of :func:`semeq.estimate_eq`.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes
    """
    ax = _or_new(ax)
    low = estimate.curve_db - estimate.half_width_db
    high = estimate.curve_db + estimate.half_width_db
    label = f"{estimate.coverage:.0%} interval"
    ax.fill_between(estimate.freq_hz, low, high, color="C0", alpha=0.2, label=label)
    ax.plot(estimate.freq_hz, estimate.curve_db, color="C0", label="estimate")
    ax.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    ax.legend(frameon=False)
    ax.set_ylabel("gain (dB)")
    return frequency_axis(ax)


def plot_suggestion(suggestion: Suggestion, *, ax: Axes | None = None) -> Axes:
    """Draw how a recording differs from the reference, and the equalizer suggested for it.

    Parameters
    ----------
    suggestion : Suggestion
        Of :func:`semeq.suggest`.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes
    """
    ax = _or_new(ax)
    freq_hz = suggestion.freq_hz
    ax.plot(freq_hz, suggestion.deviation_db, color="0.6", linewidth=1, label="the recording")
    curve_db = suggestion.settings.curve_db(freq_hz, sample_rate=suggestion.sample_rate)
    ax.plot(freq_hz, curve_db, color="C1", linewidth=2, label="suggested settings")
    ax.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    ax.legend(frameon=False)
    ax.set_ylabel("dB")
    ax.set_title(str(suggestion), fontsize="medium")
    return frequency_axis(ax)


def plot_clips(clips: Sequence[ClipAnalysis], *, ax: Axes | None = None) -> Axes:
    """Draw recordings by spectral centroid and bass against treble, with their first words.

    Parameters
    ----------
    clips : sequence of ClipAnalysis
        Of :func:`semeq.analyze`.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes
    """
    ax = _or_new(ax)
    for clip in clips:
        if clip.centroid_hz is None or clip.bass_treble_db is None:
            continue
        label = clip.words[0] if clip.words else "-"
        place = (clip.centroid_hz, clip.bass_treble_db)
        ax.plot(*place, ".", color="C0")
        ax.annotate(label, place, xytext=(3, 3), textcoords="offset points", fontsize="small")
    ax.set_xscale("log")
    ax.set_xlabel("spectral centroid (Hz)")
    ax.set_ylabel("bass over treble (dB)")
    return _without_box(ax)


def _or_new(ax: Axes | None) -> Axes:
    return ax if ax is not None else plt.subplots(figsize=(7, 4), layout="constrained")[1]


def _without_box(ax: Axes) -> Axes:
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax
