"""How music usually sounds: the reference that recordings are described against."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from semeq.ears.bands import BANDS
from semeq.ears.reference import MusicReference
from semeq.ears.scale import word_axes
from semeq.train.ears.clips import CLIP_S, SHORT_S, Clips
from semeq.train.ears.missing import fit_gaussian
from semeq.words.model import Model, load_model

Float64Array = npt.NDArray[np.float64]

_TRACK_S = 120.0
_SOURCE_POWER = 0.5  # a source counts as this power of its number of tracks
_LEAST_BANDS = 48  # heard up to 3.8 kHz; less does not tell what is missing
_CUTS = (64, 62, 58, 54, 50)  # bands heard at 44.1 kHz, of common codecs, at 22 and 16 kHz
_NEGLIGIBLE = 0.02  # directions in which words hardly differ are left as they are


def music_reference(
    clips: Clips, name: str = "typical music", *, model: Model | None = None
) -> MusicReference:
    """Middle and covariances of the levels of music, every source weighed by its tracks.

    Bands above a track's cut-off are missing, not soft: they are taken as the bands below let
    expect them. The middle is the point that half of the tracks lie on either side of, along the
    axis of every word: along the words, music is skewed, and neither its mean nor its median band
    by band is the middle.

    Parameters
    ----------
    clips : Clips
        Crops of music.
    name : str
        How sentences call the reference.
    model : Model, optional
        Whose words. Default: the shipped model.

    Returns
    -------
    MusicReference
        For stretches of 2 s, of 10 s, and for whole tracks.
    """
    levels_db, n_heard = clips.below_cutoff_db()
    clips, levels_db = clips.select(n_heard >= _LEAST_BANDS), levels_db[n_heard >= _LEAST_BANDS]
    short_db = np.where(np.isfinite(levels_db), clips.short_levels_db, np.nan)
    names, first, of_track = np.unique(clips.tracks, return_index=True, return_inverse=True)
    tracks_db = np.stack([_track(levels_db[of_track == i]) for i in range(len(names))])
    weights = _track_weights(clips.sources[first])
    clip_weights = (weights / np.bincount(of_track))[of_track]
    tracks = fit_gaussian(tracks_db, weights)
    of_clips = fit_gaussian(levels_db, clip_weights)
    of_short = fit_gaussian(short_db, clip_weights)
    middle_db = _middle(
        tracks.filled_db, weights, tracks.mean_db, of_clips.covariance, model or load_model()
    )
    return MusicReference(
        name=name,
        n_recordings=len(names),
        mean_db=middle_db,
        durations_s=np.array([SHORT_S, CLIP_S, _TRACK_S]),
        covariances=np.stack([each.covariance for each in (of_short, of_clips, tracks)]),
    )


def _track(levels_db: Float64Array) -> Float64Array:
    """Average the crops of a track, up to the cut-off that most of them have."""
    heard = np.isfinite(levels_db)
    n_heard = int(np.median(heard.sum(axis=1)))
    mean_db = np.full(levels_db.shape[1], np.nan)
    kept = np.where(heard, levels_db, 0.0).sum(axis=0)[:n_heard]
    mean_db[:n_heard] = kept / heard.sum(axis=0)[:n_heard]
    return mean_db


def _track_weights(sources: npt.NDArray[np.str_]) -> Float64Array:
    _, of_source, n_tracks = np.unique(sources, return_inverse=True, return_counts=True)
    weights = (n_tracks ** (_SOURCE_POWER - 1.0))[of_source]
    return np.asarray(weights / weights.sum())


def _middle(
    levels_db: Float64Array,
    weights: Float64Array,
    start_db: Float64Array,
    covariance: Float64Array,
    model: Model,
) -> Float64Array:
    """Move a point until half of the spectra lie on either side of it along the words."""
    axes, targets = [], []
    for n_heard in _CUTS:
        along = word_axes(model, tuple(BANDS.centers_hz), n_heard)
        along = along / np.sqrt(((along @ covariance) * along).sum(axis=1))[:, np.newaxis]
        projected = (levels_db - start_db) @ along.T
        axes.append(along)
        targets.append(np.quantile(projected, 0.5, axis=0, weights=weights, method="inverted_cdf"))
    # The shortest step that does so, in units of how music varies.
    root = np.linalg.cholesky(covariance)
    step, *_ = np.linalg.lstsq(
        np.concatenate(axes) @ root, np.concatenate(targets), rcond=_NEGLIGIBLE
    )
    return np.asarray(start_db + root @ step)
