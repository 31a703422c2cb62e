"""The native engine against the script of the same artifact, run by libtorch."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq.eq.response import model_curves_db
from semeq.words.network import HIGHEST_FREQ_HZ, LOWEST_FREQ_HZ


@pytest.fixture(scope="module")
def scripted(libtorch: None) -> semeq.Model:  # noqa: ARG001
    return semeq.load_model(engine="torchscript")


def latents_around(model: semeq.Model, rng: np.random.Generator, n: int) -> np.ndarray:
    of_terms = model.term_latents
    return rng.normal(of_terms.mean(axis=0), 2.0 * of_terms.std(axis=0), (n, of_terms.shape[1]))


def assert_engines_agree(native: semeq.Model, scripted: semeq.Model, params, latents) -> None:
    np.testing.assert_allclose(native.encode(params), scripted.encode(params), rtol=0, atol=1e-5)
    decoded = scripted.decode(latents, polish=0)
    np.testing.assert_allclose(native.decode(latents, polish=0), decoded, rtol=1e-5, atol=2e-5)
    # A polish may magnify the last digit of a float32 where a band is nearly inaudible.
    off_db = model_curves_db(native.decode(latents)) - model_curves_db(scripted.decode(latents))
    assert np.abs(off_db).max() < 1e-3
    embedded = scripted.embed(latents)
    np.testing.assert_allclose(native.embed(latents), embedded, rtol=0, atol=1e-5)


def test_the_engines_agree_on_all_terms(model, scripted) -> None:
    params = model.decode(model.term_latents)
    assert len(params) > 390
    assert_engines_agree(model, scripted, params, model.term_latents)


def test_the_engines_agree_anywhere(model, scripted, rng) -> None:
    params = rng.uniform(*model.bounds.T, (10_000, 13))
    assert_engines_agree(model, scripted, params, latents_around(model, rng, 10_000))


def test_the_engines_agree_on_what_engineers_set(model, scripted, shared_dir) -> None:
    config = pytest.importorskip("semeq.train.data.config", exc_type=ImportError)
    loading = pytest.importorskip("semeq.train.data.loading", exc_type=ImportError)
    splits = loading.load_splits(
        shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv", config.DataConfig()
    )
    params = np.concatenate([part.params for part in (splits.train, splits.val, splits.test)])
    assert len(params) > 1_400
    assert_engines_agree(model, scripted, params, model.encode(params))


def test_frequencies_far_outside_are_taken_for_the_nearest(model, scripted) -> None:
    params = np.repeat([semeq.term("warm").settings.params], 4, axis=0)
    params[:, 3] = [LOWEST_FREQ_HZ, LOWEST_FREQ_HZ / 9, HIGHEST_FREQ_HZ, 3 * HIGHEST_FREQ_HZ]
    assert_engines_agree(model, scripted, params, model.encode(params))


@pytest.mark.parametrize("n", [0, 1, 7, 512, 513])
def test_rows_do_not_depend_on_each_other(model, rng, n: int) -> None:
    params = rng.uniform(*model.bounds.T, (n, 13))
    latents = model.encode(params)
    assert latents.shape == (n, 32)
    for row in range(min(n, 9)):
        np.testing.assert_array_equal(model.encode(params[row : row + 1])[0], latents[row])


@pytest.mark.parametrize(("column", "value"), [(1, 0.0), (3, -5.0), (4, 0.0)])
def test_frequencies_and_qs_must_be_positive(model, column: int, value: float) -> None:
    params = np.array([semeq.term("warm").settings.params])
    params[0, column] = value
    with pytest.raises(semeq.ParameterError, match="frequencies and Qs > 0"):
        model.encode(params)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(semeq.ParameterError, match="engine must be one of native, torchscript"):
        semeq.load_model(engine="onnx")
