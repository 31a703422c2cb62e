"""Loudness as the standard defines it, and gains that are what they say."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import numpy as np
import pytest
import soundfile as sf

import semeq
from semeq import AudioError, ParameterError
from semeq.audio.loudness import LoudnessMeter, k_weighting_sos, loudness
from semeq.audio.render_file import BLOCK_FRAMES, render_file
from semeq.words.render import render

pyloudnorm = pytest.importorskip("pyloudnorm")
signal = pytest.importorskip("scipy.signal")
torch = pytest.importorskip("torch")

SETTINGS = semeq.morph("warm", "bright", 0.9)
BOOST = semeq.EqSettings((semeq.Band("peak", 1_000.0, 12.0, 0.5),))


def sine(*parts: tuple[float, float], sample_rate: float = 48_000, freq_hz: float = 997.0):
    """Sines of (dBFS, seconds) one after the other."""
    gains = [np.full(round(s * sample_rate), 10 ** (db / 20)) for db, s in parts]
    gain = np.concatenate(gains)
    return gain * np.sin(2 * np.pi * freq_hz / sample_rate * np.arange(gain.size))


def clip(n_channels: int, seconds: float, sample_rate: float, seed: int = 0) -> np.ndarray:
    """Noise whose level wanders over 40 dB, so that both gates have work."""
    rng = np.random.default_rng(seed)
    n_frames = round(seconds * sample_rate)
    level_db = np.interp(np.arange(n_frames) / sample_rate, [0, 1, 2, 3, 9], [-80, -20, -6, -45, 0])
    return rng.uniform(-0.3, 0.3, (n_channels, n_frames)) * 10 ** (level_db / 20)


@pytest.mark.parametrize("sample_rate", [44_100, 48_000, 96_000, 192_000, 384_000])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_full_scale_sine_of_997_hz_is_minus_3_01(sample_rate, dtype) -> None:
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
def test_ebu_tech_3341(parts) -> None:
    """Stereo sines of 1 kHz that a meter must read as -23.0 LUFS within 0.1."""
    tone = sine(*parts, freq_hz=1_000)
    assert loudness(np.stack([tone, tone]), sample_rate=48_000) == pytest.approx(-23.0, abs=0.05)


def test_ebu_tech_3341_case_2() -> None:
    tone = sine((-33, 20), freq_hz=1_000)
    assert loudness(np.stack([tone, tone]), sample_rate=48_000) == pytest.approx(-33.0, abs=0.05)


def test_ebu_tech_3341_case_6_in_surround() -> None:
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
def test_pyloudnorm_agrees(n_channels, sample_rate, seconds) -> None:
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
def test_blocks_of_any_length_give_the_same_loudness(sample_rate, n_block) -> None:
    audio = clip(6, 0.6 if n_block < 100 else 3, sample_rate)
    meter = LoudnessMeter(sample_rate=sample_rate, n_channels=6)
    for start in range(0, audio.shape[1], n_block):
        meter.add(audio[:, start : start + n_block])
    assert meter.integrated_lufs() == pytest.approx(
        loudness(audio, sample_rate=sample_rate), abs=1e-9
    )


def test_a_meter_knows_what_a_gain_would_do() -> None:
    audio = clip(2, 9, 48_000)
    meter = LoudnessMeter(sample_rate=48_000, n_channels=2)
    meter.add(audio)
    for gain_db in (-60.0, -12.0, 3.0):
        expected = loudness(audio * 10 ** (gain_db / 20), sample_rate=48_000)
        assert meter.integrated_lufs(gain_db=gain_db) == pytest.approx(expected, abs=1e-9)


def test_silence_and_short_clips_have_no_loudness() -> None:
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


def test_a_refused_block_leaves_the_meter_as_it_was() -> None:
    audio = clip(2, 3, 48_000)
    meter = LoudnessMeter(sample_rate=48_000, n_channels=2)
    meter.add(audio[:, :70_000])
    with pytest.raises(AudioError, match="with 2 channels"):
        meter.add(np.zeros((3, 100)))
    with pytest.raises(AudioError, match=r"(?i)nan"):
        meter.add(np.full((2, 100), np.nan))
    meter.add(torch.from_numpy(audio[:, 70_000:]))
    assert meter.integrated_lufs() == loudness(audio, sample_rate=48_000)
    with pytest.raises(ParameterError, match="n_channels must be from 1 to 1024, got 0"):
        LoudnessMeter(sample_rate=48_000, n_channels=0)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("words", [("warm", "bright", 0.0), ("warm", "bright", 1.0)])
def test_matching_gives_the_loudness_of_the_input(dtype, words) -> None:
    audio = clip(2, 4, 48_000).astype(dtype)
    before = audio.copy()
    plain = render(audio, *words, sample_rate=48_000)
    result, info = render(audio, *words, sample_rate=48_000, match_loudness=True, return_info=True)
    expected = pyloudnorm.Meter(48_000, filter_class="DeMan").integrated_loudness(audio.T)
    measured = pyloudnorm.Meter(48_000, filter_class="DeMan").integrated_loudness(result.T)
    assert measured == pytest.approx(expected, abs=1e-3)
    assert info.loudness_in_lufs == pytest.approx(expected, abs=1e-5)
    assert info.loudness_out_lufs == pytest.approx(measured, abs=1e-5)
    assert abs(info.gain_db) > 0.1
    np.testing.assert_allclose(result, plain * 10 ** (info.gain_db / 20), rtol=1e-6)
    assert info.peak == np.abs(result).max()
    assert info.settings == semeq.morph(*words)
    assert result.dtype == dtype
    np.testing.assert_array_equal(audio, before)


def test_amount_zero_stays_an_exact_bypass(stereo) -> None:
    long = np.tile(stereo, 10)
    result, info = render(long, "warm", "bright", amount=0, match_loudness=True, return_info=True)
    assert result.tobytes() == long.tobytes()
    assert info.gain_db == 0.0
    assert info.loudness_in_lufs == info.loudness_out_lufs == loudness(long, sample_rate=44_100)


@pytest.mark.parametrize("seconds", [0.3, 1])
def test_where_there_is_no_loudness_there_is_no_gain(seconds) -> None:
    quiet = sine((-90, seconds))
    plain = render(quiet, "warm", "warm", sample_rate=48_000)
    result, info = render(
        quiet, "warm", "warm", sample_rate=48_000, match_loudness=True, return_info=True
    )
    np.testing.assert_array_equal(result, plain)
    assert info.gain_db == 0.0
    assert info.loudness_in_lufs == -math.inf


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_headroom_lowers_to_full_scale_and_never_raises(rng, dtype) -> None:
    for scale in (1.3, 3.7, 1e6):
        loud = (scale * rng.uniform(-1, 1, (2, 5_000))).astype(dtype)
        result, info = render(loud, "warm", "warm", headroom="normalize", return_info=True)
        assert info.peak == np.abs(result).max() <= 1.0
        assert info.peak > 1 - 1e-6
        assert info.gain_db < 0
        assert info.loudness_in_lufs is info.loudness_out_lufs is None
    soft = (0.1 * rng.uniform(-1, 1, (2, 5_000))).astype(dtype)
    result, info = render(soft, "warm", "warm", headroom="normalize", return_info=True)
    np.testing.assert_array_equal(result, render(soft, "warm", "warm"))
    assert info.gain_db == 0.0
    assert render(soft, "warm", "warm", headroom="normalize").tobytes() == result.tobytes()


def test_headroom_comes_before_loudness() -> None:
    loud = np.clip(sine((20, 1)), -1, 1)  # no room for what bright adds after the cut of the lows
    result, info = render(
        loud, "warm", "warm", sample_rate=48_000, amount=-1, match_loudness=True,
        headroom="normalize", return_info=True,
    )  # fmt: skip
    assert np.abs(result).max() <= 1.0
    assert info.loudness_out_lufs < info.loudness_in_lufs
    assert info.loudness_out_lufs == pytest.approx(loudness(result, sample_rate=48_000), abs=1e-9)


def test_out_in_place_and_torch(rng) -> None:
    audio = rng.uniform(-1, 1, (2, 48_000)).astype(np.float32)
    options = {"sample_rate": 48_000, "match_loudness": True, "headroom": "normalize"}
    expected = render(audio, "warm", "bright", **options)
    out = np.empty((2, 96_000), np.float32)[:, ::2]
    assert render(audio, "warm", "bright", out=out, **options) is out
    np.testing.assert_array_equal(out, expected)
    tensor = torch.from_numpy(audio.copy())
    result, info = render(tensor, "warm", "bright", out=tensor, return_info=True, **options)
    assert result is tensor
    np.testing.assert_array_equal(tensor.numpy(), expected)
    assert info.peak == np.abs(expected).max()
    swapped = audio.astype(">f4")
    np.testing.assert_array_equal(render(swapped, "warm", "bright", **options), expected)


def test_an_unknown_headroom_is_refused(tmp_path, stereo) -> None:
    with pytest.raises(ParameterError, match="headroom must be one of none, normalize, got 'off'"):
        render(stereo, "warm", "bright", headroom="off")
    sf.write(tmp_path / "in.wav", stereo.T, 44_100)
    with pytest.raises(ParameterError, match="headroom"):
        render_file(tmp_path / "in.wav", tmp_path / "out.wav", SETTINGS, headroom="off")
    assert [path.name for path in tmp_path.iterdir()] == ["in.wav"]


@pytest.mark.parametrize("n_frames", [5_000, BLOCK_FRAMES, 2 * BLOCK_FRAMES + 77])
def test_a_file_is_leveled_like_the_array(tmp_path, n_frames) -> None:
    samples = clip(2, n_frames / 44_100, 44_100) * 3
    sf.write(tmp_path / "in.wav", samples.T, 44_100, subtype="DOUBLE")
    options = {"match_loudness": True, "headroom": "normalize"}
    report = render_file(tmp_path / "in.wav", tmp_path / "out.wav", SETTINGS, **options)
    expected, info = render(samples, "warm", "bright", 0.9, return_info=True, **options)
    np.testing.assert_array_equal(sf.read(tmp_path / "out.wav")[0].T, expected)
    assert (report.gain_db, report.peak) == (info.gain_db, info.peak)
    assert report.loudness_in_lufs == info.loudness_in_lufs
    assert report.loudness_out_lufs == info.loudness_out_lufs


def test_headroom_keeps_integer_files_from_clipping(tmp_path) -> None:
    sf.write(tmp_path / "in.wav", 0.9 * sine((0, 1)), 48_000, subtype="PCM_16")
    plain = render_file(tmp_path / "in.wav", tmp_path / "plain.wav", BOOST, subtype="PCM_24")
    assert plain.n_clipped > 1_000
    assert plain.gain_db == 0.0
    seen = []
    report = render_file(
        tmp_path / "in.wav", tmp_path / "out.wav", BOOST, headroom="normalize", subtype="PCM_24",
        on_progress=lambda *args: seen.append(args),
    )  # fmt: skip
    assert report.n_clipped == 0
    assert report.gain_db == pytest.approx(-20 * math.log10(plain.peak), abs=1e-6)
    assert np.abs(sf.read(tmp_path / "out.wav")[0]).max() == pytest.approx(1.0, abs=1e-6)
    assert seen == [(48_000, 96_000), (96_000, 96_000)]


@pytest.mark.parametrize("n_frames", [0, 1, 48_000])
def test_a_silent_file_reports_null(tmp_path, n_frames) -> None:
    sf.write(tmp_path / "in.wav", np.zeros(n_frames), 48_000)
    report = render_file(tmp_path / "in.wav", tmp_path / "out.wav", BOOST, match_loudness=True)
    assert report.loudness_in_lufs == -math.inf
    assert report.to_dict()["loudness_in_lufs"] is None
    assert report.to_dict()["gain_db"] == 0.0


def test_the_command_says_gain_and_peak(tmp_path) -> None:
    sf.write(tmp_path / "in.wav", 0.9 * sine((0, 1)), 48_000)
    command = [sys.executable, "-m", "semeq.cli.app", "render", "in.wav", "out.wav",
               "--from", "bright", "--headroom", "normalize", "--match-loudness"]  # fmt: skip
    options = {"cwd": tmp_path, "capture_output": True, "text": True}
    report = json.loads(subprocess.run([*command, "--json"], check=True, **options).stdout)
    said = subprocess.run(command, check=True, **options).stdout
    assert f"gain {report['gain_db']:+.2f} dB, peak {report['peak']:.3f}" in said
    assert report["loudness_in_lufs"] == pytest.approx(-3.01 - 0.92, abs=0.01)
