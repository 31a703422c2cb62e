"""Normalizers: exact inverses, and the facts they are compared for."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from semeq.eq.params import SAFE_BOUNDS
from semeq.errors import ParameterError
from semeq.train.model.losses import gain_weights
from semeq.train.model.normalize import make_normalizer, per_band

BOUNDS = np.array(SAFE_BOUNDS)
ROWS = BOUNDS[:, 0] + np.random.default_rng(2).random((50, 13)) * (BOUNDS[:, 1] - BOUNDS[:, 0])


@pytest.mark.parametrize("name", ["per-band", "log-fixed", "log-data", "zscore"])
def test_inverse_undoes_forward(name: str) -> None:
    normalizer = make_normalizer(name, ROWS)
    params = torch.tensor(ROWS, dtype=torch.float32)
    restored = normalizer.inverse(normalizer(params)).numpy()
    np.testing.assert_allclose(restored, ROWS, rtol=2e-5, atol=2e-5)


@given(st.lists(st.floats(0, 1), min_size=13, max_size=13))
def test_per_band_maps_the_unit_cube_onto_the_bounds(unit: list[float]) -> None:
    params = per_band().inverse(torch.tensor([unit], dtype=torch.float32)).numpy()[0]
    assert (params >= BOUNDS[:, 0] - 1e-5 * np.abs(BOUNDS[:, 0])).all()
    assert (params <= BOUNDS[:, 1] * (1 + 1e-5)).all()


def test_zscore_decodes_beyond_any_bound() -> None:
    far = make_normalizer("zscore", ROWS).inverse(torch.full((1, 13), 50.0)).numpy()[0]
    assert (far > BOUNDS[:, 1]).all()


def test_unknown_normalizer_is_refused() -> None:
    with pytest.raises(ParameterError, match="normalizer must be per-band"):
        make_normalizer("minmax", ROWS)


def test_inaudible_parameters_weigh_nothing() -> None:
    params = torch.tensor([[0.0, 100, 3, 250, 1, 12, 1e3, 1, 0, 3e3, 1, -6, 8e3]])
    expected = [1, 0, 1, 0.5, 0.5, 1, 1, 1, 1, 0, 0, 1, 1]
    assert gain_weights(params)[0].tolist() == pytest.approx(expected)
