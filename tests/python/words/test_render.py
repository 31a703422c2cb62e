"""From words to sound: what comes out is the curve that the words promise."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile as sf

import semeq
from semeq import AudioError, ParameterError, UnknownTermError

signal = pytest.importorskip("scipy.signal")


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(4_800,), (1, 4_800), (2, 4_800), (16, 4_800)])
def test_render_equals_scipy_on_the_same_settings(rng, dtype, shape) -> None:
    audio = rng.uniform(-1, 1, shape).astype(dtype)
    before = audio.copy()
    result = semeq.render(audio, "warm", "bright", 0.3, sample_rate=48_000)
    sos = semeq.morph("warm", "bright", 0.3).to_sos(sample_rate=48_000)
    expected = signal.sosfilt(sos, audio.astype(np.float64))
    assert result.dtype == dtype
    assert result.shape == shape
    np.testing.assert_array_equal(audio, before)
    np.testing.assert_allclose(result, expected, atol=3e-6 if dtype == np.float32 else 1e-12)


def test_torch_in_torch_out(stereo) -> None:
    torch = pytest.importorskip("torch")
    expected = semeq.render(stereo, "warm", "bright")
    result = semeq.render(torch.from_numpy(stereo), "warm", "bright")
    assert isinstance(result, torch.Tensor)
    np.testing.assert_array_equal(result.numpy(), expected)


def test_amount_zero_is_the_input_bit_for_bit(stereo) -> None:
    result = semeq.render(stereo, "warm", "bright", amount=0)
    assert result is not stereo
    assert result.tobytes() == stereo.tobytes()


def test_out_is_filled_and_returned(stereo) -> None:
    out = np.empty_like(stereo)
    assert semeq.render(stereo, "warm", "bright", out=out) is out
    np.testing.assert_array_equal(out, semeq.render(stereo, "warm", "bright"))
    in_place = stereo.copy()
    semeq.render(in_place, "warm", "bright", out=in_place)
    np.testing.assert_array_equal(in_place, out)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"term_a": "purple-ish"}, UnknownTermError, "unknown term 'purple-ish'"),
        ({"alpha": 1.5}, ParameterError, r"alpha must be in \[0, 1\], got 1\.5"),
        ({"sample_rate": 0}, ParameterError, "sample_rate"),
        ({"sample_rate": -44_100}, ParameterError, "sample_rate"),
        ({"audio": np.zeros((2, 100), np.int16)}, AudioError, "int16"),
        ({"audio": np.full((2, 100), np.nan)}, AudioError, "(?i)nan"),
        ({"audio": np.full(100, np.inf)}, AudioError, "(?i)inf"),
        ({"audio": np.zeros((2, 2))}, AudioError, r"\(2, 2\)"),
        ({"audio": np.zeros((2, 3, 100))}, AudioError, r"\(2, 3, 100\)"),
        ({"audio": [0.0, 1.0]}, AudioError, "list"),
    ],
)
def test_bad_input_is_named(stereo, change: dict, error: type, message: str) -> None:
    arguments = {"audio": stereo, "term_a": "warm", "term_b": "bright", "alpha": 0.5} | change
    with pytest.raises(error, match=message):
        semeq.render(**arguments)


def test_an_empty_recording_is_refused() -> None:
    with pytest.raises(AudioError, match=r"at least one channel and one frame, got shape \(2, 0\)"):
        semeq.render(np.zeros((2, 0), np.float32), "warm", "bright")


def test_the_piano_gets_the_promised_spectrum(shared_dir) -> None:
    audio, sample_rate = sf.read(shared_dir / "audio/piano.wav", dtype="float32")
    audio = np.ascontiguousarray(audio.T)
    result = semeq.render(audio, "warm", "bright", 0.3, sample_rate=sample_rate)
    # The H1 estimator (cross over input spectrum) is unbiased by noise in the output.
    options = {"fs": sample_rate, "nperseg": 16_384}
    freq_hz, cross = signal.csd(audio.astype(float), result.astype(float), **options)
    _, power = signal.welch(audio.astype(float), **options)
    measured_db = 20 * np.log10(np.abs(cross.mean(0) / power.mean(0)))
    band = (freq_hz >= 60) & (freq_hz <= 16_000)
    promised_db = semeq.morph("warm", "bright", 0.3).curve_db(
        freq_hz[band], sample_rate=sample_rate
    )
    np.testing.assert_allclose(measured_db[band], promised_db, atol=0.2)


def test_a_constant_in_any_form_sounds_like_the_number(stereo) -> None:
    expected = semeq.render(stereo, "warm", "bright", 0.3)
    n_frames = stereo.shape[1]
    forms = (np.full(n_frames, 0.3), [(0.0, 0.3), (9.0, 0.3)], lambda time_s: 0.3 + 0 * time_s)
    for alpha in forms:
        result = semeq.render(stereo, "warm", "bright", alpha)
        np.testing.assert_allclose(result, expected, atol=3e-6)


def test_a_walk_along_the_audio_starts_and_ends_at_its_words(rng) -> None:
    audio = rng.uniform(-0.5, 0.5, 96_000)
    rest_at_the_ends = [(0.5, 0.0), (1.5, 1.0)]
    result = semeq.render(audio, "warm", "bright", rest_at_the_ends, sample_rate=48_000)
    warm = semeq.render(audio, "warm", "bright", 0.0, sample_rate=48_000)
    bright = semeq.render(audio, "warm", "bright", 1.0, sample_rate=48_000)
    np.testing.assert_allclose(result[:23_900], warm[:23_900], atol=1e-9)
    np.testing.assert_allclose(result[80_000:], bright[80_000:], atol=1e-6)
    # Half-way the spectrum is that of alpha 0.5: both have moved there by equal steps.
    middle = slice(47_000, 49_000)
    half = semeq.render(audio, "warm", "bright", 0.5, sample_rate=48_000)
    error = np.sum((result[middle] - half[middle]) ** 2) / np.sum(half[middle] ** 2)
    assert 10 * np.log10(error) < -30


def test_amount_may_fade_in_from_bypass(stereo) -> None:
    result = semeq.render(stereo, "warm", "bright", amount=[(0.05, 0.0), (0.1, 1.0)])
    np.testing.assert_allclose(result[:, :2_000], stereo[:, :2_000], atol=1e-6)
    assert np.abs(result[:, 4_500:] - stereo[:, 4_500:]).max() > 1e-3


def test_an_alpha_that_leaves_its_range_is_named_with_its_time(stereo) -> None:
    with pytest.raises(ParameterError, match=r"alpha must be in \[0, 1\], got 1\.\d+ at 0\.\d+ s"):
        semeq.render(stereo, "warm", "bright", [(0.0, 0.0), (0.1, 2.0)])
    with pytest.raises(ParameterError, match="alpha"):
        semeq.render(stereo, "warm", "bright", np.zeros(17))
