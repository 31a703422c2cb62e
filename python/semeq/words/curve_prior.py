"""What is known of a word's curve before anybody has rated: mean and covariance over 40 bands."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.checks import check_path, show
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.errors import DataError, ModelLoadError
from semeq.files.json_checks import count, exactly, number, numbers, text
from semeq.files.json_tables import list_of, record
from semeq.files.opening import open_regular, show_error
from semeq.words.artifact import shipped_table

Float64Array = npt.NDArray[np.float64]

N_BANDS = len(SOCIALEQ_CENTERS_HZ)
KIND, VERSION = "curve-prior", 1
MAX_BYTES = 1 << 20
DECIMALS = 5
"""Of the numbers in a file. What rounding can take from a variance is given to each band."""

_CHECK = record(
    {
        "kind": exactly(KIND),
        "version": exactly(VERSION),
        "data": text(100),
        "n_sessions": count(2),
        "n_words": count(2),
        "rating_deviation": number(0.01, 1.0),
        "mean": numbers(-10, 10, n=N_BANDS),
        "covariance": list_of(numbers(-100, 100, n=N_BANDS), low=N_BANDS, high=N_BANDS),
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class CurvePrior:
    """How curves of words vary, and how ratings of random curves do.

    A curve here has 40 values, at :data:`semeq.eq.graphic.SOCIALEQ_CENTERS_HZ`; the mean of the
    values is 0, their standard deviation 1. How strong an equalizer is does not count.

    Attributes
    ----------
    data : str
        Name of the data set.
    n_sessions, n_words : int
        What it rests on.
    rating_deviation : float
        Standard deviation of the correlation between a person's curve and a random smooth one.
    mean : ndarray, shape (40,)
        Mean curve over sessions.
    covariance : ndarray, shape (40, 40)
        Covariance over sessions.
    """

    data: str
    n_sessions: int
    n_words: int
    rating_deviation: float
    mean: Float64Array
    covariance: Float64Array

    def noise_variance(self, consistency: float) -> float:
        """Return the variance of a rating about what the curve deserves.

        Parameters
        ----------
        consistency : float
            Correlation between two ratings of the same random curves, in (0, 1).

        Returns
        -------
        float

        Examples
        --------
        >>> shipped_prior().noise_variance(0.5) == shipped_prior().rating_deviation**2
        True
        """
        return self.rating_deviation**2 * (1.0 - consistency) / consistency

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the prior as JSON that :meth:`load` reads.

        Parameters
        ----------
        path : path-like
            The file to write.

        Raises
        ------
        DataError
            If it cannot be written.
        """
        said = {
            "kind": KIND,
            "version": VERSION,
            "data": self.data,
            "n_sessions": self.n_sessions,
            "n_words": self.n_words,
            "rating_deviation": round(self.rating_deviation, DECIMALS),
            "mean": self.mean.round(DECIMALS).tolist(),
            "covariance": self.covariance.round(DECIMALS).tolist(),
        }
        lines = json.dumps(said).replace('"covariance": [[', '"covariance": [\n[')
        lines = lines.replace("], [", "],\n[").replace(', "', ',\n"')
        try:
            Path(path).write_text(f"{lines}\n", encoding="utf-8")
        except OSError as error:
            raise DataError(f"cannot write {path}: {show_error(error)}") from error

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> CurvePrior:
        """Read what :meth:`save` wrote.

        Parameters
        ----------
        path : path-like
            The file.

        Raises
        ------
        DataError
            If the file is missing, damaged or something else.
        """
        try:
            with open_regular(check_path("path", path)) as file:
                said: dict[str, Any] = json.loads(file.read(MAX_BYTES))
            _CHECK(said)
        except (OSError, ValueError, RecursionError) as error:
            raise DataError(
                f"{path} is not a prior of curves: {show_error(error)}; make it again "
                "(semeq train-prior)"
            ) from error
        mean, covariance = np.array(said["mean"]), np.array(said["covariance"])
        lost = N_BANDS * 0.5 * 10.0**-DECIMALS
        if not np.array_equal(covariance, covariance.T) or (
            np.linalg.eigvalsh(covariance)[0] < -lost
        ):
            raise DataError(f"{show(str(path))}: its covariance is not one")
        covariance += lost * np.eye(N_BANDS)
        return cls(
            said["data"],
            said["n_sessions"],
            said["n_words"],
            float(said["rating_deviation"]),
            mean,
            covariance,
        )


@cache
def shipped_prior() -> CurvePrior:
    """Return the prior that semeq ships, read once.

    Raises
    ------
    ModelLoadError
        If its file is not the one that was shipped.

    Examples
    --------
    >>> shipped_prior().covariance.shape
    (40, 40)
    """
    try:
        return CurvePrior.load(shipped_table(KIND))
    except DataError as error:
        raise ModelLoadError(f"{error}; install semeq again") from error
