"""What a model decodes to, and how words are found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import semeq
from semeq import UnknownTermError


@given(st.lists(st.floats(-50, 50, width=32), min_size=32, max_size=32))
def test_any_latent_decodes_within_bounds(latent: list[float]) -> None:
    model = semeq.load_model()
    params = model.decode([latent])[0]
    tolerance = 1e-6 * np.abs(model.bounds)
    assert (params >= model.bounds[:, 0] - tolerance[:, 0]).all()
    assert (params <= model.bounds[:, 1] + tolerance[:, 1]).all()


@pytest.mark.parametrize("word", ["wram", "Brihgt", "muddyy"])
def test_a_typo_is_answered_with_the_nearest_word(word: str) -> None:
    meant = {"wram": "warm", "Brihgt": "bright", "muddyy": "muddy"}[word]
    with pytest.raises(UnknownTermError, match=f"unknown term '{word}'; did you mean '{meant}'"):
        semeq.term(word)


def test_case_and_spaces_do_not_matter() -> None:
    assert semeq.term(" WARM ").settings == semeq.term("warm").settings


def test_the_binding_refuses_what_python_should_have_caught(model) -> None:
    for bad in (np.zeros((2, 31), np.float32), np.zeros(32, np.float32)):
        with pytest.raises(ValueError, match=r"expected float32 of shape \(n, 32\)"):
            model.network.walker.decode(bad)
    with pytest.raises(TypeError):
        model.network.walker.decode(np.zeros((2, 32)))
