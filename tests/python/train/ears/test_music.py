"""The reference: half of the music lies on either side of it, whatever codecs left out."""

from __future__ import annotations

import numpy as np

import semeq
from semeq.ears.bands import BANDS
from semeq.ears.scale import word_axes
from semeq.train.ears.clips import Clips
from semeq.train.ears.music import music_reference

N_TRACKS = 240


def made_up(rng: np.random.Generator) -> Clips:
    """Tracks whose trebles are skewed; a third, the brighter ones, cut off at 15 kHz."""
    octaves = np.log2(BANDS.centers_hz / 1_000)
    tilt = rng.exponential(2.0, (N_TRACKS, 1)) - 5.0
    bumps = rng.standard_normal((N_TRACKS, 8)) @ (
        2.0 * np.exp(-np.square(octaves - np.linspace(-4, 4, 8)[:, np.newaxis]))
    )
    levels = tilt * np.maximum(octaves, 0) + bumps
    wall = (tilt[:, 0] > np.quantile(tilt, 2 / 3))[:, np.newaxis] & (BANDS.centers_hz > 15_000)
    heard = np.where(wall, -75.0, levels)
    names = np.array([str(i) for i in range(N_TRACKS)])
    sources = np.array([str(i // 12) for i in range(N_TRACKS)])
    return Clips(heard, 0 * heard, heard, names, sources, np.full(N_TRACKS, 44_100))


def test_half_of_the_music_has_more_of_a_word() -> None:
    clips = made_up(np.random.default_rng(4))
    model = semeq.load_model()
    reference = music_reference(clips)
    assert reference.n_recordings == N_TRACKS
    levels_db, n_heard = clips.below_cutoff_db()
    assert set(n_heard.tolist()) == {64, int((BANDS.centers_hz <= 15_000).sum())}
    for word in ("warm", "bright"):
        index = model.vocabulary.index(word)
        deviations = np.where(np.isfinite(levels_db), levels_db - reference.mean_db, 0.0)
        above = [
            row @ word_axes(model, tuple(BANDS.centers_hz), int(n))[index] > 0
            for row, n in zip(deviations, n_heard, strict=True)
        ]
        assert 0.44 < np.mean(above) < 0.56
    assert reference.mean_db[-1] > -30  # silence above a cut-off is not soft music
