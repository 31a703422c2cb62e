"""What recordings are compared with: mean and covariance of long-term spectra."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.checks import check_number, check_numbers, check_path
from semeq.errors import DataError, ParameterError
from semeq.files.covariances import check_covariances
from semeq.files.json_checks import count, text
from semeq.files.json_tables import record
from semeq.files.npz import read_npz
from semeq.files.opening import show_error
from semeq.files.tensor_checks import Tensor, check_tensors
from semeq.files.zips import open_zip

Float64Array = npt.NDArray[np.float64]

_PRIOR_RECORDINGS = 16.0  # weight of the stored covariance beside that of own recordings
_DURATIONS_S = (1e-3, 3.2e7)
N_BANDS = 64
_TABLE = {
    "mean_db": Tensor("float64", (N_BANDS,), -1e3, 1e3),
    "durations_s": Tensor("float64", ("n_durations",), *_DURATIONS_S),
    "covariances": Tensor("float64", ("n_durations", N_BANDS, N_BANDS), -1e6, 1e6),
}
_SAID = {"name": text(1_000), "n_recordings": count(1)}


@dataclass(frozen=True, slots=True, eq=False)
class MusicReference:
    """The distribution of long-term spectra that a recording is compared with.

    Attributes
    ----------
    name : str
        Its name in sentences: "more bass than typical music".
    n_recordings : int
        How many recordings it rests on.
    mean_db : ndarray, shape (64,)
        Average of the levels that :func:`semeq.ears.spectrum.band_levels` returns: the median
        of the stored music, the mean of one's own recordings.
    durations_s : ndarray, shape (n,)
        Lengths of clips, ascending.
    covariances : ndarray, shape (n, 64, 64)
        Covariance of the levels of clips of these lengths, in dB²: short clips vary more.
    """

    name: str
    n_recordings: int
    mean_db: Float64Array
    durations_s: Float64Array
    covariances: Float64Array

    def covariance(self, duration_s: float) -> Float64Array:
        """Return the covariance of levels for clips of a length.

        Parameters
        ----------
        duration_s : float
            In seconds; interpolated between the lengths in `durations_s`.

        Returns
        -------
        ndarray, shape (64, 64)
            In dB².

        Raises
        ------
        ParameterError
            If the length is not a number from 1 ms to a year.
        """
        duration_s = check_number("duration_s", duration_s, *_DURATIONS_S)
        index = np.interp(
            np.log(duration_s), np.log(self.durations_s), range(len(self.covariances))
        )
        below = int(index)
        share = index - below
        above = min(below + 1, len(self.covariances) - 1)
        mixed: Float64Array = (1 - share) * self.covariances[below] + share * self.covariances[
            above
        ]
        return mixed

    def adapted(self, levels_db: npt.ArrayLike, name: str = "your reference") -> MusicReference:
        """Return a reference made of other recordings.

        The mean is theirs. The covariance mixes theirs with this one's, which counts as 16
        recordings, so that even a single recording makes a reference.

        Parameters
        ----------
        levels_db : array_like, shape (n_recordings, 64)
            Their levels; where a band is NaN, this reference's mean stands in for it.
        name : str
            Its name in sentences.

        Returns
        -------
        MusicReference

        Raises
        ------
        ParameterError
            If `levels_db` does not have this shape.
        """
        levels = check_numbers("levels_db", levels_db, dtype=np.float64)
        if levels.ndim != 2 or levels.shape[1] != len(self.mean_db) or not len(levels):
            raise ParameterError(
                f"levels_db must have shape (n_recordings, {len(self.mean_db)}), got {levels.shape}"
            )
        filled = np.where(np.isfinite(levels), levels, self.mean_db)
        spread = filled - filled.mean(axis=0)
        mixed = (spread.T @ spread + _PRIOR_RECORDINGS * self.covariances) / (
            len(filled) + _PRIOR_RECORDINGS
        )
        return replace(
            self,
            name=name,
            n_recordings=len(filled),
            mean_db=filled.mean(axis=0),
            covariances=mixed,
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the reference as a NumPy archive, for :meth:`load`.

        Parameters
        ----------
        path : path-like
            The file to write, usually ``*.npz``.

        Raises
        ------
        ParameterError
            If the file cannot be written.
        """
        try:
            with Path(path).open("wb") as file:
                np.savez_compressed(
                    file,
                    name=np.array(self.name),
                    n_recordings=np.array(self.n_recordings),
                    mean_db=self.mean_db,
                    durations_s=self.durations_s,
                    covariances=self.covariances,
                )
        except (OSError, TypeError, ValueError) as error:
            raise ParameterError(f"cannot write a reference to {path!r}: {error}") from error

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> MusicReference:
        """Read what :meth:`save` wrote.

        Parameters
        ----------
        path : path-like
            The file.

        Returns
        -------
        MusicReference

        Raises
        ------
        DataError
            If the file is missing, damaged or something else.
        """
        try:
            with open_zip(check_path("path", path)) as archive:
                stored = read_npz(archive)
            return cls(*_checked(stored))
        except OSError as error:
            raise DataError(f"cannot read {path}: {show_error(error)}") from error
        except DataError as error:
            raise DataError(
                f"{path} is not a saved music reference: {error}; write it again "
                "(semeq.make_reference(...).save)"
            ) from error


def _checked(
    stored: dict[str, npt.NDArray[Any]],
) -> tuple[str, int, Float64Array, Float64Array, Float64Array]:
    """Return the fields of a reference, once they fit each other."""
    said = {field: stored.pop(field).tolist() for field in _SAID if field in stored}
    record(_SAID)(said)
    check_tensors(stored, _TABLE)
    mean_db, durations_s, covariances = (stored[field] for field in _TABLE)
    check_covariances(durations_s, covariances)
    return said["name"], said["n_recordings"], mean_db, durations_s, covariances
