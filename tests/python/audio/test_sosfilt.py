"""A drop-in: same call, same answer as scipy.signal.sosfilt."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal

from semeq import AudioError, Band, EqSettings, ParameterError, sosfilt

SECTIONS = {
    "elliptic": scipy.signal.ellip(9, 1, 80, [0.1, 0.2], "bandpass", output="sos"),
    "low butterworth": scipy.signal.butter(4, 20 / 24_000, output="sos"),
    "first order": scipy.signal.butter(1, 0.3, output="sos"),
    "equalizer": EqSettings((Band("low_shelf", 60.0, 9.0), Band("peak", 3e3, -6.0))).to_sos(
        sample_rate=48_000
    ),
    "finite response": np.array([[0.2, 0.5, 0.3, 1, 0, 0]]),
    "canceling": np.array([[1.0, 0.5, 0.2, 1, 0.5, 0.2], [1, 0, 0, 1, 0, 0]]),
    "integrator": np.array([[0.01, 0, 0, 1, -1, 0]]),
    "unstable": np.array([[0.01, 0, 0, 1, -2.0, 1.001]]),
}


@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("dtype", [np.float64, np.int32, np.complex128, np.dtype(">f8")])
@pytest.mark.parametrize(("shape", "axis"), [((300,), -1), ((3, 300), 1), ((300, 2, 3), 0)])
def test_answers_are_scipys(rng, name, dtype, shape, axis) -> None:
    sos = SECTIONS[name]
    x = (10 * rng.standard_normal(shape)).astype(dtype)
    y, expected = sosfilt(sos, x, axis), scipy.signal.sosfilt(sos, x, axis)
    assert y.dtype == expected.dtype
    np.testing.assert_allclose(y, expected, atol=1e-11 * np.abs(expected).max(), rtol=1e-9)

    zi_shape = [len(sos), *shape]
    zi_shape[1 + axis % len(shape)] = 2
    zi = rng.standard_normal(zi_shape)
    (y, zf), (expected, expected_zf) = (
        f(sos, x, axis, zi) for f in (sosfilt, scipy.signal.sosfilt)
    )
    assert zf.dtype == expected_zf.dtype
    assert zf.shape == expected_zf.shape
    np.testing.assert_allclose(y, expected, atol=1e-9 * np.abs(expected).max(), rtol=1e-7)
    np.testing.assert_allclose(zf, expected_zf, atol=1e-9 * np.abs(expected_zf).max(), rtol=1e-7)


def test_float32_stays_and_is_closer_to_float64_than_scipy(rng) -> None:
    sos = SECTIONS["equalizer"].astype(np.float32)
    x = rng.uniform(-0.1, 0.1, 48_000).astype(np.float32)
    exact = scipy.signal.sosfilt(sos.astype(np.float64), x.astype(np.float64))
    y, theirs = sosfilt(sos, x), scipy.signal.sosfilt(sos, x)
    assert y.dtype == theirs.dtype == np.float32
    assert np.abs(y - exact).max() < 0.1 * np.abs(theirs - exact).max()
    assert sosfilt(sos.astype(np.float64), x).dtype == np.float64


def test_blocks_continue_each_other(rng) -> None:
    sos = SECTIONS["equalizer"]
    x = rng.standard_normal(1_000)
    zi = np.zeros((len(sos), 2))
    parts = []
    for start in range(0, 1_000, 37):
        y, zi = sosfilt(sos, x[start : start + 37], zi=zi)
        parts.append(y)
    np.testing.assert_allclose(np.concatenate(parts), sosfilt(sos, x), atol=1e-9)


def test_nan_runs_through_from_where_it_is(rng) -> None:
    sos = SECTIONS["equalizer"]
    x = rng.standard_normal(100)
    x[37] = np.nan
    y = sosfilt(sos, x)
    assert np.isfinite(y[:37]).all()
    assert np.isnan(y[37:]).all()


def test_input_is_never_changed_and_may_be_empty(rng) -> None:
    sos = SECTIONS["equalizer"]
    x, zi = rng.standard_normal(100), rng.standard_normal((len(sos), 2))
    before = x.copy(), zi.copy()
    sosfilt(sos, x, zi=zi)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(zi, before[1])
    assert sosfilt(sos, np.empty((2, 0))).shape == (2, 0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((np.ones((2, 5)), [1.0]), ParameterError, r"\(n_sections, 6\)"),
        (([[1, 0, 0, 2, 0, 0]], [1.0]), ParameterError, "a0"),
        (([[1, 0, 0, 1, 0, 0]], 1.0), ParameterError, "at least one dimension"),
        (([[1, 0, 0, 1, 0, 0]], [1.0], 3), ParameterError, "axis must be from -1 to 0, got 3"),
        (([[1, 0, 0, 1, 0, 0]], [1.0], -1, [0.0, 0.0]), ParameterError, r"shape \(1, 2\)"),
        (([[1, 0, 0, 1, 0, 0]], np.ones(3, np.longdouble)), AudioError, "precision"),
    ],
)  # fmt: skip
def test_bad_input_is_named(arguments, error, message) -> None:
    with pytest.raises(error, match=message):
        sosfilt(*arguments)
