"""Figures of many walks, beside a copy of the settings and the straight line in dB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from semeq.train.data.table import Float64Array
from semeq.train.evaluation.codec import Codec
from semeq.train.evaluation.density import CurveDensity
from semeq.train.evaluation.metrics import morph_scores
from semeq.train.evaluation.playable import optimum_errors_db
from semeq.train.evaluation.quantiles import median_and_p95
from semeq.train.evaluation.walk_measures import (
    copied_walk,
    deviations_db,
    freq_move_octaves,
    line_db,
    step_ratio,
)
from semeq.train.model.spaces import FIVE_BANDS, Space, curves_db, space_of_params

_ALPHAS = np.linspace(0.0, 1.0, 101)
_COARSE = slice(None, None, 10)
_MAX_FITTED = 50  # pairs whose dB line is fitted: 9 curves each, at some ms a curve


@dataclass(frozen=True, slots=True)
class Measured:
    """What is kept of one walk in 101 places.

    Attributes
    ----------
    params : ndarray, shape (101, n_params)
        The walk itself.
    coarse_db : ndarray, shape (11, n_points)
        Every tenth curve of it, in dB.
    deviations_db : ndarray, shape (101,)
        RMS distance from the dB line.
    step_ratio : float
        Fastest step over mean step.
    freq_move_octaves : float or None
        Largest move of an audible band in one step; None where there are no bands.
    scores : dict
        What :func:`semeq.train.evaluation.metrics.morph_scores` says.
    """

    params: Float64Array
    coarse_db: Float64Array
    deviations_db: Float64Array
    step_ratio: float
    freq_move_octaves: float | None
    scores: dict[str, float]

    @classmethod
    def of(cls, params: Float64Array) -> Measured:
        """Measure a walk, shape ``(101, n_params)``."""
        curves = curves_db(params)
        has_bands = space_of_params(params) is FIVE_BANDS
        return cls(
            params,
            curves[_COARSE],
            deviations_db(curves),
            step_ratio(curves),
            freq_move_octaves(params) if has_bands else None,
            morph_scores(curves),
        )

    @property
    def midpoint_db(self) -> Float64Array:
        """Curve at the middle of the walk."""
        midpoint: Float64Array = self.coarse_db[len(self.coarse_db) // 2]
        return midpoint


def measure_walk(codec: Codec, term_a: str, term_b: str) -> Measured:
    """Walk from one word to another in 101 places, and measure it.

    Parameters
    ----------
    codec : Codec
        The model.
    term_a, term_b : str
        Where the walk starts and ends.
    """
    return Measured.of(codec.walk(term_a, term_b, _ALPHAS))


def walk_figures(walks: Sequence[Measured], density: CurveDensity | None) -> dict[str, Any]:
    """Summarize walks, with what the dumbest and the best system score beside them.

    Parameters
    ----------
    walks : sequence of Measured
        Between pairs of words.
    density : CurveDensity, optional
        Of unseen people's curves.

    Returns
    -------
    dict
        ``n_pairs`` and, if there are any, ``median`` and ``p95`` over them of ``deviation_db``
        (RMS distance from the dB line at the worst place), of ``step_ratio`` and, of five bands,
        of ``freq_move_octaves``; the mean of ``midpoint_percentile``, where there is a density.
        The same under ``identity``, for walks straight in the parameters between the same ends,
        and under ``db_line``. ``optimum``: what least squares reaches on the dB line of up to 50
        pairs, beside the walks' own, at 11 places.
    """
    if not walks:
        return {"n_pairs": 0}
    copies = [Measured.of(copied_walk(walk.params)) for walk in walks]
    line: dict[str, Any] = {
        "deviation_db": {"median": 0.0, "p95": 0.0},
        "step_ratio": {"median": 1.0, "p95": 1.0},
    }
    middles = [0.5 * (walk.coarse_db[0] + walk.coarse_db[-1]) for walk in walks]
    return {
        "n_pairs": len(walks),
        **_summary(walks, density),
        "identity": _summary(copies, density),
        "db_line": line | _midpoints(middles, density),
        "optimum": _optimum(walks[:_MAX_FITTED], space_of_params(walks[0].params)),
    }


def _summary(walks: Sequence[Measured], density: CurveDensity | None) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "deviation_db": median_and_p95([walk.deviations_db.max() for walk in walks]),
        "step_ratio": median_and_p95([walk.step_ratio for walk in walks]),
    }
    moves = [walk.freq_move_octaves for walk in walks if walk.freq_move_octaves is not None]
    if moves:
        figures["freq_move_octaves"] = median_and_p95(moves)
    return figures | _midpoints([walk.midpoint_db for walk in walks], density)


def _midpoints(curves: Sequence[Float64Array], density: CurveDensity | None) -> dict[str, float]:
    if density is None:
        return {}
    return {"midpoint_percentile": float(density.percentiles(np.stack(curves)).mean())}


def _optimum(walks: Sequence[Measured], space: Space) -> dict[str, Any]:
    """Fit the inner places of the dB lines; the ends are settings, and need no fit."""
    inner = np.concatenate([line_db(walk.coarse_db)[1:-1] for walk in walks])
    errors = optimum_errors_db(inner, space).reshape(len(walks), -1)
    own = np.stack([walk.deviations_db[_COARSE][1:-1] for walk in walks])
    return {
        "n_pairs": len(walks),
        "worst_db": median_and_p95(errors.max(axis=1)),
        "mean_db": median_and_p95(errors.mean(axis=1)),
        "walk_worst_db": median_and_p95(own.max(axis=1)),
        "walk_mean_db": median_and_p95(own.mean(axis=1)),
    }
