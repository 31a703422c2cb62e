"""The synthesized clip is a clip: stereo, in range, with bass and treble."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from semeq.demo import SAMPLE_RATE, synthesize_clip


def test_the_clip_spans_the_spectrum_and_leaves_headroom() -> None:
    clip = synthesize_clip()
    assert clip.shape == (2, 4 * SAMPLE_RATE)
    assert np.abs(clip).max() <= 0.36
    assert not np.array_equal(clip[0], clip[1])
    power = np.abs(np.fft.rfft(clip.mean(0))) ** 2
    freq_hz = np.fft.rfftfreq(clip.shape[1], 1 / SAMPLE_RATE)
    edges = np.array([40, 120, 500, 2_000, 8_000, 16_000])
    level_db = [
        10 * np.log10(power[(freq_hz >= low) & (freq_hz < high)].sum() / power.sum())
        for low, high in pairwise(edges)
    ]
    assert min(level_db) > -45


def test_the_seed_decides_the_hats_alone() -> None:
    np.testing.assert_array_equal(synthesize_clip(3), synthesize_clip(3))
    assert not np.array_equal(synthesize_clip(3), synthesize_clip(4))
