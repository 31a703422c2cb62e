"""Sums of words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import semeq
from semeq import ParameterError, UnknownTermError

WORDS = ("warm", "bright", "muddy", "airy")
weights = st.dictionaries(st.sampled_from(WORDS), st.floats(-2, 2), min_size=1)


@pytest.mark.parametrize(
    ("blend", "error", "message"),
    [
        ("", ParameterError, "at least one word"),
        ({}, ParameterError, "at least one word"),
        (["warm"], ParameterError, "an expression such as"),
        ({"warm": float("nan")}, ParameterError, "weight of 'warm' must be a finite number"),
        ({"warm": "1"}, ParameterError, "weight of 'warm' must be a finite number, got '1'"),
        ({"warm": 11}, ParameterError, r"weight of 'warm' must be in \[-10, 10\], got 11"),
        ("warm + brihgt", UnknownTermError, "did you mean 'bright'"),
    ],
)
def test_bad_blends(blend, error, message: str) -> None:
    with pytest.raises(error, match=message):
        semeq.blend(blend)


@given(weights)
def test_a_blend_is_its_latent_sum(blend: dict[str, float]) -> None:
    model = semeq.load_model()
    table = dict(
        zip((info.term for info in model.vocabulary), model.term_latents.astype(float), strict=True)
    )
    middle = np.sqrt(np.abs(model.bounds.prod(axis=1)))
    middle[[0, 2, 5, 8, 11]] = 0
    flat = model.encode(middle[np.newaxis])[0].astype(float)
    latent = flat + sum(weight * (table[word] - flat) for word, weight in blend.items())
    expected = model.decode(latent[np.newaxis])[0]
    np.testing.assert_allclose(semeq.blend(blend).params, expected, rtol=1e-3, atol=1e-3)


@given(weights)
def test_blends_commute_and_stay_within_bounds(blend: dict[str, float]) -> None:
    params = semeq.blend(blend).params
    backwards = semeq.blend(dict(reversed(blend.items()))).params
    np.testing.assert_allclose(params, backwards, rtol=1e-5, atol=1e-5)
    bounds = semeq.load_model().bounds
    rounding = 1e-6 * np.abs(bounds)  # params are float32 inside
    assert (params >= bounds[:, 0] - rounding[:, 0]).all()
    assert (params <= bounds[:, 1] + rounding[:, 1]).all()


def test_one_word_is_its_term_and_half_of_two_is_the_middle() -> None:
    warm = semeq.term("warm").settings.params
    np.testing.assert_allclose(semeq.blend("warm").params, warm, rtol=1e-5, atol=1e-5)
    middle = semeq.morph("warm", "bright", 0.5).params
    halves = semeq.blend({"warm": 0.5, "bright": 0.5}).params
    np.testing.assert_allclose(halves, middle, rtol=1e-4, atol=1e-4)
    assert semeq.blend("warm + airy", amount=0).is_flat
