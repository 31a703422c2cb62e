"""Curves of params and their derivatives, on the model's grid at 44.1 kHz."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq import _core
from semeq.eq.params import LOG_COLUMNS
from semeq.eq.response import GRID_HZ, model_curves_db

RATE = 44_100.0
N = 64
STEP = 1e-4


@pytest.fixture(scope="module")
def params() -> np.ndarray:
    """Points of a walk."""
    walk = semeq.morph_batch("warm", "bright", np.linspace(0.0, 1.0, N))
    return np.asarray(walk, np.float64)


def by_differences(params: np.ndarray) -> np.ndarray:
    """Central differences of gains and of logarithms of frequencies and Qs: 26 curves a row."""
    columns = []
    for column in range(params.shape[1]):
        up, down = params.copy(), params.copy()
        if column in LOG_COLUMNS:
            up[:, column] *= np.exp(STEP)
            down[:, column] *= np.exp(-STEP)
        else:
            up[:, column] += STEP
            down[:, column] -= STEP
        columns.append((model_curves_db(up) - model_curves_db(down)) / (2 * STEP))
    return np.stack(columns, axis=1)


@pytest.mark.benchmark(group="64 curves of 13 params, 128 frequencies")
class TestCurves:
    def test_curves(self, benchmark, params):
        curves_db = benchmark(model_curves_db, params)
        np.testing.assert_allclose(
            curves_db[5],
            semeq.EqSettings.from_params(params[5]).curve_db(sample_rate=RATE),
            atol=1e-9,
        )

    def test_curves_and_jacobian(self, benchmark, params):
        curves_db, jacobian = benchmark(_core.params_curve_jacobian, params, GRID_HZ, RATE)
        np.testing.assert_allclose(curves_db, model_curves_db(params), atol=1e-9)
        np.testing.assert_allclose(jacobian, by_differences(params), atol=1e-5)

    def test_jacobian_by_differences(self, benchmark, params):
        assert benchmark(by_differences, params).shape == (N, 13, GRID_HZ.size)
