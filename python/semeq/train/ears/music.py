"""How music usually sounds: the reference that recordings are described against."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from semeq.reference import MusicReference
from semeq.train.ears.clips import CLIP_S, SHORT_S, Clips

Float64Array = npt.NDArray[np.float64]

_TRACK_S = 120.0
_RIDGE_DB2 = 0.05


def music_reference(clips: Clips, name: str = "typical music") -> MusicReference:
    """Mean and covariances of the levels of music, every source weighed by its tracks.

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
    mean_db = track_weights @ tracks / track_weights.sum()
    covariances = [
        _covariance(clips.short_levels_db, weights, mean_db),
        _covariance(clips.levels_db, weights, mean_db),
        _covariance(tracks, track_weights, mean_db),
    ]
    return MusicReference(
        name=name,
        n_recordings=len(first),
        mean_db=mean_db,
        durations_s=np.array([SHORT_S, CLIP_S, _TRACK_S]),
        covariances=np.stack(covariances),
    )


def _covariance(levels: Float64Array, weights: Float64Array, mean_db: Float64Array) -> Float64Array:
    spread = levels - mean_db
    covariance: Float64Array = (spread.T * (weights / weights.sum())) @ spread
    return covariance + _RIDGE_DB2 * np.eye(len(mean_db))
