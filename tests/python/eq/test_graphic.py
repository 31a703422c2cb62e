"""The graphic equalizer plays what is drawn."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import sosfilt, sosfreqz

import semeq
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ

OCTAVES = [31.5, 63, 125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000]


def scipy_curve_db(eq: semeq.EqSettings, freq_hz: np.ndarray, rate: float) -> np.ndarray:
    return 20 * np.log10(np.abs(sosfreqz(eq.to_sos(sample_rate=rate), freq_hz, fs=rate)[1]))


def test_socialeq_words_play_as_drawn(shared_dir: Path) -> None:
    words = json.loads((shared_dir / "data/audealize/eqdescriptors.json").read_text("utf-8"))
    gains = np.array([word["settings"] for word in words])
    curves = 10 * (gains - gains.mean(axis=1, keepdims=True)) / np.ptp(gains, axis=1)[:, None]
    centers = np.array(SOCIALEQ_CENTERS_HZ, dtype=float)
    fine = np.geomspace(50, 19_000, 500)
    for curve in curves[::3]:
        eq = semeq.graphic_eq(curve, sample_rate=44_100)
        played = scipy_curve_db(eq.settings, centers, 44_100)
        assert np.abs(played - curve).max() < 0.01
        assert eq.max_error_db < 0.01
    between = np.interp(np.log(fine), np.log(centers), curve)
    assert np.abs(scipy_curve_db(eq.settings, fine, 44_100) - between).max() < 0.5


def test_the_cascade_renders_it(rng: np.random.Generator) -> None:
    eq = semeq.graphic_eq(rng.uniform(-8, 8, 40), sample_rate=48_000).settings
    audio = rng.standard_normal((2, 3_000))
    played = semeq.Equalizer(eq, sample_rate=48_000)(audio)
    np.testing.assert_allclose(played, sosfilt(eq.to_sos(sample_rate=48_000), audio), atol=1e-9)
    assert "Hz" in semeq.explain(eq, sample_rate=48_000)


def test_uncompensated_peaks_play_something_else() -> None:
    """Why gains are compensated: equal faders add up."""
    eq = semeq.graphic_eq(np.full(40, 5.0), sample_rate=44_100).settings
    raw = semeq.EqSettings(tuple(semeq.Band("peak", b.freq_hz, 5.0, b.q) for b in eq.bands))
    at_1k = raw.curve_db([1_114.0], sample_rate=44_100)[0]
    assert at_1k > 8
    assert eq.curve_db([1_114.0], sample_rate=44_100)[0] == pytest.approx(5.0, abs=1e-3)


@settings(max_examples=40)
@given(
    st.lists(st.floats(-12, 12), min_size=10, max_size=10),
    st.sampled_from([44_100.0, 48_000.0, 96_000.0]),
)
def test_any_octave_curve_plays(gains: list[float], rate: float) -> None:
    eq = semeq.graphic_eq(gains, OCTAVES, sample_rate=rate)
    played = scipy_curve_db(eq.settings, np.array(OCTAVES), rate)
    np.testing.assert_allclose(played, gains, atol=0.05)
    assert eq.max_error_db == pytest.approx(np.abs(played - gains).max(), abs=1e-6)


def test_one_band_and_flat() -> None:
    one = semeq.graphic_eq([6.0], [1_000.0], sample_rate=44_100).settings
    assert one.curve_db([1_000.0], sample_rate=44_100).round(3) == [6.0]
    assert semeq.graphic_eq(np.zeros(40), sample_rate=44_100).settings.is_flat


def test_what_cannot_be_reached_is_said() -> None:
    eq = semeq.graphic_eq([30.0, -30.0] * 20, sample_rate=44_100)
    assert eq.max_error_db < 10, "undamped steps left 10.1 dB"
    assert np.isfinite(eq.settings.curve_db(sample_rate=44_100)).all()
    played = eq.settings.curve_db(np.array(SOCIALEQ_CENTERS_HZ, dtype=float), sample_rate=44_100)
    assert eq.max_error_db == pytest.approx(np.abs(played - eq.gains_db).max(), abs=1e-6)


@pytest.mark.parametrize(
    ("gains", "options", "message"),
    [
        (np.zeros(39), {}, r"one value for each of the 40 centers, got shape \(39,\)"),
        ([0.0, 31.0], {"centers_hz": [100, 200]}, r"gains_db must be in \[-30, 30\], got 31"),
        ([0.0, np.nan], {"centers_hz": [100, 200]}, r"in \[-30, 30\], got nan"),
        ([0.0, 0.0], {"centers_hz": [200, 100]}, "must increase"),
        ([0.0, 0.0], {"centers_hz": [0, 100]}, "above 0 Hz"),
        (np.zeros(40), {"sample_rate": 32_000}, "below 0.49 times the sample rate, 15680 Hz"),
        ([], {"centers_hz": []}, "shape"),
        (["loud"], {"centers_hz": [100]}, "gains_db must hold numbers"),
        (np.zeros(40), {"sample_rate": "44.1k"}, "sample_rate must be a single number"),
        (np.zeros(40), {"sample_rate": 1}, "sample_rate"),
    ],
)
def test_bad_input_is_refused(gains: object, options: dict, message: str) -> None:
    with pytest.raises(semeq.ParameterError, match=message):
        semeq.graphic_eq(gains, **{"sample_rate": 44_100} | options)
