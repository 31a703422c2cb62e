"""Spectra whose trebles a codec left out still tell how whole ones look."""

from __future__ import annotations

import numpy as np

from semeq.train.ears.missing import fit_gaussian


def test_a_mean_and_covariance_come_back_from_cut_spectra() -> None:
    rng = np.random.default_rng(2)
    mixing = rng.normal(size=(3, 10))
    whole = rng.normal(size=(4_000, 3)) @ mixing + 0.3 * rng.normal(size=(4_000, 10)) + 5.0
    cut = whole.copy()
    cut[whole[:, 0] > 5.0, 7:] = np.nan  # soft basses have whole trebles
    cut[::5, 8:] = np.nan
    found = fit_gaussian(cut, np.ones(len(cut)))
    np.testing.assert_allclose(found.mean_db, whole.mean(axis=0), atol=0.2)
    np.testing.assert_allclose(found.covariance, np.cov(whole.T), atol=0.4)
    heard = np.isfinite(cut)
    np.testing.assert_array_equal(found.filled_db[heard], cut[heard])
    naive = np.nanmean(cut, axis=0)
    assert np.abs(naive - whole.mean(axis=0)).max() > 0.4


def test_whole_spectra_give_the_weighted_moments() -> None:
    rng = np.random.default_rng(3)
    whole, weights = rng.normal(size=(50, 4)), rng.uniform(size=50)
    found = fit_gaussian(whole, weights)
    np.testing.assert_allclose(found.mean_db, np.average(whole, axis=0, weights=weights))
    np.testing.assert_array_equal(found.filled_db, whole)
