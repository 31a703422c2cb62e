"""Words for recordings: what must hold for any music."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import soundfile as sf
from scipy.stats import spearmanr

import semeq
from semeq.ears.scale import WordScale


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


def tilted(audio: np.ndarray, db_per_octave: float) -> np.ndarray:
    hz = np.fft.rfftfreq(len(audio), 1 / 44_100)
    gain = (np.maximum(hz, 20) / 700) ** (db_per_octave / 6.0206)
    return np.fft.irfft(np.fft.rfft(audio) * gain, len(audio)).astype(np.float32)


def test_typical_music_is_average(music: np.ndarray) -> None:
    scores = semeq.describe(music).scores
    assert all(0.35 < score < 0.65 for score in scores.values())


def test_scores_follow_the_tilt(music: np.ndarray) -> None:
    tilts = np.linspace(-5, 5, 9)
    found = [semeq.describe(tilted(music, tilt)) for tilt in tilts]
    assert spearmanr(tilts, [each.scores["bright"] for each in found])[0] == pytest.approx(1)
    assert spearmanr(tilts, [each.scores["warm"] for each in found])[0] < -0.95
    assert "bright" not in [word.term for word in found[0].words]
    assert "warm" not in [word.term for word in found[-1].words]
    assert re.match(r"\d+ dB (more above|less below) ", found[-1].words[0].evidence)
    assert found[-1].words[0].evidence.endswith("than typical music")


def test_a_words_equalizer_raises_its_score(music: np.ndarray) -> None:
    before = semeq.describe(music).scores
    for info in semeq.terms()[:12]:
        settings = semeq.term(info.term).settings
        after = semeq.describe(semeq.Equalizer(settings)(music)).scores
        assert after[info.term] > before[info.term]


def test_scores_are_calibrated_on_the_reference_itself() -> None:
    """Spectra drawn from the reference have evenly spread scores."""
    ears, model = semeq.load_ears(), semeq.load_model()
    reference = ears.reference
    rng = np.random.default_rng(0)
    levels = rng.multivariate_normal(reference.mean_db, reference.covariance(10.0), 400)
    scale = WordScale(model, reference, ears.centers_hz, 64, 10.0)
    axes = scale.axes
    places = (levels - reference.mean_db) @ axes.T
    np.testing.assert_allclose(places.std(axis=0), 1, atol=0.12)


def test_order_level_and_top(music: np.ndarray) -> None:
    found = semeq.describe(tilted(music, 3), top=3)
    quiet = semeq.describe(0.01 * tilted(music, 3), top=3)
    assert len(found.words) == 3
    assert [word.term for word in found.words] == [word.term for word in quiet.words]
    people = {info.term: info.n_contributors for info in semeq.terms(include_personal=True)}
    assert all(people[word.term] > 1 for word in found.words)
    order = [
        word.place * word.likeness * people[word.term] / (people[word.term] + 2)
        for word in found.words
    ]
    assert order == sorted(order, reverse=True)


def test_own_reference(music: np.ndarray, tmp_path) -> None:
    bright = tilted(music, 4)
    assert semeq.describe(bright).scores["bright"] > 0.8
    assert semeq.describe(bright, reference=bright).scores["bright"] == pytest.approx(0.5, abs=0.01)
    sf.write(tmp_path / "mine.wav", bright, 44_100, subtype="FLOAT")
    named = semeq.describe(music, reference=[tmp_path / "mine.wav"])
    assert named.reference == "mine.wav"
    assert named.scores["bright"] < 0.3
    reference = semeq.make_reference([bright, music])
    reference.save(tmp_path / "mine.npz")
    loaded = semeq.MusicReference.load(tmp_path / "mine.npz")
    np.testing.assert_array_equal(loaded.covariances, reference.covariances)
    with pytest.raises(semeq.DataError, match="not a saved"):
        semeq.MusicReference.load(tmp_path / "mine.wav")
    with pytest.raises(semeq.ParameterError, match="at least one"):
        semeq.make_reference([])


def test_trajectory(music: np.ndarray) -> None:
    audio = np.concatenate([tilted(music, -4)[:220_500], tilted(music, 4)[:220_500]])
    found = semeq.describe(audio, window_s=2.0, hop_s=1.0)
    bright = found.scores("bright")
    assert len(found.times_s) == len(bright) == len(found.descriptions)
    assert found.times_s == pytest.approx(1.0 + np.arange(len(bright)), abs=0.1)
    assert bright[found.times_s < 4].max() < 0.3
    assert bright[found.times_s > 6].min() > 0.7
    json.dumps(found.to_dict(), allow_nan=False)
    with pytest.raises(semeq.ParameterError, match="window_s"):
        semeq.describe(audio, window_s=0.01)
    with pytest.raises(semeq.ParameterError, match="hop_s needs"):
        semeq.describe(audio, hop_s=1.0)


def test_silence_and_tones_have_no_words() -> None:
    silence = semeq.describe(np.zeros(44_100))
    assert (silence.words, silence.note, silence.scores) == ((), "silence", {})
    tone = semeq.describe(np.sin(2 * np.pi * 440 / 44_100 * np.arange(88_200)))
    assert tone.words == ()
    assert tone.note.startswith("a tone")
    for found in (silence, tone):
        json.dumps(found.to_dict(), allow_nan=False)


def test_input_is_not_changed(music: np.ndarray) -> None:
    copy = music.copy()
    semeq.describe(music)
    np.testing.assert_array_equal(music, copy)
