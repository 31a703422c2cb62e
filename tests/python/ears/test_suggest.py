"""Suggesting: the equalizer does what it says."""

from __future__ import annotations

import json

import numpy as np
import pytest

import semeq
from semeq.ears.suggest import Suggestion


def test_suggest(notes: np.ndarray) -> None:
    warm = semeq.suggest(notes, "warm", sample_rate=44_100)
    assert warm.score_after >= warm.score_before
    already = semeq.Equalizer(semeq.term("warm").settings)(notes)
    less = semeq.suggest(already, "warm", sample_rate=44_100)
    assert less.needed < warm.needed
    assert less.score_before > warm.score_before
    bypass = semeq.suggest(notes, "warm", sample_rate=44_100, amount=0)
    assert bypass.settings.is_flat
    assert bypass.z_score_after == bypass.z_score_before
    np.testing.assert_array_equal(semeq.Equalizer(bypass.settings)(notes), notes)
    text = json.dumps(warm.to_dict(), allow_nan=False)
    assert Suggestion.from_dict(json.loads(text)) == warm
    assert warm != bypass


@pytest.mark.parametrize("word", ["warm", "bright", "thin", "muddy"])
def test_a_suggestion_does_what_it_says(notes: np.ndarray, word: str) -> None:
    """The score after, predicted by adding curves, is that of the rendered sound."""
    half, full = (
        semeq.suggest(notes, word, sample_rate=44_100, amount=amount) for amount in (0.5, 1.0)
    )
    assert half.z_score_before <= half.z_score_after <= full.z_score_after
    heard = semeq.describe(semeq.Equalizer(full.settings)(notes), sample_rate=44_100)
    assert heard.scores[word] == pytest.approx(full.score_after, abs=0.03)


def test_suggest_refuses(notes: np.ndarray, tone: np.ndarray) -> None:
    def suggest(audio: np.ndarray, word: str = "warm", **options: float) -> semeq.EqSettings:
        return semeq.suggest(audio, word, sample_rate=44_100, **options).settings

    with pytest.raises(semeq.UnknownTermError, match="did you mean"):
        suggest(notes, "brigth")
    with pytest.raises(semeq.ParameterError, match="amount"):
        suggest(notes, amount=-1)
    with pytest.raises(semeq.AudioError, match="silence"):
        suggest(np.zeros(44_100))
    with pytest.raises(semeq.AudioError, match="a tone"):
        suggest(tone)
    with pytest.raises(semeq.AudioError, match="too loud"):
        suggest(notes * np.float32(1e30))


def test_suggest_hears_amounts_in_words(notes: np.ndarray) -> None:
    warm, warmer = (semeq.suggest(notes, word, sample_rate=44_100) for word in ("warm", "warmer"))
    gains = [[band.gain_db for band in each.settings.bands] for each in (warm, warmer)]
    np.testing.assert_allclose(gains[1], np.clip(1.3 * np.array(gains[0]), -12, 12))
