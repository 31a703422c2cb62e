"""A map of all words: near in the plane where their curves are near."""

from __future__ import annotations

import numpy as np
from sklearn.manifold import smacof
from sklearn.metrics import pairwise_distances

from semeq.eq.curves import TILT_HIGH_HZ, TILT_LOW_HZ, level_free
from semeq.train.data.table import Float64Array

_N_STEPS = 300


def map_words(curves_db: Float64Array) -> Float64Array:
    """Place words in a plane, by the distance of their curves.

    The curves' shapes count, not their levels. Metric multidimensional scaling (SMACOF; J. de
    Leeuw, "Applications of convex analysis to multidimensional scaling", 1977) starts from the
    two principal components, so that the same curves always give the same map.

    Parameters
    ----------
    curves_db : ndarray, shape (n_words, n_freqs)
        On log-spaced frequencies from 20 Hz to 20 kHz.

    Returns
    -------
    ndarray, shape (n_words, 2)
        Places in RMS dB: brighter words are further right, those with a loud middle further up.
    """
    shapes = level_free(curves_db)
    points = shapes / np.sqrt(shapes.shape[1])
    if len(points) == 1:
        return np.zeros((1, 2))
    places, _ = smacof(
        pairwise_distances(points),
        n_components=2,
        init=_principal_components(points),
        n_init=1,
        max_iter=_N_STEPS,
        eps=0.0,
        random_state=0,
    )
    return np.asarray(places)


def _principal_components(points: Float64Array) -> Float64Array:
    centered = points - points.mean(axis=0)
    axes = np.linalg.svd(centered, full_matrices=True)[2][:2]
    freq_hz = np.geomspace(20.0, 20_000.0, points.shape[1])
    # A principal component has no sign of its own: to the right is bright, up is loud middle.
    tilt = np.where(freq_hz > TILT_HIGH_HZ, 1.0, 0.0) - np.where(freq_hz < TILT_LOW_HZ, 1.0, 0.0)
    middle = np.where((freq_hz >= TILT_LOW_HZ) & (freq_hz <= TILT_HIGH_HZ), 1.0, 0.0)
    axes *= np.where([axes[0] @ tilt < 0, axes[1] @ middle < 0], -1.0, 1.0)[:, np.newaxis]
    return np.asarray(centered @ axes.T)
