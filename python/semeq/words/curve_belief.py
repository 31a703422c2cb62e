"""A Gaussian over the curve that somebody means, and what a rating or a comparison does to it.

A rating is taken to be the correlation of the curve meant with the curve played, an offset that one
person gives every rating, and noise; so each update has a closed form. A rating is a linear
observation of a Gaussian. An answer to "which of the two is more so?" observes the sign of one, and
its posterior is replaced by the Gaussian with the same mean and covariance: the probit update of
C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006), section
3.6, as in assumed-density filtering.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]

_LEAST_PROBABILITY = 1e-12  # of an answer: one that surprises beyond this teaches no more

OFFSET_DEVIATION = 0.2
"""How far one person's ratings may all lie too high or too low."""


@dataclass(frozen=True, slots=True, eq=False)
class CurveBelief:
    """What is believed of a curve of 40 values with mean 0 and standard deviation 1.

    :meth:`begin` makes the first.

    Attributes
    ----------
    joint_mean : ndarray, shape (41,)
        The curve that is expected, and behind it the offset of the person's ratings.
    joint_covariance : ndarray, shape (41, 41)
        How far they may lie from that.

    Examples
    --------
    >>> from semeq.words.curve_prior import shipped_prior
    >>> prior = shipped_prior()
    >>> belief = CurveBelief.begin(prior.mean, prior.covariance)
    >>> probe = belief.probe()
    >>> likes = belief.rated(probe, 0.8, noise_variance=prior.noise_variance(0.5))
    >>> float(likes.expected_rating(probe)) > 0.4
    True
    """

    joint_mean: Float64Array
    joint_covariance: Float64Array

    @classmethod
    def begin(cls, mean: Float64Array, covariance: Float64Array) -> CurveBelief:
        """Return what is believed before the first answer.

        Parameters
        ----------
        mean : ndarray, shape (40,)
            Of curves.
        covariance : ndarray, shape (40, 40)
            Of curves.

        Returns
        -------
        CurveBelief
        """
        joint = np.zeros((len(mean) + 1, len(mean) + 1))
        joint[:-1, :-1] = covariance
        joint[-1, -1] = OFFSET_DEVIATION**2
        return cls(np.append(mean, 0.0), joint)

    @property
    def mean(self) -> Float64Array:
        """The curve that is expected, shape (40,)."""
        return self.joint_mean[:-1]

    @property
    def covariance(self) -> Float64Array:
        """How far the curve may lie from that, shape (40, 40)."""
        return self.joint_covariance[:-1, :-1]

    def probe(self) -> Float64Array:
        """Return the curve whose rating is most uncertain, of mean 0 and standard deviation 1.

        It is the first principal component of the covariance. Whatever is rated, no other curve
        lowers the expected squared error as much.
        """
        curve = np.linalg.eigh(self.covariance)[1][:, -1]
        # Which of the two signs comes out is up to LAPACK: take the one that is nearer to what
        # is meant, since it sounds more like the word.
        return standardized(math.copysign(1.0, float(curve @ self.mean)) * curve)

    def pair(self) -> tuple[Float64Array, Float64Array]:
        """Return the two curves to compare next: the most uncertain one, and its opposite.

        No other two curves of mean 0 and standard deviation 1 differ by more that is unknown.
        """
        curve = self.probe()
        return curve, -curve

    def expected_rating(self, curve: Float64Array) -> float:
        """Return the correlation of a curve with the one expected: its rating, without offset.

        Parameters
        ----------
        curve : ndarray, shape (40,)
            Of mean 0 and standard deviation 1.

        Returns
        -------
        float
        """
        return float(curve @ self.mean) / len(curve)

    def rating_variance(self, curve: Float64Array) -> float:
        """Return the variance of what a curve deserves: of its rating, without offset and noise.

        Parameters
        ----------
        curve : ndarray, shape (40,)
            As for :meth:`expected_rating`.

        Returns
        -------
        float
        """
        return float(curve @ self.covariance @ curve) / len(curve) ** 2

    @property
    def expected_correlation(self) -> float:
        """The correlation to be expected between the mean and the curve that is meant."""
        return math.sqrt(self._known / (self._known + float(np.trace(self.covariance))))

    def expected_gain(self, noise_variance: float) -> float:
        """Return by how much the next rating is expected to raise :attr:`expected_correlation`.

        Parameters
        ----------
        noise_variance : float
            Of the rating, > 0.

        Returns
        -------
        float
            At least 0.
        """
        direction = np.append(self.probe() / len(self.mean), 1.0)
        change = self.joint_covariance @ direction
        variance = float(direction @ change) + noise_variance
        taken = float(change[:-1] @ change[:-1]) / variance
        # What a rating takes from the variance it gives, on average, to the mean.
        total = self._known + float(np.trace(self.covariance))
        return math.sqrt((self._known + taken) / total) - self.expected_correlation

    @property
    def _known(self) -> float:
        return float(self.mean @ self.mean)

    def rated(self, curve: Float64Array, rating: float, *, noise_variance: float) -> CurveBelief:
        """Return the belief after a rating.

        Parameters
        ----------
        curve : ndarray, shape (40,)
            What was rated, of mean 0 and standard deviation 1.
        rating : float
            From -1, the opposite, to 1, just so.
        noise_variance : float
            Of the rating, > 0.

        Returns
        -------
        CurveBelief
        """
        direction = np.append(curve / len(curve), 1.0)
        gain = self.joint_covariance @ direction
        variance = float(direction @ gain) + noise_variance
        surprise = (rating - float(direction @ self.joint_mean)) / variance
        return self._moved(gain, surprise, 1.0 / variance)

    def preferred(
        self, winner: Float64Array, loser: Float64Array, *, noise_variance: float
    ) -> CurveBelief:
        """Return the belief after an answer that one curve is more like the word than another.

        Parameters
        ----------
        winner, loser : ndarray, shape (40,)
            The two, each of mean 0 and standard deviation 1.
        noise_variance : float
            Of the rating of either, > 0.

        Returns
        -------
        CurveBelief
        """
        direction = np.append((winner - loser) / len(winner), 0.0)
        gain = self.joint_covariance @ direction
        deviation = math.sqrt(float(direction @ gain) + 2.0 * noise_variance)
        z = float(direction @ self.joint_mean) / deviation
        probability = max(0.5 * math.erfc(-z / math.sqrt(2.0)), _LEAST_PROBABILITY)
        ratio = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi) / probability
        return self._moved(gain, ratio / deviation, ratio * (z + ratio) / deviation**2)

    def _moved(self, gain: Float64Array, step: float, shrink: float) -> CurveBelief:
        return CurveBelief(
            self.joint_mean + step * gain,
            self.joint_covariance - shrink * np.outer(gain, gain),
        )


def standardized(curves: Float64Array) -> Float64Array:
    """Return curves with mean 0 and standard deviation 1; a flat one stays at 0.

    Parameters
    ----------
    curves : ndarray, shape (..., n_bands)
        In any unit.

    Examples
    --------
    >>> standardized(np.array([[3.0, 5.0], [2.0, 2.0]]))
    array([[-1.,  1.],
           [ 0.,  0.]])
    """
    centered = curves - curves.mean(axis=-1, keepdims=True)
    deviation = centered.std(axis=-1, keepdims=True)
    return np.asarray(np.divide(centered, deviation, out=centered * 0.0, where=deviation > 1e-9))
