"""Rows for what is heard between words: walks, distances, blends, with a copy beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Row = tuple[str, str, str, str]

COPY_NOTE = (
    "A copy wins the figures from the curve RMS error on: a latent whose first coordinates are the "
    "parameters themselves brings every setting back without having learned anything, and its "
    "silhouette lies in further coordinates, which the decoder ignores."
)
"""Why the older figures, of :func:`semeq.train.study.report.earlier_rows`, stand behind."""


def walk_rows(metrics: Mapping[str, Any], drawn: Mapping[str, Any] | None = None) -> list[Row]:
    """Lay out the figures of walks and latents as rows of the report.

    Parameters
    ----------
    metrics : mapping
        What :func:`semeq.train.evaluation.evaluate.evaluate` returned.
    drawn : mapping, optional
        What :func:`semeq.train.evaluation.evaluate.drawn_morphs` returned.

    Returns
    -------
    list of (figure, train, held out, what to compare it with)
        None of what `metrics` and `drawn` do not hold, as those of earlier artifacts.
    """
    rows: list[Row] = []
    for walks, words in (
        ((drawn or {}).get("walks"), "of offered words"),
        (metrics.get("walks"), "of judged words"),
    ):
        if walks and walks["n_pairs"]:
            rows += _walks(walks, f"{walks['n_pairs']:,} pairs {words}")
    rows += _isometry(metrics.get("isometry"))
    rows += _meaning(metrics.get("meaning"))
    return rows + _blends(metrics.get("blends") or {})


def _walks(walks: Mapping[str, Any], pairs: str) -> list[Row]:
    copy, line, optimum = walks["identity"], walks["db_line"], walks["optimum"]
    rows = [
        (
            f"{pairs}: walk off the dB line at its worst (dB RMS), median and p95",
            _two(walks["deviation_db"]),
            "",
            (
                f"a copy {_two(copy['deviation_db'])}; of {optimum['n_pairs']} pairs in 11 places "
                f"{_two(optimum['walk_worst_db'])}, least squares {_two(optimum['worst_db'])}"
            ),
        ),
        (
            "... fastest step / mean step, median and p95",
            _two(walks["step_ratio"]),
            "",
            f"a copy {_two(copy['step_ratio'])}, dB line {_two(line['step_ratio'])}",
        ),
    ]
    if "freq_move_octaves" in walks:
        rows.append(
            (
                "... largest move of an audible band per 1 % (octaves), median and p95",
                _two(walks["freq_move_octaves"], ".3f"),
                "",
                f"a copy {_two(copy['freq_move_octaves'], '.3f')}",
            )
        )
    if "midpoint_percentile" in walks:
        rows.append(
            (
                "... midpoints: people's own settings at a lower density, mean",
                "",
                f"{walks['midpoint_percentile']:.1%}",
                (
                    f"a copy {copy['midpoint_percentile']:.1%}, "
                    f"dB line {line['midpoint_percentile']:.1%}"
                ),
            )
        )
    return rows


def _isometry(isometry: Mapping[str, float] | None) -> list[Row]:
    if isometry is None:
        return []
    return [
        (
            "distance in the latent per dB, over its median: 1 % and 99 % of pairs of settings",
            "",
            "{p1:.2f}, {p99:.2f}".format_map(isometry),
            "{n_pairs:,.0f} pairs, median {median_per_db:.3g}".format_map(isometry),
        )
    ]


def _meaning(meaning: Mapping[str, Any] | None) -> list[Row]:
    if not meaning:
        return []
    return [
        (
            "warm to bright: R² of a judge's log-odds",
            "",
            f"{meaning['log_odds_r2']:.5f}",
            f"a copy {meaning['identity']['log_odds_r2']:.5f}, dB line 1",
        )
    ]


def _blends(blends: Mapping[str, Any]) -> list[Row]:
    return [
        (
            f"blend {words} off the sum of the curves (dB RMS), median and p95",
            _two(blends[name]["error_db"]),
            "",
            (
                f"{blends[name]['n_pairs']} pairs whose sum can be played, "
                f"least squares {_two(blends[name]['optimum_db'])}"
            ),
        )
        for name, words in (("plus_half", "a + 0.5 b"), ("minus", "a - b"))
        if name in blends and blends[name]["n_pairs"]
    ]


def _two(figure: Mapping[str, float], form: str = ".2f") -> str:
    return f"{figure['median']:{form}}, {figure['p95']:{form}}"
