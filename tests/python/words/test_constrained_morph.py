"""Walks that keep limits on the curve."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import least_squares

import semeq
from semeq import ParameterError
from semeq.eq.curves import rms_db
from semeq.eq.response import GRID_HZ, model_curves_db
from semeq.words.constrained_morph import constrained_morph
from semeq.words.constraints import (
    _LATENT_DB,
    _PENALTIES,
    KEEP_TOLERANCE_DB,
    Constrained,
    keep,
    max_boost_db,
    max_change_db,
    max_cut_db,
)


@pytest.mark.parametrize(
    ("constraint", "low_hz", "high_hz", "lowest_db", "highest_db"),
    [
        (max_boost_db(2), 20, 20_000, -np.inf, 2),
        (max_cut_db(1), 20, 20_000, -1, np.inf),
        (max_change_db(1, below_hz=100), 20, 100, -1, 1),
        (keep(2_000, 4_000), 2_000, 4_000, -KEEP_TOLERANCE_DB, KEEP_TOLERANCE_DB),
    ],
)
@pytest.mark.parametrize("word", ["warm", "bright", "muddy", "tinny"])
def test_a_constraint_holds(word, constraint, low_hz, high_hz, lowest_db, highest_db) -> None:
    found = constrained_morph(word, word, 0.0, constraints=[constraint])
    assert isinstance(found, Constrained)
    inside = (low_hz <= GRID_HZ) & (high_hz >= GRID_HZ)
    curve_db = found.settings.curve_db(GRID_HZ, sample_rate=44_100)[inside]
    excess = max(curve_db.max() - highest_db, lowest_db - curve_db.min(), 0)
    assert excess == pytest.approx(found.residual_db, abs=1e-9)
    assert found.residual_db < 0.05
    free = semeq.term(word).settings.curve_db(GRID_HZ, sample_rate=44_100)
    moved = np.sqrt(np.mean((found.settings.curve_db(GRID_HZ, sample_rate=44_100) - free) ** 2))
    assert found.moved_db == pytest.approx(moved, abs=1e-3)


@pytest.mark.parametrize("word", ["warm", "bright", "tinny"])
def test_constraints_cost_no_more_than_by_scipy(model, word: str) -> None:
    limits = [max_boost_db(3), keep(300, 600), max_change_db(2, below_hz=100)]
    found = constrained_morph(word, word, 0.0, constraints=limits)
    latent = model.term_latents[model.vocabulary.index(word)].astype(np.float64)
    free_db = model_curves_db(model.decode([latent]))[0]

    def curve_db(point: np.ndarray) -> np.ndarray:
        return model_curves_db(model.decode([point]))[0]

    def departures(point: np.ndarray) -> np.ndarray:
        curve = curve_db(point)
        excess = [_PENALTIES[-1] * limit.excess_db(curve) for limit in limits]
        return np.concatenate([curve - free_db, _LATENT_DB * (point - latent), *excess])

    def slopes(point: np.ndarray) -> np.ndarray:
        steps = 5e-3 * np.eye(len(point))
        return np.array([departures(point + s) - departures(point - s) for s in steps]).T / 1e-2

    best = least_squares(departures, latent, slopes, max_nfev=200).x
    left_db = max(np.abs(limit.excess_db(curve_db(best))).max() for limit in limits)
    assert found.residual_db <= 1.05 * left_db + 0.03
    assert found.moved_db <= 1.05 * rms_db(curve_db(best) - free_db) + 0.02


def test_a_constraint_that_already_holds_moves_nothing() -> None:
    found = constrained_morph("warm", "bright", 0.3, constraints=[max_change_db(30)])
    assert found.residual_db == 0
    assert found.moved_db < 1e-3


def test_constraints_hold_after_the_amount() -> None:
    limit = [max_boost_db(3)]
    found = constrained_morph("bright", "bright", 0.0, amount=2.0, constraints=limit)
    assert (
        found.settings.curve_db(GRID_HZ, sample_rate=44_100).max() <= 3 + found.residual_db + 1e-9
    )
    assert found.residual_db < 0.05


def test_bad_constraints() -> None:
    with pytest.raises(ParameterError, match="limit must be >= 0"):
        max_boost_db(-3)
    with pytest.raises(ParameterError, match="0 <= above_hz < below_hz"):
        keep(4_000, 2_000)
    with pytest.raises(ParameterError, match="must come from semeq"):
        constrained_morph("warm", "bright", constraints=[6])
