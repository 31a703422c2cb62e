from __future__ import annotations

import numpy as np

from semeq.train.people.scores import diversity_db, energy_distance, energy_scores, tell_apart


def test_the_true_distribution_scores_best():
    rng = np.random.default_rng(0)
    settings = rng.normal(0.0, 2.0, (400, 3))
    scores = {
        width: energy_scores(rng.normal(0.0, width, (400, 3)), settings).mean()
        for width in (0.5, 2.0, 6.0)
    }
    assert min(scores, key=scores.get) == 2.0


def test_a_point_scores_its_error():
    settings = np.array([[3.0, 4.0], [0.0, 1.0]])
    assert np.allclose(energy_scores(np.zeros((2, 2)), settings), [5.0, 1.0])
    assert np.allclose(energy_scores(np.zeros((2, 2)), settings, np.array([11.0, 0.0])), [6, 1])


def test_samples_of_one_distribution_are_not_told_apart():
    rng = np.random.default_rng(1)
    same, other = rng.normal(size=(200, 4)), rng.normal(size=(200, 4))
    far = other + 3.0
    assert abs(energy_distance(same, other)) < 0.1 < energy_distance(same, far)
    assert tell_apart(same, other) < 0.6
    assert tell_apart(same, far) > 0.95
    assert np.isclose(diversity_db(np.array([[0.0], [1.0], [2.0]])), 4 / 3)
