"""A judge that is linear in the curve: what it says of straight, late and sideways walks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from semeq.train.data.table import SettingsTable
from semeq.train.evaluation.meaning import log_odds_r2

ALPHAS = np.linspace(0.0, 1.0, 101)[:, np.newaxis]
TILT = np.linspace(-3.0, 3.0, 40)


@pytest.fixture
def held_out(rng: np.random.Generator) -> SettingsTable:
    words = np.array(["warm", "bright", "thin"] * 30)
    sign = np.array([-1.0, 1.0, 0.0] * 30)[:, np.newaxis]
    gains = sign * TILT + rng.normal(0, 2, (90, 40))
    return SettingsTable(np.arange(90), words, np.array(["a"] * 90), gains, "made up")


def test_equal_steps_in_db_are_equally_brighter(held_out: SettingsTable) -> None:
    walk = (2.0 * ALPHAS - 1.0) * TILT
    assert log_odds_r2(walk, held_out) == pytest.approx(1.0)
    assert log_odds_r2(walk[::-1], held_out) == pytest.approx(1.0)


def test_an_uneven_walk_scores_its_own_correlation_with_the_place(held_out: SettingsTable) -> None:
    late = ALPHAS**4
    expected = np.corrcoef(ALPHAS[:, 0], late[:, 0])[0, 1] ** 2
    assert log_odds_r2((2.0 * late - 1.0) * TILT, held_out) == pytest.approx(expected)
    assert expected < 0.8


def test_level_says_nothing_and_a_missing_word_has_no_judge(held_out: SettingsTable) -> None:
    assert log_odds_r2(ALPHAS * np.ones(40), held_out) is None
    level = 20.0 * ALPHAS**4
    assert log_odds_r2((2.0 * ALPHAS - 1.0) * TILT + level, held_out) == pytest.approx(1.0)
    warm = replace(held_out, words=np.array(["warm"] * 90))
    assert log_odds_r2((2.0 * ALPHAS - 1.0) * TILT, warm) is None
