"""Words for recordings: what must hold for any music."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
import soundfile as sf
from scipy.stats import spearmanr

import semeq
from semeq.ears.description import Description, Trajectory
from semeq.ears.scale import WordScale, word_curves_db


def tilted(audio: np.ndarray, db_per_octave: float) -> np.ndarray:
    hz = np.fft.rfftfreq(len(audio), 1 / 44_100)
    gain = (np.maximum(hz, 20) / 700) ** (db_per_octave / 6.0206)
    return np.fft.irfft(np.fft.rfft(audio) * gain, len(audio)).astype(np.float32)


def test_typical_music_is_average(music: np.ndarray) -> None:
    scores = semeq.describe(music, sample_rate=44_100).scores
    assert all(0.35 < score < 0.65 for score in scores.values())


def test_scores_follow_the_tilt(music: np.ndarray) -> None:
    tilts = np.linspace(-5, 5, 9)
    found = [semeq.describe(tilted(music, tilt), sample_rate=44_100) for tilt in tilts]
    assert spearmanr(tilts, [each.scores["bright"] for each in found])[0] == pytest.approx(1)
    assert spearmanr(tilts, [each.scores["warm"] for each in found])[0] < -0.95
    assert "bright" not in [word.term for word in found[0].words]
    assert "warm" not in [word.term for word in found[-1].words]
    assert re.match(r"\d+ dB (more above|less below) ", found[-1].words[0].evidence)
    assert found[-1].words[0].evidence.endswith("than typical music")


def test_a_words_equalizer_raises_its_score(music: np.ndarray) -> None:
    before = semeq.describe(music, sample_rate=44_100).scores
    for info in semeq.terms()[:12]:
        settings = semeq.term(info.term).settings
        after = semeq.describe(semeq.Equalizer(settings)(music), sample_rate=44_100).scores
        assert after[info.term] > before[info.term]


def test_scores_are_calibrated_on_the_reference_itself() -> None:
    """Spectra drawn from the reference have evenly spread scores."""
    ears, model = semeq.load_ears(), semeq.load_model()
    reference = ears.reference
    rng = np.random.default_rng(0)
    levels = rng.multivariate_normal(reference.mean_db, reference.covariance(10.0), 400)
    scale = WordScale(model, reference, ears.centers_hz, 64, 10.0)
    axes = scale.axes
    z_scores = (levels - reference.mean_db) @ axes.T
    np.testing.assert_allclose(z_scores.std(axis=0), 1, atol=0.12)


def test_fit_is_the_correlation_of_whitened_curves() -> None:
    """The oracle samples music: white are its principal components, scaled, without the level."""
    ears, model = semeq.load_ears(), semeq.load_model()
    covariance = ears.reference.covariance(10.0)
    scale = WordScale(model, ears.reference, ears.centers_hz, 64, 10.0)
    variances, directions = np.linalg.eigh(covariance + 4.0 * np.eye(64))
    white = directions / np.sqrt(variances) @ directions.T
    level = white @ np.ones(64) / np.linalg.norm(white @ np.ones(64))
    curves = word_curves_db(model, tuple(ears.centers_hz))[:5]
    deviation_db = np.random.default_rng(1).multivariate_normal(np.zeros(64), covariance)
    found = scale.correlations(deviation_db + 7.0)[:5]
    one = white @ deviation_db
    one -= level * (level @ one)
    for curve, correlation in zip(curves, found, strict=True):
        other = white @ curve
        other -= level * (level @ other)
        expected = one @ other / np.linalg.norm(one) / np.linalg.norm(other)
        assert correlation == pytest.approx(expected, abs=1e-9)


def test_order_level_and_number_of_words(music: np.ndarray) -> None:
    found = semeq.describe(tilted(music, 3), sample_rate=44_100, n_words=3)
    quiet = semeq.describe(0.01 * tilted(music, 3), sample_rate=44_100, n_words=3)
    assert len(found.words) == 3
    assert [word.term for word in found.words] == [word.term for word in quiet.words]
    infos = {info.term: info for info in semeq.terms(include_personal=True)}
    assert all(infos[word.term].is_spoken for word in found.words)
    people = {term: info.n_people for term, info in infos.items()}
    order = [
        word.z_score * word.correlation * people[word.term] / (people[word.term] + 2)
        for word in found.words
    ]
    assert order == sorted(order, reverse=True)


def test_own_reference(music: np.ndarray, tmp_path) -> None:
    bright = tilted(music, 4)
    assert semeq.describe(bright, sample_rate=44_100).scores["bright"] > 0.8
    assert semeq.describe(bright, sample_rate=44_100, reference=bright).scores[
        "bright"
    ] == pytest.approx(0.5, abs=0.01)
    sf.write(tmp_path / "mine.wav", bright, 44_100, subtype="FLOAT")
    named = semeq.describe(music, sample_rate=44_100, reference=[tmp_path / "mine.wav"])
    assert named.reference == "mine.wav"
    assert named.scores["bright"] < 0.3
    reference = semeq.make_reference([bright, music], sample_rate=44_100)
    reference.save(tmp_path / "mine.npz")
    loaded = semeq.MusicReference.load(tmp_path / "mine.npz")
    np.testing.assert_array_equal(loaded.covariances, reference.covariances)
    with pytest.raises(semeq.DataError, match="not a saved"):
        semeq.MusicReference.load(tmp_path / "mine.wav")
    with pytest.raises(semeq.ParameterError, match="at least one"):
        semeq.make_reference([], sample_rate=44_100)


def test_trajectory(music: np.ndarray) -> None:
    audio = np.concatenate([tilted(music, -4)[:220_500], tilted(music, 4)[:220_500]])
    found = semeq.describe(audio, sample_rate=44_100, window_s=2.0, hop_s=1.0)
    bright = found.scores["bright"]
    assert len(found.times_s) == len(bright) == len(found.descriptions)
    assert found.times_s == pytest.approx(1.0 + np.arange(len(bright)), abs=0.1)
    assert bright[found.times_s < 4].max() < 0.3
    assert bright[found.times_s > 6].min() > 0.7
    text = json.dumps(found.to_dict(), allow_nan=False)
    assert Trajectory.from_dict(json.loads(text)) == found
    with pytest.raises(semeq.ParameterError, match="window_s"):
        semeq.describe(audio, sample_rate=44_100, window_s=0.01)
    with pytest.raises(semeq.ParameterError, match="hop_s needs"):
        semeq.describe(audio, sample_rate=44_100, hop_s=1.0)


def test_silence_and_tones_have_no_words(tone: np.ndarray) -> None:
    silence = semeq.describe(np.zeros(44_100), sample_rate=44_100)
    assert (silence.words, silence.note, silence.scores) == ((), "silence", {})
    found = semeq.describe(tone, sample_rate=44_100)
    assert found.words == ()
    assert found.note.startswith("a tone")
    assert found != silence
    for each in (silence, found):
        text = json.dumps(each.to_dict(), allow_nan=False)
        assert Description.from_dict(json.loads(text)) == each
    with pytest.raises(semeq.AudioError, match="silent: nothing can be compared"):
        semeq.make_reference(np.zeros(44_100), sample_rate=44_100)


def test_words_of_all_languages_unless_one_is_asked_for(music: np.ndarray) -> None:
    languages = {info.term: info.language for info in semeq.terms()}
    bright = tilted(music, 4)
    for language, expected in ((None, {"en", "es"}), ("en", {"en"}), ("es", {"es"})):
        found = semeq.describe(bright, sample_rate=44_100, n_words=50, language=language)
        assert {languages[word.term] for word in found.words} == expected
    with pytest.raises(semeq.ParameterError, match="language must be"):
        semeq.describe(bright, sample_rate=44_100, language="fr")


@pytest.mark.parametrize(
    "mapping",
    [None, {}, {"words": []}],
)
def test_a_description_is_made_of_all_its_entries_alone(mapping: object) -> None:
    with pytest.raises(semeq.ParameterError, match="needs a mapping with the keys words, note"):
        Description.from_dict(mapping)


def test_a_description_refuses_wrong_types() -> None:
    mapping = semeq.describe(np.zeros(44_100), sample_rate=44_100).to_dict()
    for name, value in (("duration_s", "1"), ("words", "warm"), ("freq_hz", ["a"]), ("note", 3)):
        with pytest.raises(semeq.ParameterError, match=f"cannot take {name}"):
            Description.from_dict(mapping | {name: value})


def test_input_is_not_changed(music: np.ndarray) -> None:
    copy = music.copy()
    semeq.describe(music, sample_rate=44_100)
    np.testing.assert_array_equal(music, copy)
