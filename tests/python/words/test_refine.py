"""Refined latents: closer on the curve, never worse, whatever the decoder."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq import ParameterError
from semeq.eq.params import FREQ_COLUMNS, Q_COLUMNS
from semeq.eq.response import params_curve_db
from semeq.words.refine import refine_latents

_IS_LOG = np.isin(np.arange(13), FREQ_COLUMNS + Q_COLUMNS)


def random_settings(model: semeq.Model, rng: np.random.Generator, n: int) -> np.ndarray:
    low, high = model.bounds.T
    unit = rng.uniform(size=(n, 13))
    linear = low + unit * (high - low)
    ratio = np.where(_IS_LOG, high / low, 1.0)
    return np.where(_IS_LOG, low * ratio**unit, linear)


def errors_db(model: semeq.Model, latents: np.ndarray, params: np.ndarray) -> np.ndarray:
    difference = params_curve_db(model.decode(latents), sample_rate=44_100) - params_curve_db(
        params, sample_rate=44_100
    )
    return np.sqrt(np.mean(difference**2, axis=1))


def test_refining_comes_nearer_to_settings_within_the_bounds(model, rng) -> None:
    params = random_settings(model, rng, 150)  # more rows than one chunk
    plain = errors_db(model, model.encode(params), params)
    refined = errors_db(model, model.encode(params, refine=True), params)
    assert (refined <= plain).all()
    assert refined.mean() < 0.7 * plain.mean()


def test_settings_the_encoder_has_never_seen_come_closer(model, rng) -> None:
    """Frequencies up to an octave beyond the bounds: other bands must help out."""
    params = random_settings(model, rng, 40)
    params[:, FREQ_COLUMNS] *= 2.0 ** rng.uniform(-1, 1, (40, 5))
    given = params.copy()
    plain = errors_db(model, model.encode(params), params)
    refined = errors_db(model, model.encode(params, refine=True), params)
    np.testing.assert_array_equal(params, given)
    assert (refined <= plain).all()
    assert refined.mean() < 0.7 * plain.mean()


def test_a_decoder_of_few_dimensions_reaches_what_it_can_say(model, rng) -> None:
    """Eight random directions through a word: its own settings are found from far away."""
    directions = rng.normal(size=(8, 32)).astype(np.float32) / 16
    center = model.encode([semeq.term("warm", model=model).settings.params])

    def decode(latents: np.ndarray) -> np.ndarray:
        return model.decode(center + latents @ directions)

    there = rng.normal(size=(30, 8)).astype(np.float32)
    params = decode(there)
    start = there + rng.normal(size=there.shape, scale=0.5).astype(np.float32)
    refined = refine_latents(decode, start, params)
    wanted = params_curve_db(params, sample_rate=44_100)
    before, after = (
        np.sqrt(np.mean((params_curve_db(decode(z), sample_rate=44_100) - wanted) ** 2, axis=1))
        for z in (start, refined)
    )
    assert before.mean() > 0.2
    assert np.median(after) < 0.01
    assert after.mean() < 0.2


def test_more_steps_never_hurt_and_none_is_the_plain_answer(model, rng) -> None:
    params = random_settings(model, rng, 10)
    params[:, FREQ_COLUMNS] *= 2.0
    plain = model.encode(params)
    np.testing.assert_array_equal(refine_latents(model.decode, plain, params, max_steps=0), plain)
    few, many = (
        errors_db(model, refine_latents(model.decode, plain, params, max_steps=n), params)
        for n in (1, 6)
    )
    assert (many <= few).all()


def test_a_decoder_that_does_not_answer_leaves_the_latent(rng) -> None:
    latents = rng.normal(size=(3, 4)).astype(np.float32)
    params = np.ones((3, 13))

    def deaf(z: np.ndarray) -> np.ndarray:
        return np.full((len(z), 13), 2.0)

    np.testing.assert_array_equal(refine_latents(deaf, latents, params), latents)


def test_no_rows_and_bad_rows(model) -> None:
    assert model.encode(np.empty((0, 13)), refine=True).shape == (0, 32)
    with pytest.raises(ParameterError, match="frequencies and Qs > 0"):
        model.encode(np.zeros((1, 13)), refine=True)
