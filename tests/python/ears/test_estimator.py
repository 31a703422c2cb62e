"""The native estimator against the artifact's own script."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq.eq.response import GRID_HZ, params_curve_db


@pytest.fixture(scope="module")
def features() -> np.ndarray:
    """Rows like music, like noise, like nothing that exists, and from low sample rates."""
    rng = np.random.default_rng(17)
    reference = semeq.load_ears().reference
    n_rows = 3_000
    music = rng.multivariate_normal(reference.mean_db, reference.covariance(10.0), n_rows)
    tilt = np.linspace(-1, 1, 64) * rng.normal(0, 8, (n_rows, 1))
    levels = np.concatenate([music, tilt, rng.normal(0, 30, (n_rows, 64))])
    spreads = np.concatenate(
        [
            np.abs(rng.normal(6, 2, (n_rows, 64))),
            np.abs(rng.normal(1, 0.3, (n_rows, 64))),
            np.abs(rng.normal(0, 30, (n_rows, 64))),
        ]
    )
    n_heard = rng.integers(30, 65, len(levels))
    unheard = np.arange(64) >= n_heard[:, np.newaxis]
    unheard[::2] = False
    return np.where(np.tile(unheard, 2), np.nan, np.concatenate([levels, spreads], axis=1))


@pytest.mark.usefixtures("libtorch")
def test_both_engines_estimate_the_same(features: np.ndarray) -> None:
    """Settings, half widths and latents, to a hundred-thousandth of their range."""
    native = semeq.load_ears().estimate(features)
    scripted = semeq.load_ears(engine="torchscript").estimate(features)
    assert native.shape == scripted.shape == (9_000, 13 + 64 + 32)
    assert native.dtype == scripted.dtype == np.float32
    assert np.isfinite(native).all()
    # Frequencies, Qs and half widths to a relative 1e-5; gains and latents, which cross 0, to
    # 1e-5 of what they reach.
    np.testing.assert_allclose(native, scripted, rtol=1e-5, atol=1.2e-4)
    curves = (
        params_curve_db(each[:, :13].astype(np.float64), GRID_HZ, sample_rate=44_100)
        for each in (native, scripted)
    )
    assert np.abs(np.subtract(*curves)).max() < 1e-3


def test_a_row_does_not_depend_on_the_rows_beside_it(features: np.ndarray) -> None:
    ears = semeq.load_ears()
    alone, together = ears.estimate(features[40:41]), ears.estimate(features)[40:41]
    np.testing.assert_allclose(alone, together, rtol=1e-5, atol=1e-5)


def test_an_unheard_band_counts_as_in_the_average_recording(features: np.ndarray) -> None:
    """For music, whose expert sees features relative to the average."""
    ears = semeq.load_ears()
    row = features[0].copy()
    row[50:64] = row[114:128] = np.nan
    assert np.isfinite(ears.estimate(row[np.newaxis])).all()
    assert ears.estimate(np.empty((0, 128))).shape == (0, 109)
