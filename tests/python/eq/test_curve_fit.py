"""The search in C++ against the solver of :mod:`semeq.eq.least_squares`, and beside SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import least_squares

import semeq
from semeq import _core
from semeq.eq.fit import fit_settings_batch
from semeq.eq.fit_layout import fit_layout
from semeq.eq.least_squares import minimize
from semeq.eq.params import GAIN_COLUMNS, LOG_COLUMNS, SAFE_BOUNDS, SAFE_KINDS
from semeq.eq.response import params_curve_db

RATE_HZ = 44_100.0
HZ = np.geomspace(25, 16_000, 50)
BOUNDS = np.array(SAFE_BOUNDS).T
PRIOR_MEANS, to_points = fit_layout(5).mean, fit_layout(5).to_points
GAINS, LOGS = list(GAIN_COLUMNS), list(LOG_COLUMNS)


def to_params(points: np.ndarray) -> np.ndarray:
    params = points.copy()
    params[..., GAINS] *= 6.0
    params[..., LOGS] = np.exp(params[..., LOGS])
    return params


def starts(rng: np.random.Generator, n: int) -> np.ndarray:
    low, high = to_points(BOUNDS)
    return to_params(rng.uniform(low, high, (n, 13)))


@pytest.mark.parametrize("free_level", [False, True])
@pytest.mark.parametrize("prior_db", [0.0, 0.3])
def test_steps_are_those_of_the_solver_in_python(
    rng: np.random.Generator, free_level: bool, prior_db: float
) -> None:
    curves, points = rng.normal(0, 4, (6, 50)).cumsum(axis=1) / 5, starts(rng, 6)
    weights = rng.uniform(0, 1, 50)
    weights /= weights.sum()
    prior = prior_db * rng.uniform(0.2, 1.0, 13)

    def centered(values: np.ndarray) -> np.ndarray:
        level = (values @ weights)[..., np.newaxis] if free_level else 0.0
        return (values - level) * np.sqrt(weights)

    def linearize(at: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        modeled, jacobian = _core.params_curve_jacobian(to_params(at), HZ, RATE_HZ)
        jacobian[:, GAINS] *= 6.0
        residual = centered(curves[rows] - modeled)
        away = prior * (to_points(PRIOR_MEANS) - at)
        slopes = np.broadcast_to(np.diag(prior), (len(at), 13, 13))
        return (
            np.concatenate([residual, away], axis=1),
            np.concatenate([centered(jacobian), slopes], axis=2),
        )

    fit = _core.CurveFit(
        SAFE_KINDS, HZ, RATE_HZ, weights, free_level, tuple(BOUNDS), (PRIOR_MEANS, prior)
    )
    for n_steps in (0, 1, 4):
        low, high = to_points(BOUNDS)
        expected, costs = minimize(
            linearize, to_points(points), low=low, high=high, max_steps=n_steps
        )
        found, found_costs = fit.descend(curves, points[:, np.newaxis], n_steps, 1)
        np.testing.assert_allclose(found_costs[:, 0], costs, rtol=1e-6)
        np.testing.assert_allclose(to_points(found[:, 0]), expected, atol=1e-5)


def test_scipy_gets_no_lower_from_where_a_search_ends(rng: np.random.Generator) -> None:
    curve = params_curve_db(starts(rng, 1), HZ, sample_rate=RATE_HZ)[0] + np.sin(np.log(HZ))
    flat = np.full(50, 1 / 50)
    none = (PRIOR_MEANS, np.zeros(13))
    fit = _core.CurveFit(SAFE_KINDS, HZ, RATE_HZ, flat, False, tuple(BOUNDS), none)
    found, cost = fit.descend(curve[np.newaxis], PRIOR_MEANS[np.newaxis, np.newaxis], 500, 1)

    def residual(point: np.ndarray) -> np.ndarray:
        modeled = params_curve_db(to_params(point)[np.newaxis], HZ, sample_rate=RATE_HZ)[0]
        return (curve - modeled) / np.sqrt(50)

    low, high = to_points(BOUNDS)
    start = np.clip(to_points(found[0, 0]), low + 1e-9, high - 1e-9)
    polished = least_squares(residual, start, bounds=(low, high))
    assert cost[0, 0] <= 2 * polished.cost + 2e-3 * cost[0, 0]


def test_threads_give_the_same_settings(rng: np.random.Generator) -> None:
    curves = rng.normal(0, 1, (20, 128)).cumsum(axis=1)
    one, three = (fit_settings_batch(curves, sample_rate=RATE_HZ, n_threads=n) for n in (1, 3))
    assert [each.settings for each in one] == [each.settings for each in three]
    with pytest.raises(semeq.ParameterError, match="n_threads must be from 1 to 1024, got 0"):
        fit_settings_batch(curves, sample_rate=RATE_HZ, n_threads=0)


@pytest.mark.parametrize(
    ("curves", "points", "message"),
    [
        (np.zeros((2, 9)), np.ones((2, 1, 13)), "curves_db must be"),
        (np.zeros((2, 50)), np.ones((3, 1, 13)), "starts must be"),
        (np.zeros((2, 50)), np.ones((2, 1, 12)), "starts must be"),
    ],
)
def test_shapes_are_checked(curves: np.ndarray, points: np.ndarray, message: str) -> None:
    none = (PRIOR_MEANS, np.zeros(13))
    fit = _core.CurveFit(SAFE_KINDS, HZ, RATE_HZ, np.full(50, 0.02), True, tuple(BOUNDS), none)
    with pytest.raises(ValueError, match=message):
        fit.descend(curves, points, 3, 1)
    with pytest.raises(ValueError, match="one length"):
        _core.CurveFit(SAFE_KINDS, HZ, RATE_HZ, np.ones(3), True, tuple(BOUNDS), none)
    with pytest.raises(ValueError, match="each number of the bands"):
        _core.CurveFit(SAFE_KINDS, HZ, RATE_HZ, np.ones(50), True, (np.ones(3), BOUNDS[1]), none)
