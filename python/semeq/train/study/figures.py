"""Figures of data and models. Every function draws on `ax` and returns it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from sklearn.metrics import ConfusionMatrixDisplay

from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, Q_COLUMNS
from semeq.eq.response import GRID_HZ
from semeq.errors import DataError, ParameterError
from semeq.plot.axes import frequency_axis
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model.spaces import curves_db

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MapName = Literal["pca", "tsne", "umap"]
ParamKind = Literal["gain", "freq", "q"]

_WARM, _BRIGHT, _REST = "#c1440e", "#1f6fb2", "0.75"
_COLORS = {"warm": _WARM, "bright": _BRIGHT}
_COLUMNS = {"gain": GAIN_COLUMNS, "freq": FREQ_COLUMNS, "q": Q_COLUMNS}
_LABELS = {"gain": "gain (dB)", "freq": "frequency (Hz)", "q": "Q"}


def plot_latent_map(
    latents: npt.ArrayLike,
    words: Sequence[str],
    terms: Mapping[str, npt.ArrayLike],
    *,
    method: MapName = "pca",
    seed: int = 0,
    ax: Axes | None = None,
) -> Axes:
    """Draw latents in two dimensions: settings as dots, words as names.

    Parameters
    ----------
    latents : array_like, shape (n, d)
        Latents of settings.
    words : sequence of str, length n
        Their words; *warm* and *bright* are colored.
    terms : mapping of str to array_like, shape (d,)
        Points to name.
    method : {"pca", "tsne", "umap"}, default "pca"
        Principal components; neighborhoods by t-SNE; or by UMAP, where umap-learn is installed.
    seed : int, default 0
        For the methods that start at random.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        If the method is unknown, or umap-learn is not installed.
    """
    ax = ax if ax is not None else plt.subplots(figsize=(7, 5.5), layout="constrained")[1]
    points = np.asarray(latents, dtype=np.float64)
    places = np.stack([np.asarray(place, dtype=np.float64) for place in terms.values()])
    flat = _two_dimensions(np.concatenate([points, places]), method, seed)
    labels = np.asarray(words)
    for word, color in (("other words", _REST), *_COLORS.items()):
        rows = labels == word if word in _COLORS else ~np.isin(labels, list(_COLORS))
        x, y = flat[: len(points)][rows].T
        ax.scatter(x, y, s=8, color=color, alpha=0.6, linewidths=0, label=word)
    for name, place in zip(terms, flat[len(points) :], strict=True):
        ax.plot(*place, marker="o", color="black", markersize=3)
        ax.annotate(
            name,
            tuple(place),
            xytext=(4, 3),
            textcoords="offset points",
            fontsize=8,
            color=_COLORS.get(name, "black"),
            bbox={"boxstyle": "round,pad=0.1", "color": "white", "alpha": 0.6, "linewidth": 0},
        )
    ax.margins(0.08)
    ax.legend(frameon=False, markerscale=2, loc="best")
    ax.set_title({"pca": "principal components", "tsne": "t-SNE", "umap": "UMAP"}[method])
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


def plot_term_spread(
    table: SettingsTable,
    word: str,
    curve_db: npt.ArrayLike | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw what people set for a word: median curve, middle half and 5 to 95 %.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows.
    word : str
        A word of the table.
    curve_db : array_like, shape (128,), optional
        The model's curve of the word, to draw over them.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    DataError
        If no row carries the word.
    """
    ax = ax if ax is not None else plt.subplots(figsize=(7, 4), layout="constrained")[1]
    rows = table.select(table.rows_of(word))
    if not len(rows):
        raise DataError(f"no row carries the word {word!r}")
    levels = np.quantile(curves_db(rows.params), [0.05, 0.25, 0.5, 0.75, 0.95], axis=0)
    color = _COLORS.get(word, "0.3")
    ax.fill_between(GRID_HZ, levels[0], levels[4], color=color, alpha=0.12, linewidth=0)
    ax.fill_between(GRID_HZ, levels[1], levels[3], color=color, alpha=0.25, linewidth=0)
    label = f"{word}: median of {len(rows)} settings by {table.n_people(word)} people"
    ax.plot(GRID_HZ, levels[2], color=color, label=label)
    if curve_db is not None:
        ax.plot(GRID_HZ, np.asarray(curve_db), color="black", linestyle="--", label="the model")
    ax.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    ax.legend(frameon=False, loc="upper left")
    ax.set_ylabel("gain (dB)")
    return frequency_axis(ax)


def plot_param_distribution(
    before: SettingsTable, after: SettingsTable, kind: ParamKind, *, ax: Axes | None = None
) -> Axes:
    """Draw how the gains, frequencies or Qs of all bands lie before and after cleaning.

    Parameters
    ----------
    before, after : SettingsTable
        Rows as read, and what cleaning left.
    kind : {"gain", "freq", "q"}
        Which parameters.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax if ax is not None else plt.subplots(figsize=(5, 3.5), layout="constrained")[1]
    columns = list(_COLUMNS[kind])
    values = [table.params[:, columns].ravel() for table in (before, after)]
    low, high = (float(np.min(values[0])), float(np.max(values[0])))
    bins = np.linspace(low, high, 49) if kind == "gain" else np.geomspace(low, high, 49)
    names = (f"as read ({len(before)} rows)", f"cleaned ({len(after)} rows)")
    for value, name, color in zip(values, names, ("0.8", _BRIGHT), strict=True):
        ax.hist(value, bins.tolist(), label=name, histtype="stepfilled", alpha=0.7, color=color)
    ax.set_ylabel("bands")
    if kind == "freq":
        frequency_axis(ax)
    elif kind == "q":
        ax.set_xscale("log")
        ax.set_xticks([0.1, 0.3, 1, 3, 10], ["0.1", "0.3", "1", "3", "10"])
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.set_xlabel(_LABELS[kind])
    ax.legend(frameon=False, fontsize=8)
    return ax


def plot_confusion(
    truth: Sequence[str], guessed: Sequence[str], words: Sequence[str], *, ax: Axes | None = None
) -> Axes:
    """Draw which word is taken for which: rows are what people said, columns what was guessed.

    Color is the share of the row, numbers are counts.

    Parameters
    ----------
    truth, guessed : sequence of str, length n
        The words said, and those guessed.
    words : sequence of str
        Words to show, in order; those of neither are left out.
    ax : matplotlib Axes, optional
        Default: a new figure's.

    Returns
    -------
    matplotlib Axes
    """
    ax = ax if ax is not None else plt.subplots(figsize=(6, 5.2), layout="constrained")[1]
    present = [word for word in words if word in set(truth) | set(guessed)]
    display = ConfusionMatrixDisplay.from_predictions(
        truth,
        guessed,
        labels=present,
        normalize="true",
        include_values=False,
        cmap="Blues",
        ax=ax,
        xticks_rotation=45,
        im_kw={"vmin": 0.0, "vmax": 1.0},
    )
    counts = np.array(
        [
            [np.sum((np.asarray(truth) == a) & (np.asarray(guessed) == b)) for b in present]
            for a in present
        ]
    )
    for (i, j), count in np.ndenumerate(counts):
        dark = display.confusion_matrix[i, j] > 0.5
        if count:
            ax.text(j, i, str(count), ha="center", va="center", color="white" if dark else "black")
    ax.set_ylabel("what people said")
    ax.set_xlabel("nearest word in the latent space")
    display.im_.colorbar.set_label("share of the row")
    return ax


def _two_dimensions(points: Float64Array, method: MapName, seed: int) -> Float64Array:
    flat: Float64Array
    match method:
        case "pca":
            flat = PCA(2, random_state=seed).fit_transform(points)
        case "tsne":
            perplexity = min(30.0, (len(points) - 1) / 3)
            flat = TSNE(perplexity=perplexity, random_state=seed).fit_transform(points)
        case "umap":
            try:
                from umap import UMAP  # noqa: PLC0415 - optional
            except ModuleNotFoundError as error:
                raise ParameterError(
                    "a UMAP map needs the package umap-learn: pip install umap-learn "
                    "(pca and tsne need nothing more)"
                ) from error
            flat = UMAP(random_state=seed, n_jobs=1).fit_transform(points)
        case _:
            raise ParameterError(f"method must be pca, tsne or umap, got {method!r}")
    return np.asarray(flat, dtype=np.float64)
