"""Teaching simulated raters: people's curves are known, their ratings are made up.

A simulated rater rates a curve by its correlation with a session's curve, plus noise as large as a
consistency asks for, cut off at ±1. Real raters may be nonlinear, drift and change their minds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from semeq.train.data.table import Float64Array
from semeq.train.vocabulary.curve_prior import random_curves
from semeq.words.curve_belief import CurveBelief, standardized
from semeq.words.curve_prior import CurvePrior


@dataclass(frozen=True, slots=True)
class SimulatedRater:
    """Somebody who means a known curve.

    Attributes
    ----------
    meant : ndarray, shape (40,)
        The curve, of mean 0 and standard deviation 1.
    deviation : float
        Standard deviation of the noise of a rating.
    rng : Generator
        What draws the noise.
    scale, offset : float
        How much of the scale is used, and what is added to every rating.
    """

    meant: Float64Array
    deviation: float
    rng: np.random.Generator
    scale: float = 1.0
    offset: float = 0.0

    def impression(self, curve: Float64Array) -> float:
        """Return how much a curve pleases at this moment, without the limits of a scale."""
        return float(curve @ self.meant) / len(curve) + self.deviation * self.rng.standard_normal()

    def rating(self, curve: Float64Array) -> float:
        """Return a rating from -1 to 1."""
        return min(max(self.scale * self.impression(curve) + self.offset, -1.0), 1.0)


def by_probes(
    prior: CurvePrior, rater: SimulatedRater, n: int, assumed_variance: float
) -> Iterator[Float64Array]:
    """Yield the curve learned after each of *n* ratings of the most uncertain curves.

    Parameters
    ----------
    prior : CurvePrior
        What is believed before.
    rater : SimulatedRater
        Who is asked.
    n : int
        How many ratings.
    assumed_variance : float
        Noise that the learner takes ratings to have.
    """
    belief = CurveBelief.begin(prior.mean, prior.covariance)
    for _ in range(n):
        curve = belief.probe()
        belief = belief.rated(curve, rater.rating(curve), noise_variance=assumed_variance)
        yield belief.mean


def until_done(
    prior: CurvePrior, rater: SimulatedRater, assumed_variance: float, least_gain: float
) -> tuple[CurveBelief, int]:
    """Teach until the next rating is expected to gain little.

    Parameters
    ----------
    prior : CurvePrior
        What is believed before.
    rater : SimulatedRater
        Who is asked.
    assumed_variance : float
        Noise that the learner takes ratings to have.
    least_gain : float
        Of correlation, by the next rating.

    Returns
    -------
    belief : CurveBelief
        After the last rating.
    n : int
        How many there were.
    """
    belief, n = CurveBelief.begin(prior.mean, prior.covariance), 0
    while belief.expected_gain(assumed_variance) >= least_gain:
        curve, n = belief.probe(), n + 1
        belief = belief.rated(curve, rater.rating(curve), noise_variance=assumed_variance)
    return belief, n


def by_random_probes(
    prior: CurvePrior, rater: SimulatedRater, n: int, assumed_variance: float
) -> Iterator[Float64Array]:
    """Yield the curve learned after each of *n* ratings of random curves, from the same prior."""
    belief = CurveBelief.begin(prior.mean, prior.covariance)
    for curve in random_curves(n, rater.rng):
        belief = belief.rated(curve, rater.rating(curve), noise_variance=assumed_variance)
        yield belief.mean


def by_comparisons(
    prior: CurvePrior, rater: SimulatedRater, n: int, assumed_variance: float
) -> Iterator[Float64Array]:
    """Yield the curve learned after each of *n* answers which of two curves is more like it."""
    belief = CurveBelief.begin(prior.mean, prior.covariance)
    for _ in range(n):
        a, b = belief.pair()
        won = rater.impression(a) >= rater.impression(b)
        winner, loser = (a, b) if won else (b, a)
        belief = belief.preferred(winner, loser, noise_variance=assumed_variance)
        yield belief.mean


def by_slopes(rater: SimulatedRater, n: int) -> Float64Array:
    """Return the curve that the published method learns from *n* ratings of random curves.

    A band's value is the slope of the rating over the band's gain. A. T. Sabin and B. Pardo, "A
    method for rapid personalization of audio equalization parameters", ACM Multimedia 2009.
    """
    curves = random_curves(n, rater.rng)
    ratings = np.array([rater.rating(curve) for curve in curves])
    offsets = curves - curves.mean(axis=0)
    slopes = (ratings - ratings.mean()) @ offsets / np.square(offsets).sum(axis=0)
    return np.asarray(slopes)


def correlation(learned: Float64Array, meant: Float64Array) -> float:
    """Return the correlation of two curves; of a flat one, 0.

    Examples
    --------
    >>> round(correlation(np.array([1.0, 2.0, 3.0]), np.array([0.0, 5.0, 10.0])), 6)
    1.0
    """
    return float(np.mean(standardized(learned) * standardized(meant)))
