"""The front end against scipy's spectra and its own description."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
import soundfile as sf

import semeq
from semeq.ears.spectrum import BandPower, band_levels, hear


def pink(rng: np.random.Generator, n_frames: int, rate: float = 44_100) -> np.ndarray:
    """Gaussian noise with equal power in each octave above 10 Hz."""
    hz = np.fft.rfftfreq(n_frames, 1 / rate)
    spectrum = rng.standard_normal(len(hz)) + 1j * rng.standard_normal(len(hz))
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(hz, 10)), n_frames)
    return (0.1 * noise / noise.std()).astype(np.float32)


def test_levels_equal_scipys_welch(rng: np.random.Generator) -> None:
    """Bands are triangles between neighbors' centers over scipy's density, times frequency."""
    ears = semeq.load_ears()
    noise = scipy.signal.lfilter([1.0], [1.0, -0.9], rng.standard_normal(88_200))
    hz, density = scipy.signal.welch(
        noise, 44_100, "hann", nperseg=8_192, noverlap=4_096, detrend=False
    )
    centers = ears.centers_hz
    step = (18_000 / 30) ** (1 / 63)
    lower = np.minimum(centers / step, centers - 1.5 * 44_100 / 8_192)
    upper = np.maximum(centers * step, centers + 1.5 * 44_100 / 8_192)
    expected = np.empty(64)
    for i in range(64):
        rise = (hz - lower[i]) / (centers[i] - lower[i])
        fall = (upper[i] - hz) / (upper[i] - centers[i])
        weights = np.clip(np.minimum(rise, fall), 0, None)
        expected[i] = density @ weights / weights.sum() * centers[i] / np.sqrt(2)
    power = hear(noise, sample_rate=44_100)[0].power.mean(axis=0)
    np.testing.assert_allclose(10 * np.log10(power / expected), 0, atol=2e-3)


def test_pink_noise_is_flat_at_any_rate(rng: np.random.Generator) -> None:
    for rate in (40_000, 44_100, 48_000, 96_000, 192_000):
        levels = band_levels(pink(rng, 12 * rate, rate), sample_rate=rate)
        assert np.isfinite(levels).all()
        assert np.abs(levels[8:]).max() < 1.0
        assert np.abs(levels[24:]).max() < 0.5


def test_bands_beyond_nyquist_are_not_heard(rng: np.random.Generator) -> None:
    ears = semeq.load_ears()
    levels = band_levels(pink(rng, 64_000, 16_000), sample_rate=16_000)
    np.testing.assert_array_equal(np.isnan(levels), ears.upper_hz > 8_000)
    described = semeq.describe(pink(rng, 64_000, 16_000), sample_rate=16_000)
    assert "kHz is heard" in described.note


def test_an_equalizer_adds_its_curve(rng: np.random.Generator) -> None:
    """Training adds curves to levels instead of rendering: 0.11 dB apart in the median."""
    noise = pink(rng, 441_000)
    for word in ("warm", "bright", "boomy", "thin"):
        settings = semeq.term(word).settings
        after = band_levels(semeq.Equalizer(settings)(noise), sample_rate=44_100)
        centers = semeq.load_ears().centers_hz
        moved = (
            after
            - band_levels(noise, sample_rate=44_100)
            - settings.curve_db(centers, sample_rate=44_100)
        )
        assert np.median(np.abs(moved - np.median(moved))) < 0.11


def test_level_channels_and_dtype_do_not_matter(rng: np.random.Generator) -> None:
    noise = pink(rng, 44_100)
    levels = band_levels(noise, sample_rate=44_100)
    np.testing.assert_allclose(band_levels(0.01 * noise, sample_rate=44_100), levels, atol=1e-3)
    np.testing.assert_allclose(
        band_levels(np.stack([noise, noise]), sample_rate=44_100), levels, atol=1e-4
    )
    np.testing.assert_allclose(
        band_levels(noise.astype(np.float64), sample_rate=44_100), levels, atol=1e-4
    )
    other = pink(rng, 44_100)
    both = band_levels(np.stack([noise, other]), sample_rate=44_100, per_channel=True)
    np.testing.assert_allclose(both, [levels, band_levels(other, sample_rate=44_100)], atol=1e-4)


def test_a_file_is_heard_as_its_samples(
    rng: np.random.Generator, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the file is cut into blocks."""
    monkeypatch.setattr("semeq.ears.spectrum._BLOCK_FRAMES", 10_007)
    stereo = np.stack([pink(rng, 100_000), pink(rng, 100_000)])
    sf.write(tmp_path / "a.wav", stereo.T, 44_100, subtype="FLOAT")
    for per_channel in (False, True):
        from_file = hear(tmp_path / "a.wav", per_channel=per_channel)
        from_array = hear(stereo, sample_rate=44_100, per_channel=per_channel)
        for file_power, array_power in zip(from_file, from_array, strict=True):
            np.testing.assert_allclose(file_power.power, array_power.power, rtol=1e-3, atol=1e-12)


def test_silence_and_parts() -> None:
    silence = hear(np.zeros(44_100), sample_rate=44_100)[0]
    assert silence.is_silent
    np.testing.assert_array_equal(silence.levels_db(), 0)
    part: BandPower = silence.part(2, 5)
    assert part.power.shape == (3, 64)
    assert part.duration_s == pytest.approx(4 * 4_096 / 44_100)


@pytest.mark.parametrize(
    ("audio", "message"),
    [
        (np.zeros(8_000), "too short"),
        (np.full(44_100, np.nan), "finite"),
        (np.zeros(44_100, dtype=np.int16), "float32"),
        (np.zeros((44_100, 2)), "transposed"),
        ("missing.wav", "no such file"),
    ],
)
def test_bad_audio_is_refused(audio, message: str) -> None:
    with pytest.raises(semeq.AudioError, match=message):
        band_levels(audio, sample_rate=None if isinstance(audio, str) else 44_100)


def test_wrong_arrays_do_not_reach_the_engine() -> None:
    ears = semeq.load_ears()
    with pytest.raises(semeq.ParameterError, match="float32"):
        ears.power(np.zeros((1, 44_100)), sample_rate=44_100)
    with pytest.raises(semeq.ParameterError, match="at least 8192"):
        ears.power(np.zeros((1, 100), np.float32), sample_rate=44_100)
    with pytest.raises(semeq.ParameterError, match=r"\(n, 128\)"):
        ears.estimate(np.zeros((1, 64)))
    with pytest.raises(semeq.ParameterError, match="infinite"):
        ears.estimate(np.full((1, 128), np.inf))
    with pytest.raises(semeq.ParameterError, match="hold numbers"):
        ears.estimate("levels")
    with pytest.raises(semeq.ParameterError, match="sample_rate"):
        ears.window_frames(0)


def test_arrays_need_a_rate_and_files_refuse_one(rng: np.random.Generator, tmp_path) -> None:
    noise = pink(rng, 44_100)
    with pytest.raises(semeq.ParameterError, match="needs its sample rate"):
        band_levels(noise)
    sf.write(tmp_path / "a.wav", noise, 22_050, subtype="FLOAT")
    with pytest.raises(semeq.ParameterError, match="has its own"):
        band_levels(tmp_path / "a.wav", sample_rate=44_100)
    expected = band_levels(noise, sample_rate=22_050)
    np.testing.assert_allclose(band_levels(tmp_path / "a.wav"), expected, atol=1e-4)
    both = {"sample_rate": 22_050, "reference": tmp_path / "a.wav"}  # the rate is the array's
    assert semeq.describe(noise, **both).scores["warm"] == pytest.approx(0.5, abs=0.01)


def test_other_artifacts_are_refused() -> None:
    with pytest.raises(semeq.ModelLoadError, match="settings-autoencoder"):
        semeq.load_ears("safe")
    with pytest.raises(semeq.ModelLoadError, match="'ears' model"):
        semeq.load_model("ears")
    with pytest.raises(semeq.ParameterError, match="ears must be"):
        semeq.load_ears(3)
