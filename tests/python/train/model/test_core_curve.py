"""The core's curve as a torch function, against the formula in torch."""

from __future__ import annotations

import torch

from semeq.train.model.core_curve import CoreCurve
from semeq.train.model.curve import EqCurve
from semeq.train.model.synth import uniform

PARAMS = uniform(300, torch.Generator().manual_seed(7))


def test_curves_are_those_of_the_formula() -> None:
    torch.testing.assert_close(CoreCurve()(PARAMS), EqCurve()(PARAMS), atol=2e-4, rtol=1e-4)


def test_gradients_are_those_of_the_formula() -> None:
    grads = []
    for curve in (CoreCurve(), EqCurve()):
        params = PARAMS.clone().double().requires_grad_(True)
        curve(params).square().mean().backward()
        assert params.grad is not None
        grads.append(params.grad * params.detach().abs().clamp(min=1.0))  # by relative change
    largest = grads[1].abs().max()
    torch.testing.assert_close(grads[0] / largest, grads[1] / largest, atol=1e-5, rtol=1e-3)
