"""Whether a word has two separate senses that people share: ``warm@1`` and ``warm@2``.

Two clusters can be fitted to anything. They are two senses only if the curves of people who were
left out of the fit fall into them more clearly than a single, equally wide cloud would by chance,
and if several people stand behind each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.model_selection import KFold
from threadpoolctl import threadpool_limits

from semeq.eq.curves import level_free, rms_db
from semeq.train.data.table import Float64Array

MIN_PEOPLE = 20
MIN_PEOPLE_PER_SENSE = 3
MIN_SHARE_PER_SENSE = 0.2
MAX_CHANCE = 0.05

_N_COMPONENTS = 4  # of the curves: nine tenths of their variance
_N_FOLDS = 5
_N_CLOUDS = 60


@dataclass(frozen=True, slots=True)
class Senses:
    """Two groups of a word's settings, and the evidence that they are two.

    Attributes
    ----------
    labels : ndarray of int, shape (n,)
        Group of each person, 0 or 1; the larger group is 0.
    clearness : float
        How much nearer unseen people's curves lie to their group's center than to the other's,
        from 0 (between them) to 1 (on it).
    clearness_by_chance : float
        Mean of the same for single clouds of the same width.
    chance : float
        Share of single clouds that are as clear.
    people : tuple of int
        People in each group.
    """

    labels: npt.NDArray[np.int64]
    clearness: float
    clearness_by_chance: float
    chance: float
    people: tuple[int, int]

    def as_dict(self) -> dict[str, Any]:
        """Return the evidence, JSON-ready: no single setting."""
        return {
            "clearness": round(self.clearness, 3),
            "clearness_by_chance": round(self.clearness_by_chance, 3),
            "chance": round(self.chance, 3),
            "people": list(self.people),
        }

    @property
    def are_separate(self) -> bool:
        """Whether the data support two senses."""
        return (
            self.chance < MAX_CHANCE
            and min(self.people) >= MIN_PEOPLE_PER_SENSE
            and min(self.people) >= MIN_SHARE_PER_SENSE * sum(self.people)
        )


def find_senses(curves_db: Float64Array, *, seed: int = 0) -> Senses | None:
    """Look for two groups of people, judged on people the groups were not fitted to.

    Parameters
    ----------
    curves_db : ndarray, shape (n, n_points)
        The curve that each person gives the word, in dB; level and size do not count.
    seed : int, default 0
        Decides clusters and single clouds.

    Returns
    -------
    Senses or None
        None with fewer than 20 people.
    """
    if len(curves_db) < MIN_PEOPLE:
        return None
    with threadpool_limits(1):  # for so few points, threads wait for each other
        return _look(curves_db, np.random.default_rng(seed))


def _look(curves_db: Float64Array, rng: np.random.Generator) -> Senses:
    shapes = level_free(curves_db)
    shapes = shapes / np.maximum(rms_db(shapes), 1e-9)[:, np.newaxis]
    points = PCA(min(_N_COMPONENTS, *shapes.shape), random_state=0).fit_transform(shapes)
    clearness = _clearness(points)
    by_chance: list[float] = []
    n_as_clear = 0
    while len(by_chance) < _N_CLOUDS and n_as_clear < MAX_CHANCE * _N_CLOUDS:
        by_chance.append(_clearness(_cloud(points, rng)))
        n_as_clear += by_chance[-1] >= clearness
    labels = _groups(points).predict(points)
    if 2 * labels.sum() > len(labels):
        labels = 1 - labels
    return Senses(
        labels=labels.astype(np.int64),
        clearness=clearness,
        clearness_by_chance=float(np.mean(by_chance)),
        chance=n_as_clear / len(by_chance),
        people=(int((labels == 0).sum()), int((labels == 1).sum())),
    )


def _groups(points: Float64Array) -> KMeans:
    return KMeans(2, n_init=2, random_state=0).fit(points)


def _clearness(points: Float64Array) -> float:
    """Simplified silhouette of held-out people's points among centers of the others'."""
    total = 0.0
    for known, held_out in KFold(_N_FOLDS).split(points):
        near, far = np.sort(_groups(points[known]).transform(points[held_out]), axis=1).T
        total += float((1.0 - near / far).sum())
    return total / len(points)


def _cloud(points: Float64Array, rng: np.random.Generator) -> Float64Array:
    """Draw points from one cloud of unit curves, as wide as these in each direction."""
    mean, covariance = points.mean(axis=0), np.cov(points, rowvar=False)
    return rng.multivariate_normal(mean, covariance, size=len(points))
