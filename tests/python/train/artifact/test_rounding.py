"""The decoder's weights in bfloat16."""

import copy

import pytest
import torch

from semeq.train.artifact.rounding import round_to_bfloat16
from semeq.train.model.silu_mlp import SiluMlp


@pytest.fixture
def network() -> SiluMlp:
    torch.manual_seed(3)
    return SiluMlp([6, 64, 48, 5])


def rows(n: int, seed: int) -> torch.Tensor:
    mixing = torch.randn(6, 6, generator=torch.Generator().manual_seed(0))
    return torch.randn(n, 6, generator=torch.Generator().manual_seed(seed)) @ mixing


def test_every_weight_becomes_a_bfloat16_value_and_no_bias_moves(network) -> None:
    before = copy.deepcopy(network)
    round_to_bfloat16(network, rows(500, 1))
    for layer, old in zip(network.layers, before.layers, strict=True):
        assert layer.weight.dtype == torch.float32
        assert torch.equal(layer.weight, layer.weight.bfloat16().float())
        assert torch.equal(layer.bias, old.bias)
        assert (layer.weight - old.weight).abs().max() < 0.05


@torch.no_grad()
def test_unseen_rows_move_less_than_with_weights_rounded_one_by_one(network) -> None:
    plain, together = copy.deepcopy(network), copy.deepcopy(network)
    for layer in plain.layers:
        layer.weight.copy_(layer.weight.bfloat16())
    round_to_bfloat16(together, rows(2000, 1))
    unseen = rows(2000, 2)

    def moved(rounded: SiluMlp) -> float:
        return float((rounded(unseen) - network(unseen)).square().mean().sqrt())

    assert 0.0 < moved(together) < 0.6 * moved(plain)
