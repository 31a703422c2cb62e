"""Fixtures that all tests share."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from json import dumps
from pathlib import Path

import hypothesis
import numpy as np
import pytest

import semeq
from semeq._libtorch import check_torch, load_infer
from semeq.extras import require_extra
from semeq.words.archive import METADATA_NAME, WEIGHTS_NAME, read_weights
from semeq.words.people.tables import PeopleTables
from semeq.words.people.tensors import has_tables, to_tensors
from semeq.words.seal import seal

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


Write = Callable[[dict], Path]


def _tables(model: semeq.Model) -> PeopleTables:
    """Twelve smooth components; all words scatter alike."""
    places = np.linspace(0.0, np.pi, 128)
    waves = np.cos(np.arange(12) * places[:, np.newaxis])
    basis = np.linalg.qr(waves)[0]
    n_terms = len(model.vocabulary)
    return PeopleTables(
        basis=basis,
        means=model.term_curves_db @ basis / np.sqrt(128),
        between=np.full((n_terms, 12), 0.6),
        scatter_of=np.zeros(n_terms, np.int64),
        scatters=np.diag(2.0 / (1.0 + np.arange(12)))[np.newaxis],
        amount_sd=0.4,
        scatter_mean=-0.1,
        scatter_sd=0.4,
    )


@pytest.fixture(scope="session")
def made_up_tables() -> PeopleTables:
    return _tables(semeq.load_model())


@pytest.fixture(scope="session")
def bare_tensors() -> dict[str, np.ndarray]:
    """What the shipped model holds beside distributions."""
    model = semeq.load_model()
    tensors = dict(read_weights(model.path, model.metadata))
    return {name: each for name, each in tensors.items() if not has_tables([name])}


@pytest.fixture(scope="session")
def write_model(tmp_path_factory) -> Write:
    """Write the shipped model with other tensors."""
    shipped = semeq.load_model()

    def write(tensors: dict) -> Path:
        weights = BytesIO()
        np.savez(weights, **tensors)
        path = tmp_path_factory.mktemp("people") / "model.pt"
        with zipfile.ZipFile(shipped.path) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name.endswith(METADATA_NAME):
                    content = dumps(seal(shipped.metadata, tensors)).encode()
                elif name.endswith(WEIGHTS_NAME):
                    content = weights.getvalue()
                new.writestr(name, content)
        return path

    return write


@pytest.fixture(scope="session")
def bare_model(write_model, bare_tensors) -> semeq.Model:
    """The shipped model without distributions."""
    return semeq.load_model(write_model(bare_tensors))


@pytest.fixture(scope="session")
def people_model(write_model, bare_tensors, made_up_tables) -> semeq.Model:
    """The shipped model with made-up distributions."""
    return semeq.load_model(write_model(bare_tensors | to_tensors(made_up_tables)))
