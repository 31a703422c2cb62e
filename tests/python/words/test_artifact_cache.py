"""A file is opened once for all threads, and again when it has changed."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from semeq.words import artifact
from semeq.words.schema import MODEL_KIND


class Opened:
    """Stands for a model: opening it takes a while."""

    n_opened = 0

    def __init__(self, path: Path, *, engine: str) -> None:  # noqa: ARG002  (what load calls)
        time.sleep(0.02)
        type(self).n_opened += 1
        self.content = path.read_bytes()


@pytest.fixture
def open_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Opened, "n_opened", 0)
    caches: list[Any] = [artifact._read, artifact._shipped]
    for cache in caches:
        cache.__wrapped__.cache_clear()

    def opened(given: object = None) -> Any:
        return artifact.load(Opened, given, kind=MODEL_KIND, argument="model", engine="native")

    yield opened
    for cache in caches:
        cache.__wrapped__.cache_clear()


@pytest.mark.parametrize("is_shipped", [True, False])
def test_sixteen_threads_get_one_object(open_file, tmp_path: Path, is_shipped: bool) -> None:
    start = threading.Barrier(16)
    (tmp_path / "file.pt").write_bytes(b"a model")

    def work(_: int) -> Opened:
        start.wait()
        return open_file(None if is_shipped else tmp_path / "file.pt")

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(work, range(16)))) == 1
    assert Opened.n_opened == 1


def test_a_changed_file_is_read_again_though_its_time_was_kept(open_file, tmp_path: Path) -> None:
    path = tmp_path / "file.pt"
    path.write_bytes(b"first")
    times = (path.stat().st_atime_ns, path.stat().st_mtime_ns)
    assert open_file(path).content == b"first"
    assert open_file(path) is open_file(path)
    (tmp_path / "other").write_bytes(b"other")  # replaced by a file of the same length
    os.utime(tmp_path / "other", ns=times)
    (tmp_path / "other").replace(path)
    assert open_file(path).content == b"other"
    path.write_bytes(b"longer one")
    os.utime(path, ns=times)
    assert open_file(path).content == b"longer one"
    time.sleep(0.02)  # beyond a tick of the clock
    path.write_bytes(b"same size!")
    os.utime(path, ns=times)
    assert open_file(path).content == b"same size!"
