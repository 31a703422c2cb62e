"""The map that an export makes of a model's words."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import pdist

import semeq
from semeq.train.vocabulary.word_map import map_words
from semeq.words.map import word_map


def test_the_shipped_map_is_the_one_that_an_export_makes(model: semeq.Model) -> None:
    again = map_words(model.term_curves_db)
    np.testing.assert_allclose(list(word_map().values()), again, atol=2e-3)


@pytest.mark.parametrize("n_words", [1, 2, 3])
def test_few_words_have_a_map_too(n_words: int) -> None:
    curves_db = np.random.default_rng(0).normal(0, 3, (n_words, 128))
    shapes = curves_db - curves_db.mean(axis=1, keepdims=True)
    found = map_words(curves_db)
    assert found.shape == (n_words, 2)
    np.testing.assert_allclose(pdist(found), pdist(shapes) / np.sqrt(128), rtol=1e-3)
