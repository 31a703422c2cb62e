"""Presets are complete, and what clashes is refused."""

from __future__ import annotations

import json

import pytest

from semeq.errors import ParameterError
from semeq.train.model.config import TrainConfig, from_dict
from semeq.train.model.presets import load_preset, preset_names


@pytest.mark.parametrize("name", preset_names())
def test_presets_are_complete(name: str) -> None:
    config = load_preset(name)
    assert config.preset == name
    assert from_dict(json.loads(json.dumps(config.as_dict()))) == config


def test_bad_configurations_are_refused() -> None:
    with pytest.raises(ParameterError, match="no preset 'best'"):
        load_preset("best")
    with pytest.raises(ParameterError, match=r"unknown training options \['network.depth'\]"):
        load_preset("identity", network={"depth": 3})
    with pytest.raises(ParameterError, match="n_steps must be a multiple"):
        TrainConfig().changed(schedule={"n_steps": 333})
    with pytest.raises(ParameterError, match="n_passes must be at least 0, got -1"):
        TrainConfig().changed(schedule={"n_passes": -1})
    with pytest.raises(ParameterError, match="n_passes counts the real rows"):
        TrainConfig().changed(schedule={"n_passes": 2}, batch={"n_real": 0})
    with pytest.raises(ParameterError, match="n_taught is for runs with a teacher"):
        TrainConfig().changed(batch={"n_taught": 4})
    with pytest.raises(ParameterError, match="embedding_dim must be 1 to latent_dim"):
        TrainConfig().changed(network={"embedding": "subspace", "embedding_dim": 64})
