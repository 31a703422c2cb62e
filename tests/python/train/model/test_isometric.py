"""The isometric latent: distance is RMS distance in dB, and curves add."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semeq.eq.curves import rms_db
from semeq.errors import ParameterError
from semeq.train.model.curve import EqCurve
from semeq.train.model.isometric import ScaledMlp, db_lines
from semeq.train.model.networks import Autoencoder
from semeq.train.model.normalize import per_band
from semeq.train.model.presets import load_preset
from semeq.train.model.spaces import curves_db
from semeq.train.model.synth import uniform

PARAMS = uniform(600, torch.Generator().manual_seed(4))
CURVES = curves_db(PARAMS.double().numpy())


@pytest.fixture(scope="module")
def model() -> Autoencoder:
    torch.manual_seed(0)
    made = Autoencoder(per_band(), load_preset("isometric"))
    made.align(uniform(4_000, torch.Generator().manual_seed(1)))
    return made.eval()


def test_distance_is_rms_distance_in_db(model: Autoencoder) -> None:
    latents = model.encode(PARAMS).numpy()
    a, b = np.random.default_rng(0).permutation(len(latents)).reshape(2, -1)
    ratio = np.linalg.norm(latents[a] - latents[b], axis=1) / rms_db(CURVES[a] - CURVES[b])
    assert ratio.max() < 1.0 + 1e-4
    assert np.quantile(ratio, 0.01) > 0.98


def test_flat_is_the_origin_and_curves_add(model: Autoencoder) -> None:
    flat = PARAMS[:1].clone()
    flat[:, [0, 2, 5, 8, 11]] = 0.0
    assert torch.equal(model.encode(flat), torch.zeros(1, 32))
    assert model.basis is not None
    of_sum = model.basis.encode_curves(torch.tensor(CURVES[:9] + 0.5 * CURVES[9:18]).float())
    latents = model.encode(PARAMS)
    torch.testing.assert_close(of_sum, latents[:9] + 0.5 * latents[9:18], atol=1e-4, rtol=1e-4)


def test_the_basis_does_not_learn(model: Autoencoder) -> None:
    assert not any(each.requires_grad for each in model.encoder.parameters())
    assert all(each.requires_grad for each in model.decoder.parameters())


def test_lines_are_lines_of_curves(model: Autoencoder) -> None:
    curve = EqCurve(128)
    torch.manual_seed(3)
    latents, curves = db_lines(model.encode(PARAMS), curve(PARAMS))
    assert model.basis is not None
    torch.testing.assert_close(latents, model.basis.encode_curves(curves), atol=1e-4, rtol=1e-4)
    as_they_were = (curves.abs() - curve(PARAMS).abs()).abs().max(dim=1).values < 1e-6
    assert 0.3 < as_they_were.float().mean() < 0.5


def test_a_scale_folds_into_the_first_layer() -> None:
    torch.manual_seed(5)
    network = ScaledMlp([4, 8, 2])
    rows = torch.randn(50, 4) * torch.tensor([10.0, 1.0, 0.1, 0.0])
    network.align(rows)
    torch.testing.assert_close(network.folded()(rows), network(rows))
    assert network.input_scale.argsort().tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("network", [{"n_curve_points": 64}, {"latent_dim": 129}])
def test_the_grid_is_that_of_words(network: dict[str, int]) -> None:
    with pytest.raises(ParameterError, match="n_curve_points=128"):
        load_preset("isometric", network=network)
