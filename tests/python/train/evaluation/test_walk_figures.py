"""Summaries of walks of five bands, beside a copy and least squares."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import semeq
from semeq.train.evaluation.codec import ModelCodec
from semeq.train.evaluation.metrics import morph_scores
from semeq.train.evaluation.walk_figures import Measured, measure_walk, walk_figures
from semeq.train.evaluation.walk_measures import copied_walk, deviations_db
from semeq.train.model.spaces import curves_db

FLAT = np.array([0.0, 100, 0, 250, 1, 0, 1_000, 1, 0, 3_000, 1, 0, 8_000])


def moving_peak(octaves: float) -> np.ndarray:
    ends = np.tile(FLAT, (101, 1))
    ends[:, 5], ends[-1, 6] = 6.0, 1_000.0 * 2.0**octaves
    return copied_walk(ends)


def test_figures_are_the_quantiles_of_the_measures() -> None:
    walks = [Measured.of(moving_peak(octaves)) for octaves in (0.5, 1.0, 2.0)]
    figures = walk_figures(walks, None)
    worst = [deviations_db(curves_db(walk.params)).max() for walk in walks]
    assert figures["n_pairs"] == 3
    assert figures["deviation_db"]["median"] == pytest.approx(worst[1], abs=1e-5)
    assert figures["deviation_db"]["p95"] == pytest.approx(np.quantile(worst, 0.95), abs=1e-5)
    assert figures["freq_move_octaves"]["median"] == pytest.approx(0.01)
    assert figures["freq_move_octaves"]["p95"] == pytest.approx(0.019)
    for name, values in figures["identity"].items():  # these walks are copies
        assert values == pytest.approx(figures[name])


def test_a_copy_is_told_from_a_walk_that_is_straight_in_db() -> None:
    """One band whose gain alone moves is straight in dB, but for what a peak's width does."""
    gains = np.tile(FLAT, (101, 1))
    gains[:, 2] = np.linspace(-6.0, 6.0, 101)
    straight, moving = (walk_figures([Measured.of(w)], None) for w in (gains, moving_peak(2.0)))
    assert straight["deviation_db"]["median"] < 0.1
    assert moving["deviation_db"]["median"] > 0.5


def test_least_squares_comes_nearer_to_the_line_than_a_copy() -> None:
    optimum = walk_figures([Measured.of(moving_peak(2.0))], None)["optimum"]
    assert optimum["n_pairs"] == 1
    assert optimum["worst_db"]["median"] < 0.2 * optimum["walk_worst_db"]["median"]
    for key in ("worst_db", "walk_worst_db"):
        assert optimum[key.replace("worst", "mean")]["median"] <= optimum[key]["median"]


def test_no_walk_has_no_figures() -> None:
    assert walk_figures([], None) == {"n_pairs": 0}


def test_the_shipped_models_walks_are_measured_without_warnings(model: semeq.Model) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        walk = measure_walk(ModelCodec(model), "muddy", "boomy")
    heard = semeq.morph_batch("muddy", "boomy", np.linspace(0, 1, 101), model=model)
    np.testing.assert_array_equal(walk.params, heard)
    curves = curves_db(heard)
    np.testing.assert_allclose(walk.midpoint_db, curves[50], atol=1e-4)
    assert walk.scores == pytest.approx(morph_scores(curves), abs=1e-3)
