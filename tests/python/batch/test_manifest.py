"""A manifest is whole at any moment, and lists each output once."""

from __future__ import annotations

import json
from pathlib import Path

from semeq.batch.manifest import Manifest


def read_manifest(folder: Path) -> list[dict]:
    lines = (folder / "manifest.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_a_manifest_is_whole_lines_while_it_grows(tmp_path) -> None:
    with Manifest(tmp_path) as manifest:
        for number in (3, 1, 3):
            manifest.add({"output": f"{number}.wav", "turn": number})
        assert [r["output"] for r in read_manifest(tmp_path)] == ["3.wav", "1.wav", "3.wav"]
        assert manifest.get("1.wav") == {"output": "1.wav", "turn": 1}
        assert manifest.get("2.wav") is None
    assert [r["output"] for r in read_manifest(tmp_path)] == ["1.wav", "3.wav"]
