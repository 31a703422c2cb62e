"""The solver on problems whose answer is known, and on what it must not do."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import least_squares

from semeq.eq.least_squares import minimize


def rosenbrock(points: np.ndarray, _: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    x, y = points.T
    residual = -np.stack([10 * (y - x**2), 1 - x], axis=1)
    jacobian = np.zeros((len(points), 2, 2))
    jacobian[:, 0, 0], jacobian[:, 1, 0], jacobian[:, 0, 1] = -20 * x, 10, -1
    return residual, jacobian


def test_problems_side_by_side_are_solved_as_alone() -> None:
    starts = np.array([[-1.2, 1.0], [2.0, -1.0], [0.0, 0.0]])
    together, cost = minimize(
        rosenbrock, starts, max_steps=200, good_enough=1e-20, max_idle_steps=20
    )
    np.testing.assert_allclose(together, 1.0, atol=1e-6)
    assert (cost < 1e-12).all()
    for start, point in zip(starts, together, strict=True):
        alone, _ = minimize(
            rosenbrock, start[np.newaxis], max_steps=200, good_enough=1e-20, max_idle_steps=20
        )
        np.testing.assert_allclose(alone[0], point, atol=1e-9)
    assert starts[0, 0] == -1.2, "the start is not changed"


def test_bounds_hold_and_the_best_point_on_them_is_found() -> None:
    low, high = np.array([-2.0, -2.0]), np.array([0.5, 2.0])
    found, cost = minimize(
        rosenbrock, np.array([[-1.2, 1.0]]), low=low, high=high, max_steps=200, good_enough=0.0
    )

    def residuals(point: np.ndarray) -> np.ndarray:
        return rosenbrock(point[np.newaxis], np.arange(1))[0][0]

    expected = least_squares(residuals, [-1.2, 1.0], bounds=(low, high))
    assert ((low <= found) & (found <= high)).all()
    assert cost[0] <= 2 * expected.cost * (1 + 1e-6)


@pytest.mark.parametrize("max_steps", [0, 1, 3])
def test_the_cost_never_grows(max_steps: int) -> None:
    start = np.random.default_rng(0).normal(size=(50, 2)) * 3
    before = np.square(rosenbrock(start, np.arange(50))[0]).sum(axis=1)
    points, cost = minimize(rosenbrock, start, max_steps=max_steps)
    assert (cost <= before).all()
    np.testing.assert_allclose(np.square(rosenbrock(points, np.arange(50))[0]).sum(axis=1), cost)


def test_a_coordinate_without_effect_stays() -> None:
    def flat(points: np.ndarray, _: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        jacobian = np.zeros((len(points), 2, 1))
        jacobian[:, 0] = 1.0
        return 5.0 - points[:, :1], jacobian

    points, _ = minimize(flat, np.array([[0.0, 7.0]]), max_steps=50)
    assert points[0, 1] == 7.0
    assert points[0, 0] == pytest.approx(5.0, abs=1e-2)


def test_no_problems_and_problems_that_are_solved_already() -> None:
    assert minimize(rosenbrock, np.empty((0, 2)), max_steps=5)[0].shape == (0, 2)
    points, cost = minimize(rosenbrock, np.ones((1, 2)), max_steps=5)
    np.testing.assert_array_equal(points, 1.0)
    assert cost[0] == 0.0
