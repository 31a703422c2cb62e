"""Words for recordings: how much faster than they play. One core; thread pools are held to one."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile as sf
from threadpoolctl import threadpool_limits

import semeq

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
    def test_ten_seconds(self, benchmark, minute):
        found = benchmark(semeq.estimate_eq, minute[:, : 10 * RATE], sample_rate=RATE)
        assert found.settings.bands
