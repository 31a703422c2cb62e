"""Matching: what was done is found again."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from typer.testing import CliRunner

import semeq
from semeq.cli.app import app
from semeq.ears.match import Match
from semeq.eq.response import GRID_HZ


@pytest.fixture(scope="module")
def notes() -> np.ndarray:
    """Decaying notes with overtones over a little noise, stereo, 6 s."""
    rng = np.random.default_rng(3)
    time_s = np.arange(264_600) / 44_100
    sound = 0.003 * rng.standard_normal((2, len(time_s)))
    for start in range(0, len(time_s), 11_025):
        pitch = 55 * 2 ** (rng.integers(0, 36) / 12)
        since = time_s[: len(time_s) - start][:66_150]
        partials = np.arange(1, 20)[:, np.newaxis]
        partials = partials[partials[:, 0] * pitch < 20_000]
        tones = np.exp(-3 * since) * np.sin(2 * np.pi * pitch * partials * since)
        levels = rng.uniform(0, 0.1 / partials[:, 0], (2, len(partials)))
        sound[:, start : start + len(since)] += levels @ tones
    return sound.astype(np.float32)


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
        found = semeq.match(notes, semeq.Equalizer(settings)(notes))
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
    errors = error_db(semeq.match(before, after, rate), settings)
    assert np.sqrt(np.mean(errors**2)) < 0.3
    scores = [
        semeq.describe(semeq.render(before, "bright", "bright", amount=amount)).scores["bright"]
        for amount in (-1, 0, 1)
    ]
    assert scores[0] < scores[1] < scores[2]


def test_delay_gain_noise_and_rate(notes: np.ndarray, rng: np.random.Generator) -> None:
    settings = semeq.morph("warm", "bright", 0.8)
    after = semeq.Equalizer(settings)(notes)
    later = 0.5 * np.pad(after, ((0, 0), (333, 0)))
    later += 1e-3 * rng.standard_normal(later.shape).astype(np.float32)
    found = semeq.match(notes, later)
    assert (found.aligned, found.lag_frames) == (True, 333)
    shape = error_db(found, settings) + 6.02
    assert np.sqrt(np.mean(shape**2)) < 0.5
    at_48k = semeq.match(notes, semeq.Equalizer(settings, sample_rate=48_000)(notes), 48_000)
    curves = (each.curve_db(GRID_HZ, sample_rate=48_000) for each in (at_48k.settings, settings))
    assert np.abs(np.subtract(*curves)).max() < 0.5


def test_two_recordings(notes: np.ndarray, rng: np.random.Generator) -> None:
    """The balance of the target is reached, whatever was played."""
    settings = semeq.term("bright").settings
    source = rng.standard_normal(264_600).astype(np.float32)
    target = semeq.Equalizer(settings)(rng.standard_normal(220_500).astype(np.float32))
    found = semeq.match(source, target)
    assert not found.aligned
    assert np.isnan(found.coherence)
    missed = found.settings.curve_db(GRID_HZ[8:], sample_rate=44_100) - settings.curve_db(
        GRID_HZ[8:], sample_rate=44_100
    )
    assert np.std(missed) < 0.6
    assert found.words[0].term == "bright"
    json.dumps(found.to_dict(), allow_nan=False)
    forced = semeq.match(notes, semeq.Equalizer(settings)(notes), aligned=False)
    assert not forced.aligned


def test_files(notes: np.ndarray, tmp_path) -> None:
    settings = semeq.term("warm").settings
    sf.write(tmp_path / "before.flac", notes.T, 44_100, subtype="PCM_24")
    sf.write(tmp_path / "after.wav", semeq.Equalizer(settings)(notes).T, 44_100, subtype="FLOAT")
    found = semeq.match(tmp_path / "before.flac", tmp_path / "after.wav")
    assert found.aligned
    assert found.words[0].term == "warm"
    assert np.sqrt(np.mean(error_db(found, settings) ** 2)) < 0.12


def test_nothing_done_is_flat(notes: np.ndarray) -> None:
    found = semeq.match(notes, notes)
    assert np.abs(found.settings.curve_db(sample_rate=44_100)).max() < 0.01
    assert found.words == ()


def test_refusals(notes: np.ndarray, tmp_path) -> None:
    with pytest.raises(semeq.AudioError, match="target is silent"):
        semeq.match(notes, np.zeros_like(notes))
    with pytest.raises(semeq.AudioError, match="source is silent"):
        semeq.match(np.zeros(44_100), notes, aligned=False)
    with pytest.raises(semeq.AudioError, match="or more can be matched"):
        semeq.match(notes[:, :4_000], notes[:, :4_000], aligned=True)
    sf.write(tmp_path / "a.wav", notes.T, 48_000)
    with pytest.raises(semeq.AudioError, match="one sample rate"):
        semeq.match(notes, tmp_path / "a.wav", aligned=True)


def test_suggest(notes: np.ndarray) -> None:
    warm = semeq.suggest(notes, "warm")
    assert warm.score_after >= warm.score_before
    already = semeq.Equalizer(semeq.term("warm").settings)(notes)
    less = semeq.suggest(already, "warm")
    assert less.needed < warm.needed
    assert less.score_before > warm.score_before
    bypass = semeq.suggest(notes, "warm", amount=0)
    assert bypass.settings.is_flat
    assert bypass.place_after == bypass.place_before
    np.testing.assert_array_equal(semeq.Equalizer(bypass.settings)(notes), notes)
    json.dumps(warm.to_dict(), allow_nan=False)


@pytest.mark.parametrize("word", ["warm", "bright", "thin", "muddy"])
def test_a_suggestion_does_what_it_says(notes: np.ndarray, word: str) -> None:
    """The score after, predicted by adding curves, is that of the rendered sound."""
    half, full = (semeq.suggest(notes, word, amount=amount) for amount in (0.5, 1.0))
    assert half.place_before <= half.place_after <= full.place_after
    heard = semeq.describe(semeq.Equalizer(full.settings)(notes))
    assert heard.scores[word] == pytest.approx(full.score_after, abs=0.03)


def test_suggest_refuses(notes: np.ndarray) -> None:
    with pytest.raises(semeq.UnknownTermError, match="did you mean"):
        semeq.suggest(notes, "brigth")
    with pytest.raises(semeq.ParameterError, match="amount"):
        semeq.suggest(notes, "warm", amount=-1)
    with pytest.raises(semeq.AudioError, match="silence"):
        semeq.suggest(np.zeros(44_100), "warm")
    tone = np.sin(2 * np.pi * 440 / 44_100 * np.arange(88_200))
    for refused in (lambda: semeq.suggest(tone, "warm"), lambda: semeq.estimate_eq(tone)):
        with pytest.raises(semeq.AudioError, match="a tone"):
            refused()
    with pytest.raises(semeq.AudioError, match="share no sound"):
        semeq.match(np.ones(88_200), np.ones(88_200))
    with pytest.raises(semeq.AudioError, match="too loud"):
        semeq.suggest(notes * np.float32(1e30), "warm")


def test_suggest_hears_amounts_in_words(notes: np.ndarray) -> None:
    warm, warmer = (semeq.suggest(notes, word) for word in ("warm", "warmer"))
    gains = [[band.gain_db for band in each.settings.bands] for each in (warm, warmer)]
    np.testing.assert_allclose(gains[1], np.clip(1.3 * np.array(gains[0]), -12, 12))


def test_the_command_line_says_what_the_functions_find(notes: np.ndarray, tmp_path) -> None:
    files = [tmp_path / name for name in ("a.wav", "b.wav", "c.wav")]
    sf.write(files[0], notes.T, 44_100, subtype="FLOAT")
    sf.write(files[1], semeq.render(notes, "bright", "bright").T, 44_100, subtype="FLOAT")
    figure = tmp_path / "suggestion.png"
    semeq.make_reference(files[1]).save(tmp_path / "mine.npz")

    def answer(*arguments: object) -> dict:
        result = CliRunner().invoke(app, [*map(str, arguments), "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.output)

    described = answer("describe", files[0], "--reference", tmp_path / "mine.npz")
    expected = semeq.describe(files[0], reference=files[1])
    assert [w["term"] for w in described["words"]] == [w.term for w in expected.words]
    times = answer("describe", files[0], "--window", 2)
    assert [each["time_s"] for each in times] == pytest.approx([1, 2, 3, 4, 5], abs=0.2)
    assert answer("match", *files[:2])["words"][0]["term"] == "bright"
    suggested = answer("suggest", files[0], "warm", "--render", files[2], "--plot", figure)
    assert figure.stat().st_size > 1_000
    assert semeq.describe(files[2]).scores["warm"] == pytest.approx(
        suggested["score_after"], abs=0.03
    )
    assert answer("estimate", files[0])["coverage"] == 0.8
    assert len(answer("analyze", tmp_path)) == 3
    assert CliRunner().invoke(app, ["describe", str(files[0]), "--hop", "1"]).exit_code != 0


def test_estimate(notes: np.ndarray) -> None:
    found = semeq.estimate_eq(notes)
    assert (found.half_width_db > 0).all()
    np.testing.assert_allclose(
        found.curve_db, found.settings.curve_db(found.freq_hz, sample_rate=44_100)
    )
    json.dumps(found.to_dict(), allow_nan=False)
    low_rate = semeq.estimate_eq(notes[:, ::3].copy(), 14_700)
    assert np.isfinite(low_rate.curve_db).all()
    with pytest.raises(semeq.AudioError, match="silence"):
        semeq.estimate_eq(np.zeros(88_200))
    with pytest.raises(semeq.AudioError, match="at least 2 s"):
        semeq.estimate_eq(notes[:, :44_100])


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
    assert (silent.centroid_hz, silent.loudness_lufs, silent.note) == (None, None, "silence")
    with pytest.raises(semeq.AudioError, match="no such file"):
        semeq.analyze(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(semeq.AudioError, match="no audio file"):
        semeq.analyze(tmp_path / "empty")
