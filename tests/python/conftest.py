"""Fixtures that all tests share."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import numpy as np
import pytest

import semeq

# Timing is measured in benchmarks; here the same examples run every time.
hypothesis.settings.register_profile("semeq", deadline=None, derandomize=True)
hypothesis.settings.load_profile("semeq")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder with the data sets and recordings that are not in the repository."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs the data sets in ../shared, which are not distributed")
    return folder


@pytest.fixture(scope="session")
def model() -> semeq.Model:
    return semeq.load_model()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20_251)


@pytest.fixture
def stereo(rng: np.random.Generator) -> np.ndarray:
    return rng.uniform(-0.5, 0.5, (2, 4_801)).astype(np.float32)
