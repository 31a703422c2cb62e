from __future__ import annotations

import numpy as np
import pytest

from semeq.words.people.manners import usual_manners
from semeq.words.people.predictive import predict
from semeq.words.people.tables import PeopleTables


@pytest.fixture
def tables() -> PeopleTables:
    """Two words of three components: one scatters most along its first."""
    basis = np.linalg.qr(np.random.default_rng(0).normal(size=(128, 3)))[0]
    return PeopleTables(
        basis=basis,
        means=np.array([[3.0, 0.0, 0.0], [-3.0, 1.0, 0.0]]),
        between=np.array([[1.0, 0.5, 0.5], [0.5, 0.5, 0.5]]),
        scatter_of=np.array([0, 1]),
        scatters=np.array([np.diag([2.0, 1.0, 0.5]), np.eye(3)]),
        amount_sd=0.4,
        scatter_mean=-0.1,
        scatter_sd=0.3,
    )


def test_coordinates_of_a_curve_keep_its_size(tables):
    curve = tables.curves_db([3.0, 4.0, 0.0])
    assert np.isclose(np.sqrt(np.mean(curve**2)), 5.0)
    assert np.allclose(tables.coordinates(curve), [3.0, 4.0, 0.0])


def test_manners_have_the_moments_that_were_fitted(tables):
    manners = usual_manners(tables)
    assert np.isclose(manners.weights.sum(), 1.0)
    logs = np.log(manners.amounts)
    assert np.isclose(manners.weights @ logs, 0.0)
    assert np.isclose(manners.weights @ logs**2, 0.4**2)
    assert np.isclose(manners.weights @ np.log(manners.scatters), -0.1)


def test_the_density_integrates_to_one(tables):
    predicted = predict(tables, 1, {1: np.array([[-4.0, 1.0, 0.5]])})
    draws = predicted.sample(20_000, np.random.default_rng(0))
    wide = np.cov(draws.T) * 4.0
    proposals = np.random.default_rng(1).multivariate_normal(draws.mean(axis=0), wide, 60_000)
    off = proposals - draws.mean(axis=0)
    logs = -0.5 * np.einsum("ij,jk,ik->i", off, np.linalg.inv(wide), off)
    logs -= 0.5 * np.linalg.slogdet(2 * np.pi * wide)[1]
    assert np.isclose(np.exp(predicted.log_density(proposals) - logs).mean(), 1.0, atol=0.05)


def test_own_settings_draw_the_point_to_themselves(tables):
    usual = predict(tables, 0)
    own = np.array([[6.0, 3.0, 1.0], [5.0, 2.0, 1.0], [6.0, 2.5, 1.0]])
    distances = [
        np.linalg.norm(predict(tables, 0, {0: own[:k]}).point - own.mean(axis=0)) for k in (0, 1, 3)
    ]
    assert np.isclose(distances[0], np.linalg.norm(usual.point - own.mean(axis=0)))
    assert distances[0] > distances[1] > distances[2]


def test_a_strong_hand_in_one_word_is_expected_in_another(tables):
    strong = predict(tables, 0, {1: 2.5 * tables.means[[1, 1, 1]]})
    weak = predict(tables, 0, {1: 0.3 * tables.means[[1, 1, 1]]})
    assert strong.point[0] > 1.2 * predict(tables, 0).point[0] > 1.2 * weak.point[0]


def test_no_settings_say_nothing(tables):
    known = predict(tables, 0, {0: np.empty((0, 3)), 1: np.empty((0, 3))})
    assert np.array_equal(known.point, predict(tables, 0).point)


def test_draws_are_those_of_their_seed(tables):
    predicted = predict(tables, 0)
    draws = [predicted.sample(5, np.random.default_rng(seed)) for seed in (1, 1, 2)]
    assert np.array_equal(draws[0], draws[1])
    assert not np.array_equal(draws[0], draws[2])
