"""Matching: what was done is found again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

import semeq
from semeq.ears.match import Match
from semeq.eq.response import GRID_HZ


def error_db(found: Match, settings: semeq.EqSettings) -> np.ndarray:
    return (
        found.settings.curve_db(sample_rate=44_100)
        + found.gain_db
        - settings.curve_db(sample_rate=44_100)
    )


def random_settings(rng: np.random.Generator) -> semeq.EqSettings:
    gains = rng.uniform(-8, 8, 5)
    lowest, highest = [60, 150, 400, 1_500, 4_000], [300, 900, 3_000, 8_000, 12_000]
    freqs = np.exp(rng.uniform(np.log(lowest), np.log(highest)))
    q = rng.uniform(0.4, 3, 3)
    params = [gains[0], freqs[0]]
    for i in range(3):
        params += [gains[i + 1], freqs[i + 1], q[i]]
    return semeq.EqSettings.from_params([*params, gains[4], freqs[4]])


def test_before_and_after_is_near_exact(notes: np.ndarray, rng: np.random.Generator) -> None:
    errors = []
    for _ in range(6):
        settings = random_settings(rng)
        found = semeq.match(notes, semeq.Equalizer(settings)(notes), sample_rate=44_100)
        assert found.aligned
        assert found.coherence > 0.99
        errors.append(np.sqrt(np.mean(error_db(found, settings) ** 2)))
    assert np.mean(errors) < 0.12
    assert np.max(errors) < 0.3


@pytest.mark.parametrize("name", ["piano", "guitar"])
def test_real_recordings(shared_dir: Path, rng: np.random.Generator, name: str) -> None:
    """A dry recording is matched as exactly as made-up notes, and bright follows the treble."""
    audio, rate = sf.read(shared_dir / "audio" / f"{name}.wav", frames=441_000, dtype="float32")
    before = np.ascontiguousarray(audio.T)
    settings = random_settings(rng)
    after = semeq.Equalizer(settings, sample_rate=rate)(before)
    errors = error_db(semeq.match(before, after, sample_rate=rate), settings)
    assert np.sqrt(np.mean(errors**2)) < 0.3
    scores = [
        semeq.describe(
            semeq.render(before, "bright", "bright", amount=amount), sample_rate=44_100
        ).scores["bright"]
        for amount in (-1, 0, 1)
    ]
    assert scores[0] < scores[1] < scores[2]


def test_delay_gain_noise_and_rate(notes: np.ndarray, rng: np.random.Generator) -> None:
    settings = semeq.morph("warm", "bright", 0.8)
    after = semeq.Equalizer(settings)(notes)
    later = 0.5 * np.pad(after, ((0, 0), (333, 0)))
    later += 1e-3 * rng.standard_normal(later.shape).astype(np.float32)
    found = semeq.match(notes, later, sample_rate=44_100)
    assert (found.aligned, found.lag_frames) == (True, 333)
    shape = error_db(found, settings) + 6.02
    assert np.sqrt(np.mean(shape**2)) < 0.5
    at_48k = semeq.match(
        notes, semeq.Equalizer(settings, sample_rate=48_000)(notes), sample_rate=48_000
    )
    curves = (each.curve_db(GRID_HZ, sample_rate=48_000) for each in (at_48k.settings, settings))
    assert np.abs(np.subtract(*curves)).max() < 0.5


def test_two_recordings(notes: np.ndarray, rng: np.random.Generator) -> None:
    """The balance of the target is reached, whatever was played."""
    settings = semeq.term("bright").settings
    source = rng.standard_normal(264_600).astype(np.float32)
    target = semeq.Equalizer(settings)(rng.standard_normal(220_500).astype(np.float32))
    found = semeq.match(source, target, sample_rate=44_100)
    assert not found.aligned
    assert np.isnan(found.coherence)
    residual = found.settings.curve_db(GRID_HZ[8:], sample_rate=44_100) - settings.curve_db(
        GRID_HZ[8:], sample_rate=44_100
    )
    assert np.std(residual) < 0.6
    assert found.words[0].term == "bright"
    text = json.dumps(found.to_dict(), allow_nan=False)
    assert Match.from_dict(json.loads(text)) == found
    forced = semeq.match(notes, semeq.Equalizer(settings)(notes), sample_rate=44_100, aligned=False)
    assert not forced.aligned


def test_words_are_those_of_the_curve_that_is_played(rng: np.random.Generator) -> None:
    """At 11 kHz, settings have another curve than at the model's rate."""
    noise = rng.standard_normal(44_100)
    settings = semeq.EqSettings((semeq.Band("peak", 4_000, 9, 1), semeq.Band("peak", 300, -2, 1)))
    after = semeq.Equalizer(settings, sample_rate=11_025)(noise)
    found = semeq.match(noise, after, sample_rate=11_025)
    assert found.words == semeq.name_eq(found.settings, sample_rate=11_025)
    assert found.words != semeq.name_eq(found.settings, sample_rate=44_100)


def test_files(notes: np.ndarray, tmp_path) -> None:
    settings = semeq.term("warm").settings
    sf.write(tmp_path / "before.flac", notes.T, 44_100, subtype="PCM_24")
    sf.write(tmp_path / "after.wav", semeq.Equalizer(settings)(notes).T, 44_100, subtype="FLOAT")
    found = semeq.match(tmp_path / "before.flac", tmp_path / "after.wav")
    assert found.aligned
    assert found.words[0].term == "warm"
    assert np.sqrt(np.mean(error_db(found, settings) ** 2)) < 0.12


def test_nothing_done_is_flat(notes: np.ndarray) -> None:
    found = semeq.match(notes, notes, sample_rate=44_100)
    assert np.abs(found.settings.curve_db(sample_rate=44_100)).max() < 0.01
    assert found.words == ()


def test_refusals(notes: np.ndarray, tmp_path) -> None:
    with pytest.raises(semeq.AudioError, match="target is silent"):
        semeq.match(notes, np.zeros_like(notes), sample_rate=44_100)
    with pytest.raises(semeq.AudioError, match="source is silent"):
        semeq.match(np.zeros(44_100), notes, sample_rate=44_100, aligned=False)
    with pytest.raises(semeq.AudioError, match="or more can be matched"):
        semeq.match(notes[:, :4_000], notes[:, :4_000], sample_rate=44_100, aligned=True)
    sf.write(tmp_path / "a.wav", notes.T, 48_000)
    with pytest.raises(semeq.AudioError, match="one sample rate"):
        semeq.match(notes, tmp_path / "a.wav", sample_rate=44_100, aligned=True)
    with pytest.raises(semeq.AudioError, match="share no sound"):
        semeq.match(np.ones(88_200), np.ones(88_200), sample_rate=44_100)
    with pytest.raises(semeq.ParameterError, match="aligned must be"):
        semeq.match(notes, notes, sample_rate=44_100, aligned="yes")
