"""What a person will set for a word: its distribution, given their own settings so far."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from semeq.words.people.manners import Manners, own_word, usual_manners, weigh
from semeq.words.people.tables import TAIL, Float64Array, PeopleTables

N_POINT_DRAWS = 1_000
_N_STEPS = 20
_NEAR_DB = 0.05  # draws nearer to the point than this pull as if they were so far

OWN_COUNTS_FROM = 2.0
"""With so many settings beyond the first, half of the draws scatter as the person's own do."""

_OWN_NOISE = 0.6  # share of usual scatter in these


@dataclass(frozen=True)
class Predictive:
    """Distribution of the next setting that a person makes for a word.

    Attributes
    ----------
    scatter : ndarray, shape (n_components, n_components)
        Whitened to coordinates.
    manners : Manners
        With their weights.
    means, variances : ndarray, shape (n_manners, n_components)
        Of the person's word for each manner, whitened.
    own_rows : ndarray, shape (k, n_components)
        Own settings of the word, whitened.
    """

    scatter: Float64Array
    manners: Manners
    means: Float64Array
    variances: Float64Array
    own_rows: Float64Array

    @cached_property
    def point(self) -> Float64Array:
        """The coordinates from which settings lie least far on average, in dB RMS."""
        draws = self.sample(N_POINT_DRAWS, np.random.default_rng(0))
        point = draws.mean(axis=0)
        for _ in range(_N_STEPS):  # Weiszfeld
            pull = 1.0 / np.maximum(np.linalg.norm(draws - point, axis=1), _NEAR_DB)
            point = pull @ draws / pull.sum()
        return np.asarray(point)

    def sample(self, n: int, rng: np.random.Generator) -> Float64Array:
        """Draw settings as coordinates, shape ``(n, n_components)``.

        Parameters
        ----------
        n : int
            How many.
        rng : Generator
            Decides the draws.
        """
        chosen = rng.choice(len(self.manners.weights), n, p=self.manners.weights)
        shape = n, self.means.shape[1]
        heavy = np.sqrt((TAIL - 2.0) / rng.chisquare(TAIL, n)) * self.manners.scatters[chosen]
        scatter = rng.standard_normal(shape) * heavy[:, np.newaxis]
        word = self.means[chosen] + rng.standard_normal(shape) * np.sqrt(self.variances[chosen])
        amounts = self.manners.amounts[chosen, np.newaxis]
        scatter = self._own_scatter(amounts, scatter, rng)
        return np.asarray(amounts * (word + scatter) @ self.scatter.T)

    def sample_word(self, n: int, rng: np.random.Generator) -> Float64Array:
        """Draw what the person's word may be, without the scatter of single settings.

        Parameters
        ----------
        n : int
            How many.
        rng : Generator
            Decides the draws.

        Returns
        -------
        ndarray, shape (n, n_components)
            Coordinates.
        """
        chosen = rng.choice(len(self.manners.weights), n, p=self.manners.weights)
        off = rng.standard_normal((n, self.means.shape[1])) * np.sqrt(self.variances[chosen])
        amounts = self.manners.amounts[chosen, np.newaxis]
        return np.asarray(amounts * (self.means[chosen] + off) @ self.scatter.T)

    def log_density(self, coordinates: npt.ArrayLike) -> Float64Array:
        """Log density of coordinates, shape ``(n,)``, in nats.

        The person's own way to scatter is not in it.

        Parameters
        ----------
        coordinates : array_like, shape (n, n_components)
            Where.
        """
        d = self.means.shape[1]
        rows = np.linalg.solve(self.scatter, np.asarray(coordinates).T).T
        amounts, scatters = self.manners.amounts, self.manners.scatters
        spread = scatters[:, np.newaxis] ** 2 + self.variances
        off = rows[:, np.newaxis] / amounts[:, np.newaxis] - self.means
        squares = (off**2 / spread).sum(axis=-1) / (TAIL - 2.0)
        constant = math.lgamma((TAIL + d) / 2) - math.lgamma(TAIL / 2)
        constant -= 0.5 * d * math.log((TAIL - 2.0) * math.pi)
        constant -= np.linalg.slogdet(self.scatter)[1]
        logs = constant - 0.5 * np.log(spread).sum(axis=1) - d * np.log(amounts)
        logs = logs - 0.5 * (TAIL + d) * np.log1p(squares)
        largest = logs.max(axis=1)
        likely = np.exp(logs - largest[:, np.newaxis]) @ self.manners.weights
        return np.asarray(largest + np.log(likely))

    def _own_scatter(
        self, amounts: Float64Array, scatter: Float64Array, rng: np.random.Generator
    ) -> Float64Array:
        """Let part of the draws scatter as the person's own settings do (smoothed bootstrap)."""
        k = len(self.own_rows)
        if k < 2:
            return scatter
        n, share = len(scatter), (k - 1) / (k - 1 + OWN_COUNTS_FROM)
        is_own, picked = rng.random(n) < share, rng.integers(k, size=n)
        off = (self.own_rows - self.own_rows.mean(axis=0))[picked] / amounts
        off *= math.sqrt((1.0 - _OWN_NOISE**2) * k / (k - 1))
        return np.where(is_own[:, np.newaxis], off + _OWN_NOISE * scatter, scatter)


def predict(
    tables: PeopleTables, word: int, own: Mapping[int, Float64Array] | None = None
) -> Predictive:
    """Return the distribution of what a person sets for a word.

    Parameters
    ----------
    tables : PeopleTables
        Of a model.
    word : int
        Row of the word.
    own : mapping of int to ndarray, shape (k, n_components), optional
        Coordinates of the person's own settings by row of the word, of this or other words; by
        default nothing is known of the person.
    """
    manners = usual_manners(tables)
    known = {
        row: own_word(tables, row, rows, manners) for row, rows in (own or {}).items() if len(rows)
    }
    nothing = np.empty((0, tables.n_components))
    here = known.get(word) or own_word(tables, word, nothing, manners)
    weighed = weigh(manners, known)
    return Predictive(tables.scatter(word), weighed, here.means, here.variances, here.rows)
