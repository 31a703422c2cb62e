"""Networks: the identity start, and shapes the engine relies on."""

from __future__ import annotations

import torch

from semeq.train.model.config import TrainConfig
from semeq.train.model.curve import EqCurve
from semeq.train.model.losses import curve_rms_db
from semeq.train.model.networks import (
    Autoencoder,
    SpecializedHeads,
    Subspace,
    make_projection,
)
from semeq.train.model.normalize import per_band
from semeq.train.model.silu_mlp import SiluMlp
from semeq.train.model.synth import uniform

PARAMS = uniform(500, torch.Generator().manual_seed(4))


def test_identity_start_without_noise_is_exact() -> None:
    torch.manual_seed(0)
    mlp = SiluMlp([20, 64, 64, 64, 16])
    mlp.start_as_linear(torch.eye(13), scale_in=4.0, scale_out=0.25, noise=0.0)
    features = torch.randn(50, 20)
    torch.testing.assert_close(mlp(features)[:, :13], features[:, :13], atol=1e-5, rtol=1e-5)


def test_identity_start_reconstructs_before_any_training() -> None:
    torch.manual_seed(0)
    started, usual = (
        Autoencoder(per_band(), TrainConfig().changed(network={"identity_start": flag}))
        for flag in (True, False)
    )
    curve = EqCurve()
    errors = [
        curve_rms_db(curve(m.decode(m.encode(PARAMS))), curve(PARAMS)).mean().item()
        for m in (started, usual)
    ]
    assert errors[0] < 1.0
    assert errors[1] > 3.0


def test_decoder_is_the_plain_mlp_the_engine_reads() -> None:
    decoder = Autoencoder(per_band(), TrainConfig()).decoder
    shapes = {name: tuple(p.shape) for name, p in decoder.named_parameters()}
    assert shapes == {
        "layers.0.weight": (320, 32), "layers.0.bias": (320,),
        "layers.1.weight": (320, 320), "layers.1.bias": (320,),
        "layers.2.weight": (13, 320), "layers.2.bias": (13,),
    }  # fmt: skip


def test_projections() -> None:
    latent = torch.arange(64.0).reshape(2, 32)
    torch.testing.assert_close(Subspace(4)(latent), latent[:, 28:])
    assert make_projection("latent", 32, 32)(latent) is latent
    assert make_projection("mlp", 32, 128)(latent).shape == (2, 128)


def test_specialized_heads_keep_safe_order() -> None:
    heads = SpecializedHeads(8)
    for number, head in enumerate(heads.heads):
        torch.nn.init.zeros_(head.layers[-1].weight)
        torch.nn.init.constant_(head.layers[-1].bias, float(number))
    gain, freq, q = 0.0, 1.0, 2.0
    expected = [gain, freq, *[gain, freq, q] * 3, gain, freq]
    assert heads(torch.randn(2, 8)).tolist() == [expected, expected]


def test_a_condition_fills_the_end_of_the_latent_and_moves_the_decoder() -> None:
    torch.manual_seed(0)
    config = TrainConfig().changed(
        network={"identity_start": False, "latent_dim": 6, "condition_dim": 2},
        loss={"kl_weight": 0.1},
    )
    model = Autoencoder(per_band(), config)
    mean, log_variance = model.encode_distribution(PARAMS[:5])
    assert (mean.shape, log_variance.shape) == ((5, 6), (5, 4))
    unlabeled = model.conditioned(mean, torch.full((5,), -1))
    torch.testing.assert_close(unlabeled, mean)  # what is encoded has no word
    torch.testing.assert_close(model.conditioned(mean, torch.full((5,), 10_000)), mean)
    warm, bright = (model.conditioned(mean, torch.full((5,), word)) for word in (0, 1))
    torch.testing.assert_close(warm[:, :4], bright[:, :4])
    assert not torch.allclose(model.decode(warm), model.decode(bright))
