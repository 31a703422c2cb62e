"""Alphas are drawn evenly, and the same wherever they are drawn."""

from __future__ import annotations

import numpy as np
import pytest

from semeq import ParameterError
from semeq.batch.alphas import AlphaPlan


def test_draws_depend_on_seed_path_and_number_alone() -> None:
    plan = AlphaPlan((0.2, 0.7), n_alphas=1_000, seed=4)
    drawn = np.array(plan.alphas_for("a.wav"))
    assert AlphaPlan((0.2, 0.7), n_alphas=3, seed=4).alphas_for("a.wav") == drawn[:3].tolist()
    assert drawn.min() >= 0.2
    assert drawn.max() <= 0.7
    assert np.quantile(drawn, [0.25, 0.5, 0.75]) == pytest.approx([0.325, 0.45, 0.575], abs=0.02)
    others = [plan.alphas_for("b.wav"), AlphaPlan((0.2, 0.7), 1_000, 5).alphas_for("a.wav")]
    for other in others:
        assert abs(np.corrcoef(drawn, other)[0, 1]) < 0.1
    assert AlphaPlan((0.4, 0.4)).alphas_for("a.wav") == [0.4]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alpha_range": 0.5}, "alpha_range must be two numbers, got 0.5"),
        ({"alpha_range": (0, 0.5, 1)}, "alpha_range must be two numbers"),
        ({"alpha_range": "01"}, "alpha_range must hold numbers"),
        ({"n_alphas": 1.5}, "n_alphas must be a whole number, got 1.5"),
        ({"seed": -1}, "seed must be from 0 to"),
        ({"alphas": 0.5}, "alphas must have 1 dimension"),
        ({"alphas": ["a"]}, "alphas must hold numbers"),
    ],
)
def test_what_is_no_plan_is_refused(change, message) -> None:
    with pytest.raises(ParameterError, match=message):
        AlphaPlan(**change)
