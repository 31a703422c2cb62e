"""One table of many runs: presets as rows, floors and ceilings below them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter, NullFormatter

from semeq.errors import DataError
from semeq.markdown import markdown_table
from semeq.train.study.crossval import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Keys = tuple[str, ...]
Summary = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True, slots=True)
class Metric:
    """A column: its heading, where it lies in the metrics, and in those of the training rows.

    Attributes
    ----------
    key, heading : str
        Name in JSON and in the table.
    held_out : tuple of str
        Keys that lead to the value on held-out rows.
    train : tuple of str
        Keys that lead to the value on training rows, if there is one.
    form : str
        Format of a value.
    """

    key: str
    heading: str
    held_out: Keys
    train: Keys = ()
    form: str = ".2f"


def _sided(key: str, heading: str, before: Keys, after: Keys, form: str = ".2f") -> Metric:
    return Metric(key, heading, (*before, "held_out", *after), (*before, "train", *after), form)


_CURVE, _PAIR = ("reconstruction",), ("separation", "warm_bright")
METRICS = (
    Metric("deviation_db", "off the dB line, dB: median", ("walks", "deviation_db", "median")),
    Metric("deviation_p95_db", "its p95", ("walks", "deviation_db", "p95")),
    Metric("step_ratio_p95", "fastest / mean step, p95", ("walks", "step_ratio", "p95")),
    Metric(
        "freq_move_octaves",
        "octaves per 1 %, p95",
        ("walks", "freq_move_octaves", "p95"),
        form=".3f",
    ),
    Metric("midpoint", "midpoints, density", ("walks", "midpoint_percentile"), form=".1%"),
    Metric("isometry_p1", "distance per dB over its median: 1 %", ("isometry", "p1")),
    Metric("isometry_p99", "99 %", ("isometry", "p99")),
    Metric("log_odds_r2", "R² of a judge", ("meaning", "log_odds_r2"), form=".4f"),
    Metric("plus_half_db", "a + 0.5 b, dB", ("blends", "plus_half", "error_db", "median")),
    Metric("minus_db", "a - b, dB", ("blends", "minus", "error_db", "median")),
    _sided("curve_rms_db", "curve error, dB", _CURVE, ("curve_rms_db", "mean"), ".3f"),
    _sided("p95_db", "its p95", _CURVE, ("curve_rms_db", "p95"), ".2f"),
    _sided("share_below_1_db", "rows < 1 dB", _CURVE, ("curve_rms_db", "share_below_1_db"), ".0%"),
    _sided("refined_db", "refined, dB", _CURVE, ("refined_curve_rms_db", "mean"), ".3f"),
    _sided("silhouette", "silhouette", _PAIR, ("silhouette",)),
    _sided("davies_bouldin", "Davies-Bouldin", _PAIR, ("davies_bouldin",)),
    _sided(
        "embedding_silhouette",
        "silhouette of the embedding",
        ("embedding", "warm_bright"),
        ("silhouette",),
    ),
    _sided("accuracy", "warm or bright", ("accuracy", "warm_bright"), ("top1",)),
    _sided("ten_balanced", "ten terms, balanced", ("accuracy", "ten_terms"), ("balanced",)),
    _sided("ten_top3", "ten terms, three guesses", ("accuracy", "ten_terms"), ("top3",)),
    Metric("warm_db", "*warm* to unseen people, dB", ("terms", "warm", "to_held_out_median_db")),
    Metric("bright_db", "*bright*", ("terms", "bright", "to_held_out_median_db")),
    Metric("step_db", "dB per 1 % of a morph, common words", ("morphs", "common", "max_step_db")),
    Metric("monotone", "monotone pairs", ("morphs", "all", "share_monotone"), form=".0%"),
    Metric(
        "dimensions", "latent dimensions in use", ("latent", "effective_dimensions"), form=".1f"
    ),
)

TABLES: dict[str, tuple[str, ...]] = {
    "Walks": (
        "deviation_db", "deviation_p95_db", "step_ratio_p95", "freq_move_octaves", "midpoint",
    ),
    "Latents": ("isometry_p1", "isometry_p99", "log_odds_r2", "plus_half_db", "minus_db"),
    "Curves": ("curve_rms_db", "p95_db", "share_below_1_db", "refined_db", "dimensions"),
    "Telling words apart": ("silhouette", "davies_bouldin", "embedding_silhouette"),
    "Naming words": ("accuracy", "ten_balanced", "ten_top3"),
    "Words and walks": ("warm_db", "bright_db", "step_db", "monotone"),
}  # fmt: skip

_BESIDE, _ACCURACY = ("references", "warm_bright", "held_out"), ("references", "ten_terms")
_FOREST = ("held_out", "classifiers", "forest")
_COPY, _LINE, _OPTIMUM = ("walks", "identity"), ("walks", "db_line"), ("walks", "optimum")
REFERENCES: dict[str, dict[str, Keys]] = {
    "*straight in the parameters*": {
        "deviation_db": (*_COPY, "deviation_db", "median"),
        "deviation_p95_db": (*_COPY, "deviation_db", "p95"),
        "step_ratio_p95": (*_COPY, "step_ratio", "p95"),
        "freq_move_octaves": (*_COPY, "freq_move_octaves", "p95"),
        "midpoint": (*_COPY, "midpoint_percentile"),
        "log_odds_r2": ("meaning", "identity", "log_odds_r2"),
    },
    "*straight in dB*": {
        "deviation_db": (*_LINE, "deviation_db", "median"),
        "deviation_p95_db": (*_LINE, "deviation_db", "p95"),
        "step_ratio_p95": (*_LINE, "step_ratio", "p95"),
        "midpoint": (*_LINE, "midpoint_percentile"),
    },
    "*least squares*": {
        "deviation_db": (*_OPTIMUM, "worst_db", "median"),
        "deviation_p95_db": (*_OPTIMUM, "worst_db", "p95"),
        "plus_half_db": ("blends", "plus_half", "optimum_db", "median"),
        "minus_db": ("blends", "minus", "optimum_db", "median"),
    },
    "*mean curve*": {"curve_rms_db": ("reconstruction", "floors", "mean curve")},
    "*8 principal components*": {"curve_rms_db": ("reconstruction", "floors", "PCA-8")},
    "*curves as they are*": {
        "silhouette": (*_BESIDE, "raw_curves", "silhouette"),
        "davies_bouldin": (*_BESIDE, "raw_curves", "davies_bouldin"),
    },
    "*parameters as they are*": {
        "silhouette": (*_BESIDE, "raw_params", "silhouette"),
        "davies_bouldin": (*_BESIDE, "raw_params", "davies_bouldin"),
    },
    "*all on a forest's word*": {
        "silhouette": (*_BESIDE, "label_ceiling", "silhouette"),
        "davies_bouldin": (*_BESIDE, "label_ceiling", "davies_bouldin"),
        "accuracy": (*_BESIDE, "classifiers", "forest", "top1"),
        "ten_balanced": (*_ACCURACY, *_FOREST, "balanced"),
        "ten_top3": (*_ACCURACY, *_FOREST, "top3"),
    },
    "*logistic regression*": {"accuracy": (*_BESIDE, "classifiers", "logistic", "top1")},
    "*15 nearest curves*": {"accuracy": (*_BESIDE, "classifiers", "nearest 15", "top1")},
    "*tilt above 0 dB*": {"accuracy": ("accuracy", "warm_bright", "held_out", "tilt_rule")},
    "*people to people*": {
        "warm_db": ("terms", "warm", "people_to_people_db"),
        "bright_db": ("terms", "bright", "people_to_people_db"),
    },
}


_SHOWN = (
    ("curve_rms_db", "curve RMS error (dB)", "*8 principal components*", "8 components"),
    ("silhouette", "warm/bright silhouette", "*all on a forest's word*", "label ceiling"),
    ("accuracy", "warm or bright, accuracy", "*all on a forest's word*", "forest on curves"),
)


def summarize(results: Results) -> Summary:
    """Mean and deviation over its runs of every metric of every preset, then of the references.

    Returns
    -------
    dict
        ``{row: {metric: {"mean", "sd", "train" where there is one}}}``
    """
    summary: Summary = {
        name: {
            metric.key: _over(runs, metric.held_out)
            | ({"train": _over(runs, metric.train)["mean"]} if metric.train else {})
            for metric in METRICS
        }
        for name, runs in results.items()
    }
    runs = next(iter(results.values()))
    for name, paths in REFERENCES.items():
        summary[name] = {key: _over(runs, path) for key, path in paths.items()}
    return summary


def summary_tables(summary: Summary) -> str:
    """Lay out a summary in Markdown, a table for each group of :data:`TABLES`.

    Cells read train → held out ± deviation over folds and seeds. Rows, columns and tables that
    these data have no value for are left out.
    """
    by_key = {metric.key: metric for metric in METRICS}
    tables = []
    for title, keys in TABLES.items():
        columns = {
            key: [_cell(row.get(key), by_key[key].form) for row in summary.values()] for key in keys
        }
        shown = [key for key, column in columns.items() if any(column)]
        rows = [(name, *(columns[key][row] for key in shown)) for row, name in enumerate(summary)]
        if shown:
            header = ("preset", *(by_key[key].heading for key in shown))
            table = markdown_table(header, [row for row in rows if any(row[1:])])
            tables.append(f"**{title}**\n\n{table}")
    return "\n\n".join(tables)


def read_summary(file: str | PathLike[str]) -> Summary:
    """Read the ``ablation.json`` that ``semeq ablate`` wrote.

    Raises
    ------
    DataError
        If it is not such a file.
    """
    try:
        summary: Summary = json.loads(Path(file).read_text(encoding="utf-8"))["summary"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{file} is not an ablation.json: {error}") from error
    return summary


def plot_ablation(summary: Summary, *, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
    """Draw presets as rows: training rows (hollow), held-out people (filled) and references.

    Parameters
    ----------
    summary : dict
        What :func:`summarize` returned.
    axes : sequence of three matplotlib Axes, optional
        For curve error, silhouette and accuracy. Default: a new figure's.

    Returns
    -------
    sequence of matplotlib Axes
    """
    presets = [name for name in summary if not name.startswith("*")]
    if axes is None:
        size = (11, 1.3 + 0.28 * len(presets))
        axes = plt.subplots(1, 3, figsize=size, sharey=True, layout="constrained")[1]
    places = np.arange(len(presets))[::-1]
    for ax, (key, label, reference, name) in zip(axes, _SHOWN, strict=True):
        held_out = np.array([summary[preset][key]["mean"] for preset in presets])
        spread = np.array([summary[preset][key]["sd"] for preset in presets])
        train = [summary[preset][key]["train"] for preset in presets]
        if key == "curve_rms_db":
            ax.set_xscale("log")
            ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
            ax.xaxis.set_minor_formatter(NullFormatter())
            spread = np.minimum(spread, 0.5 * held_out)  # a bar to zero has no end here
        ax.errorbar(held_out, places, xerr=spread, fmt="o", color="#1f6fb2", label="unseen people")
        ax.plot(train, places, "o", color="#1f6fb2", markerfacecolor="none", label="training rows")
        beside = summary[reference][key]["mean"]
        ax.axvline(beside, color="0.5", linestyle=":")
        ax.annotate(
            name, (beside, 1.0), xycoords=("data", "axes fraction"), ha="center", va="bottom",
            fontsize=8, color="0.4",
        )  # fmt: skip
        ax.set_xlabel(label)
        ax.set_yticks(places, presets)
        ax.grid(visible=True, axis="y", color="0.93")
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
    axes[0].legend(
        frameon=False, fontsize=8, loc="lower left", bbox_to_anchor=(-0.05, 1.03), ncols=2
    )
    return axes


def _cell(value: Mapping[str, float] | None, form: str) -> str:
    if value is None or np.isnan(value["mean"]):
        return ""
    text = f"{value['mean']:{form}} ± {value['sd']:{form}}"
    return f"{value['train']:{form}} → {text}" if "train" in value else text


def _over(runs: Sequence[Mapping[str, Any]], path: Keys) -> dict[str, float]:
    values = np.array([_lookup(run, path) for run in runs])
    return {"mean": float(values.mean()), "sd": float(values.std(ddof=min(1, len(values) - 1)))}


def _lookup(mapping: Mapping[str, Any], path: Keys) -> float:
    """Follow keys to a value; NaN where these data do not have it."""
    value: Any = mapping
    for key in path:
        if value is None or key not in value or value.get("n_pairs") == 0:
            return float("nan")
        value = value[key]
    return float(value)
