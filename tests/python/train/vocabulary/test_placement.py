"""Where words of 40 gains lie, senses of one among them."""

from __future__ import annotations

import numpy as np
import torch

from semeq.eq.curves import rms_db
from semeq.train.data.graphic import graphic_settings
from semeq.train.model.networks import Autoencoder
from semeq.train.model.normalize import graphic
from semeq.train.model.presets import load_preset
from semeq.train.vocabulary.build import build_vocabulary
from semeq.train.vocabulary.placement import place


def test_each_sense_of_a_word_lies_where_its_sessions_do(rng: np.random.Generator) -> None:
    """*Cold* falls for one half and rises for the other; in the rows, all of it is one word."""
    basis = np.stack([np.cos(np.pi * k * np.linspace(0, 1, 40)) for k in (1, 2, 3, 4)])
    side = np.where(np.arange(40) % 2, 4.0, -4.0)
    weights = rng.normal(size=(48, 4))
    weights[:40, 0] += side
    table = graphic_settings(
        "toy", np.repeat(["cold", "warm"], [40, 8]), np.full(48, "en"), weights @ basis
    )
    entries = build_vocabulary(table, None, min_examples=2)
    assert [entry.term for entry in entries] == ["cold", "warm", "cold@1", "cold@2"]
    torch.manual_seed(0)
    model = Autoencoder(graphic(), load_preset("socialfx-64")).eval()
    latents = place(model, table, entries)
    with torch.no_grad():
        curves_db = model.decode(latents).double().numpy()
    medians_db = np.array([entry.curve_db for entry in entries])
    assert rms_db(curves_db - medians_db).max() < 0.5
    assert rms_db(curves_db[2] - curves_db[3]) > 4.0
