from __future__ import annotations

import numpy as np

from semeq.train.model.spaces import curves_db
from semeq.train.people.amounts import person_amounts
from semeq.train.people.basis import person_weights
from semeq.train.people.fit import STUDIED, fit_people
from semeq.train.people.spread import word_spread


def test_the_basis_is_orthonormal_and_keeps_lengths_in_db(studied):
    tables = fit_people(studied)
    assert np.allclose(tables.basis.T @ tables.basis, np.eye(tables.n_components), atol=1e-9)
    curves = curves_db(studied.params)
    lengths = np.linalg.norm(tables.coordinates(curves), axis=1)
    assert np.allclose(lengths, np.sqrt(np.mean(curves**2, axis=1)), atol=0.1)
    assert np.abs(tables.curves_db(tables.coordinates(curves)) - curves).max() < 1.0


def test_amounts_of_people_are_found(studied, strengths):
    curves = curves_db(studied.params)
    found = person_amounts(curves, studied.words, studied.people, person_weights(studied.people))
    own = np.array([found.of_row[studied.people == f"person-{i:02d}"][0] for i in range(24)])
    assert np.corrcoef(own, np.log(strengths))[0, 1] > 0.85
    assert 0.3 < np.sqrt(found.variance) < 0.7


def test_variance_is_parted_into_that_between_people_and_that_within():
    rng = np.random.default_rng(0)
    people = np.repeat([f"person-{i:03d}" for i in range(400)], 6)
    within, between = np.diag([2.0, 1.0, 0.5]), np.diag([1.0, 0.5, 0.25])  # standard deviations
    own = np.repeat(rng.normal(size=(400, 3)) @ between, 6, axis=0)
    rows = np.array([3.0, 0.0, -1.0]) + own + rng.normal(size=own.shape) @ within
    found = word_spread(rows, people)
    assert np.allclose(found.mean, [3.0, 0.0, -1.0], atol=0.15)
    assert np.allclose(found.scatter @ found.scatter.T, within**2, atol=0.2)
    assert np.allclose(found.between, 0.25, atol=0.04)
    assert abs(found.log_scatters.mean()) < 0.1


def test_each_word_has_its_own_mean(studied):
    tables = fit_people(studied)
    for i, word in enumerate(STUDIED):
        curves = curves_db(studied.params[studied.rows_of(word)])
        off = tables.curves_db(tables.means[i]) - curves.mean(axis=0)
        assert np.sqrt(np.mean(off**2)) < 1.0


def test_the_same_rows_give_the_same_tables(studied):
    first, second = fit_people(studied), fit_people(studied)
    assert np.array_equal(first.scatters, second.scatters)
    assert np.array_equal(first.means, second.means)


def test_weights_lie_between_rows_and_people():
    assert np.allclose(person_weights(np.array(["a"] * 9 + ["b"])), [1 / 3] * 9 + [1.0])
