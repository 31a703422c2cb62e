"""Measures on cases whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from semeq.train.evaluation.metrics import (
    ErrorSummary,
    cluster_scores,
    effective_dimensions,
    morph_scores,
    reconstruction_floors,
)
from semeq.train.evaluation.separation import bootstrap


def test_summary_of_errors() -> None:
    summary = ErrorSummary.of(np.array([0.0, 0.5, 0.9, 3.0]))
    assert (summary.mean, summary.median, summary.share_below_1_db) == (1.1, 0.7, 0.75)


def test_pca_floor_is_zero_where_the_curves_span_few_dimensions() -> None:
    rng = np.random.default_rng(0)
    curves = rng.normal(size=(60, 3)) @ rng.normal(size=(3, 20))
    floors = reconstruction_floors(curves[:40], curves[40:], n_components=3)
    assert floors["PCA-3"] == pytest.approx(0.0, abs=1e-9)
    expected = np.sqrt(((curves[40:] - curves[:40].mean(0)) ** 2).mean(1)).mean()
    assert floors["mean curve"] == pytest.approx(expected)


def test_effective_dimensions_count_equal_variances() -> None:
    latents = np.zeros((4_000, 6))
    latents[:, :3] = np.random.default_rng(0).normal(size=(4_000, 3))
    assert effective_dimensions(latents) == pytest.approx(3.0, abs=0.05)


def test_cluster_scores_of_one_class_are_not_a_number() -> None:
    scores = cluster_scores(np.zeros((5, 2)), np.array(["warm"] * 5))
    assert np.isnan(list(scores.values())).all()


def test_straight_morph_scores_perfectly_and_a_detour_does_not() -> None:
    start, end = np.array([0.0, 2.0]), np.array([4.0, 0.0])
    alphas = np.linspace(0.0, 1.0, 5)[:, None]
    straight = morph_scores(start + alphas * (end - start))
    assert straight == {"max_step_db": 1.0, "backtrack_db": 0.0, "progress": 1.0}
    detour = start + alphas * (end - start)
    detour[2] = [8.0, 2.5]
    scores = morph_scores(detour)
    # 0, 1, 8, 3, 4: up 9 and down 5.
    assert scores["backtrack_db"] == pytest.approx(5.0)
    assert scores["progress"] < 1.0


def test_a_walk_that_overtakes_its_end_is_not_monotone() -> None:
    """Ever closer to the end, but first nearer the start again: both must hold."""
    walk = np.array([[0.0, 0.0], [3.0, 3.0], [3.5, 1.0], [4.0, 0.0]])
    closer = np.diff(np.linalg.norm(walk - walk[-1], axis=1)) < 0
    assert closer.all()
    assert morph_scores(walk)["progress"] == pytest.approx(2 / 3)


def test_bootstrap_resamples_people_not_rows() -> None:
    values = np.repeat([0.0, 1.0], 500)
    one_each = bootstrap(values, np.arange(1_000).astype(str), np.mean)
    two_people = bootstrap(values, np.repeat(["a", "b"], 500), np.mean)
    assert one_each[1] - one_each[0] < 0.1
    assert two_people == [0.0, 1.0]
