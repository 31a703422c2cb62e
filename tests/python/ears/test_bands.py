"""The front end against scipy's transforms in double precision."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
import scipy.fft

import semeq
from semeq import _core
from semeq.ears.bands import BANDS, Bands, window_frames

RATES = (8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000, 384_000)


def expected_power(audio: np.ndarray, rate: float, bands: Bands = BANDS) -> np.ndarray:
    """Triangles over scipy's spectra, as :meth:`Bands.weights` describes them."""
    n = window_frames(rate)
    windows = np.lib.stride_tricks.sliding_window_view(audio.astype(np.float64), n, axis=1)
    spectra = scipy.fft.rfft(windows[:, :: n // 2] * np.hanning(n + 1)[:-1])
    density = np.abs(spectra) ** 2 * 2 / (3 / 8 * n * rate)
    hz = scipy.fft.rfftfreq(n, 1 / rate)[:, np.newaxis]
    rise = (hz - bands.lower_hz) / (bands.centers_hz - bands.lower_hz)
    fall = (bands.upper_hz - hz) / (bands.upper_hz - bands.centers_hz)
    shapes = np.clip(np.minimum(rise, fall), 0, None)
    means = density @ shapes / np.maximum(shapes.sum(axis=0), 1e-9)
    return np.where(bands.upper_hz <= rate / 2, means * bands.centers_hz / np.sqrt(2), 0)


@pytest.mark.parametrize("rate", RATES)
def test_power_equals_scipys_in_double_precision(rate: int, rng: np.random.Generator) -> None:
    """To a hundred-thousandth, at any window length, where windows fill no vector."""
    audio = rng.normal(0, 0.1, (2, 6 * window_frames(rate) + 11)).astype(np.float32)
    power = BANDS.power(audio, sample_rate=rate)
    assert power.shape == (2, 11, 64)
    assert power.dtype == np.float32
    np.testing.assert_allclose(power, expected_power(audio, rate), rtol=1e-5, atol=0)


@pytest.mark.parametrize("isa", _core.runnable_isas())
def test_every_instruction_set_measures_the_same(isa: str) -> None:
    code = """
import numpy as np
from semeq.ears.bands import BANDS
audio = np.random.default_rng(0).normal(0, 0.1, (1, 88_200)).astype(np.float32)
print(*BANDS.power(audio, sample_rate=44_100).ravel().tolist())
"""
    printed = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "SEMEQ_ISA": isa},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    audio = np.random.default_rng(0).normal(0, 0.1, (1, 88_200)).astype(np.float32)
    found = np.array(printed.split(), dtype=float).reshape(1, -1, 64)
    np.testing.assert_allclose(found, expected_power(audio, 44_100), rtol=1e-5)


def test_a_full_scale_sine_has_half_the_power() -> None:
    """Over all bands, as triangles that overlap by halves count it."""
    sine = np.sin(2 * np.pi * 1_000 * np.arange(88_200) / 44_100).astype(np.float32)
    power = BANDS.power(sine[np.newaxis], sample_rate=44_100)[0].mean(axis=0)
    width_octaves = np.log2(BANDS.centers_hz[1] / BANDS.centers_hz[0])
    assert power.sum() * width_octaves * np.sqrt(2) * np.log(2) == pytest.approx(0.5, rel=0.02)


def test_windows_do_not_depend_on_how_audio_is_cut(rng: np.random.Generator) -> None:
    audio = rng.normal(0, 0.1, (3, 10 * 8_192)).astype(np.float32)
    whole = BANDS.power(audio, sample_rate=44_100)
    np.testing.assert_array_equal(BANDS.power(audio[1:2], sample_rate=44_100), whole[1:2])
    np.testing.assert_array_equal(BANDS.power(audio[:, 8_192:], sample_rate=44_100), whole[:, 2:])
    np.testing.assert_array_equal(BANDS.power(np.asfortranarray(audio), sample_rate=44_100), whole)


def test_bands_beyond_nyquist_have_no_power(rng: np.random.Generator) -> None:
    audio = rng.normal(0, 0.1, (1, 16_000)).astype(np.float32)
    power = BANDS.power(audio, sample_rate=16_000)
    np.testing.assert_array_equal((power == 0).all(axis=(0, 1)), BANDS.upper_hz > 8_000)


def test_wrong_arrays_and_rates_are_refused() -> None:
    for wrong in (np.zeros((1, 44_100)), np.zeros(44_100, np.float32), [[0.0]], None):
        with pytest.raises(semeq.ParameterError, match="float32 of shape"):
            BANDS.power(wrong, sample_rate=44_100)
    for short in ((1, 8_191), (0, 44_100)):
        with pytest.raises(semeq.ParameterError, match="at least 8192 frames"):
            BANDS.power(np.zeros(short, np.float32), sample_rate=44_100)
    with pytest.raises(semeq.ParameterError, match="sample_rate"):
        window_frames(1)


def test_the_meter_checks_again() -> None:
    meter = _core.BandMeter(BANDS.weights(44_100))
    assert (meter.n_window, meter.n_bands) == (8_192, 64)
    with pytest.raises(ValueError, match="one window long"):
        meter.power(np.zeros((1, 8_191), np.float32))
    with pytest.raises(ValueError, match="n_channels, n_frames"):
        meter.power(np.zeros((0, 8_192), np.float32))
    with pytest.raises(TypeError, match="float32"):
        meter.power(np.zeros((1, 8_192)))
    with pytest.raises(ValueError, match="n_bands, n_bins"):
        _core.BandMeter(np.zeros(33, np.float32))
    with pytest.raises(ValueError, match="power of two"):
        _core.BandMeter(np.zeros((2, 30), np.float32))
