"""Two senses of a word are found where people share them, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from semeq.eq.response import params_curve_db
from semeq.train.vocabulary.senses import find_senses

SOUND = np.array([0.0, 120, 0, 350, 1, 0, 1_000, 1, 0, 3_000, 1, 0, 7_000])


def settings_of(gains: np.ndarray) -> np.ndarray:
    params = np.tile(SOUND, (len(gains), 1))
    params[:, (0, 2, 5, 8, 11)] = gains
    return params


def people_of_two_minds(seed: int, *, two: bool) -> np.ndarray:
    """Curves of 30 people, who mean one thing by a word or either of two."""
    rng = np.random.default_rng(seed)
    meanings = np.array([[4, 2, 0, 0, -3], [-5, 0, 0, 3, 6]])
    side = np.arange(30) % 2 if two else np.zeros(30, dtype=int)
    gains = meanings[side] + rng.normal(0, 1.5, (30, 5))
    return params_curve_db(settings_of(gains), sample_rate=44_100)


@pytest.mark.parametrize("seed", [0, 1])
def test_separate_meanings_are_found_and_one_is_not_split(seed: int) -> None:
    senses = find_senses(people_of_two_minds(seed, two=True))
    assert senses is not None
    assert senses.are_separate
    assert len(set(zip(senses.labels.tolist(), np.arange(30) % 2, strict=True))) == 2
    assert senses.people == (15, 15)
    one = find_senses(people_of_two_minds(seed, two=False))
    assert one is not None
    assert not one.are_separate


def test_level_and_size_are_no_senses() -> None:
    curves_db = people_of_two_minds(0, two=False)
    sizes = np.where(np.arange(30) % 2, 0.3, 3.0)[:, np.newaxis]
    senses = find_senses(sizes * curves_db + 10 * sizes)
    assert senses is not None
    assert not senses.are_separate


def test_one_person_of_another_mind_is_not_a_sense() -> None:
    curves_db = people_of_two_minds(0, two=False)
    curves_db[3] *= -3.0
    senses = find_senses(curves_db)
    assert senses is not None
    assert not senses.are_separate


def test_few_people_have_no_senses() -> None:
    assert find_senses(people_of_two_minds(0, two=True)[:19]) is None
