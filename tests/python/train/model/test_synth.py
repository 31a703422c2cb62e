"""Synthetic settings stay inside the bounds and do what their names say."""

from __future__ import annotations

import numpy as np
import torch

from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, SAFE_BOUNDS
from semeq.train.model import synth

BOUNDS = torch.tensor(SAFE_BOUNDS)
SETTINGS = torch.tensor([[3.0, 100, -2, 250, 1, 6, 1e3, 1, 0, 3e3, 1, -3, 8e3]])


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def assert_within_bounds(params: torch.Tensor) -> None:
    assert (params >= BOUNDS[:, 0]).all()
    assert (params <= BOUNDS[:, 1]).all()


def test_uniform_covers_the_bounds_and_their_edges() -> None:
    params = synth.uniform(4_000, seeded())
    assert_within_bounds(params)
    gains = params[:, list(GAIN_COLUMNS)]
    assert 0.1 < (gains.abs() == 12).float().mean() < 0.25
    # Even in octaves: the median lies at the geometric mean of the bounds.
    columns = list(FREQ_COLUMNS)
    middle = BOUNDS[columns].log2().mean(dim=1)
    assert (params[:, columns].median(dim=0).values.log2() - middle).abs().max() < 0.2


def test_any_amount_scales_gains_alone_and_together() -> None:
    scaled = synth.any_amount(SETTINGS.repeat(500, 1), seeded())
    gains = list(GAIN_COLUMNS)
    others = [i for i in range(13) if i not in gains]
    assert torch.equal(scaled[:, others], SETTINGS[:, others].repeat(500, 1))
    ratio = scaled[:, [0, 2, 5, 11]] / SETTINGS[:, [0, 2, 5, 11]]
    assert torch.allclose(ratio, ratio[:, :1].expand(-1, 4))
    assert 0.5 <= ratio.min() < 0.55
    assert 1.45 < ratio.max() <= 1.5


def test_jitter_has_the_stated_deviation() -> None:
    moved = synth.jitter(SETTINGS.repeat(20_000, 1), seeded())
    assert_within_bounds(moved)
    np.testing.assert_allclose(moved[:, 1].log2().std().item(), 0.25, rtol=0.03)
    np.testing.assert_allclose(moved[:, 8].std().item(), 1.4, rtol=0.03)
    np.testing.assert_allclose(moved[:, 0].std().item(), np.hypot(0.6, 1.4), rtol=0.03)


def test_shuffled_bands_are_whole_bands_of_real_rows() -> None:
    rows = synth.uniform(10, seeded())
    shuffled = synth.shuffle_bands(rows, 200, seeded(1))
    for columns in ([0, 1], [2, 3, 4], [5, 6, 7], [8, 9, 10], [11, 12]):
        bands = {tuple(band) for band in rows[:, columns].tolist()}
        assert {tuple(band) for band in shuffled[:, columns].tolist()} == bands
    assert not any((row == rows).all(dim=1).any() for row in shuffled[:20])
