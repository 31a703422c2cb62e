"""Settings for any curve."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import sosfreqz

import semeq
from semeq.eq.fit import Fit, fit_settings, fit_settings_batch
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.eq.params import FREQ_COLUMNS, Q_COLUMNS, SAFE_BOUNDS
from semeq.eq.response import params_curve_db

LOGS = list(FREQ_COLUMNS + Q_COLUMNS)
BOUNDS = np.array(SAFE_BOUNDS)


def random_params(rng: np.random.Generator, n: int, gain: float = 12.0) -> np.ndarray:
    low, high = BOUNDS.T.copy()
    low[LOGS], high[LOGS] = np.log(low[LOGS]), np.log(high[LOGS])
    params = rng.uniform(low, high, (n, 13))
    params[:, LOGS] = np.exp(params[:, LOGS])
    params[:, (0, 2, 5, 8, 11)] *= gain / 12.0
    return params


def scipy_curve_db(eq: semeq.EqSettings, freq_hz: np.ndarray, rate: float) -> np.ndarray:
    return 20 * np.log10(np.abs(sosfreqz(eq.to_sos(sample_rate=rate), freq_hz, fs=rate)[1]))


def test_the_stated_residual_is_the_curve_s(rng: np.random.Generator) -> None:
    freqs = np.geomspace(25, 16_000, 40)
    target = np.cumsum(rng.normal(0, 1.5, 40))
    for free_level in (True, False):
        fitted = fit_settings(target, freqs, free_level=free_level, sample_rate=44_100)
        error = target - scipy_curve_db(fitted.settings, freqs, 44_100)
        assert fitted.level_db == pytest.approx(error.mean() if free_level else 0.0, abs=1e-9)
        error -= fitted.level_db
        assert fitted.rms_db == pytest.approx(np.sqrt(np.mean(error**2)), abs=1e-6)
        assert fitted.max_error_db == pytest.approx(np.abs(error).max(), abs=1e-6)


def test_settings_are_found_again(rng: np.random.Generator) -> None:
    curves = params_curve_db(random_params(rng, 40, gain=8.0), sample_rate=44_100)
    fitted = fit_settings_batch(curves, free_level=False, sample_rate=44_100)
    rms = np.array([each.rms_db for each in fitted])
    assert np.median(rms) < 0.1
    assert np.quantile(rms, 0.9) < 0.6
    for each in fitted:
        assert (
            (BOUNDS[:, 0] <= each.settings.params) & (each.settings.params <= BOUNDS[:, 1])
        ).all()


@pytest.mark.parametrize("n_bands", [3, 8, 16])
def test_any_number_of_bands_may_be_asked_for(rng: np.random.Generator, n_bands: int) -> None:
    freqs_hz = np.sort(np.exp(rng.uniform(np.log(60), np.log(12_000), n_bands)))
    kinds = ["low_shelf", *["peak"] * (n_bands - 2), "high_shelf"]
    asked = semeq.EqSettings(
        tuple(
            semeq.Band(kind, freq_hz, gain_db, 0.71 if "shelf" in kind else 1.5)
            for kind, freq_hz, gain_db in zip(
                kinds, freqs_hz, rng.uniform(-6, 6, n_bands), strict=True
            )
        )
    )
    curve_db = asked.curve_db(sample_rate=44_100)
    found = fit_settings(curve_db, sample_rate=44_100, n_bands=n_bands)
    assert found.rms_db < 0.3
    assert list(found.settings.kinds) == kinds
    peaks_hz = [band.freq_hz for band in found.settings.bands[1:-1]]
    assert peaks_hz == sorted(peaks_hz)
    assert all(20 <= hz <= 20_000 for hz in peaks_hz)
    assert all(abs(band.gain_db) <= 12 for band in found.settings.bands)


def test_more_bands_come_nearer(rng: np.random.Generator) -> None:
    waves = np.cos(np.pi * np.arange(1, 9)[:, np.newaxis] * np.linspace(0, 1, 128))
    curves_db = rng.normal(0, 2, (12, 8)) @ waves
    medians = [
        np.median(
            [each.rms_db for each in fit_settings_batch(curves_db, sample_rate=44_100, n_bands=n)]
        )
        for n in (3, 5, 10)
    ]
    assert medians[0] > 1.2 * medians[1] > 1.2 * 1.2 * medians[2]


def test_one_by_one_is_as_good_as_together(rng: np.random.Generator) -> None:
    curves = np.cumsum(rng.normal(0, 0.6, (5, 128)), axis=1)
    together = fit_settings_batch(curves, sample_rate=44_100)
    alone = [fit_settings(curve, sample_rate=44_100) for curve in curves]
    np.testing.assert_allclose(
        [each.rms_db for each in together], [each.rms_db for each in alone], rtol=0.02
    )


def test_a_flat_curve_gives_a_bypass_and_its_level() -> None:
    fitted = fit_settings(np.full(128, 3.0), sample_rate=44_100)
    assert fitted.settings.is_flat
    assert fitted.level_db == pytest.approx(3.0)
    assert fitted.rms_db == pytest.approx(0.0, abs=1e-12)


def test_what_cannot_be_reached_stays_as_residual() -> None:
    fitted = fit_settings([60.0, -60.0] * 20, np.geomspace(50, 15_000, 40), sample_rate=44_100)
    assert fitted.rms_db > 40
    assert (
        (BOUNDS[:, 0] <= fitted.settings.params) & (fitted.settings.params <= BOUNDS[:, 1])
    ).all()


def test_the_prior_gives_more_usual_layouts_at_a_small_cost(rng: np.random.Generator) -> None:
    curves = params_curve_db(random_params(rng, 20, gain=5.0), sample_rate=44_100)
    usual = np.log([120, 350, 1_000, 3_000, 7_000])
    found = {
        prior: fit_settings_batch(curves, prior_db=prior, sample_rate=44_100)
        for prior in (0.0, 0.3)
    }
    away = {
        prior: np.mean(
            [np.abs(np.log(each.settings.params[list(FREQ_COLUMNS)]) - usual) for each in fits]
        )
        for prior, fits in found.items()
    }
    assert away[0.3] < 0.7 * away[0.0]
    assert np.median([each.rms_db for each in found[0.3]]) < 0.5


def test_the_prior_keeps_bands_from_undoing_each_other(rng: np.random.Generator) -> None:
    waves = np.cos(np.pi * np.arange(1, 6)[:, np.newaxis] * np.linspace(0, 1, 128))
    curves = rng.normal(0, [3, 3, 2, 2, 1], (20, 5)) @ waves
    sizes = [
        np.mean([np.abs(each.settings.params[[0, 2, 5, 8, 11]]) for each in fits])
        for fits in (
            fit_settings_batch(curves, prior_db=prior, sample_rate=44_100) for prior in (0.0, 0.3)
        )
    ]
    assert sizes[1] < 0.96 * sizes[0]


def test_the_prior_puts_peaks_in_their_usual_order(rng: np.random.Generator) -> None:
    """Peaks play alike in any order: where their ranges allow it, the most usual one is best."""
    crossed = np.tile([0, 120, 0, 2_500, 1, 0, 900, 1, 0, 400, 1, 0, 8_000.0], (24, 1))
    crossed[:, (0, 2, 5, 8, 11)] = rng.uniform(-8, 8, (24, 5))
    for fitted in fit_settings_batch(
        params_curve_db(crossed, sample_rate=44_100), prior_db=0.25, sample_rate=44_100
    ):
        assert fitted.rms_db < 0.4
        peaks = fitted.settings.params[2:11].reshape(3, 3)
        usual = np.log([(310, 0.7), (1_200, 0.7), (4_000, 0.8)])
        away = [
            np.square([1.0, 0.5] * (np.log(peaks[list(order), 1:]) - usual)).sum()
            for order in permutations(range(3))
            if np.all(BOUNDS[2:11, 0] <= peaks[list(order)].ravel())
            and np.all(peaks[list(order)].ravel() <= BOUNDS[2:11, 1])
        ]
        assert away[0] == min(away), "the first order is the one found"


def test_weights_choose_where_it_counts() -> None:
    freqs = np.geomspace(40, 16_000, 60)
    target = np.where(freqs < 800, np.sin(8 * np.log(freqs)) * 6, np.sin(9 * np.log(freqs)) * 6)
    low = fit_settings(target, freqs, weights=freqs < 800, sample_rate=44_100)
    error = target - low.settings.curve_db(freqs, sample_rate=44_100) - low.level_db
    plain = fit_settings(target, freqs, sample_rate=44_100)
    plain_error = target - plain.settings.curve_db(freqs, sample_rate=44_100) - plain.level_db
    assert np.abs(error[freqs < 800]).mean() < np.abs(plain_error[freqs < 800]).mean()
    assert low.max_error_db == pytest.approx(np.abs(error[freqs < 800]).max())


@pytest.mark.parametrize(
    ("curve", "options", "message"),
    [
        (np.zeros(40), {}, r"one value for each of the 128 frequencies, got shape \(1, 40\)"),
        (np.zeros((2, 128)), {}, "fit_settings_batch"),
        (np.full(128, np.nan), {}, "finite, got nan"),
        (np.zeros(2), {"freq_hz": [10, 30_000]}, "Nyquist"),
        (np.zeros(128), {"weights": np.zeros(128)}, "not all 0"),
        (np.zeros(128), {"weights": np.ones(3)}, r"shape \(128,\), got \(3,\)"),
        (np.zeros(128), {"sample_rate": 100}, "sample_rate"),
        (np.zeros(128), {"prior_db": -1}, "prior_db must be in"),
        (np.zeros(128), {"n_bands": 2}, "n_bands must be from 3 to 16, got 2"),
        (np.zeros(128), {"n_bands": 5.0}, "n_bands must be a whole number"),
        (np.zeros(128), {"sample_rate": None}, "sample_rate must be a single number"),
        (None, {}, "curve_db must hold numbers"),
        (np.zeros(0), {"freq_hz": []}, "0 frequencies"),
    ],
)
def test_bad_input_is_refused(curve: np.ndarray, options: dict, message: str) -> None:
    with pytest.raises(semeq.ParameterError, match=message):
        fit_settings(curve, **{"sample_rate": 44_100} | options)


def test_no_curves_give_no_settings() -> None:
    assert fit_settings_batch(np.zeros((0, 128)), sample_rate=44_100) == ()


@settings(max_examples=25)
@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8), st.sampled_from([8e3, 44.1e3]))
def test_any_finite_curve_gives_settings(curve: list[float], rate: float) -> None:
    fitted = fit_settings(curve, np.linspace(0, rate / 2, len(curve)), sample_rate=rate)
    assert isinstance(fitted, Fit)
    assert np.isfinite([fitted.rms_db, fitted.max_error_db, fitted.level_db]).all()


def test_socialeq_words_fit(shared_dir: Path) -> None:
    words = json.loads((shared_dir / "data/audealize/eqdescriptors.json").read_text("utf-8"))
    gains = np.array([word["settings"] for word in words])
    curves = 10 * gains / np.ptp(gains, axis=1, keepdims=True)
    rms = [
        each.rms_db for each in fit_settings_batch(curves, SOCIALEQ_CENTERS_HZ, sample_rate=44_100)
    ]
    assert np.median(rms) <= 0.25
    assert np.quantile(rms, 0.95) <= 0.5
