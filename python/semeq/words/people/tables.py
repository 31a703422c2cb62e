"""The numbers that say how people differ in what they mean by a word; no setting of anybody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]

TAIL = 6.0
"""Degrees of freedom of Student's t, by which a person's settings scatter."""


@dataclass(frozen=True)
class PeopleTables:
    """Distribution of each word over people, and over the settings of one person.

    A curve's coordinates are its components along `basis`, whose length is the RMS of the curve in
    dB. Settings of a person are ``exp(a) * (mean + u + s * e)``: `a` is how strongly the person
    equalizes and `s` how much their settings scatter, both the same for all words; `u` is how the
    person's word differs from the mean, and `e` differs from setting to setting.

    Attributes
    ----------
    basis : ndarray, shape (n_points, n_components)
        Orthonormal columns on the model's grid.
    means : ndarray, shape (n_words, n_components)
        Mean of each word, as coordinates.
    between : ndarray, shape (n_words, n_components)
        Variance of `u` over that of `e`, along the columns of the word's scatter.
    scatter_of : ndarray of int64, shape (n_words,)
        Which scatter each word has.
    scatters : ndarray, shape (n_scatters, n_components, n_components)
        Square roots of the covariances of `e`.
    amount_sd : float
        Standard deviation of `a` over people.
    scatter_mean, scatter_sd : float
        Mean and standard deviation of ``log(s)`` over people.
    """

    basis: Float64Array
    means: Float64Array
    between: Float64Array
    scatter_of: npt.NDArray[np.int64]
    scatters: Float64Array
    amount_sd: float
    scatter_mean: float
    scatter_sd: float

    @property
    def n_components(self) -> int:
        """Length of a row of coordinates."""
        return int(self.basis.shape[1])

    def coordinates(self, curves_db: npt.ArrayLike) -> Float64Array:
        """Return the coordinates of curves on the model's grid, shape ``(..., n_components)``.

        Parameters
        ----------
        curves_db : array_like, shape (..., n_points)
            In dB.
        """
        return _product(curves_db, self.basis / np.sqrt(len(self.basis)))

    def curves_db(self, coordinates: npt.ArrayLike) -> Float64Array:
        """Return the curves of coordinates in dB, shape ``(..., n_points)``.

        Parameters
        ----------
        coordinates : array_like, shape (..., n_components)
            Such as what :meth:`coordinates` returned.
        """
        return _product(coordinates, self.basis.T * np.sqrt(len(self.basis)))

    def scatter(self, word: int) -> Float64Array:
        """Return the square root of a word's scatter, shape ``(n_components, n_components)``.

        Parameters
        ----------
        word : int
            Row of the word.
        """
        return np.asarray(self.scatters[self.scatter_of[word]])

    def whitened(self, word: int, coordinates: npt.ArrayLike) -> Float64Array:
        """Return coordinates in units of a word's scatter, along its columns.

        Parameters
        ----------
        word : int
            Row of the word.
        coordinates : array_like, shape (..., n_components)
            To express in them.
        """
        return _product(coordinates, self._inverses[self.scatter_of[word]].T)

    @cached_property
    def _inverses(self) -> Float64Array:
        return np.asarray(np.linalg.inv(self.scatters), dtype=np.float64)


def _product(rows: npt.ArrayLike, matrix: Float64Array) -> Float64Array:
    return np.asarray(np.asarray(rows, dtype=np.float64) @ matrix)
