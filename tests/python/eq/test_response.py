"""Curves against scipy."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from semeq import Band, EqSettings, ParameterError
from semeq.eq.design import params_to_sos
from semeq.eq.response import GRID_HZ, params_curve_db, sos_curve_db

PARAMS = [3, 80, -4, 300, 1, 5, 1_200, 3, -2, 5_000, 0.7, 6, 9_000]


def scipy_curve_db(sos, freq_hz, sample_rate):
    _, response = scipy.signal.sosfreqz(sos, worN=freq_hz, fs=sample_rate)
    return 20 * np.log10(np.abs(response))


@given(
    st.sampled_from(["low_shelf", "peak", "high_shelf"]),
    st.floats(20, 20_000), st.floats(-24, 24), st.floats(0.1, 10),
    st.sampled_from([8_000, 44_100, 384_000]), st.sampled_from(["rbj", "matched"]),
)  # fmt: skip
def test_curves_equal_scipys(kind, freq_hz, gain_db, q, sample_rate, design) -> None:
    settings = EqSettings((Band(kind, freq_hz, gain_db, q),))
    grid = np.geomspace(20, 0.499 * sample_rate, 50)
    expected = scipy_curve_db(
        settings.to_sos(sample_rate=sample_rate, design=design), grid, sample_rate
    )
    # scipy evaluates z^-1 powers, which lose digits at low frequencies.
    np.testing.assert_allclose(
        settings.curve_db(grid, sample_rate=sample_rate, design=design),
        expected,
        atol=2e-5 if freq_hz > 1e3 else 2e-3,
    )


def test_rows_of_params_are_designed_one_by_one(rng) -> None:
    rows = np.tile(PARAMS, (4, 3, 1)) * rng.uniform(0.8, 1.2, (4, 3, 13))
    sos, curves = params_to_sos(rows, sample_rate=48_000), params_curve_db(rows, sample_rate=48_000)
    assert sos.shape == (4, 3, 5, 6)
    assert curves.shape == (4, 3, 128)
    one = EqSettings.from_params(rows[2, 1])
    np.testing.assert_array_equal(sos[2, 1], one.to_sos(sample_rate=48_000))
    np.testing.assert_array_equal(curves[2, 1], one.curve_db(sample_rate=48_000))
    np.testing.assert_array_equal(
        curves[2, 1], sos_curve_db(sos[2, 1], GRID_HZ, sample_rate=48_000)
    )


def test_no_rows_and_no_bands_have_curves_too() -> None:
    assert params_curve_db(np.empty((0, 13)), sample_rate=44_100).shape == (0, 128)
    np.testing.assert_array_equal(EqSettings(()).curve_db([100.0], sample_rate=44_100), [0.0])


def test_the_grid_is_the_models() -> None:
    np.testing.assert_allclose(GRID_HZ, np.geomspace(20, 20_000, 128))
    with pytest.raises(ValueError, match="read-only"):
        GRID_HZ[0] = 1.0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: params_curve_db(np.ones(12), sample_rate=44_100), r"\(..., 13\), got \(12,\)"),
        (lambda: params_curve_db(np.zeros(13), sample_rate=44_100), "frequencies and Qs > 0"),
        (lambda: params_to_sos(np.full(13, np.nan), sample_rate=44_100), "finite"),
        (
            lambda: params_curve_db(PARAMS, [30_000.0], sample_rate=44_100),
            "Nyquist, 22050 Hz; got 30000",
        ),
        (lambda: params_curve_db(PARAMS, [-1.0], sample_rate=44_100), "got -1"),
        (lambda: params_curve_db(PARAMS, [[1.0]], sample_rate=44_100), "one dimension"),
        (
            lambda: params_curve_db(PARAMS, design="analog", sample_rate=44_100),
            "of rbj, matched, got 'analog'",
        ),
        (
            lambda: sos_curve_db(np.ones((2, 5)), sample_rate=44_100),
            r"\(n_sections, 6\), got \(2, 5\)",
        ),
        (
            lambda: sos_curve_db(np.full((2, 6), 2.0), sample_rate=44_100),
            "divide each section by its a0",
        ),
        (lambda: sos_curve_db([[np.inf, 0, 0, 1, 0, 0]], sample_rate=44_100), "finite"),
    ],
)
def test_bad_input_is_named(call, message) -> None:
    with pytest.raises(ParameterError, match=message):
        call()
