"""Signals whose loudness is known, or wanders."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.fixture(scope="session")
def sine():
    """Make sines of (dBFS, seconds), one after the other."""

    def make(*parts: tuple[float, float], sample_rate: float = 48_000, freq_hz: float = 997.0):
        gains = [np.full(round(s * sample_rate), 10 ** (db / 20)) for db, s in parts]
        gain = np.concatenate(gains)
        return gain * np.sin(2 * np.pi * freq_hz / sample_rate * np.arange(gain.size))

    return make


@pytest.fixture(scope="session")
def clip():
    """Make noise whose level wanders over 40 dB, so that both gates have work."""

    def make(n_channels: int, seconds: float, sample_rate: float, seed: int = 0) -> np.ndarray:
        rng = np.random.default_rng(seed)
        n_frames = round(seconds * sample_rate)
        level_db = np.interp(
            np.arange(n_frames) / sample_rate, [0, 1, 2, 3, 9], [-80, -20, -6, -45, 0]
        )
        return rng.uniform(-0.3, 0.3, (n_channels, n_frames)) * 10 ** (level_db / 20)

    return make
