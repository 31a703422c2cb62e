"""What recordings are compared with: mean and covariance of long-term spectra."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from semeq.checks import check_number, check_numbers
from semeq.errors import DataError, ParameterError

Float64Array = npt.NDArray[np.float64]

_PRIOR_RECORDINGS = 16.0  # weight of the stored covariance beside that of own recordings
_DURATIONS_S = (1e-3, 3.2e7)
_FIELDS = ("mean_db", "durations_s", "covariances")


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
            If the file is missing or something else.
        """
        try:
            with np.load(path, allow_pickle=False) as archive:
                mean_db, durations_s, covariances = (
                    np.asarray(archive[field], dtype=np.float64) for field in _FIELDS
                )
                name, n_recordings = str(archive["name"]), int(archive["n_recordings"])
        except (OSError, TypeError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise DataError(f"{path} is not a saved music reference: {error}") from error
        n_bands = len(mean_db)
        if covariances.shape != (len(durations_s), n_bands, n_bands):
            raise DataError(f"{path} is not a saved music reference: its shapes do not agree")
        return cls(name, n_recordings, mean_db, durations_s, covariances)
