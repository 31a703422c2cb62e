"""Sums of words, beyond the words, and within limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import semeq
from semeq import ParameterError, UnknownTermError
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
from semeq.words.expression import parse_blend

WORDS = ("warm", "bright", "muddy", "airy")
weights = st.dictionaries(st.sampled_from(WORDS), st.floats(-2, 2), min_size=1)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("warm", {"warm": 1}),
        ("-warm", {"warm": -1}),
        ("  warm + bright ", {"warm": 1, "bright": 1}),
        ("warm+0.5*airy - muddy", {"warm": 1, "airy": 0.5, "muddy": -1}),
        ("2 warm - .25 * lo-fi", {"warm": 2, "lo-fi": -0.25}),
        ("0.5*warm-0.5*bright", {"warm": 0.5, "bright": -0.5}),
        ("warm + warm", {"warm": 2}),
        ("bass boost + cálido", {"bass boost": 1, "cálido": 1}),
    ],
)
def test_expressions(expression: str, expected: dict) -> None:
    assert parse_blend(expression) == expected


@pytest.mark.parametrize(
    "expression", ["warm +", "+ * warm", "3", "warm ** 2", "1e3*warm", "++warm"]
)
def test_unreadable_expressions(expression: str) -> None:
    with pytest.raises(ParameterError, match="cannot read"):
        parse_blend(expression)


@pytest.mark.parametrize(
    ("blend", "error", "message"),
    [
        ("", ParameterError, "at least one word"),
        ({}, ParameterError, "at least one word"),
        (["warm"], ParameterError, "an expression such as"),
        ({"warm": float("nan")}, ParameterError, "weight of 'warm' must be a finite number"),
        ({"warm": "1"}, ParameterError, "weight of 'warm' must be a finite number, got '1'"),
        ({"warm": 11}, ParameterError, r"weight of 'warm' must be in \[-10, 10\], got 11"),
        ("warm + brihgt", UnknownTermError, "did you mean 'bright'"),
    ],
)
def test_bad_blends(blend, error, message: str) -> None:
    with pytest.raises(error, match=message):
        semeq.blend(blend)


@given(weights)
def test_a_blend_is_its_latent_sum(blend: dict[str, float]) -> None:
    model = semeq.load_model()
    table = dict(
        zip((info.term for info in model.vocabulary), model.term_latents.astype(float), strict=True)
    )
    middle = np.sqrt(np.abs(model.bounds.prod(axis=1)))
    middle[[0, 2, 5, 8, 11]] = 0
    flat = model.encode(middle[np.newaxis])[0].astype(float)
    latent = flat + sum(weight * (table[word] - flat) for word, weight in blend.items())
    expected = model.decode(latent[np.newaxis])[0]
    np.testing.assert_allclose(semeq.blend(blend).params, expected, rtol=1e-3, atol=1e-3)


@given(weights)
def test_blends_commute_and_stay_within_bounds(blend: dict[str, float]) -> None:
    params = semeq.blend(blend).params
    backwards = semeq.blend(dict(reversed(blend.items()))).params
    np.testing.assert_allclose(params, backwards, rtol=1e-5, atol=1e-5)
    bounds = semeq.load_model().bounds
    rounding = 1e-6 * np.abs(bounds)  # params are float32 inside
    assert (params >= bounds[:, 0] - rounding[:, 0]).all()
    assert (params <= bounds[:, 1] + rounding[:, 1]).all()


def test_one_word_is_its_term_and_half_of_two_is_the_middle() -> None:
    warm = semeq.term("warm").settings.params
    np.testing.assert_allclose(semeq.blend("warm").params, warm, rtol=1e-5, atol=1e-5)
    middle = semeq.morph("warm", "bright", 0.5).params
    halves = semeq.blend({"warm": 0.5, "bright": 0.5}).params
    np.testing.assert_allclose(halves, middle, rtol=1e-4, atol=1e-4)
    assert semeq.blend("warm + airy", amount=0).is_flat


@given(st.floats(-1, 2))
def test_extrapolation_continues_the_walk(alpha: float) -> None:
    model = semeq.load_model()
    table = dict(
        zip((info.term for info in model.vocabulary), model.term_latents.astype(float), strict=True)
    )
    latent = table["warm"] * (1 - alpha) + table["bright"] * alpha
    expected = model.decode(latent[np.newaxis])[0]
    beyond = semeq.morph("warm", "bright", alpha, extrapolate=True).params
    np.testing.assert_allclose(beyond, expected, rtol=1e-4, atol=1e-4)


def test_extrapolation_has_limits_and_is_offered() -> None:
    with pytest.raises(ParameterError, match=r"\[0, 1\], got 1\.2 \(use extrapolate=True"):
        semeq.morph("warm", "bright", 1.2)
    with pytest.raises(ParameterError, match=r"alphas must be in \[0, 1\], got -0\.5 \(use extra"):
        semeq.morph_batch("warm", "bright", [0.5, -0.5])
    with pytest.raises(ParameterError, match=r"alpha must be in \[-1, 2\], got 2\.5$"):
        semeq.morph("warm", "bright", 2.5, extrapolate=True)


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
