"""Loudness as the standard defines it."""

from __future__ import annotations

import math

import numpy as np
import pyloudnorm
import pytest
from scipy import signal

from semeq import AudioError, ParameterError
from semeq.audio.loudness import LoudnessMeter, k_weighting_sos, loudness


@pytest.mark.parametrize("sample_rate", [44_100, 48_000, 96_000, 192_000, 384_000])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_full_scale_sine_of_997_hz_is_minus_3_01(sample_rate, dtype, sine) -> None:
    """BS.1770-5, annex 1: the reading for 0 dBFS in the left, center or right channel."""
    mono = sine((0, 2), sample_rate=sample_rate).astype(dtype)
    silent = np.zeros_like(mono)
    for audio in (mono, [mono, silent], [silent, mono], [silent, silent, mono, silent, silent]):
        assert loudness(np.array(audio), sample_rate=sample_rate) == pytest.approx(-3.01, abs=0.006)


@pytest.mark.parametrize(
    "parts",
    [
        [(-23, 20)],
        [(-36, 10), (-23, 60), (-36, 10)],
        [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)],
        [(-26, 20), (-20, 20.1), (-26, 20)],
    ],
    ids=["case 1", "case 3", "case 4", "case 5"],
)
def test_ebu_tech_3341(parts, sine) -> None:
    """Stereo sines of 1 kHz that a meter must read as -23.0 LUFS within 0.1."""
    tone = sine(*parts, freq_hz=1_000)
    assert loudness(np.stack([tone, tone]), sample_rate=48_000) == pytest.approx(-23.0, abs=0.05)


def test_ebu_tech_3341_case_2(sine) -> None:
    tone = sine((-33, 20), freq_hz=1_000)
    assert loudness(np.stack([tone, tone]), sample_rate=48_000) == pytest.approx(-33.0, abs=0.05)


def test_ebu_tech_3341_case_6_in_surround(sine) -> None:
    left, center, back = (sine((db, 20), freq_hz=1_000) for db in (-28, -24, -30))
    five = np.stack([left, left, center, back, back])
    assert loudness(five, sample_rate=48_000) == pytest.approx(-23.0, abs=0.05)
    with_lfe = np.insert(five, 3, sine((0, 20), freq_hz=50), axis=0)
    assert loudness(with_lfe, sample_rate=48_000) == loudness(five, sample_rate=48_000)
    assert (
        loudness(five, sample_rate=48_000, channel_weights=[1] * 5)
        < loudness(five, sample_rate=48_000) - 0.3
    )


@pytest.mark.parametrize("n_channels", [1, 2, 5])
@pytest.mark.parametrize("sample_rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("seconds", [0.4, 0.55, 4, 9])
def test_pyloudnorm_agrees(n_channels, sample_rate, seconds, clip) -> None:
    audio = clip(n_channels, seconds, sample_rate)
    # Its numerator of the high-pass is 1 -2 1 at every rate, which is worth 0.004 LU at 44.1 kHz
    # and 0.022 at 96; and it measures an incomplete block at the end (0.55 s).
    meter = pyloudnorm.Meter(sample_rate, filter_class="DeMan")
    whole = audio[:, : int(seconds * 10) * sample_rate // 10]
    expected = meter.integrated_loudness(whole.T)
    tolerance = {48_000: 1e-6, 44_100: 0.005, 96_000: 0.025}[sample_rate]
    assert loudness(audio, sample_rate=sample_rate) == pytest.approx(expected, abs=tolerance)


def test_the_filter_at_48_khz_is_the_published_one() -> None:
    published = [
        [1.53512485958697, -2.69169618940638, 1.19839281085285, 1,
         -1.69065929318241, 0.73248077421585],
        [1, -2, 1, 1, -1.99004745483398, 0.99007225036621],
    ]  # fmt: skip
    np.testing.assert_allclose(k_weighting_sos(48_000), published, rtol=1e-12)


@pytest.mark.parametrize(
    ("sample_rate", "tolerance_db"),
    [(8_000, 0.29), (11_025, 0.15), (16_000, 0.07), (22_050, 0.04), (32_000, 0.011)]
    + [(rate, 0.01) for rate in (44_100, 88_200, 96_000, 192_000, 384_000)],
)
def test_the_filter_at_other_rates_has_the_same_curve(sample_rate, tolerance_db) -> None:
    freq_hz = np.geomspace(10, min(0.45 * sample_rate, 20_000), 300)
    _, expected = signal.sosfreqz(k_weighting_sos(48_000), freq_hz, fs=48_000)
    _, result = signal.sosfreqz(k_weighting_sos(sample_rate), freq_hz, fs=sample_rate)
    assert np.abs(20 * np.log10(np.abs(result / expected))).max() < tolerance_db


@pytest.mark.parametrize("sample_rate", [11_025, 44_100])
@pytest.mark.parametrize("n_block", [1, 16, 17, 509, 5_000, 99_999])
def test_blocks_of_any_length_give_the_same_loudness(sample_rate, n_block, clip) -> None:
    audio = clip(6, 0.6 if n_block < 100 else 3, sample_rate)
    meter = LoudnessMeter(sample_rate=sample_rate, n_channels=6)
    for start in range(0, audio.shape[1], n_block):
        meter.add(audio[:, start : start + n_block])
    assert meter.integrated_lufs() == pytest.approx(
        loudness(audio, sample_rate=sample_rate), abs=1e-9
    )


def test_a_meter_knows_what_a_gain_would_do(clip) -> None:
    audio = clip(2, 9, 48_000)
    meter = LoudnessMeter(sample_rate=48_000, n_channels=2)
    meter.add(audio)
    for gain_db in (-60.0, -12.0, 3.0):
        expected = loudness(audio * 10 ** (gain_db / 20), sample_rate=48_000)
        assert meter.integrated_lufs(gain_db=gain_db) == pytest.approx(expected, abs=1e-9)


def test_silence_and_short_clips_have_no_loudness(sine) -> None:
    assert loudness(np.zeros((2, 48_000)), sample_rate=48_000) == -math.inf
    assert loudness(sine((-75, 2)), sample_rate=48_000) == -math.inf
    tone = sine((0, 0.4))
    assert loudness(tone[:-1], sample_rate=48_000) == -math.inf
    assert loudness(tone, sample_rate=48_000) == pytest.approx(-3.01, abs=0.1)
    assert loudness(np.array([1.0]), sample_rate=48_000) == -math.inf


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"audio": np.zeros((2, 100), np.int16)}, AudioError, "int16"),
        ({"audio": np.full(100, np.nan)}, AudioError, "(?i)nan"),
        ({"audio": np.zeros((100, 2))}, AudioError, "transposed"),
        ({"sample_rate": 7_999}, ParameterError, "sample_rate"),
        (
            {"channel_weights": [1]},
            ParameterError,
            "channel_weights must be 2 numbers, one per channel",
        ),
        ({"channel_weights": [1, -1]}, ParameterError, "channel_weights"),
        ({"channel_weights": [1, np.nan]}, ParameterError, "channel_weights"),
    ],
)
def test_bad_input_is_named(change, error, message) -> None:
    with pytest.raises(error, match=message):
        loudness(**{"audio": np.zeros((2, 100)), "sample_rate": 48_000} | change)


def test_a_tensor_is_metered_as_its_array(clip) -> None:
    audio = clip(2, 3, 48_000)
    meter = LoudnessMeter(sample_rate=48_000, n_channels=2)
    meter.add(pytest.importorskip("torch").from_numpy(audio))
    assert meter.integrated_lufs() == loudness(audio, sample_rate=48_000)


def test_a_refused_block_leaves_the_meter_as_it_was(clip) -> None:
    audio = clip(2, 3, 48_000)
    meter = LoudnessMeter(sample_rate=48_000, n_channels=2)
    meter.add(audio[:, :70_000])
    with pytest.raises(AudioError, match="with 2 channels"):
        meter.add(np.zeros((3, 100)))
    with pytest.raises(AudioError, match=r"(?i)nan"):
        meter.add(np.full((2, 100), np.nan))
    meter.add(audio[:, 70_000:])
    assert meter.integrated_lufs() == loudness(audio, sample_rate=48_000)
    with pytest.raises(ParameterError, match="n_channels must be from 1 to 1024, got 0"):
        LoudnessMeter(sample_rate=48_000, n_channels=0)
