"""Artifacts written by hand."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from semeq.words import artifact
from semeq.words.archive import METADATA_NAME, WEIGHTS_NAME, read_metadata, read_weights
from semeq.words.seal import seal

Write = Callable[..., Path]


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The shipped settings model."""
    return artifact.resolve(None)


@pytest.fixture(scope="session")
def shipped_metadata(shipped: Path) -> dict[str, Any]:
    return read_metadata(shipped)


@pytest.fixture(scope="session")
def shipped_tensors(shipped: Path, shipped_metadata) -> dict[str, np.ndarray]:
    return dict(read_weights(shipped, shipped_metadata))


@pytest.fixture
def write(tmp_path: Path, shipped: Path, shipped_metadata, shipped_tensors) -> Write:
    """Write the shipped model with other metadata, tensors or entries, sealed."""

    def write(
        metadata: dict[str, Any] | None = None,
        tensors: dict[str, np.ndarray] | None = None,
        entries: dict[str, bytes] | None = None,
    ) -> Path:
        given = shipped_tensors if tensors is None else tensors
        said = seal(shipped_metadata if metadata is None else metadata, given)
        weights = io.BytesIO()
        np.savez(weights, **given)
        with zipfile.ZipFile(shipped) as old:
            copied = {item.filename: old.read(item) for item in old.infolist()}
        copied[f"archive/extra/{METADATA_NAME}"] = json.dumps(said).encode()
        copied[f"archive/extra/{WEIGHTS_NAME}"] = weights.getvalue()
        path = tmp_path / "written.pt"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
            for name, content in (copied | (entries or {})).items():
                new.writestr(name, content)
        return path

    return write
