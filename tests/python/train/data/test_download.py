"""Fetching the original, without a network."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pooch
import pytest

from semeq.errors import DataError, MissingExtraError
from semeq.train.data.safe import download_safe
from semeq.train.data.socialfx import download_socialfx


def test_what_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: dict[str, str] = {}

    def retrieve(url: str, known_hash: str, *, fname: str, path: Path) -> str:
        asked.update(url=url, known_hash=known_hash)
        return str(path / fname)

    monkeypatch.setattr(pooch, "retrieve", retrieve)
    assert download_safe(tmp_path) == tmp_path / "SAFEEqualiserUserData.csv"
    assert asked["known_hash"] == (
        "sha256:cc43858680115070ffdfa41a1158fca1344db2e0096ba73fe68990e90a284af1"
    )
    assert "20200122215408id_/" in asked["url"], "id_ asks for the bytes as they were"


@pytest.mark.parametrize("failure", [OSError("no route"), ValueError("hash does not match")])
def test_failure_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, failure: Exception
) -> None:
    def retrieve(*_: object, **__: object) -> str:
        raise failure

    monkeypatch.setattr(pooch, "retrieve", retrieve)
    with pytest.raises(DataError, match=rf"{failure}.*name it with --file"):
        download_safe(tmp_path)


def fake_hub(**functions: object) -> ModuleType:
    hub = ModuleType("huggingface_hub")
    vars(hub).update(functions)
    return hub


def test_socialfx_comes_from_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    files = ["README.md", "data/comp-0.parquet", "data/eq-00000-of-00001.parquet"]
    hub = fake_hub(
        list_repo_files=lambda repo, repo_type: files,  # noqa: ARG005
        hf_hub_download=lambda repo, name, repo_type: f"cache/{repo_type}/{repo}/{name}",
    )
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    found = download_socialfx(Path())
    assert found == Path(f"cache/dataset/seungheondoh/socialfx-original/{files[2]}")
    del files[2]
    with pytest.raises(DataError, match="holds no split 'eq'"):
        download_socialfx(Path())


class TransportError(Exception):
    """As httpx has them: of no built-in kind."""


@pytest.mark.parametrize("failure", [ConnectionError, TransportError])
def test_socialfx_without_hub_or_network(
    failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object, **__: object) -> None:
        raise failure("no route")

    monkeypatch.setitem(sys.modules, "huggingface_hub", fake_hub(list_repo_files=offline))
    with pytest.raises(DataError, match=r"no route.*name it with --file"):
        download_socialfx(Path())
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtraError, match=r"name it with --file.*pip install 'semeq\[hub\]'"):
        download_socialfx(Path())
