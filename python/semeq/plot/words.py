"""A figure of the map of all words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt

from semeq.errors import ParameterError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Float64Array = npt.NDArray[np.float64]

_FONT_SIZE = 6.5


def plot_words(
    words: Sequence[str],
    places_db: npt.ArrayLike,
    *,
    tilts_db: npt.ArrayLike,
    n_people: npt.ArrayLike,
    max_labels: int = 120,
    ax: Axes | None = None,
) -> Axes:
    """Draw words at their places, colored by tilt and sized by evidence.

    Parameters
    ----------
    words : sequence of str
        The words to draw.
    places_db : array_like, shape (n_words, 2)
        Places of the words, as :func:`semeq.words.map.word_map` returns it.
    tilts_db : array_like, shape (n_words,)
        How much louder each word is above 2 kHz than below 500 Hz.
    n_people : array_like, shape (n_words,)
        How many people stand behind each word.
    max_labels : int, default 120
        How many words are written, those of most people first and only where there is room;
        the others are dots.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        If the arrays differ in their number of words.

    Examples
    --------
    >>> places_db = [[-2.0, 0.0], [3.0, 1.0]]
    >>> ax = plot_words(["warm", "bright"], places_db, tilts_db=[-4, 5], n_people=[30, 40])
    >>> ax.get_title()
    '2 words by the distance of their curves'
    """
    places, tilts, people = (
        np.asarray(each, dtype=np.float64) for each in (places_db, tilts_db, n_people)
    )
    n_words = len(words)
    if places.shape != (n_words, 2) or not tilts.shape == people.shape == (n_words,):
        raise ParameterError(
            f"{n_words} words need places_db of shape ({n_words}, 2), tilts_db and n_people of "
            f"shape ({n_words},); got {places.shape}, {tilts.shape} and {people.shape}"
        )
    ax = ax if ax is not None else plt.subplots(figsize=(12, 5.4), layout="constrained")[1]
    limit = float(np.quantile(np.abs(tilts), 0.95)) if n_words else 1.0
    dots = ax.scatter(
        places[:, 0],
        places[:, 1],
        s=6 + 14 * np.sqrt(people),
        c=tilts,
        cmap="coolwarm",
        vmin=-limit,
        vmax=limit,
        alpha=0.75,
        linewidths=0,
    )
    ax.figure.colorbar(
        dots, ax=ax, label="above 2 kHz - below 500 Hz (dB)", shrink=0.6, extend="both"
    )
    ax.set_title(f"{n_words} words by the distance of their curves")
    ax.set_aspect("equal")
    ax.set_xlabel("dB RMS; dots grow with the number of people")
    ax.set_ylabel("dB RMS")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    order = np.argsort(-people, kind="stable")  # last: it needs to know where pixels fall
    _write(ax, places, words, order, max_labels)
    return ax


def _write(
    ax: Axes, places: Float64Array, words: Sequence[str], order: npt.NDArray[np.intp], n_labels: int
) -> None:
    """Write words beside their dots, in order, where they cover no word already written."""
    figure = cast("Figure", ax.figure)
    figure.draw_without_rendering()
    pixels = ax.transData.transform(places)
    height = _FONT_SIZE * figure.dpi / 72.0
    taken = np.empty((0, 4))
    for i in order:
        if len(taken) == n_labels:
            break
        width = 0.62 * height * len(words[i])
        x, y = pixels[i]
        for left, bottom in (
            (x + 0.5 * height, y - 0.5 * height),
            (x - 0.5 * height - width, y - 0.5 * height),
            (x - 0.5 * width, y + 0.5 * height),
            (x - 0.5 * width, y - 1.6 * height),
        ):
            box = np.array([left, bottom, left + width, bottom + 1.1 * height])
            if not (
                (taken[:, 0] < box[2]) & (taken[:, 2] > box[0])
                & (taken[:, 1] < box[3]) & (taken[:, 3] > box[1])
            ).any():  # fmt: skip
                taken = np.vstack([taken, box])
                ax.annotate(
                    words[i],
                    places[i],
                    xytext=((left - x) * 72 / figure.dpi, (bottom - y) * 72 / figure.dpi),
                    textcoords="offset points",
                    fontsize=_FONT_SIZE,
                )
                break
