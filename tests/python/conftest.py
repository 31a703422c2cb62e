"""Fixtures that all tests share."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import numpy as np
import pytest

import semeq
from semeq._libtorch import check_torch, load_infer
from semeq.extras import require_extra

# Timing is measured in benchmarks; here the same examples run every time.
hypothesis.settings.register_profile("semeq", deadline=None, derandomize=True)
hypothesis.settings.load_profile("semeq")

ROOT = Path(__file__).parents[2]

try:
    require_extra("train", "tests/python/train")
    NO_TRAINING = None
except semeq.MissingExtraError as error:
    NO_TRAINING = str(error)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the tests of training out where training is not installed."""
    is_training = collection_path == Path(__file__).with_name("train")
    return True if NO_TRAINING and is_training else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that they were."""
    if NO_TRAINING:
        terminalreporter.write_line(f"LEFT OUT: {NO_TRAINING}")


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


@pytest.fixture(scope="session")
def libtorch() -> None:
    """Load it, or skip where no torch is or semeq was built for another; a failure fails."""
    try:
        check_torch()
    except semeq.ModelLoadError as error:
        pytest.skip(str(error))
    load_infer()


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20_251)


@pytest.fixture
def stereo(rng: np.random.Generator) -> np.ndarray:
    return rng.uniform(-0.5, 0.5, (2, 4_801)).astype(np.float32)
