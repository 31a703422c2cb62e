"""Pink noise falls as it should and never repeats."""

from __future__ import annotations

import numpy as np

from semeq.train.ears.pink import PinkClips, pink_noise


def test_pink_noise_falls_by_3_db_per_octave() -> None:
    power = np.abs(np.fft.rfft(pink_noise(2**18, np.random.default_rng(0)))) ** 2
    hz = np.fft.rfftfreq(2**18, 1 / 44_100)
    octaves = [power[(hz >= low) & (hz < 2 * low)].sum() for low in (100, 400, 1_600, 6_400)]
    np.testing.assert_allclose(10 * np.log10(np.divide(octaves, octaves[0])), 0, atol=0.3)


def test_pink_noise_is_fresh() -> None:
    pink = PinkClips(2, seed=0)
    before = pink.levels_db.copy()
    pink.renew()
    np.testing.assert_array_equal((pink.levels_db != before).any(axis=1), [True, False])
