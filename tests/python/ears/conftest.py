"""Sounds that the tests of listening share."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import semeq
from semeq.words.archive import METADATA_NAME, WEIGHTS_NAME, read_metadata, read_weights
from semeq.words.seal import seal

Tensors = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def notes() -> np.ndarray:
    """Decaying notes with overtones over a little noise, stereo, 6 s."""
    rng = np.random.default_rng(3)
    time_s = np.arange(264_600) / 44_100
    sound = 0.003 * rng.standard_normal((2, len(time_s)))
    for start in range(0, len(time_s), 11_025):
        pitch = 55 * 2 ** (rng.integers(0, 36) / 12)
        since = time_s[: len(time_s) - start][:66_150]
        partials = np.arange(1, 20)[:, np.newaxis]
        partials = partials[partials[:, 0] * pitch < 20_000]
        tones = np.exp(-3 * since) * np.sin(2 * np.pi * pitch * partials * since)
        levels = rng.uniform(0, 0.1 / partials[:, 0], (2, len(partials)))
        sound[:, start : start + len(since)] += levels @ tones
    return sound.astype(np.float32)


@pytest.fixture(scope="module")
def music() -> np.ndarray:
    """Noise with the mean spectrum of the reference, 10 s."""
    rng = np.random.default_rng(7)
    ears = semeq.load_ears()
    hz = np.fft.rfftfreq(441_000, 1 / 44_100)
    level = np.interp(np.log(np.maximum(hz, 1)), np.log(ears.centers_hz), ears.reference.mean_db)
    spectrum = rng.standard_normal(len(hz)) + 1j * rng.standard_normal(len(hz))
    noise = np.fft.irfft(spectrum * 10 ** (level / 20) / np.sqrt(np.maximum(hz, 10)), 441_000)
    return (0.1 * noise / noise.std()).astype(np.float32)


@pytest.fixture(scope="session")
def tone() -> np.ndarray:
    """A sine of 440 Hz, 2 s."""
    return np.sin(2 * np.pi * 440 / 44_100 * np.arange(88_200))


@pytest.fixture
def shipped_ears() -> tuple[dict[str, Any], Tensors]:
    """Metadata and tensors of the shipped ears, to be changed."""
    path = semeq.load_ears().path
    metadata = read_metadata(path)
    return metadata, {name: tensor.copy() for name, tensor in read_weights(path, metadata).items()}


@pytest.fixture
def write_ears(tmp_path: Path) -> Callable[[str, Mapping[str, Any], Tensors], Path]:
    """Write the shipped ears' script with other metadata and tensors."""

    def write(name: str, metadata: Mapping[str, Any], tensors: Tensors) -> Path:
        weights = io.BytesIO()
        np.savez_compressed(weights, **tensors)
        extra = {
            METADATA_NAME: json.dumps(seal(metadata, tensors)).encode(),
            WEIGHTS_NAME: weights.getvalue(),
        }
        with (
            zipfile.ZipFile(semeq.load_ears().path) as old,
            zipfile.ZipFile(tmp_path / name, "w") as new,
        ):
            for entry in old.namelist():
                if "/extra/" not in entry:
                    new.writestr(zipfile.ZipInfo(entry), old.read(entry))
            root = old.namelist()[0].partition("/")[0]
            for entry, content in extra.items():
                new.writestr(zipfile.ZipInfo(f"{root}/extra/{entry}"), content)
        return tmp_path / name

    return write
