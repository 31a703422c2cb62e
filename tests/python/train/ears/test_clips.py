"""Crops of music, as the ears hear them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from semeq.ears.spectrum import band_levels
from semeq.train.ears.clips import Clips, hear_clips

N_SOURCES = 5


def test_any_tree_is_heard_and_what_is_no_music_is_counted(clips: Clips) -> None:
    assert len(clips) == 2 * N_SOURCES  # 11 s hold one crop of 10 s
    assert (clips.n_unreadable, clips.n_unusable) == (1, 3)
    assert set(clips.sources.tolist()) == {f"source-{i}" for i in range(N_SOURCES)}
    assert clips.weights().sum() == pytest.approx(1)


def test_crops_equal_what_the_runtime_hears(music_dir: Path, clips: Clips) -> None:
    """The module that trains, and the artifact that C++ runs, have the same ears."""
    row = int(np.flatnonzero(clips.tracks == "source-2/disc/1.wav")[0])
    rate, generator = 44_100, np.random.default_rng([0, 1])
    files = sorted(p.relative_to(music_dir).as_posix() for p in music_dir.rglob("*.*"))
    generator = np.random.default_rng([0, files.index("source-2/disc/1.wav")])
    start = int(generator.random(1)[0] * rate)
    sound = sf.read(music_dir / "source-2/disc/1.wav", dtype="float32")[0]
    levels = band_levels(sound[start : start + 10 * rate], sample_rate=rate)
    np.testing.assert_allclose(clips.levels_db[row], levels, atol=1e-3)


def test_the_cache_is_used_for_the_same_question_only(music_dir: Path, tmp_path: Path) -> None:
    cache = tmp_path / "clips.npz"
    calls: list[int] = []
    for seed, expected in ((0, True), (0, False), (1, True)):
        calls.clear()
        hear_clips(
            music_dir,
            per_track=1,
            seed=seed,
            cache=cache,
            on_progress=lambda done, _total: calls.append(done),
        )
        assert bool(calls) == expected
    cache.write_bytes(b"half written")
    assert len(hear_clips(music_dir, per_track=1, cache=cache)) == 2 * N_SOURCES
