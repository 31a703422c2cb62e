"""Measures of walks, on walks whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq.eq.response import model_curves_db
from semeq.train.evaluation.walk_measures import (
    copied_walk,
    deviations_db,
    freq_move_octaves,
    line_db,
    step_ratio,
)

ALPHAS = np.linspace(0.0, 1.0, 101)[:, np.newaxis]
FLAT = np.array([0.0, 100, 0, 250, 1, 0, 1_000, 1, 0, 3_000, 1, 0, 8_000])


def test_a_straight_walk_deviates_by_nothing_and_steps_evenly(rng: np.random.Generator) -> None:
    start, end = rng.normal(0, 4, (2, 128))
    walk = start + ALPHAS * (end - start)
    np.testing.assert_allclose(line_db(walk), walk, atol=1e-12)
    np.testing.assert_allclose(deviations_db(walk), 0.0, atol=1e-12)
    assert step_ratio(walk) == pytest.approx(1.0)


def test_a_bent_walk_deviates_by_its_bend(rng: np.random.Generator) -> None:
    """A walk along (1 - cos(pi alpha)) / 2, and one that leaves the line by 4 alpha (1 - alpha)."""
    start, end = rng.normal(0, 4, (2, 128))
    late = 0.5 - 0.5 * np.cos(np.pi * ALPHAS)
    apart_db = np.sqrt(np.mean((end - start) ** 2))
    expected = np.abs(late - ALPHAS)[:, 0] * apart_db
    np.testing.assert_allclose(deviations_db(start + late * (end - start)), expected, atol=1e-12)
    # The steepest hundredth of the cosine, over the mean of 1/100: pi/2 less curvature.
    assert step_ratio(start + late * (end - start)) == pytest.approx(np.pi / 2, rel=1e-3)
    aside = 3.0 * np.where(np.arange(128) % 2, 1.0, -1.0)
    bent = start + ALPHAS * (end - start) + 4.0 * ALPHAS * (1.0 - ALPHAS) * aside
    assert deviations_db(bent).max() == pytest.approx(3.0)
    assert deviations_db(bent).argmax() == 50
    assert deviations_db(bent)[25] == pytest.approx(3.0 * 0.75)


def test_the_largest_step_counts_wherever_it_is() -> None:
    walk = np.cumsum([0.0, 1.0, 1.0, 6.0, 0.0])[:, np.newaxis] * np.ones(8)
    assert step_ratio(walk) == pytest.approx(6.0 / 2.0)
    assert step_ratio(np.zeros((5, 8))) == 1.0
    assert step_ratio(1e-6 * walk) == 1.0  # stands still but for rounding


def test_only_frequencies_that_are_heard_before_and_after_a_step_count() -> None:
    walk = np.tile(FLAT, (3, 1))
    walk[:, [1, 3, 6, 9, 12]] *= np.array([[1.0], [2.0], [8.0]])  # an octave, then two
    assert freq_move_octaves(walk) == 0.0
    for gain, freq in ((0, 1), (2, 3), (5, 6), (8, 9), (11, 12)):
        one = np.tile(FLAT, (3, 1))
        one[:, freq] = walk[:, freq]
        one[:, gain] = [-1.0, 1.0, 5.0]
        assert freq_move_octaves(one) == pytest.approx(2.0)
        one[:, gain] = [2.0, -2.0, 0.99]
        assert freq_move_octaves(one) == pytest.approx(1.0)
        one[:, gain] = [2.0, 0.99, 2.0]
        assert freq_move_octaves(one) == 0.0


def test_moves_down_count_as_moves_up() -> None:
    walk = np.tile(FLAT, (2, 1))
    walk[:, 2], walk[:, 3] = 6.0, [400.0, 100.0]
    assert freq_move_octaves(walk) == pytest.approx(2.0)


def test_a_copy_goes_straight_in_gain_log_frequency_and_log_q() -> None:
    ends = np.tile(FLAT, (101, 1))
    ends[-1, [2, 3, 4]] = -8.0, 1_000.0, 4.0
    walk = copied_walk(ends)
    np.testing.assert_allclose(walk[:, 2], -8.0 * ALPHAS[:, 0], atol=1e-12)
    np.testing.assert_allclose(walk[:, 3], 250.0 * 4.0 ** ALPHAS[:, 0])
    np.testing.assert_allclose(walk[:, 4], 4.0 ** ALPHAS[:, 0])
    np.testing.assert_allclose(walk[[0, -1]], ends[[0, -1]])
    rest = [0, 1, *range(5, 13)]
    np.testing.assert_allclose(walk[:, rest], ends[:, rest])


def test_a_copy_of_forty_gains_is_the_db_line(rng: np.random.Generator) -> None:
    ends = rng.normal(size=(11, 40))
    np.testing.assert_array_equal(copied_walk(ends), line_db(ends))


def test_the_copy_of_one_moving_band_leaves_the_db_line() -> None:
    """By hand: a peak that moves two octaves is at neither place half way."""
    ends = np.tile(FLAT, (101, 1))
    ends[:, 2], ends[0, 3], ends[-1, 3] = 6.0, 250.0, 1_000.0
    walk = copied_walk(ends)
    curve = {
        hz: semeq.EqSettings(bands=(semeq.Band("peak", freq_hz=hz, gain_db=6.0, q=1.0),)).curve_db(
            sample_rate=44_100
        )
        for hz in (250.0, 500.0, 1_000.0)
    }
    middle = np.sqrt(np.mean((curve[500.0] - 0.5 * (curve[250.0] + curve[1_000.0])) ** 2))
    assert deviations_db(model_curves_db(walk))[50] == pytest.approx(middle)
    assert middle > 0.3
