"""The torch curve against RBJ coefficients and scipy in float64."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.signal import freqz

from semeq.eq.params import SAFE_BOUNDS
from semeq.train.model.curve import EqCurve, curve_grid_hz

FS = 44_100.0
KINDS = ("low", "peak", "peak", "peak", "high")
EXTREMES = [
    [12, 22, 12, 82, 10, 12, 180, 10, 12, 220, 10, 12, 580],
    [-12, 1_000, -12, 3_900, 0.1, -12, 4_700, 0.1, -12, 10_000, 0.1, -12, 20_000],
    [0, 100, 0, 250, 1, 0, 1_000, 1, 0, 3_000, 1, 0, 8_000],
]


def rbj(kind: str, gain_db: float, freq_hz: float, q: float) -> tuple[list[float], list[float]]:
    """Coefficients as the Audio EQ Cookbook prints them."""
    a = 10 ** (gain_db / 40)
    w = 2 * np.pi * freq_hz / FS
    c, alpha = np.cos(w), np.sin(w) / (2 * q)
    s = 2 * np.sqrt(a) * alpha
    if kind == "peak":
        return [1 + alpha * a, -2 * c, 1 - alpha * a], [1 + alpha / a, -2 * c, 1 - alpha / a]
    k = 1 if kind == "low" else -1
    b = [
        a * ((a + 1) - k * (a - 1) * c + s),
        2 * k * a * ((a - 1) - k * (a + 1) * c),
        a * ((a + 1) - k * (a - 1) * c - s),
    ]
    return b, [
        (a + 1) + k * (a - 1) * c + s,
        -2 * k * ((a - 1) + k * (a + 1) * c),
        (a + 1) + k * (a - 1) * c - s,
    ]


def oracle_db(p: np.ndarray, grid_hz: np.ndarray) -> np.ndarray:
    bands = [(p[0], p[1], 0.71), *(tuple(p[i : i + 3]) for i in (2, 5, 8)), (p[11], p[12], 0.71)]
    total = np.zeros(len(grid_hz))
    for kind, band in zip(KINDS, bands, strict=True):
        b, a = rbj(kind, *band)
        total += 20 * np.log10(np.abs(freqz(b, a, worN=grid_hz, fs=FS)[1]))
    return total


def test_curve_equals_scipy() -> None:
    bounds = np.array(SAFE_BOUNDS)
    random = np.random.default_rng(5).uniform(bounds[:, 0], bounds[:, 1], (100, 13))
    params = np.concatenate([random, EXTREMES])
    expected = np.array([oracle_db(p, curve_grid_hz()) for p in params])
    curves = EqCurve()(torch.tensor(params, dtype=torch.float32)).numpy()
    np.testing.assert_allclose(curves, expected, atol=2e-4)


def test_gradient_equals_finite_differences() -> None:
    bounds = torch.tensor(SAFE_BOUNDS, dtype=torch.float64)
    unit = torch.rand(3, 13, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    params = (bounds[:, 0] + (0.1 + 0.8 * unit) * (bounds[:, 1] - bounds[:, 0])).requires_grad_()
    curve = EqCurve(16).double()
    assert torch.autograd.gradcheck(curve, params, eps=1e-4, atol=1e-4)


@pytest.mark.parametrize("freq_hz", [1e-3, 22_049.0, 1e6])
def test_absurd_frequencies_stay_finite(freq_hz: float) -> None:
    params = torch.tensor([EXTREMES[0]], dtype=torch.float32)
    params[:, [1, 3, 6, 9, 12]] = freq_hz
    assert torch.isfinite(EqCurve()(params)).all()
