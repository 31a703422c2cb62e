"""What recordings are compared with: middle and covariance of long-term spectra."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from semeq.errors import DataError, ParameterError

Float64Array = npt.NDArray[np.float64]

_PRIOR_RECORDINGS = 16.0  # the general covariance weighs as much as so many recordings
_FIELDS = ("mean_db", "durations_s", "covariances")


@dataclass(frozen=True, slots=True, eq=False)
class MusicReference:
    """The spectra that music has: what a recording is compared with.

    Attributes
    ----------
    name : str
        How sentences call it.
    n_recordings : int
        How many recordings it rests on.
    mean_db : ndarray, shape (64,)
        The middle of the levels of :func:`semeq.ears.spectrum.band_levels`: the median of the
        stored music, the mean of recordings of one's own.
    durations_s : ndarray, shape (n,)
        Lengths of clips, ascending.
    covariances : ndarray, shape (n, 64, 64)
        Of the levels of clips of these lengths: short ones vary more.
    """

    name: str
    n_recordings: int
    mean_db: Float64Array
    durations_s: Float64Array
    covariances: Float64Array

    def covariance(self, duration_s: float) -> Float64Array:
        """Return the covariance for clips of a length, between the lengths in `durations_s`."""
        place = np.interp(
            np.log(duration_s), np.log(self.durations_s), range(len(self.covariances))
        )
        below = int(place)
        share = place - below
        above = min(below + 1, len(self.covariances) - 1)
        mixed: Float64Array = (1 - share) * self.covariances[below] + share * self.covariances[
            above
        ]
        return mixed

    def adapted(self, levels_db: Float64Array, name: str = "your reference") -> MusicReference:
        """Return a reference made of other recordings.

        The mean is theirs. Their covariance is mixed with this one's, which counts as 16
        recordings, so that one recording is a reference, too.

        Parameters
        ----------
        levels_db : ndarray, shape (n_recordings, 64)
            Their levels; bands that none has are compared with this reference.
        name : str
            How sentences call it.
        """
        if levels_db.ndim != 2 or levels_db.shape[1] != len(self.mean_db) or not len(levels_db):
            raise ParameterError(
                f"levels_db must have shape (n_recordings, {len(self.mean_db)}), "
                f"got {levels_db.shape}"
            )
        heard = np.isfinite(levels_db)
        filled = np.where(heard, levels_db, self.mean_db)
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
        """Write the reference as a NumPy archive, for :meth:`load`."""
        with Path(path).open("wb") as file:
            np.savez_compressed(
                file,
                name=np.array(self.name),
                n_recordings=np.array(self.n_recordings),
                mean_db=self.mean_db,
                durations_s=self.durations_s,
                covariances=self.covariances,
            )

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> MusicReference:
        """Read what :meth:`save` wrote.

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
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise DataError(f"{path} is not a saved music reference: {error}") from error
        n_bands = len(mean_db)
        if covariances.shape != (len(durations_s), n_bands, n_bands):
            raise DataError(f"{path} is not a saved music reference: its shapes do not agree")
        return cls(name, n_recordings, mean_db, durations_s, covariances)
