"""Walks that keep limits on the curve."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq import ParameterError
from semeq.eq.response import GRID_HZ
from semeq.words.constrained_morph import constrained_morph
from semeq.words.constraints import (
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


@pytest.mark.parametrize(
    ("word", "residual_db", "moved_db"),
    [("warm", 0.012, 1.469), ("bright", 0.0026, 0.869), ("tinny", 0.0186, 2.847)],
)
def test_constraints_cost_no_more_than_by_scipy(word, residual_db, moved_db) -> None:
    """What scipy.optimize.least_squares left and cost, with numerical derivatives."""
    limits = [max_boost_db(3), keep(300, 600), max_change_db(2, below_hz=100)]
    found = constrained_morph(word, word, 0.0, constraints=limits)
    assert found.residual_db <= residual_db
    assert found.moved_db <= moved_db


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
