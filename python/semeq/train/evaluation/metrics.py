"""Measures of reconstruction, of geometry and of morphs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA
from sklearn.metrics import davies_bouldin_score, silhouette_score

from semeq.eq.curves import rms_db

Float64Array = npt.NDArray[np.float64]

_ROUNDING_DB = 1e-5  # curves are computed in float32


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """Curve RMS error over rows, in dB."""

    mean: float
    median: float
    p95: float
    share_below_1_db: float

    @classmethod
    def of(cls, errors_db: Float64Array) -> ErrorSummary:
        """Summarize the errors of rows, shape ``(n,)``."""
        return cls(
            float(errors_db.mean()),
            float(np.median(errors_db)),
            float(np.quantile(errors_db, 0.95)),
            float((errors_db < 1.0).mean()),
        )


def reconstruction_floors(
    train_curves: Float64Array, curves: Float64Array, n_components: int = 8
) -> dict[str, float]:
    """Curve RMS in dB of trivial codes fitted on training rows: the mean curve, and PCA.

    Parameters
    ----------
    train_curves, curves : ndarray, shape (n, n_points)
        Curves in dB to fit on and to judge.
    n_components : int, default 8
        Numbers the PCA code may use, at most what the training rows allow.
    """
    n_components = min(n_components, *train_curves.shape)
    pca = PCA(n_components, random_state=0).fit(train_curves)
    decoded = pca.inverse_transform(pca.transform(curves))
    return {
        "mean curve": float(rms_db(train_curves.mean(axis=0) - curves).mean()),
        f"PCA-{n_components}": float(rms_db(decoded - curves).mean()),
    }


def cluster_scores(points: Float64Array, labels: npt.NDArray[np.str_]) -> dict[str, float]:
    """Silhouette and Davies-Bouldin of labeled points; NaN with fewer than two classes."""
    _, counts = np.unique(labels, return_counts=True)
    if len(counts) < 2 or len(points) <= len(counts):
        return {"silhouette": float("nan"), "davies_bouldin": float("nan")}
    return {
        "silhouette": float(silhouette_score(points, labels)),
        "davies_bouldin": float(davies_bouldin_score(points, labels)),
    }


def effective_dimensions(latents: Float64Array) -> float:
    """Participation ratio of the latents' variances: how many directions they really use."""
    variances = np.linalg.eigvalsh(np.atleast_2d(np.cov(latents, rowvar=False)))
    return float(variances.sum() ** 2 / np.square(variances).sum())


def morph_scores(curves: Float64Array) -> dict[str, float]:
    """Judge a walk between two terms.

    Parameters
    ----------
    curves : ndarray, shape (n_steps, n_points)
        Curves in dB along the walk, ends included.

    Returns
    -------
    dict
        ``max_step_db``: largest change of any frequency in one step. ``backtrack_db``:
        largest way any frequency goes against its overall direction. ``progress``: share of
        steps that come closer to the end and move away from the start, in RMS dB; a walk is
        monotone where it is 1.
    """
    steps = np.diff(curves, axis=0)
    up, down = np.clip(steps, 0.0, None).sum(axis=0), np.clip(-steps, 0.0, None).sum(axis=0)
    closer = np.diff(rms_db(curves - curves[-1])) < _ROUNDING_DB
    farther = np.diff(rms_db(curves - curves[0])) > -_ROUNDING_DB
    return {
        "max_step_db": float(np.abs(steps).max()),
        "backtrack_db": float(np.minimum(up, down).max()),
        "progress": float((closer & farther).mean()),
    }
