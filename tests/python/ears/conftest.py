"""Sounds that the tests of listening share."""

from __future__ import annotations

import numpy as np
import pytest

import semeq


@pytest.fixture(scope="module")
def notes() -> np.ndarray:
    """Decaying notes with overtones over a little noise, stereo, 6 s."""
    rng = np.random.default_rng(3)
    time_s = np.arange(264_600) / 44_100
    sound = 0.003 * rng.standard_normal((2, len(time_s)))
    for start in range(0, len(time_s), 11_025):
        pitch = 55 * 2 ** (rng.integers(0, 36) / 12)
        since = time_s[: len(time_s) - start][:66_150]
        partials = np.arange(1, 20)[:, np.newaxis]
        partials = partials[partials[:, 0] * pitch < 20_000]
        tones = np.exp(-3 * since) * np.sin(2 * np.pi * pitch * partials * since)
        levels = rng.uniform(0, 0.1 / partials[:, 0], (2, len(partials)))
        sound[:, start : start + len(since)] += levels @ tones
    return sound.astype(np.float32)


@pytest.fixture(scope="module")
def music() -> np.ndarray:
    """Noise with the mean spectrum of the reference, 10 s."""
    rng = np.random.default_rng(7)
    ears = semeq.load_ears()
    hz = np.fft.rfftfreq(441_000, 1 / 44_100)
    level = np.interp(np.log(np.maximum(hz, 1)), np.log(ears.centers_hz), ears.reference.mean_db)
    spectrum = rng.standard_normal(len(hz)) + 1j * rng.standard_normal(len(hz))
    noise = np.fft.irfft(spectrum * 10 ** (level / 20) / np.sqrt(np.maximum(hz, 10)), 441_000)
    return (0.1 * noise / noise.std()).astype(np.float32)


@pytest.fixture(scope="session")
def tone() -> np.ndarray:
    """A sine of 440 Hz, 2 s."""
    return np.sin(2 * np.pi * 440 / 44_100 * np.arange(88_200))
