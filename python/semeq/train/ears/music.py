"""How music usually sounds: the reference that recordings are described against."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from semeq.ears.reference import MusicReference
from semeq.train.ears.clips import CLIP_S, SHORT_S, Clips

Float64Array = npt.NDArray[np.float64]

_TRACK_S = 120.0
_RIDGE_DB2 = 0.05


def music_reference(clips: Clips, name: str = "typical music") -> MusicReference:
    """Middle and covariances of the levels of music, every source weighed by its tracks.

    The middle is the median of the tracks: a few with cut-off trebles would pull a mean down
    there, and the typical recording would count as bright.

    Parameters
    ----------
    clips : Clips
        Crops of music.
    name : str
        How sentences call the reference.

    Returns
    -------
    MusicReference
        For stretches of 2 s, of 10 s, and for whole tracks.
    """
    names, first = np.unique(clips.tracks, return_index=True)
    tracks = np.stack([clips.levels_db[clips.tracks == track].mean(axis=0) for track in names])
    weights = clips.weights()
    track_weights = np.array([weights[clips.tracks == track].sum() for track in names])
    middle_db = np.quantile(tracks, 0.5, axis=0, weights=track_weights, method="inverted_cdf")
    covariances = [
        _covariance(clips.short_levels_db, weights, middle_db),
        _covariance(clips.levels_db, weights, middle_db),
        _covariance(tracks, track_weights, middle_db),
    ]
    return MusicReference(
        name=name,
        n_recordings=len(first),
        mean_db=middle_db,
        durations_s=np.array([SHORT_S, CLIP_S, _TRACK_S]),
        covariances=np.stack(covariances),
    )


def _covariance(
    levels: Float64Array, weights: Float64Array, middle_db: Float64Array
) -> Float64Array:
    spread = levels - middle_db
    covariance: Float64Array = (spread.T * (weights / weights.sum())) @ spread
    return covariance + _RIDGE_DB2 * np.eye(len(middle_db))
