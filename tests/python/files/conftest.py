"""Zip files and NumPy archives made by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest


def _zipped(entries: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return file.getvalue()


@pytest.fixture(scope="session")
def zipped() -> Callable[..., bytes]:
    return _zipped
