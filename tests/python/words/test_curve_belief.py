"""What ratings and answers do to a belief, against dense conditioning and sampling."""

from __future__ import annotations

import numpy as np
import pytest

from semeq.words.curve_belief import OFFSET_DEVIATION, CurveBelief, standardized
from semeq.words.curve_prior import shipped_prior


@pytest.fixture
def belief() -> CurveBelief:
    prior = shipped_prior()
    return CurveBelief.begin(prior.mean, prior.covariance)


def test_ratings_condition_a_gaussian(belief: CurveBelief, rng: np.random.Generator) -> None:
    curves = standardized(rng.standard_normal((6, 40)))
    ratings, noise = rng.uniform(-1, 1, 6), 0.1
    learned = belief
    for curve, rating in zip(curves, ratings, strict=True):
        learned = learned.rated(curve, rating, noise_variance=noise)
    # All at once, by the precision form of Bayesian linear regression; an offset is common to all.
    rows = np.hstack([curves / 40, np.ones((6, 1))])
    precision = np.linalg.inv(belief.joint_covariance) + rows.T @ rows / noise
    covariance = np.linalg.inv(precision)
    mean = belief.joint_mean + covariance @ rows.T @ (ratings - rows @ belief.joint_mean) / noise
    np.testing.assert_allclose(learned.joint_mean, mean, atol=1e-6)
    np.testing.assert_allclose(learned.joint_covariance, covariance, atol=1e-6)
    assert belief.joint_covariance[-1, -1] == pytest.approx(OFFSET_DEVIATION**2)


def test_an_offset_is_told_from_the_curve(belief: CurveBelief) -> None:
    """Opposite curves that are rated alike say nothing of the curve."""
    probe = belief.probe()
    learned = belief.rated(probe, 0.3, noise_variance=0.1).rated(-probe, 0.3, noise_variance=0.1)
    assert learned.joint_mean[-1] > 0.1
    assert learned.expected_rating(probe) == pytest.approx(0, abs=0.05)


def test_answers_have_the_moments_of_their_posterior(
    belief: CurveBelief, rng: np.random.Generator
) -> None:
    a, b = standardized(rng.standard_normal((2, 40)))
    noise = 0.1
    learned = belief.preferred(a, b, noise_variance=noise)
    drawn = rng.multivariate_normal(belief.mean, belief.covariance, 200_000, method="cholesky")
    heard = drawn @ (a - b) / 40 + np.sqrt(2 * noise) * rng.standard_normal(len(drawn))
    kept = drawn[heard > 0]
    np.testing.assert_allclose(learned.mean, kept.mean(axis=0), atol=0.02)
    np.testing.assert_allclose(learned.covariance, np.cov(kept.T), atol=0.04)


def test_no_curve_is_more_uncertain_than_the_probe(
    belief: CurveBelief, rng: np.random.Generator
) -> None:
    for rating in (0.7, -0.2, 0.1):
        probe = belief.probe()
        assert probe.mean() == pytest.approx(0, abs=1e-9)
        assert probe.std() == pytest.approx(1)
        variance = belief.rating_variance(probe)
        others = standardized(rng.multivariate_normal(belief.mean, belief.covariance, 200))
        assert variance >= max(belief.rating_variance(each) for each in others)
        belief = belief.rated(probe, rating, noise_variance=0.13)
        assert belief.rating_variance(probe) < variance


def test_answers_that_surprise_stay_finite(belief: CurveBelief) -> None:
    probe = belief.probe()
    for _ in range(50):
        belief = belief.rated(probe, 1.0, noise_variance=1e-4)
    belief = belief.preferred(-probe, probe, noise_variance=1e-6)
    assert np.isfinite(belief.mean).all()
    assert np.linalg.eigvalsh(belief.covariance)[0] > -1e-9
