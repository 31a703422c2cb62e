"""How well the ears hear: judged on music and people that no training has seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from semeq.ears.bands import N_BANDS
from semeq.ears.reference import MusicReference
from semeq.eq.curves import level_free, rms_db, tilt_db
from semeq.eq.params import N_PARAMS
from semeq.eq.response import GRID_HZ
from semeq.train.data.table import SettingsTable
from semeq.train.ears.batches import curves_of, equalized
from semeq.train.ears.clips import CLIP_S, Clips
from semeq.train.ears.estimator import BlindEstimator
from semeq.train.ears.people import PeopleSplits
from semeq.train.ears.pink import PinkClips

Float64Array = npt.NDArray[np.float64]

_N_PINK = 128
_PINK_SEED = 9_001
_MUSIC_FACTOR = 2.0  # of the covariance, as found best for the estimate that is compared with


def judge(
    estimator: BlindEstimator,
    known: MusicReference,
    unseen: Clips,
    settings: PeopleSplits,
    *,
    seed: int,
) -> dict[str, Any]:
    """Equalize unseen music as unseen people did, and estimate how.

    Parameters
    ----------
    estimator : BlindEstimator
        Trained on music and the training contributors.
    known : MusicReference
        Statistics of the music it was trained on, for the Wiener estimate.
    unseen : Clips
        Music it was not trained on.
    settings : PeopleSplits
        The validation contributors' are applied.
    seed : int
        Which setting meets which clip.

    Returns
    -------
    dict
        Mean RMS error of the curve in dB of the estimator, of saying *flat*, of the mean curve,
        and of the Wiener estimate, each with its level and of its shape alone, for a level cannot
        be heard from a recording alone; share of the interval's bands that hold the true shape;
        accuracy of *warm* against *bright*; the error of the shape on pink noise.
    """
    params, words = draw_settings(settings.val, len(unseen), seed)
    grid_db, bands_db = curves_of(params)
    heard = equalized(unseen.levels_db, bands_db)
    found = run(estimator, heard, unseen.spread_db)
    mean_db = curves_of(settings.train.params)[0].mean(axis=0)
    wiener_db = wiener_estimate(settings.train, known, heard)
    curves = {"": found.grid_db, "flat_": 0.0 * grid_db, "mean_": mean_db, "wiener_": wiener_db}
    residual = {name: curve - grid_db for name, curve in curves.items()}
    return {
        "n_clips": len(unseen),
        **{f"{name}rms_db": mean_rms(each) for name, each in residual.items()},
        **{f"{name}shape_rms_db": mean_rms(level_free(each)) for name, each in residual.items()},
        "coverage": float(
            (np.abs(level_free(found.bands_db - bands_db)) <= found.half_width_db).mean()
        ),
        "warm_bright_accuracy": warm_bright_accuracy(found.grid_db, words),
        "warm_bright_oracle": warm_bright_accuracy(grid_db, words),
        "pink_shape_rms_db": pink_shape_rms_db(estimator, settings.val),
    }


def residual_over_scale(
    estimator: BlindEstimator, unseen: Clips, table: SettingsTable, *, seed: int
) -> Float64Array:
    """Errors of the bands in units of the scale that the estimator states for them.

    Parameters
    ----------
    estimator : BlindEstimator
        The estimator.
    unseen : Clips
        Music it was not trained on.
    table : SettingsTable
        Settings to apply.
    seed : int
        Which setting meets which clip.

    Returns
    -------
    ndarray, shape (n_clips * 64,)
        Levels do not count.
    """
    params, _ = draw_settings(table, len(unseen), seed)
    _, bands_db = curves_of(params)
    found = run(estimator, equalized(unseen.levels_db, bands_db), unseen.spread_db)
    scale = found.half_width_db / float(estimator.interval_factor)
    return np.asarray(np.abs(level_free(found.bands_db - bands_db)) / scale).ravel()


class Found:
    """What an estimator says of some clips: *params*, curves and half widths in bands."""

    def __init__(self, estimates: Float64Array) -> None:
        self.params = estimates[:, :N_PARAMS]
        self.half_width_db = estimates[:, N_PARAMS : N_PARAMS + N_BANDS]
        self.grid_db, self.bands_db = curves_of(self.params)


@torch.no_grad()
def run(estimator: BlindEstimator, levels_db: Float64Array, spread_db: Float64Array) -> Found:
    """Estimate from levels and spreads ``(n, 64)``.

    Parameters
    ----------
    estimator : BlindEstimator
        The estimator.
    levels_db, spread_db : ndarray, shape (n, 64)
        What was heard.
    """
    features = torch.tensor(np.concatenate([levels_db, spread_db], axis=1), dtype=torch.float32)
    return Found(estimator.estimate(features).double().numpy())


def draw_settings(
    table: SettingsTable, n_rows: int, seed: int
) -> tuple[Float64Array, npt.NDArray[np.str_]]:
    """Draw settings with their words.

    Parameters
    ----------
    table : SettingsTable
        Rows to draw from, each as likely.
    n_rows : int
        How many.
    seed : int
        Decides the draw.

    Returns
    -------
    params : ndarray, shape (n_rows, 13)
    words : ndarray of str, shape (n_rows,)
    """
    generator = np.random.default_rng([seed, 3])
    rows = generator.integers(len(table), size=n_rows)
    return table.params[rows], table.words[rows]


def warm_bright_accuracy(grid_db: Float64Array, words: npt.NDArray[np.str_]) -> float:
    """Share of *warm* and *bright* curves that tilt the way their word says.

    A curve is taken for *bright* if its mean above 2 kHz exceeds its mean below 500 Hz, and for
    *warm* otherwise: the border is a tilt of 0 dB.

    Parameters
    ----------
    grid_db : ndarray, shape (n, 128)
        Curves on the model's grid.
    words : ndarray of str, shape (n,)
        Their words; rows with other words do not count.

    Returns
    -------
    float
        From 0 to 1; NaN without such a row.
    """
    tilt = tilt_db(grid_db, GRID_HZ)
    asked = np.isin(words, ("warm", "bright"))
    return float(((tilt > 0) == (words == "bright"))[asked].mean())


def wiener_estimate(
    table: SettingsTable, known: MusicReference, heard_db: Float64Array
) -> Float64Array:
    """Estimate curves by the linear-Gaussian rule, from the covariances of settings and music.

    Parameters
    ----------
    table : SettingsTable
        Settings that are usual.
    known : MusicReference
        Music that is usual.
    heard_db : ndarray, shape (n, 64)
        Levels of equalized music in bands.

    Returns
    -------
    ndarray, shape (n, 128)
        Curves on the model's grid, in dB.
    """
    grid_db, bands_db = curves_of(table.params)
    level_free = equalized(np.zeros_like(bands_db), bands_db)
    n_bands = level_free.shape[1]
    joint = np.cov(np.concatenate([level_free, grid_db], axis=1).T)
    music = _MUSIC_FACTOR * known.covariance(CLIP_S)
    gain = np.linalg.solve(joint[:n_bands, :n_bands] + music, joint[:n_bands, n_bands:])
    expected = known.mean_db + level_free.mean(axis=0)
    return np.asarray(grid_db.mean(axis=0) + (heard_db - expected) @ gain)


def pink_shape_rms_db(estimator: BlindEstimator, table: SettingsTable) -> float:
    """Mean RMS error of the shape on pure pink noise with known settings, in dB."""
    pink = PinkClips(_N_PINK, _PINK_SEED)
    params, _ = draw_settings(table, _N_PINK, _PINK_SEED)
    grid_db, bands_db = curves_of(params)
    found = run(estimator, equalized(pink.levels_db, bands_db), pink.spread_db)
    return mean_rms(level_free(found.grid_db - grid_db))


def mean_rms(residual_db: Float64Array) -> float:
    """Mean of the RMS of each row ``(n, n_freqs)``."""
    return float(rms_db(residual_db).mean())
