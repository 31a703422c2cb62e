"""Analyzing folders: metrics against what is known of the signals."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile as sf

import semeq
from semeq.ears.analyze import ClipAnalysis


def test_analyze(notes: np.ndarray, tmp_path) -> None:
    noise = 0.1 * np.random.default_rng(0).standard_normal(88_200)
    sf.write(tmp_path / "notes.wav", notes.T, 44_100)
    sf.write(tmp_path / "white.wav", noise, 44_100, subtype="FLOAT")
    sf.write(tmp_path / "silence.wav", np.zeros(44_100), 44_100)
    (tmp_path / "broken.wav").write_bytes(b"not audio")
    broken, played, silent, white = semeq.analyze(tmp_path)
    assert "libsndfile" in broken.note
    assert played.loudness_lufs == pytest.approx(
        semeq.loudness(notes, sample_rate=44_100), abs=0.05
    )
    assert white.centroid_hz == pytest.approx(44_100 / 4, rel=0.02)
    assert white.rolloff_hz == pytest.approx(0.85 * 22_050, rel=0.02)
    assert white.bass_treble_db == pytest.approx(10 * np.log10(250 / 18_050), abs=0.7)
    assert played.words
    for clip in (broken, played, silent):
        text = json.dumps(clip.to_dict(), allow_nan=False)
        assert ClipAnalysis.from_dict(json.loads(text)) == clip
    assert (silent.centroid_hz, silent.loudness_lufs, silent.note) == (None, None, "silence")
    with pytest.raises(semeq.AudioError, match="no such file"):
        semeq.analyze(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(semeq.AudioError, match="no audio file"):
        semeq.analyze(tmp_path / "empty")
    with pytest.raises(semeq.ParameterError, match="path must"):
        semeq.analyze(3)
    with pytest.raises(semeq.ParameterError, match="on_progress must be callable"):
        semeq.analyze(tmp_path, on_progress=3)
