"""Training the ears: from a folder of sound to an artifact that listens."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import semeq
from semeq.cli import comparing, ears_training
from semeq.train.ears.clips import Clips, hear_clips
from semeq.train.ears.pink import PinkClips
from semeq.train.ears.pipeline import source_folds, split_music

N_SOURCES = 5


def test_no_music_and_unknown_sources(tmp_path: Path, clips: Clips) -> None:
    (tmp_path / "notes.wav").write_bytes(b"text")
    with pytest.raises(semeq.DataError, match="1 files unreadable"):
        hear_clips(tmp_path)
    with pytest.raises(semeq.DataError, match="no music from source-9; there is source-0"):
        split_music(clips, ["source-9"])
    with pytest.raises(semeq.DataError, match="nothing is left"):
        split_music(clips, [f"source-{i}" for i in range(N_SOURCES)])
    with pytest.raises(semeq.DataError, match=r"5 sources .* 6 folds"):
        source_folds(clips, 6)


def test_a_source_and_so_a_track_lies_in_one_fold(clips: Clips) -> None:
    folds = source_folds(clips, 3)
    np.testing.assert_array_equal(np.sum(folds, axis=0), 1)
    for source in np.unique(clips.sources):
        assert sum(bool((clips.sources[fold] == source).any()) for fold in folds) == 1


def test_train_audio_and_ablate_from_the_command_line(
    music_dir: Path, made_up_csv: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("semeq.train.ears.judge._N_PINK", 2)
    monkeypatch.setattr(
        "semeq.train.ears.batches.PinkClips", lambda _n_clips, seed: PinkClips(2, seed)
    )
    ears_training.train_audio(
        made_up_csv, music_dir, tmp_path, "source-4", steps=3, noise_steps=2, per_track=1
    )
    printed = capsys.readouterr().out
    assert "1 files unreadable" in printed
    assert "| test sources |" in printed
    ears = semeq.load_ears(tmp_path / "ears.pt")
    assert ears.metadata["training"]["test_sources"] == ["source-4"]
    assert "source-4" not in ears.metadata["music"]["sources"]
    card = (tmp_path / "ears.md").read_text()
    assert "semeq train-audio --data FILE" in card
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, 88_200)
    assert semeq.describe(noise, sample_rate=44_100, ears=ears).words
    assert semeq.estimate_eq(noise, sample_rate=44_100, ears=ears).curve_db.shape == (64,)

    options = {"suite": "audio", "music": music_dir, "steps": 1, "test_sources": "source-4"}
    monkeypatch.setattr("semeq.train.ears.ablation.RATIOS", (0.5,))
    comparing.ablate(made_up_csv, tmp_path, **options)
    table = (tmp_path / "ablation-audio.md").read_text()
    assert table.count("| encoder, ") == 4
    assert "description against a reference" in table
    with pytest.raises(semeq.ParameterError, match="--music"):
        comparing.ablate(made_up_csv, tmp_path, suite="audio")
    with pytest.raises(semeq.ParameterError, match="suite must be"):
        comparing.ablate(made_up_csv, tmp_path, suite="video")
