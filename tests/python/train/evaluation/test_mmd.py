"""The maximum mean discrepancy against its definition, written as loops."""

from __future__ import annotations

import math
from itertools import combinations, permutations

import numpy as np
import pytest

from semeq.errors import ParameterError
from semeq.train.evaluation.mmd import median_distance_db, squared_mmd


def kernel(a: np.ndarray, b: np.ndarray, bandwidth_db: float) -> float:
    squared = sum((x - y) ** 2 for x, y in zip(a.tolist(), b.tolist(), strict=True)) / len(a)
    return math.exp(-squared / (2.0 * bandwidth_db**2))


def by_definition(a: np.ndarray, b: np.ndarray, bandwidth_db: float) -> float:
    within = sum(
        sum(kernel(x, y, bandwidth_db) for x, y in permutations(sample, 2))
        / (len(sample) * (len(sample) - 1))
        for sample in (a, b)
    )
    between = sum(kernel(x, y, bandwidth_db) for x in a for y in b) / (len(a) * len(b))
    return within - 2.0 * between


@pytest.mark.parametrize(("n", "m", "n_points"), [(2, 2, 1), (7, 4, 40), (3, 30, 5)])
def test_it_is_the_double_sum_of_the_definition(n: int, m: int, n_points: int) -> None:
    rng = np.random.default_rng(n)
    a, b = rng.normal(size=(n, n_points)), rng.normal(0.5, 2.0, size=(m, n_points))
    for bandwidth_db in (0.3, 1.0, 4.0):
        expected = by_definition(a, b, bandwidth_db)
        assert squared_mmd(a, b, bandwidth_db) == pytest.approx(expected, abs=1e-12)
        assert squared_mmd(b, a, bandwidth_db) == pytest.approx(expected, abs=1e-12)


def test_it_is_zero_in_the_mean_for_one_distribution_and_above_for_two() -> None:
    rng = np.random.default_rng(0)
    same, other = [], []
    for _ in range(400):
        a, b = rng.normal(size=(2, 6, 3))
        same.append(squared_mmd(a, b, 1.0))
        other.append(squared_mmd(a, b + 1.0, 1.0))
    error = np.std(same) / np.sqrt(len(same))
    assert abs(np.mean(same)) < 3.0 * error
    assert min(same) < 0.0
    assert np.mean(other) > 10.0 * error


def test_the_bandwidth_is_the_median_distance_of_pairs() -> None:
    curves = np.random.default_rng(1).normal(size=(9, 40))
    distances = [np.sqrt(np.mean((a - b) ** 2)) for a, b in combinations(curves, 2)]
    assert median_distance_db(curves) == pytest.approx(np.median(distances))
    assert median_distance_db(3.0 * curves) == pytest.approx(3.0 * np.median(distances))


def test_what_has_no_discrepancy_is_refused() -> None:
    curves = np.zeros((3, 40))
    with pytest.raises(ParameterError, match="at least 2 curves each, got 1"):
        squared_mmd(curves[:1], curves, 1.0)
    with pytest.raises(ParameterError, match="at least 2 curves each, got 1"):
        squared_mmd(curves, curves[:1], 1.0)
    with pytest.raises(ParameterError, match="same length, got 40 and 39"):
        squared_mmd(curves, curves[:, :39], 1.0)
    for bandwidth_db in (0.0, float("nan")):
        with pytest.raises(ParameterError, match="bandwidth_db must be above 0"):
            squared_mmd(curves, curves, bandwidth_db)
    with pytest.raises(ParameterError, match="half of all pairs of curves are equal"):
        median_distance_db(curves)
    with pytest.raises(ParameterError, match="needs at least 2 curves, got 1"):
        median_distance_db(curves[:1])
