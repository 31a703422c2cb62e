"""Fetching the original, without a network."""

from __future__ import annotations

from pathlib import Path

import pooch
import pytest

from semeq.errors import DataError
from semeq.train import download


def test_what_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = {}

    def retrieve(url: str, known_hash: str, *, fname: str, path: Path) -> str:
        asked.update(url=url, known_hash=known_hash)
        return str(path / fname)

    monkeypatch.setattr(pooch, "retrieve", retrieve)
    assert download.download_safe(tmp_path) == tmp_path / "SAFEEqualiserUserData.csv"
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
        download.download_safe(tmp_path)
