"""How well samples stand for people's settings, in dB RMS of the curve."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist, pdist

from semeq.train.data.table import Float64Array


def energy_scores(
    samples: Float64Array, settings: Float64Array, unseen: Float64Array | float = 0.0
) -> Float64Array:
    """Energy score of samples against each setting: mean distance less half of that among them.

    T. Gneiting and A. Raftery, "Strictly Proper Scoring Rules, Prediction, and Estimation", JASA
    2007, eq. 20, without bias. The samples of whoever set it score best; a point scores its error.

    Parameters
    ----------
    samples : ndarray, shape (n_samples, n_components)
        Coordinates; at least two.
    settings : ndarray, shape (n, n_components)
        What somebody set.
    unseen : ndarray, shape (n,), or float
        Mean square in dB² of what the coordinates of `settings` leave out.

    Returns
    -------
    ndarray, shape (n,)
        In dB; lower is better.

    Examples
    --------
    >>> energy_scores(np.array([[0.0], [2.0]]), np.array([[0.0], [9.0]]))
    array([0., 7.])
    """
    distances = np.sqrt(np.square(cdist(settings, samples)) + np.reshape(unseen, (-1, 1)))
    return np.asarray(distances.mean(axis=1) - 0.5 * pdist(samples).mean())


def energy_distance(samples: Float64Array, settings: Float64Array) -> float:
    """Energy distance of two sets of coordinates, without bias: 0 if they are of one distribution.

    Parameters
    ----------
    samples, settings : ndarray, shape (n, n_components)
        At least two each.

    Examples
    --------
    >>> energy_distance(np.array([[0.0], [1.0]]), np.array([[5.0], [6.0]]))
    8.0
    """
    within = pdist(samples).mean() + pdist(settings).mean()
    return float(2.0 * cdist(samples, settings).mean() - within)


def diversity_db(samples: Float64Array) -> float:
    """Mean distance between two samples, in dB.

    Parameters
    ----------
    samples : ndarray, shape (n, n_components)
        At least two.

    Examples
    --------
    >>> diversity_db(np.array([[0.0, 0.0], [3.0, 4.0]]))
    5.0
    """
    return float(pdist(samples).mean())


def tell_apart(samples: Float64Array, settings: Float64Array) -> float:
    """Area under the curve of a forest that tells samples from settings, five-fold; ideal 0.5.

    Parameters
    ----------
    samples, settings : ndarray, shape (n, n_components)
        At least ten each.
    """
    from sklearn.ensemble import RandomForestClassifier  # noqa: PLC0415  (slow to import)
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415
    from sklearn.model_selection import StratifiedKFold, cross_val_predict  # noqa: PLC0415

    rows = np.concatenate([settings, samples])
    is_sample = np.arange(len(rows)) >= len(settings)
    forest = RandomForestClassifier(100, min_samples_leaf=3, random_state=0)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    guesses = cross_val_predict(forest, rows, is_sample, cv=folds, method="predict_proba")
    return float(roc_auc_score(is_sample, guesses[:, 1]))
