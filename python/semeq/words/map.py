"""A map of all words: near in the plane where their curves are near."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from semeq.eq.curves import TILT_HIGH_HZ, TILT_LOW_HZ, level_free, tilt_db
from semeq.eq.response import GRID_HZ
from semeq.words.loading import load_model
from semeq.words.morph import ModelLike

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Float64Array = npt.NDArray[np.float64]

_N_STEPS = 300
_FONT_SIZE = 6.5


def word_map(*, model: ModelLike = None) -> dict[str, tuple[float, float]]:
    """Place all words in a plane, by the distance of their curves.

    The curves' shapes count, not their levels. Starts from the two principal components and
    lowers the stress of the distances (SMACOF; J. de Leeuw, "Applications of convex analysis to
    multidimensional scaling", 1977), so that the same model always gives the same map.

    Parameters
    ----------
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    dict of str to (float, float)
        Place of each word, in dB; brighter words are further right.

    Examples
    --------
    >>> places = word_map()
    >>> places["bright"][0] > places["warm"][0]
    True
    """
    loaded = load_model(model)
    shapes = level_free(loaded.term_curves_db)
    places = _scale(shapes)
    return {
        info.term: (float(x), float(y))
        for info, (x, y) in zip(loaded.vocabulary, places, strict=True)
    }


def plot_words(
    *,
    model: ModelLike = None,
    max_labels: int = 120,
    include_private: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the map of the words, colored by tilt and sized by evidence.

    Parameters
    ----------
    model : Model, str or path-like, optional
        Default: the shipped model.
    max_labels : int, default 120
        How many words are written, best supported first and only where there is room; the
        others are dots.
    include_private : bool, default False
        Also words that rest on one person.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> plot_words(max_labels=10).get_title()
    '398 words by the distance of their curves'
    """
    # matplotlib is loaded when a figure is wanted, not with semeq.
    import matplotlib.pyplot as plt  # noqa: PLC0415

    loaded = load_model(model)
    placed = word_map(model=loaded)
    infos = [info for info in loaded.vocabulary if include_private or not info.is_private]
    rows = [loaded.vocabulary.index(info.term) for info in infos]
    tilts = tilt_db(loaded.term_curves_db[rows], GRID_HZ)
    places = np.array([placed[info.term] for info in infos])
    people = np.array([info.n_contributors for info in infos], dtype=float)

    ax = ax if ax is not None else plt.subplots(figsize=(12, 5.4), layout="constrained")[1]
    limit = float(np.quantile(np.abs(tilts), 0.95))
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
    ax.set_title(f"{len(infos)} words by the distance of their curves")
    ax.set_aspect("equal")
    ax.set_xlabel("dB RMS; dots grow with the number of people")
    ax.set_ylabel("dB RMS")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    order = np.argsort(-people, kind="stable")  # last: it needs to know where pixels fall
    _write(ax, places, [info.term for info in infos], order, max_labels)
    return ax


def _scale(shapes: Float64Array) -> Float64Array:
    """Multidimensional scaling of shapes to the plane, in RMS dB."""
    points = shapes / np.sqrt(shapes.shape[1])
    wanted = np.sqrt(np.maximum(_squared_distances(points), 0.0))
    centered = points - points.mean(axis=0)
    axes = np.linalg.svd(centered, full_matrices=False)[2][:2]
    # A principal component has no sign of its own: to the right is bright, up is loud middle.
    tilt = np.where(GRID_HZ > TILT_HIGH_HZ, 1.0, 0.0) - np.where(GRID_HZ < TILT_LOW_HZ, 1.0, 0.0)
    middle = np.where((GRID_HZ >= TILT_LOW_HZ) & (GRID_HZ <= TILT_HIGH_HZ), 1.0, 0.0)
    axes *= np.where([axes[0] @ tilt < 0, axes[1] @ middle < 0], -1.0, 1.0)[:, np.newaxis]
    places = centered @ axes.T
    for _ in range(_N_STEPS):
        distances = np.sqrt(np.maximum(_squared_distances(places), 1e-12))
        ratio = wanted / distances
        np.fill_diagonal(ratio, 0.0)
        places = (ratio.sum(axis=1)[:, np.newaxis] * places - ratio @ places) / len(places)
    return np.asarray(places)


def _squared_distances(points: Float64Array) -> Float64Array:
    norms = np.square(points).sum(axis=1)
    return np.asarray(norms[:, np.newaxis] + norms - 2.0 * points @ points.T)


def _write(
    ax: Axes, places: Float64Array, words: list[str], order: npt.NDArray[np.intp], n_labels: int
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
