"""A picture of how soon a person's own settings tell the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from semeq.plot.axes import new_axes, without_box

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_ASKED = {
    0: "nothing",
    1: "1 own setting",
    3: "3 own settings",
    5: "5 own settings",
}
_LINES = (
    ("score", "samples (score)", "#c1440e", "-"),
    ("stored_score", "all stored settings (score)", "#c1440e", ":"),
    ("error", "one answer (error)", "#1f6fb2", "-"),
    ("own_mean_error", "mean of own settings (error)", "#1f6fb2", "--"),
    ("point_error", "the word's point (error)", "#1f6fb2", ":"),
)


def plot_people(figures: Mapping[str, Any], *, ax: Axes | None = None) -> Axes:
    """Draw score and error against the number of own settings, with what they must beat.

    Parameters
    ----------
    figures : mapping
        What :func:`semeq.train.people.study.judge_people` returned.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    Axes
        Bars are 95 % intervals over people.
    """
    ax = without_box(new_axes(ax))
    questions = figures["folds"]["questions"]
    for i, (name, label, color, style) in enumerate(_LINES):
        asked = {n: questions[question] for n, question in _ASKED.items()}
        known = {n: each[name] for n, each in asked.items() if name in each}
        mean, low, high = np.array(list(known.values())).T
        bars = (mean - low, high - mean) if style == "-" else None
        places = np.array(list(known)) + 0.04 * (i - 1)
        ax.errorbar(places, mean, yerr=bars, label=label, color=color, linestyle=style, marker=".")
    ax.set_xticks(list(_ASKED))
    ax.set_xlabel("settings of the word seen of the person")
    ax.set_ylabel("dB RMS of the curve, lower is better")
    ax.set_ylim(bottom=0.0)
    ax.legend(frameon=False, fontsize="small")
    return ax
