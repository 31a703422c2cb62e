"""Simulated raters are as consistent as asked, and learning from them needs few ratings."""

from __future__ import annotations

import numpy as np
import pytest

from semeq.train.evaluation.simulated_rater import (
    SimulatedRater,
    by_comparisons,
    by_probes,
    by_slopes,
    correlation,
)
from semeq.train.vocabulary.curve_prior import random_curves
from semeq.words.curve_belief import standardized
from semeq.words.curve_prior import shipped_prior


@pytest.mark.parametrize("consistency", [0.5, 0.7])
def test_two_ratings_of_a_curve_correlate_as_asked(
    consistency: float, rng: np.random.Generator
) -> None:
    prior = shipped_prior()
    deviation = prior.noise_variance(consistency) ** 0.5
    meant = standardized(rng.multivariate_normal(prior.mean, prior.covariance, 200))
    curves = random_curves(100, rng)
    pairs = [
        (rater.impression(curve), rater.impression(curve))
        for rater in (SimulatedRater(each, deviation, rng) for each in meant)
        for curve in curves
    ]
    assert np.corrcoef(np.transpose(pairs))[0, 1] == pytest.approx(consistency, abs=0.04)


def test_a_prior_and_probes_need_few_answers(rng: np.random.Generator) -> None:
    prior = shipped_prior()
    noise = prior.noise_variance(0.5)
    meant = standardized(rng.multivariate_normal(prior.mean, prior.covariance, 100))
    found = []
    for each in meant:
        rater = SimulatedRater(each, noise**0.5, rng)
        *_, probed = by_probes(prior, rater, 5, noise)
        *_, compared = by_comparisons(prior, rater, 15, noise)
        found.append([correlation(c, each) for c in (probed, compared, by_slopes(rater, 5))])
    probes, comparisons, slopes = np.median(found, axis=0)
    assert probes > 0.75
    assert comparisons > 0.75
    assert slopes < 0.6


def test_ratings_stay_on_the_scale(rng: np.random.Generator) -> None:
    curve = random_curves(1, rng)[0]
    rater = SimulatedRater(curve, 2.0, rng)
    assert {rater.rating(curve) for _ in range(50)} >= {-1.0, 1.0}
