"""Codes that need no network, on curves whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semeq.eq.curves import rms_db
from semeq.train.data.graphic import graphic_settings
from semeq.train.data.table import SettingsTable
from semeq.train.evaluation.codes import floor_codes, trained_code
from semeq.train.model.networks import Autoencoder
from semeq.train.model.normalize import graphic
from semeq.train.model.presets import load_preset


@pytest.fixture(scope="module")
def tables() -> tuple[SettingsTable, SettingsTable]:
    """Curves of four smooth components: 60 to learn from, 20 held out, a word of them unheard."""
    rng = np.random.default_rng(0)
    basis = np.stack([np.cos(np.pi * k * np.linspace(0, 1, 40)) for k in (1, 2, 3, 4)])
    words = np.array(["warm", "bright", "thin", "odd"])[[*([0, 1, 2] * 20), *([0, 1] * 9), 3, 3]]
    table = graphic_settings("toy", words, np.full(80, "en"), rng.normal(size=(80, 4)) @ basis)
    rows = np.arange(80)
    return table.select(rows < 60), table.select(rows >= 60)


def test_floors_do_what_their_names_say(tables: tuple[SettingsTable, SettingsTable]) -> None:
    train, held_out = tables
    floors = floor_codes(train)
    decoded = {name: code.decode(code.encode(held_out)) for name, code in floors.items()}
    np.testing.assert_array_equal(decoded["copy"], held_out.params)
    np.testing.assert_allclose(decoded["PCA-4"], held_out.params, atol=1e-9)
    distances = rms_db(held_out.params[:, None] - train.params)
    np.testing.assert_array_equal(
        decoded["nearest training row"], train.params[distances.argmin(axis=1)]
    )
    of_all = np.broadcast_to(train.params.mean(axis=0), (20, 40))
    np.testing.assert_allclose(decoded["mean of all"], of_all)
    for word in ("warm", "bright"):
        expected = train.params[train.words == word].mean(axis=0)
        rows = held_out.words == word
        np.testing.assert_allclose(decoded["mean of the word"][rows], expected[None].repeat(9, 0))
    unheard = decoded["mean of the word"][held_out.words == "odd"]
    np.testing.assert_allclose(unheard, decoded["mean of all"][:2])
    assert {name: code.n_numbers for name, code in floors.items()} == {
        "copy": 40, "PCA-4": 4, "PCA-32": 32, "nearest training row": 1, "mean of the word": 0,
        "mean of all": 0,
    }  # fmt: skip
    assert [name for name, code in floors.items() if code.is_space] == ["copy", "PCA-4", "PCA-32"]


def test_components_are_at_most_as_many_as_the_rows(
    tables: tuple[SettingsTable, SettingsTable],
) -> None:
    few = tables[0].select(np.arange(6))
    code = floor_codes(few)["PCA-32"]
    assert code.n_numbers == code.encode(few).shape[1] == 6


def test_a_trained_code_is_the_networks(tables: tuple[SettingsTable, SettingsTable]) -> None:
    torch.manual_seed(0)
    model = Autoencoder(graphic(), load_preset("socialfx-64")).eval()
    code, held_out = trained_code(model), tables[1]
    latents = code.encode(held_out)
    assert (code.n_numbers, latents.shape) == (64, (20, 64))
    assert latents.dtype == np.float64
    with torch.no_grad():
        expected = model.decode(model.encode(torch.tensor(held_out.params, dtype=torch.float32)))
    np.testing.assert_allclose(code.decode(latents), expected.numpy(), atol=1e-5)
