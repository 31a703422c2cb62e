"""Distances of latents against distances of curves, for maps whose stretch is known."""

from __future__ import annotations

import numpy as np
import pytest

from semeq.train.evaluation.isometry import N_PAIRS, isometry


def test_an_isometry_is_told_whatever_its_scale_and_turn(rng: np.random.Generator) -> None:
    curves = rng.normal(0, 4, (120, 16))
    turn = np.linalg.qr(rng.normal(size=(16, 16)))[0]
    figures = isometry(3.0 + 5.0 * curves @ turn / 4.0, curves)
    assert figures is not None
    assert figures["median_per_db"] == pytest.approx(5.0)
    assert (figures["p1"], figures["p99"]) == pytest.approx((1.0, 1.0))
    assert figures["n_pairs"] == N_PAIRS


def test_a_stretch_shows_in_the_quantiles() -> None:
    """Half of the pairs lie along each of two axes, one of which is stretched three times."""
    curves = np.zeros((40, 2))
    curves[:20, 0] = 2.0 * np.arange(20)
    curves[20:, 1] = 1_000.0 + 2.0 * np.arange(20)
    curves[20:, 0] = 1e9  # pairs across are far and hardly stretched
    figures = isometry(curves * [1.0, 3.0], curves)
    assert figures is not None
    assert figures["n_pairs"] == 40 * 39 // 2
    assert figures["median_per_db"] == pytest.approx(np.sqrt(2))
    assert figures["p1"] == pytest.approx(1.0)
    assert figures["p99"] == pytest.approx(3.0)


def test_near_pairs_and_empty_tables_are_left_out(rng: np.random.Generator) -> None:
    near = 1e-3 * rng.normal(size=(30, 8))
    assert isometry(near, near) is None
    assert isometry(near[:1], near[:1]) is None
    curves = np.zeros((3, 8))
    curves[:, 0] = [0.0, 0.4 * np.sqrt(8), 0.8 * np.sqrt(8)]  # 0.4, 0.4 and 0.8 dB apart
    figures = isometry(curves, curves)
    assert figures is not None
    assert figures["n_pairs"] == 1
    assert isometry(np.zeros((3, 2)), curves) is None  # all latents equal


def test_many_rows_are_sampled_and_no_pair_twice(rng: np.random.Generator) -> None:
    curves = rng.normal(0, 4, (5_000, 4))
    figures = isometry(curves, curves)
    assert figures == isometry(curves, curves)
    assert figures is not None
    assert figures["n_pairs"] == N_PAIRS
