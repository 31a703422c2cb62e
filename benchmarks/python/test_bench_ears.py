"""Words for recordings: how much faster than they play. One core; thread pools are held to one."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile as sf
import torch
from threadpoolctl import threadpool_limits

import semeq
from semeq.ears.bands import BANDS

RATE = 44_100


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    with threadpool_limits(1):
        yield


@pytest.fixture(scope="module")
def minute() -> np.ndarray:
    """One minute of stereo."""
    audio = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 60 * RATE)).astype(np.float32)
    semeq.describe(audio[:, : 2 * RATE], sample_rate=RATE)
    return audio


def torch_power(audio: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """The peer: torch's transforms of 16 windows at a time, and a dense matrix product."""
    n_window = 2 * (weights.shape[1] - 1)
    window = torch.hann_window(n_window)
    parts = []
    for part in torch.split(audio.unfold(-1, n_window, n_window // 2), 16, dim=1):
        spectrum = torch.fft.rfft(part * window)
        parts.append((spectrum.real.square() + spectrum.imag.square()) @ weights.T)
    return torch.cat(parts, dim=1)


@pytest.mark.benchmark(group="hear a minute of stereo", min_rounds=5)
class TestHear:
    def test_native(self, benchmark, minute):
        benchmark.extra_info["audio_s"] = 60
        assert benchmark(BANDS.power, minute, sample_rate=RATE).shape == (2, 644, 64)

    def test_torch(self, benchmark, minute):
        benchmark.extra_info["audio_s"] = 60
        audio, weights = torch.from_numpy(minute), torch.from_numpy(BANDS.weights(RATE))
        found = benchmark(torch_power, audio, weights).numpy()
        np.testing.assert_allclose(found, BANDS.power(minute, sample_rate=RATE), rtol=1e-4)


@pytest.mark.benchmark(group="describe", min_rounds=5)
class TestDescribe:
    def test_a_minute_of_stereo(self, benchmark, minute):
        benchmark.extra_info["audio_s"] = 60
        assert benchmark(semeq.describe, minute, sample_rate=RATE).scores["bright"] > 0.9

    def test_a_window_of_two_seconds(self, benchmark, minute):
        benchmark.extra_info["audio_s"] = 2
        found = benchmark(semeq.describe, minute[:, : 2 * RATE], sample_rate=RATE)
        assert found.scores["bright"] > 0.9

    def test_a_minute_in_windows_of_two_seconds(self, benchmark, minute):
        benchmark.extra_info["audio_s"] = 60
        found = benchmark(semeq.describe, minute, sample_rate=RATE, window_s=2.0)
        assert found.scores["bright"].min() > 0.9

    def test_a_minute_from_a_flac_file(self, benchmark, minute, tmp_path):
        benchmark.extra_info["audio_s"] = 60
        sf.write(tmp_path / "minute.flac", minute.T, RATE)
        assert benchmark(semeq.describe, tmp_path / "minute.flac").scores["bright"] > 0.9


@pytest.mark.benchmark(group="match", min_rounds=3)
class TestMatch:
    def test_before_and_after_of_ten_seconds(self, benchmark, minute):
        before = minute[:, : 10 * RATE]
        after = semeq.render(before, "warm", "warm")
        found = benchmark(semeq.match, before, after, sample_rate=RATE)
        assert found.words[0].term == "warm"


@pytest.mark.benchmark(group="estimate", min_rounds=5)
class TestEstimate:
    @pytest.mark.parametrize("engine", ["native", "torchscript"])
    def test_a_thousand_rows_of_features(self, benchmark, engine):
        ears = semeq.load_ears(engine=engine)
        features = np.random.default_rng(0).normal(0, 6, (1_000, 128)).astype(np.float32)
        assert benchmark(ears.estimate, features).shape == (1_000, 109)

    def test_ten_seconds(self, benchmark, minute):
        found = benchmark(semeq.estimate_eq, minute[:, : 10 * RATE], sample_rate=RATE)
        assert found.settings.bands
