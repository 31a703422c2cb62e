"""The isometric latent: distance is RMS distance in dB, and curves add."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

import semeq
from semeq.cli.training import train
from semeq.eq.curves import rms_db
from semeq.errors import ParameterError
from semeq.train.artifact.codec import POLISH
from semeq.train.data.loading import load_splits
from semeq.train.data.socialfx import read_socialfx
from semeq.train.data.socialfx_cleaning import taught_words
from semeq.train.model.batches import BatchSource
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
    inverted = (curves + curve(PARAMS)).abs().max(dim=1).values < 1e-6
    assert 0.15 < inverted.sum() / as_they_were.sum() < 0.35


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


def test_a_batch_holds_curves_of_words_at_any_size(
    made_up_csv: Path, tmp_path: Path, write_words: Callable[[Path], Path]
) -> None:
    config = load_preset("isometric")
    taught = taught_words(read_socialfx(write_words(tmp_path / "words.csv")).data).word_curves()
    known = taught.grid_curves_db
    source = BatchSource(load_splits(made_up_csv, config.data).train, config, None, known)
    drawn = source.draw(0).curves_db
    assert torch.equal(drawn, source.draw(0).curves_db)
    assert not torch.equal(drawn, source.draw(1).curves_db)
    rows = drawn.double().numpy()
    assert rows.shape == (config.batch.n_curves, 128)
    of_each = np.corrcoef(np.vstack([rows, known]))[: len(rows), len(rows) :]
    np.testing.assert_allclose(of_each.max(axis=1), 1.0, atol=1e-5)
    sizes = rows.std(axis=1) / known[of_each.argmax(axis=1)].std(axis=1)
    assert 0.3 <= sizes.min() < 0.6
    assert 1.2 < sizes.max() <= 1.5
    np.testing.assert_allclose(rows.mean(axis=1), 0.0, atol=1e-5)


def test_curves_are_for_the_isometric_network_and_need_words(
    made_up_csv: Path, tmp_path: Path
) -> None:
    with pytest.raises(ParameterError, match="n_curves is for the isometric network"):
        load_preset("identity", batch={"n_curves": 8})
    with pytest.raises(ParameterError, match="give --words"):
        train(made_up_csv, tmp_path / "run", preset="isometric", steps=2, logger="none")


@pytest.fixture(scope="module")
def trained(
    made_up_csv: Path,
    tmp_path_factory: pytest.TempPathFactory,
    write_words: Callable[[Path], Path],
) -> Path:
    folder = tmp_path_factory.mktemp("isometric")
    words, run = write_words(folder / "words.csv"), folder / "run"
    train(made_up_csv, run, preset="isometric", steps=4, logger="none", words=words)
    return run / "model.pt"


def test_a_trained_model_is_isometric_in_the_native_engine(trained: Path) -> None:
    loaded = semeq.load_model(trained)
    rows = PARAMS.double().numpy()
    latents = loaded.encode(rows).astype(np.float64)
    apart = np.linalg.norm(latents[:300] - latents[300:], axis=1)
    ratio = apart / rms_db(CURVES[:300] - CURVES[300:])
    assert 0.97 < np.quantile(ratio, 0.01) < ratio.max() < 1.0 + 1e-4
    rows[:, [0, 2, 5, 8, 11]] = 0.0
    np.testing.assert_array_equal(loaded.encode(rows), 0.0)


def test_decoded_settings_are_polished_toward_their_curve(trained: Path) -> None:
    loaded = semeq.load_model(trained)
    latents = loaded.encode(PARAMS.double().numpy())
    errors = [rms_db(curves_db(loaded.decode(latents, polish=n)) - CURVES).mean() for n in range(4)]
    assert (np.diff(errors) < 0.0).all()
    as_walks_are = loaded.decode(latents, polish=POLISH["n_steps"])
    np.testing.assert_array_equal(loaded.decode(latents), as_walks_are)
    with pytest.raises(ParameterError, match="polish must be from 0 to 16, got 17"):
        loaded.decode(latents, polish=17)
    metrics = loaded.metadata["metrics"]["reconstruction"]["held_out"]
    assert metrics["curve_rms_db"]["mean"] < metrics["unpolished_curve_rms_db"]["mean"]


def test_libtorch_decodes_the_same(trained: Path, libtorch: None) -> None:  # noqa: ARG001
    loaded, scripted = (semeq.load_model(trained, engine=e) for e in ("native", "torchscript"))
    latents = loaded.encode(PARAMS.double().numpy())
    np.testing.assert_allclose(
        scripted.decode(latents), loaded.decode(latents), rtol=1e-3, atol=1e-4
    )


def test_twice_a_word_is_its_curve_twice_as_large(trained: Path) -> None:
    loaded = semeq.load_model(trained)
    twice = semeq.morph("warm", "warm", 0.0, amount=2.0, model=loaded).params
    latent = loaded.term_latents[[loaded.vocabulary.find("warm")[0]]]
    np.testing.assert_array_equal(twice, loaded.decode(2.0 * latent)[0])
