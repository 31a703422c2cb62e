"""Whether a word has two separate senses that people share: ``warm@1`` and ``warm@2``.

Two clusters can be fitted to anything. They are two senses only if the settings of people who were
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
from sklearn.model_selection import GroupKFold

from semeq.eq.curves import level_free
from semeq.train.data.table import Float64Array, StrArray

MIN_EXAMPLES = 30
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
        Group of each row, 0 or 1; the larger group is 0.
    clearness : float
        How much nearer unseen people's settings lie to their group's center than to the
        other's, from 0 (between them) to 1 (on it); people count alike.
    clearness_by_chance : float
        Mean of the same for single clouds of the same width.
    chance : float
        Share of single clouds that are as clear.
    people : tuple of int
        People with most of their settings in each group.
    shares : tuple of float
        Share of the people's weight in each group.
    """

    labels: npt.NDArray[np.int64]
    clearness: float
    clearness_by_chance: float
    chance: float
    people: tuple[int, int]
    shares: tuple[float, float]

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
            and min(self.shares) >= MIN_SHARE_PER_SENSE
        )


def find_senses(curves: Float64Array, contributors: StrArray, *, seed: int = 0) -> Senses | None:
    """Look for two groups of curves, judged on people the groups were not fitted to.

    Parameters
    ----------
    curves : ndarray, shape (n, n_points)
        A word's curves in dB; their level does not count.
    contributors : ndarray of str, shape (n,)
        Who made each.
    seed : int, default 0
        Decides clusters and single clouds.

    Returns
    -------
    Senses or None
        None with fewer than 30 settings or 6 people.
    """
    names, person = np.unique(contributors, return_inverse=True)
    if len(curves) < MIN_EXAMPLES or len(names) < 2 * MIN_PEOPLE_PER_SENSE:
        return None
    rng = np.random.default_rng(seed)
    shapes = level_free(curves)
    points = PCA(min(_N_COMPONENTS, *shapes.shape), random_state=0).fit_transform(shapes)
    weights = 1.0 / np.bincount(person)[person]  # people count alike, however busy
    clearness = _clearness(points, person, weights)
    by_chance: list[float] = []
    n_as_clear = 0
    while len(by_chance) < _N_CLOUDS and n_as_clear < MAX_CHANCE * _N_CLOUDS:
        by_chance.append(_clearness(_cloud(points, person, weights, rng), person, weights))
        n_as_clear += by_chance[-1] >= clearness
    labels = _groups(points, weights).predict(points)
    share = float(weights[labels == 1].sum() / weights.sum())
    if share > 0.5:
        labels, share = 1 - labels, 1.0 - share
    mostly = np.bincount(person, weights * labels) > 0.5
    return Senses(
        labels=labels.astype(np.int64),
        clearness=clearness,
        clearness_by_chance=float(np.mean(by_chance)),
        chance=n_as_clear / len(by_chance),
        people=(int((~mostly).sum()), int(mostly.sum())),
        shares=(1.0 - share, share),
    )


def _groups(points: Float64Array, weights: Float64Array) -> KMeans:
    return KMeans(2, n_init=2, random_state=0).fit(points, sample_weight=weights)


def _clearness(points: Float64Array, person: npt.NDArray[np.intp], weights: Float64Array) -> float:
    """Simplified silhouette of held-out people's points among centers of the others'."""
    total = 0.0
    for known, held_out in GroupKFold(_N_FOLDS).split(points, groups=person):
        groups = _groups(points[known], weights[known])
        near, far = np.sort(groups.transform(points[held_out]), axis=1).T
        total += float(weights[held_out] @ (1.0 - near / far))
    return total / float(weights.sum())


def _cloud(
    points: Float64Array,
    person: npt.NDArray[np.intp],
    weights: Float64Array,
    rng: np.random.Generator,
) -> Float64Array:
    """Draw points from one Gaussian: as wide as these, and as alike within people."""
    mean = np.average(points, axis=0, weights=weights)
    own = np.stack([points[person == i].mean(axis=0) for i in range(person.max() + 1)])
    between = np.cov(own, rowvar=False)
    within = np.cov(points - own[person], rowvar=False)
    people = rng.multivariate_normal(mean, between, size=len(own))
    noise = rng.multivariate_normal(np.zeros(points.shape[1]), within, size=len(points))
    return np.asarray(people[person] + noise)
