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


def people_of_two_minds(
    seed: int, *, two: bool, spread: float = 1.5
) -> tuple[np.ndarray, np.ndarray]:
    """120 settings of 14 people, who mean one thing by a word or either of two."""
    rng = np.random.default_rng(seed)
    who = rng.integers(14, size=120)
    own = rng.normal(0, 1, (14, 5))
    meanings = np.array([[4, 2, 0, 0, -3], [-5, 0, 0, 3, 6]])
    side = who % 2 if two else np.zeros_like(who)
    gains = meanings[side] + own[who] + rng.normal(0, spread, (120, 5))
    return params_curve_db(settings_of(gains), sample_rate=44_100), np.array([f"p{i}" for i in who])


@pytest.mark.parametrize("seed", [0, 1])
def test_separate_meanings_are_found_and_one_is_not_split(seed: int) -> None:
    curves, people = people_of_two_minds(seed, two=True)
    senses = find_senses(curves, people)
    assert senses.are_separate
    assert (
        len({(label, int(name[1:]) % 2) for label, name in zip(senses.labels, people, strict=True)})
        == 2
    )
    assert not find_senses(*people_of_two_minds(seed, two=False)).are_separate


def test_one_busy_person_s_second_meaning_is_not_a_sense() -> None:
    curves, people = people_of_two_minds(0, two=False)
    odd = people == "p3"
    curves = np.where(odd[:, None], -3.0 * curves, curves)
    assert not find_senses(curves, people).are_separate


def test_few_settings_or_people_have_no_senses() -> None:
    curves, people = people_of_two_minds(0, two=True)
    assert find_senses(curves[:29], people[:29]) is None
    assert find_senses(curves, np.where(people == "p1", "a", "b")) is None
