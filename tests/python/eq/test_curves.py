"""Figures of curves on cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from semeq.eq.curves import level_free, on_grid, rms_db, smooth, tilt_db
from semeq.eq.response import GRID_HZ


def test_rms_and_shape_are_those_of_each_curve() -> None:
    curves = np.random.default_rng(0).normal(size=(2, 3, 40)) + 5.0
    shapes = level_free(curves)
    np.testing.assert_allclose(shapes.mean(axis=-1), 0.0, atol=1e-12)
    np.testing.assert_allclose(rms_db(shapes), curves.std(axis=-1))
    np.testing.assert_array_equal(rms_db(curves)[1, 2], rms_db(curves[1, 2]))


def test_tilt_is_high_minus_low() -> None:
    curve = np.where(GRID_HZ > 1_000, 2.0, -1.0)
    assert tilt_db(curve, GRID_HZ) == pytest.approx(3.0)
    np.testing.assert_allclose(tilt_db(np.array([curve, -curve]), GRID_HZ), [3.0, -3.0])


def test_smoothing_keeps_a_level_and_spreads_a_point_as_a_gaussian() -> None:
    np.testing.assert_allclose(smooth(np.full(9, 2.5), 3.0), 2.5)
    impulse = np.zeros(101)
    impulse[50] = 1.0
    expected = np.exp(-0.5 * (np.arange(-20, 21) / 4.0) ** 2)
    np.testing.assert_allclose(smooth(impulse, 4.0)[30:71], expected / expected.sum(), rtol=1e-3)


def test_points_without_weight_take_their_neighbors_value() -> None:
    values, weights = np.array([1.0, 1.0, 90.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0, 1.0, 1.0])
    np.testing.assert_allclose(smooth(values, 1.0, weights), 1.0, atol=1e-3)


def test_a_straight_line_over_octaves_is_kept_on_any_grid() -> None:
    known_hz = np.array([0.0, 25.0, 100.0, 20_000.0])
    curves = np.array([np.log2(np.maximum(known_hz, 1e-3)), [7.0, 7.0, 7.0, 7.0]])
    grid_hz = np.geomspace(30, 40_000, 50)
    moved = on_grid(curves, known_hz, grid_hz)
    np.testing.assert_allclose(moved[0], np.log2(np.minimum(grid_hz, 20_000.0)))
    np.testing.assert_array_equal(moved[1], 7.0)
    np.testing.assert_array_equal(on_grid(curves[0], known_hz, grid_hz), moved[0])
    assert on_grid(np.empty((0, 4)), known_hz, grid_hz).shape == (0, 50)
