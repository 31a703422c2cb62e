"""Data first, all else by name: no call reads as a row of numbers."""

from __future__ import annotations

import inspect

import numpy as np
import pytest

import semeq

# What stands before the keyword-only parameters: the data (a curve with its
# frequencies), or the words between which to walk. sosfilt takes what scipy's takes.
POSITIONAL = {
    "describe": 1, "estimate_eq": 1, "loudness": 1, "make_reference": 1, "analyze": 1,
    "match": 2, "suggest": 2, "render": 4, "render_batch": 2, "render_file": 3,
    "render_folder": 4, "morph": 3, "morph_batch": 3, "blend": 1, "term": 1, "neighbors": 1,
    "find_words": 1, "name_eq": 1, "explain": 2, "fit_settings": 2, "graphic_eq": 2,
    "load_model": 1, "load_ears": 1, "terms": 0, "isa": 0, "sosfilt": 4, "Automation": 4,
    "Band": 4, "Ears": 1, "EqSettings": 1, "Equalizer": 1, "LoudnessMeter": 0, "Model": 1,
    "MusicReference": 5, "Stream": 3, "StreamingEqualizer": 1, "TaughtWord": 6,
    "Teacher": 1, "sample": 2, "Hand": 0,
}  # fmt: skip
DEFAULT_RATE = {"render", "Equalizer", "Stream", "Teacher"}


NAMES = [
    name
    for name in dir(semeq)
    if not (isinstance(getattr(semeq, name), type) and issubclass(getattr(semeq, name), Exception))
]


@pytest.mark.parametrize("name", NAMES)
def test_all_but_the_data_is_by_name(name) -> None:
    parameters = inspect.signature(getattr(semeq, name)).parameters
    positional = [p for p in parameters.values() if p.kind is not p.KEYWORD_ONLY]
    assert len(positional) <= POSITIONAL[name], positional
    rate = parameters.get("sample_rate")
    if rate is not None:
        assert rate.kind is rate.KEYWORD_ONLY
        assert (rate.default is not rate.empty) == (name in DEFAULT_RATE) or rate.default is None
    for parameter in parameters.values():
        assert not isinstance(parameter.default, np.ndarray), parameter
