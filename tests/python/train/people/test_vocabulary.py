from __future__ import annotations

import numpy as np

from semeq.train.people.fit import fit_people
from semeq.train.people.vocabulary import can_fit, people_tensors, vocabulary_tables
from semeq.words.people.tensors import TABLE


def _term(word, n_people, language="en"):
    source = {"name": "made up", "n_examples": n_people, "n_people": n_people, "n_addresses": 1}
    return {"term": word, "language": language, "sources": [source]}


TERMS = [_term("warm", 24), _term("muddy", 3), _term("bright", 24), _term("warm", 1, "es")]


def test_studied_words_keep_their_fit_and_others_their_point(studied):
    fitted = fit_people(studied)
    points = np.random.default_rng(0).normal(0.0, 2.0, (4, 12)) @ fitted.basis.T * np.sqrt(128)
    tables = vocabulary_tables(studied, TERMS, points)
    assert np.array_equal(tables.means[[0, 2]], fitted.means)
    assert np.array_equal(tables.scatter_of, [0, 2, 1, 2])
    assert np.allclose(tables.means[1], fitted.coordinates(points[1]))
    assert np.allclose(tables.between[3], tables.between[1] * 2.0 / (4.0 / 3.0))


def test_no_row_of_anybody_is_in_the_tensors(studied):
    tensors = people_tensors(studied, TERMS, np.zeros((4, 128)))
    assert set(tensors) == set(TABLE)
    assert sum(each.size for each in tensors.values()) < 128 * 12 + 4 * 25 + 3 * 144 + 4
    assert all(each.dtype == np.float32 for each in tensors.values())


def test_too_few_people_give_no_tables(studied):
    few = studied.select(studied.people < "person-03")
    assert not can_fit(few)
    assert people_tensors(few, TERMS, np.zeros((4, 128))) == {}
