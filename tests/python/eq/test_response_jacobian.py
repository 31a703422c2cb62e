"""The native curves and their derivatives, against scipy's frequency response."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import freqz

from semeq import _core
from semeq.eq.params import KINDS, LOG_COLUMNS, SAFE_BOUNDS
from semeq.eq.response import GRID_HZ, params_curve_db

BOUNDS = np.array(SAFE_BOUNDS)
POINTS_HZ = np.geomspace(100.0, 3_900.0, 12)
STEP = 1e-4

kinds = st.sampled_from(KINDS)
rates = st.sampled_from([8_000.0, 44_100.0, 192_000.0])


def scipy_curve_db(kind: str, log_freq: float, gain_db: float, log_q: float, rate: float):
    """Return the curve of one section, designed and evaluated in long double."""
    freq_hz, q = np.exp(np.longdouble([log_freq, log_q]))
    w = 2 * np.pi * np.minimum(freq_hz / rate, np.longdouble(0.49))
    amp = np.longdouble(10) ** (np.longdouble(gain_db) / 40)
    alpha, cos = np.sin(w) / (2 * q), np.cos(w)
    if kind == "peak":
        b = np.array([1 + alpha * amp, -2 * cos, 1 - alpha * amp])
        a = np.array([1 + alpha / amp, -2 * cos, 1 - alpha / amp])
    else:
        s = 1 if kind == "low_shelf" else -1
        slope = 2 * np.sqrt(amp) * alpha
        b = amp * np.array([
            amp + 1 - s * (amp - 1) * cos + slope,
            s * 2 * (amp - 1 - s * (amp + 1) * cos),
            amp + 1 - s * (amp - 1) * cos - slope,
        ])  # fmt: skip
        a = np.array([
            amp + 1 + s * (amp - 1) * cos + slope,
            -s * 2 * (amp - 1 + s * (amp + 1) * cos),
            amp + 1 + s * (amp - 1) * cos - slope,
        ])  # fmt: skip
    response = freqz(b, a, np.longdouble(2) * np.pi * POINTS_HZ / rate)[1]
    return 20 * np.log10(np.abs(response))


@settings(max_examples=150, deadline=None)
@given(kinds, st.floats(60, 20_000), st.floats(-24, 24), st.floats(0.2, 8), rates)
def test_a_band_s_derivatives_are_central_differences_of_scipy(kind, freq_hz, gain_db, q, rate):
    point = np.array([gain_db, np.log(freq_hz), np.log(q)])
    if abs(freq_hz / rate - 0.49) < 0.01:
        return  # where the design stops, the derivative has a step
    curve, jacobian = _core.bands_curve_jacobian([kind], [freq_hz], [gain_db], [q], POINTS_HZ, rate)

    def of(values: np.ndarray) -> np.ndarray:
        return scipy_curve_db(kind, values[1], values[0], values[2], rate)

    np.testing.assert_allclose(curve[0], of(point).astype(float), atol=1e-7)
    for i in range(3):
        step = STEP * np.eye(3)[i]
        numeric = (of(point + step) - of(point - step)) / (2 * STEP)
        np.testing.assert_allclose(jacobian[0, i], numeric.astype(float), atol=2e-5, rtol=2e-5)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=13, max_size=13), rates)
def test_params_are_their_bands(unit: list[float], rate: float) -> None:
    low, high = BOUNDS.T
    params = low + np.array(unit) * (high - low)
    points_hz = GRID_HZ[rate / 2.001 > GRID_HZ]
    curve, jacobian = _core.params_curve_jacobian(params[np.newaxis], points_hz, rate)
    expected = params_curve_db(params, points_hz, sample_rate=rate)
    np.testing.assert_allclose(curve[0], expected, atol=1e-6)
    logs = np.isin(np.arange(13), LOG_COLUMNS)
    for column in range(13):
        steps = STEP * np.array([1, -1, 2, -2])
        moved = np.tile(params, (4, 1))
        if logs[column]:
            moved[:, column] *= np.exp(steps)
        else:
            moved[:, column] += steps
        up, down, far_up, far_down = _core.params_curve_jacobian(moved, points_hz, rate)[0]
        beyond = logs[column] and abs(params[column] / rate - 0.49) < 0.01
        if not beyond:
            # Of fourth order: narrow bands just below Nyquist bend within one step.
            numeric = (8 * (up - down) - (far_up - far_down)) / (12 * STEP)
            np.testing.assert_allclose(jacobian[0, column], numeric, atol=1e-4, rtol=1e-4)


def test_bands_above_nyquist_are_designed_as_the_engine_does() -> None:
    params = np.tile([3.0, 900, 4, 3_900, 1, -3, 4_500, 1, 5, 9_000, 2, -6, 15_000], (1, 1))
    freqs = np.geomspace(20, 3_900, 40)
    curves, jacobian = _core.params_curve_jacobian(params, freqs, 8_000.0)
    expected = params_curve_db(params, freqs, sample_rate=8_000)
    np.testing.assert_allclose(curves, expected, atol=1e-6)
    assert not jacobian[0, (6, 9, 12)].any()


def test_the_ends_of_the_axis_are_finite() -> None:
    params = BOUNDS.T.copy()
    curves, jacobian = _core.params_curve_jacobian(params, np.array([0.0, 22_050.0]), 44_100.0)
    assert np.isfinite(curves).all()
    assert np.isfinite(jacobian).all()


@pytest.mark.parametrize("shape", [(13,), (2, 12), (1, 2, 13)])
def test_wrong_shapes_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"\(n, 13\)"):
        _core.params_curve_jacobian(np.ones(shape), GRID_HZ, 44_100.0)
