"""Blends of codecs whose sums are known."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pytest

import semeq
from semeq.train.evaluation.additivity import PLAYABLE_DB, blend_errors
from semeq.train.evaluation.codec import ModelCodec
from semeq.train.evaluation.playable import optimum_errors_db
from semeq.train.model.spaces import FIVE_BANDS, GRAPHIC

FLAT = np.array([0.0, 100, 0, 250, 1, 0, 1_000, 1, 0, 3_000, 1, 0, 8_000])


class Gains:
    """Words of 40 gains, whose blends are off by a constant."""

    def __init__(self, words: Mapping[str, npt.NDArray[np.float64]], off_db: float) -> None:
        self.words, self.off_db = words, off_db

    def encode(self, params: npt.ArrayLike) -> np.ndarray:
        raise NotImplementedError

    def decode(self, latents: npt.ArrayLike, *, polish: int | None = None) -> np.ndarray:
        raise NotImplementedError

    def embed(self, latents: npt.ArrayLike) -> np.ndarray:
        raise NotImplementedError

    def walk(self, term_a: str, term_b: str, alphas: npt.ArrayLike) -> np.ndarray:
        alpha = np.asarray(alphas)[:, np.newaxis]
        return (1.0 - alpha) * self.words[term_a] + alpha * self.words[term_b]

    def blend(self, weights: Mapping[str, float]) -> np.ndarray:
        total = sum((w * self.words[term] for term, w in weights.items()), np.zeros(40))
        return np.asarray(total + self.off_db)


def test_a_constant_error_is_found_and_sums_out_of_range_are_left_out() -> None:
    words = {"a": np.full(40, 6.0), "b": np.full(40, 4.0), "c": np.full(40, -9.0)}
    pairs = [("a", "b"), ("a", "c"), ("b", "c")]
    found = blend_errors(Gains(words, 0.5), pairs)
    # a + b/2 = 8, a + c/2 = 1.5, b + c/2 = -0.5; a - b = 2, a - c = 15, b - c = 13: bound 10.
    assert found["plus_half"]["n_pairs"] == 3
    assert found["minus"]["n_pairs"] == 1
    for figures in found.values():
        assert figures["error_db"] == pytest.approx({"median": 0.5, "p95": 0.5})
        assert figures["optimum_db"] == {"median": 0.0, "p95": 0.0}
    far = {"a": np.full(40, 10.0), "b": np.full(40, -10.0)}
    assert blend_errors(Gains(far, 0.0), [("a", "b")])["minus"] == {"n_pairs": 0}
    assert blend_errors(Gains(far, 0.0), []) == {}


def test_the_optimum_is_zero_for_what_can_be_played() -> None:
    settings = FLAT.copy()
    settings[[0, 2, 11]] = 3.0, -4.0, 5.0
    curve = semeq.EqSettings.from_params(settings).curve_db(sample_rate=44_100)
    level = np.full(128, 30.0)
    errors = optimum_errors_db(np.stack([curve, curve + level]), FIVE_BANDS)
    assert errors[0] < 0.01
    assert errors[1] > PLAYABLE_DB  # the level counts
    gains = np.array([[12.0] * 40, [9.0] * 40])
    np.testing.assert_allclose(optimum_errors_db(gains, GRAPHIC), [2.0, 0.0])


def test_the_shipped_model_is_judged_by_what_users_hear(model: semeq.Model) -> None:
    codec = ModelCodec(model)
    weights = {"warm": 1.0, "bright": 0.5}
    settings = semeq.blend("warm + 0.5*bright", model=model)
    np.testing.assert_array_equal(codec.blend(weights), settings.params)
    curve = {
        word: semeq.term(word, model=model).settings.curve_db(sample_rate=44_100)
        for word in weights
    }
    off = settings.curve_db(sample_rate=44_100) - curve["warm"] - 0.5 * curve["bright"]
    found = blend_errors(codec, [("warm", "bright")])["plus_half"]
    assert found["error_db"]["median"] == pytest.approx(np.sqrt(np.mean(off**2)), rel=1e-4)
    assert found["optimum_db"]["median"] <= found["error_db"]["median"]
